"""Which settings runs share, and in which they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.parameters import Parameter, parameters
from core.runs.settings import RunSettings


@dataclass(frozen=True, slots=True)
class SharedAndDiffering:
    """The settings of a kind, in the order of their declaration."""

    shared: tuple[Parameter, ...]
    differing: tuple[Parameter, ...]

    @property
    def only_seeds_differ(self) -> bool:
        """Whether nothing but chance tells the runs apart."""
        return [parameter.name for parameter in self.differing] == ["seed"]


def shared_and_differing(settings: Sequence[RunSettings]) -> SharedAndDiffering:
    """Looks at the settings of runs of one kind, at least one."""
    shared: list[Parameter] = []
    differing: list[Parameter] = []
    for parameter in parameters(type(settings[0])):
        values = [getattr(each, parameter.name) for each in settings]
        (shared if all(value == values[0] for value in values) else differing).append(parameter)
    return SharedAndDiffering(tuple(shared), tuple(differing))


def unlike_most(
    settings: Sequence[RunSettings], one: RunSettings, differing: Sequence[Parameter]
) -> list[Parameter]:
    """Of the settings in which runs differ, those that set one of them apart.

    A value that more than half of the runs have sets nobody apart.
    """
    apart = []
    for parameter in differing:
        times = Counter(getattr(each, parameter.name) for each in settings)
        value = getattr(one, parameter.name)
        if times[value] <= len(settings) / 2:
            apart.append(parameter)
    return apart
