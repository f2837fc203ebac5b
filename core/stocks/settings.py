"""Every setting of the price model, and the report's two presets."""

from __future__ import annotations

import datetime
from typing import Final, Literal

from core.cells import CELLS, CellName
from core.parameters import Facts, Settings, parameter
from core.stocks.mistakes import MISTAKES, NO_MISTAKE, Explained, Mistake

MOST_TEST_DAYS: Final = 5000
_CELLS: Final = [cell.choice for cell in CELLS.values()]


class StockSettings(Settings):
    """How to train the price model; the defaults are the report's GE experiment (section 3.2)."""

    timesteps: int = parameter(
        7,
        Facts("Timesteps", unit="days", main=True),
        "How many past days the network sees before it predicts the next one.",
        ge=1,
        le=250,
    )
    epochs: int = parameter(
        100,
        Facts("Epochs", main=True),
        "How often the network goes through all the training days.",
        ge=1,
        le=1000,
    )
    units: int = parameter(
        50,
        Facts("Units", main=True),
        "Size of the hidden state of each layer.",
        ge=1,
        le=256,
    )
    layers: int = parameter(
        4,
        Facts("Layers", main=True),
        "Recurrent layers on top of each other. The report does not say how many; "
        "the tutorial that it follows has four.",
        ge=1,
        le=4,
    )
    price_column: Literal["Open", "High", "Low", "Close"] = parameter(
        "Open",
        Facts(
            "Price",
            choices=(("Open", "Open"), ("High", "High"), ("Low", "Low"), ("Close", "Close")),
        ),
        "Which price of the day is learned and predicted. "
        "The tutorial behind the report takes Open.",
    )
    target: Literal["price", "change"] = parameter(
        "price",
        Facts("Target", choices=(("price", "Price"), ("change", "Change since yesterday"))),
        "What the network says: the next price itself, as in the report, or how much it differs "
        "from yesterday's. Shown is the price either way.",
    )
    reads: Literal["levels", "changes"] = parameter(
        "levels",
        Facts(
            "Reads",
            choices=(
                ("levels", "Prices, as in the report"),
                ("changes", "Changes from day to day"),
            ),
            follows="target",
            goes_with=(("price", "levels"), ("change", "changes")),
        ),
        "What the network reads of each day: its price, as in the report, or how much that differs "
        "from the day before. A change is hardly seen in prices that are scaled over years, so "
        "this goes with the target when that is set.",
    )
    test_days: int = parameter(
        25,
        Facts("Test days"),
        "The last days are kept from training, to see how good the prediction is.",
        ge=1,
        le=MOST_TEST_DAYS,
    )
    split_date: datetime.date | None = parameter(
        None,
        Facts("First test day"),
        "Splits by date instead of by number of days: this day and all later ones are test days.",
    )
    validation_days: int = parameter(
        0,
        Facts("Validation days"),
        "The last days before the test days are kept from training as well, to choose settings by: "
        "so the test days judge what they did not choose.",
        ge=0,
        le=MOST_TEST_DAYS,
    )
    first_day: datetime.date | None = parameter(
        None,
        Facts("Use prices from"),
        "Earlier days are left out, as if they were not known.",
    )
    last_day: datetime.date | None = parameter(
        None,
        Facts("Use prices until"),
        "Later days are left out, as if they were yet to come: so one sees what would have been "
        "said at another time.",
    )
    cell: CellName = parameter(
        "lstm",
        Facts("Cell", choices=tuple((name, cell.label) for name, cell in CELLS.items())),
        f"The kind of recurrent cell: {', '.join(_CELLS[:-1])}, or {_CELLS[-1]}.",
    )
    dropout: float = parameter(
        0.2,
        Facts("Dropout", step=0.05),
        "Share of each layer's outputs that is switched off at random while training.",
        ge=0,
        le=0.9,
    )
    batch_size: int = parameter(
        3,
        Facts("Batch size", unit="windows"),
        "How many windows make one step of the optimiser.",
        ge=1,
        le=1024,
    )
    learning_rate: float = parameter(
        0.001,
        Facts("Learning rate", step=0.0005),
        "Step size of the Adam optimiser.",
        ge=0.00001,
        le=1,
    )
    seed: int = parameter(
        0,
        Facts("Seed"),
        "Draws the first weights, the order of the windows and the dropout. "
        "Same seed, same numbers.",
        ge=0,
        le=2**31 - 1,
    )
    engine: Literal["fused", "keras"] = parameter(
        "fused",
        Facts("Engine", choices=(("fused", "Fused (fast)"), ("keras", "Keras (the report's)"))),
        "Both train the same model; the fused engine is compiled and many times faster.",
    )
    mistake: Mistake = parameter(
        NO_MISTAKE,
        Facts(
            "Mistake",
            folded="Try a common mistake",
            choices=(("none", "None"), *((name, it.label) for name, it in MISTAKES.items())),
            captions=("", *(it.words for it in MISTAKES.values())),
        ),
        "Lets the training see what it could not know, or turns time round, as many a tutorial "
        "does unawares. The run is marked wherever it appears.",
    )

    @property
    def reach(self) -> int:
        """How many prices before a day its window is made of: one more where it is of changes."""
        return self.timesteps + (self.reads == "changes")

    @property
    def made_mistake(self) -> Explained | None:
        """The mistake that is made on purpose, if any."""
        return MISTAKES.get(self.mistake)


PRESETS = {
    "ge": StockSettings(),
    "tataglobal": StockSettings(timesteps=60, test_days=16, batch_size=32),
}
