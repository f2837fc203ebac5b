"""How a setting is declared: once, with everything that a widget, a flag or a table needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo


class Settings(BaseModel):
    """Base of all settings: frozen, and an unknown name is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What people need to know of a setting beyond its range."""

    label: str
    unit: str = ""
    step: float = 1
    main: bool = False  # shown at once; the others are folded away
    folded: str = "More settings"  # the heading under which it is, unless it is a main one
    choices: tuple[tuple[str, str], ...] = ()  # (value, what people read)
    captions: tuple[str, ...] = ()  # what there is to say of each choice, if all are to be seen


def parameter(
    default: Any,
    facts: Facts,
    explanation: str,
    *,
    ge: float | None = None,
    le: float | None = None,
) -> Any:
    """A field of a settings model that carries its facts with it."""
    return Field(
        default,
        ge=ge,
        le=le,
        title=facts.label,
        description=explanation,
        json_schema_extra=cast("Any", {"facts": facts}),
    )


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared setting, as read by the form, the URL, the command line and the exports."""

    name: str
    annotation: Any
    default: Any
    help: str
    lower: float | None
    upper: float | None
    facts: Facts


def parameters(model: type[Settings]) -> list[Parameter]:
    """The settings of `model`, in the order of their declaration."""
    return [_read(name, info) for name, info in model.model_fields.items()]


def _read(name: str, info: FieldInfo) -> Parameter:
    extra = info.json_schema_extra
    assert isinstance(extra, dict)
    facts = extra["facts"]
    assert isinstance(facts, Facts)
    return Parameter(
        name=name,
        annotation=info.annotation,
        default=info.default,
        help=info.description or "",
        lower=_bound(info, "ge"),
        upper=_bound(info, "le"),
        facts=facts,
    )


def _bound(info: FieldInfo, name: str) -> float | None:
    for constraint in info.metadata:
        if hasattr(constraint, name):
            return float(getattr(constraint, name))
    return None
