"""How a setting is declared: once, with everything that a widget, a flag or a table needs."""

from __future__ import annotations

from collections.abc import Mapping
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
    follows: str = ""  # another setting: where that one is changed, this one goes with it
    goes_with: tuple[tuple[str, str], ...] = ()  # (a value of that one, the value of this one)


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


def with_changes(
    model: type[Settings], values: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """The values of settings after changes, and after what follows from these.

    A setting follows another one that becomes something else, unless the changes say what it is.
    A value that is missing, as of a setting that is newer than the values, stays so.
    """
    followed = {
        follower.name: dict(follower.facts.goes_with).get(changes[followed_name])
        for follower in parameters(model)
        if (followed_name := follower.facts.follows) in changes
        and changes[followed_name] != values.get(followed_name)
        and follower.name in values
    }
    known = {name: value for name, value in followed.items() if value is not None}
    return {**values, **known, **changes}


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
