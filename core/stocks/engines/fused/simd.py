"""Vectors of floats for compiled code, as wide as the processor's registers.

Numba leaves vectorising to LLVM, which takes narrower vectors than the processor has, and writes
slow loops for the few numbers left over at the end of a row. In here a vector is a type of its own:
`load`, arithmetic, `store`, the same source on every processor. What lies beyond `count` numbers
is neither read nor written.

Memory is given by its address and a distance `at` in numbers, not as NumPy arrays, which Numba
counts references to: two threads that count the same array's references wait for each other.
Whoever calls keeps the arrays alive.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import llvmlite.binding
import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

_WIDE = llvmlite.binding.get_host_cpu_features().get("avx512f", False)
LANES = 16 if _WIDE else 8

_FLOAT = ir.FloatType()
FLOATS = ir.VectorType(_FLOAT, LANES)
_INTEGERS = ir.VectorType(ir.IntType(32), LANES)
_BITS = ir.VectorType(ir.IntType(1), LANES)


class Vector(types.Type):  # type: ignore[misc]
    """`LANES` numbers of 32 bits, in one register."""

    def __init__(self) -> None:
        super().__init__("Vector")


VECTOR = Vector()


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, data_type: Any) -> None:
        super().__init__(manager, data_type, FLOATS)


def pointer(builder: Any, address: Any, at: Any, item: Any = _FLOAT) -> Any:
    """LLVM's pointer to number `at` of the memory that starts at `address`."""
    return builder.gep(builder.inttoptr(address, item.as_pointer()), [at])


def spread(builder: Any, number: Any) -> Any:
    """A vector with `number` in every lane."""
    wide = ir.VectorType(number.type, LANES)
    first = builder.insert_element(ir.Constant(wide, ir.Undefined), number, ir.IntType(32)(0))
    return builder.shuffle_vector(first, first, ir.Constant(_INTEGERS, None))


def call(builder: Any, name: str, result: Any, *arguments: Any) -> Any:
    """Calls LLVM's intrinsic `name`."""
    form = ir.FunctionType(result, [argument.type for argument in arguments])
    function = cgutils.get_or_insert_function(builder.module, form, name)
    return builder.call(function, arguments)


def _first(builder: Any, count: Any) -> Any:
    """The mask of the first `count` lanes."""
    lanes = ir.Constant(_INTEGERS, list(range(LANES)))
    return builder.icmp_signed("<", lanes, spread(builder, builder.trunc(count, ir.IntType(32))))


@intrinsic
def load(_typing: Any, _address: Any, _at: Any, _count: Any) -> Any:
    """The `count` (at most `LANES`) numbers from `at` on; zeros in the lanes beyond."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        address, at, count = arguments
        place = builder.bitcast(pointer(builder, address, at), FLOATS.as_pointer())
        mask, zeros = _first(builder, count), ir.Constant(FLOATS, None)
        name = f"llvm.masked.load.v{LANES}f32.p0"
        return call(builder, name, FLOATS, place, ir.IntType(32)(4), mask, zeros)

    return VECTOR(types.intp, types.intp, types.intp), generate


@intrinsic
def store(_typing: Any, _address: Any, _at: Any, _count: Any, _vector: Any) -> Any:
    """Writes the first `count` (or all) lanes, from `at` on."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        address, at, count, vector = arguments
        place = builder.bitcast(pointer(builder, address, at), FLOATS.as_pointer())
        name = f"llvm.masked.store.v{LANES}f32.p0"
        mask = _first(builder, count)
        call(builder, name, ir.VoidType(), vector, place, ir.IntType(32)(4), mask)
        return context.get_dummy_value()

    return types.void(types.intp, types.intp, types.intp, VECTOR), generate


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
def transpose_square(
    _typing: Any, _source: Any, _source_at: Any, _source_row: Any, _height: Any,
    _target: Any, _target_at: Any, _target_row: Any,
) -> Any:  # fmt: skip
    """Copies a square of `LANES` rows and columns transposed; rows from `height` on as zeros."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        source, source_at, source_row, height, target, target_at, target_row = arguments
        number = height.type
        rows = []
        for lane in range(LANES):
            there = builder.icmp_signed("<", number(lane), height)
            at = builder.add(source_at, builder.mul(source_row, number(lane)))
            # What does not exist is not read: the first row stands in for it.
            place = pointer(builder, source, builder.select(there, at, source_at))
            row = builder.load(builder.bitcast(place, FLOATS.as_pointer()), align=4)
            rows.append(builder.select(there, row, FLOATS(None)))
        for lane, row in enumerate(_transposed(builder, rows)):
            at = builder.add(target_at, builder.mul(target_row, number(lane)))
            place = builder.bitcast(pointer(builder, target, at), FLOATS.as_pointer())
            builder.store(row, place, align=4)
        return context.get_dummy_value()

    return types.void(*[types.intp] * 7), generate


def _transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """Exchanges the two off-diagonal quarters of the square, then of its quarters, and so on."""
    rows = list(rows)
    half = LANES // 2
    while half:
        upper = [lane if not lane & half else LANES + lane - half for lane in range(LANES)]
        lower = [lane + half if not lane & half else LANES + lane for lane in range(LANES)]
        for top in range(LANES):
            if not top & half:
                a, b = rows[top], rows[top + half]
                for row, lanes in ((top, upper), (top + half, lower)):
                    rows[row] = builder.shuffle_vector(a, b, ir.Constant(_INTEGERS, lanes))
        half //= 2
    return rows


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
        return call(builder, f"llvm.fmuladd.v{LANES}f32", FLOATS, *arguments)

    return VECTOR(VECTOR, VECTOR, VECTOR), generate


@intrinsic
def square_root(_typing: Any, _a: Any) -> Any:
    """The square root of every lane."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return call(builder, f"llvm.sqrt.v{LANES}f32", FLOATS, *arguments)

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
