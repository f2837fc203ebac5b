"""What a verdict looks like: an icon, a colour and its words, which together say the same."""

from __future__ import annotations

from core.report.claim import Verdict

_MARKS = {
    Verdict.HOLDS: ("green", "check"),
    Verdict.IN_PART: ("orange", "contrast"),
    Verdict.FAILS: ("red", "close"),
    Verdict.MACHINE: ("violet", "memory"),
}


def mark(verdict: Verdict) -> str:
    """The verdict in Markdown."""
    colour, icon = _MARKS[verdict]
    return f":{colour}[:material/{icon}: {verdict}]"
