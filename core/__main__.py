"""`python -m core names|stock ...`: the same trainings without a browser."""

import sys

from core.cli import main

sys.exit(main())
