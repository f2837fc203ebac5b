import datetime

from core.names.settings import NamesSettings
from core.stocks.settings import StockSettings
from dashboard.shared.form import changed, in_words, non_default, previous_values


def test_what_differs_is_said_as_the_form_shows_it():
    before = StockSettings(learning_rate=1, cell="gru", epochs=1000)
    now = StockSettings(split_date=datetime.date(2019, 9, 2))
    assert changed(before, now) == (
        "epochs 1,000 → 100, first test day none → 2019-09-02, cell GRU → LSTM, "
        "learning rate 1 → 0.001"
    )
    small = before.model_copy(update={"learning_rate": 0.00001})
    assert changed(before, small) == "learning rate 1 → 0.00001"
    assert previous_values(before, before.model_copy(update={"dropout": 0.5})) == "dropout 0.2"


def test_settings_stand_in_a_line():
    names = NamesSettings(learning_rate=0.0002, iterations=5000)
    assert in_words(names) == "50 hidden units, 5,000 iterations, learning rate 0.0002"
    stock = StockSettings(epochs=1000)
    assert in_words(stock) == "4 × LSTM(50), 7 timesteps, 1,000 epochs, batch 3"


def test_the_usual_settings_are_not_said():
    assert non_default(StockSettings(), set()) == []
    assert non_default(StockSettings(dropout=0.4, units=8), {"units"}) == ["dropout 0.4"]
