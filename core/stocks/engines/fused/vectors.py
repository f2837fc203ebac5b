"""Vectors of floats for compiled code, as wide as the processor's registers, and their products.

In here a vector is a type of its own: `load`, arithmetic, `store`. Memory is given by its address
and a distance `at` in numbers, not as NumPy arrays, which Numba counts references to: two threads
that count the same array's references wait for each other. Whoever calls keeps the arrays alive.

A row ends where it ends, mostly within a vector. What lies beyond is read along, and `store` leaves
it as it was, so there has to be room for a vector more, of the same thread's: masked loads and
stores, which would not need it, are slow on most processors.
"""

from __future__ import annotations

import importlib.metadata
import inspect
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from core.stocks.engines.engine import NoEngineError

# Numba leaves vectorising to LLVM, which takes narrower vectors than the processor has. So a vector
# is a type of its own here, and what is done with it is written in LLVM's instructions: the same
# source on every processor. That stands on extension points of Numba and llvmlite: those that are
# imported below, `types.Type` and `types.ExternalFunction`, `CPU_FEATURES` and `ENABLE_AVX` of the
# configuration, the builder's basic blocks, and a context's `get_dummy_value`. Where a Numba lacks
# one of them, or does not compile what is built on them, `NoEngineError` says so.


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

__all__ = ["ir", "njit", "register_jitable", "typeof", "types", "uint32"]

Function = Callable[..., Any]


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


def compiled(signature: Any) -> Callable[[Function], Function]:
    """Compiles an entry point at once, or loads it from the disk's cache; it needs no lock.

    Raises:
        NoEngineError: when this Numba cannot.
    """

    def compile_now(function: Function) -> Function:
        try:
            entry: Function = njit(signature, cache=True, nogil=True)(function)
        except Exception as failure:  # a newer Numba's may be of any kind
            raise _unknown(failure) from failure
        return entry

    return compile_now


