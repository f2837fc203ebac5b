import re
import shutil
import time
import tomllib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from core.names.settings import NamesSettings
from core.runs import database, migrations
from core.runs.database import StoreError, open_database
from core.runs.migrations import STEPS, version_of
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.store import Store
from core.runs.tables import metadata
from core.runs.workers.runner import serve_queue
from core.stocks.settings import StockSettings

ROOT = Path(__file__).parents[3]
VERSION_1_0_0 = ROOT / "tests" / "data" / "stores" / "version_1_0_0.sqlite"
NEXT_STEP = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9000", "{STEPS[-1]}"


def upgrade():
    with op.batch_alter_table("runs") as table:
        table.add_column(sa.Column("mood", sa.String(16)))
"""


def execute(url, *statements):
    engine = open_database(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def reached(url):
    """The number of a database, and the columns of its runs."""
    engine = open_database(url)
    with engine.connect() as connection:
        columns = {column["name"] for column in inspect(connection).get_columns("runs")}
        number = version_of(connection)
    engine.dispose()
    return number, columns


@pytest.fixture
def of_version_1_0_0(tmp_path):
    file = shutil.copy(VERSION_1_0_0, tmp_path / "old.sqlite")
    return f"sqlite:///{file}"


@pytest.fixture
def next_step(tmp_path, monkeypatch):
    """Lets the program know a step more."""

    def add(source):
        here = shutil.copytree(migrations.HERE, tmp_path / "migrations")
        (here / "versions" / "9000_next.py").write_text(source)
        monkeypatch.setattr(migrations, "HERE", here)
        monkeypatch.setattr(database, "STEPS", (*STEPS, "9000"))

    return add


def test_a_store_of_version_1_0_0_opens_and_shows_its_runs(of_version_1_0_0):
    store = Store(of_version_1_0_0)
    stopped, failed, stock, names = store.runs()
    assert [run.state for run in (stopped, failed)] == [RunState.STOPPED, RunState.FAILED]
    assert "at most 224 timesteps fit" in failed.error.lower()
    assert (stock.state, names.state) == (RunState.FINISHED, RunState.FINISHED)
    assert stock.settings == StockSettings(units=8, layers=1, epochs=5)
    assert names.settings == NamesSettings(hidden_units=8, iterations=200, checkpoint_interval=100)
    assert store.checkpoints(names.id) == [0, 100, 200]
    assert store.checkpoint(names.id, 200).arrays["Waa"].shape == (8, 8)
    assert [step for step, _, _ in store.losses(stock.id)] == [0, 1, 2, 3, 4, 5]
    assert store.result(stock.id).values["rmse"] == stock.values["rmse"]
    assert store.weights(stock.id).step == 5


def test_what_version_1_0_0_trained_can_be_trained_again(of_version_1_0_0):
    store = Store(of_version_1_0_0)
    *_, stock, names = store.runs()
    again = [store.create_run(run.settings, run.dataset_id) for run in (names, stock)]
    serve_queue(of_version_1_0_0)
    assert [store.run(run.id).state for run in again] == [RunState.FINISHED] * 2


def test_the_steps_are_one_chain_that_ends_with_the_newest():
    config = Config()
    config.set_main_option("script_location", str(migrations.HERE))
    chain = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(chain)) == STEPS[1:]


def test_every_step_names_the_version_that_it_came_with():
    config = Config()
    config.set_main_option("script_location", str(migrations.HERE))
    steps = reversed(list(ScriptDirectory.from_config(config).walk_revisions()))
    named = [re.search(r"[Vv]ersion (\d+\.\d+\.\d+)", step.doc) for step in steps]
    assert all(named)
    versions = [found[1] for found in named if found]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    numbers = [tuple(map(int, version.split("."))) for version in [*versions, project["version"]]]
    assert numbers == sorted(numbers)
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert all(f"## [{version}]" in changes for version in versions)


def test_the_steps_lead_to_the_tables_that_the_program_knows(store):
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_a_database_without_a_number_is_taken_for_one_of_version_1_0_0(old_url):
    old = create_engine(old_url)
    with old.begin() as connection:
        dataset = {"id": "data", "kind": "names", "title": "Names", "blob": b"rex"}
        connection.execute(metadata.tables["datasets"].insert().values(dataset))
    old.dispose()
    assert Store(old_url).dataset("data").blob == b"rex"
    assert reached(old_url)[0] == STEPS[-1]


def test_an_older_database_is_brought_up_when_it_is_opened(url, store, next_step):
    run = store.create_run(NamesSettings(), store.save_dataset(Kind.NAMES, "Names", b"rex"))
    number, columns = reached(url)
    next_step(NEXT_STEP)
    assert Store(url).run(run.id) == run
    assert reached(url) == ("9000", columns | {"mood"})
    assert number == STEPS[-1]


def test_a_store_of_version_1_0_0_takes_every_step(of_version_1_0_0, next_step):
    next_step(NEXT_STEP)
    assert len(Store(of_version_1_0_0).runs()) == 4
    assert reached(of_version_1_0_0)[0] == "9000"


@pytest.mark.usefixtures("store")
def test_a_step_that_fails_leaves_all_as_it_was(url, next_step, monkeypatch):
    before = reached(url)
    next_step(NEXT_STEP + '    op.execute("INSERT INTO nowhere VALUES (1)")')
    with pytest.raises(StoreError, match="nowhere"):
        Store(url)
    monkeypatch.undo()
    assert reached(url) == before


@pytest.mark.usefixtures("store")
def test_a_database_of_a_newer_program_is_refused_in_a_sentence(url):
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer version .*9999.*; update the program"):
        Store(url)


def test_data_of_before_count_as_kept_now(of_version_1_0_0):
    before = time.time()
    with open_database(of_version_1_0_0).connect() as connection:
        kept = connection.execute(text("SELECT created FROM datasets")).scalars().all()
    assert kept
    assert all(before - 1 <= created <= time.time() for created in kept)
