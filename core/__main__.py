"""`python -m core names|stock ...`: the same trainings without a browser."""

import io
import sys

if isinstance(sys.stdout, io.TextIOWrapper):
    sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal knows every letter

try:
    from core.cli import main

    sys.exit(main())
except KeyboardInterrupt:  # while the libraries load, or for the second time
    sys.exit(130)
