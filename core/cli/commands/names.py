"""`python -m core names`: trains the character RNN and prints each checkpoint."""

from __future__ import annotations

import argparse
import json
from functools import partial

from core.cli.choices import ask, naming_flags
from core.cli.commands.names_list import choices_of, read_names
from core.cli.keep import kept_sentence, training
from core.cli.output import print_line
from core.errors import DataError, SettingsError
from core.events import Checkpoint, StopCheck
from core.names import trainer as names_trainer
from core.names.corpus import Corpus
from core.names.likeness import LetterBits, letter_bits
from core.names.sampling import sample_report_names
from core.names.settings import NamesSettings
from core.names.sources import Choices, bundled
from core.runs.events import finite
from core.runs.settings import flag, from_flags


def train(flags: argparse.Namespace, should_stop: StopCheck) -> None:
    """Trains as the flags say.

    Raises:
        UserError: The settings or the list of names cannot be used.
    """
    settings, corpus = chosen(flags)
    train_on = partial(names_trainer.train, settings, corpus)
    run, events = training(train_on, settings, corpus, should_stop, keep=flags.keep)
    for event in events:
        if isinstance(event, Checkpoint):
            sampled = sample_report_names(event.arrays, corpus.alphabet)
            bits = letter_bits(event.arrays, settings, corpus) if settings.held_out else None
            names = [name.title for name in sampled]
            _print_names(event, names, bits, run, as_json=flags.json)
    if run is not None and not flags.json:
        print_line(kept_sentence(run))


def chosen(flags: argparse.Namespace) -> tuple[NamesSettings, Corpus]:
    """The settings and the names that the flags ask for.

    Raises:
        UserError: They cannot be used.
    """
    return from_flags(NamesSettings(), flags), _corpus(flags)


def _corpus(flags: argparse.Namespace) -> Corpus:
    choices = choices_of(flags)
    if flags.list is None:
        if choices != Choices():
            name = flag(next(iter(choices.model_dump(exclude_none=True))))
            raise SettingsError(f"{name} says how to read --list; name a file.")
        return bundled()
    reading = read_names(flags.list, choices)
    if reading.questions:
        raise DataError(" ".join(map(ask, reading.questions)))
    with naming_flags():
        return reading.names()


def _print_names(
    checkpoint: Checkpoint,
    names: list[str],
    bits: LetterBits | None,
    run: str | None,
    *,
    as_json: bool,
) -> None:
    if as_json:
        row = {"iteration": checkpoint.step, "loss": finite(checkpoint.loss), "names": names}
        print_line(json.dumps(row | _bits(bits) | ({"run": run} if run else {})))
    else:
        print_line(f"Iteration {checkpoint.step:,}, loss {checkpoint.loss:.6f}: {', '.join(names)}")
        if bits is not None:
            print_line(f"  {bits.sentence}")


def _bits(bits: LetterBits | None) -> dict[str, float | None]:
    if bits is None or bits.held_out is None:
        return {}
    return {"bits_trained": finite(bits.training), "bits_held_out": finite(bits.held_out)}
