"""What the pages have the server tell and answer: a source for a channel, a reader for an address.

The server knows no page; who adds an address adds it to `READERS`.

<base>/live/<run>             news of a run; /live of all, /live/group-<group> of a group
<base>/frames/<run>           what a stock run shows of each epoch; ?epoch=37 of that one
<base>/groups/<group>         what it has found; ?x=units&y=timesteps&measure=ratio&mode=dark
<base>/traces/<run>           every number of a sequence; ?checkpoint=4000&input=rex&change=a1.7=0
<base>/films/<run>            the same at every checkpoint; ?input=mahakala&layer=1
<base>/weights/<run>          those of one unit; ?checkpoint=100&layer=0&unit=6, both from 0
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.groups.pictures import read_group
from dashboard.inside.payload import read_film, read_trace, read_weights
from dashboard.run_analysis import ANALYSES
from dashboard.server.hub import Source
from dashboard.server.routes import BYTES, JSON, Reader
from dashboard.shared.live_sources import GROUP, GroupSource, ListSource, RunSource
from dashboard.stock.forecast_run import read_frames

READERS: Mapping[str, Reader] = {
    "frames": Reader(read_frames, JSON),
    "groups": Reader(read_group, JSON, is_kept=False),
    "traces": Reader(read_trace, BYTES),
    "films": Reader(read_film, BYTES),
    "weights": Reader(read_weights, JSON),
}


def open_source(channel: str) -> Source:
    """The source of a channel: of all runs (""), a group, or a run."""
    if channel.startswith(GROUP):
        return GroupSource(channel.removeprefix(GROUP))
    if not channel:
        return ListSource()
    return RunSource(channel, lambda run: ANALYSES[run.kind].newest_picture(run))
