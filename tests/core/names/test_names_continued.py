"""A training that was continued gives the very numbers of one in one go."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.arrays import StateError
from core.events import Checkpoint, Result, State
from core.names.engines import make_engine
from core.names.settings import NamesSettings
from core.names.sources import read_names
from core.names.trainer import train
from core.runs.tables import decode_arrays, encode_arrays
from tests.examples import examples

CORPUS = read_names("rex\nallo\nbaryonyx\ntroodon\nmaia\n", "five").names()
ENGINES = ["fused", "reference"]


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def kept(events):
    """The last state, as it comes back from the store."""
    state = of(State, events)[-1]
    return State(state.step, decode_arrays(encode_arrays(state.arrays)))


def numbers(events):
    """Step, loss and parameters of each checkpoint; and the state at the end."""
    arrays = {f"{event.step}": event.arrays for event in of(Checkpoint, events)}
    arrays |= {"end": {**kept(events).arrays, "seconds": 0}}
    return {
        step: {name: getattr(array, "tolist", lambda: None)() for name, array in of_step.items()}
        for step, of_step in arrays.items()
    } | {"losses": {event.step: event.loss for event in of(Checkpoint, events)}}


def chosen(**changes):
    return NamesSettings(**{"hidden_units": 6, "checkpoint_interval": 50, **changes})


@pytest.mark.parametrize("second", ENGINES)
@pytest.mark.parametrize("first", ENGINES)
@given(
    iterations=st.integers(2, 200),
    split=st.integers(1, 199),
    hidden_units=st.integers(1, 9),
    held_out=st.sampled_from([0.0, 0.4]),
    seed=st.integers(0, 5),
)
@examples(15)
def test_any_training_may_be_cut_anywhere(first, second, iterations, split, **changes):
    """Both engines promise the same numbers but for rounding, so only one engine's are equal."""
    split = min(split, iterations - 1)
    whole = list(train(chosen(iterations=iterations, engine=second, **changes), CORPUS))
    begun = list(train(chosen(iterations=split, engine=first, **changes), CORPUS))
    rest = list(
        train(chosen(iterations=iterations, engine=second, **changes), CORPUS, begin=kept(begun))
    )
    expected, found = numbers(whole), numbers(rest)
    assert list(found["losses"]) == [step for step in expected["losses"] if step > split]
    for step, loss in found["losses"].items():
        assert loss == pytest.approx(expected["losses"][step], abs=1e-9)
        if first == second:
            assert loss == expected["losses"][step]
            assert found[f"{step}"] == expected[f"{step}"]
    if first == second:
        assert found["end"] == expected["end"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stopped_training_goes_on_where_it_stopped(engine):
    endless = chosen(iterations=200_000, checkpoint_interval=200_000, engine=engine)
    stopped = list(train(endless, CORPUS, should_stop=lambda: True))
    state = kept(stopped)
    assert state.step == of(Result, stopped)[0].values["iterations"]

    to = endless.model_copy(update={"iterations": state.step + 20})
    whole, rest = numbers(list(train(to, CORPUS))), numbers(list(train(to, CORPUS, begin=state)))
    assert rest["end"] == whole["end"]


def test_time_goes_on():
    begun = list(train(chosen(iterations=10), CORPUS))
    state = kept(begun)
    [result] = of(Result, train(chosen(iterations=20), CORPUS, begin=state))
    assert result.values["seconds"] > state.seconds > 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("Wax", lambda array: array[:, :1], "Wax is 6 × 1, not 6 × "),
        ("Wya", lambda array: array[:1], "Wya is 1 × 6, not "),
        ("Waa", lambda array: array.astype(np.float32), "Waa is of float32, not float64"),
        ("Waa", lambda array: array * np.inf, "Waa has impossible numbers"),
        ("b", lambda array: array[:, 0], "b is 6 numbers, not 6 × 1"),
        ("by", lambda _: np.array(["x"]), "by is 1 numbers, not "),
        ("a", lambda array: array + 2, "a has impossible numbers"),
        ("loss", lambda _: np.array(np.nan), "loss has impossible numbers"),
        ("more", lambda _: np.zeros(1), "more does not belong there"),
    ],
)
def test_a_state_of_something_else_is_refused_at_the_door(engine, name, change, words):
    """Compiled code would read and write beside its memory."""
    one = make_engine(chosen(engine=engine), CORPUS)
    state = one.state()
    with pytest.raises(StateError, match=words):
        one.set_state({**state, name: change(state.get(name))})
    one.set_state(state)


def test_a_training_does_not_begin_with_a_state_of_something_else():
    state = kept(list(train(chosen(iterations=10), CORPUS)))
    with pytest.raises(StateError, match="train it again"):
        list(train(chosen(iterations=20, hidden_units=5), CORPUS, begin=state))
