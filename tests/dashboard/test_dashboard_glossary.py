"""The glossary: each term once, and every link shows what it says."""

import re

import pytest

from core.names.settings import NamesSettings
from core.parameters import parameters
from core.report.findings import load
from core.runs.settings import build
from core.stocks.judgement.verdict import Verdict
from core.stocks.settings import StockSettings
from core.stocks.sources import bundled_prices
from core.stocks.trainer import train
from dashboard.glossary.terms import SUBJECTS, find, for_browser
from tests.dashboard.conftest import at, component

TERMS = [term for terms in SUBJECTS.values() for term in terms]
INSIDE = {
    tuple(sorted(term.seen.query.items())) for term in TERMS if term.seen.view == "views/inside.py"
}
SETTINGS = {"views/names.py": NamesSettings, "views/stock.py": StockSettings}


def test_each_form_of_a_term_is_explained_once():
    forms = [form.lower() for term in for_browser() for form in term["forms"]]
    assert len(forms) == len(set(forms))
    assert len({term.anchor for term in TERMS}) == len(TERMS) > 30


def test_what_is_found_has_all_words():
    found = [term.term for terms in find("forget GATE").values() for term in terms]
    assert {"Forget gate", "Cell state"} <= set(found)
    assert "Softmax" not in found
    assert find("no such word") == {}


def test_the_words_of_the_verdict_say_what_each_takes():
    said = {term.term: term.words for term in TERMS}
    assert all(word.value in said["Verdict"] for word in Verdict)
    assert "5 % of the miss" in said["Better or worse"]
    assert "Diebold-Mariano test" in said["Better or worse"]
    assert "within 5 % either way" in said["About as good"]
    assert "Fewer than 20 test days" in said["Too close to call"]
    assert "planned epoch" in said["Verdict"]
    assert {"Validation days", "Diebold-Mariano test", "Skill", "Walk-forward"} <= set(said)


def test_the_page_shows_all_terms_under_their_subjects_and_finds_some(open_page):
    page = open_page("glossary")
    assert not page.exception
    assert [heading.value for heading in page.header] == list(SUBJECTS)
    assert [heading.value for heading in page.subheader] == [term.term for term in TERMS]
    page.text_input(key="find").set_value("softmax").run()
    assert "Softmax" in [heading.value for heading in page.subheader]
    assert len(page.subheader) < 5
    page.text_input(key="find").set_value("[x](y)").run()
    assert "No term has" in page.info[0].value


def test_every_link_inside_the_cell_shows_exactly_that(open_page):
    page = open_page("inside")
    for query in INSIDE:
        asked = dict(query)
        at(page, asked)
        assert not page.exception
        assert not page.warning, asked
        shown = component(page, "inside")
        assert f"/traces/{asked['run']}" in shown["trace"]
        assert shown["place"]["step"] == int(asked.get("step", 1)) - 1


def test_every_link_to_settings_says_one_that_there_is():
    for term in TERMS:
        model = SETTINGS.get(term.seen.view)
        if model is None or "temperature" in term.seen.query:
            continue
        for name, value in term.seen.query.items():
            kind, _, setting = name.partition("_")
            assert kind in term.seen.view
            [parameter] = [known for known in parameters(model) if known.name == setting]
            wanted = type(parameter.default)(value)
            assert getattr(build(model, {setting: wanted}), setting) == wanted


@pytest.mark.parametrize(
    ("term", "word"), [("Better or worse", "worse"), ("About as good", "as good")]
)
def test_a_training_of_a_link_gets_the_word_that_it_says(term, word):
    [link] = [known.seen for known in TERMS if known.term == term]
    asked = {name.removeprefix("stock_"): value for name, value in link.query.items()}
    [*_, result] = train(build(StockSettings, asked), bundled_prices("GE"))
    assert link.where.endswith(word)
    assert result.values["verdict"] == word


def test_every_link_to_the_report_opens_a_claim_that_there_is():
    claims = {claim.key for claim in load().claims()}
    for term in TERMS:
        if term.seen.view == "views/report.py":
            [name] = term.seen.query
            assert re.sub("^open_", "", name) in claims
