"""Transposing matrices, a square of vectors at a time."""

from __future__ import annotations

from typing import Any

from core.stocks.engines.fused.vectors.simd import (
    FLOATS,
    INTEGERS,
    LANES,
    intrinsic,
    ir,
    pointer,
    types,
)


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
