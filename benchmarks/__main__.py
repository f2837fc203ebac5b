"""All benchmarks, one after the other: what `make bench` prints."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
COMMANDS = [
    ("lstm_training.py", "--preset", "ge", "--epochs", "100"),
    ("lstm_training.py", "--preset", "tataglobal", "--epochs", "3"),
    ("names_training.py",),
    ("scaling.py",),
    ("watchers.py", "--watchers", "1"),
    ("watchers.py", "--watchers", "50"),
    ("first_visit.py",),
]

for script, *arguments in COMMANDS:
    subprocess.run([sys.executable, HERE / script, *arguments], check=True)
    print()
