"""Numba's and llvmlite's extension points: the one file that knows them.

Numba leaves vectorising to LLVM, which takes narrower vectors than the processor has. So a vector
is a type of its own here, and what is done with it is written in LLVM's instructions: the same
source on every processor. That stands on

- `numba.extending`: `intrinsic`, `overload`, `register_jitable`, `register_model` and
  `models.PrimitiveModel`;
- `numba.types.Type`, which `Vector` is one of, and `types.ExternalFunction`;
- `numba.config`: `CPU_FEATURES` and `ENABLE_AVX`, which say what is compiled for;
- `llvmlite.ir`: types and constants, pointers that have an item's type, and a builder of basic
  blocks, `phi`, `switch`, `select`, `shuffle_vector`, `load_atomic`, `store_atomic`;
- `get_dummy_value` of a compilation's context: what an intrinsic without a result gives back.

Where a Numba lacks one of them, or does not compile what is built on them, `NoEngineError` says so.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from typing import Any

from core.stocks.engines.engine import NoEngineError


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
