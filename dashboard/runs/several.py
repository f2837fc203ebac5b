"""What can be done with several runs at once: compare them, take them away, delete them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import UnknownRunError
from core.runs.comparison import LEAST, MOST
from core.runs.records import Run
from dashboard.backend import me, store
from dashboard.compare.address import compare_link
from dashboard.runs.follow import say
from dashboard.runs.ticks import keep_ticks, ticked
from dashboard.shared.people import attempt, may_change
from dashboard.shared.takeaway import ZIP, everything


def show_what_to_do_with_ticked(listed: Sequence[Run]) -> None:
    """How many are ticked, and the buttons; they have their place from the start."""
    chosen = _known(ticked(), {run.id: run for run in listed})
    with st.container(horizontal=True, vertical_alignment="center", key="several"):
        problem = _not_comparable(chosen)
        compare_link("Compare", [run.id for run in chosen], problem)
        _offer_zip(chosen)
        _offer_deletion(chosen)
        st.button(
            "Untick",
            icon=":material/remove_done:",
            type="tertiary",
            key="untick",
            disabled=not chosen,
            on_click=keep_ticks,
            args=((),),
        )
        st.caption(
            f"{len(chosen)} ticked" if chosen else "Tick runs to compare, take away or delete them."
        )


def _known(ids: Sequence[str], listed: Mapping[str, Run]) -> list[Run]:
    """The ticked runs that are still there, also those that the list does not reach."""
    known = []
    for run_id in ids:
        try:
            known.append(listed.get(run_id) or store().run(run_id))
        except UnknownRunError:
            continue
    return known


def _not_comparable(chosen: Sequence[Run]) -> str | None:
    if not LEAST <= len(chosen) <= MOST:
        return f"Tick {LEAST} to {MOST} runs."
    if len({run.kind for run in chosen}) > 1:
        return "Tick runs of one experiment: prices cannot stand beside names."
    return None


def _offer_zip(chosen: Sequence[Run]) -> None:
    ended = [run.id for run in chosen if not run.active]
    st.download_button(
        "Zip",
        lambda: everything(ended),
        file_name="runs.zip",
        mime=ZIP,
        icon=":material/download:",
        type="tertiary",
        disabled=not ended,
        key="zip_ticked",
        on_click="ignore",
        help="All that they learned, as files, which another Sequence Lab takes in.",
    )


def _offer_deletion(chosen: Sequence[Run]) -> None:
    ended = [run for run in chosen if not run.active and may_change(run)]
    count = "1 run" if len(ended) == 1 else f"{len(ended)} runs"
    with st.popover(
        "Delete",
        icon=":material/delete:",
        type="tertiary",
        disabled=not ended,
        key="delete_ticked",
    ):
        st.markdown(f"Delete {count}, with all that they have learned?{_what_stays(chosen)}")
        st.button(
            f"Delete {count} for good",
            key="delete_several",
            disabled=not ended,
            on_click=_delete,
            args=([run.id for run in ended],),
        )


def _what_stays(chosen: Sequence[Run]) -> str:
    others = sum(not may_change(run) for run in chosen)
    active = sum(run.active and may_change(run) for run in chosen)
    stays = f" {active} still active: stop first what shall go, too." if active else ""
    return stays + (f" {others} not yours to delete: they stay." if others else "")


def _delete(run_ids: Sequence[str]) -> None:
    if not attempt(lambda: store().delete(*run_ids, by=me())):
        return
    keep_ticks(run_id for run_id in ticked() if run_id not in run_ids)
    say(f"Runs deleted: {len(run_ids)}")
