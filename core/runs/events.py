"""How what a trainer reports is written down: arrays as .npz bytes, figures as JSON."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.events import Arrays, Value, Values


def encode_arrays(arrays: Arrays) -> bytes:
    """Named arrays as the bytes of an uncompressed .npz file; nothing is ever pickled."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **dict(arrays))
    return buffer.getvalue()


def decode_arrays(blob: bytes) -> dict[str, NDArray[Any]]:
    """Reads what `encode_arrays` wrote."""
    with np.load(io.BytesIO(blob), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def encode_values(values: Values) -> str:
    """Figures as JSON; what is not a number (a training that diverged) becomes null."""
    return json.dumps(_plain(values), allow_nan=False)


def decode_values(text: str) -> dict[str, Any]:
    """Reads what `encode_values` wrote."""
    return dict(json.loads(text))


def finite(number: float) -> float | None:
    """`number`, or None where it is infinite or not a number: databases disagree on those."""
    return float(number) if math.isfinite(number) else None


def _plain(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, float | np.floating):
        return finite(float(value))
    return int(value) if isinstance(value, np.integer) else value
