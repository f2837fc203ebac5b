"""`python -m core names|stock ...`: the same trainings without a browser."""

import sys

try:
    from core.cli import main

    sys.exit(main())
except KeyboardInterrupt:  # while the libraries load, or for the second time
    sys.exit(130)
