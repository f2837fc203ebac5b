"""The command line: trains in this process and prints what the trainer reports."""

from __future__ import annotations

import argparse
import datetime
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from core.errors import ColumnChoiceError, DataError, SettingsError, UserError
from core.events import Checkpoint, Result, StopCheck
from core.names import corpus as names_corpus
from core.names import trainer as names_trainer
from core.names.likeness import LetterBits, letter_bits
from core.names.sampling import sample_report_names
from core.names.settings import NamesSettings
from core.runs.events import encode_values, finite
from core.runs.settings import add_flags, from_flags
from core.stocks import trainer as stocks_trainer
from core.stocks.evaluation import Metrics, verdict
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import PriceHistory, bundled, fetch_yahoo, read_csv

MISUSED = 2  # exit code: what the user can put right
INTERRUPTED = 130  # exit code: stopped by Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out one command; returns the exit code."""
    flags = _parser().parse_args(arguments)
    try:
        with _stoppable() as should_stop:
            flags.command(flags, should_stop)
            return INTERRUPTED if should_stop() else 0
    except UserError as failure:
        print(failure, file=sys.stderr)
        return MISUSED
    except BrokenPipeError:  # whoever read the output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _names(flags: argparse.Namespace, should_stop: StopCheck) -> None:
    settings = from_flags(NamesSettings(), flags)
    corpus = (
        names_corpus.read(_read(flags.list), flags.list.name)
        if flags.list is not None
        else names_corpus.bundled()
    )
    for event in names_trainer.train(settings, corpus, should_stop):
        if isinstance(event, Checkpoint):
            sampled = sample_report_names(event.arrays, corpus.alphabet)
            bits = letter_bits(event.arrays, settings, corpus) if settings.held_out else None
            _print_names(event, [name.title for name in sampled], bits, as_json=flags.json)


def _print_names(
    checkpoint: Checkpoint, names: list[str], bits: LetterBits | None, *, as_json: bool
) -> None:
    if as_json:
        row = {"iteration": checkpoint.step, "loss": finite(checkpoint.loss), "names": names}
        _print(json.dumps(row | _bits(bits)))
    else:
        _print(f"Iteration {checkpoint.step:,}, loss {checkpoint.loss:.6f}: {', '.join(names)}")
        if bits is not None:
            _print(f"  {bits.sentence}")


def _bits(bits: LetterBits | None) -> dict[str, float | None]:
    if bits is None or bits.held_out is None:
        return {}
    return {"bits_trained": finite(bits.training), "bits_held_out": finite(bits.held_out)}


def _stock(flags: argparse.Namespace, should_stop: StopCheck) -> None:
    history = _history(flags)
    settings = _settle_on_price(from_flags(PRESETS[flags.preset or "ge"], flags), flags, history)
    for event in stocks_trainer.train(settings, history, should_stop):
        if isinstance(event, Checkpoint) and event.step > 0:
            row = {"epoch": event.step, "loss": event.loss, "seconds": event.seconds}
            _print(
                encode_values(row)
                if flags.json
                else f"Epoch {event.step} of {settings.epochs}, loss {event.loss:.6f}"
            )
        if isinstance(event, Result):
            _print(encode_values(event.values) if flags.json else _summary(event, history))


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
    if flags.close_column is not None and flags.csv is None:
        raise SettingsError("--close-column chooses a column of --csv; name a file.")
    if flags.ticker is not None:
        if not (flags.start and flags.end):
            raise SettingsError("--ticker needs --start and --end, for example 2018-11-12.")
        return fetch_yahoo(flags.ticker, flags.start, flags.end)
    if flags.start or flags.end:
        raise SettingsError("--start and --end choose dates for --ticker; name one.")
    if flags.csv is not None:
        return _read_csv(flags)
    return bundled((flags.preset or "ge").upper())


def _read_csv(flags: argparse.Namespace) -> PriceHistory:
    try:
        return read_csv(_read(flags.csv), flags.csv.name, flags.close_column)
    except ColumnChoiceError as choice:
        raise DataError(f"{str(choice).removesuffix('.')} with --close-column.") from choice


def _summary(result: Result, history: PriceHistory) -> str:
    values: dict[str, Any] = dict(result.values)
    scores = Metrics(**{field.name: values[field.name] for field in fields(Metrics)})
    direction = scores.direction_accuracy
    return "\n".join(
        [
            f"{values['train_rows']} training days, {values['test_rows']} test days, "
            f"{values['epochs']} epochs in {values['seconds']:.1f} s ({values['engine']})",
            _row("", "model", "repeating yesterday"),
            _row("RMSE", f"{scores.rmse:.5g}", f"{scores.naive_rmse:.5g}"),
            _row("MAE", f"{scores.mae:.5g}", f"{scores.naive_mae:.5g}"),
            _row("MAPE", f"{scores.mape * 100:.3g} %", f"{scores.naive_mape * 100:.3g} %"),
            _row("Direction", "-" if direction is None else f"{direction * 100:.0f} %", "-"),
            verdict(scores, history.currency),
        ]
    )


def _row(figure: str, model: str, naive: str) -> str:
    return f"{figure:10}{model:>12}{naive:>21}"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise DataError(f"{path} cannot be read: {failure.strerror}.") from failure


def _print(line: str) -> None:
    print(line, flush=True)


@contextmanager
def _stoppable() -> Iterator[StopCheck]:
    """A stop check that Ctrl-C answers; a second Ctrl-C ends the program at once."""
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


class _Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        self.exit(MISUSED, f"{message[0].upper()}{message[1:]}; see {self.prog} --help.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m core", description="Trains one of the two experiments.", allow_abbrev=False
    )
    commands = parser.add_subparsers(required=True, metavar="names|stock")
    names = _command(commands, "names", _names, "a character RNN that invents dinosaur names")
    names.add_argument("--list", type=Path, metavar="FILE", help="own names, one a line")
    add_flags(names, NamesSettings)
    stock = _command(commands, "stock", _stock, "an LSTM that predicts the next day's price")
    source = stock.add_mutually_exclusive_group()
    source.add_argument(
        "--preset", choices=PRESETS, help="one of the report's experiments, data and settings (ge)"
    )
    source.add_argument("--csv", type=Path, metavar="FILE", help="own prices")
    stock.add_argument("--close-column", metavar="NAME", help="column of --csv to read as Close")
    source.add_argument("--ticker", help="prices from Yahoo Finance")
    stock.add_argument("--start", type=_day, metavar="DATE", help="first day of --ticker")
    stock.add_argument("--end", type=_day, metavar="DATE", help="last day of --ticker")
    add_flags(stock, StockSettings)
    return parser


def _command(
    commands: Any, name: str, command: Callable[[argparse.Namespace, StopCheck], None], about: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=about, description=f"Trains {about}.", allow_abbrev=False
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.set_defaults(command=command)
    return parser


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date such as 2018-11-12") from None
