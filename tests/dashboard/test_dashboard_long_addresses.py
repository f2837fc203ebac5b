"""Addresses of thousands of letters: a page that says so, no traceback, and no echo."""

import pytest

from dashboard.shared.history import MOST_LETTERS
from dashboard.text import LONGEST_QUOTE, quoted

DIGITS, BLANKS = "5" * 5_000, "\u00a0" * 5_000
PAGES = {
    "inside": [
        "checkpoint",
        "input",
        "step",
        "layer",
        "view",
        "zoom",
        "station",
        "change",
        "dice",
    ],
    "runs": ["search", "ticked"],
    "stock": ["epoch", "upload", "before", "stock_units", "stock_learning_rate"],
    "names": ["chosen", "dataset", "names_seed"],
    "compare": ["runs", "reference"],
    "sweep": ["group", "cell"],
}


def said(page):
    """All that a page says, from warnings to captions."""
    kinds = (page.warning, page.error, page.info, page.caption, page.markdown)
    return [element.value for kind in kinds for element in kind]


@pytest.mark.parametrize("text", [DIGITS, BLANKS], ids=["digits", "blanks"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_neither_breaks_nor_echoes(open_page, name, text):
    page = open_page(name, **dict.fromkeys(PAGES[name], text))
    assert not page.exception
    assert not any(text[:300] in sentence for sentence in said(page))


def test_what_is_too_long_leaves_the_address(open_page):
    page = open_page("runs", search="a" * (MOST_LETTERS + 1), sort="created")
    assert not page.exception
    assert "search" not in page.query_params
    assert "has 10,001 letters and the limit is 10,000" in page.warning[0].value


def test_only_the_beginning_is_quoted():
    assert len(quoted("a" * 10_000)) < LONGEST_QUOTE + 10
