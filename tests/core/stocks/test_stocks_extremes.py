"""Whatever the prices: figures that are numbers, or a sentence."""

import json
import math
import warnings
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cli import main
from core.errors import DataError, UserError
from core.events import Checkpoint, Result
from core.stocks.judgement.metrics import Metrics
from core.stocks.judgement.verdict import Verdict, sentence
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PRICE_RANGE, PriceHistory
from core.stocks.trainer import train
from tests.core.stocks.histories import make_history
from tests.examples import examples

DAYS = 9
SMALL = StockSettings(epochs=1, timesteps=2, test_days=3, units=2, layers=2, batch_size=4)


def of_magnitude(lowest, highest):
    return st.floats(lowest, highest).map(lambda power: 10.0**power)


def series(prices):
    """Prices of any size, prices that never change, and prices that hardly do."""
    nearly = st.tuples(prices, st.lists(st.integers(0, 3), min_size=DAYS, max_size=DAYS)).map(
        lambda drawn: [drawn[0] * (1 + steps * np.finfo(float).eps) for steps in drawn[1]]
    )
    return st.one_of(
        st.lists(prices, min_size=DAYS, max_size=DAYS),
        prices.map(lambda price: [price] * DAYS),
        st.tuples(prices, prices).map(lambda two: [two[day % 2] for day in range(DAYS)]),
        st.tuples(prices, prices).map(lambda two: [two[0]] * (DAYS - 3) + [two[1]] * 3),
        nearly,
    )


def trained(prices):
    """What a training on `prices` reports; every figure of it is a number."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)  # NumPy's word for an overflow
        events = list(train(SMALL, make_history(prices)))
    for event in events:
        if isinstance(event, Checkpoint | Result):
            assert all(np.isfinite(array).all() for array in event.arrays.values())
        if isinstance(event, Checkpoint):
            assert math.isfinite(event.loss)
    result = events[-1]
    assert isinstance(result, Result)
    return Metrics(**{field.name: result.values[field.name] for field in fields(Metrics)}), result


@settings(deadline=None)
@given(series(of_magnitude(-11.9, 14.9)))
def test_prices_of_any_market_are_trained_and_judged(prices):
    scores, result = trained(prices)
    for field in fields(Metrics):
        value = getattr(scores, field.name)
        assert value is None or math.isfinite(value)
    for currency in ("USD", ""):
        said = sentence(Verdict(result.values["verdict"]), scores, 3, currency)
        assert "inf" not in said
        assert "nan" not in said


@settings(deadline=None)
@given(series(of_magnitude(-320, 308)))
def test_prices_of_no_market_are_refused_in_a_sentence(prices):
    within = all(PRICE_RANGE[0] <= price <= PRICE_RANGE[1] for price in prices)
    try:
        trained(prices)
    except UserError as refusal:
        assert not within
        assert str(refusal).endswith("correct it, or use another unit.")  # noqa: PT017
    else:
        assert within


def saved(folder, prices):
    file = folder / "prices.csv"
    rows = [f"2019-01-{day + 1:02},{price!r}" for day, price in enumerate(prices)]
    file.write_text("\n".join(["Date,Close", *rows]))
    return file


FLAGS = ["stock", "--epochs", "1", "--timesteps", "2", "--test-days", "3", "--units", "2"]


@examples(30)
@given(prices=series(of_magnitude(-320, 308)))
def test_the_command_line_ends_with_figures_or_a_sentence(tmp_path_factory, prices):
    file = saved(tmp_path_factory.mktemp("extreme"), [float(price) for price in prices])
    assert main([*FLAGS, "--csv", str(file)]) in (0, 2)


@pytest.mark.parametrize(
    ("prices", "sentence"),
    [
        ([1e308, 1e-320] * 5, "Line 2, Close: '1e+308' lies beyond any price, 1e-12 to 1e15"),
        ([5.0] * 9 + [1e-320], "Line 11, Close: '1e-320' lies beyond any price"),
        ([5.0] * 9 + [0.0], "Line 11, Close: '0.0' is not a price above 0"),
    ],
)
def test_an_extreme_file_is_refused_with_its_line(tmp_path, capsys, prices, sentence):
    assert main([*FLAGS, "--csv", str(saved(tmp_path, prices))]) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.err.splitlines()[-1].endswith(".")
    assert captured.out == ""


def test_the_widest_prices_are_trained_without_a_browser(tmp_path, capsys):
    file = saved(tmp_path, [1e-12, 1e15] * 5)
    assert main([*FLAGS, "--csv", str(file), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert all(figures[name] is not None for name in ("rmse", "mae", "mape", "skill"))


@pytest.mark.parametrize("price", [1e308, 1e-13, 0.0, -1.0, math.inf, math.nan])
def test_no_history_has_an_impossible_price(price):
    with pytest.raises(DataError, match=r"Open of 2024-01-02: .* lies beyond any price"):
        make_history([5.0, price, 6.0])


@pytest.mark.parametrize("title", ["\udcff", "a\ud800b"])
def test_a_title_with_half_a_character_is_kept(title):
    history = make_history([5.0, 6.0])
    odd = PriceHistory(title, "USD", title, "made up", "", (title,), history.frame)
    assert "?" in PriceHistory.from_bytes(odd.to_bytes()).title
