"""What each mistake changes in what the network learns from, and that nothing else does."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import SettingsError
from core.stocks.mistakes import MISTAKES
from core.stocks.settings import StockSettings
from core.stocks.trainer import train
from core.stocks.windows import prepare, split_day, validation_days
from tests.core.stocks.histories import WAYS, make_history
from tests.examples import examples

SIZES = {
    "rows": st.integers(3, 60),
    "timesteps": st.integers(1, 20),
    "test_days": st.integers(1, 20),
    "validation_days": st.integers(0, 10),
    "way": st.sampled_from(WAYS),
}


def random_history(rows):
    return make_history(np.random.default_rng(rows).uniform(5, 15, rows))


def made(history, mistake="none", way=WAYS[0], **others):
    return prepare(StockSettings(mistake=mistake, **way, **others), history)


@pytest.mark.parametrize("mistake", MISTAKES)
@given(**SIZES)
@examples(30)
def test_every_mistake_keeps_days_targets_and_prices_together(mistake, rows, **sizes):
    assume(rows > sizes["timesteps"] + sizes["test_days"] + sizes["validation_days"] + 1)
    history = random_history(rows)
    prices, windows = history.frame["Open"].to_numpy(), made(history, mistake, **sizes)

    assert len(windows.test.y) == sizes["test_days"]
    assert len(windows.validation.y) == sizes["validation_days"]
    assert not np.intersect1d(windows.validation.rows, windows.test.rows).size
    learned = np.intersect1d(windows.train.rows, windows.validation.rows)
    assert len(learned) in (0, sizes["validation_days"] * (mistake == "test_days_in_training"))
    for part in filter(lambda part: len(part.y), (windows.train, windows.validation, windows.test)):
        assert part.dates.is_monotonic_increasing
        assert part.x.flags.c_contiguous
        np.testing.assert_array_equal(part.dates, history.dates[part.rows])
        np.testing.assert_array_equal(part.actual, prices[part.rows])
        np.testing.assert_array_equal(
            part.yesterday[part.rows > 0], prices[part.rows - 1][part.rows > 0]
        )
        last = windows.inverse(part.x[:, -1, 0])
        if not windows.reads_changes:
            np.testing.assert_allclose(last, part.last_price, rtol=1e-5)
        elif mistake != "newest_first":  # which has a test of its own
            before = prices[part.rows - 2]
            np.testing.assert_allclose(last, part.last_price - before, atol=1e-5)
        np.testing.assert_allclose(
            windows.forecast(part.y, part.last_price), part.actual, rtol=1e-5
        )


@given(**SIZES)
@examples(30)
def test_the_scaler_of_changes_sees_training_days_only(rows, **sizes):
    assume(rows > sizes["timesteps"] + sizes["test_days"] + sizes["validation_days"] + 1)
    history = random_history(rows)
    prices = history.frame["Open"].to_numpy()
    split = rows - sizes["test_days"] - sizes["validation_days"]
    other = make_history([*prices[:split], *prices[split:] * 7])

    windows = made(history, **sizes)
    changed = made(other, **sizes)
    np.testing.assert_array_equal(changed.train.x, windows.train.x)
    np.testing.assert_array_equal(changed.train.y, windows.train.y)
    assert changed.target_scaler.data_max_ == windows.target_scaler.data_max_


def test_changes_are_scaled_by_their_own_range():
    windows = made(make_history([5, 6, 4, 4, 7, 7]), way=WAYS[1], timesteps=1, test_days=2)
    np.testing.assert_allclose(windows.train.y, [1, 0, 2 / 3], rtol=1e-6)  # +1, -2, 0
    np.testing.assert_allclose(windows.test.y, [5 / 3, 2 / 3], rtol=1e-6)  # +3, 0
    np.testing.assert_allclose(windows.forecast([[0, 1], [1, 0]], [4, 7]), [[2, 8], [5, 5]])


def test_a_scaler_fitted_on_all_rows_knows_the_highest_test_price():
    history = make_history([1, 2, 3, 4, 5, 9])
    sizes = {"timesteps": 2, "test_days": 1}
    assert made(history, "scaler_on_all_rows", **sizes).scaler.data_max_ == [9]
    assert made(history, **sizes).scaler.data_max_ == [5]


def test_newest_first_is_the_order_of_the_tutorials_two_files():
    history = make_history(range(1, 9))
    windows = made(history, "newest_first", timesteps=2, test_days=3)
    seen = [windows.inverse(x[:, 0]).round().tolist() for x in (*windows.train.x, *windows.test.x)]
    assert windows.train.actual.tolist() == [1, 2, 3]
    assert windows.test.actual.tolist() == [6, 7, 8]
    assert seen == [[3, 2], [4, 3], [5, 4], [8, 7], [1, 8], [2, 1]]
    np.testing.assert_array_equal(windows.train.yesterday, [np.nan, 1, 2])


def test_newest_first_reads_changes_backwards_too():
    windows = made(
        make_history([1, 2, 4, 7, 11, 16, 22, 29, 37]),
        "newest_first",
        timesteps=2,
        test_days=3,
        way=WAYS[2],
    )
    seen = [windows.inverse(x[:, 0]).round().tolist() for x in (*windows.train.x, *windows.test.x)]
    assert windows.train.actual.tolist() == [1, 2, 4]
    assert seen[:3] == [[-3, -2], [-4, -3], [-5, -4]]
    assert windows.test.actual.tolist() == [22, 29, 37]
    assert seen[3:] == [[36, -8], [-1, 36], [-2, -1]]  # from the oldest price to the newest


def test_test_days_in_training_are_learned_and_predicted():
    windows = made(random_history(20), "test_days_in_training", timesteps=2, test_days=5)
    np.testing.assert_array_equal(windows.train.rows, range(2, 20))
    np.testing.assert_array_equal(windows.test.rows, range(15, 20))
    assert windows.train_rows == 20


def test_a_shuffled_split_draws_its_test_days_by_the_seed():
    history = random_history(60)

    def drawn(seed):
        return made(history, "shuffled_split", timesteps=3, test_days=10, seed=seed)

    windows = drawn(1)
    both = np.concatenate([windows.train.rows, windows.test.rows])
    np.testing.assert_array_equal(np.sort(both), range(3, 60))
    assert windows.test.rows[0] < 40
    np.testing.assert_array_equal(drawn(1).test.rows, windows.test.rows)
    assert (drawn(2).test.rows != windows.test.rows).any()


def test_no_day_parts_training_from_testing_in_a_shuffled_split():
    history = random_history(20)
    by_time = StockSettings(timesteps=2, test_days=5)
    assert split_day(by_time, history) == history.dates[15]
    assert split_day(by_time.model_copy(update={"mistake": "shuffled_split"}), history) is None


def test_the_validation_days_come_right_before_the_test_days():
    history = random_history(20)
    settings = StockSettings(timesteps=2, test_days=5, validation_days=3)
    assert list(validation_days(settings, history)) == list(history.dates[12:15])
    assert list(prepare(settings, history).validation.dates) == list(history.dates[12:15])
    assert not len(validation_days(StockSettings(timesteps=2, test_days=5), history))


@pytest.mark.parametrize("mistake", ["none", *MISTAKES])
@pytest.mark.parametrize("way", WAYS)
def test_trains_and_says_so_in_the_result(mistake, way):
    asked = StockSettings(
        mistake=mistake, timesteps=2, test_days=5, epochs=1, units=2, layers=1, **way
    )
    history = make_history(100 + np.sin(np.arange(30)))
    *_, result = train(asked, history)
    assert result.values.get("mistake") == (None if mistake == "none" else mistake)
    assert np.all(abs(result.arrays["test_prediction"] - 100) < 10)


@pytest.mark.parametrize("target", ["price", "change"])
@pytest.mark.parametrize("mistake", ["none", "newest_first"])
def test_a_network_learns_with_validation_days_as_if_they_were_test_days(target, mistake):
    history = random_history(60)
    small = {"timesteps": 4, "epochs": 2, "units": 3, "layers": 1, "target": target}
    *_, all_test = train(StockSettings(test_days=12, **small), history)
    shared = StockSettings(test_days=5, validation_days=7, mistake=mistake, **small)
    *_, validated = train(shared, history)
    if mistake != "none":
        *_, all_test = train(StockSettings(test_days=12, mistake=mistake, **small), history)
    same = all_test.arrays["train_prediction"]
    np.testing.assert_array_equal(validated.arrays["train_prediction"], same)
    if mistake == "none":
        both = [validated.arrays[f"{part}_prediction"] for part in ("validation", "test")]
        np.testing.assert_allclose(np.concatenate(both), all_test.arrays["test_prediction"], 1e-6)
    assert validated.values["validation_rows"] == 7
    assert validated.values["train_rows"] == 48


def test_a_result_has_nothing_of_validation_days_where_there_are_none():
    small = {"timesteps": 4, "epochs": 1, "units": 3, "layers": 1, "test_days": 5}
    *_, result = train(StockSettings(**small), random_history(30))
    assert not [name for name in (*result.values, *result.arrays) if "validation" in name]


def test_the_figures_of_validation_days_are_those_of_their_prices():
    small = {"timesteps": 4, "epochs": 1, "units": 3, "layers": 1, "test_days": 5}
    settings = StockSettings(**small, validation_days=6)
    *_, result = train(settings, random_history(30))
    part = prepare(settings, random_history(30)).validation
    errors = result.arrays["validation_prediction"] - part.actual
    assert result.values["validation_rmse"] == pytest.approx(np.sqrt(np.mean(errors**2)))
    naive = np.sqrt(np.mean((part.yesterday - part.actual) ** 2))
    assert result.values["validation_naive_rmse"] == pytest.approx(naive)


def test_too_many_validation_days_are_refused_with_what_fits():
    asked = {"timesteps": 7, "test_days": 5, "validation_days": 30}
    with pytest.raises(SettingsError) as refused:
        made(random_history(40), **asked)
    assert str(refused.value) == (
        "Timesteps 7, 30 validation days and 5 test days need at least 43 days; there are 40. "
        "At most 4 timesteps or 27 validation days or 2 test days fit."
    )
    made(random_history(40), **asked | {"validation_days": 27})
