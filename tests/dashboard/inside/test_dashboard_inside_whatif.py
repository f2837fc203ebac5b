"""Changes inside a cell: what the address says, what is refused, the verdict, who follows."""

import re

import numpy as np
import pytest

from core.inside.demonstrations import demonstration
from core.inside.interference import ChangePrice, FixUnit, HoldGate, OverrideLetter, interfere
from core.inside.prices_trace import price_input
from core.inside.trace import trace
from core.names.corpus import END
from core.names.sampling import sample_names
from core.names.sources import bundled_names
from core.stocks.engines.engine import listed
from core.stocks.sources import bundled_prices
from dashboard.inside.payload import MAX_CHANGES, TraceRequest, trace_result
from dashboard.inside.whatif import in_words, what_if
from tests.dashboard.conftest import component
from tests.dashboard.inside.test_dashboard_inside import of_size, warnings

DAY = "2019-10-07"
NAMES = ("demo-names", 10_000)


def lstm(*changes):
    shown = demonstration("demo-lstm")
    weights = listed(shown.weights[max(shown.weights)])
    return interfere(price_input(shown.settings, weights, bundled_prices("GE"), DAY), changes)


def both(run, checkpoint, text, *changes, dice=None):
    """What is said of a change."""
    asked = TraceRequest(run, checkpoint, text, changes, dice)
    return what_if(asked, trace_result(asked), trace_result(asked.unchanged), 0)


def asked_for(page):
    """The words of the changes that the page shows."""
    return [change["word"] for change in component(page, "inside")["whatif"]["changes"]]


def test_a_link_with_changes_shows_both_futures(open_page):
    page = open_page("inside", run="demo-lstm", input=DAY, change=["f1=0", "day9=9.5"], step="4")
    assert not page.exception
    assert not page.warning
    shown = component(page, "inside")
    address = f"/traces/demo-lstm?checkpoint=100&input={DAY}"
    assert shown["trace"] == f"{address}&change=f1%3D0&change=day9%3D9.5"
    assert shown["place"]["step"] == 3
    said = shown["whatif"]
    assert said["before"] == address
    assert [change["words"] for change in said["changes"]] == [
        "forget gate of layer 1 held at 0",
        "price of 2019-10-04 at $9.50",
    ]
    now = trace(lstm(HoldGate("f", 0), ChangePrice(9, 9.5))).arrays["price"][0]
    was = trace(lstm()).arrays["price"][0]
    assert said["verdict"].startswith(
        f"With these 2 changes it says ${now:.2f} instead of ${was:.2f}:"
    )


def test_without_changes_there_is_one_future(open_page):
    said = component(open_page("inside"), "inside")["whatif"]
    assert (said["before"], said["changes"], said["dice"]) == (None, [], None)


def test_both_predictions_stand_beside_yesterdays_price_and_the_one_that_came():
    given, changed = lstm(), trace(lstm(HoldGate("f", 0, 1))).arrays["price"][0]
    rows = {row["kind"]: row for row in both("demo-lstm", 100, DAY, "f1=0")["prices"]}
    said = trace(given).arrays["price"][0]
    expected = {"changed": changed, "before": said, "yesterday": given.prices[-1]}
    for kind, value in expected.items():
        assert rows[kind]["value"] == pytest.approx(value)
        off = float(rows[kind]["off"].strip("$"))
        assert off == pytest.approx(abs(value - given.actual), abs=0.011)
    assert rows["actual"]["value"] == given.actual
    tomorrow = both("demo-lstm", 100, "2030-01-01", "f1=0")["prices"]
    assert [row["kind"] for row in tomorrow] == ["changed", "before", "yesterday"]
    assert not any(row["off"] for row in tomorrow)


def test_yesterdays_price_stays_what_it_was():
    rows = {row["kind"]: row for row in both("demo-lstm", 100, DAY, "day9=20")["prices"]}
    assert rows["yesterday"]["value"] == pytest.approx(lstm().prices[-1])


def test_dice_draw_the_letters_that_sampling_draws(open_page):
    page = open_page("inside", input="aa", dice="3", change="a1.7=0")
    shown = component(page, "inside")
    assert shown["trace"] == "/traces/demo-names?checkpoint=10000&input=aa&change=a1.7%3D0&dice=3"
    weights = demonstration("demo-names").weights[10_000]
    [name] = sample_names(weights, bundled_names().alphabet, count=1, first_letters="aa", seed=3)
    found = trace_result(TraceRequest(*NAMES, "aa", dice=3)).trace
    assert "".join(found.comes).strip(END) == name.text
    assert f"instead of “{name.text}”; they part after step 4." in shown["whatif"]["verdict"]


def test_dice_need_no_first_letter(open_page):
    page = open_page("inside", input="", dice="3")
    assert not page.warning
    assert "&input=&dice=3" in component(page, "inside")["trace"].replace("?", "&")


def test_of_a_given_name_it_says_how_likely_it_is():
    def bits(asked):
        found = trace_result(asked).trace
        comes = [found.alphabet.index(letter) for letter in found.comes]
        return -np.log2(found.arrays["y"][np.arange(len(comes)), comes]).mean()

    asked = TraceRequest(*NAMES, "rex", ("a1.7=0",))
    now, was = bits(asked), bits(asked.unchanged)
    likely = "less" if now > was else "more"
    verdict = both(*NAMES, "rex", "a1.7=0")["verdict"]
    assert verdict == (
        f"With unit 8 silenced the network finds “rex” {likely} likely: "
        f"{now:.2f} bits a letter instead of {was:.2f}."
    )


