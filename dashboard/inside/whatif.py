"""What if: the changes of a network or its input in the URL, in words, and what comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, Final

import numpy as np
import streamlit as st

from core.cache import cached
from core.cells import CELLS
from core.errors import SettingsError, shortened
from core.inside.interference import (
    ChangePrice,
    FixUnit,
    HoldGate,
    Interference,
    OverrideLetter,
    interfere,
    read_interference,
)
from core.inside.trace import Trace
from core.names.corpus import END, Corpus
from core.stocks.money import money
from dashboard.inside.payload import (
    MAX_CHANGES,
    TraceRequest,
    TraceResult,
    address,
    currency,
    trace_input,
)
from dashboard.inside.position import put_in_url, show_in_url, whole_url
from dashboard.inside.subject import Subject

CHANGE, DICE, INPUT = "change", "dice", "input"  # parameters of the URL
MOST_DICE: Final = 999_999_999
_LAST_REQUEST: Final = "inside_heard"


def changes_in_url(request: TraceRequest) -> tuple[tuple[str, ...], list[str]]:
    """The changes that can be made, and a sentence for each that cannot; it leaves the URL.

    `request` is what is looked at without any.
    """
    words = tuple(st.query_params.get_all(CHANGE))
    kept, sentences = _possible(request, words) if words else ((), [])
    if kept != words:
        put_in_url(whole_url() | {CHANGE: list(kept)})
    return kept, sentences


@cached()
def _possible(request: TraceRequest, words: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """Of two changes of the same thing the later one holds."""
    changed, sentences = trace_input(request), []
    kept: dict[str, str] = {}  # by what is changed
    for word in words[:MAX_CHANGES]:
        try:
            change = read_interference(word)
            changed = interfere(changed, [change])
        except SettingsError as problem:
            sentences.append(f"The change '{shortened(word)}' cannot be made. {problem}")
            continue
        what = str(change).partition("=")[0]
        kept.pop(what, None)
        kept[what] = str(change)
    if len(words) > MAX_CHANGES:
        sentences.append(f"At most {MAX_CHANGES} changes can be made at once; these are the first.")
    return tuple(kept.values()), sentences


def dice_in_url(subject: Subject) -> tuple[int | None, list[str]]:
    """The dice, and a sentence where there are none such; they leave the URL."""
    text = st.query_params.get(DICE)
    if text is None:
        return None, []
    names = isinstance(subject.data, Corpus)
    if names and text.isdecimal() and len(text) <= len(str(MOST_DICE)):
        return int(text), []
    del st.query_params[DICE]
    if not names:
        return None, ["Dice draw letters: a network of prices has none."]
    return None, [
        f"'{shortened(text)}' are no dice: they are a whole number from 0 to {MOST_DICE:,}."
    ]


def changes_of_network() -> dict[str, str | list[str]]:
    """Those changes of the URL that are of the network; the others were of the input."""
    return {CHANGE: [word for word in st.query_params.get_all(CHANGE) if _of_network(word)]}


def _of_network(word: str) -> bool:
    try:
        return isinstance(read_interference(word), HoldGate | FixUnit)
    except SettingsError:
        return False


def show_changes_in_url(event: Mapping[str, Any]) -> None:
    """Has the URL say what the browser asks for (whatif.js), and where it stands."""
    st.session_state[_LAST_REQUEST] = event["number"]
    dice, text = event["dice"], event["input"]
    more: dict[str, str | list[str]] = {CHANGE: event["changes"]}
    more[DICE] = [] if dice is None else str(dice)
    if text is not None:
        more[INPUT] = text
    elif dice is None and not st.query_params.get(INPUT):
        more[INPUT] = []  # without dice there has to be a letter: the usual ones
    show_in_url(event["place"], more)


def last_request() -> int | None:
    """The number of the browser's latest request for changes."""
    return st.session_state.get(_LAST_REQUEST)


# A change in plain words, as its chip and the verdict say it.


def in_words(change: Interference, trace: Trace, currency: str) -> str:
    """Such as "forget gate of layer 2 held at 0"; units and steps are counted from 1."""
    if isinstance(change, OverrideLetter):
        return f"{letter(change.letter)} after step {change.step + 1}"
    if isinstance(change, ChangePrice):
        price = f"price of {trace.read[change.step]} at {money(change.price, currency)}"
        two = "changes" in trace.arrays and change.step + 1 < len(trace.read)
        return f"{price} (in two changes)" if two else price
    if isinstance(change, HoldGate):
        gate, _ = CELLS[trace.cell].explanation.meanings[change.gate]
        return f"{gate.lower()}{_of(change, trace)} held at {_number(change.value)}"
    unit = f"unit {change.unit + 1}" + (f" of layer {change.layer}" if trace.layers > 1 else "")
    return f"{unit} fixed at {_number(change.value)}" if change.value else f"{unit} silenced"


def with_changes(changes: list[Interference], trace: Trace, currency: str) -> str:
    """The beginning of a sentence: "With the forget gate held at 0"."""
    if len(changes) != 1:
        return f"With these {len(changes)} changes"
    [change] = changes
    article = "the " if isinstance(change, HoldGate | ChangePrice) else ""
    return f"With {article}{in_words(change, trace, currency)}"


