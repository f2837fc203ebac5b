"""What was worked out and may be asked for again: of a whole process, at most so many bytes.

    @cached()
    def windows(dataset_id: str, settings: StockSettings) -> Windows: ...

All functions share the room, and what was not asked for the longest goes first. Whoever asks gets
the very object that is kept, so nobody may change it; whoever asks while it is being worked out
waits for that.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, Final, ParamSpec, TypeVar, cast

import numpy as np

ROOM: Final = 256 * 2**20  # bytes
HOUR: Final = 3600.0  # seconds

_ATOMS = (str, bytes, int, float)
_CODE = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any
    size: int  # bytes
    until: float


class Cache:
    """Values by their keys, in `room` bytes."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self.size = 0  # bytes
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()  # what was asked for last is last
        self._lock = threading.Lock()
        self._under_way: dict[Hashable, threading.RLock] = {}

    def get(self, key: Hashable, make: Callable[[], T], keep: float = HOUR) -> T:
        """The value of a key: as kept, for at most `keep` seconds, or as `make` makes it now.

        What `make` raises is raised, and not kept.
        """
        found = self._find(key)
        if found is None:
            with self._lock:
                turn = self._under_way.setdefault(key, threading.RLock())
            with turn:
                found = self._find(key)  # by somebody who was before
                if found is None:
                    try:
                        found = self._keep(key, make(), keep)
                    finally:
                        with self._lock:
                            self._under_way.pop(key, None)
        return cast("T", found.value)

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    def _find(self, key: Hashable) -> _Kept | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            if found.until < time.monotonic():
                self._forget(key)
                return None
            self._kept.move_to_end(key)
            return found

    def _keep(self, key: Hashable, value: object, keep: float) -> _Kept:
        made = _Kept(value, size_of((key, value)), time.monotonic() + keep)
        with self._lock:
            if key in self._kept:
                self._forget(key)
            if made.size <= self.room:
                self._kept[key] = made
                self.size += made.size
            while self.size > self.room:
                self._forget(next(iter(self._kept)))
        return made

    def _forget(self, key: Hashable) -> None:
        self.size -= self._kept.pop(key).size


CACHE: Final = Cache()  # the one of this process


def cached(
    keep: float = HOUR, key: Callable[..., Hashable] | None = None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Has a function keep what it returns, for at most `keep` seconds.

    `key` makes of its arguments what tells them apart, where they cannot be compared themselves.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        name = f"{function.__module__}.{function.__qualname__}"

        @wraps(function)
        def found(*args: P.args, **kwargs: P.kwargs) -> T:
            asked = key(*args, **kwargs) if key else (args, *sorted(kwargs.items()))
            return CACHE.get((name, asked), lambda: function(*args, **kwargs), keep)

        return found

    return decorate


def size_of(value: object) -> int:
    """The bytes that a value takes, with all that it refers to; code does not count."""
    size, seen, waiting = 0, set[int](), [value]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, _CODE):
            continue
        seen.add(id(one))
        if isinstance(one, _ATOMS):  # most of what there is: nothing further to ask
            size += sys.getsizeof(one)
            continue
        # A data frame would count its columns, to which it refers, a second time.
        size += object.__sizeof__(one) if hasattr(one, "memory_usage") else sys.getsizeof(one)
        waiting += _array(one) if isinstance(one, np.ndarray) else gc.get_referents(one)
    return size


def _array(array: np.ndarray[Any, Any]) -> list[object]:
    """What an array refers to: the owner of its numbers, and its objects, if it has such."""
    objects = array.ravel().tolist() if array.dtype.hasobject else []
    return [array.base, *objects]
