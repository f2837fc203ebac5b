"""Names side by side, letter for letter: what differs is underlined and bold, not only tinted."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.report.table1 import differing
from dashboard.shared.downloads import download


@dataclass(frozen=True, slots=True)
class Group:
    """Two lists of names, made at the same iteration."""

    iteration: int
    title: str
    left: Sequence[str]
    right: Sequence[str]


def show_names(groups: Sequence[Group], left: str, right: str, *, key: str) -> None:
    """Draws them in two columns; letters that differ are marked in both."""
    head = f"<thead><tr><th scope=col>{left}</th><th scope=col>{right}</th></tr></thead>"
    st.html(f"<div class=lab-names-beside><table>{head}{''.join(map(_body, groups))}</table></div>")
    st.caption("Underlined: letters that differ from those at the same place in the other name.")
    download(
        "Names as CSV",
        lambda: table(groups, left, right).to_csv(index=False).encode(),
        f"report-{key}.csv",
        "text/csv",
        key=f"download_{key}_names",
    )


def table(groups: Sequence[Group], left: str, right: str) -> pd.DataFrame:
    """The same as rows: iteration, both names, and at how many places their letters differ."""
    return pd.DataFrame(
        [
            {
                "iteration": group.iteration,
                left: one,
                right: other,
                "letters that differ": sum(differing(one, other)),
            }
            for group in groups
            for one, other in zip(group.left, group.right, strict=True)
        ]
    )


def _body(group: Group) -> str:
    same = sum(one == other for one, other in zip(group.left, group.right, strict=True))
    said = f"{group.title} · {same} of {len(group.left)} names agree"
    rows = [
        f"<tr><td>{_marked(one, other)}</td><td>{_marked(other, one)}</td></tr>"
        for one, other in zip(group.left, group.right, strict=True)
    ]
    head = f"<tr><th colspan=2 scope=rowgroup>{html.escape(said)}</th></tr>"
    return f"<tbody>{head}{''.join(rows)}</tbody>"


def _marked(name: str, other: str) -> str:
    return "".join(
        f"<mark>{html.escape(letter)}</mark>" if differs else html.escape(letter)
        for letter, differs in zip(name, differing(name, other), strict=False)
    )
