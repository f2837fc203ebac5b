"""How somebody looks at a group: over which settings, at which figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from core.errors import UserError
from core.runs.groups.planning.measures import measure_of
from core.runs.groups.planning.plan import Plan


@dataclass(frozen=True, slots=True)
class Look:
    """Two settings and a figure; `mode` is the theme."""

    x: str
    y: str
    measure: str
    mode: str = "light"

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return urlencode({"x": self.x, "y": self.y, "measure": self.measure, "mode": self.mode})


def look_at(plan: Plan, asked: Mapping[str, str], mode: str) -> Look:
    """The look that is asked for; what does not fit the plan is as usual."""
    names = plan.varied or [""]
    x = asked["x"] if asked.get("x") in names else names[0]
    others = [name for name in names if name != x] or [x]
    y = asked["y"] if asked.get("y") in others else others[0]
    try:
        measure = measure_of(plan.kind, asked.get("measure", "")).name
    except UserError:
        measure = plan.goal.name
    if not asked.get("measure"):
        measure = plan.goal.name
    return Look(x, y, measure, "dark" if mode == "dark" else "light")
