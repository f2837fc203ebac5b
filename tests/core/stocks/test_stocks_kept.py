from math import prod

import pytest

from core.stocks.engines.keras_file import shapes
from core.stocks.settings import StockSettings
from core.stocks.trainer import MOST_BYTES, epochs_with_weights


@pytest.mark.parametrize(
    ("epochs", "kept"),
    [
        (1, [0, 1]),
        (7, [0, 1, 2, 3, 5]),
        (100, [0, 1, 2, 3, 5, 10, 20, 30, 50, 100]),
        (1000, [0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000]),
    ],
)
def test_many_are_kept_of_the_first_epochs(epochs, kept):
    assert sorted(epochs_with_weights(StockSettings(epochs=epochs))) == kept


@pytest.mark.parametrize("units", [1, 50, 100, 256])
@pytest.mark.parametrize("layers", [1, 4])
def test_they_weigh_no_more_than_they_may(units, layers):
    settings = StockSettings(epochs=1000, units=units, layers=layers)
    kept = epochs_with_weights(settings)
    assert len(kept) * 4 * sum(map(prod, shapes(settings))) <= MOST_BYTES
    assert {0, 1000} <= kept
