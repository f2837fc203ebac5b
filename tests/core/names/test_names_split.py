import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SettingsError
from core.events import Checkpoint
from core.names.corpus import split
from core.names.settings import NamesSettings
from core.names.sources import bundled_names, read_names
from core.names.trainer import train
from core.runs.settings import Kind, load


def test_nothing_held_out_is_the_report_s_order():
    names = list(bundled_names().names)
    np.random.RandomState(0).shuffle(names)
    parts = split(NamesSettings(), bundled_names())
    assert parts.training == tuple(names)
    assert parts.held_out == ()


def test_a_tenth_is_the_same_tenth_for_the_same_seed():
    parts = split(NamesSettings(held_out=0.1), bundled_names())
    assert 150 <= len(parts.held_out) <= 160
    assert parts == split(NamesSettings(held_out=0.1, hidden_units=3), bundled_names())
    assert parts != split(NamesSettings(held_out=0.1, seed=1), bundled_names())


@given(
    st.lists(st.sampled_from(["ada", "bea", "cleo", "dora"]), min_size=2).filter(
        lambda names: len(set(names)) > 1
    ),
    st.floats(0, 0.5),
    st.integers(0, 99),
)
def test_no_name_is_lost_and_none_is_in_both(names, held_out, seed):
    corpus = read_names("\n".join(names), "four").names()
    parts = split(NamesSettings(held_out=held_out, seed=seed), corpus)
    assert sorted(parts.training + parts.held_out) == sorted(corpus.names)
    assert not set(parts.training) & set(parts.held_out)
    assert parts.training
    assert bool(parts.held_out) == (held_out > 0)


def test_one_name_over_and_over_cannot_be_held_out():
    with pytest.raises(SettingsError, match="choose a held-out share of 0"):
        next(train(NamesSettings(held_out=0.1), read_names("ab\nab\n", "one").names()))


def test_both_engines_leave_out_the_same_names():
    corpus = read_names("\n".join(bundled_names().names[:20]), "some").names()
    checkpoints = [
        [
            event
            for event in train(
                NamesSettings(held_out=0.3, hidden_units=8, iterations=200, engine=engine), corpus
            )
            if isinstance(event, Checkpoint)
        ][-1]
        for engine in ("fused", "reference")
    ]
    assert checkpoints[0].loss == pytest.approx(checkpoints[1].loss, abs=1e-10)
    for name, values in checkpoints[0].arrays.items():
        np.testing.assert_allclose(values, checkpoints[1].arrays[name], atol=1e-10)


def test_settings_kept_before_there_was_a_share_still_load():
    assert load(Kind.NAMES, '{"hidden_units": 7, "seed": 3}') == NamesSettings(
        hidden_units=7, seed=3, held_out=0
    )
