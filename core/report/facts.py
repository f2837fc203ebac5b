"""The data that the report learned from: how many names and days (sections 2.2 and 3.2)."""

from __future__ import annotations

import datetime
from typing import Final

from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.report.claim import Claim, Figures, Way, share_of
from core.stocks.settings import PRESETS
from core.stocks.sources import bundled_prices

FIRST_TEST_DAYS: Final = {
    "GE": datetime.date(2019, 10, 7),
    "TATAGLOBAL": datetime.date(2018, 10, 1),
}


class Facts(Figures):
    """How many names there are, and days before and from the first test day on."""

    names: int
    ge_training: int
    ge_test: int
    tataglobal_training: int
    tataglobal_test: int


REPORT: Final = Facts(
    names=1536, ge_training=225, ge_test=25, tataglobal_training=2035, tataglobal_test=16
)
WORDS: Final = {
    "names": "Names of dinosaurs",
    "ge_training": "GE, training days",
    "ge_test": "GE, test days",
    "tataglobal_training": "Tata Global, training days",
    "tataglobal_test": "Tata Global, test days",
}


def find() -> Facts:
    """Counts the bundled data, split at the report's dates."""
    return Facts(names=len(bundled_names().names), **_days("GE"), **_days("TATAGLOBAL"))


def claim(facts: Facts) -> Claim:
    """How many there are, beside how many the report counts."""
    counted = facts.model_dump()
    kept = sum(counted[name] == number for name, number in REPORT.model_dump().items())
    return Claim(
        key="data",
        title="The data: 1,536 names, 225 + 25 days of GE, 2,035 + 16 of Tata Global",
        section="sections 2.2 and 3.2",
        says=f"The network of names learns from {_said(REPORT)}.",
        verdict=share_of(kept, len(counted)),
        finding=f"The list and the prices that come with this dashboard have {_said(facts)}: "
        f"{kept} of {len(counted)} figures agree.",
        ways=(
            Way("GE's days", PRESETS["ge"], "GE"),
            Way("Tata Global's days", PRESETS["tataglobal"], "TATAGLOBAL"),
            Way("The names", NamesSettings()),
        ),
    )


def _days(symbol: str) -> dict[str, int]:
    dates = bundled_prices(symbol).dates.date
    training = int((dates < FIRST_TEST_DAYS[symbol]).sum())
    prefix = symbol.lower()
    return {f"{prefix}_training": training, f"{prefix}_test": len(dates) - training}


def _said(facts: Facts) -> str:
    return (
        f"{facts.names:,} names; GE has {facts.ge_training:,} training and {facts.ge_test} test "
        f"days, Tata Global {facts.tataglobal_training:,} and {facts.tataglobal_test}"
    )
