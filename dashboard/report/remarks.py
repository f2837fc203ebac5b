"""What is to be said of figures that another machine would get a little otherwise."""

from __future__ import annotations

from core.report.forecasts import Predictions


def machine_remark(predictions: Predictions) -> str:
    """On which kind of processor the predictions were made."""
    return (
        f"Made on a processor that takes {predictions.lanes} numbers at once: one that takes "
        "another number of them rounds otherwise, and each of its seeds ends elsewhere, with about "
        "the same spread."
    )
