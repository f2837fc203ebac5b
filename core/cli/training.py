"""`python -m core names` and `stock`: trains a model and prints its losses and figures."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import partial
from typing import Any, Final

from core.cli.options import ask, naming_flags
from core.cli.output import print_line
from core.cli.read_files import names_choices_of, price_choices_of, read_names_file, read_price_file
from core.errors import DataError, SettingsError
from core.events import Checkpoint, Event, Result, StopCheck, Value
from core.experiment import Data
from core.names import trainer as names_trainer
from core.names.bits import LetterBits, letter_bits, order_sentence
from core.names.corpus import Corpus
from core.names.sampling import sample_report_names
from core.names.settings import NamesSettings
from core.names.sources import NamesChoices, bundled_names
from core.runs.groups.plan import JudgedOn
from core.runs.settings import Kind, RunSettings, flag, from_flags
from core.runs.tables import encode_values, finite
from core.stocks import trainer as stocks_trainer
from core.stocks.judgement import honesty
from core.stocks.judgement.honesty import flattery, without_mistake
from core.stocks.judgement.judge import validation_sentence
from core.stocks.judgement.metrics import TITLES, Metrics
from core.stocks.judgement.verdict import (
    Verdict,
    miss,
    sentence,
    skill_sentence,
    stored_skill,
    unplanned,
)
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import PriceChoices, PriceHistory, bundled_prices, fetch_yahoo

# `--keep`: what a command trains becomes a run of the store, which pages open.


def start_training(
    train: Callable[[StopCheck], Iterator[Event]],
    settings: RunSettings,
    data: Data,
    should_stop: StopCheck,
    *,
    keep: bool,
) -> tuple[str | None, Iterator[Event]]:
    """The id of the run that is kept, if any, and the events of the training.

    Raises:
        UserError: The store cannot be opened.
    """
    if not keep:
        return None, train(should_stop)
    # Imported here: to load a database library takes longer than a short training.
    from core.runs.store import Store
    from core.runs.workers.runner import recorded, start_run

    store = Store()
    run = start_run(store, settings, data)
    return run.id, recorded(store, run, train, should_stop)


def kept_sentence(run_id: str) -> str:
    """Where it is, for people."""
    return f"Kept as run {run_id}; the page Runs of the dashboard lists it."


# `python -m core names`: trains the character RNN and prints each checkpoint.


def train_names(flags: argparse.Namespace, should_stop: StopCheck) -> None:
    """Trains as the flags say.

    Raises:
        UserError: The settings or the list of names cannot be used.
    """
    settings, corpus = chosen_names(flags)
    train_on = partial(names_trainer.train, settings, corpus)
    run, events = start_training(train_on, settings, corpus, should_stop, keep=flags.keep)
    for event in events:
        if isinstance(event, Checkpoint):
            print_line(_checkpoint_text(event, settings, corpus, run, as_json=flags.json))
    if run is not None and not flags.json:
        print_line(kept_sentence(run))


def chosen_names(flags: argparse.Namespace) -> tuple[NamesSettings, Corpus]:
    """The settings and the names that the flags ask for.

    Raises:
        UserError: They cannot be used.
    """
    return from_flags(NamesSettings(), flags), _corpus(flags)


def _corpus(flags: argparse.Namespace) -> Corpus:
    choices = names_choices_of(flags)
    if flags.list is None:
        if choices != NamesChoices():
            name = flag(next(iter(choices.model_dump(exclude_none=True))))
            raise SettingsError(f"{name} says how to read --list; name a file.")
        return bundled_names()
    reading = read_names_file(flags.list, choices)
    if reading.questions:
        raise DataError(" ".join(map(ask, reading.questions)))
    with naming_flags():
        return reading.names()


def _checkpoint_text(
    checkpoint: Checkpoint,
    settings: NamesSettings,
    corpus: Corpus,
    run: str | None,
    *,
    as_json: bool,
) -> str:
    """Seven names, the smoothed loss and the bits a letter of a checkpoint."""
    step, loss = checkpoint.step, checkpoint.loss
    sampled = sample_report_names(checkpoint.arrays, corpus.alphabet)
    names = [name.title for name in sampled]
    bits = letter_bits(checkpoint.arrays, settings, corpus)
    if as_json:
        row = {"iteration": step, "loss": finite(loss), "names": names} | _bits(bits)
        return json.dumps(row | ({"run": run} if run else {}))
    order = order_sentence(bits, step, loss, settings, corpus)
    return (
        f"Iteration {step:,}, smoothed loss {loss:.6f}: {', '.join(names)}\n"
        f"  {bits.sentence} {order}".rstrip()
    )


def _bits(bits: LetterBits) -> dict[str, float | None]:
    trained = {"bits_trained": finite(bits.training)}
    return trained if bits.held_out is None else trained | {"bits_held_out": finite(bits.held_out)}


# A common mistake made on purpose, as the command line tells of it.

_OF: Final = "honest_"
HONEST: Final = (f"{_OF}rmse", f"{_OF}naive_rmse")


def honest_figures(
    settings: StockSettings, history: PriceHistory, should_stop: StopCheck
) -> dict[str, Any]:
    """`HONEST`, the figures of the same training without its mistake; empty where it makes none.

    It is trained here, for as long again, unless somebody has stopped the other one.
    """
    if not settings.made_mistake or should_stop():
        return {}
    *_, result = stocks_trainer.train(without_mistake(settings), history, should_stop)
    assert isinstance(result, Result)
    return {name: result.values[name.removeprefix(_OF)] for name in HONEST}


def mistake_warning(
    settings: StockSettings, values: Mapping[str, Any], honest: Mapping[str, Any]
) -> str:
    """The mark of a result that a mistake was made for, and how much that flatters."""
    mistake = settings.made_mistake
    assert mistake is not None
    of_honest = {name.removeprefix(_OF): value for name, value in honest.items()}
    flatters = flattery(values, of_honest) if honest else None
    marked = f"MADE WITH A MISTAKE ON PURPOSE: {mistake.label.lower()}. {mistake.does}"
    return f"{marked}\n{flatters}" if flatters else marked


# What came of a training on prices, for people on the command line; the verdict last.

_TO_YESTERDAY: Final = "RMSE as a multiple of that of yesterday's price: "


def summary(result: Result, history: PriceHistory, epochs: int) -> str:
    """Some lines of text: the figures, the baselines, the verdict; `epochs` were planned."""
    values: dict[str, Any] = dict(result.values)
    return "\n".join(
        [
            f"{values['train_rows']} training days, {values['test_rows']} test days, "
            f"{values['epochs']} epochs in {values['seconds']:.1f} s ({values['engine']})",
            *_figures(_metrics(values)),
            *validation_sentence(values, history.currency),
            *_judgement(values, history.currency, epochs),
        ]
    )


def _metrics(values: dict[str, Any]) -> Metrics:
    return Metrics(**{field.name: values[field.name] for field in fields(Metrics)})


def _figures(scores: Metrics) -> Iterator[str]:
    direction = scores.direction_accuracy
    yield _row("", "model", "repeating yesterday")
    yield _row("RMSE", f"{scores.rmse:.5g}", f"{scores.naive_rmse:.5g}")
    yield _row("MAE", f"{scores.mae:.5g}", f"{scores.naive_mae:.5g}")
    yield _row("MAPE", f"{scores.mape * 100:.3g} %", f"{scores.naive_mape * 100:.3g} %")
    yield _row("Direction", "-" if direction is None else f"{direction * 100:.0f} %", "-")


def _judgement(values: dict[str, Any], currency: str, epochs: int) -> Iterator[str]:
    ratios = {name: baseline["rrmse"] for name, baseline in values["baselines"].items()}
    beside = [f"{TITLES[name]} {ratio:.3g}" for name, ratio in ratios.items() if ratio is not None]
    if values["rrmse"] is not None:
        yield _TO_YESTERDAY + ", ".join([f"model {values['rrmse']:.3g}", *beside])
    late = honesty.in_words(values["best_lag"], values["lag_pairs"])
    better = (values["best_lag"] or 0) > 0 and values["verdict"] == Verdict.BETTER
    yield f"{late} {honesty.BUT_BETTER}" if better else late
    yield skill_sentence(stored_skill(values))
    yield _verdict(values, currency, epochs)


def _verdict(values: dict[str, Any], currency: str, epochs: int) -> str:
    scores, days = _metrics(values), values["test_rows"]
    if values["verdict"] is None:
        return f"{miss(scores, days, currency)} {unplanned(epochs)}"
    return sentence(Verdict(values["verdict"]), scores, days, currency)


def _row(figure: str, model: str, naive: str) -> str:
    return f"{figure:10}{model:>12}{naive:>21}"


# `python -m core stock`: trains the price model and prints its losses and figures.


def train_stock(flags: argparse.Namespace, should_stop: StopCheck) -> None:
    """Trains as the flags say.

    Raises:
        UserError: The settings or the prices cannot be used.
    """
    settings, history = chosen_prices(flags)
    train_on = partial(stocks_trainer.train, settings, history)
    run, events = start_training(train_on, settings, history, should_stop, keep=flags.keep)
    for event in events:
        if isinstance(event, Checkpoint) and event.step > 0:
            row = {"epoch": event.step, "loss": event.loss, "seconds": event.seconds}
            print_line(
                encode_values(row)
                if flags.json
                else f"Epoch {event.step} of {settings.epochs}, loss {event.loss:.6f}"
            )
    assert isinstance(event, Result)
    honest = honest_figures(settings, history, should_stop)
    if flags.json:
        values: dict[str, Value] = {"judged_on": JudgedOn.TEST.value, **event.values, **honest}
        print_line(encode_values(values | ({"run": run} if run else {})))
        return
    print_line(summary(event, history, settings.epochs))
    if settings.made_mistake:
        print_line(mistake_warning(settings, event.values, honest))
    if run is not None:
        print_line(kept_sentence(run))


def chosen_prices(flags: argparse.Namespace) -> tuple[StockSettings, PriceHistory]:
    """The settings and the prices that the flags ask for.

    Raises:
        UserError: They cannot be used.
    """
    history = _history(flags)
    settings = from_flags(PRESETS[flags.preset or "ge"], flags)
    return _settle_on_price(settings, flags, history), history


CHOSEN: Final[Mapping[Kind, Callable[[argparse.Namespace], tuple[RunSettings, Data]]]] = {
    Kind.NAMES: chosen_names,
    Kind.STOCK: chosen_prices,
}  # what the flags of an experiment ask for


def _settle_on_price(
    settings: StockSettings, flags: argparse.Namespace, history: PriceHistory
) -> StockSettings:
    """Takes a price that the history has, and says so, where nobody asked for another one."""
    column = history.price_columns[0]
    if flags.price_column is not None or settings.price_column in history.price_columns:
        return settings
    print(f"There are no {settings.price_column} prices; taking {column}.", file=sys.stderr)
    return settings.model_copy(update={"price_column": column})


def _history(flags: argparse.Namespace) -> PriceHistory:
    choices = price_choices_of(flags)
    if choices != PriceChoices() and flags.csv is None:
        name = flag(next(iter(choices.model_dump(exclude_none=True))))
        raise SettingsError(f"{name} says how to read --csv; name a file.")
    if flags.ticker is not None:
        if not (flags.start and flags.end):
            raise SettingsError("--ticker needs --start and --end, for example 2018-11-12.")
        return fetch_yahoo(flags.ticker, flags.start, flags.end)
    if flags.start or flags.end:
        raise SettingsError("--start and --end choose dates for --ticker; name one.")
    if flags.csv is not None:
        reading = read_price_file(flags.csv, choices)
        if reading.questions:
            raise DataError(" ".join(map(ask, reading.questions)))
        with naming_flags():
            return reading.prices()
    return bundled_prices((flags.preset or "ge").upper())
