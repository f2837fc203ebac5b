import itertools

import numpy as np
import pytest

from core.errors import SettingsError
from core.events import Checkpoint, Progress, Result
from core.names import model
from core.names.bits import letter_bits
from core.names.corpus import split
from core.names.evaluation import DRAWN, INVENTED, judge
from core.names.sampling import sample_names
from core.names.settings import NamesSettings, check
from core.names.sources import read_names
from core.names.trainer import train

CORPUS = read_names("rex\nallo\nbaryonyx\ntroodon\n", "four").names()
ENGINES = pytest.mark.parametrize("engine", ["fused", "reference"])


def settings(**changes):
    return NamesSettings(**{"hidden_units": 6, "iterations": 25, **changes})


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


@ENGINES
@pytest.mark.parametrize(
    ("iterations", "interval", "steps"),
    [
        (25, 10, [0, 10, 20, 25]),
        (20, 10, [0, 10, 20]),
        (5, 100, [0, 5]),
        (3, 1, [0, 1, 2, 3]),
    ],
)
def test_checkpoints_at_zero_every_interval_and_the_end(engine, iterations, interval, steps):
    chosen = settings(iterations=iterations, checkpoint_interval=interval, engine=engine)
    assert [event.step for event in of(Checkpoint, train(chosen, CORPUS))] == steps


@ENGINES
def test_last_words(engine):
    events = list(train(settings(engine=engine), CORPUS))
    checkpoint, result = of(Checkpoint, events)[-1], events[-1]
    assert isinstance(result, Result)
    assert result.values["iterations"] == 25
    assert result.values["engine"] == engine
    assert result.values["loss"] == checkpoint.loss
    assert result.values["seconds"] >= checkpoint.seconds > 0


@ENGINES
def test_checkpoints_keep_their_numbers_while_training_goes_on(engine):
    events = train(settings(checkpoint_interval=1, engine=engine), CORPUS)
    first = next(event for event in events if isinstance(event, Checkpoint))
    kept = {name: values.copy() for name, values in first.arrays.items()}
    last = of(Checkpoint, events)[-1]
    for name in ("Wax", "Waa", "Wya", "b", "by"):
        np.testing.assert_array_equal(first.arrays[name], kept[name])
        assert not np.array_equal(first.arrays[name], last.arrays[name])


@ENGINES
def test_training_follows_the_recipe(engine):
    """Shuffled names round and round, the state carried on, clipped, one SGD step a name."""
    chosen = settings(iterations=9, seed=3, learning_rate=0.1, clip_value=0.05, engine=engine)
    names = [CORPUS.ids(name) for name in CORPUS.names]
    np.random.RandomState(3).shuffle(names)
    parameters = model.initial_parameters(6, len(CORPUS.alphabet), seed=4)
    state = np.zeros((6, 1))
    smoothed = 7 * np.log(len(CORPUS.alphabet))
    for name in itertools.islice(itertools.cycle(names), 10):
        loss, gradients, state = model.loss_and_gradients(parameters, name, state)
        for key in parameters:
            parameters[key] -= 0.1 * np.clip(gradients[key], -0.05, 0.05)
        smoothed = 0.999 * smoothed + 0.001 * loss

    last = of(Checkpoint, train(chosen, CORPUS))[-1]
    assert last.loss == pytest.approx(smoothed, abs=1e-12)
    for name, values in parameters.items():
        np.testing.assert_allclose(last.arrays[name], values, atol=1e-13)


@ENGINES
def test_a_stopped_training_keeps_what_it_reached(engine):
    chosen = settings(iterations=200_000, checkpoint_interval=200_000, engine=engine)
    events = []

    def begun():
        return any(event.done for event in of(Progress, events))

    for event in train(chosen, CORPUS, should_stop=begun):
        events.append(event)
    reached = of(Progress, events)[-1].done
    assert 0 < reached < 200_000
    assert [event.step for event in of(Checkpoint, events)] == [0, reached]
    assert events[-1].values["iterations"] == reached


def test_progress_counts_up_to_the_total():
    progress = of(Progress, train(settings(iterations=20_000), CORPUS))
    assert [event.done for event in progress] == sorted({event.done for event in progress})
    assert progress[-1].done == progress[-1].total == 20_000


def test_same_seed_same_numbers_and_another_seed_others():
    losses = [of(Checkpoint, train(settings(seed=seed), CORPUS))[-1].loss for seed in (1, 1, 2)]
    assert losses[0] == losses[1] != losses[2]


def test_too_many_checkpoints_are_refused_with_what_would_fit():
    wasteful = NamesSettings(iterations=34_000, checkpoint_interval=34)
    with pytest.raises(SettingsError, match="at least 35"):
        next(train(wasteful, CORPUS))
    check(NamesSettings(iterations=34_000, checkpoint_interval=35))


@pytest.mark.parametrize("held_out", [0.0, 0.25])
def test_the_result_says_how_good_the_network_is(held_out):
    chosen = settings(iterations=200, held_out=held_out)
    *_, checkpoint, result = train(chosen, CORPUS)
    drawn = [name.text for name in sample_names(checkpoint.arrays, CORPUS.alphabet, count=DRAWN)]
    verdicts = judge(drawn, split(chosen, CORPUS))
    assert result.values["new_share"] == sum(map(verdicts.count, INVENTED)) / DRAWN
    bits = letter_bits(checkpoint.arrays, chosen, CORPUS)
    assert result.values["bits_trained"] == bits.training
    assert result.values["bits_held_out"] == bits.held_out
    assert (bits.held_out is None) == (held_out == 0)
