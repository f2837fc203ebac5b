import pytest

from core.advice import Suggestion, advise, late_trend
from core.names.settings import NamesSettings
from core.stocks.settings import StockSettings


@pytest.mark.parametrize(
    ("settings", "changes", "label"),
    [
        (StockSettings(), {"timesteps": 1}, "Try 1 timestep"),
        (StockSettings(), {"epochs": 200}, "Try 200 epochs"),
        (StockSettings(), {"learning_rate": 0.0001}, "Try learning rate 0.0001"),
        (StockSettings(), {"batch_size": 32}, "Try batch size 32"),
        (StockSettings(), {"cell": "gru", "seed": 1}, "Try cell gru and seed 1"),
        (NamesSettings(), {"iterations": 68_000}, "Try 68,000 iterations"),
        (NamesSettings(), {"clip_value": 10.0}, "Try clip value 10"),
        (NamesSettings(), {}, ""),
    ],
)
def test_the_button_says_what_it_changes(settings, changes, label):
    assert advise(Suggestion, settings, "Because.", changes) == Suggestion(
        "Because.", changes, label
    )


def curve(*losses):
    return [(float(step), loss, 0.1 * step) for step, loss in enumerate(losses)]


@pytest.mark.parametrize(
    ("losses", "trend"),
    [
        ((), 1),
        ((0.4,), 1),
        ((0.4, 0.1), 0.25),
        ((9, 9, 9, 9, 9, 9, 9, 9, 9, 4, 2), 0.5),  # ten steps: the last and the one before
        ((*[9] * 17, 4, 4, 2, 2), 0.5),  # twenty: two and two
        ((*[3] * 21,), 1),
        ((0.4, float("nan")), 1),
        ((float("inf"), 0.1), 1),
        ((0, 0), 1),
    ],
)
def test_how_the_loss_moves_at_the_end(losses, trend):
    assert late_trend(curve(*losses)) == pytest.approx(trend)
