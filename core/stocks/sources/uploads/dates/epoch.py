"""Times in seconds since 1970: on which day of the exchange do they lie?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import ReadingError
from core.reading.complaint import quoted
from core.stocks.sources.uploads.dates.calendar import Days
from core.stocks.sources.uploads.dates.patterns import Parts

# One for each offset in which large exchanges are, the commonest first.
ZONES: Final = (
    *("UTC", "America/New_York", "Europe/London", "Europe/Berlin", "Asia/Kolkata", "Asia/Shanghai"),
    *("Asia/Tokyo", "Australia/Sydney", "Asia/Jakarta", "America/Sao_Paulo", "Europe/Moscow"),
    *("Asia/Riyadh", "Pacific/Auckland", "America/Chicago"),
)
_SCALES: Final = {10: 1, 13: 10**3, 16: 10**6, 19: 10**9}  # by digits: seconds to nanoseconds
# When exchanges open or close, in minutes of their day; midnight stands for the whole of it.
_USUAL: Final = (
    *(0, 480, 540, 555, 570, 600),
    *(900, 930, 945, 960, 975, 990, 1020, 1050, 1055),
)
_ALL_WEEK: Final = 0.1  # share of Saturdays and of Sundays from which trade never rests
_LAST_SECOND: Final = 4_000_000_000  # in 2096
_SAMPLE: Final = 2_000


@dataclass(frozen=True)
class Moments:
    """Moments in UTC, in seconds; NaN where a cell could not be read."""

    seconds: NDArray[np.float64]

    @classmethod
    def of(cls, parts: Parts) -> Moments:
        """Reads seconds, milli-, micro- and nanoseconds, whichever each cell has."""
        digits = parts.digits["a"]
        scale = np.ones(len(digits))
        for most, factor in _SCALES.items():
            scale[(digits > most - 2) & (digits <= most)] = factor
        seconds = np.floor(parts.numbers["a"] / scale)
        return cls(np.where(seconds < _LAST_SECOND, seconds, np.nan))

    def days(self, zone: str) -> Days:
        """Returns the days on the calendar of a time zone."""
        return self._local(zone).to_numpy().astype("datetime64[D]")

    def _local(self, zone: str) -> pd.DatetimeIndex:
        moments = pd.DatetimeIndex(pd.to_datetime(self.seconds, unit="s", utc=True))
        return moments.tz_convert(zone).tz_localize(None)

    def likeliest_zones(self) -> list[str]:
        """Returns the zones in which the moments lie best, one for each way of putting the days.

        In the right zone they lie on weekdays, and where an exchange's day begins or ends.
        """
        given = self.seconds[~np.isnan(self.seconds)]
        sample = Moments(given[:: max(1, len(given) // _SAMPLE)])
        doubts = {zone: sample._doubt(zone) for zone in ZONES}
        least = min(doubts.values())
        ways: dict[bytes, str] = {}
        for zone, doubt in doubts.items():
            if doubt == least:
                ways.setdefault(self.days(zone).tobytes(), zone)
        return list(ways.values())

    def _doubt(self, zone: str) -> tuple[int, int, int]:
        local = self._local(zone)
        weekend = (4, 5) if zone == "Asia/Riyadh" else (5, 6)
        minutes = local.hour * 60 + local.minute
        counts = np.bincount(local.day_of_week, minlength=7)
        rests = bool((counts[5:] <= _ALL_WEEK * len(local)).any())
        return (
            int(counts[list(weekend)].sum()) if rests else 0,
            int((~minutes.isin(_USUAL)).sum()),
            int(minutes.nunique()),
        )


def check_zone(name: str) -> str:
    """Returns the name of a time zone.

    Raises:
        ReadingError: There is none of that name.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ReadingError(
            f"{quoted(name)} is no time zone: choose one such as Asia/Kolkata or UTC.",
            ("time_zone",),
        ) from None
    return name
