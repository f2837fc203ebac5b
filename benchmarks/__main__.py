"""All benchmarks, one after the other: what `make bench` prints."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CELLS = "lstm", "gru", "rnn"
COMMANDS = [
    *(("lstm_training.py", "--preset", "ge", "--cell", cell, "--epochs", "100") for cell in CELLS),
    *(("lstm_training.py", "--preset", "tataglobal", "--cell", cell) for cell in CELLS),
    ("lanes.py",),
    ("names_training.py",),
    ("scaling.py",),
    ("watchers.py", "--watchers", "1"),
    ("watchers.py", "--watchers", "50"),
    ("first_visit.py",),
]

for script, *arguments in COMMANDS:
    subprocess.run([sys.executable, HERE / script, *arguments], check=True)
    print()
