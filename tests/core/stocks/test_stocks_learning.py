"""Trainings that learned are left alone; those that did not are told so, with what helps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.advice import NotLearned
from core.events import Checkpoint
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.suggestion import not_learned, suggest
from core.stocks.trainer import train
from core.stocks.windows import prepare
from tests.core.stocks.histories import make_history, wave

GE = bundled_prices("GE")
SMALL = StockSettings(layers=1, units=8, timesteps=3, test_days=5, epochs=5, learning_rate=0.01)


def trained(settings, history=GE):
    """What a page knows of a finished run: settings, windows, curve, prediction."""
    checkpoints = [e for e in train(settings, history) if isinstance(e, Checkpoint)]
    curve = [(float(event.step), event.loss, event.seconds) for event in checkpoints]
    return settings, prepare(settings, history), curve, checkpoints[-1].arrays["prediction"]


def changed(settings, changes):
    return StockSettings.model_validate(settings.model_dump() | dict(changes))


@pytest.mark.slow
@pytest.mark.parametrize(("epochs", "seed"), [(1, 0), (2, 1), (5, 0), (5, 1), (5, 2), (5, 3),
                                              (10, 1), (30, 2), (100, 0)])  # fmt: skip
def test_the_report_s_recipe_learns(epochs, seed):
    assert not_learned(*trained(StockSettings(epochs=epochs, seed=seed))) is None


def test_changes_that_cannot_be_told_are_no_failure_to_learn():
    settings = SMALL.model_copy(update={"target": "change", "epochs": 10})
    draws = np.random.default_rng(0).normal(size=80)
    assert not_learned(*trained(settings, make_history(100 + draws.cumsum()))) is None


def test_the_other_preset_learns():
    settings = PRESETS["tataglobal"].model_copy(update={"epochs": 5, "layers": 1})
    assert not_learned(*trained(settings, bundled_prices("TATAGLOBAL"))) is None


@pytest.mark.keras
def test_keras_learns():
    settings = StockSettings(epochs=5, layers=1, batch_size=8, engine="keras")
    assert not_learned(*trained(settings)) is None


@pytest.mark.slow
@pytest.mark.parametrize("rate", [1.0, 0.1])
def test_too_high_a_learning_rate_is_caught_and_what_is_said_helps(rate):
    failed = not_learned(*trained(StockSettings(epochs=10, learning_rate=rate)))
    assert isinstance(failed, NotLearned)
    assert failed.changes == {"learning_rate": 0.001}
    assert failed.label == "Try learning rate 0.001"
    assert "too high" in failed.sentence
    assert "average price" in failed.sentence
    helped = changed(StockSettings(epochs=10), failed.changes)
    assert not_learned(*trained(helped)) is None


def test_too_small_a_network_is_caught():
    failed = not_learned(*trained(StockSettings(epochs=20, units=1)))
    assert failed is not None
    helped = changed(StockSettings(epochs=20, units=1), failed.changes)
    assert helped != StockSettings(epochs=20, units=1)


@pytest.mark.slow
def test_too_few_steps_are_caught_by_a_loss_that_still_falls():
    few = StockSettings(epochs=10, batch_size=1024)
    failed = not_learned(*trained(few))
    assert failed is not None
    assert failed.changes == {"epochs": 100}
    assert not_learned(*trained(changed(few, failed.changes))) is None


def test_the_same_price_every_day_is_caught_whatever_the_loss():
    settings, windows, curve, prediction = trained(SMALL, wave(60))
    assert not_learned(settings, windows, curve, prediction) is None
    flat = np.full_like(prediction, prediction.mean())
    failed = not_learned(settings, windows, curve, flat)
    assert failed is not None
    assert "nearly the same price" in failed.sentence


def test_a_loss_that_is_no_number_is_caught_before_the_first_five_epochs():
    settings, windows, curve, prediction = trained(SMALL, wave(60))
    diverged = [*curve[:2], (2.0, float("nan"), 1.0)]
    failed = not_learned(settings, windows, diverged, prediction)
    assert failed is not None
    assert failed.changes == {"learning_rate": 0.001}
    lower = changed(settings, {"learning_rate": 0.001})
    failed = not_learned(lower, windows, diverged, prediction)
    assert failed is not None
    assert failed.changes == {"learning_rate": 0.0001}


def test_a_loss_above_the_untrained_is_caught_after_one_epoch():
    settings, windows, curve, prediction = trained(SMALL, wave(60))
    worse = [curve[0], (1.0, 2 * curve[0][1], 1.0)]
    assert not_learned(settings, windows, worse, prediction) is not None
    assert not_learned(settings, windows, curve[:1], prediction) is None


def test_a_price_that_never_changes_is_nobody_s_fault():
    assert not_learned(*trained(SMALL, make_history([5.0] * 20))) is None


def test_one_test_day_is_no_flat_line():
    one_day = SMALL.model_copy(update={"test_days": 1})
    assert not_learned(*trained(one_day, wave(60))) is None


class TestSuggestion:
    def test_the_report_s_run_asks_whether_it_uses_more_than_yesterday(self):
        suggestion = suggest(*trained(StockSettings()))
        assert suggestion.label == "Try 1 timestep"
        assert suggestion.changes == {"timesteps": 1}

    def test_a_short_run_is_told_to_go_on(self):
        assert suggest(*trained(StockSettings(epochs=2))).label == "Try 100 epochs"

    def test_a_run_that_did_not_learn_is_helped_first(self):
        run = trained(StockSettings(epochs=10, learning_rate=1))
        assert suggest(*run) == not_learned(*run)

    def test_a_run_with_a_mistake_is_asked_for_the_honest_one(self):
        run = trained(SMALL.model_copy(update={"mistake": "newest_first", "epochs": 30}), wave(60))
        suggestion = suggest(*run)
        assert suggestion.changes == {"mistake": "none"}
        assert suggestion.label == "Train the honest one"

    def test_a_network_that_says_changes_is_asked_to_read_them(self):
        settings = SMALL.model_copy(update={"target": "change"})
        levels = suggest(*trained(settings, wave(60)))
        assert levels.changes == {"reads": "changes"}
        assert levels.label == "Let it read changes"
        assert "hardly seen" in levels.sentence
        reading = trained(changed(settings, levels.changes), wave(60))
        assert "reads" not in suggest(*reading).changes
        slow = changed(settings, {"learning_rate": 0.001})
        level = [(step, 1.0, 1.0) for step in (0.0, 1.0, 2.0)]
        failed = not_learned(slow, reading[1], level, reading[3])
        assert failed is not None
        assert failed.changes == {"reads": "changes"}

    def test_memorising_is_met_with_dropout_then_with_fewer_units(self):
        settings, windows, curve, _ = trained(SMALL, wave(60))
        flat = [(float(epoch), 1e-6, 1.0) for epoch in range(1, 61)]
        known = [curve[0], *flat]
        far_off = windows.test.yesterday + 3 * (windows.test.yesterday - windows.test.actual)
        first = suggest(settings, windows, known, far_off)
        assert first.changes == {"dropout": 0.4}
        half = settings.model_copy(update={"dropout": 0.5})
        assert suggest(half, windows, known, far_off).changes == {"units": 4}
        few = half.model_copy(update={"units": 1, "epochs": 1000})
        assert suggest(few, windows, known, far_off).changes == {"timesteps": 1}

    def test_a_model_that_beats_yesterday_is_asked_for_another_seed(self):
        settings, windows, _, _ = trained(SMALL, wave(60))
        long = settings.model_copy(update={"epochs": 100})
        level = [(0.0, 1.0, 0.0), *((float(step), 0.01, 1.0) for step in range(1, 101))]
        suggestion = suggest(long, windows, level, windows.test.actual)
        assert suggestion.label == "Try seed 1"

    def test_validation_days_choose_what_is_suggested_where_there_are_any(self):
        settings, windows, _, _ = trained(SMALL.model_copy(update={"validation_days": 5}), wave(60))
        long = settings.model_copy(update={"epochs": 100})
        level = [(0.0, 1.0, 0.0), *((float(step), 0.01, 1.0) for step in range(1, 101))]
        part, right = windows.validation, windows.test.actual
        wrong = part.yesterday + 3 * (part.yesterday - part.actual)
        assert suggest(long, windows, level, right, part.actual).label == "Try seed 1"
        assert suggest(long, windows, level, right, wrong).label != "Try seed 1"
        known = [level[0], *((float(step), 1e-6, 1.0) for step in range(1, 101))]
        said = suggest(long, windows, known, right, wrong).sentence
        assert "much better than the validation days" in said

    @given(
        st.builds(
            StockSettings,
            timesteps=st.integers(1, 5),
            epochs=st.integers(1, 1000),
            units=st.integers(1, 256),
            layers=st.integers(1, 4),
            dropout=st.floats(0, 0.9),
            learning_rate=st.floats(0.00001, 1),
            seed=st.sampled_from([0, 2**31 - 1]),
            test_days=st.just(5),
        ),
        st.lists(st.floats(0, 10) | st.just(float("nan")), min_size=1, max_size=12),
        st.floats(0, 100),
    )
    def test_whatever_was_seen_the_settings_change_to_others_that_are_allowed(
        self, settings, losses, price
    ):
        curve = [(float(step), loss, 1.0) for step, loss in enumerate(losses)]
        suggestion = suggest(settings, prepare(settings, wave(40)), curve, np.full(5, price))
        for name, value in suggestion.changes.items():
            assert value != getattr(settings, name)
        assert changed(settings, suggestion.changes)
        assert bool(suggestion.label) == bool(suggestion.changes)
        assert suggestion.sentence[-1] in ".?"
