"""Zips that are damaged, foreign or meant to harm: refused in a sentence, and nothing is kept."""

import hashlib
import io
import json
import stat
import struct
import zipfile
from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from benchmarks.hostile_zips import HEADERS, ROWS, mutations
from core.errors import UserError
from core.names.settings import NamesSettings
from core.runs.groups.store import Groups
from core.runs.tables import metadata, store_state
from core.runs.takeaway import bundle_read as bringing
from core.runs.takeaway import safe_zip
from core.runs.takeaway.bundle_read import Bundle
from core.runs.takeaway.safe_zip import BundleError
from tests.core.runs.takeaway.conftest import SMALL
from tests.core.runs.takeaway.mixed import mixed
from tests.examples import examples

MOONS = NamesSettings(iterations=40, checkpoint_interval=20, hidden_units=3)
CHECKPOINTS, WEIGHTS, RESULT, CURVE = "checkpoints.npz", "weights.npz", "result.npz", "loss.csv"
STATE = "state.npz"


@pytest.fixture(scope="module")
def prices(trained, zipped):
    return zipped(trained(SMALL).id)


@pytest.fixture(scope="module")
def moons(trained, zipped):
    return zipped(trained(MOONS).id)


def members(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(files, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def changed(content, ending, change):
    """A zip with one file changed."""
    files = members(content)
    [name] = [name for name in files if name.endswith(ending)]
    return packed(files | {name: change(files[name])})


def manifest(content, change):
    def rewrite(text):
        fields = json.loads(text)
        change(fields)
        return json.dumps(fields)

    return changed(content, "manifest.json", rewrite)


def refused(content, words):
    with pytest.raises(BundleError, match=words) as refusal:
        Bundle(io.BytesIO(content))
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 300


def arrays(**changes):
    """Changes arrays of an .npz file; None takes one away."""

    def change(content):
        with np.load(io.BytesIO(content)) as stored:
            kept = {name: stored[name] for name in stored.files} | changes
        buffer = io.BytesIO()
        np.savez(buffer, **{name: array for name, array in kept.items() if array is not None})
        return buffer.getvalue()

    return change


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"Date,Open\n", b"PK\5\6" + bytes(17), b"x" * 100_000 + b"PK\5\6"],
    ids=["empty", "two letters", "csv", "too short an end", "an end of nothing"],
)
def test_what_is_no_zip(content):
    refused(content, "no zip that Sequence Lab made")


def test_zips_of_others(prices):
    refused(packed({}), "holds no runs")
    refused(packed({"letter.docx": b"Dear"}), "never puts there")
    refused(packed({"manifest.json": b'{"format": "other", "version": 1}'}), "no runs of Sequence")
    refused(packed({"manifest.json": b'{"name": "a web page"}'}), "damaged")
    refused(packed(members(prices) | {"__MACOSX/._manifest.json": b""}), "as it is")


@pytest.mark.parametrize(
    "name",
    [
        "../manifest.json",
        "/etc/passwd",
        "runs/../../x.npz",
        "runs\\a\\x.npz",
        "C:x",
        "runs/a/x.npz/",
    ],
)
def test_names_that_lead_elsewhere(prices, name):
    refused(packed(members(prices) | {name: b"x"}), "never puts there")


def test_a_link(prices):
    buffer = io.BytesIO(prices)
    with zipfile.ZipFile(buffer, "a") as archive:
        link = zipfile.ZipInfo("runs/a/model.keras")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    refused(buffer.getvalue(), "never puts there")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice(prices):
    buffer = io.BytesIO(prices)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("manifest.json", b"{}")
    refused(buffer.getvalue(), "twice")


def test_bombs(prices, monkeypatch):
    files = members(prices) | {"runs/a/model.keras": bytes(50_000_000)}
    refused(packed(files), "would become 50 MB out of 0.0 MB")
    inside = packed({"0/prediction.npy": bytes(50_000_000)})
    refused(changed(prices, CHECKPOINTS, lambda _: inside), "would become 50 MB")
    many = packed({f"runs/a{number}/x.npz": b"" for number in range(20_001)})
    refused(many, "more than Sequence Lab brings in at once")
    monkeypatch.setattr(safe_zip, "TOTAL", 10_000_000)  # in little ones, each below suspicion
    refused(packed({f"runs/a{number}/x.npz": bytes(600_000) for number in range(20)}), "more than")


def test_a_list_of_files_that_would_fill_the_memory():
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 2**31, 0, 0)
    refused(b"x" * 1000 + end, "more than")
    large = struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1)
    refused(b"x" * 1000 + large + end[:12] + bytes(10), "more than")


