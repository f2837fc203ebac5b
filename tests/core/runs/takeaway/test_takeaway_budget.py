"""What a zip may take is asked before anything of it is unpacked; what the program writes fits."""

import io
import json
import struct
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from benchmarks.hostile_zips import packed, unpacked
from core.arrays import SECONDS
from core.events import Checkpoint, Result, State
from core.names.settings import NamesSettings
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.takeaway import bundle_read, bundle_write, safe_zip
from core.runs.takeaway.bundle_read import Bundle, import_runs
from core.runs.takeaway.bundle_write import write_bundle
from core.runs.takeaway.safe_zip import BundleError
from core.stocks.engines.engine import state_forms
from core.stocks.settings import StockSettings
from tests.core.runs.takeaway.conftest import NAMES
from tests.core.runs.takeaway.mixed import mixed
from tests.core.stocks.histories import wave

MOST_MEMORY = 60  # MB
LOOK = """
import io, resource, sys
from core.errors import UserError
from core.runs.takeaway.bundle_read import Bundle
content = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sys.argv[1:]:
    try:
        Bundle(io.BytesIO(open(path, "rb").read()))
        print("in")
    except UserError as refusal:
        print(refusal)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def of(files, kind, name):
    """The path of a file of the first run of a kind."""
    runs = json.loads(files["manifest.json"])["runs"]
    return next(f"runs/{run['id']}/{name}" for run in runs if run["kind"] == kind)


def header(*shape):
    file = io.BytesIO()
    fields = {"descr": "<f8", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, fields)
    return file.getvalue()


def lying(files, name, length):
    """A member of 120 MB that says it is of `length` bytes."""
    content = bytearray(packed({**files, name: bytes(120_000_000)}))
    place = content.rfind(name.encode()) - 46  # in the list of files
    content[place + 24 : place + 28] = struct.pack("<L", length)
    return bytes(content)


def bombs():
    files = unpacked(mixed())
    steps = of(files, "stock", "checkpoints.npz")
    kept = unpacked(files[steps])
    letters = np.repeat(np.random.default_rng(0).integers(0, 255, 8000, np.uint8), 2000).tobytes()
    more = {f"0/x{number}.npy": header(2_000_000) + letters for number in range(12)}
    yield "far more than a file of its size", packed({**files, steps: packed({**more, **kept})})
    few = {f"0/x{number}.npy": header(2_000_000) + letters for number in range(3)}
    yield "an array that nobody knows", packed({**files, steps: packed({**few, **kept})})
    yield "a word for its length", lying(files, of(files, "stock", "state.npz"), 30_000)
    yield "the same of text", lying(files, of(files, "names", "loss.csv"), 3_000_000)
    yield "the same of the manifest", lying(files, "manifest.json", 10_000_000)
    values = (
        b'{"format": "sequence-lab-runs", "version": 1, "runs": [' + b"{}," * 3_000_000 + b"{}]}"
    )
    yield "millions of values", packed({**files, "manifest.json": values})


@pytest.mark.processes
def test_little_zips_take_little_memory(tmp_path):
    paths = []
    for what, content in bombs():
        assert len(content) < 4_000_000, what
        paths.append(tmp_path / f"{len(paths)}.zip")
        paths[-1].write_bytes(content)
    look = [sys.executable, "-c", LOOK, *map(str, paths)]
    told = subprocess.run(look, capture_output=True, text=True, check=True).stdout.splitlines()
    *refusals, memory = told
    assert len(refusals) == len(paths)
    assert "in" not in refusals
    assert int(memory) < MOST_MEMORY


@pytest.mark.parametrize(
    ("module", "limit"),
    [(safe_zip, "TOTAL"), (safe_zip, "ARRAYS"), (safe_zip, "SECONDS"), (safe_zip, "MEMBERS")],
)
def test_more_than_there_may_be_is_refused(monkeypatch, module, limit):
    """And nobody writes what would not come in again."""
    Bundle(io.BytesIO(mixed()))
    monkeypatch.setattr(module, limit, 1e-9 if limit == "SECONDS" else 10)
    with pytest.raises(BundleError, match="more than Sequence Lab brings in at once"):
        Bundle(io.BytesIO(mixed()))


def test_a_manifest_beyond_any_is_not_read(monkeypatch):
    for limit, words in {"LARGEST": "manifest.json would be of", "MOST_COMMAS": "damaged"}.items():
        with monkeypatch.context() as patch:
            patch.setattr(bundle_read, limit, 100)
            with pytest.raises(BundleError, match=words):
                Bundle(io.BytesIO(mixed()))


@pytest.mark.parametrize(("module", "limit"), [(safe_zip, "ARRAYS"), (bundle_write, "LARGEST")])
def test_nobody_writes_what_would_not_come_in(monkeypatch, new_store, module, limit):
    store = new_store()
    ids = list(import_runs(store, Bundle(io.BytesIO(mixed()))).values())
    write_bundle(store, ids, io.BytesIO())
    monkeypatch.setattr(module, limit, 10)
    with pytest.raises(BundleError, match="more than comes in again at once"):
        write_bundle(store, ids, io.BytesIO())


def filled(forms, random):
    """Arrays of these forms, of numbers that no zip makes smaller."""
    made = {}
    for name, form in forms.items():
        if form.dtype == "<i8":
            made[name] = np.array(5)
        else:
            made[name] = np.abs(random.normal(size=form.shape)).astype(form.dtype)
    return made


@pytest.mark.slow
def test_the_largest_networks_come_in(new_store):
    """As large as the settings allow, with all that a run of them keeps of a step."""
    here, there, random = new_store(), new_store(), np.random.default_rng(0)
    prices = StockSettings(timesteps=4, units=256, layers=4, test_days=5, epochs=1)
    run = here.create_run(prices, here.save_dataset(Kind.STOCK, "w", wave(40).to_bytes()))
    state = filled(state_forms(prices), random)
    parts = {"train_prediction": np.ones(31), "test_prediction": np.ones(5)}
    events = [
        Checkpoint(1, 0.5, 1.0, {"prediction": np.ones(5)}),
        State(1, {**state, **filled(SECONDS, random)}),
        Result({"epochs": 1, "rmse": 1.0, "naive_rmse": 1.0}, parts),
    ]
    here.append(run.id, events)
    here.finish(run.id, RunState.FINISHED)
    names = NamesSettings(hidden_units=256, iterations=1)
    list_of_names = here.save_dataset(Kind.NAMES, NAMES.title, NAMES.to_bytes())
    other = here.create_run(names, list_of_names)
    here.request_stop(other.id, by=HOST)
    file = io.BytesIO()
    write_bundle(here, [run.id, other.id], file)
    import_runs(there, Bundle(file))
    kept = there.state(run.id)
    for name, array in state.items():
        np.testing.assert_array_equal(kept.arrays[name], array)


def test_a_zip_may_be_packed_anew():
    """By whoever had a look at what is in it; `zipfile` and others pack all members alike."""
    again = packed(unpacked(mixed()), zipfile.ZIP_DEFLATED)
    assert Bundle(io.BytesIO(again)).checkpoints == Bundle(io.BytesIO(mixed())).checkpoints
