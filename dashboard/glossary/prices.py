"""Terms of prices and of judging a forecast, and of this page inside a cell."""

from __future__ import annotations

from dashboard.glossary.term import REPORT as REPORT_PAGE
from dashboard.glossary.term import STOCK as STOCK_PAGE
from dashboard.glossary.term import Seen, Term, inside

_DAY = {"input": "2019-11-08", "open": "mattered"}

PRICES = (
    Term(
        "Timesteps",
        "How many steps the network reads before it says something: the days of a window, or the "
        "letters so far.",
        inside("Ten days in a row", "lstm", step="10"),
        ("timestep",),
    ),
    Term(
        "Window",
        "The days before the one that is predicted, read in order.",
        inside("Which day of a window mattered", "lstm", **_DAY),
        ("windows",),
    ),
    Term(
        "Scaler",
        "Brings prices, or their changes where those are read, to the range 0 to 1 before they are "
        "read, and what is predicted back to money. It is made from the training days only.",
        inside("Prices as they are read", "lstm", step="10"),
    ),
    Term(
        "Baseline",
        "The simplest forecast, beside which every other has to stand: tomorrow's is today's.",
        Seen("GE: is it better than that?", REPORT_PAGE, {"open_figure10": "true"}),
        ("baselines",),
    ),
    Term(
        "Test part",
        "The days at the end that training never sees; only on these is a forecast judged.",
        Seen("A test part of 20 days", STOCK_PAGE, {"stock_test_days": "20"}),
    ),
    Term(
        "RMSE",
        "Root mean squared error: how far predictions are off, in money, with large errors "
        "weighing more.",
        Seen("Tata Global's, beside the baseline's", REPORT_PAGE, {"open_figure9": "true"}),
    ),
    Term(
        "Interference",
        "A change inside a network while it runs: a gate held, a unit silenced, another letter or "
        "price.",
        inside("A forget gate held at 0", "lstm", layer="2", step="10", change="f2=0"),
        ("interferences",),
    ),
)
