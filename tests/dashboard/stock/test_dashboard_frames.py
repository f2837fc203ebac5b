import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stocks.judgement.verdict import unplanned
from core.stocks.settings import StockSettings
from core.stocks.windows import prepare
from dashboard.stock.forecast_run import ForecastRun, frame
from tests.core.stocks.histories import make_history

PRICES = st.floats(-11.9, 14.9).map(lambda power: 10.0**power)
SETTINGS = StockSettings(timesteps=2, test_days=3)
MOST = float(np.finfo(np.float32).max)  # that a network says


@settings(deadline=None)
@given(
    st.lists(PRICES, min_size=9, max_size=9),
    st.lists(st.floats(-MOST, MOST), min_size=3, max_size=3),
    st.sampled_from([1, SETTINGS.epochs]),
)
def test_an_epoch_of_any_prices_reaches_the_browser_short_and_in_numbers(prices, said, epoch):
    history = make_history(prices)
    windows = prepare(SETTINGS, history)
    drawn = frame(ForecastRun(None, SETTINGS, history, windows), epoch, windows.inverse(said))
    json.dumps(drawn, allow_nan=False)
    verdict = drawn["verdict"].removesuffix(unplanned(SETTINGS.epochs))
    assert (verdict == drawn["verdict"]) == (epoch == SETTINGS.epochs)
    words = [verdict, *(word for figures in drawn["figures"] for word in figures)]
    assert all(len(word) < 200 and "inf" not in word and "nan" not in word for word in words)
    assert all(len(word) <= 24 for figures in drawn["figures"] for word in figures)
