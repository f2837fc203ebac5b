import datetime
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import SettingsError
from core.stocks.settings import PRESETS, StockSettings
from core.stocks.sources.history import bundled_prices
from core.stocks.windows import check, first_test_row, prepare
from tests.core.stocks.histories import WAYS, make_history, wave

SPLITS = {
    "rows": st.integers(3, 80),
    "timesteps": st.integers(1, 40),
    "test_days": st.integers(1, 40),
}


@pytest.mark.parametrize(
    ("preset", "symbol", "train", "test"),
    [("ge", "GE", 225, 25), ("tataglobal", "TATAGLOBAL", 2035, 16)],
)
def test_presets_split_as_reported(preset, symbol, train, test):
    settings = PRESETS[preset]
    windows = prepare(settings, bundled_prices(symbol))

    assert windows.train_rows == train
    assert windows.train.x.shape == (train - settings.timesteps, settings.timesteps, 1)
    assert windows.test.x.shape == (test, settings.timesteps, 1)


@given(**SPLITS)
def test_windows_hold_the_days_before_their_target(rows, timesteps, test_days):
    assume(rows > timesteps + test_days)
    prices = np.random.default_rng(rows).uniform(5, 15, rows)
    history = make_history(prices)
    windows = prepare(StockSettings(timesteps=timesteps, test_days=test_days), history)
    train, test = windows.train, windows.test

    assert len(train.y) == rows - test_days - timesteps
    assert len(test.y) == test_days
    assert [*train.dates, *test.dates] == list(history.dates[timesteps:])
    for part, first_day in ((train, timesteps), (test, rows - test_days)):
        assert part.x.dtype == part.y.dtype == np.float32
        assert part.x.flags.c_contiguous
        for position in range(len(part.y)):
            day = first_day + position
            before = windows.inverse(part.x[position, :, 0])
            np.testing.assert_allclose(before, prices[day - timesteps : day], rtol=1e-5)
            assert part.actual[position] == prices[day]
            assert part.yesterday[position] == prices[day - 1]
        np.testing.assert_allclose(windows.inverse(part.y), part.actual, rtol=1e-5)


@given(**SPLITS)
def test_windows_of_changes_hold_those_before_the_one_that_is_said(rows, timesteps, test_days):
    assume(rows > timesteps + 1 + test_days)
    prices = np.random.default_rng(rows).uniform(5, 15, rows)
    settings = StockSettings(timesteps=timesteps, test_days=test_days, **WAYS[2])
    windows = prepare(settings, make_history(prices))
    train, test = windows.train, windows.test

    assert len(train.y) == rows - test_days - timesteps - 1
    assert len(test.y) == test_days
    for part, first_day in ((train, timesteps + 1), (test, rows - test_days)):
        assert part.x.dtype == part.y.dtype == np.float32
        for position in range(len(part.y)):
            day = first_day + position
            before = prices[day - timesteps - 1 : day]
            seen = part.x[position, :, 0]
            np.testing.assert_allclose(windows.inverse(seen), np.diff(before), atol=1e-5)
            np.testing.assert_array_equal(windows.scaled(before), seen)
            assert part.actual[position] == prices[day]
        np.testing.assert_allclose(
            windows.forecast(part.y, part.last_price), part.actual, rtol=1e-5
        )
    known = np.diff(prices[: rows - test_days])
    assert [*windows.scaler.data_min_, *windows.scaler.data_max_] == [known.min(), known.max()]


def test_a_window_of_changes_takes_a_day_more():
    settings = StockSettings(timesteps=7, test_days=5, **WAYS[2])
    check(settings, wave(14))
    with pytest.raises(SettingsError) as refusal:
        check(settings, wave(13))
    assert str(refusal.value) == (
        "Timesteps 7 and 5 test days need at least 14 days; there are 13. "
        "At most 6 timesteps or 4 test days fit."
    )


def test_refuses_to_tell_a_price_from_changes_alone():
    with pytest.raises(SettingsError, match="do not tell where a price stands: let the target"):
        check(StockSettings(reads="changes"), bundled_prices("GE"))


def test_scaler_sees_training_days_only():
    prices = wave(40).frame["Open"].to_numpy()
    settings = StockSettings(timesteps=5, test_days=10)
    windows = prepare(settings, make_history(prices))
    changed = prepare(settings, make_history([*prices[:30], *prices[30:] * 7]))

    np.testing.assert_array_equal(changed.train.x, windows.train.x)
    np.testing.assert_array_equal(changed.train.y, windows.train.y)
    assert windows.train.x.min() == 0
    assert windows.train.x.max() == 1
    assert changed.test.y.max() > 1


