"""Several people at one lab: everybody watches, only who made a run and the host change it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect
from sqlalchemy import update
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from core.names.settings import NamesSettings
from core.runs.people import Person
from core.runs.records import Run
from core.runs.store import Store
from core.runs.tables import runs
from dashboard.server.host_key import token_of
from dashboard.server.people import HOST_COOKIE, VISITOR_COOKIE
from tests.browser.conftest import ELSEWHERE
from tests.browser.made_runs import begun, finished
from tests.browser.steps import at_rest, status

STREAM = "/_stcore/stream"
Messages = dict[str, str | bytes]


@pytest.fixture
def class_address(server: str) -> str:
    """The lab as another computer sees it."""
    return f"http://{ELSEWHERE}:{urlsplit(server).port}"


class Somebody:
    """A person with a browser of their own."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=address, viewport={"width": 1280, "height": 900}
        )
        self.context.set_default_timeout(60_000)
        self.page = self.context.new_page()

    def opened(self, path: str) -> Page:
        self.page.goto(path)
        at_rest(self.page)
        return self.page

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}


@pytest.fixture
def people(browser: Browser, class_address: str) -> Iterator[tuple[Somebody, Somebody]]:
    both = Somebody(browser, class_address), Somebody(browser, class_address)
    yield both
    for person in both:
        assert not person.page.get_by_test_id("stException").count()
        person.context.close()


@pytest.fixture
def host_address(class_address: str, store: Store) -> str:
    """The address that makes its visitor the host; its key lies beside the database."""
    folder = re.sub("^sqlite:///(.*)/[^/]*$", r"\1", store.url)
    with open(f"{folder}/host.key") as file:
        return f"{class_address}/runs?host_key={file.read().strip()}"


def owned(store: Store, run: Run, owner: str) -> Run:
    with store._engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == run.id).values(owner=owner))
    return store.run(run.id)


def name_oneself(page: Page, nickname: str) -> None:
    page.get_by_text("Who are you here?").click()
    field = page.get_by_role("textbox", name="Nickname")
    field.fill(nickname)
    field.press("Enter")
    expect(page.get_by_text(f"Who are you here? \u2068{nickname}\u2069")).to_be_visible()


def test_a_class_watches_and_each_keeps_what_is_theirs(
    people: tuple[Somebody, Somebody], store: Store, host_address: str
) -> None:
    ada, ben = people
    page = ada.opened("/names?names_iterations=200&names_checkpoint_interval=100")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(status(page)).to_contain_text("Finished")
    run = store.runs(limit=1)[0]
    name_oneself(ada.opened("/runs"), "Ada")
    card = page.locator(f".st-key-card_{run.id}")
    expect(card).to_contain_text("by \u2068you\u2069")
    expect(card.get_by_role("button", name="Delete")).to_be_visible()

    theirs = ben.opened("/runs").locator(f".st-key-card_{run.id}")
    expect(theirs).to_contain_text("by \u2068Ada\u2069")
    expect(theirs.get_by_role("link", name=re.compile("Open"))).to_be_visible()
    expect(theirs.get_by_role("button", name="Delete")).to_have_count(0)
    expect(theirs.get_by_role("button", name="Label")).to_have_count(0)
    ben.opened(f"/names?run={run.id}").get_by_role("button", name="Continue").first.click()
    ben.page.get_by_test_id("stPopoverBody").get_by_role("button", name="Continue").click()
    expect(status(ben.page)).to_contain_text("Finished: 400 of 400")
    mine = store.runs(limit=1)[0]
    assert (mine.parent_id, mine.owner == run.owner) == (run.id, False)

    host = ben.opened(host_address)
    expect(host).to_have_url(re.compile("/runs$"))
    host.locator(f".st-key-card_{run.id}").get_by_role("button", name="Delete").click()
    host.get_by_role("button", name="Delete for good").click()
    expect(host.locator(f".st-key-card_{run.id}")).to_have_count(0)
    assert run.id not in {left.id for left in store.runs()}


