import pytest
from sqlalchemy import select

from core.errors import UnknownRunError
from core.runs.labels import MOST_TAGS, NAME_LETTERS, TAG_LETTERS, LabelError
from core.runs.people import HOST
from core.runs.settings import Kind
from core.runs.tables import runs
from core.stocks.settings import StockSettings


@pytest.fixture
def run(store):
    return store.create_run(StockSettings(), store.save_dataset(Kind.STOCK, "GE", b"prices"))


def test_a_run_has_what_was_written_on_it(store, run):
    store.set_name(run.id, "  Small\tnet \x00", by=HOST)
    store.set_note(run.id, "one\ntwo ", by=HOST)
    store.set_tags(run.id, ["Lesson", "lesson", "überblick"], by=HOST)
    store.set_pinned(run.id, True, by=HOST)
    written = store.run(run.id)
    assert (written.name, written.note) == ("Small net", "one\ntwo")
    assert (written.tags, written.pinned) == (("lesson", "überblick"), True)
    assert store.all_tags() == ["lesson", "überblick"]
    assert store.version(run.id) > 0


def test_what_is_emptied_is_gone(store, run):
    store.set_name(run.id, "x", by=HOST)
    store.set_tags(run.id, ["x"], by=HOST)
    for wipe, empty in ((store.set_name, " "), (store.set_note, ""), (store.set_tags, [])):
        wipe(run.id, empty, by=HOST)
    written = store.run(run.id)
    assert (written.name, written.note, written.tags) == (None, None, ())
    assert store.fetch_first(select(runs.c.id).where(runs.c.tags.is_not(None))) is None


def test_names_and_tags_are_short_and_it_is_said(store, run):
    store.set_name(run.id, "x" * NAME_LETTERS, by=HOST)
    with pytest.raises(LabelError, match="at most 120 letters, this one 121"):
        store.set_name(run.id, "x" * (NAME_LETTERS + 1), by=HOST)
    assert len(store.run(run.id).name) == NAME_LETTERS
    for tag in ("two words", "a,b", " ", "x" * (TAG_LETTERS + 1)):
        with pytest.raises(LabelError, match="A tag is one word"):
            store.set_tags(run.id, [tag], by=HOST)
    store.set_tags(run.id, map(str, range(MOST_TAGS)), by=HOST)
    with pytest.raises(LabelError, match="at most 12 tags, not 13"):
        store.set_tags(run.id, map(str, range(MOST_TAGS + 1)), by=HOST)


def test_a_deleted_run_takes_no_label(store, run):
    store.delete(run.id, by=HOST)
    with pytest.raises(UnknownRunError):
        store.set_pinned(run.id, True, by=HOST)


def test_pinned_runs_come_first_where_it_is_wanted(store, run):
    newer = store.create_run(StockSettings(), run.dataset_id)
    store.set_pinned(run.id, True, by=HOST)
    assert [each.id for each in store.runs()] == [newer.id, run.id]
    assert [each.id for each in store.runs(pinned_first=True)] == [run.id, newer.id]
    assert [each.id for each in store.runs(limit=1, pinned_first=True)] == [run.id]


def test_several_runs_are_deleted_at_once(store, run):
    others = [store.create_run(StockSettings(), run.dataset_id) for _ in range(3)]
    store.delete(run.id, others[0].id, by=HOST)
    assert {each.id for each in store.runs()} == {others[1].id, others[2].id}
    store.delete(by=HOST)
    assert len(store.runs()) == 2
