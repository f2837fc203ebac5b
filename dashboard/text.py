"""Numbers and words as people read them: with units, and as many digits as they deserve."""

from __future__ import annotations

import datetime
import math
import string
from decimal import Decimal

from core.errors import shortened

READABLE = (1e-6, 1e9)
LONGEST_QUOTE = 2_000  # letters, as many as a note may have
# Invisible: right-to-left text leaves the text around it alone; two letters stay apart.
_ISOLATE, _POP, _JOINER = "\u2068", "\u2069", "\u2060"


def significant(value: float, digits: int = 2) -> str:
    """`value` with `digits` significant digits, and never fewer than its whole part has.

    What would be too long to read so is written as a power of ten.
    """
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    if not READABLE[0] <= abs(value) < READABLE[1]:
        return f"{value:.{digits - 1}e}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:,.{decimals}f}"


def in_full(value: float) -> str:
    """`value` without a power of ten, as people type it: "0.00001"."""
    return f"{Decimal(f'{value:g}'):f}"


def percent(share: float | None) -> str:
    """A share between 0 and 1: "56 %"; a dash where there is none."""
    return "–" if share is None else f"{share * 100:.0f} %"


def duration(seconds: float) -> str:
    """A time span: "0.4 s", "12 s", "1 min 20 s"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def when(moment: datetime.datetime) -> str:
    """How long ago `moment` (with a time zone) was: "just now", "5 min ago", "2026-11-22"."""
    seconds = (datetime.datetime.now(datetime.UTC) - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min ago"
    if seconds < 86_400:
        return f"{seconds // 3600:.0f} h ago"
    return f"{moment:%Y-%m-%d}"


def plain(words: str) -> str:
    """`words` as they are, with nothing in them that Markdown would take for markup."""
    return "".join(f"\\{letter}" if letter in string.punctuation else letter for letter in words)


def quoted(words: str) -> str:
    """What somebody else wrote, or its beginning, to stand in a line of ours (Markdown)."""
    words = shortened(words, LONGEST_QUOTE)
    # Else the page would make links of addresses and pictures of :codes:.
    apart = "".join(f"{letter}{_JOINER}" if letter in "./:@" else letter for letter in words)
    return f"{_ISOLATE}{plain(apart)}{_POP}"
