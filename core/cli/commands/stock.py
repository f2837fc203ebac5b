"""`python -m core stock`: trains the price model and prints its losses and figures."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from core.cli.choices import ask, naming_flags
from core.cli.commands.prices import choices_of, read_prices
from core.cli.keep import kept_sentence, training
from core.cli.mistake import beside_mistake, told
from core.cli.output import print_line
from core.cli.stock_summary import summary
from core.errors import DataError, SettingsError
from core.events import Checkpoint, Result, StopCheck, Value
from core.runs.events import encode_values
from core.runs.groups.planning.plan import JudgedOn
from core.runs.settings import flag, from_flags
from core.stocks import trainer as stocks_trainer
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import Choices, PriceHistory, bundled, fetch_yahoo


def train(flags: argparse.Namespace, should_stop: StopCheck) -> None:
    """Trains as the flags say.

    Raises:
        UserError: The settings or the prices cannot be used.
    """
    settings, history = chosen(flags)
    train_on = partial(stocks_trainer.train, settings, history)
    run, events = training(train_on, settings, history, should_stop, keep=flags.keep)
    for event in events:
        if isinstance(event, Checkpoint) and event.step > 0:
            row = {"epoch": event.step, "loss": event.loss, "seconds": event.seconds}
            print_line(
                encode_values(row)
                if flags.json
                else f"Epoch {event.step} of {settings.epochs}, loss {event.loss:.6f}"
            )
    assert isinstance(event, Result)
    honest = beside_mistake(settings, history, should_stop)
    if flags.json:
        told_of: dict[str, Value] = {"judged_on": JudgedOn.TEST.value, **event.values, **honest}
        print_line(encode_values(told_of | ({"run": run} if run else {})))
        return
    print_line(summary(event, history, settings.epochs))
    if settings.made_mistake:
        print_line(told(settings, event.values, honest))
    if run is not None:
        print_line(kept_sentence(run))


def chosen(flags: argparse.Namespace) -> tuple[StockSettings, PriceHistory]:
    """The settings and the prices that the flags ask for.

    Raises:
        UserError: They cannot be used.
    """
    history = _history(flags)
    settings = from_flags(PRESETS[flags.preset or "ge"], flags)
    return _settle_on_price(settings, flags, history), history


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
    choices = choices_of(flags)
    if choices != Choices() and flags.csv is None:
        name = flag(next(iter(choices.model_dump(exclude_none=True))))
        raise SettingsError(f"{name} says how to read --csv; name a file.")
    if flags.ticker is not None:
        if not (flags.start and flags.end):
            raise SettingsError("--ticker needs --start and --end, for example 2018-11-12.")
        return fetch_yahoo(flags.ticker, flags.start, flags.end)
    if flags.start or flags.end:
        raise SettingsError("--start and --end choose dates for --ticker; name one.")
    if flags.csv is not None:
        reading = read_prices(flags.csv, choices)
        if reading.questions:
            raise DataError(" ".join(map(ask, reading.questions)))
        with naming_flags():
            return reading.prices()
    return bundled((flags.preset or "ge").upper())
