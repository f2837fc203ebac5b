"""`python -m core names|stock|sweep|list|prices ...`: the same trainings without a browser."""

import io
import os
import signal
import sys

if isinstance(sys.stdout, io.TextIOWrapper):
    sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal knows every letter

# While the libraries load nothing is lost by leaving at once; as an exception, Ctrl-C may end in
# one of them that catches everything.
signal.signal(signal.SIGINT, lambda *_: os._exit(130))

from core.cli import main  # noqa: E402

signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    sys.exit(main())
except KeyboardInterrupt:  # for the second time
    sys.exit(130)
