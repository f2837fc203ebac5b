"""One claim of the report, and what became of it here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from core.names.settings import NamesSettings
from core.stocks.settings import StockSettings


class Verdict(StrEnum):
    """What became of a claim."""

    HOLDS = "holds"
    IN_PART = "holds in part"
    FAILS = "does not hold"
    MACHINE = "depends on the machine"


@dataclass(frozen=True, slots=True)
class Way:
    """A training by which anybody can see it: its settings and, for prices, the bundled share."""

    label: str
    settings: NamesSettings | StockSettings
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What the report says, in our words (it is in Indonesian), and what we find."""

    key: str
    title: str
    section: str  # of the report
    says: str
    verdict: Verdict
    finding: str
    ways: tuple[Way, ...]


class Figures(BaseModel):
    """Base of all figures that are found: kept as JSON to the last bit."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def share_of(kept: int, of: int) -> Verdict:
    """The verdict on a claim of `of` parts, of which `kept` hold."""
    if kept == of:
        return Verdict.HOLDS
    return Verdict.IN_PART if kept else Verdict.FAILS