def test_what_it_says_of_a_length_is_no_more_than_a_word(prices):
    """A file that says that it is short, and goes on."""
    content = bytearray(prices)
    place = directory(content)
    content[place + 24 : place + 28] = struct.pack("<L", 10)
    refused(bytes(content), "damaged")


def directory(content):
    """Where the list of files begins."""
    return struct.unpack("<L", content[-6:-2])[0]


def test_other_ways_to_pack(prices):
    refused(packed(members(prices), zipfile.ZIP_BZIP2), "packed in a way")
    content = bytearray(prices)
    content[directory(content) + 8] |= 1  # says that it is encrypted
    refused(bytes(content), "packed in a way")


def test_pickles_and_other_arrays(prices):
    class Harm:
        def __reduce__(self):
            return pytest.fail, ("it was carried out",)

    harm = np.array([Harm()], dtype=object)
    refused(changed(prices, WEIGHTS, arrays(w000=harm)), "damaged .*w000.npy")
    refused(changed(prices, RESULT, arrays(more=np.zeros(1, [("a", "f8")]))), "damaged .*more.npy")
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f8", "fortran_order": False, "shape": (2**40,)}
    )
    huge = packed({"0/prediction.npy": header.getvalue()})
    refused(changed(prices, CHECKPOINTS, lambda _: huge), "damaged")
    refused(changed(prices, WEIGHTS, lambda _: b"no arrays"), "no zip")


@pytest.mark.parametrize(
    "change",
    [
        arrays(**{"1/prediction": np.zeros(6)}),
        arrays(**{"1/prediction": np.full(5, np.nan)}),
        arrays(**{"1/prediction": np.zeros(5, int)}),
        arrays(**{"1/prediction": None}),
        arrays(**{"7/prediction": np.zeros(5)}),
        arrays(**{"1/other": np.zeros(5), "1/prediction": None}),
    ],
)
def test_predictions_that_are_none(prices, change):
    refused(changed(prices, CHECKPOINTS, change), "damaged")


def test_arrays_that_do_not_fit(prices, moons):
    refused(changed(prices, WEIGHTS, arrays(w000=np.zeros((9, 9), np.float32))), "damaged")
    refused(changed(prices, WEIGHTS, arrays(w999=np.zeros(1, np.float32))), "damaged")
    refused(changed(prices, RESULT, arrays(train_prediction=np.zeros(3))), "damaged")
    refused(changed(moons, CHECKPOINTS, arrays(**{"20/Wax": np.zeros((3, 99))})), "damaged")


@pytest.mark.parametrize(
    ("of", "change"),
    [
        ("moons", {"Wax": np.zeros((50, 1))}),
        ("moons", {"Wya": np.zeros((1, 3))}),
        ("moons", {"a": np.full((3, 1), np.nan)}),
        ("moons", {"loss": np.zeros(1)}),
        ("moons", {"seconds": None}),
        ("moons", {"more": np.zeros(1)}),
        ("prices", {"w000": np.zeros((1, 3), np.float32)}),
        ("prices", {"m001": np.zeros((3, 12))}),
        ("prices", {"v000": np.full((1, 12), -1, np.float32)}),
        ("prices", {"steps": np.array(-5)}),
        ("prices", {"r000": np.zeros(2, np.int64)}),
        ("prices", {"x" * 64: np.zeros(1)}),
    ],
)
def test_states_that_would_write_outside_the_memory(request, of, change):
    content = request.getfixturevalue(of)
    refused(changed(content, STATE, arrays(**change)), "damaged")


@pytest.mark.parametrize("header", HEADERS)
def test_headers_that_are_none(prices, header):
    text = header.encode("latin1") + b"\n"
    array = b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text + bytes(40)
    files = {"test_prediction.npy": array, "train_prediction.npy": array}
    refused(changed(prices, RESULT, lambda _: packed(files, zipfile.ZIP_STORED)), "damaged")


@pytest.mark.parametrize("row", ROWS)
def test_rows_that_are_none(prices, row):
    """But for digits of other scripts and with lines between, which Python reads as numbers."""
    content = changed(prices, CURVE, lambda text: text + row.strip() + b"\n")
    if row.startswith((b"1_0", "١".encode(), b"1,1,1,\n")):
        Bundle(io.BytesIO(content))
    else:
        refused(content, "damaged")


def test_curves_that_are_none(prices):
    refused(changed(prices, CURVE, lambda _: b"step,loss\n1,2\n"), "loss.csv")
    refused(changed(prices, CURVE, lambda text: text.replace(b"yes", b"")), "checkpoints")
    refused(changed(prices, CURVE, lambda text: text + b"1,inf,0,\n"), "loss.csv")
    refused(changed(prices, CURVE, lambda text: text + b"1,\xff,0,\n"), "loss.csv")


