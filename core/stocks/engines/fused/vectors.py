"""Vectors of floats for compiled code, as wide as the processor's registers.

In here a vector is a type of its own: `load`, arithmetic, `store`. Memory is given by its address
and a distance `at` in numbers, not as NumPy arrays, which Numba counts references to: two threads
that count the same array's references wait for each other. Whoever calls keeps the arrays alive.

A row ends where it ends, mostly within a vector. What lies beyond is read along, and `store` leaves
it as it was, so there has to be room for a vector more, of the same thread's: masked loads and
stores, which would not need it, are slow on most processors.
"""

from __future__ import annotations

import importlib.metadata
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from core.stocks.engines.engine import NoEngineError

# Numba's and llvmlite's extension points: the one file that knows them.
#
# Numba leaves vectorising to LLVM, which takes narrower vectors than the processor has. So a vector
# is a type of its own here, and what is done with it is written in LLVM's instructions: the same
# source on every processor. That stands on
#
# - `numba.extending`: `intrinsic`, `overload`, `register_jitable`, `register_model` and
#   `models.PrimitiveModel`;
# - `numba.types.Type`, which `Vector` is one of, and `types.ExternalFunction`;
# - `numba.config`: `CPU_FEATURES` and `ENABLE_AVX`, which say what is compiled for;
# - `llvmlite.ir`: types and constants, pointers that have an item's type, and a builder of basic
#   blocks, `phi`, `switch`, `select`, `shuffle_vector`, `load_atomic`, `store_atomic`;
# - `get_dummy_value` of a compilation's context: what an intrinsic without a result gives back.
#
# Where a Numba lacks one of them, or does not compile what is built on them, `NoEngineError` says
# so.


def _unknown(failure: Exception) -> NoEngineError:
    """What people are told of a Numba that does not do."""
    try:
        numba = f"Numba {importlib.metadata.version('numba')}"
    except importlib.metadata.PackageNotFoundError:
        numba = "no Numba"
    reason = str(failure).strip().partition("\n")[0].partition(" (")[0]  # without the file's path
    return NoEngineError(f"The fused engine does not work with {numba}: {reason}.")


try:
    import llvmlite.binding
    from llvmlite import ir
    from numba import config, njit, typeof, types, uint32
    from numba.extending import intrinsic, models, overload, register_jitable, register_model
except ImportError as failure:
    raise _unknown(failure) from failure

__all__ = [
    "FLOAT", "FLOATS", "INTEGERS", "LANES", "NUMBER", "THREADS", "VECTOR", "call",
    "compiled", "intrinsic", "ir", "njit", "overload", "pointer", "register_jitable", "spread",
    "typeof", "types", "uint32",
]  # fmt: skip


def _has(feature: str) -> bool:
    """Whether code is compiled for a processor with `feature`."""
    if config.CPU_FEATURES is not None:
        return f"+{feature}" in config.CPU_FEATURES.split(",")
    host = llvmlite.binding.get_host_cpu_features()
    return bool(config.ENABLE_AVX and host.get(feature, False))


LANES = 16 if _has("avx512f") else 8
THREADS: int = config.NUMBA_NUM_THREADS  # that one training may take

NUMBER = ir.IntType(64)
FLOAT = ir.FloatType()
FLOATS = ir.VectorType(FLOAT, LANES)
INTEGERS = ir.VectorType(ir.IntType(32), LANES)


class Vector(types.Type):  # type: ignore[misc]
    """`LANES` numbers of 32 bits, in one register."""

    def __init__(self) -> None:
        super().__init__("Vector")


VECTOR = Vector()


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, data_type: Any) -> None:
        super().__init__(manager, data_type, FLOATS)


def compiled(signature: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Compiles an entry point at once, or loads it from the disk's cache; it needs no lock.

    Raises:
        NoEngineError: when this Numba cannot.
    """

    def compile_now(function: Callable[..., Any]) -> Callable[..., Any]:
        try:
            entry: Callable[..., Any] = njit(signature, cache=True, nogil=True)(function)
        except Exception as failure:  # a newer Numba's may be of any kind
            raise _unknown(failure) from failure
        return entry

    return compile_now


def pointer(builder: Any, address: Any, at: Any, item: Any = FLOAT) -> Any:
    """LLVM's pointer to item `at` of the memory that starts at `address`."""
    return builder.gep(builder.inttoptr(address, item.as_pointer()), [at])


def spread(builder: Any, number: Any) -> Any:
    """A vector with `number` in every lane."""
    wide = ir.VectorType(number.type, LANES)
    first = builder.insert_element(ir.Constant(wide, ir.Undefined), number, ir.IntType(32)(0))
    return builder.shuffle_vector(first, first, ir.Constant(INTEGERS, None))


def call(builder: Any, name: str, *arguments: Any) -> Any:
    """Calls LLVM's intrinsic `name`, from vectors to a vector."""
    form = ir.FunctionType(FLOATS, [FLOATS] * len(arguments))
    function = builder.module.declare_intrinsic(f"{name}.v{LANES}f32", (), form)
    return builder.call(function, arguments)


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
