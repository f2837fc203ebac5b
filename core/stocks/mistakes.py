"""The common mistakes that a training may make on purpose: what each does, and where it is met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Mistake: TypeAlias = Literal[
    "none", "scaler_on_all_rows", "newest_first", "test_days_in_training", "shuffled_split"
]
NO_MISTAKE: Final[Mistake] = "none"


@dataclass(frozen=True, slots=True)
class Explained:
    """A mistake as people read of it."""

    label: str
    does: str  # a sentence
    met: str  # a sentence: where

    @property
    def words(self) -> str:
        """Both sentences."""
        return f"{self.does} {self.met}"


MISTAKES: Final[dict[Mistake, Explained]] = {
    "scaler_on_all_rows": Explained(
        "Scaler fitted on all rows",
        "The prices are scaled by the lowest and highest of all days, so the network is told how "
        "far the test days will go.",
        "Met wherever a notebook scales its whole table first and splits it afterwards.",
    ),
    "newest_first": Explained(
        "Newest day first",
        "The rows are read in the order of a file that begins with the newest day: the network "
        "predicts each day from the days after it, and its first test windows hold the oldest "
        "prices.",
        "The well-known tutorial behind the report trains so on Tata Global.",
    ),
    "test_days_in_training": Explained(
        "Test days inside the training",
        "The network trains on all days, those that it is judged by among them.",
        "Met where a model is fitted to everything there is and then drawn over the same days.",
    ),
    "shuffled_split": Explained(
        "Shuffled split",
        "The test days are drawn at random from all days, so the network has trained on the days "
        "before and after each of them.",
        "Met wherever a series is split by a function made for rows without an order, such as "
        "train_test_split as it comes.",
    ),
}