def letter(of: str) -> str:
    """A letter within a sentence."""
    return {END: "the end", " ": "a space"}.get(of, f"“{of}”")


def _of(change: HoldGate | FixUnit, trace: Trace) -> str:
    layer = f"layer {change.layer}"
    if change.unit is None:
        return f" of {layer}" if trace.layers > 1 else ""
    unit = f" of unit {change.unit + 1}"
    return f"{unit} in {layer}" if trace.layers > 1 else unit


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


# The two futures: what a network says with the changes, and what it says as it is.


def what_if(
    request: TraceRequest, shown: TraceResult, before: TraceResult | None, step: int
) -> dict[str, Any]:
    """What the browser draws beside the numbers of both (browser/inside/futures.js).

    Args:
        request: what is looked at.
        shown: its trace.
        before: that without the changes; None where there are none.
        step: on show, from 0.
    """
    changes, of = [read_interference(word) for word in request.changes], currency(request)
    content: dict[str, Any] = {
        "heard": last_request(),
        "input": request.input,
        "dice": request.dice,
        "changes": [
            {"word": word, "words": in_words(change, shown.trace, of)}
            for word, change in zip(request.changes, changes, strict=True)
        ],
        "before": None,
    }
    if before is None:
        return content
    begin = with_changes(changes, before.trace, of)
    if shown.trace.alphabet:
        verdict = _of_names(shown.trace, before.trace, drawn=request.dice is not None)
        prices = None
    else:
        verdict = _of_prices(shown.trace, before.trace, of)
        prices = _prices(shown.trace, before.trace, of)
    both = {"verdict": f"{begin} {verdict}", "prices": prices}
    return content | both | {"before": address(request.unchanged, step)}


def _of_prices(trace: Trace, before: Trace, currency: str) -> str:
    now, was = _predicted(trace), _predicted(before)
    words, words_before = money(now, currency), money(was, currency)
    if now == was:
        return f"it says {words}, as before."
    apart = f"{_apart(now, was, currency)} {'more' if now > was else 'less'}"
    if words == words_before:
        return f"it still says {words}: {apart}."
    return f"it says {words} instead of {words_before}: {apart}."


def _prices(trace: Trace, before: Trace, currency: str) -> list[dict[str, Any]]:
    """Both predictions and yesterday's price, each with how far off it is, and what came."""
    kinds = {
        "changed": _predicted(trace),
        "before": _predicted(before),
        "yesterday": float(before.arrays["prices"][-1]),  # as it really was
    }
    actual = before.arrays.get("actual")
    rows: list[dict[str, Any]] = [
        {"kind": kind, "value": value, "price": money(value, currency), "off": ""}
        for kind, value in kinds.items()
    ]
    if actual is None:
        return rows
    came = float(actual[0])
    for row in rows:
        row["off"] = _apart(row["value"], came, currency)
    return [*rows, {"kind": "actual", "value": came, "price": money(came, currency), "off": ""}]


def _apart(one: float, other: float, currency: str) -> str:
    """How far apart two prices are: what people find who take one that is shown from the other."""
    shown = [round(price, 2 if abs(price) < 100 else 0) for price in (one, other)]
    difference = shown[0] - shown[1] or one - other
    return money(abs(difference), currency)


def _predicted(trace: Trace) -> float:
    return float(trace.arrays["price"][0])


def _of_names(trace: Trace, before: Trace, *, drawn: bool) -> str:
    name, name_before = (_name(of) for of in (trace, before))
    pairs = zip_longest(trace.comes, before.comes, fillvalue="")
    parted = [step for step, (now, was) in enumerate(pairs, 1) if now != was]
    if parted:
        return (
            f"the name becomes {name} instead of {name_before}; they part after step {parted[0]}."
        )
    if drawn:
        return f"the name stays {name}."
    now, was = _bits(trace), _bits(before)
    if f"{now:.2f}" == f"{was:.2f}":
        return f"the network finds {name} as likely as before: {now:.2f} bits a letter."
    likely = "less" if now > was else "more"
    return (
        f"the network finds {name} {likely} likely: {now:.2f} bits a letter instead of {was:.2f}."
    )


def _name(trace: Trace) -> str:
    letters = "".join(letter for letter in trace.comes if letter and letter != END)
    return f"“{letters}”" if letters else "nothing"


def _bits(trace: Trace) -> float:
    """How surprised the network is by a letter that comes, on average."""
    came = trace.arrays["target"] >= 0
    return float(trace.arrays["loss"][came].mean() / np.log(2))


# A panel says whether it follows the changes.


def note_without_changes(request: TraceRequest) -> None:
    """In a panel that shows the network as it was trained."""
    if request.changes:
        st.caption("This is of the network as it is, without your changes.")


def note_with_changes(request: TraceRequest) -> None:
    """In a panel that follows the changes."""
    if request.changes:
        st.caption("This is of the network with your changes.")
