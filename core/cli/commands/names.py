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
from core.names.bits import LetterBits, letter_bits, order_sentence
from core.names.corpus import Corpus
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
            print_line(_said(event, settings, corpus, run, as_json=flags.json))
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


def _said(
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