def instruction(result: Any, *arguments: Any) -> Callable[[Function], Any]:
    """Makes a function of compiled code, of these types, of one that builds its instructions."""

    def made(build: Function) -> Any:
        def typed(_context: Any, *_values: Any) -> Any:
            def generate(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
                value = build(builder, *values)
                return context.get_dummy_value() if result is types.void else value

            return result(*arguments), generate

        typed.__name__ = build.__name__
        typed.__signature__ = inspect.signature(build)  # type: ignore[attr-defined]
        return intrinsic(typed)

    return made


def build_pointer(builder: Any, address: Any, at: Any, item: Any = FLOAT) -> Any:
    """LLVM's pointer to item `at` of the memory that starts at `address`."""
    return builder.gep(builder.inttoptr(address, item.as_pointer()), [at])


def build_vector_pointer(builder: Any, address: Any, at: Any) -> Any:
    """The same, to a vector that starts there."""
    return builder.bitcast(build_pointer(builder, address, at), FLOATS.as_pointer())


def _build_broadcast(builder: Any, number: Any) -> Any:
    """A vector with `number` in every lane."""
    wide = ir.VectorType(number.type, LANES)
    first = builder.insert_element(ir.Constant(wide, ir.Undefined), number, ir.IntType(32)(0))
    return builder.shuffle_vector(first, first, ir.Constant(INTEGERS, None))


def _build_call(builder: Any, name: str, *arguments: Any) -> Any:
    """Calls LLVM's intrinsic `name`, from vectors to a vector."""
    form = ir.FunctionType(FLOATS, [FLOATS] * len(arguments))
    function = builder.module.declare_intrinsic(f"{name}.v{LANES}f32", (), form)
    return builder.call(function, arguments)


def _build_mask(builder: Any, count: Any) -> Any:
    """True in the first `count` lanes."""
    lanes = ir.Constant(INTEGERS, list(range(LANES)))
    counts = _build_broadcast(builder, builder.trunc(count, ir.IntType(32)))
    return builder.icmp_signed("<", lanes, counts)


@njit
def address_of(address: int, at: int) -> int:
    """The address of number `at`."""
    return address + 4 * at


@instruction(VECTOR, types.intp, types.intp)
def load(builder: Any, address: Any, at: Any) -> Any:
    """The numbers from `at` on."""
    return builder.load(build_vector_pointer(builder, address, at), align=4)


@instruction(types.void, types.intp, types.intp, types.intp, VECTOR)
def store(builder: Any, address: Any, at: Any, count: Any, vector: Any) -> None:
    """Writes the first `count` (or all) lanes, from `at` on."""
    place = build_vector_pointer(builder, address, at)
    whole = builder.icmp_signed(">=", count, count.type(LANES))
    with builder.if_else(whole, likely=True) as (all_lanes, some_lanes):
        with all_lanes:
            builder.store(vector, place, align=4)
        with some_lanes:
            before = builder.load(place, align=4)
            builder.store(builder.select(_build_mask(builder, count), vector, before), place, 4)


@instruction(VECTOR, VECTOR, types.intp)
def first_lanes(builder: Any, vector: Any, count: Any) -> Any:
    """The first `count` (or all) lanes, and zeros."""
    return builder.select(_build_mask(builder, count), vector, FLOATS(None))


@instruction(types.float32, types.intp, types.intp)
def load_number(builder: Any, address: Any, at: Any) -> Any:
    """One number."""
    return builder.load(build_pointer(builder, address, at))


@instruction(types.void, types.intp, types.intp, types.float32)
def store_number(builder: Any, address: Any, at: Any, number: Any) -> None:
    """Writes one number."""
    builder.store(number, build_pointer(builder, address, at))


broadcast = instruction(VECTOR, types.float32)(_build_broadcast)


@njit
def clear(address: int, start: int, stop: int) -> None:
    """Writes zeros from `start` to `stop` - 1."""
    for at in range(start, stop, LANES):
        store(address, at, stop - at, broadcast(np.float32(0)))


@instruction(VECTOR, VECTOR, VECTOR, VECTOR)
def multiply_add(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """Each a * b + c, rounded once where the processor can."""
    return _build_call(builder, "llvm.fmuladd", a, b, c)


@instruction(VECTOR, VECTOR)
def square_root(builder: Any, a: Any) -> Any:
    """The square root of every lane."""
    return _build_call(builder, "llvm.sqrt", a)


@instruction(types.float32, VECTOR)
def sum_lanes(builder: Any, a: Any) -> Any:
    """The sum of all lanes, in a fixed order."""
    lanes = [builder.extract_element(a, ir.IntType(32)(i)) for i in range(LANES)]
    while len(lanes) > 1:
        lanes = [builder.fadd(a, b) for a, b in zip(lanes[::2], lanes[1::2], strict=True)]
    return lanes[0]


@instruction(VECTOR, VECTOR, VECTOR, VECTOR)
def clamp(builder: Any, a: Any, low: Any, high: Any) -> Any:
    """Holds every lane between two vectors; what is not a number stays so."""
    a = builder.select(builder.fcmp_ordered("<", a, low), low, a)
    return builder.select(builder.fcmp_ordered(">", a, high), high, a)


def _operator(symbol: Callable[[Any, Any], Any], name: str) -> None:
    """Gives vectors the operator `symbol`, which is LLVM's instruction `name`."""

    @instruction(VECTOR, VECTOR, VECTOR)
    def compute(builder: Any, a: Any, b: Any) -> Any:
        return getattr(builder, name)(a, b)

    @overload(symbol)
    def _(a: Any, b: Any) -> Any:
        def both(a: Any, b: Any) -> Any:
            return compute(a, b)

        return both if a is VECTOR and b is VECTOR else None


_operator(operator.add, "fadd")
_operator(operator.sub, "fsub")
_operator(operator.mul, "fmul")
_operator(operator.truediv, "fdiv")


# Matrix products of the sizes that recurrent layers need.
#
# C = A B in tiles of C that stay in registers while the depth runs: for every depth one row of B
# is read as vectors and multiplied by one number a row of A. From 3 x 200 x 101 on this reaches two
# to three times what a general library does, which packs and dispatches first. The order of the
# sums depends on the shapes alone, never on threads.

# A tile takes ROWS x VECTORS registers for C and VECTORS for B, of 32 (16 before AVX-512).
_TILE_ROWS, _TILE_VECTORS = (6, 4) if LANES == 16 else (4, 3)
_DEPTH = 256  # a strip of B this deep stays in the first-level cache


@njit
def multiply(
    rows: int, columns: int, depth: int, add: bool,
    a: int, a_at: int, a_row: int, a_depth: int,
    b: int, b_at: int, b_row: int,
    c: int, c_at: int, c_row: int,
) -> None:  # fmt: skip
    """C (rows, columns) = A (rows, depth) B (depth, columns), plus what C was if `add`.

    A matrix lies at an address, from number `_at` on; `_row` and `_depth` are the distances between
    neighbours. B and C need room for `columns` rounded up to whole vectors, and C's numbers beyond
    `columns` are overwritten.
    """
    vectors = (columns + LANES - 1) // LANES
    across = (vectors + _TILE_VECTORS - 1) // _TILE_VECTORS
    down = (rows + _TILE_ROWS - 1) // _TILE_ROWS
    for k in range(0, depth, _DEPTH):
        for tile_column in range(across):
            j = tile_column * vectors // across
            width = (tile_column + 1) * vectors // across - j
            for tile_row in range(down):
                i = tile_row * rows // down
                height = (tile_row + 1) * rows // down - i
                _tile(
                    height, width, min(_DEPTH, depth - k), add or k > 0,
                    a, a_at + i * a_row + k * a_depth, a_row, a_depth,
                    b, b_at + k * b_row + j * LANES, b_row,
                    c, c_at + i * c_row + j * LANES, c_row,
                )  # fmt: skip


@instruction(types.void, *[types.intp] * 3, types.boolean, *[types.intp] * 10)
def _tile(
    builder: Any, height: Any, width: Any, depth: Any, add: Any,
    a: Any, a_at: Any, a_row: Any, a_depth: Any,
    b: Any, b_at: Any, b_row: Any,
    c: Any, c_at: Any, c_row: Any,
) -> None:  # fmt: skip
    """One tile of C, `height` rows by `width` vectors; adds to what is there if `add`.

    It calls one function for all tiles: inlined, it would be compiled for every product.
    """
    matrices = a, a_at, a_row, a_depth, b, b_at, b_row, c, c_at, c_row
    arguments = height, width, depth, add, *matrices
    function = builder.module.globals.get("tile")
    if function is None:
        form = ir.FunctionType(ir.VoidType(), [argument.type for argument in arguments])
        function = ir.Function(builder.module, form, "tile")
        function.linkage = "internal"
        function.attributes.add("noinline")
        _build_tiles(ir.IRBuilder(function.append_basic_block("entry")), function.args)
    builder.call(function, arguments)


def _build_tiles(builder: Any, arguments: Any) -> None:
    """Jumps to the code for the tile's size."""
    height, width, depth, add = arguments[:4]
    a, a_at, a_row, a_depth, b, b_at, b_row, c, c_at, c_row = arguments[4:]
    a, b, c = (build_pointer(builder, *place) for place in ((a, a_at), (b, b_at), (c, c_at)))
    done = builder.append_basic_block("done")
    size = builder.add(builder.mul(height, height.type(_TILE_VECTORS + 1)), width)
    jump = builder.switch(size, done)
    for rows in range(1, _TILE_ROWS + 1):
        for vectors in range(1, _TILE_VECTORS + 1):
            block = builder.append_basic_block(f"tile_{rows}_{vectors}")
            jump.add_case(height.type(rows * (_TILE_VECTORS + 1) + vectors), block)
            builder.position_at_end(block)
            sums = _build_sums(builder, rows, vectors, depth, (a, a_row, a_depth), (b, b_row))
            _build_stores(builder, sums, vectors, add, (c, c_row))
            builder.branch(done)
    builder.position_at_end(done)
    builder.ret_void()


def _build_sums(
    builder: Any, rows: int, vectors: int, depth: Any, a: tuple[Any, ...], b: tuple[Any, ...]
) -> list[Any]:
    """The loop over the depth; returns the sums, row by row."""
    a_first, a_row, a_depth = a
    b_first, b_row = b
    integer = depth.type
    a_rows = [builder.gep(a_first, [builder.mul(a_row, integer(row))]) for row in range(rows)]
    before, loop = builder.block, builder.append_basic_block("loop")
    after = builder.append_basic_block("after")
    builder.branch(loop)
    builder.position_at_end(loop)
    k = builder.phi(integer)
    sums = [builder.phi(FLOATS) for _ in range(rows * vectors)]
    b_here = builder.gep(b_first, [builder.mul(k, b_row)])
    b_places = [_vector_at(builder, b_here, vector) for vector in range(vectors)]
    b_vectors = [builder.load(place, align=4) for place in b_places]
    a_here = builder.mul(k, a_depth)
    grown = []
    for row in range(rows):
        factor = _build_broadcast(builder, builder.load(builder.gep(a_rows[row], [a_here])))
        for vector in range(vectors):
            terms = factor, b_vectors[vector], sums[row * vectors + vector]
            grown.append(_build_call(builder, "llvm.fmuladd", *terms))
    following = builder.add(k, integer(1))
    for variable, first, later in zip(
        [k, *sums], [integer(0), *[FLOATS(None)] * len(sums)], [following, *grown], strict=True
    ):
        variable.add_incoming(first, before)
        variable.add_incoming(later, loop)
    builder.cbranch(builder.icmp_signed("<", following, depth), loop, after)
    builder.position_at_end(after)
    return grown


def _build_stores(
    builder: Any, sums: list[Any], vectors: int, add: Any, c: tuple[Any, ...]
) -> None:
    """Writes the sums to the tile of C, or adds them."""
    c_first, c_row = c
    with builder.if_else(add) as (adding, writing):
        for branch, adds in ((adding, True), (writing, False)):
            with branch:
                for place, value in enumerate(sums):
                    row, vector = divmod(place, vectors)
                    start = builder.gep(c_first, [builder.mul(c_row, c_row.type(row))])
                    vector_at = _vector_at(builder, start, vector)
                    if adds:
                        value = builder.fadd(builder.load(vector_at, align=4), value)
                    builder.store(value, vector_at, align=4)


def _vector_at(builder: Any, start: Any, vector: int) -> Any:
    place = builder.gep(start, [NUMBER(vector * LANES)])
    return builder.bitcast(place, FLOATS.as_pointer())
