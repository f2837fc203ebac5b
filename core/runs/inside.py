"""From a run that is kept, and one of its checkpoints, to a trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.errors import UserError
from core.inside.names_trace import names_input
from core.inside.prices_trace import price_input
from core.inside.trace import TraceInput
from core.names.settings import NamesSettings
from core.runs.data import load_names, load_prices
from core.runs.records import Run
from core.runs.settings import experiment_of
from core.runs.store import Store
from core.stocks.engines.engine import listed

_LISTED = 12  # steps in a sentence


class NothingKeptError(UserError):
    """A checkpoint of which nothing is kept that one could look into."""


def steps_inside(store: Store, run: Run) -> list[int]:
    """The iterations or epochs at which one can look into a run's network, in order; cheap.

    Of names all checkpoints, of prices those whose weights are kept, the newest among them.
    """
    if experiment_of(run.settings).checkpoints_are_weights:
        return store.checkpoints(run.id)
    steps = store.weights_steps(run.id)
    newest = store.newest_weights_step(run.id)
    whole = newest is not None and run.values.get("epochs", newest) == newest
    return sorted({*steps, newest}) if newest is not None and whole else steps


def input_of(
    store: Store,
    run_id: str,
    step: int | None,
    text_or_day: str,
    *,
    ended: bool = True,
    seed: int | None = None,
    number: int = 0,
    timesteps: int | None = None,
) -> TraceInput:
    """What `core.inside.trace.trace` takes.

    Args:
        store: where the run is.
        run_id: of the run.
        step: iteration or epoch, one of `steps_inside`; None for the last one.
        text_or_day: a name or its first letters; or the day that is predicted (2019-11-08).
        ended: of names: whether the end mark comes after the text.
        seed: of names: draws the letters after the text (see `names_input`).
        number: of names: which of the names of this seed.
        timesteps: of prices: how many days are read; as many as in training by default. The weights
            are those of any step, so that one sees how far back a gradient would flow.

    Raises:
        UnknownRunError: The run is not, or no longer, there.
        NothingKeptError: Nothing is kept of this checkpoint, or of none.
        SettingsError: The text or the day cannot be followed.
    """
    run = store.run(run_id)
    step = _existing(store, run, step)
    weights = weights_at(store, run, step)
    if isinstance(run.settings, NamesSettings):  # each reads something else
        alphabet = load_names(store, run.dataset_id).alphabet
        return names_input(weights, alphabet, text_or_day, ended=ended, seed=seed, number=number)
    history = load_prices(store, run.dataset_id)
    days = run.settings.timesteps if timesteps is None else timesteps
    settings = run.settings.model_copy(update={"timesteps": days})
    return price_input(settings, weights, history, text_or_day)


def weights_at(store: Store, run: Run, step: int) -> Any:
    """The weights of a run at one of `steps_inside`: by name, or of prices in Keras' order.

    Raises:
        NothingKeptError: They are gone.
    """
    if experiment_of(run.settings).checkpoints_are_weights:
        return store.checkpoint(run.id, step).arrays
    kept = store.weights_of_step(run.id, step) or store.weights(run.id)
    if kept is None or kept.step != step:
        raise NothingKeptError(f"Run '{run.id}' keeps no weights of epoch {step} any more.")
    return listed(kept.arrays)


def _existing(store: Store, run: Run, step: int | None) -> int:
    steps = steps_inside(store, run)
    if not steps and run.active:
        raise NothingKeptError(f"Run '{run.id}' has no weights yet; wait for its first checkpoint.")
    if not steps:
        raise NothingKeptError(
            f"Run '{run.id}' keeps no weights to look into: it ended before its first checkpoint, "
            "or an earlier version of Sequence Lab trained it. Train it again."
        )
    if step is None:
        return steps[-1]
    if step not in steps:
        unit = experiment_of(run.settings).step
        raise NothingKeptError(
            f"Run '{run.id}' keeps no weights of {unit} {step:,}; choose {_either(steps)}."
        )
    return step


def _either(steps: Sequence[int]) -> str:
    """Some of them in words: "0, 1, 2 or 100"."""
    shown = [f"{step:,}" for step in steps]
    if len(shown) > _LISTED:
        shown = [*shown[: _LISTED - 2], "…", shown[-1]]
    return " or ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
