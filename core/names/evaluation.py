"""How good the names of a network are, and what there is to learn from the list."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from core.cells.arrays import Array
from core.events import Checkpoint
from core.names import model
from core.names.bits import LetterBits, letter_bits, order_sentence
from core.names.corpus import END, Corpus, Split, split
from core.names.likeness import Likeness, Spelling, likeness, spelling
from core.names.sampling import sample_names
from core.names.settings import NamesSettings

DRAWN = 100  # names, by which a network is judged
_SAID = 4  # kinds of names in a sentence, which has two lines
_Z = 1.6449  # standard deviations to either side that hold 90 %


class Verdict(StrEnum):
    """Where a sampled name comes from, and what it is like."""

    NEW = "new"  # it is not on the list, and in all of it like the names learned from
    FOUND = "found"  # it is a real name, one of those that were kept from the network
    PRONOUNCEABLE = "pronounceable"  # its letters follow each other as in them, and that is all
    GIBBERISH = "gibberish"  # not even that
    COPIED = "copied"  # the network learned from it
    REPEAT = "repeat"  # it came up before in the same sample
    EMPTY = "empty"  # the end mark was drawn at once


INVENTED = (Verdict.NEW, Verdict.FOUND)  # what a network is praised for


def judge(names: Sequence[str], parts: Split) -> list[Verdict]:
    """A verdict for each name, in order; capitals do not count, and a copy is always a copy.

    Only what the network learned from can be copied: a name that was held out is a find.
    """
    known, held_out = spelling(parts.training), set(parts.held_out)
    seen: set[str] = set()
    verdicts = []
    for name in map(str.lower, names):
        verdicts.append(_of_one(name, seen, known, held_out))
        seen.add(name)
    return verdicts


def _of_one(name: str, seen: Set[str], known: Spelling, held_out: Set[str]) -> Verdict:
    if not name:
        return Verdict.EMPTY
    if name in known.names:
        return Verdict.COPIED
    if name in seen:
        return Verdict.REPEAT
    if name in held_out:
        return Verdict.FOUND
    if known.is_name_like(name):
        return Verdict.NEW
    return Verdict.PRONOUNCEABLE if known.is_pronounceable(name) else Verdict.GIBBERISH


def shares(names: Sequence[str], parts: Split) -> dict[Verdict, float]:
    """Share of the names, 0 to 1, for each verdict; at least one name is needed."""
    verdicts = judge(names, parts)
    return {verdict: verdicts.count(verdict) / len(names) for verdict in Verdict}


def interval(share: float, drawn: int = DRAWN) -> tuple[float, float]:
    """Between which shares, 0 to 1, that of all names would lie in 9 of 10 cases.

    Wilson's interval of level 90 % for a share of `drawn` names.
    """
    z2 = _Z * _Z / drawn
    middle = share + z2 / 2
    half = math.sqrt(z2 * (share * (1 - share) + z2 / 4))
    return max(0.0, (middle - half) / (1 + z2)), min(1.0, (middle + half) / (1 + z2))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good a checkpoint's network is, by one draw of names at one temperature."""

    temperature: float
    names: Sequence[str]  # as drawn, lower case
    shares: Mapping[Verdict, float]  # of them, 0 to 1
    alike: Likeness | None  # None where all the names are empty
    bits: LetterBits
    order: str = ""  # see `core.names.bits.order_sentence`

    @property
    def invented(self) -> float:
        """Share, 0 to 1, of names that are new and name-like; real ones that it found count."""
        return sum(self.shares[verdict] for verdict in INVENTED)

    @property
    def sentence(self) -> str:
        """The verdict on the names in words, what most of them are first; four kinds at most."""
        of = {verdict: self.shares[verdict] for verdict in Verdict if verdict not in INVENTED}
        of = {Verdict.NEW: self.invented} | of
        found = sorted((verdict for verdict in of if of[verdict]), key=of.__getitem__, reverse=True)
        parts = [f"{of[verdict] * 100:.0f} % {_WORDS[verdict][1]}" for verdict in found[:_SAID]]
        low, high = (f"{bound * 100:.0f}" for bound in interval(of[found[0]], len(self.names)))
        parts[0] += f" ({low} to {high})"
        at = f"At temperature {self.temperature:g} "
        return f"{at}{_WORDS[found[0]][0]}: {', '.join(parts)}."


_WORDS = {
    Verdict.NEW: ("it invents names", "new and name-like"),
    Verdict.PRONOUNCEABLE: ("it mumbles", "merely pronounceable"),
    Verdict.GIBBERISH: ("it babbles", "gibberish"),
    Verdict.COPIED: ("it copies", "copied"),
    Verdict.REPEAT: ("it repeats itself", "repeated"),
    Verdict.EMPTY: ("it says nothing", "without a letter"),
}


def evaluate(
    checkpoint: Checkpoint,
    bits: LetterBits,
    names: Sequence[str],
    settings: NamesSettings,
    corpus: Corpus,
    temperature: float = 1.0,
) -> Evaluation:
    """Judges a checkpoint by names drawn from it, and by how well it knows real ones.

    Args:
        checkpoint: of a training of these settings on this corpus.
        bits: of its network (see `core.names.bits.letter_bits`).
        names: drawn from it, at least one.
        settings: of the training.
        corpus: of the training.
        temperature: at which the names were drawn.

    Raises:
        SettingsError: the settings leave no name to train on.
    """
    parts = split(settings, corpus)
    return Evaluation(
        temperature,
        names,
        shares(names, parts),
        likeness(names, parts.training),
        bits,
        order_sentence(bits, checkpoint.step, checkpoint.loss, settings, corpus),
    )


def last_figures(
    parameters: model.Parameters, settings: NamesSettings, corpus: Corpus
) -> dict[str, float | None]:
    """What a training says of the network that it ends with.

    Returns:
        `new_share`, 0 to 1, of new and name-like names among 100 drawn at temperature 1;
        `bits_trained`, a letter of the names learned from; `bits_held_out`, of those held out.
    """
    drawn = sample_names(parameters, corpus.alphabet, count=DRAWN)
    of = shares([name.text for name in drawn], split(settings, corpus))
    bits = letter_bits(parameters, settings, corpus)
    return {
        "new_share": sum(of[verdict] for verdict in INVENTED),
        "bits_trained": bits.training,
        "bits_held_out": bits.held_out,
    }


def frequent_letters(corpus: Corpus, most: int) -> str:
    """The end mark and the `most` most frequent letters of the corpus, sorted."""
    counts = Counter("".join(corpus.names))
    return END + "".join(sorted(letter for letter, _ in counts.most_common(most)))


def letter_pairs(corpus: Corpus, letters: str) -> Array:
    """Which letter follows which in the names.

    Returns:
        Shares, 0 to 1, (len(letters), len(letters)): row a, column b is how often b comes next
        after a. The end mark stands for the beginning of a name as a row, for its end as a column.
    """
    text = END + END.join(corpus.names) + END
    times = Counter(pairwise(text))
    before = Counter(text[:-1])
    return np.array([[times[a, b] / before[a] for b in letters] for a in letters])


def likeliest_next(corpus: Corpus, before: str, most: int) -> list[tuple[str, float]]:
    """The letters that most often follow a letter in the names, and how often (shares, 0 to 1).

    The end mark stands for the beginning of a name as `before`, else for its end.
    """
    text = END + END.join(corpus.names) + END
    after = Counter(letter for first, letter in pairwise(text) if first == before)
    return [(letter, times / after.total()) for letter, times in after.most_common(most)]
