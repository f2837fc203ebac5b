"""The report: what it says, claim by claim, what we find, and how to see it oneself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.cache import cached
from core.errors import DataError
from core.report.claim import Claim, Verdict, Way
from core.report.findings import Findings, load
from core.runs.settings import kind_of
from dashboard.report.evidence import (
    show_chaos,
    show_clip,
    show_directions,
    show_facts,
    show_forecast,
    show_table1,
)
from dashboard.shared.address import forget_run
from dashboard.shared.experiments import PAGES
from dashboard.shared.form import settings_query
from dashboard.shared.history import leave, leave_for
from dashboard.stock.price_picker import LABELS
from dashboard.text import plain

# What a verdict looks like: an icon, a colour and its words, which together say the same.

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


# See it yourself: buttons that open the page of an experiment with a claim's settings.


def show_ways(key: str, ways: Sequence[Way]) -> None:
    """A button a way."""
    st.markdown("**See it yourself**: open these settings, then press Train.")
    with st.container(horizontal=True):
        for number, way in enumerate(ways):
            st.button(
                way.label,
                icon=":material/open_in_new:",
                key=f"report_{key}_{number}",
                on_click=_want,
                args=(way,),
            )


def address(way: Way) -> Mapping[str, str]:
    """The part of the URL that fills in the form of the page."""
    prices = {} if way.symbol is None else {"prices": LABELS[way.symbol]}
    return settings_query(way.settings) | prices


def _want(way: Way) -> None:
    """A run that was on show there makes room for the settings."""
    kind = kind_of(way.settings)
    forget_run(kind)
    leave_for(PAGES[kind].view, address(way))


# A claim: what the report says, what we find, and folded away how that looks.


def show_table(claims: list[Claim]) -> None:
    """All claims with their verdicts, each a link to its section."""
    rows = [f"| [{plain(claim.title)}](#{claim.key}) | {mark(claim.verdict)} |" for claim in claims]
    st.markdown("\n".join(["| Claim | Verdict |", "|---|---|", *rows]))


def show_claim(
    claim: Claim, question: str, findings: Findings, figures: Callable[[Findings], None]
) -> None:
    """Draws it; `figures` only once somebody has opened them, under their `question`."""
    st.header(claim.title, anchor=claim.key)
    st.markdown(f"{mark(claim.verdict)} · :gray[{plain(claim.section)}]")
    st.markdown(f"**The report:** {plain(claim.says)}")
    st.markdown(f"**We find:** {plain(claim.finding)}")
    with st.expander(question, key=f"open_{claim.key}", bind="query-params") as fold:
        if fold.open:
            figures(findings)
            show_ways(claim.key, claim.ways)


@dataclass(frozen=True, slots=True)
class Panel:
    """What is folded away under a claim: the question that it answers, and the figures."""

    question: str
    show: Callable[[Findings], None]


PANELS = {
    "data": Panel("Are these the report's data?", show_facts),
    "table1": Panel("Letter for letter: which names come out again?", show_table1),
    "clip": Panel("With which value do its names come out?", show_clip),
    "chaos": Panel("How far does a last bit reach?", show_chaos),
    "figure9": Panel(
        "Is it better than repeating yesterday?", lambda found: show_forecast(found.forecasts[0])
    ),
    "figure10": Panel(
        "Is it better than repeating yesterday?", lambda found: show_forecast(found.forecasts[1])
    ),
    "direction": Panel("Is it better than a coin?", show_directions),
}


def page() -> None:
    """The whole page, top to bottom."""
    leave()
    st.title("The report", anchor=False)
    st.markdown(
        "Both experiments come from an Indonesian report of 2019, “Use of RNN and LSTM in "
        "processing sequential data”. This is what it says, in our words, and what comes out when "
        "it is done again here."
    )
    try:
        findings, claims = _report()
    except DataError as problem:
        st.error(str(problem), icon=":material/error:")
        return
    show_table(claims)
    for claim in claims:
        panel = PANELS[claim.key]
        show_claim(claim, panel.question, findings, panel.show)
    st.caption("All of it is computed: `python -m core report` does it again, in a few minutes.")


@cached(keep=60)
def _report() -> tuple[Findings, list[Claim]]:
    """What is kept, and what it makes of the claims."""
    findings = load()
    return findings, findings.claims()


page()
