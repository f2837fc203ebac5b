"""What the parts of a comparison have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import UserError
from core.runs.comparison.ground import Ground, names_ground, stock_ground, what_differs
from core.runs.comparison.settings import (
    SharedAndDiffering,
    shared_and_differing,
    unlike_most,
)
from core.runs.records import Run
from core.runs.settings import Kind
from dashboard.charts.compared import Look
from dashboard.compare.address import Entry
from dashboard.compare.looks import look_of
from dashboard.shared.settings.differences import setting_in_words
from dashboard.stock.forecast_run import forecast_run
from dashboard.theme import categorical


@dataclass(frozen=True, slots=True)
class Comparison:
    """Runs of one kind; `grounds` by letter, without those whose data cannot be used any more."""

    entries: tuple[Entry, ...]
    reference: Entry | None
    settings: SharedAndDiffering
    grounds: Mapping[str, Ground]
    colours: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """Of all the runs."""
        return self.entries[0].run.kind

    @property
    def obstacles(self) -> list[str]:
        """Why the runs cannot be ranked: a sentence each."""
        return what_differs(self.grounds)

    def look(self, entry: Entry) -> Look:
        """How a run looks, wherever it appears."""
        return look_of(entry.letter, self.colours)

    def comparable(self, entry: Entry) -> bool:
        """Whether the figures of a run can be held against those of the reference."""
        if self.reference is None:
            return False
        both = {each.letter: self.grounds.get(each.letter) for each in (entry, self.reference)}
        grounds = {letter: ground for letter, ground in both.items() if ground is not None}
        return len(grounds) == len(both) and not what_differs(grounds)

    def words(self, entry: Entry) -> str:
        """What sets a run apart: its name, its data where those differ, its settings."""
        settings = [each.run.settings for each in self.entries]
        apart = unlike_most(settings, entry.run.settings, self.settings.differing)
        said_so = ", ".join(setting_in_words(each, entry.run.settings) for each in apart)
        data = len({each.run.dataset_id for each in self.entries}) > 1
        title = entry.run.name or (entry.run.title if data else "")
        usual = "as most of them" if self.settings.differing else "same settings"
        return ": ".join(filter(None, [title, said_so or usual]))


def compare(entries: Sequence[Entry], reference: str | None) -> Comparison:
    """Puts runs side by side; `reference` is the letter of one of them, or of none."""
    return Comparison(
        entries=tuple(entries),
        reference=next((entry for entry in entries if entry.letter == reference), None),
        settings=shared_and_differing([entry.run.settings for entry in entries]),
        grounds={
            entry.letter: ground for entry in entries if (ground := _ground(entry.run)) is not None
        },
        colours=categorical(),
    )


def _ground(run: Run) -> Ground | None:
    if run.kind is Kind.NAMES:
        return names_ground(run)
    try:
        this = forecast_run(run)
    except UserError:  # its data do not fit its settings, or are gone
        return None
    test, validation = this.windows.test.dates, this.windows.validation.dates
    return stock_ground(run, this.settings.price_column, test, validation)
