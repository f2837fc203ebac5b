"""Matrix products of the sizes that recurrent layers need.

C = A B in tiles of C that stay in registers while the depth runs: for every depth one row of B is
read as vectors and multiplied by one number a row of A. At these sizes (3 x 200 x 101 and up) this
reaches two to three times what a general library does, which packs and dispatches first. The order
of the sums is fixed: it depends on the shapes alone, never on threads.
"""

from __future__ import annotations

from typing import Any

from core.stocks.engines.fused.vectors import (
    FLOATS,
    INTEGERS,
    LANES,
    NUMBER,
    call,
    intrinsic,
    ir,
    njit,
    pointer,
    spread,
    types,
)

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


@intrinsic
def _tile(
    _typing: Any, _height: Any, _width: Any, _depth: Any, _add: Any,
    _a: Any, _a_at: Any, _a_row: Any, _a_depth: Any,
    _b: Any, _b_at: Any, _b_row: Any,
    _c: Any, _c_at: Any, _c_row: Any,
) -> Any:  # fmt: skip
    """One tile of C, `height` rows by `width` vectors; adds to what is there if `add`."""
    number = types.intp
    sizes = number, number, number, types.boolean
    return types.void(*sizes, *[number] * 10), _generate_call


def _generate_call(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
    """A call of one function for tiles: inlined, all of it would be compiled for every product."""
    function = builder.module.globals.get("tile")
    if function is None:
        form = ir.FunctionType(ir.VoidType(), [argument.type for argument in arguments])
        function = ir.Function(builder.module, form, "tile")
        function.linkage = "internal"
        function.attributes.add("noinline")
        _generate_tiles(ir.IRBuilder(function.append_basic_block("entry")), function.args)
    builder.call(function, arguments)
    return context.get_dummy_value()


def _generate_tiles(builder: Any, arguments: Any) -> None:
    """Jumps to the code for the tile's size."""
    height, width, depth, add = arguments[:4]
    a, a_at, a_row, a_depth, b, b_at, b_row, c, c_at, c_row = arguments[4:]
    a, b, c = (pointer(builder, *place) for place in ((a, a_at), (b, b_at), (c, c_at)))
    done = builder.append_basic_block("done")
    size = builder.add(builder.mul(height, height.type(_TILE_VECTORS + 1)), width)
    jump = builder.switch(size, done)
    for rows in range(1, _TILE_ROWS + 1):
        for vectors in range(1, _TILE_VECTORS + 1):
            block = builder.append_basic_block(f"tile_{rows}_{vectors}")
            jump.add_case(height.type(rows * (_TILE_VECTORS + 1) + vectors), block)
            builder.position_at_end(block)
            sums = _generate_sums(builder, rows, vectors, depth, (a, a_row, a_depth), (b, b_row))
            _generate_stores(builder, sums, vectors, add, (c, c_row))
            builder.branch(done)
    builder.position_at_end(done)
    builder.ret_void()


def _generate_sums(
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
    b_vectors = [_load(builder, b_here, vector) for vector in range(vectors)]
    a_here = builder.mul(k, a_depth)
    grown = []
    for row in range(rows):
        factor = spread(builder, builder.load(builder.gep(a_rows[row], [a_here])))
        for vector in range(vectors):
            terms = factor, b_vectors[vector], sums[row * vectors + vector]
            grown.append(call(builder, "llvm.fmuladd", *terms))
    following = builder.add(k, integer(1))
    for variable, first, later in zip(
        [k, *sums], [integer(0), *[FLOATS(None)] * len(sums)], [following, *grown], strict=True
    ):
        variable.add_incoming(first, before)
        variable.add_incoming(later, loop)
    builder.cbranch(builder.icmp_signed("<", following, depth), loop, after)
    builder.position_at_end(after)
    return grown


def _generate_stores(
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
                    if adds:
                        value = builder.fadd(_load(builder, start, vector), value)
                    builder.store(value, _vector_at(builder, start, vector), align=4)


def _load(builder: Any, start: Any, vector: int) -> Any:
    return builder.load(_vector_at(builder, start, vector), align=4)


def _vector_at(builder: Any, start: Any, vector: int) -> Any:
    place = builder.gep(start, [NUMBER(vector * LANES)])
    return builder.bitcast(place, FLOATS.as_pointer())


# Transposing matrices, a square of vectors at a time.


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
                    rows[row] = builder.shuffle_vector(a, b, ir.Constant(INTEGERS, lanes))
        half //= 2
    return rows