def test_split_date_is_the_first_test_day():
    history = make_history(range(1, 21))  # from Monday 2024-01-01 to Friday 2024-01-26
    saturday = StockSettings(timesteps=3, split_date=datetime.date(2024, 1, 20))

    assert first_test_row(saturday, history) == 15
    windows = prepare(saturday, history)
    assert windows.train.dates[-1].date() == datetime.date(2024, 1, 19)
    assert [date.day for date in windows.test.dates] == [22, 23, 24, 25, 26]


def test_says_what_would_fit():
    with pytest.raises(SettingsError) as refusal:
        check(StockSettings(timesteps=60, test_days=25), wave(50))

    assert str(refusal.value) == (
        "Timesteps 60 and 25 test days need at least 86 days; there are 50. "
        "At most 24 timesteps fit."
    )


@given(way=st.sampled_from(WAYS), **SPLITS)
def test_what_would_fit_fits_and_one_more_does_not(way, rows, timesteps, test_days):
    settings = StockSettings(timesteps=timesteps, test_days=test_days, **way)
    assume(rows <= settings.reach + test_days)
    history = wave(rows)
    with pytest.raises(SettingsError) as refusal:
        check(settings, history)

    fitting = re.findall(r"(\d+) (timestep|test day)s?(?= or| fit)", str(refusal.value))
    if not fitting:
        beyond = settings.reach - timesteps
        assert min(timesteps, test_days) >= rows - 1 - beyond
        few = rows < 3 + beyond
        assert ("At least 4 days" if few else "Choose fewer of both.") in str(refusal.value)
    for number, noun in fitting:
        name = {"timestep": "timesteps", "test day": "test_days"}[noun]
        check(settings.model_copy(update={name: int(number)}), history)
        with pytest.raises(SettingsError):
            check(settings.model_copy(update={name: int(number) + 1}), history)


@pytest.mark.parametrize("rows", [1, 2])
def test_refuses_a_history_that_nothing_fits(rows):
    with pytest.raises(SettingsError, match=f"there are {rows}. At least 3 days are needed"):
        check(StockSettings(timesteps=1, test_days=1), wave(rows))


def test_refuses_a_price_that_is_not_there():
    with pytest.raises(SettingsError, match="no Open prices; choose Close"):
        check(StockSettings(), make_history(range(1, 100), column="Close"))


@pytest.mark.parametrize("date", ["2023-12-29", "2024-01-01", "2024-01-29"])
def test_refuses_a_split_date_outside_the_history(date):
    settings = StockSettings(timesteps=1, split_date=datetime.date.fromisoformat(date))
    with pytest.raises(
        SettingsError, match=f"{date}, must come after .* 2024-01-01, .* 2024-01-26"
    ):
        check(settings, wave(20))


def test_accepts_prices_that_never_change():
    windows = prepare(StockSettings(timesteps=2, test_days=2), make_history([7.0] * 10))
    assert np.isfinite(windows.train.x).all()
    np.testing.assert_array_equal(windows.inverse(windows.test.y), [7, 7])


@given(first=st.integers(0, 60), last=st.integers(150, 249), timesteps=st.integers(1, 20))
def test_days_that_are_left_out_are_as_if_they_were_not_known(first, last, timesteps):
    history = bundled_prices("GE")
    days = history.dates
    settings = StockSettings(
        timesteps=timesteps, first_day=days[first].date(), last_day=days[last].date()
    )
    known = replace(history, frame=history.frame.iloc[first : last + 1])
    here = prepare(settings, history)
    there = prepare(StockSettings(timesteps=timesteps), known)
    for ours, theirs in ((here.train, there.train), (here.test, there.test)):
        assert np.array_equal(ours.x, theirs.x)
        assert np.array_equal(ours.yesterday, theirs.yesterday)
        assert ours.dates.equals(theirs.dates)


def test_refuses_to_leave_out_all_days():
    gone = StockSettings(first_day=datetime.date(2030, 1, 1))
    with pytest.raises(SettingsError, match="no prices from 2030-01-01 until the last"):
        check(gone, bundled_prices("GE"))
    early = StockSettings(last_day=datetime.date(2019, 3, 1), split_date=datetime.date(2019, 6, 3))
    with pytest.raises(SettingsError, match="and not after the last, 2019-03-01"):
        check(early, bundled_prices("GE"))
