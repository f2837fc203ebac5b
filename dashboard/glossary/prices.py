"""Terms of prices and of judging a forecast, and of this page inside a cell."""

from __future__ import annotations

from core.stocks.judgement.metrics import AS_GOOD
from core.stocks.judgement.skill import FEWEST_DAYS
from dashboard.glossary.term import REPORT as REPORT_PAGE
from dashboard.glossary.term import STOCK as STOCK_PAGE
from dashboard.glossary.term import Seen, Term, inside

_MATTERS = f"{AS_GOOD * 100:.0f} %"
_WORSE = {"stock_test_days": "100", "stock_epochs": "3", "stock_seed": "2"}
_AS_GOOD = {
    "stock_target": "change",
    "stock_reads": "changes",
    "stock_test_days": "60",
    "stock_epochs": "10",
}
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
        "Validation days",
        "The last days before the test part, kept from training as well, to choose settings by: so "
        "the test days judge what they did not choose.",
        Seen("20 days to choose by", STOCK_PAGE, {"stock_validation_days": "20"}),
    ),
    Term(
        "RMSE",
        "Root mean squared error: how far predictions are off, in money, with large errors "
        "weighing more.",
        Seen("Tata Global's, beside the baseline's", REPORT_PAGE, {"open_figure9": "true"}),
    ),
    Term(
        "Skill",
        "1 minus the RMSE as a multiple of that of repeating yesterday: above 0 is better, 1 is "
        "perfect. Its interval says how sure it is.",
        Seen("60 test days, which tell more", STOCK_PAGE, {"stock_test_days": "60"}),
    ),
    Term(
        "Diebold-Mariano test",
        "How likely two equally good forecasts would differ by so much on these days: its p. It "
        "allows for errors that hang together from day to day, and for a single day of great ones.",
        Seen("100 test days, which tell more", STOCK_PAGE, {"stock_test_days": "100"}),
    ),
    Term(
        "Verdict",
        "What a forecast is called beside repeating yesterday, in one of four words: better, "
        "worse, about as good, too close to call. It is of the planned epoch, the last one: "
        "whoever may choose one finds “better” in noise.",
        Seen("GE: the words for each seed", REPORT_PAGE, {"open_figure10": "true"}),
        ("verdicts",),
    ),
    Term(
        "Better or worse",
        f"It takes a difference that matters, {_MATTERS} of the miss (RMSE) of repeating "
        "yesterday, and a Diebold-Mariano test that leaves chance less than 1 in 10. One of the "
        "two alone is not enough.",
        Seen("GE after 3 epochs: worse", STOCK_PAGE, _WORSE),
    ),
    Term(
        "About as good",
        f"What difference there is would not matter: the 95 % interval of the skill lies within "
        f"{_MATTERS} either way.",
        Seen("GE's changes: about as good", STOCK_PAGE, _AS_GOOD),
    ),
    Term(
        "Too close to call",
        "The days do not tell: they show neither a difference that matters nor that there is none. "
        f"Fewer than {FEWEST_DAYS} test days never tell.",
        Seen("Tata Global: 16 days are too few", REPORT_PAGE, {"open_figure9": "true"}),
    ),
    Term(
        "Walk-forward",
        "The same settings trained anew at several times, each on the days before and tested on "
        "those after. One verdict on all of them; each error counts relative to the miss of "
        "repeating yesterday at its time.",
        Seen("A short training: ask it at other times", STOCK_PAGE, {"stock_epochs": "10"}),
    ),
    Term(
        "Interference",
        "A change inside a network while it runs: a gate held, a unit silenced, another letter or "
        "price.",
        inside("A forget gate held at 0", "lstm", layer="2", step="10", change="f2=0"),
        ("interferences",),
    ),
)
