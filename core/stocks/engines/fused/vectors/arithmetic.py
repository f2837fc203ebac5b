"""Vectors of floats for compiled code, as wide as the processor's registers.

In here a vector is a type of its own: `load`, arithmetic, `store`. Memory is given by its address
and a distance `at` in numbers, not as NumPy arrays, which Numba counts references to: two threads
that count the same array's references wait for each other. Whoever calls keeps the arrays alive.

A row ends where it ends, mostly within a vector. What lies beyond is read along, and `store` leaves
it as it was, so there has to be room for a vector more, of the same thread's: masked loads and
stores, which would not need it, are slow on most processors.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from core.stocks.engines.fused.vectors.simd import (
    FLOATS,
    INTEGERS,
    LANES,
    VECTOR,
    call,
    intrinsic,
    ir,
    njit,
    overload,
    pointer,
    spread,
    types,
)


def _vector_at(builder: Any, address: Any, at: Any) -> Any:
    return builder.bitcast(pointer(builder, address, at), FLOATS.as_pointer())


def _below(builder: Any, count: Any) -> Any:
    """True in the first `count` lanes."""
    lanes = ir.Constant(INTEGERS, list(range(LANES)))
    return builder.icmp_signed("<", lanes, spread(builder, builder.trunc(count, ir.IntType(32))))


@njit
def place(address: int, at: int) -> int:
    """The address of number `at`."""
    return address + 4 * at


@intrinsic
def load(_typing: Any, _address: Any, _at: Any) -> Any:
    """The numbers from `at` on."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.load(_vector_at(builder, *arguments), align=4)

    return VECTOR(types.intp, types.intp), generate


@intrinsic
def store(_typing: Any, _address: Any, _at: Any, _count: Any, _vector: Any) -> Any:
    """Writes the first `count` (or all) lanes, from `at` on."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        address, at, count, vector = arguments
        place = _vector_at(builder, address, at)
        whole = builder.icmp_signed(">=", count, count.type(LANES))
        with builder.if_else(whole, likely=True) as (all_lanes, some_lanes):
            with all_lanes:
                builder.store(vector, place, align=4)
            with some_lanes:
                before = builder.load(place, align=4)
                builder.store(builder.select(_below(builder, count), vector, before), place, 4)
        return context.get_dummy_value()

    return types.void(types.intp, types.intp, types.intp, VECTOR), generate


@intrinsic
def first(_typing: Any, _vector: Any, _count: Any) -> Any:
    """The first `count` (or all) lanes, and zeros."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        vector, count = arguments
        return builder.select(_below(builder, count), vector, FLOATS(None))

    return VECTOR(VECTOR, types.intp), generate


@intrinsic
def get(_typing: Any, _address: Any, _at: Any) -> Any:
    """One number."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.load(pointer(builder, *arguments))

    return types.float32(types.intp, types.intp), generate


@intrinsic
def put(_typing: Any, _address: Any, _at: Any, _number: Any) -> Any:
    """Writes one number."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        address, at, number = arguments
        builder.store(number, pointer(builder, address, at))
        return context.get_dummy_value()

    return types.void(types.intp, types.intp, types.float32), generate


@njit
def clear(address: int, start: int, stop: int) -> None:
    """Writes zeros from `start` to `stop` - 1."""
    for at in range(start, stop, LANES):
        store(address, at, stop - at, splat(np.float32(0)))


@intrinsic
def splat(_typing: Any, _number: Any) -> Any:
    """A vector with the number in every lane."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return spread(builder, arguments[0])

    return VECTOR(types.float32), generate


@intrinsic
def multiply_add(_typing: Any, _a: Any, _b: Any, _c: Any) -> Any:
    """Each a * b + c, rounded once where the processor can."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return call(builder, "llvm.fmuladd", *arguments)

    return VECTOR(VECTOR, VECTOR, VECTOR), generate


@intrinsic
def square_root(_typing: Any, _a: Any) -> Any:
    """The square root of every lane."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return call(builder, "llvm.sqrt", *arguments)

    return VECTOR(VECTOR), generate


@intrinsic
def total(_typing: Any, _a: Any) -> Any:
    """The sum of all lanes, in a fixed order."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        lanes = [builder.extract_element(arguments[0], ir.IntType(32)(i)) for i in range(LANES)]
        while len(lanes) > 1:
            lanes = [builder.fadd(a, b) for a, b in zip(lanes[::2], lanes[1::2], strict=True)]
        return lanes[0]

    return types.float32(VECTOR), generate


@intrinsic
def clamp(_typing: Any, _a: Any, _low: Any, _high: Any) -> Any:
    """Holds every lane between two vectors; what is not a number stays so."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        a, low, high = arguments
        a = builder.select(builder.fcmp_ordered("<", a, low), low, a)
        return builder.select(builder.fcmp_ordered(">", a, high), high, a)

    return VECTOR(VECTOR, VECTOR, VECTOR), generate


def _operator(symbol: Callable[[Any, Any], Any], instruction: str) -> None:
    """Gives vectors the operator `symbol`."""

    @intrinsic
    def compute(_typing: Any, _a: Any, _b: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return getattr(builder, instruction)(*arguments)

        return VECTOR(VECTOR, VECTOR), generate

    @overload(symbol)
    def _(a: Any, b: Any) -> Any:
        def both(a: Any, b: Any) -> Any:
            return compute(a, b)

        return both if a is VECTOR and b is VECTOR else None


_operator(operator.add, "fadd")
_operator(operator.sub, "fsub")
_operator(operator.mul, "fmul")
_operator(operator.truediv, "fdiv")
