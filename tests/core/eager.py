"""Keras without its graphs, which take longer to make than a small network takes to train."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

ENGINES: Final = ["fused", pytest.param("keras", marks=pytest.mark.keras)]


@contextmanager
def eagerly(*, on: bool = True) -> Iterator[None]:
    """Keras carries out step by step what else it would make a graph of first; or not, if told."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(on)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)