@pytest.mark.parametrize(
    ("change", "words", "name", "step"),
    [
        ("letter1=a", "“a” after step 2", "“rax”", 2),
        ("letter1=\n", "the end after step 2", "“r”", 2),
        ("letter0=\n", "the end after step 1", "nothing", 1),
        ("letter3=x", "“x” after step 4", "“rexx”", 4),
    ],
)
def test_the_verdict_says_where_two_names_part(change, words, name, step):
    verdict = both(*NAMES, "rex", change)["verdict"]
    becomes = f"the name becomes {name} instead of “rex”"
    assert verdict == f"With {words} {becomes}; they part after step {step}."


def test_what_changes_nothing_is_said_to():
    [price] = lstm().prices[-1:]
    verdict = both("demo-lstm", 100, DAY, f"day9={float(price)!r}")["verdict"]
    assert re.fullmatch(r"With the price of .* at \$\S+ it says \$\S+, as before\.", verdict)


@pytest.mark.parametrize(
    ("run", "change", "words"),
    [
        ("demo-lstm", HoldGate("i", 1, 2), "input gate of layer 2 held at 1"),
        ("demo-lstm", HoldGate("g", -0.5, 1, 3), "candidate of unit 4 in layer 1 held at −0.5"),
        ("demo-gru", HoldGate("z", 0.25, 1), "update gate of layer 1 held at 0.25"),
        ("demo-gru", FixUnit(6, -0.5, 2), "unit 7 of layer 2 fixed at −0.5"),
        ("demo-names", FixUnit(6), "unit 7 silenced"),
        ("demo-names", OverrideLetter(3, "x"), "“x” after step 4"),
        ("demo-names", OverrideLetter(0, END), "the end after step 1"),
    ],
)
def test_a_change_in_plain_words(run, change, words):
    usual = "rex" if run == "demo-names" else DAY
    checkpoint = max(demonstration(run).weights)
    assert (
        in_words(change, trace_result(TraceRequest(run, checkpoint, usual)).trace, "USD") == words
    )


@pytest.mark.parametrize(("step", "more"), [(3, " (in two changes)"), (8, "")])
def test_a_price_is_said_to_be_in_two_changes_where_those_are_read(step, more):
    found = trace(of_size("lstm", 1, 3, 9, target="change", reads="changes"))
    words = in_words(ChangePrice(step, 9.5), found, "INR")
    assert words == f"price of {found.read[step]} at ₹9.50{more}"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"change": "f1=0"}, "The change 'f1=0' cannot be made. There is no gate f in an RNN"),
        ({"change": "everything"}, "'everything' says nothing that can be changed"),
        ({"change": "a1.50=0"}, "There is no unit 50 in layer 1; choose 0 to 49."),
        ({"change": "letter40=x"}, "There is no step 40"),
        ({"change": "letter2=7"}, "The letter '7' is in none of the names learned from"),
        ({"change": "day2=9"}, "A names run reads no prices"),
        ({"dice": "six"}, "'six' are no dice: they are a whole number from 0 to 999,999,999."),
        ({"dice": "-1"}, "'-1' are no dice"),
        ({"run": "demo-lstm", "dice": "1"}, "Dice draw letters: a network of prices has none."),
        ({"run": "demo-lstm", "change": "day2=-9"}, "A price is more than 0, not -9."),
        ({"run": "demo-lstm", "change": "f1=2"}, "The gate f is between 0 and 1, not 2."),
        ({"future": "both"}, "There is no future 'both'"),
    ],
)
def test_what_cannot_be_changed_is_said_and_the_rest_stays(open_page, query, sentence):
    wrong = query.get("change")
    page = open_page("inside", **query | {"change": ["a1.3=0", wrong] if wrong else ["a1.3=0"]})
    assert not page.exception
    assert sentence in warnings(page)
    assert asked_for(page) == ["a1.3=0"]
    assert page.query_params["change"] == "a1.3=0"


def test_a_later_change_of_the_same_thing_takes_its_place(open_page):
    page = open_page("inside", change=["a1.3=0", "a1.4=0", "a1.3=0.5"])
    assert asked_for(page) == ["a1.4=0", "a1.3=0.5"]


def test_there_is_an_end_to_the_number_of_changes(open_page):
    page = open_page("inside", change=[f"a1.{unit}=0" for unit in range(MAX_CHANGES + 1)])
    assert "At most 30 changes can be made at once" in warnings(page)
    assert len(asked_for(page)) == MAX_CHANGES


def test_a_step_that_a_change_took_away_is_no_mistake(open_page):
    page = open_page("inside", input="rex", change="letter1=\n", step="4")
    assert not page.warning


def test_changes_of_the_network_outlive_its_checkpoint_and_its_input(open_page):
    page = open_page("inside", input="rex", change=["a1.3=0", "letter1=a"], dice="2")
    page.select_slider(key="inside_checkpoint").set_value(4000).run()
    assert asked_for(page) == ["a1.3=0", "letter1=a"]
    page.text_input(key="inside_input").set_value("tyr").run()
    assert asked_for(page) == ["a1.3=0"]
    assert component(page, "inside")["whatif"]["dice"] == 2
    page.selectbox(key="inside_run").select("demo-gru").run()
    assert not page.warning
    assert asked_for(page) == []


def test_panels_follow_a_change_or_say_that_they_do_not(open_page):
    page = open_page(
        "inside", run="demo-lstm", input=DAY, change="f2=0", open="mattered,unit,gradient"
    )
    assert not page.exception
    captions = [caption.value for caption in page.caption]
    assert captions.count("This is of the network with your changes.") == 1
    assert captions.count("This is of the network as it is, without your changes.") == 2
