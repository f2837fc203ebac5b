"""Names as chips: each says whether it is new, and opens when it is chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from core.names.evaluation import Verdict
from core.names.sampling import SampledName
from dashboard.text import quoted

NAME = "chosen"  # the URL's parameter: number of the chosen name
NO_LETTERS = "(no letters)"  # the title of a name that ended at once
# Verdict: colour, icon and word, which together say the same.
MARKS = {
    Verdict.NEW: ("green", ":material/auto_awesome:", "new"),
    Verdict.FOUND: ("green", ":material/search_check:", "real, though it never saw it"),
    Verdict.PRONOUNCEABLE: ("gray", ":material/record_voice_over:", "merely pronounceable"),
    Verdict.COPIED: ("orange", ":material/content_copy:", "copied from the list"),
    Verdict.GIBBERISH: ("gray", ":material/blur_on:", "gibberish"),
    Verdict.REPEAT: ("gray", ":material/repeat:", "repeated"),
    Verdict.EMPTY: ("gray", ":material/block:", "without letters"),
}


def pick_name(names: Sequence[SampledName], verdicts: Sequence[Verdict]) -> int:
    """Draws the names with their verdicts and returns the place of the chosen one.

    The choice goes by number, so that it stays while the checkpoint changes the names.
    """
    st.session_state["names_chip"] = _place_in_url(len(names))
    place = st.pills(
        "Names it invents: choose one to see how it was spelt",
        range(len(names)),
        format_func=lambda place: _chip(place, names[place], verdicts[place]),
        key="names_chip",
        required=True,
        on_change=_remember,
    )
    counts = Counter(verdicts)
    legend = [
        f":{colour}[{icon} {counts[verdict]} {word}]"
        for verdict, (colour, icon, word) in MARKS.items()
        if verdict in counts
    ]
    st.markdown(" · ".join(legend))
    return place or 0


def _remember() -> None:
    st.query_params[NAME] = str(st.session_state["names_chip"] + 1)


def _place_in_url(count: int) -> int:
    """The place of the name that the URL asks for; the first one where it asks for none."""
    number = st.query_params.get(NAME, "")
    return int(number) - 1 if number in map(str, range(1, count + 1)) else 0


def _chip(place: int, name: SampledName, verdict: Verdict) -> str:
    colour, icon, _ = MARKS[verdict]
    return f"{place + 1} :{colour}[{icon}] {quoted(name.title or NO_LETTERS)}"
