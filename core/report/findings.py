"""All figures of the report's claims: found, kept under data/report, read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Final, get_type_hints

from core.errors import DataError
from core.report import clip, direction, facts, forecasts, rounding, table1
from core.report.claim import Claim
from core.report.forecasts import GE, TATAGLOBAL, Experiment, Forecast, Predictions

FOLDER: Final = Path(__file__).resolve().parents[2] / "data" / "report"


@dataclass(frozen=True)
class Findings:
    """What was found; a field a file."""

    facts: facts.Facts
    table1: table1.Table
    clip: clip.Clip
    chaos: rounding.Chaos
    ge: Predictions
    tataglobal: Predictions
    ge_direction: direction.Direction
    tataglobal_direction: direction.Direction

    @cached_property
    def forecasts(self) -> tuple[Forecast, Forecast]:
        """The predictions of Tata Global (Figure 9) and of GE (Figure 10), on their days."""
        return Forecast(TATAGLOBAL, self.tataglobal), Forecast(GE, self.ge)

    @property
    def directions(self) -> tuple[direction.Direction, direction.Direction]:
        """How often they are right about up or down."""
        return self.tataglobal_direction, self.ge_direction

    def claims(self) -> list[Claim]:
        """What the report says and what became of it, in the order of the report."""
        pairs = list(zip(self.forecasts, self.directions, strict=True))
        return [
            facts.claim(self.facts),
            table1.claim(self.table1),
            clip.claim(self.clip),
            rounding.claim(self.table1, self.chaos),
            *(forecast.claim() for forecast, _ in pairs),
            direction.claim(pairs),
        ]


def find() -> Iterator[str | Findings]:
    """Does all of it again: a few minutes. Yields what it is at, and at last what it has found."""
    table = yield from table1.find()
    clipped = yield from clip.find()
    chaotic = yield from rounding.find()
    ge = yield from forecasts.find(GE)
    tataglobal = yield from forecasts.find(TATAGLOBAL)
    yield Findings(
        facts=facts.find(),
        table1=table,
        clip=clipped,
        chaos=chaotic,
        ge=ge,
        tataglobal=tataglobal,
        ge_direction=_direction(GE, ge),
        tataglobal_direction=_direction(TATAGLOBAL, tataglobal),
    )


def save(findings: Findings) -> None:
    """Keeps them.

    Raises:
        DataError: The folder cannot be written to.
    """
    try:
        FOLDER.mkdir(exist_ok=True)
        for field in fields(findings):
            figures = getattr(findings, field.name)
            _file(field.name).write_text(figures.model_dump_json(indent=1) + "\n", "utf-8")
    except OSError as failure:
        raise DataError(f"{FOLDER} cannot be written to: {failure.strerror}.") from failure


def load() -> Findings:
    """Reads what `save` has kept.

    Raises:
        DataError: It is not there, or of another version of the program.
    """
    types = get_type_hints(Findings)
    try:
        kept: dict[str, Any] = {
            field.name: types[field.name].model_validate_json(_file(field.name).read_bytes())
            for field in fields(Findings)
        }
    except (OSError, ValueError) as failure:
        raise DataError(
            f"What was found of the report cannot be read from {FOLDER}: make it again with "
            "`python -m core report`."
        ) from failure
    return Findings(**kept)


def _file(name: str) -> Path:
    return FOLDER / f"{name}.json"


def _direction(experiment: Experiment, predictions: Predictions) -> direction.Direction:
    return direction.find(Forecast(experiment, predictions))
