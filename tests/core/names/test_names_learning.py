import math

import pytest

from core.advice import NotLearned
from core.events import Checkpoint, Progress
from core.names.likeness import Likeness
from core.names.settings import NamesSettings, check
from core.names.sources import bundled_names
from core.names.suggestion import blind, not_learned, recent_loss, suggest
from core.names.trainer import train

CORPUS = bundled_names()
GOOD = Likeness(0.95, 0.8)


def curve_of(settings):
    return [
        (event.step if isinstance(event, Checkpoint) else event.done, event.loss, event.seconds)
        for event in train(settings, CORPUS)
        if isinstance(event, Checkpoint | Progress)
    ]


@pytest.mark.parametrize("iterations", [1, 50, 300, 1000, 1500, 5000])
@pytest.mark.parametrize("seed", [0, 1])
def test_a_sound_training_is_never_accused(iterations, seed):
    settings = NamesSettings(iterations=iterations, seed=seed)
    assert not_learned(settings, CORPUS, curve_of(settings)) is None


def test_a_learning_rate_of_1_learns_nothing_and_the_usual_one_is_offered():
    settings = NamesSettings(learning_rate=1, iterations=4000)
    found = not_learned(settings, CORPUS, curve_of(settings))
    assert found is not None
    assert "no lower than if it guessed" in found.sentence
    assert found.changes == {"learning_rate": 0.01}
    assert found.label == "Try learning rate 0.01"


def test_a_learning_rate_that_is_too_low_learns_nothing_in_time():
    settings = NamesSettings(learning_rate=0.0001, iterations=1000, clip_value=0.01)
    found = not_learned(settings, CORPUS, curve_of(settings))
    assert found is not None
    assert found.changes == {"learning_rate": 0.01}


def test_a_loss_that_is_no_number_is_said_so():
    found = not_learned(NamesSettings(), CORPUS, [(0, 23.0, 0.1), (2000, math.nan, 1.0)])
    assert found is not None
    assert "no longer a number" in found.sentence


def test_the_recent_loss_forgets_what_the_running_mean_started_from():
    reported, curve = 23.0, []
    for step in range(500):
        curve.append((step, reported, 0.0))
        reported = 0.999 * reported + 0.001 * 30.0
    assert recent_loss(curve) == pytest.approx(30.0)
    assert blind(CORPUS) > 30


LEARNED = [(0, 23.0, 0.0), (34_000, 22.0, 2.0)]  # as the training reports
FALLING = [(0, 4.75, 0.0), (17_000, 3.2, 1.0), (20_000, 2.9, 1.5), (34_000, 2.4, 2.0)]
FLAT = [(0, 4.75, 0.0), (28_000, 2.5, 1.0), (30_000, 2.5, 1.5), (34_000, 2.5, 2.0)]


@pytest.mark.parametrize(
    ("bits", "copied", "alike", "changes"),
    [
        (FLAT, 0.5, GOOD, {"hidden_units": 25}),
        (FLAT, 0, Likeness(0.5, 0.2), {"iterations": 68_000}),
        (FALLING, 0, GOOD, {"iterations": 68_000}),
        (FLAT, 0, GOOD, {"held_out": 0.1}),
    ],
)
def test_what_the_run_showed_decides_what_is_next(bits, copied, alike, changes):
    found = suggest(NamesSettings(), CORPUS, LEARNED, bits, copied, alike)
    assert found.changes == changes
    assert not isinstance(found, NotLearned)


def test_that_it_learned_nothing_comes_first():
    curve = [(0, 23.0, 0.0), (34_000, 5e5, 2.0)]
    found = suggest(NamesSettings(), CORPUS, curve, FLAT, 0.5, None)
    assert found.changes == {"iterations": 68_000}
    assert isinstance(found, NotLearned)


def test_the_next_experiment_is_always_another_valid_one():
    settings = NamesSettings()
    seen = {settings}
    for _ in range(12):
        found = suggest(settings, CORPUS, LEARNED, FLAT, 0.0, GOOD)
        settings = NamesSettings.model_validate(settings.model_dump() | dict(found.changes))
        check(settings)
        assert settings not in seen
        seen.add(settings)
