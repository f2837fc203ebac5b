"""What the server sends, recorded for the tests of the browser's scripts.

`python -m tests.scripts.record` records it anew.
"""

from __future__ import annotations

import gzip
import urllib.request
from pathlib import Path

from starlette.applications import Starlette

from dashboard.endpoints import READERS, open_source
from dashboard.server import routes
from dashboard.server.hub import Hub
from tests.dashboard.server.serving import served

FOLDER = Path(__file__).parent / "recorded"
LAST_DAY = "checkpoint=100&input=2019-11-08"
ADDRESSES = {
    "rex": "traces/demo-names?checkpoint=10000&input=rex",
    "lstm": f"traces/demo-lstm?{LAST_DAY}",
    "lstm-forgets": f"traces/demo-lstm?{LAST_DAY}&change=f1%3D0",
    "gru": f"traces/demo-gru?{LAST_DAY}",
    "film-rex": "films/demo-names?input=rex&layer=1",
    "film-lstm": "films/demo-lstm?input=2019-11-08&layer=2",
}


def file_of(name: str) -> Path:
    """Where a recording is kept."""
    return FOLDER / f"{name}.gz"


def sent(name: str) -> bytes:
    """What the server sends now."""
    with served(Starlette(routes=routes.routes(Hub(open_source), READERS))) as server:
        answer: bytes = urllib.request.urlopen(f"{server}/{ADDRESSES[name]}").read()
    return answer


if __name__ == "__main__":
    for recording in ADDRESSES:
        file_of(recording).write_bytes(gzip.compress(sent(recording), mtime=0))
