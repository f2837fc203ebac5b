"""Words of training and of prices."""

from __future__ import annotations

from core.stocks.judgement.metrics import AS_GOOD
from core.stocks.judgement.verdict import FEWEST_DAYS
from dashboard.glossary.term import NAMES as NAMES_PAGE
from dashboard.glossary.term import REPORT as REPORT_PAGE
from dashboard.glossary.term import STOCK as STOCK_PAGE
from dashboard.glossary.term import Seen, Term, inside

# Terms of how a network learns.

_BACK = {"input": "tyrannosaurus", "way": "back", "step": "6"}
_REACH = {"open": "gradient"}

LEARNING = (
    Term(
        "Loss",
        "How wrong the network was, as one number; training makes it small. Of letters it is minus "
        "the logarithm of the odds that the right one had, of prices the squared error.",
        inside("The way back from the loss", "names", **_BACK),
        ("losses",),
    ),
    Term(
        "Bits a letter",
        "How surprised a network is by each letter of real names, one name at a time: 0 is "
        "certain, 4.75 a blind guess among 26 letters and the end. Of names that it never saw it "
        "tells learning from copying.",
        Seen("Names, with a share held out", NAMES_PAGE, {"names_held_out": "0.1"}),
        ("bits",),
    ),
    Term(
        "Smoothed loss",
        "What the report prints of names: a running mean over the names read, in nats a name. It "
        "begins at a number that no name had, so it rises at first.",
        Seen("2,000 iterations beside Table 1", NAMES_PAGE, {"names_iterations": "2000"}),
        report="section 2.2, Table 1",
    ),
    Term(
        "Name-like",
        "Like the names learned from in all of it: its length, the share of its letter triples "
        "that they have too, and how surprising its letters are to one who read them. Some 93 % of "
        "real names are. What only has letters that may follow each other is merely pronounceable.",
        Seen("Names at a temperature of 2", NAMES_PAGE, {"temperature": "2.0"}),
    ),
    Term(
        "Gradient",
        "For each number of the network: how much the loss changes when that number grows a "
        "little. Training goes a small step the other way.",
        inside("Gradients on the way back", "names", **_BACK),
        ("gradients",),
        "section 2.1, Figure 4",
    ),
    Term(
        "Backpropagation through time",
        "Working out the gradient by going back through all steps, from the last to the first. "
        "What a weight did at each step adds up.",
        inside("The way back, step by step", "names", **_BACK),
        ("way back",),
        "section 2.1, Figure 4",
    ),
    Term(
        "Vanishing gradient",
        "On the way back a gradient is multiplied at every step; by numbers below 1, little of it "
        "reaches the first steps, and nothing is learned there.",
        inside("How far a gradient reaches", "lstm", **_REACH),
        ("vanishing gradients",),
        "section 3.1",
    ),
    Term(
        "Clipping",
        "Holding each number of the gradient between minus and plus a limit, so that one step of "
        "training cannot go too far.",
        Seen("What the report's value does", REPORT_PAGE, {"open_clip": "true"}),
        report="section 2.2",
    ),
    Term(
        "Singular value",
        "By how much a matrix can lengthen a vector. If the largest one of a step is below 1, "
        "every gradient gets shorter there.",
        inside("Beside the gradient's reach", "lstm", **_REACH),
        ("singular values",),
    ),
    Term(
        "Forget bias",
        "Where the bias of the forget gate starts: the larger it is, the more of the memory, and "
        "of its gradient, gets through from the start.",
        inside("A gradient's reach with a bias of 3", "lstm", gradient_bias="3", **_REACH),
    ),
    Term(
        "Learning rate",
        "How large the step is that training goes against the gradient.",
        Seen("Prices with a rate of 0.01", STOCK_PAGE, {"stock_learning_rate": "0.01"}),
    ),
    Term(
        "Epoch",
        "One pass of training over all windows of prices.",
        Seen("A training of 20 epochs", STOCK_PAGE, {"stock_epochs": "20"}),
        ("epochs",),
    ),
    Term(
        "Iteration",
        "One step of training: of names, one name read and learned from.",
        Seen("2,000 iterations of names", NAMES_PAGE, {"names_iterations": "2000"}),
        ("iterations",),
    ),
    Term(
        "Checkpoint",
        "The weights as they were at one moment of the training, kept to look at them later.",
        inside("The names network before training", "names", checkpoint="0"),
        ("checkpoints",),
    ),
    Term(
        "Batch",
        "Windows that training looks at together before it changes the weights once.",
        Seen("A batch of 32 windows", STOCK_PAGE, {"stock_batch_size": "32"}),
        ("batches",),
    ),
    Term(
        "Dropout",
        "Shutting a random share of the units off at each step of training, so that none relies on "
        "another alone. A trained network uses all.",
        Seen("A training without dropout", STOCK_PAGE, {"stock_dropout": "0"}),
        report="section 3.2",
    ),
    Term(
        "Seed",
        "Where the random numbers begin: the same seed gives the same numbers again.",
        Seen("A training with seed 1", STOCK_PAGE, {"stock_seed": "1"}),
        ("seeds",),
    ),
    Term(
        "Overfitting",
        "Learning the examples by heart, and getting worse at what one has not seen.",
        Seen("Names, with a share held out", NAMES_PAGE, {"names_held_out": "0.1"}),
    ),
)


# Terms of prices and of judging a forecast, and of this page inside a cell.

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
