"""How sure a network is: its forecasts with dropout left on (Monte Carlo dropout)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.stocks.network import Network
from core.stocks.settings import StockSettings
from core.stocks.windows import Windows

_MOST_PRODUCTS = 5e10  # multiplications at once: a second or two of one core


def dropout_samples(
    settings: StockSettings, windows: Windows, network: Network, samples: int
) -> NDArray[np.float64]:
    """Forecasts of the last test days, (samples, days), as prices; the run's seed draws them.

    All test days, unless that were more work than one waits for (see `sampled_days`).
    """
    days = slice(-sampled_days(settings, len(windows.test.y), samples), None)
    said = network.sample(windows.test.x[days], samples, settings.seed)
    return windows.forecast(said, windows.test.before[days])


def sampled_days(settings: StockSettings, test_days: int, samples: int) -> int:
    """How many of the test days can be sampled in a second or two; at least one."""
    of_a_sample = settings.timesteps * settings.layers * 8 * settings.units**2
    return max(1, min(test_days, int(_MOST_PRODUCTS / (samples * of_a_sample))))
