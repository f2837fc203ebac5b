"""What happens here: two sentences and a small moving picture, folded away."""

from __future__ import annotations

from typing import Any

from dashboard.shared.charting.component import component

KEY = "what_happens"

_happens = component("happens")


def show_what_happens(
    summary: str, words: str, *, picture: str, steps: list[dict[str, Any]], alt: str, **data: Any
) -> None:
    """Draws it.

    Args:
        summary: what stands while it is folded.
        words: the two sentences.
        picture: who draws it, "days" or "letters" (browser/happens).
        steps: what moves, step by step; each has a `caption`.
        alt: the picture in words.
        data: what else the picture needs.
    """
    content = {"summary": summary, "words": words, "picture": picture, "steps": steps, "alt": alt}
    _happens(content | data, key=KEY)
