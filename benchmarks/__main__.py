"""All benchmarks, one after the other: what `make bench` prints."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CELLS = "lstm", "gru", "rnn"
COMMANDS = [
    *(("lstm_training", "--preset", "ge", "--cell", cell, "--epochs", "100") for cell in CELLS),
    *(("lstm_training", "--preset", "tataglobal", "--cell", cell) for cell in CELLS),
    ("lanes",),
    ("names_training",),
    ("scaling",),
    ("watchers", "--watchers", "1"),
    ("watchers", "--watchers", "50"),
    ("first_visit",),
    ("stepping",),
    ("sweep",),
]

for module, *arguments in COMMANDS:
    subprocess.run([sys.executable, "-m", f"benchmarks.{module}", *arguments], cwd=ROOT, check=True)
    print()
