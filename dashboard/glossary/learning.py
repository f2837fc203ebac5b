"""Terms of how a network learns."""

from __future__ import annotations

from dashboard.glossary.term import NAMES as NAMES_PAGE
from dashboard.glossary.term import REPORT as REPORT_PAGE
from dashboard.glossary.term import STOCK as STOCK_PAGE
from dashboard.glossary.term import Seen, Term, inside

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
