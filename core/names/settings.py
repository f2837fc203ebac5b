"""Every setting of the character model."""

from __future__ import annotations

from typing import Literal

from core.errors import SettingsError
from core.parameters import Facts, Settings, parameter

MAX_CHECKPOINTS = 1000  # each holds all the parameters


class NamesSettings(Settings):
    """How to train the character RNN; the defaults are the report's recipe (section 2.2)."""

    hidden_units: int = parameter(
        50,
        Facts("Hidden units", main=True),
        "Size of the hidden state: how much the network can remember of the letters so far.",
        ge=1,
        le=256,
    )
    learning_rate: float = parameter(
        0.01,
        Facts("Learning rate", step=0.001, main=True),
        "How far each name moves the weights.",
        ge=0.0001,
        le=1,
    )
    iterations: int = parameter(
        34_000,
        Facts("Iterations", unit="names", step=1000, main=True),
        "The last iteration; iteration 0 is the first name, and each iteration trains on one name.",
        ge=1,
        le=200_000,
    )
    clip_value: float = parameter(
        5.0,
        Facts("Clip value", step=0.5),
        "Each element of the gradients is held between minus and plus this value. "
        "The report's text says 10; its Table 1 needs 5.",
        ge=0.01,
        le=100,
    )
    checkpoint_interval: int = parameter(
        2000,
        Facts("Checkpoint interval", unit="iterations", step=500),
        "A checkpoint is kept at every multiple of this, and at the end.",
        ge=1,
        le=200_000,
    )
    seed: int = parameter(
        0,
        Facts("Seed"),
        "Shuffles the names and draws the first weights. Same seed, same numbers.",
        ge=0,
        le=2**31 - 1,
    )
    held_out: float = parameter(
        0.0,
        Facts("Held-out share", step=0.05),
        "Share of the names that is kept from training, to tell learning from copying: how well "
        "does the network know names that it never saw? The report trains on all.",
        ge=0,
        le=0.5,
    )
    engine: Literal["fused", "reference"] = parameter(
        "fused",
        Facts(
            "Engine",
            choices=(("fused", "Fused (fast)"), ("reference", "Plain NumPy (readable)")),
        ),
        "Both compute the same; the fused engine is compiled and many times faster.",
    )


def check(settings: NamesSettings) -> None:
    """Looks whether the settings fit each other.

    Raises:
        SettingsError: they would keep too many checkpoints.
    """
    if settings.iterations // settings.checkpoint_interval >= MAX_CHECKPOINTS:
        fits = settings.iterations // MAX_CHECKPOINTS + 1
        raise SettingsError(
            f"A checkpoint every {settings.checkpoint_interval:,} of {settings.iterations:,} "
            f"iterations makes more than {MAX_CHECKPOINTS:,}; choose a checkpoint interval of "
            f"at least {fits:,}."
        )
