"""Walk-forward: the same settings trained at several times, as plans of runs.

After Tashman (2000), Out-of-sample tests of forecasting accuracy: an analysis and review,
International Journal of Forecasting 16: the origin rolls on by the test period, and the training
days before it are all of them (expanding) or always as many (sliding).
"""

from __future__ import annotations

from core.errors import SettingsError
from core.runs.groups.planning.plan import How, Plan, Point, make_plan
from core.stocks.settings import StockSettings
from core.stocks.sources.history import PriceHistory
from core.stocks.windows import first_test_row, used

MOST_ORIGINS = 20
LEAST_SHARE = 0.3  # of the days, that come before the first origin


def most_origins(settings: StockSettings, history: PriceHistory) -> int:
    """How many test periods, one after the other, leave enough days before the first."""
    days = used(settings, history)
    test_days = len(days) - first_test_row(settings, history)
    least = max(settings.reach + 1 + settings.validation_days, int(LEAST_SHARE * len(days)))
    return max(0, min(MOST_ORIGINS, (len(days) - least) // test_days))


def walk_forward(
    settings: StockSettings,
    history: PriceHistory,
    dataset_id: str,
    *,
    origins: int,
    sliding: bool = False,
) -> Plan:
    """A run for each origin, the earliest first; their test periods follow on each other.

    The last one is that of `settings` itself.

    Args:
        settings: how to train, and how long the test period is.
        history: what is trained on.
        dataset_id: where it is kept.
        origins: how many, at least 2.
        sliding: whether every training has as many days as the first one; else all before it.

    Raises:
        SettingsError: there are too few days for so many origins.
    """
    most = most_origins(settings, history)
    if not 2 <= origins <= most:
        raise SettingsError(
            f"{origins} times do not fit into these days: "
            + (f"2 to {most} do." if most >= 2 else "choose fewer test days.")
        )
    dates = used(settings, history).dates
    test_days = len(dates) - first_test_row(settings, history)
    first_origin = len(dates) - origins * test_days  # the row of the first test day
    points: list[Point] = [
        {
            "first_day": str(dates[number * test_days if sliding else 0].date()),
            "last_day": str(dates[first_origin + (number + 1) * test_days - 1].date()),
            "test_days": test_days,
            "split_date": None,
        }
        for number in range(origins)
    ]
    return make_plan(settings, dataset_id, how=How.LISTED, points=points)