def test_data_that_are_none(prices, moons):
    for content in (prices, moons):
        refused(changed(content, "data.json", lambda text: text + b" "), "data.json")
        with pytest.raises(UserError, match="damaged"):
            Bundle(io.BytesIO(re_titled(content, b"{}")))
    for text in (b'{"names": 5}', b'{"title":"","names":["",""],"dropped":[],"notes":[]}'):
        refused(re_titled(moons, text), "data.json")


@pytest.mark.parametrize("of", ["prices", "moons"])
@pytest.mark.parametrize(
    "change",
    [
        {"notes": ["A note."] * 100_000},
        {"notes": ["x" * 1_000_000]},
        {"title": "x" * 1_000_000},
        {"choices": {str(number): 1 for number in range(1000)}},
        {"choices": []},
        {"more": 1},
    ],
)
def test_data_that_no_page_could_show(request, of, change):
    content = request.getfixturevalue(of)
    [blob] = [text for name, text in members(content).items() if name.endswith("data.json")]
    refused(re_titled(content, json.dumps(json.loads(blob) | change).encode()), "data.json")


def groups_of(content, change):
    def rewrite(fields):
        for group in fields["groups"]:
            plan = json.loads(group["plan"])
            change(plan)
            group["plan"] = json.dumps(plan)

    return manifest(content, rewrite)


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: plan.clear(),
        lambda plan: plan.update(kind="x"),
        lambda plan: plan.update(dataset_id="0" * 32),
        lambda plan: plan.update(how="listed"),
        lambda plan: plan.update(vary=[{"name": "nothing", "values": [1]}]),
        lambda plan: plan.update(vary=[{"name": "seed"}]),
        lambda plan: plan["vary"][0].update(values=[7]),
        lambda plan: plan["base"].update(learning_rate=0.5),
        lambda plan: plan.update(base={}),
        lambda plan: plan.update(seeds=0),
        lambda plan: plan.update(measure="beauty"),
    ],
)
def test_plans_that_do_not_fit(change):
    with pytest.raises(UserError):
        Bundle(io.BytesIO(groups_of(mixed(), change)))


def test_a_search_that_comes_in_has_been_stopped(new_store):
    """Nobody here asked for its runs, which the next worker would train."""
    content = groups_of(mixed(), lambda plan: plan.update(how="search", trials=400))
    store = new_store()
    bringing.import_runs(store, Bundle(io.BytesIO(content)))
    assert Groups(store).searching() == []
    assert {group.stop_requested for group in Groups(store).latest()} == {True}


def test_parents_in_a_circle_come_in(new_store):
    def circle(fields):
        first, second, *_ = fields["runs"]
        first.update(parent_id=second["id"], parent_step=2)
        second.update(parent_id=first["id"], parent_step=2)

    store = new_store()
    ids = bringing.import_runs(store, Bundle(io.BytesIO(manifest(mixed(), circle))))
    assert len(ids) == len(Groups(store).members(Groups(store).latest()[0].id)) * 4