def test_nobody_stops_what_they_only_watch(people: tuple[Somebody, Somebody], store: Store) -> None:
    for person in people:
        person.opened("/")
    run = owned(store, begun(store, NamesSettings()), "somebody")
    page = people[0].opened(f"/names?run={run.id}")
    expect(status(page)).to_contain_text("of 34,000 iterations")
    expect(page.locator(".lab-stop")).to_be_hidden()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()
    store.delete(run.id, by=Person(host=True))


def test_who_wants_to_be_forgotten_is_another_from_then_on(
    people: tuple[Somebody, Somebody], store: Store
) -> None:
    ada, _ = people
    name_oneself(ada.opened("/runs"), "Cleo")
    before = ada.cookies[VISITOR_COOKIE]
    ada.page.get_by_role("button", name="Forget me").click()
    ada.page.get_by_role("button", name="Forget me for good").click()
    expect(ada.page.get_by_role("heading", name="Sequence Lab")).to_be_visible()
    assert ada.cookies[VISITOR_COOKIE] != before
    expect(ada.opened("/runs").get_by_text("Somebody without a name")).to_be_visible()
    with store._engine.connect() as connection:
        assert "Cleo" not in str(connection.exec_driver_sql("SELECT * FROM people").all())


class Sender:
    """Speaks to Streamlit as a browser does, and says what it likes."""

    def __init__(self, server: str, cookies: dict[str, str]) -> None:
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._socket = connect(
            server.replace("http", "ws") + STREAM,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": said, "X-Forwarded-For": "192.0.2.1"},
            max_size=None,
        )

    def look(self, page: str, query: str = "") -> None:
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        self.send(message.SerializeToString())

    def send(self, message: bytes) -> None:
        """Sends it and waits until the script has run."""
        self._socket.send(message)
        answer = ForwardMsg()
        while answer.WhichOneof("type") != "script_finished":
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(timeout=60))

    def close(self) -> None:
        self._socket.close()


def caught_click(person: Somebody, path: str, buttons: list[str]) -> bytes:
    """What the browser would send for the click on the last of the buttons; it never arrives."""
    caught: list[bytes] = []
    watching = [False]

    def pass_on(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def say(message: str | bytes) -> None:
            if watching[0] and isinstance(message, bytes):
                caught.append(message)
            else:
                server.send(message)

        route.on_message(say)

    person.page.route_web_socket(re.compile(STREAM), pass_on)
    page = person.opened(path)
    for selector in buttons[:-1]:
        page.locator(selector).click()
    last = page.locator(buttons[-1])
    expect(last).to_be_visible()
    watching[0] = True
    last.click()
    while not caught:
        page.wait_for_timeout(20)
    return caught[-1]


@pytest.mark.parametrize("change", ["stop", "delete"])
def test_a_message_by_hand_changes_nothing_of_anothers(
    people: tuple[Somebody, Somebody], store: Store, server: str, change: str
) -> None:
    ada, ben = people
    for person in people:
        person.opened("/")
    ada.opened("/names?names_iterations=100&names_checkpoint_interval=100")
    ada.page.get_by_role("button", name="Train", exact=True).click()
    expect(status(ada.page)).to_contain_text("Finished")
    owner = store.runs(limit=1)[0].owner
    made = finished(store) if change == "delete" else begun(store)
    run = owned(store, made, owner)
    if change == "delete":
        click = caught_click(
            ada,
            f"/runs?search={run.id}",
            [f".st-key-ask_{run.id} button", f".st-key-delete_{run.id} button"],
        )
        page, query = "runs", ""
    else:
        click = caught_click(ada, f"/stock?run={run.id}", [".lab-stop"])
        page, query = "stock", f"run={run.id}"

    def stands() -> bool:
        return run.id in {kept.id for kept in store.runs()} and not store.should_stop(run.id)

    visitor = {VISITOR_COOKIE: ada.cookies[VISITOR_COOKIE]}
    for cookies in (ben.cookies, {}, ben.cookies | {HOST_COOKIE: token_of("0" * 32)}):
        somebody = Sender(server, cookies)
        somebody.look(page, query)
        somebody.send(click)
        somebody.close()
        assert stands()
    herself = Sender(server, visitor)
    herself.look(page, query)
    herself.send(click)
    herself.close()
    assert not stands()
    store.delete(run.id, by=Person(host=True))
