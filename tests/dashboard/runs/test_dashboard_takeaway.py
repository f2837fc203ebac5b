"""Runs are taken away from their pages, and brought in on the page of all runs."""

import io
import json
import zipfile

import pytest
from sqlalchemy import delete

from core.names.corpus import Corpus
from core.names.settings import NamesSettings
from core.names.trainer import train as train_names
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.tables import artifacts
from core.runs.takeaway.bundle_read import Bundle
from core.runs.takeaway.bundle_write import write_bundle
from core.runs.takeaway.safe_zip import BundleError
from core.runs.takeaway.stock_takeaway import StockTakeaway
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.trainer import train as train_prices
from dashboard.names.names_checkpoints import Sampling, figures_table
from dashboard.runs import import_zip
from dashboard.shared.downloads import bundle_bytes
from tests.dashboard.conftest import carried_out, control

READ_AS = {"encoding": "utf-8", "column": "moon"}
MOONS = Corpus("Moons", ("io", "europa", "ganymede", "callisto"), choices=READ_AS)
NAMES = NamesSettings(iterations=20, checkpoint_interval=10, hidden_units=4, engine="reference")
PRICES = StockSettings(epochs=1, units=2, layers=1)


def names_run(store):
    dataset = store.save_dataset(Kind.NAMES, MOONS.title, MOONS.to_bytes())
    run = store.create_run(NAMES, dataset)
    return carried_out(store, run, train_names(NAMES, MOONS))


def price_run(store):
    history = bundled_prices("GE")
    run = store.create_run(PRICES, store.save_dataset(Kind.STOCK, "GE", history.to_bytes()))
    return carried_out(store, run, train_prices(PRICES, history))


def labels(page):
    return [button.proto.label for button in page.get("download_button")]


def test_a_names_run_and_how_its_list_was_read(lab, open_page):
    page = open_page("names", run=names_run(lab).id)
    assert not page.exception
    assert labels(page)[-5:] == ["Reading", "Loss curve", "Script", "Notebook", "Everything (zip)"]


def test_a_price_run(lab, open_page):
    page = open_page("stock", run=price_run(lab).id)
    assert not page.exception
    assert labels(page)[-4:] == ["Loss curve", "Script", "Notebook", "Everything (zip)"]


def test_a_run_that_no_script_shows_has_its_zip(lab, open_page, monkeypatch):
    monkeypatch.setattr(StockTakeaway, "parts", ())
    page = open_page("stock", run=price_run(lab).id)
    assert labels(page)[-2:] == ["Loss curve", "Everything (zip)"]
    assert any("No script shows" in caption.value for caption in page.caption)


def test_the_figures_of_checkpoints_have_their_names(lab):
    table = figures_table(names_run(lab), [0, 20], Sampling(count=100))
    assert len(table.loc[0, "names"].split(", ")) == 7


def test_a_run_that_was_cut_off_has_its_zip(lab, open_page):
    run = price_run(lab)
    with lab._engine.begin() as connection:
        connection.execute(delete(artifacts))
    page = open_page("stock", run=run.id)
    assert labels(page)[-2:] == ["Loss curve", "Everything (zip)"]
    assert any("cut off" in caption.value for caption in page.caption)


@pytest.fixture
def zipped(tmp_path):
    """Two runs of another store as a zip."""
    other = Store(f"sqlite:///{tmp_path}/other.sqlite")
    buffer = io.BytesIO()
    write_bundle(other, [names_run(other).id, price_run(other).id], buffer)
    other.close()
    return buffer.getvalue()


@pytest.fixture
def importing(open_page):
    page = open_page("runs")
    page.session_state["import_zip"] = True
    return page.run()


def given(page, content, number=0):
    uploader = page.file_uploader(key=f"zip_{number}")
    return uploader.set_value(("mine.zip", content, "application/zip")).run()


def said(page):
    words = (element.value for element in (*page.markdown, *page.caption, *page.success))
    return " ".join(words).replace("\\", "")


def test_a_zip_says_what_it_holds_before_it_comes_in(lab, importing, zipped):
    page = given(importing, zipped)
    assert "It holds 2 runs" in said(page)
    assert "1 of prices, 1 of names" in said(page)
    [table] = [frame.value for frame in page.dataframe if "settings" in frame.value]
    assert table["data"].tolist() == ["Moons", "GE"]
    assert lab.runs() == []

    page = control(page, "import_runs").click().run()
    assert not page.exception
    assert "Brought in 2 runs" in said(page)
    assert {run.title for run in lab.runs()} == {"Moons", "GE"}

    page = given(page, zipped, 1)
    assert "2 of them are here already" in said(page)


def test_ticked_runs_are_taken_away_together(lab, open_page):
    ids = [names_run(lab).id, price_run(lab).id]
    page = open_page("runs", ticked=",".join(ids))
    [button] = [one.proto for one in page.get("download_button") if one.proto.label == "Zip"]
    assert not button.disabled
    assert len(Bundle(io.BytesIO(bundle_bytes(ids))).manifest.runs) == 2


def test_what_is_no_zip_of_runs_is_refused(lab, importing, zipped):
    page = given(importing, b"Date,Open")
    assert "no zip that Sequence Lab made" in page.error[0].value
    page = given(page, zipped[:-100])
    assert len(page.error) == 1
    assert not page.exception
    assert lab.runs() == []


def test_everything_has_the_reading(lab):
    with zipfile.ZipFile(io.BytesIO(bundle_bytes([names_run(lab).id]))) as archive:
        [data] = json.loads(archive.read("manifest.json"))["datasets"]
    assert data["reading"] == READ_AS


def test_what_is_damaged_after_it_was_looked_at_is_refused(lab, importing, zipped, monkeypatch):
    def refuse(*_):
        raise BundleError("The file is gone.")

    page = given(importing, zipped)
    monkeypatch.setattr(import_zip, "import_runs", refuse)
    page = control(page, "import_runs").click().run()
    assert not page.exception
    assert "The file is gone" in page.error[0].value
    assert lab.runs() == []
