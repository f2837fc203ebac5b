"""What an experiment is: all that runs, sweeps and zips ask of one, whichever it is."""

from __future__ import annotations

import statistics
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from core.events import Event, State, StopCheck
from core.parameters import Settings

Figures: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a run, read from what its training reported.

    That of the validation days, where the training has any, so that runs are chosen by them.
    """

    name: str
    label: str  # of an axis
    spoken: str  # in a sentence, with the figure
    help: str
    more_is_better: bool
    of: Callable[[Figures], float | None]
    is_share: bool = False  # 0 to 1

    def in_ratios(self, figures: Iterable[float]) -> bool:
        """Whether their ratios are compared, as of errors; of shares, and of 0, differences are."""
        return not self.is_share and all(figure > 0 for figure in figures)

    def typical(self, figures: Sequence[float]) -> float:
        """The mean of some, at least one: of their logarithms, where ratios are compared."""
        mean = statistics.geometric_mean if self.in_ratios(figures) else statistics.fmean
        return mean(figures)

    def say(self, *figures: float) -> str:
        """One or two figures in words: "1.71 × yesterday's miss", "2.47 to 2.62 bits a letter"."""
        return self.spoken.format(" to ".join(f"{figure:.3g}" for figure in figures))


SECONDS = Measure(
    "seconds",
    "Seconds",
    "{} s",
    "How long the training took.",
    False,
    lambda figures: figures.get("seconds"),
)


class Data(Protocol):
    """What a run learns from."""

    @property
    def title(self) -> str:
        """Its name for people."""

    def to_bytes(self) -> bytes:
        """As the store keeps it; `Experiment.read` reads it."""


S = TypeVar("S", bound=Settings)
D = TypeVar("D", bound=Data)


class Experiment(ABC, Generic[S, D]):
    """One experiment: its settings, data, training and figures.

    Attributes:
        settings: The model of its settings, all with their defaults.
        data: What its data are, in a word: "prices".
        step: What a step of its training is called; `steps` is also the setting that says how many.
        measures: By which its runs are compared; the first one leads.
        led_before: The measure of old plans that name none.
        predicts_days: Whether its runs predict days, and so may have validation days to choose by.
        checkpoints_are_weights: Whether the checkpoints hold the network's parameters. Else those
            of some steps are kept beside them.
    """

    settings: type[S]
    data: str
    step: str
    steps: str
    measures: tuple[Measure, ...]
    led_before: str = ""
    predicts_days: bool = False
    checkpoints_are_weights: bool = False

    @abstractmethod
    def read(self, blob: bytes) -> D:
        """Data from what their `to_bytes` gave."""

    @abstractmethod
    def check(self, settings: S, data: D | None = None) -> None:
        """Looks whether the settings fit each other and, where these are given, the data.

        Raises:
            SettingsError: They do not.
        """

    @abstractmethod
    def train(
        self, settings: S, data: D, should_stop: StopCheck, begin: State | None = None
    ) -> Iterator[Event]:
        """The training, from its beginning or from the state of another one."""

    @abstractmethod
    def work(self, settings: S) -> float:
        """Multiplications of a training, up to a factor that is the same for the same data.

        See benchmarks/README.md: how an epoch grows with the settings.
        """

    def current_figures(self, figures: Figures, total: int) -> dict[str, Any]:  # noqa: ARG002
        """Figures that were reported by a training of `total` steps, as they are told today."""
        return dict(figures)

    def total_steps(self, settings: S) -> int:
        """How many steps a whole training takes."""
        return int(getattr(settings, self.steps))
