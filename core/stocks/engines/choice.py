"""Which engine the settings ask for."""

from __future__ import annotations

import logging

from core.stocks.engines.engine import Engine, NoEngineError
from core.stocks.settings import StockSettings

log = logging.getLogger(__name__)


def make_engine(settings: StockSettings) -> Engine:
    """A fresh engine: the one asked for, or Keras where the fused one does not work.

    Imports TensorFlow or Numba only where that engine needs it.
    """
    if settings.engine == "fused":
        try:
            from core.stocks.engines.fused import FusedEngine
        except NoEngineError as failure:
            log.warning("%s Keras trains instead.", failure)
            return _keras(settings, str(failure))
        return FusedEngine(settings)
    return _keras(settings)


def _keras(settings: StockSettings, reason: str | None = None) -> Engine:
    from core.stocks.engines.keras import KerasEngine

    return KerasEngine(settings, reason)
