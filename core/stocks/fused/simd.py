"""Vectors of floats for compiled code, as wide as the processor's registers.

Numba leaves vectorising to LLVM, which takes narrower vectors than the processor has, and writes
slow loops for the few numbers left over at the end of a row. In here a vector is a type of its own:
`load`, arithmetic, `store`, the same source on every processor. What lies beyond `count` numbers
is neither read nor written.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import llvmlite.binding
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

_WIDE = llvmlite.binding.get_host_cpu_features().get("avx512f", False)
LANES = 16 if _WIDE else 8

_FLOAT = ir.FloatType()
FLOATS = ir.VectorType(_FLOAT, LANES)
_INTEGERS = ir.VectorType(ir.IntType(32), LANES)
_BITS = ir.VectorType(ir.IntType(1), LANES)


class Vector(types.Type):
    """`LANES` numbers of 32 bits, in one register."""

    def __init__(self) -> None:
        super().__init__("Vector")


VECTOR = Vector()


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, data_type: Any) -> None:
        super().__init__(manager, data_type, FLOATS)


def address(context: Any, builder: Any, array_type: Any, array: Any, at: Any) -> Any:
    """Pointer to number `at` of a flat array."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.gep(data, [at])


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


@intrinsic  # type: ignore[misc]
def load(_typing: Any, array: Any, at: Any, count: Any) -> Any:
    """The `count` (or more) numbers of a flat array from `at` on; zeros in the lanes beyond."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, at, count = arguments
        pointer = address(context, builder, signature.args[0], array, at)
        pointer = builder.bitcast(pointer, FLOATS.as_pointer())
        mask, zeros = _first(builder, count), ir.Constant(FLOATS, None)
        name = f"llvm.masked.load.v{LANES}f32.p0"
        return call(builder, name, FLOATS, pointer, ir.IntType(32)(4), mask, zeros)

    return VECTOR(array, types.intp, types.intp), generate


@intrinsic  # type: ignore[misc]
def store(_typing: Any, array: Any, at: Any, count: Any, vector: Any) -> Any:
    """Writes the first `count` (or all) lanes to a flat array, from `at` on."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array, at, count, vector = arguments
        pointer = address(context, builder, signature.args[0], array, at)
        pointer = builder.bitcast(pointer, FLOATS.as_pointer())
        name = f"llvm.masked.store.v{LANES}f32.p0"
        mask = _first(builder, count)
        call(builder, name, ir.VoidType(), vector, pointer, ir.IntType(32)(4), mask)
        return context.get_dummy_value()

    return types.void(array, types.intp, types.intp, VECTOR), generate


@intrinsic  # type: ignore[misc]
def splat(_typing: Any, _number: Any) -> Any:
    """A vector with the number in every lane."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return spread(builder, arguments[0])

    return VECTOR(types.float32), generate


@intrinsic  # type: ignore[misc]
def multiply_add(_typing: Any, a: Any, b: Any, c: Any) -> Any:
    """a * b + c, rounded once where the processor can."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return call(builder, f"llvm.fmuladd.v{LANES}f32", FLOATS, *arguments)

    return VECTOR(VECTOR, VECTOR, VECTOR), generate


@intrinsic  # type: ignore[misc]
def square_root(_typing: Any, _a: Any) -> Any:
    """The square root of every lane."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return call(builder, f"llvm.sqrt.v{LANES}f32", FLOATS, *arguments)

    return VECTOR(VECTOR), generate


@intrinsic  # type: ignore[misc]
def total(_typing: Any, _a: Any) -> Any:
    """The sum of all lanes, in a fixed order."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        lanes = [builder.extract_element(arguments[0], ir.IntType(32)(i)) for i in range(LANES)]
        while len(lanes) > 1:
            lanes = [builder.fadd(a, b) for a, b in zip(lanes[::2], lanes[1::2], strict=True)]
        return lanes[0]

    return types.float32(VECTOR), generate


@intrinsic  # type: ignore[misc]
def clamp(_typing: Any, _a: Any, _low: Any, _high: Any) -> Any:
    """Holds every lane between two vectors; what is not a number stays so."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        a, low, high = arguments
        a = builder.select(builder.fcmp_ordered("<", a, low), low, a)
        return builder.select(builder.fcmp_ordered(">", a, high), high, a)

    return VECTOR(VECTOR, VECTOR, VECTOR), generate


def _operator(symbol: Callable[[Any, Any], Any], instruction: str) -> None:
    """Gives vectors the operator `symbol`."""

    @intrinsic  # type: ignore[misc]
    def compute(_typing: Any, _a: Any, _b: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return getattr(builder, instruction)(*arguments)

        return VECTOR(VECTOR, VECTOR), generate

    @overload(symbol)  # type: ignore[misc]
    def _(a: Any, b: Any) -> Any:
        def both(a: Any, b: Any) -> Any:
            return compute(a, b)

        return both if a is VECTOR and b is VECTOR else None


_operator(operator.add, "fadd")
_operator(operator.sub, "fsub")
_operator(operator.mul, "fmul")
_operator(operator.truediv, "fdiv")
