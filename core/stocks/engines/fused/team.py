"""How the threads of one training wait for each other.

A thread says to which meeting it has come by a number in a place of its own; the others look at it
until it is large enough. Nobody is ever woken, so a wait costs about 0.1 us; a thread that waits
long naps between looks, so that another one can have its core.
"""

from __future__ import annotations

import sys
from typing import Any

from core.stocks.engines.fused.vectors.simd import NUMBER, intrinsic, njit, pointer, types

APART = 16  # places between two numbers of 8 bytes: no two on the same cache lines
_PATIENCE = 20_000  # looks, some 20 us, before a nap lets others have the core

_WINDOWS = sys.platform == "win32"
_sleep = types.ExternalFunction("Sleep" if _WINDOWS else "usleep", types.int32(types.uint32))
_NAP = 1 if _WINDOWS else 20  # milliseconds there, microseconds elsewhere


@intrinsic
def _read(_typing: Any, _signals: Any, _at: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        signals, at = arguments
        return builder.load_atomic(pointer(builder, signals, at, NUMBER), "acquire", 8)

    return types.int64(types.intp, types.intp), generate


@intrinsic
def _write(_typing: Any, _signals: Any, _at: Any, _number: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        signals, at, number = arguments
        place = pointer(builder, signals, at, NUMBER)
        builder.store_atomic(number, place, "release", 8)
        return context.get_dummy_value()

    return types.void(types.intp, types.intp, types.int64), generate


@njit
def meet(signals: int, members: int, member: int, number: int) -> None:
    """Returns when all members have come to meeting `number`."""
    _write(signals, member * APART, number)
    for other in range(members):
        looks = 0
        while _read(signals, other * APART) < number:
            looks += 1
            if looks >= _PATIENCE:
                _sleep(types.uint32(_NAP))
