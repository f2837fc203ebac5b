import string
from collections import Counter

import numpy as np
import pytest

from core.events import Checkpoint
from core.names import likeness as module
from core.names.likeness import (
    Likeness,
    Spelling,
    _NextLetter,
    likeness,
    likeness_among,
    spelling,
)
from core.names.sampling import sample_names
from core.names.settings import NamesSettings
from core.names.sources import bundled_names, read_names
from core.names.trainer import train

CORPUS = read_names("rex\nallo\n", "two").names()


def checkpoints(settings, corpus):
    return [event for event in train(settings, corpus) if isinstance(event, Checkpoint)]


@pytest.mark.parametrize(
    ("names", "pairs", "triples"),
    [
        (["rex"], 1, 1),
        (["Rex", "ALLO"], 1, 1),
        (["rallo"], 5 / 6, 3 / 5),  # not ra; not start-r-a, not ral
        (["xer"], 0, 0),
        (["rex", "xer", ""], 4 / 8, 3 / 6),
    ],
)
def test_groups_of_letters_that_occur_in_the_list(names, pairs, triples):
    assert likeness(names, CORPUS.names) == Likeness(pytest.approx(pairs), pytest.approx(triples))


def test_no_name_at_all_is_like_nothing():
    assert likeness(["", ""], CORPUS.names) is None


def test_what_real_names_reach_is_counted_without_themselves():
    corpus = read_names("rex\nrax\nrex\n", "three").names()
    # start-r and x-end of four pairs each; of three triples none
    assert likeness_among(corpus.names) == Likeness(0.5, 0)


def halves():
    """Names of the list to learn from, and others of it."""
    names = list(dict.fromkeys(bundled_names().names))
    return tuple(name for place, name in enumerate(names) if place % 5), names[::5]


def drawn(step, temperature=1.0):
    """Names of the report's recipe after so many iterations, without those of the list."""
    corpus = bundled_names()
    settings = NamesSettings(iterations=max(step, 1), checkpoint_interval=max(step, 1))
    [arrays] = [point.arrays for point in checkpoints(settings, corpus) if point.step == step]
    names = sample_names(arrays, corpus.alphabet, count=100, temperature=temperature)
    return [name.text for name in names if name.text and name.text not in set(corpus.names)]


def name_like(names, learned):
    """The share that is name-like, and that can be pronounced."""
    known = spelling(learned)
    like, said = map(known.is_name_like, names), map(known.is_pronounceable, names)
    return sum(like) / len(names), sum(said) / len(names)


def test_nine_of_ten_real_names_are_name_like_where_the_list_lacks_them():
    learned, others = halves()
    like, pronounceable = name_like(others, learned)
    assert 0.88 < like < 0.98
    assert pronounceable > 0.98


@pytest.mark.parametrize(
    ("step", "temperature", "most_like", "least_pronounceable"),
    [(0, 1.0, 0.02, 0.0), (1000, 1.0, 0.4, 0.7), (4000, 1.0, 0.75, 0.85), (4000, 2.0, 0.2, 0.4)],
)
def test_what_is_merely_pronounceable_gets_no_praise(
    step, temperature, most_like, least_pronounceable
):
    like, pronounceable = name_like(drawn(step, temperature), bundled_names().names)
    assert like < most_like
    assert pronounceable >= least_pronounceable


def test_a_trained_network_says_more_that_is_name_like_than_a_beginner():
    beginner, trained = (
        name_like(drawn(step), bundled_names().names)[0] for step in (1000, 10_000)
    )
    assert trained > beginner + 0.25


@pytest.mark.parametrize(
    "name",
    [
        "bincbhakiditkobuthicoqbabaiasucourmameibkaikikarch",  # at temperature 2
        "saurus" * 8,  # made of what real names are made of, and too long
        "a",
    ],
)
def test_what_no_name_is_like_is_not_name_like(name):
    assert not spelling(bundled_names().names).is_name_like(name)


def test_a_model_that_never_saw_a_name_is_the_one_without_it():
    names = ("rex", "allo", "trex", "rexa")
    for name in names:
        others = tuple(other for other in (*names, "ollaxert") if other != name)
        without = _NextLetter(("ollaxert", *names)).bits(name, without_itself=True)
        assert without == pytest.approx(_NextLetter(others).bits(name))


def long_list(count, *lengths):
    random = np.random.default_rng(0)
    letters = random.choice(list(string.ascii_lowercase), (count, max(lengths)))
    return ["".join(row)[: lengths[place % len(lengths)]] for place, row in enumerate(letters)]


@pytest.mark.parametrize(("count", "lengths"), [(12_000, (50,)), (12_000, (9, 49)), (40_000, (8,))])
def test_the_work_on_a_list_is_bounded_by_letters(monkeypatch, count, lengths):
    worked = Counter()

    def counting(made, step):
        def count_letters(name, *sizes):
            worked[step] += len(name) + 1
            return made(name, *sizes)

        return count_letters

    for step in ("_groups", "_steps"):
        monkeypatch.setattr(module, step, counting(getattr(module, step), step))
    names = long_list(count, *lengths)
    known = Spelling(names)
    assert known.names == frozenset(names)
    # Pairs and triples of those counted, then again of those modelled, and of triples alone.
    assert worked["_groups"] <= 2 * 200_000 + 2 * 40_000
    assert worked["_steps"] <= 2 * 40_000
    assert worked["_groups"] > 200_000


def test_a_list_of_usual_size_is_counted_whole():
    names = sorted(set(bundled_names().names))
    known = Spelling(names)
    groups = {group for name in names for group in module._groups(name, 2, 3)}
    assert set(known._owners) == groups
    assert list(known._some) == names
    assert known._most_bits == pytest.approx(4.530010129549979, abs=1e-12)


def test_training_makes_names_more_name_like():
    first, *_, last = checkpoints(NamesSettings(iterations=4000), bundled_names())
    gibberish, names = (
        likeness(
            [name.text for name in sample_names(point.arrays, bundled_names().alphabet, count=50)],
            bundled_names().names,
        )
        for point in (first, last)
    )
    assert gibberish is not None
    assert names is not None
    assert gibberish.triples < 0.3 < 0.7 < names.triples
    assert gibberish.pairs < names.pairs
