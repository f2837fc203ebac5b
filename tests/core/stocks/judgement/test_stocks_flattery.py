import pytest

from core.stocks.judgement.honesty import flattery, without_mistake
from core.stocks.settings import StockSettings


def test_only_the_mistake_goes():
    settings = StockSettings(mistake="newest_first", units=7)
    assert without_mistake(settings) == StockSettings(units=7)


@pytest.mark.parametrize(
    ("mistaken", "honest", "sentence"),
    [
        (
            {"rmse": 0.2, "naive_rmse": 0.25},  # other test days, other misses of yesterday
            {"rmse": 0.32, "naive_rmse": 0.2},
            "The mistake flatters by 50 %: the typical miss (RMSE) is 0.8 times that of repeating "
            "yesterday's price; without the mistake, but otherwise trained the same, it is 1.6 "
            "times. That is one training each: another seed may say otherwise.",
        ),
        (
            {"rmse": 3, "naive_rmse": 1},
            {"rmse": 2, "naive_rmse": 1},
            "Here the mistake does not flatter: the typical miss (RMSE) is 3 times that of "
            "repeating yesterday's price; without the mistake, but otherwise trained the same, it "
            "is 2 times. That is one training each: another seed may say otherwise.",
        ),
        (
            {"rmse": 2.88, "naive_rmse": 1},  # 4 % less
            {"rmse": 3, "naive_rmse": 1},
            "Here the mistake makes next to no difference: the typical miss (RMSE) is 2.9 times "
            "that of repeating yesterday's price; without the mistake, but otherwise trained the "
            "same, it is 3 times. That is one training each: another seed may say otherwise.",
        ),
        ({"rmse": 3, "naive_rmse": 1}, {"rmse": 3, "naive_rmse": 0}, None),
        ({"rmse": 3, "naive_rmse": 1}, {"rmse": 0, "naive_rmse": 1}, None),
    ],
)
def test_how_much_a_mistake_flatters(mistaken, honest, sentence):
    assert flattery(mistaken, honest) == sentence
