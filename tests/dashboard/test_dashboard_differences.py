import datetime

from core.stocks.settings import StockSettings
from dashboard.shared.settings.differences import changed, others_than_default, was_different


def test_what_differs_is_said_as_the_form_shows_it():
    before = StockSettings(learning_rate=1, cell="gru", epochs=1000)
    now = StockSettings(split_date=datetime.date(2019, 9, 2))
    assert changed(before, now) == (
        "epochs 1,000 → 100, first test day none → 2019-09-02, cell GRU → LSTM, "
        "learning rate 1 → 0.001"
    )
    assert was_different(before, before.model_copy(update={"dropout": 0.5})) == "dropout 0.2"


def test_the_usual_settings_are_not_said():
    assert others_than_default(StockSettings(), set()) == []
    assert others_than_default(StockSettings(dropout=0.4, units=8), {"units"}) == ["dropout 0.4"]