def re_titled(content, blob):
    """Other data under their own digest."""
    files = members(content)
    fields = json.loads(files.pop("manifest.json"))
    [data] = fields["datasets"]
    digest = hashlib.sha256(f"{data['kind']}\n{data['title']}\n".encode() + blob).hexdigest()[:32]
    files[f"data/{digest}/data.json"] = blob
    data["id"] = fields["runs"][0]["dataset_id"] = digest
    return packed(files | {"manifest.json": json.dumps(fields)})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda fields: fields.update(version=2), "newer version"),
        (lambda fields: fields.update(version="two"), "damaged"),
        (lambda fields: fields["runs"].clear(), "damaged"),
        (lambda fields: fields["runs"].append(fields["runs"][0]), "damaged"),
        (lambda fields: fields["datasets"].clear(), "damaged"),
        (lambda fields: fields["runs"][0].update(kind="names"), "damaged"),
        (lambda fields: fields["runs"][0].update(state="queued"), "damaged"),
        (lambda fields: fields["runs"][0].update(id="../../x"), "damaged"),
        (lambda fields: fields["runs"][0].update(name="\0"), "damaged"),
        (lambda fields: fields["runs"][0].update(name="x" * 121), "damaged"),
        (lambda fields: fields["runs"][0].update(created=1e300), "damaged"),
        (lambda fields: fields["runs"][0].update(group_id="g"), "damaged"),
        (lambda fields: fields["runs"][0]["figures"].update(epochs="<b>"), "damaged"),
        (lambda fields: fields["runs"][0]["figures"].update(more=[]), "damaged"),
        (lambda fields: fields["runs"][0]["figures"].update(created="x"), "damaged"),
        (lambda fields: fields["runs"][0]["figures"].update(rmse="small"), "damaged"),
        (lambda fields: fields["runs"][0]["figures"].update(rmse={"": 1}), "damaged"),
        (lambda fields: fields["runs"][0]["figures"].update(verdict=5), "damaged"),
        (lambda fields: fields["runs"][0].update(figures={str(n): n for n in range(999)}), "dam"),
        (lambda fields: fields["runs"][0].update(total=0), "damaged"),
        (lambda fields: fields["runs"][0].update(total=1001), "damaged"),
        (lambda fields: fields["runs"][0].update(done=1001), "damaged"),
        (lambda fields: fields["runs"][0].update(seconds=1e300), "damaged"),
        (lambda fields: fields["runs"][0].update(tags=["x"] * 100_000), "damaged"),
        (lambda fields: fields["runs"][0].update(title="x" * 1_000_000), "damaged"),
        (
            lambda fields: fields["runs"][0]["artifacts"].append(fields["runs"][0]["artifacts"][0]),
            "dam",
        ),
        (lambda fields: fields["runs"][0]["artifacts"][-1].update(step=7), "damaged"),
        (lambda fields: fields["runs"][0].update(artifacts=[]), "damaged"),
        (lambda fields: fields["runs"][0]["settings"].update(units=10**9), "does not know"),
        (
            lambda fields: fields["runs"][0]["settings"].update(unheard_of="leak"),
            "update the program",
        ),
        (lambda fields: fields["runs"][0]["settings"].update(test_days=39), "damaged"),
        (lambda fields: fields["runs"][0]["artifacts"][0].update(name="x.npz"), "damaged"),
        (lambda fields: fields["runs"][0]["artifacts"][0].update(name="x.pkl"), "damaged"),
    ],
)
def test_manifests_that_do_not_fit(prices, change, words):
    refused(manifest(prices, change), words)


@given(st.data())
@examples(150)
def test_whatever_is_damaged_is_taken_whole_or_refused(prices, data):
    content = bytearray(prices)
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)) | st.just(len(content)))
    try:
        bundle = Bundle(io.BytesIO(bytes(content[:cut])))
    except UserError:
        return
    [run] = bundle.manifest.runs
    assert len(list(bundle.steps(run))) == 3


@pytest.fixture(scope="module")
def one_store(new_store):
    return new_store()


def counts(store):
    with store._engine.connect() as connection:
        return [
            connection.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
            if table is not store_state  # which has a row of its own
        ]


def brought_in_or_refused(store, content):
    """Whether it came in; then as a whole, and else nothing of it."""
    refusal = None
    try:
        bundle = Bundle(io.BytesIO(content))
        ids = bringing.import_runs(store, bundle)
    except UserError as said:
        refusal = str(said)
    if refusal is not None:
        assert refusal.endswith(".")
        assert len(refusal) < 400
        assert not any(counts(store))
        return False
    assert sum(len(store.checkpoints(run_id)) for run_id in ids.values()) == bundle.checkpoints
    with store._engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(delete(table))
    return True


@pytest.mark.slow
def test_whatever_is_wrong_it_comes_in_or_is_refused(one_store):
    """A part of the mutations; `python -m benchmarks.chaos` tries all of them, of many seeds."""
    some = islice(mutations(mixed(), seed=20), 100)
    came_in = [brought_in_or_refused(one_store, content) for _, content in some]
    assert 0.05 < np.mean(came_in) < 0.5  # else nothing was tried


@given(st.data())
@examples(60)
def test_whatever_bytes_are_changed_it_comes_in_or_is_refused(one_store, data):
    content = bytearray(mixed())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)) | st.just(len(content)))
    brought_in_or_refused(one_store, bytes(content[:cut]))


def test_nothing_is_kept_of_a_zip_that_fails_in_the_middle(prices, new_store, monkeypatch):
    store, calls = new_store(), []

    def fail_later(values):
        calls.append(values)
        if len(calls) > 2:
            raise BundleError("The file is gone.")
        return b""

    monkeypatch.setattr(bringing, "encode_arrays", fail_later)
    with pytest.raises(BundleError):
        bringing.import_runs(store, Bundle(io.BytesIO(prices)))
    with store._engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.scalar(select(func.count()).select_from(table))
            assert rows == (1 if table is store_state else 0)
