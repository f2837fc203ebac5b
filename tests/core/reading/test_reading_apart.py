"""Large files are read in a process of their own: the same result, and nobody waits for it."""

import os
import pickle
import signal
import threading
import time

import psutil
import pytest

from core import errors
from core.errors import DataError, ReadingError
from core.names.sources import NamesChoices, read_names
from core.reading import isolated
from core.reading.delimited import BrokenQuoteError
from core.reading.isolated import BusyError, Reader, read_isolated
from core.stocks.sources import PriceChoices, read_prices

pytestmark = pytest.mark.processes

ROWS = b"Date,Close\n" + b"".join(b"2019-01-%02d,1%d.5\n" % (day, day) for day in range(1, 29))


def process_of(reader):
    return psutil.Process(reader._process._process.pid)


@pytest.fixture(scope="module")
def warm():
    """A reader that has read a file."""
    reader = Reader()
    reader.call(read_prices, ROWS, "prices", None)
    yield reader
    reader.close()


def test_prices_are_the_same_there_and_here(warm):
    there = warm.call(read_prices, ROWS, "prices", PriceChoices(decimal="."))
    here = read_prices(ROWS, "prices", PriceChoices(decimal="."))
    assert there.prices().frame.equals(here.prices().frame)
    assert there.prices().to_bytes() == here.prices().to_bytes()
    assert (there.guesses, there.first, there.notes) == (here.guesses, here.first, here.notes)


def test_names_are_the_same_there_and_here(warm):
    there = warm.call(read_names, "anna\nbert\n", "names", NamesChoices())
    assert there == read_names("anna\nbert\n", "names", NamesChoices())


def test_a_refusal_comes_back_as_it_is(warm):
    with pytest.raises(DataError, match="The file is a PDF document"):
        warm.call(read_prices, b"%PDF-1.7", "prices", None)
    with pytest.raises(BrokenQuoteError, match="Line 2 cannot be split"):
        warm.call(read_prices, b'Date,Close\n2019-01-01,"5\n', "prices", None)


def test_a_bug_is_one_here_too(warm):
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        warm.call(divmod, 1, 0)


@pytest.mark.parametrize(
    "error",
    [
        ReadingError("No.", ("close",)),
        BrokenQuoteError.on(5),
        BusyError("No."),
        errors.DataError(""),
    ],
)
def test_refusals_can_be_sent(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_one_process_reads_all_and_is_replaced_when_it_dies(warm):
    warm.call(len, "ab")
    first = process_of(warm).pid
    assert warm.call(os.getpid) == first
    os.kill(first, signal.SIGKILL)
    assert warm.call(os.getpid) not in (first, os.getpid())


def test_a_file_that_kills_it_is_refused(warm):
    with pytest.raises(DataError, match="more memory to read than there is"):
        warm.call(os._exit, 1)
    assert warm.call(len, "ab") == 2


@pytest.mark.skipif(os.name != "posix", reason="There is no such limit elsewhere.")
def test_memory_is_bounded(warm):
    with pytest.raises(DataError, match="too much memory"):
        warm.call(bytes, 8 * 1024**3)
    assert warm.call(len, "ab") == 2


def test_what_takes_too_long_is_refused_and_ended():
    reader = Reader(seconds=2)
    with pytest.raises(DataError, match="takes more than 2 seconds to read"):
        reader.call(time.sleep, 3_600)
    assert reader._process is None


def test_it_ends_with_the_server(warm):
    warm.call(len, "ab")
    process = process_of(warm)
    warm._process._say(pickle.dumps((time.sleep, (3_600,))))
    warm._process._process.stdin.close()  # as the end of the server does
    process.wait(timeout=60)


@pytest.mark.usefixtures("warm")
def test_few_wait_and_the_next_is_told_so():
    reader = Reader(most_waiting=1)
    asleep = threading.Thread(target=reader.call, args=(time.sleep, 1))
    asleep.start()
    while reader._process is None:
        time.sleep(0.01)
    with pytest.raises(BusyError, match="try again in a minute"):
        reader.call(len, "ab")
    asleep.join()
    assert reader.call(len, "ab") == 2
    reader.close()


def test_only_large_files_and_workbooks_go_there(monkeypatch):
    asked = []
    monkeypatch.setattr(isolated.READER, "call", lambda *given: asked.append(given[1][:2]))
    read_isolated(read_prices, ROWS, "prices", None)
    read_isolated(read_names, "anna\nbert\n", "names", None)
    assert not asked
    read_isolated(read_prices, b"PK\x03\x04", "prices", None)
    read_isolated(read_names, "a\n" * isolated.SMALL, "names", None)
    read_isolated(read_names, b"a\n" * isolated.SMALL, "names", None)
    assert asked == [b"PK", "a\n", b"a\n"]
