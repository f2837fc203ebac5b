"""The two futures: what a network says with the changes, and what it says as it is."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import numpy as np

from core.inside.interference import read_interference
from core.inside.trace import Trace
from core.names.corpus import END
from core.stocks.money import money
from dashboard.inside.packing import in_money
from dashboard.inside.traced import Asked, Traced, address, currency
from dashboard.inside.whatif.changes import heard
from dashboard.inside.whatif.words import in_words, with_changes


def what_if(asked: Asked, shown: Traced, before: Traced | None, step: int) -> dict[str, Any]:
    """What the browser draws beside the numbers of both (browser/inside/whatif).

    Args:
        asked: what is looked at.
        shown: its trace.
        before: that without the changes; None where there are none.
        step: on show, from 0.
    """
    changes, of = [read_interference(word) for word in asked.changes], currency(asked)
    said: dict[str, Any] = {
        "heard": heard(),
        "input": asked.input,
        "dice": asked.dice,
        "changes": [
            {"word": word, "words": in_words(change, shown.trace, of)}
            for word, change in zip(asked.changes, changes, strict=True)
        ],
        "before": None,
    }
    if before is None:
        return said
    begin = with_changes(changes, before.trace, of)
    if shown.trace.alphabet:
        verdict = _of_names(shown.trace, before.trace, drawn=asked.dice is not None)
        prices = None
    else:
        verdict = _of_prices(shown.trace, before.trace, of)
        prices = _prices(shown.trace, before.trace, of)
    both = {"verdict": f"{begin} {verdict}", "prices": prices}
    return said | both | {"before": address(asked.as_it_is, step)}


def _of_prices(trace: Trace, before: Trace, currency: str) -> str:
    now, was = _said(trace), _said(before)
    words, words_before = in_money(now, currency), in_money(was, currency)
    if now == was:
        return f"it says {words}, as before."
    apart = f"{_apart(now, was, currency)} {'more' if now > was else 'less'}"
    if words == words_before:
        return f"it still says {words}: {apart}."
    return f"it says {words} instead of {words_before}: {apart}."


def _prices(trace: Trace, before: Trace, currency: str) -> list[dict[str, Any]]:
    """Both predictions and yesterday's price, each with how far off it is, and what came."""
    kinds = {
        "changed": _said(trace),
        "before": _said(before),
        "yesterday": float(before.arrays["prices"][-1]),  # as it really was
    }
    actual = before.arrays.get("actual")
    rows: list[dict[str, Any]] = [
        {"kind": kind, "value": value, "price": in_money(value, currency), "off": ""}
        for kind, value in kinds.items()
    ]
    if actual is None:
        return rows
    came = float(actual[0])
    for row in rows:
        row["off"] = _apart(row["value"], came, currency)
    return [*rows, {"kind": "actual", "value": came, "price": in_money(came, currency), "off": ""}]


def _apart(one: float, other: float, currency: str) -> str:
    """How far apart two prices are: what people find who take one that is shown from the other."""
    shown = [round(price, 2 if abs(price) < 100 else 0) for price in (one, other)]
    difference = shown[0] - shown[1] or one - other
    return money(abs(difference), currency)


def _said(trace: Trace) -> float:
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
