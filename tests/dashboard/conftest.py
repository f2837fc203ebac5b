"""Pages against a store of their own, without worker processes."""

from __future__ import annotations

import gc
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.context import ContextProxy
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.testing.v1 import AppTest

from core.runs.people import HOST, Person
from core.runs.records import Run, RunState
from core.runs.store import Store
from core.runs.workers.executor import Executor
from dashboard.server.people import PERSON_HEADER, person_header
from dashboard.shared.page_header import show_trouble

APP = Path(__file__).parents[2] / "dashboard" / "pages.py"
LONGEST = 120  # seconds: a loaded machine is slow, not wrong


@pytest.fixture(autouse=True, scope="session")
def what_is_loaded_is_not_searched() -> None:
    """Streamlit collects garbage after every look: slow beside a TensorFlow of other tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def packages_are_searched_once() -> Iterator[None]:
    """A server looks once for components of all packages; a page under test looks every time."""
    with pytest.MonkeyPatch.context() as patch:
        search = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", search)
        yield


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without runs: its tables take longer to make than to copy."""
    file = tmp_path_factory.mktemp("empty") / "lab.sqlite"
    Store(f"sqlite:///{file}").close()
    return file


@pytest.fixture(autouse=True)
def lab(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store that the pages use too; what is submitted stays in the queue."""
    file = shutil.copy(empty, tmp_path / "lab.sqlite")
    monkeypatch.setenv("SEQUENCE_LAB_DATABASE", f"sqlite:///{file}")
    st.cache_resource.clear()
    # A page puts itself in the place of the program; processes started later would run the page.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    store = Store()
    monkeypatch.setattr(Executor, "_watch", lambda _: None)  # nobody wakes workers
    monkeypatch.setattr(Executor, "ready", True)
    yield store
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def as_on_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends a look early is shown as `dashboard.app` has it shown."""
    run = ScriptRunner._run_script_thread

    def run_script(runner: ScriptRunner) -> None:
        runner._on_script_error = show_trouble
        run(runner)

    monkeypatch.setattr(ScriptRunner, "_run_script_thread", run_script)


@pytest.fixture
def seen_as(monkeypatch: pytest.MonkeyPatch) -> Callable[[Person], None]:
    """Says who opens the pages from now on."""

    def seen(person: Person) -> None:
        told = {PERSON_HEADER: person_header(person, "").decode()}
        monkeypatch.setattr(ContextProxy, "headers", told)

    return seen


@pytest.fixture(autouse=True)
def at_the_computer_itself(seen_as: Callable[[Person], None]) -> None:
    seen_as(HOST)


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Opens a page ("stock", "names", "runs" or "home") with query parameters."""

    def opened(name: str, **query: str) -> AppTest:
        page = AppTest.from_file(str(APP), default_timeout=LONGEST)
        if name != "home":
            page.switch_page(f"views/{name}.py")
        for key, value in query.items():
            page.query_params[key] = value
        return page.run()

    return opened


def at(page: AppTest, query: Mapping[str, str]) -> AppTest:
    """The same page with another address."""
    page.query_params.clear()
    page.query_params.update(query)
    return page.run()


def control(page: AppTest, name: str) -> Any:
    """A control of how a file is read ("upload_close", "names_column"); its key names the file."""
    key = re.compile(rf"{name}_[0-9a-f]{{16}}(_\d+)*")
    kinds = (page.selectbox, page.number_input, page.button)
    [found] = [widget for kind in kinds for widget in kind if key.fullmatch(widget.key or "")]
    return found


def told_late(page: AppTest, before: WidgetStates) -> AppTest:
    """Another look, for which a browser tells of all but the data what it told before.

    So it does while it waits for the answer to a file that somebody has put in another's place.
    """
    now = page._tree.get_widget_states()
    data = {told.id: told for told in now.widgets if re.search(r"_file$|_pasted$", told.id)}
    late = {told.id: told for told in now.widgets} | {told.id: told for told in before.widgets}
    return page._run(WidgetStates(widgets=(late | data).values()))


def carried_out(store: Store, run: Run, events: object) -> Run:
    """`run` as it stands after a worker has carried it out, reporting `events`."""
    claimed = store.claim("test")
    assert claimed is not None
    assert claimed.id == run.id
    store.append(run.id, events)
    store.finish(run.id, RunState.FINISHED)
    return store.run(run.id)


def component(page: AppTest, name: str) -> dict[str, Any]:
    """What the component `name` ("stock", "names") was given to draw."""
    return drawn(page, name)


def drawn(page: AppTest, name: str, key: str = "") -> dict[str, Any]:
    """The same of one of several such components: the one with that key."""
    [found] = [
        element.proto
        for element in page.get("bidi_component")
        if element.proto.component_name == f"lab_{name}" and element.proto.id.endswith(key)
    ]
    data: dict[str, Any] = json.loads(found.json)
    return data
