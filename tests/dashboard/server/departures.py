"""A program that any Python runs by itself: watchers of one channel leave 3,000 times.

Usage: python departures.py HUB.PY. It ends with exit code 0 if whoever stayed has heard everything,
and the source never had two threads.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import random
import sys
import time
from types import ModuleType
from typing import Any

AT_ONCE = (1, 2, 40)
DEPARTURES = 1000  # of each
LONGEST = 0.004  # seconds that one stays
PATIENCE = 60  # seconds


class Counting:
    """A source that has something new at every look, until it is told to end."""

    def __init__(self) -> None:
        self.number = 0
        self.over = False
        self.threads = 0
        self.most_threads = 0

    def snapshot(self) -> dict[str, Any]:
        return self._answer(self.number)

    def changes(self) -> dict[str, Any]:
        self.number += 1
        return self._answer(self.number)

    def ended(self) -> bool:
        return self.over

    def _answer(self, number: int) -> dict[str, Any]:
        self.threads += 1
        self.most_threads = max(self.threads, self.most_threads)
        time.sleep(0.0005)  # as a database does, without the interpreter
        self.threads -= 1
        return {"number": number}


def load(path: str) -> ModuleType:
    """The module by itself: it needs nothing but the standard library."""
    spec = importlib.util.spec_from_file_location("hub", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["hub"] = module
    spec.loader.exec_module(module)
    return module


async def listen(hub: Any) -> list[int]:
    """All numbers that a stream tells, until it ends."""
    heard = []
    async for text in hub.watch("run"):
        for line in text.splitlines():
            if line.startswith(b"data: {"):
                heard.append(json.loads(line.removeprefix(b"data: "))["number"])
    return heard


async def leave(hub: Any, together: int, dice: random.Random) -> None:
    """So many come, and leave at the same moment."""
    watchers = [asyncio.create_task(listen(hub)) for _ in range(together)]
    await asyncio.sleep(dice.uniform(0, LONGEST))
    for watcher in watchers:
        watcher.cancel()
    await asyncio.gather(*watchers, return_exceptions=True)


async def main(module: Any) -> None:
    module.POLL_EVERY = module.PAUSE = 0.0005
    module.HEARTBEAT_AFTER = 0.002  # so that some leave as a heartbeat is due
    module.BACKLOG = 10**6
    source, dice = Counting(), random.Random(20)
    hub = module.Hub(lambda _name: source)
    staying = asyncio.create_task(listen(hub))
    await asyncio.sleep(0.05)
    for together in AT_ONCE:
        for _ in range(DEPARTURES // together):
            await leave(hub, together, dice)
            assert not staying.done(), f"who stayed was sent away, too: {staying.exception()}"
    source.over = True
    heard = await asyncio.wait_for(staying, PATIENCE)
    assert heard[-1] == source.number, f"silent after {heard[-1]} of {source.number}"
    assert sorted(set(heard)) == list(range(heard[0], source.number + 1)), "some were not told"
    assert source.most_threads == 1, f"{source.most_threads} threads at once"
    print(f"heard {len(heard)} messages")


if __name__ == "__main__":
    asyncio.run(main(load(sys.argv[1])))
