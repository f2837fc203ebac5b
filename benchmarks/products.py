"""What the matrix products of a training reach by themselves: the limit for the engine.

The products are those of one batch, a layer above the first: a step forward, a step back, and the
gradients of the weights. They are measured twice, by NumPy's BLAS and by the fused engine's own
routine; the faster one is the limit.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numba import njit
from numpy.typing import NDArray

from core.stocks.engines.fused.cells import CELLS
from core.stocks.engines.fused.layout import Part, Shape, part
from core.stocks.engines.fused.vectors import multiply
from core.stocks.settings import StockSettings

Floats = NDArray[np.float32]

_FLOP = 4e9  # of one measurement of one product


@dataclass(frozen=True, slots=True)
class Product:
    """C (rows, columns) = A (rows, depth) B (depth, columns)."""

    rows: int
    columns: int
    depth: int

    @property
    def flop(self) -> float:
        """Operations of one product."""
        return 2.0 * self.rows * self.columns * self.depth


def products(settings: StockSettings) -> list[tuple[Product, int]]:
    """The products of one batch and one layer, and how often each is done."""
    shape = shape_of(settings)
    return [
        product
        for number in range(shape.parts)
        for product in _of_part(part(shape, 1, number), shape.columns, settings)
    ]


def shape_of(settings: StockSettings) -> Shape:
    """The network that `settings` ask for."""
    return Shape(CELLS[settings.cell], settings.layers, settings.units)


def _of_part(part: Part, columns: int, settings: StockSettings) -> list[tuple[Product, int]]:
    batch, timesteps = settings.batch_size, settings.timesteps
    return [
        (Product(batch, columns, part.depth), timesteps),
        (Product(batch, part.depth - 1, columns), timesteps),
        (Product(part.depth, columns, batch * timesteps), 1),
    ]


def blas_gflops(settings: StockSettings) -> float:
    """GFLOP/s of NumPy's `matmul`, with as many threads as its library takes."""
    return _gflops(settings, _repeat_blas)


def own_gflops(settings: StockSettings, threads: int) -> float:
    """GFLOP/s of the engine's routine, `threads` products at a time."""
    with ThreadPoolExecutor(threads) as pool:

        def repeat(product: Product, times: int) -> None:
            share = -(-times // threads)
            list(pool.map(lambda _: _repeat_own(product, share), range(threads)))

        return _gflops(settings, repeat)


def _gflops(settings: StockSettings, repeat: Callable[[Product, int], None]) -> float:
    """Of all products together, each weighted by its operations in a batch."""
    seconds = flop = 0.0
    for product, count in products(settings):
        times = max(4, int(_FLOP / product.flop))
        repeat(product, 2)
        began = perf_counter()
        repeat(product, times)
        seconds += (perf_counter() - began) / times * count
        flop += product.flop * count
    return flop / seconds / 1e9


def _repeat_blas(product: Product, times: int) -> None:
    a, b, c = _matrices(product)
    for _ in range(times):
        np.matmul(a, b, out=c)


def _repeat_own(product: Product, times: int) -> None:
    padded = Product(product.rows, 16 * (-(-product.columns // 16) | 1), product.depth)
    a, b, c = _matrices(padded)
    _compiled_repeat(
        times, product.rows, product.columns, product.depth, padded.columns,
        a.ctypes.data, b.ctypes.data, c.ctypes.data,
    )  # fmt: skip


def _matrices(product: Product) -> tuple[Floats, Floats, Floats]:
    random = np.random.default_rng(0)
    a = random.random((product.rows, product.depth), np.float32)
    b = random.random((product.depth, product.columns), np.float32)
    return a, b, np.zeros((product.rows, product.columns), np.float32)


@njit(nogil=True)
def _compiled_repeat(
    times: int, rows: int, columns: int, depth: int, row: int, a: int, b: int, c: int
) -> None:
    start = np.intp(0)
    for _ in range(times):
        multiply(
            rows, columns, depth, False,
            a, start, depth, np.intp(1), b, start, row, c, start, row,
        )  # fmt: skip
