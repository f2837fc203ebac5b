"""Only who made a run, and the host, may change it; whatever asks the store."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.runs.groups.plan import Purpose, make_plan
from core.runs.groups.search import advance
from core.runs.groups.store import Groups
from core.runs.groups.vary import read_vary
from core.runs.people import (
    HOST,
    NICKNAME_LETTERS,
    NOBODY,
    NicknameError,
    NotYoursError,
    Person,
)
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.takeaway.bundle_read import Bundle, import_runs
from core.runs.takeaway.bundle_write import write_bundle
from core.runs.workers.executor import begin_group
from core.runs.workers.runner import serve_queue

ADA, BEN = Person("ada"), Person("ben")
SMALL = NamesSettings(hidden_units=4, iterations=20, checkpoint_interval=10)
CHANGES = {
    "stop": lambda store, run, by: store.request_stop(run, by=by),
    "delete": lambda store, run, by: store.delete(run, by=by),
    "name": lambda store, run, by: store.set_name(run, "Mine", by=by),
    "note": lambda store, run, by: store.set_note(run, "Mine", by=by),
    "tags": lambda store, run, by: store.set_tags(run, ["mine"], by=by),
    "pin": lambda store, run, by: store.set_pinned(run, True, by=by),
}
GROUP_CHANGES = {
    "stop": lambda store, group, by: Groups(store).stop(group, by=by),
    "delete": lambda store, group, by: Groups(store).delete(group, by=by),
}


@pytest.fixture
def names(store):
    corpus = bundled_names()
    return store.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes(), ADA.id)


@pytest.fixture
def search(store, names):
    vary = [read_vary(Kind.NAMES, "hidden_units=4..40")]
    plan = make_plan(SMALL, names, vary=vary, how="search", trials=12)
    return begin_group(store, plan, Purpose.SWEEP, "a session", ADA.id)


def everything(store):
    return [(run, store.state_step(run.id)) for run in store.runs()], Groups(store).latest()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_run_is_changed_by_who_made_it_and_the_host_alone(store, names, change):
    mine, nobodys = (store.create_run(SMALL, names, owner=owner) for owner in (ADA.id, ""))
    before = everything(store)
    for run, others in ((mine, (BEN, NOBODY)), (nobodys, (ADA, NOBODY))):
        for by in others:
            with pytest.raises(NotYoursError, match="only who made it, and the host"):
                change(store, run.id, by)
    assert everything(store) == before
    for run, by in ((mine, ADA), (nobodys, HOST)):
        change(store, run.id, by)
        assert everything(store) != before
        before = everything(store)


def test_whoever_has_the_hosts_key_changes_everybodys(store, names):
    store.delete(store.create_run(SMALL, names, owner=ADA.id).id, by=Person("cy", host=True))
    assert not store.runs()


def test_of_several_runs_all_go_or_none(store, names):
    mine, yours = (store.create_run(SMALL, names, owner=by.id) for by in (ADA, BEN))
    with pytest.raises(NotYoursError):
        store.delete(mine.id, yours.id, by=ADA)
    assert len(store.runs()) == 2
    store.delete(mine.id, "gone", by=ADA)
    assert [run.id for run in store.runs()] == [yours.id]


@pytest.mark.parametrize("change", GROUP_CHANGES.values(), ids=GROUP_CHANGES)
def test_a_group_is_its_makers(store, search, change):
    for by in (BEN, NOBODY):
        with pytest.raises(NotYoursError):
            change(store, search.id, by)
    assert Groups(store).group(search.id) == search
    change(store, search.id, ADA)
    assert search not in Groups(store).latest()


def test_runs_that_join_a_group_are_its_makers(store, search):
    for member in Groups(store).members(search.id):
        assert store.claim("test").id == member.id
        store.finish(member.id, RunState.FINISHED)
    assert advance(Groups(store), search.id)
    assert {store.run(run.id).owner for run in Groups(store).members(search.id)} == {ADA.id}


def test_cleaning_up_takes_only_ones_own(store, names):
    runs = [store.create_run(SMALL, names, owner=by.id) for by in (ADA, BEN, NOBODY)]
    for run in runs:
        store.request_stop(run.id, by=HOST)
    later = datetime.now(UTC) + timedelta(days=1)
    assert [store.count_before(later, by=by) for by in (ADA, NOBODY, HOST)] == [1, 0, 3]
    assert store.delete_before(later, by=NOBODY) == 0
    assert store.delete_before(later, by=ADA) == 1
    assert {run.owner for run in store.runs()} == {BEN.id, ""}
    assert store.delete_before(later, by=HOST) == 2


def test_whoever_goes_on_with_a_run_has_one_of_their_own(store, url, names):
    run = store.create_run(SMALL, names, owner=ADA.id)
    serve_queue(url)
    more = SMALL.model_copy(update={"iterations": 30})
    mine = store.create_run(more, names, parent_id=run.id, owner=BEN.id)
    assert (store.run(run.id).owner, mine.owner) == (ADA.id, BEN.id)
    store.delete(mine.id, by=BEN)


def test_who_brings_a_zip_in_has_its_runs_and_the_zip_tells_nobodys_name(store, url, names):
    run = store.create_run(SMALL, names, owner=ADA.id)
    serve_queue(url)
    file = io.BytesIO()
    write_bundle(store, [run.id], file)
    assert ADA.id.encode() not in file.getvalue()
    [copy] = import_runs(store, Bundle(file), BEN.id).values()
    assert (store.run(run.id).owner, store.run(copy).owner) == (ADA.id, BEN.id)


def test_a_nickname_is_shown_changed_and_taken_away(store):
    store.set_nickname(ADA, "  Ada\n L. ")
    store.set_nickname(BEN, "Ben")
    assert store.nicknames([ADA.id, BEN.id, "cy"]) == {ADA.id: "Ada L.", BEN.id: "Ben"}
    store.set_nickname(ADA, "A" * NICKNAME_LETTERS)
    with pytest.raises(NicknameError, match=f"at most {NICKNAME_LETTERS} letters"):
        store.set_nickname(ADA, "A" * 1_000_000)
    for name in ("bEN", "Ｂｅｎ", "you", "The  Host", "NOBODY", "another visitor"):
        with pytest.raises(NicknameError, match="Somebody else is called so"):
            store.set_nickname(ADA, name)
    store.set_nickname(BEN, "BEN")
    assert store.nicknames([BEN.id]) == {BEN.id: "BEN"}
    store.set_nickname(ADA, " \x00 ")
    assert store.nicknames([ADA.id, BEN.id]) == {BEN.id: "BEN"}
    with pytest.raises(NotYoursError, match="cookie"):
        store.set_nickname(NOBODY, "Everybody")
