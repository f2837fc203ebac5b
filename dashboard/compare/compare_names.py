"""Runs on names side by side: what they invent at the same checkpoint, with the same dice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.errors import UserError
from core.names.evaluation import Verdict, judge
from core.names.sampling import SampledName
from core.runs.comparison import names_verdict
from core.runs.comparison_figures import NAMES_FIGURES, names_values
from dashboard.backend import store
from dashboard.compare.compare_tables import Figures, figures_frame, show_figures, show_verdict
from dashboard.compare.comparison import Comparison, swatch
from dashboard.compare.selection import Entry
from dashboard.names.names_checkpoints import draw, evaluation, parts_of
from dashboard.names.names_picture import Look, judged
from dashboard.names.names_result import MARKS, NO_LETTERS
from dashboard.names.names_samples import pick_checkpoint, pick_sampling
from dashboard.shared.downloads import download
from dashboard.text import plain, quoted

Drawn = Mapping[str, Sequence[SampledName]]  # by letter


def show_names_compared(comparison: Comparison) -> None:
    """Verdict, names, figures, all of one checkpoint."""
    verdict = st.container()
    look = _pick(comparison.entries)
    if look is None:
        st.info("They share no checkpoint yet.", icon=":material/hourglass_empty:")
        return
    try:
        drawn = {
            entry.letter: draw(entry.run.id, entry.run.dataset_id, look.iteration, look.sampling)
            for entry in comparison.entries
        }
        figures = _figures(comparison, look)
    except UserError as problem:  # a list has no such first letters, or is gone
        st.error(plain(str(problem)), icon=":material/error:")
        return
    with verdict:
        show_verdict(comparison, names_verdict(figures.values, look.sampling.temperature))
    _show_names(comparison, drawn)
    show_figures(comparison, figures)
    with st.container(horizontal=True, key="downloads"):
        download(
            "Figures",
            lambda: figures_frame(comparison, figures).to_csv().encode(),
            f"compared-figures-{look.iteration}.csv",
            "text/csv",
            key="download_figures",
        )
        download(
            "Names",
            lambda: _names_frame(drawn).to_csv(index_label="number").encode(),
            f"compared-names-{look.iteration}.csv",
            "text/csv",
            key="download_names",
        )


def _pick(entries: Sequence[Entry]) -> Look | None:
    """A checkpoint that all of them keep, and the dice; None where they share none."""
    kept = [set(store().checkpoints(entry.run.id)) for entry in entries]
    shared = sorted(set.intersection(*kept))
    if not shared:
        return None
    slider, drawing = st.columns([1, 1.2], vertical_alignment="bottom")
    with slider:
        iteration = pick_checkpoint(",".join(entry.run.id for entry in entries), shared)
    with drawing:
        sampling = pick_sampling()
    if len(shared) < max(map(len, kept)):
        st.caption("Only checkpoints that all of them keep can be chosen.")
    return Look(iteration, sampling)


def _figures(comparison: Comparison, look: Look) -> Figures:
    values = {}
    for entry in comparison.entries:
        run = entry.run
        found = evaluation(run.id, run.dataset_id, look.iteration, judged(look.sampling))
        kept = store().checkpoint(run.id, look.iteration)
        values[entry.letter] = names_values(found) | {"loss": kept.loss, "seconds": kept.seconds}
    return Figures(NAMES_FIGURES, values, {})


def _show_names(comparison: Comparison, drawn: Drawn) -> None:
    reference = comparison.reference
    with st.grid(4, min_column_width=200):
        for entry in comparison.entries:
            names = drawn[entry.letter]
            verdicts = judge([name.text for name in names], parts_of(entry.run))
            same = None if reference in (None, entry) else _same(names, drawn, reference)
            with st.container(border=True, gap="xxsmall"):
                st.html(f"<p>{swatch(comparison.look(entry))} {_counted(verdicts)}</p>")
                st.markdown(_list(names, verdicts, same, reference))


def _same(names: Sequence[SampledName], drawn: Drawn, reference: Entry | None) -> list[bool]:
    """Which of the names the reference says, too, at the same place."""
    assert reference is not None
    others = drawn[reference.letter]
    return [one.text == other.text for one, other in zip(names, others, strict=True)]


def _counted(verdicts: Sequence[Verdict]) -> str:
    counts = Counter(verdicts)
    return ", ".join(f"{counts[each]} {MARKS[each][2]}" for each in MARKS if each in counts)


def _list(
    names: Sequence[SampledName],
    verdicts: Sequence[Verdict],
    same: Sequence[bool] | None,
    reference: Entry | None,
) -> str:
    lines = []
    for place, (name, verdict) in enumerate(zip(names, verdicts, strict=True)):
        colour, icon, _ = MARKS[verdict]
        mark = f" *= {reference.letter}*" if same and reference and same[place] else ""
        lines.append(f"{place + 1}. :{colour}[{icon}] {quoted(name.title or NO_LETTERS)}{mark}")
    return "\n".join(lines)


def _names_frame(drawn: Drawn) -> pd.DataFrame:
    """A column a run, a row a name."""
    frame = pd.DataFrame({letter: [one.title for one in names] for letter, names in drawn.items()})
    return frame.set_axis(frame.index + 1)
