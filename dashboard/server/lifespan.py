"""What happens when the server starts and while it runs."""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from streamlit.web.server.starlette import App

from dashboard.backend import executor

COLLECT_EVERY = 60.0  # seconds
LOADED_AHEAD = (  # what the first visitor would wait for
    "dashboard.stock.picture",
    "dashboard.names.result",
    "dashboard.runs.card",
    "streamlit.elements.plotly_chart",
)


@asynccontextmanager
async def lifespan(_app: App) -> AsyncIterator[None]:
    """Starts the workers, loads what the pages need, and keeps the memory tidy."""
    executor().warm()
    await asyncio.to_thread(_load)
    tidying = asyncio.create_task(_tidy())
    try:
        yield
    finally:
        tidying.cancel()


def _load() -> None:
    for name in LOADED_AHEAD:
        importlib.import_module(name)
    # The modules stay for good: no collection has to walk through them again.
    gc.collect()
    gc.freeze()


async def _tidy() -> None:
    """Collects on a timer what Streamlit would collect after every run of a script."""
    while True:
        await asyncio.sleep(COLLECT_EVERY)
        await asyncio.to_thread(gc.collect)
