"""A datum's way: what runs learn from is hashed, written as JSON and read once, then carried."""

import hashlib
from collections import Counter

import pytest

from core.cache import CACHE
from core.names.corpus import Corpus
from core.runs.store import Store
from core.runs.workers.runner import serve_queue
from core.stocks.sources import PriceHistory, bundled_prices
from dashboard.inside.subject import find_subject

PRICES = bundled_prices("GE").frame[["Open", "Close"]].to_csv().encode()
NAMES = "\n".join(f"{a}{b}ra" for a in "bcdfghjklmnpqrst" for b in "aeiouy").encode()
MARKS = b"2019-11-08", b"bara"  # stand in the one or the other, and in nothing else


def _is_of_data(content=b"", *_):
    return any(mark in content for mark in MARKS)


@pytest.fixture
def work(monkeypatch):
    """How often data are hashed, written as JSON, read from it, and fetched from the store."""
    CACHE.clear()  # of what other tests have read
    done = Counter()

    def count(owner, name, what, is_data=lambda *_: True):
        function = getattr(owner, name)

        def counted(*arguments, **named):
            if is_data(*arguments):
                done[what] += 1
            return function(*arguments, **named)

        monkeypatch.setattr(owner, name, counted)

    for data in (Corpus, PriceHistory):
        count(data, "to_bytes", "written")
        count(data, "from_bytes", "read")
    count(Store, "dataset", "fetched")
    count(hashlib, "sha256", "hashed", _is_of_data)
    return done


def trained(lab):
    """A run of what was uploaded, that a worker elsewhere has carried out."""
    CACHE.clear()
    serve_queue(lab.url)
    return lab.runs()[0]


def test_prices(open_page, lab, work):
    page = open_page("stock", prices="Upload a CSV", retrain="true")
    page.file_uploader(key="upload_file").set_value(("mine.csv", PRICES, "text/csv")).run()
    # The file itself is hashed for the keys of its controls, its prices for the store.
    assert work == {"hashed": 2, "written": 1, "read": 1, "fetched": 1}
    page.number_input(key="stock_units").set_value(4).run()  # starts a run
    page.number_input(key="stock_epochs").set_value(2).run()  # and another one
    page.button(key="train").click().run()
    assert lab.runs()
    assert work == {"hashed": 2, "written": 1, "read": 1, "fetched": 1}

    work.clear()
    run = trained(lab)
    assert work == {"read": 1, "fetched": 1}, "two runs, read once by their worker"
    for _ in range(2):
        assert not open_page("stock", run=run.id).exception
    assert work["read"] == work["fetched"] == 1
    assert work["written"] <= 2, "the bundled prices, to tell whether it is those"
    work.clear()
    shown = find_subject(run.id)
    for day in shown.data.dates[-3:]:
        shown.trace_input(shown.steps[-1], str(day.date()))
    assert not work


def test_names(open_page, lab, work):
    page = open_page("names", names_list="Upload")
    page.file_uploader(key="names_file").set_value(("mine.txt", NAMES, "text/plain")).run()
    assert work == {"hashed": 2, "written": 1, "read": 1, "fetched": 1}
    page.number_input(key="names_iterations").set_value(100).run()
    page.button(key="train").click().run()
    assert work == {"hashed": 2, "written": 1, "read": 1, "fetched": 1}

    work.clear()
    run = trained(lab)
    assert not open_page("names", run=run.id).exception
    shown = find_subject(run.id)
    for text in ("ba", "ce", "ra"):
        shown.trace_input(shown.steps[-1], text)
    assert work == {"read": 1, "fetched": 1}
