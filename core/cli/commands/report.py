"""`python -m core report`: does the report's experiments again, and keeps what the page shows."""

from __future__ import annotations

import argparse
import json
import sys

from core.cli.output import print_line
from core.events import StopCheck
from core.report.claim import Claim


def reproduce(flags: argparse.Namespace, should_stop: StopCheck) -> None:
    """Prints each claim with what became of it; what was stopped keeps nothing.

    Raises:
        UserError: The figures cannot be kept.
    """
    # Imported here: other commands need none of it.
    from core.report.findings import find, save

    for news in find():
        if isinstance(news, str):
            print(news, file=sys.stderr, flush=True)
        else:
            save(news)
            for claim in news.claims():
                print_line(_as_json(claim) if flags.json else _for_people(claim))
        if should_stop():
            return


def _as_json(claim: Claim) -> str:
    names = ("key", "title", "section", "says", "verdict", "finding")
    return json.dumps({name: getattr(claim, name) for name in names})


def _for_people(claim: Claim) -> str:
    return f"{claim.title} ({claim.section}): {claim.verdict}. {claim.finding}"
