from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SettingsError
from core.runs.groups.vary import read_vary, variable, vary_of
from core.runs.settings import Kind


def test_a_list_a_range_and_a_range_in_steps():
    assert read_vary(Kind.STOCK, "timesteps=3, 7,14").values == (3, 7, 14)
    assert read_vary(Kind.STOCK, "units=10..50/10").values == (10, 20, 30, 40, 50)
    assert read_vary(Kind.STOCK, "dropout=0..0.4/0.1").values == (0.0, 0.1, 0.2, 0.3, 0.4)
    units = read_vary(Kind.STOCK, "units=10..50")
    assert (units.values, units.low, units.high, units.size) == ((), 10, 50, 41)
    rate = read_vary(Kind.STOCK, "learning-rate=.001..0.1")
    assert (rate.name, rate.low, rate.high, rate.logarithmic) == ("learning_rate", 0.001, 0.1, True)


def test_words_days_and_values_twice():
    assert read_vary(Kind.STOCK, "cell=lstm,gru,lstm").values == ("lstm", "gru")
    assert read_vary(Kind.STOCK, "last_day=2019-10-01").values == ("2019-10-01",)


@given(values=st.lists(st.integers(1, 250), min_size=1, max_size=20, unique=True))
def test_a_list_is_read_as_it_stands(values):
    assert vary_of(Kind.STOCK, "timesteps", ",".join(map(str, values))).values == tuple(values)


@given(low=st.integers(1, 100), count=st.integers(1, 20), step=st.integers(1, 7))
def test_steps_end_within_their_range(low, count, step):
    high = low + count * step
    [*values] = vary_of(Kind.STOCK, "units", f"{low}..{high}/{step}").values
    assert values == list(range(low, high + 1, step))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("timesteps", "does not say which values"),
        ("tempo=3", "There is no setting 'tempo'; choose of timesteps, epochs"),
        ("timesteps=a,b", "Timesteps must be a whole number, not 'a'."),
        ("timesteps=3.5", "Timesteps must be a whole number"),
        ("timesteps=", "Timesteps needs values"),
        ("units=0,3", "Units must be at least 1, not 0."),
        ("units=10..300", "Units must be at most 256, not 300."),
        ("units=50..10", "has to begin with the smaller number"),
        ("units=1..9/0", "a step is a whole number above 0, not '0'"),
        ("units=1..9/x", "a step is a whole number above 0, not 'x'"),
        ("units=1..250/1", "250 values are too many"),
        ("cell=lstm,transformer", "Cell must be 'lstm', 'gru' or 'rnn', not 'transformer'."),
        ("seed=1,2", "by the number of seeds"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(text, sentence):
    with pytest.raises(SettingsError) as refusal:
        read_vary(Kind.STOCK, text)
    assert sentence in str(refusal.value)


@given(text=st.text(max_size=30))
def test_whatever_is_written_is_read_or_refused_in_a_sentence(text):
    for name in [parameter.name for parameter in variable(Kind.NAMES)]:
        with suppress(SettingsError):
            assert vary_of(Kind.NAMES, name, text).size >= 1


def test_between_semicolons_commas_are_decimal_ones():
    assert read_vary(Kind.STOCK, "learning_rate=0,001; 0,01").values == (0.001, 0.01)
    assert read_vary(Kind.STOCK, "units=4; 8").values == (4, 8)
    with pytest.raises(SettingsError, match=r"a comma stands between two values here. Write 0\.01"):
        read_vary(Kind.STOCK, "learning_rate=0,001, 0,01")
