"""The arguments of each command."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import Any, Final, NoReturn

from core.cli import kept_runs, read_files, sweep, training
from core.cli.output import MISUSED
from core.errors import UserError, shortened
from core.names.settings import NamesSettings
from core.names.sources import NamesChoices
from core.runs.groups.plan import MOST_RUNS
from core.runs.settings import add_flags
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import PriceChoices

_MOST_DIGITS: Final = 12  # of a whole number


class Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        """Ends the program with a sentence that names the way to help."""
        said = UserError(f"{message[0].upper()}{message[1:]}; see {self.prog} --help.")
        self.exit(MISUSED, f"{said}\n")


def make_parser() -> Parser:
    """Returns the parser of all commands; each sets `command` to what carries it out."""
    parser = Parser(
        prog="python -m core",
        description="Trains one of the two experiments, shows how a list or prices are read, "
        "tends the store of runs, does the report's experiments again, takes runs away and brings "
        "them back, or writes down what goes on inside their networks.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(
        required=True, metavar="names|stock|sweep|list|prices|store|report|export|import|trace"
    )
    _add_names(commands)
    _add_stock(commands)
    _add_sweep(commands)
    _add_list(commands)
    _add_prices(commands)
    _add_store(commands)
    _add_report(commands)
    _add_export(commands)
    _add_import(commands)
    _add_trace(commands)
    return parser


def _add_names(commands: Any) -> None:
    about = "a character RNN that invents dinosaur names"
    parser = _command(commands, "names", about, f"Trains {about}.")
    parser.set_defaults(command=training.train_names)
    _add_keep(parser)
    _add_names_arguments(parser)


def _add_names_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--list", type=Path, metavar="FILE", help="own names, one a line or a CSV")
    add_flags(parser, NamesSettings)
    add_flags(parser, NamesChoices, "how to read --list; what is not said is recognised")


def _add_stock(commands: Any) -> None:
    about = "an LSTM that predicts the next day's price"
    parser = _command(commands, "stock", about, f"Trains {about}.")
    parser.set_defaults(command=training.train_stock)
    _add_keep(parser)
    _add_stock_arguments(parser)


def _add_stock_arguments(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--preset", choices=PRESETS, help="one of the report's experiments, data and settings (ge)"
    )
    source.add_argument("--csv", type=Path, metavar="FILE", help="own prices, text or Excel")
    source.add_argument("--ticker", help="prices from Yahoo Finance")
    parser.add_argument("--start", type=_day, metavar="DATE", help="first day of --ticker")
    parser.add_argument("--end", type=_day, metavar="DATE", help="last day of --ticker")
    add_flags(parser, StockSettings)
    add_flags(parser, PriceChoices, "how to read --csv; what is not said is recognised")
    parser.add_argument("--close-column", dest="close", help=argparse.SUPPRESS)  # of version 1.0


def _add_sweep(commands: Any) -> None:
    about = "many trainings that differ in some settings"
    experiments = commands.add_parser(
        "sweep", help=about, description=f"Runs {about} on the workers.", allow_abbrev=False
    ).add_subparsers(required=True, metavar="names|stock")
    for kind, add_arguments in (("names", _add_names_arguments), ("stock", _add_stock_arguments)):
        parser = _command(experiments, kind, f"{about}: {kind}", f"Runs {about}.")
        parser.set_defaults(command=sweep.run, experiment=kind)
        parser.add_argument(
            "--vary",
            action="append",
            default=[],
            metavar="SETTING=VALUES",
            help="values (timesteps=3,7,14) or a range (units=10..50, units=10..50/10 in steps); "
            "once for each setting that varies",
        )
        parser.add_argument("--seeds", type=_whole, default=1, metavar="N", help="on N seeds each")
        parser.add_argument(
            "--how",
            choices=("grid", "random", "search"),
            default="grid",
            help="all combinations, some at random, or those that look best so far (TPE)",
        )
        parser.add_argument(
            "--trials", type=_whole, default=0, metavar="N", help="points, at random or by search"
        )
        parser.add_argument("--measure", default="", help="the figure that decides what is best")
        parser.add_argument(
            "--limit",
            type=_whole,
            default=MOST_RUNS,
            metavar="N",
            help="runs at most (%(default)s)",
        )
        add_arguments(parser)


def _add_list(commands: Any) -> None:
    about = "how a list of names is read"
    parser = _command(commands, "list", about, f"Shows {about}, without training.")
    parser.set_defaults(command=read_files.show_names)
    parser.add_argument("file", type=Path, metavar="FILE", help="own names, one a line or a CSV")
    parser.add_argument("--rows", action="store_true", help="print every name, one a line")
    add_flags(parser, NamesChoices, "how to read it; what is not said is recognised")


def _add_prices(commands: Any) -> None:
    about = "how a file of prices is read"
    parser = _command(commands, "prices", about, f"Shows {about}, without training.")
    parser.set_defaults(command=read_files.show_prices)
    parser.add_argument("file", type=Path, metavar="FILE", help="own prices, text or Excel")
    parser.add_argument("--rows", action="store_true", help="print every day as CSV")
    add_flags(parser, PriceChoices, "how to read it; what is not said is recognised")


def _add_store(commands: Any) -> None:
    about = "how large the store of runs is"
    parser = _command(commands, "store", about, f"Shows {about}, and deletes old runs.")
    parser.set_defaults(command=kept_runs.tend_store)
    parser.add_argument(
        "--delete-before",
        type=_day,
        metavar="DATE",
        help="delete the runs created before this day (UTC) for good, with data that no other "
        "run uses; queued and running ones stay",
    )
    parser.add_argument("--yes", action="store_true", help="delete without asking")


def _add_report(commands: Any) -> None:
    about = "the report's claims, each done again"
    parser = _command(
        commands, "report", about, f'Makes what the page "The report" shows: {about}.'
    )
    parser.set_defaults(command=kept_runs.reproduce_report)


def _add_export(commands: Any) -> None:
    about = "runs of the store as a file"
    parser = _command(commands, "export", about, f"Writes {about}, to be taken away.")
    parser.set_defaults(command=kept_runs.export_runs)
    parser.add_argument(
        "runs", nargs="+", metavar="RUN", help="the id of a run, as its address has"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to (FORM-RUN.zip)")
    parser.add_argument(
        "--form",
        choices=kept_runs.FORMS,
        default="zip",
        help="a zip with everything, which import brings back; or a zip with a Python script or a "
        "notebook that trains the run anew, and the files that it needs (zip)",
    )


def _add_import(commands: Any) -> None:
    about = "the runs of a zip that export made"
    parser = _command(commands, "import", about, f"Says what it holds, and keeps {about}.")
    parser.set_defaults(command=kept_runs.import_runs)
    parser.add_argument("file", type=Path, metavar="FILE", help="the zip")
    parser.add_argument("--yes", action="store_true", help="bring them in without asking")


def _add_trace(commands: Any) -> None:
    about = "every number inside a run's network on one input"
    parser = _command(
        commands,
        "trace",
        about,
        f"Writes {about}, step by step, forward and backward: an array a symbol, which "
        "core/inside/__init__.py explains.",
    )
    parser.set_defaults(command=kept_runs.write_trace)
    parser.add_argument("run", metavar="RUN", help="the id of a run, as its address has")
    parser.add_argument(
        "--checkpoint", type=_step, metavar="N", help="iteration or epoch (the last one kept)"
    )
    parser.add_argument(
        "--input",
        required=True,
        metavar="TEXT_OR_DATE",
        help="a name, or the day that is predicted from the days before it",
    )
    parser.add_argument(
        "--prefix", action="store_true", help="the text only begins a name: no end mark follows"
    )
    parser.add_argument("--out", type=Path, metavar="FILE.npz", help="where to (trace-RUN.npz)")


def _add_keep(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keep", action="store_true", help="keep it as a run, which the dashboard opens"
    )


def _command(commands: Any, name: str, about: str, description: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=about, description=description, allow_abbrev=False
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    return parser


def _whole(text: str) -> int:
    if not (_is_count(text) and int(text)):
        raise argparse.ArgumentTypeError(f"'{shortened(text)}' is not a whole number above 0")
    return int(text)


def _step(text: str) -> int:
    if not _is_count(text):
        raise argparse.ArgumentTypeError(f"'{shortened(text)}' is not a whole number")
    return int(text)


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= _MOST_DIGITS


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"'{shortened(text)}' is not a date such as 2018-11-12"
        ) from None
