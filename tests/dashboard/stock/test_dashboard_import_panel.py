"""How an uploaded file was read: shown, asked where it is doubtful, and changed at once."""

import re
from pathlib import Path

import pytest

from core.stocks.sources import PriceChoices, PriceHistory, bundled_prices
from dashboard.stock.import_controls import GROUPS
from tests.dashboard.conftest import control, told_late
from tests.dashboard.stock.test_dashboard_price_picker import (
    beside_train,
    elsewhere_and_back,
    upload,
)

CORPUS = Path(__file__).parents[2] / "data" / "uploads"
CLEAN = bundled_prices("GE").frame.to_csv().encode()
TIE = b"Date,Close\n" + b"".join(
    b"0%d/0%d/2019,8.%d\n" % (day, day + 1, day) for day in range(1, 7)
)
TOTALS = b"Prices of <b>Example</b>\nDate,Open,Close\n" + b"".join(
    b"2019-01-%02d,8.%d,9.%d\n" % (day, day, day) for day in range(1, 30)
)
BAD_END = TOTALS + b"2019-01-30,mean,9.1\n"


@pytest.fixture
def uploads(open_page):
    return open_page("stock", prices="Upload a CSV", stock_timesteps="2", stock_test_days="2")


def is_open(page):
    """Whether the panel is open."""
    [panel] = [each for each in page.expander if each.label.startswith("Was the file read rightly")]
    return panel.proto.expanded


def controls(page):
    """The control of each field of `Choices` that is on show."""
    by_key = {shown.key: shown for shown in (*page.selectbox, *page.number_input)}
    return {
        name: by_key[key]
        for name in PriceChoices.model_fields
        for key in by_key
        if re.fullmatch(rf"upload_{name}_[0-9a-f]{{16}}_\d+_\d+", key)
    }


def said(page):
    return "\n".join(
        element.value.replace("\\", "").replace("\u2060", "")
        for element in (*page.caption, *page.markdown)
    )


def rows(page):
    return "".join(element.proto.body for element in page.get("html"))


def kept(lab, page):
    return PriceHistory.from_bytes(lab.dataset(page.query_params["upload"]).blob)


def test_a_clean_file_is_told_in_a_sentence_and_its_panel_is_folded(uploads):
    page = upload(uploads, CLEAN)
    assert not page.exception
    assert "Read \u2068mine\u2069: 2018-11-12 to 2019-11-08, 250 days" in said(page)
    assert "Open, High, Low, Close and Volume, in an unknown currency." in said(page)
    assert not is_open(page)
    assert controls(page)["close"].value == "Close"
    assert "Certain: \u2068its heading\u2069" in said(page)


def test_a_tie_is_asked_and_its_answer_trains_and_travels(uploads, lab, open_page):
    page = upload(uploads, TIE)
    assert "Day or month first?" in beside_train(page)
    assert page.button(key="train").disabled
    assert is_open(page)
    asked = controls(page)["date_order"]
    assert asked.value is None
    asked.set_value("mdy").run()
    assert not beside_train(page)
    assert "Chosen here" in said(page)
    page.button(key="train").click().run()
    [run] = lab.runs()
    history = PriceHistory.from_bytes(lab.dataset(run.dataset_id).blob)
    assert history.choices["date_order"] == "mdy"
    assert history.dates[0].month == 1

    again = open_page("stock", run=run.id)
    assert "date order \u2068month, day, year\u2069" in said(again)
    again.button(key="train").click().run()
    assert [other.dataset_id for other in lab.runs()] == [run.dataset_id] * 2


def test_any_column_may_be_any_price_and_it_is_read_again_at_once(uploads, lab):
    page = upload(uploads, CLEAN)
    before = kept(lab, page)
    controls(page)["close"].set_value("Open").run()
    assert not page.exception
    assert kept(lab, page).frame["Close"].equals(before.frame["Open"].rename("Close"))
    assert controls(page)["open"].value == ""
    control(page, "upload_back").click().run()
    assert kept(lab, page).frame.equals(before.frame)
    assert control(page, "upload_back").disabled


def test_a_refused_file_is_put_right_by_a_control_that_is_named(uploads, lab):
    page = upload(uploads, BAD_END)
    assert "Line 32, Open: 'mean' is not a price" in beside_train(page)
    assert is_open(page)
    assert "What may put it right: Decimal mark, Footer, First row, Separator." in said(page)
    controls(page)["footer"].set_value(1).run()
    assert not beside_train(page)
    assert len(kept(lab, page)) == 29
    assert controls(page)["footer"].value == 1


def test_a_choice_that_is_refused_leaves_the_controls_and_the_prices(uploads):
    page = upload(uploads, TOTALS)
    before = set(controls(page))
    for name, wrong in [("first_row", 9_999), ("footer", 500), ("decimal", ",")]:
        controls(page)[name].set_value(wrong).run()
        assert not page.exception
        assert "Until then, the prices of mine stay." in beside_train(page)
        assert before == set(controls(page))
        assert controls(page)[name].value == wrong
        control(page, "upload_back").click().run()
        assert not beside_train(page)


@pytest.mark.slow
@pytest.mark.parametrize("separator", [";", "\t", "|", " "])
def test_a_separator_that_splits_nothing_can_be_taken_back(uploads, separator):
    page = upload(uploads, TOTALS)
    controls(page)["separator"].set_value(separator).run()
    assert not page.exception
    assert beside_train(page)
    controls(page)["separator"].set_value(",").run()
    assert not beside_train(page)


def test_rows_stand_as_in_the_file_beside_what_was_read(uploads):
    page = upload(uploads, TOTALS + b"Source,,\n")
    table = rows(page)
    assert "Prices of &lt;b&gt;Example&lt;/b&gt;" in table
    assert "Skipped: stands above the table" in table
    assert "<code>2019-01-01</code> <code>8.1</code> <code>9.1</code></td><td>2019-01-01</td>" in (
        table
    )
    assert "Skipped: stands below the prices" in table


def test_notes_stand_in_the_panel_and_prices_can_be_taken_away(uploads):
    page = upload(uploads, TOTALS + b"Source,,\n")
    assert "1 row (line 32) below the prices left out." in said(page)
    assert [button.label for button in page.get("download_button")] == ["Prices as read"]


def test_another_page_loses_neither_a_refused_file_nor_its_controls(uploads):
    page = upload(uploads, BAD_END)
    elsewhere_and_back(page)
    assert "'mean' is not a price" in beside_train(page)
    controls(page)["footer"].set_value(1).run()
    assert not beside_train(page)


def test_the_prices_of_a_run_take_the_place_of_a_file_that_gave_others(uploads, lab, open_page):
    page = upload(uploads, CLEAN)
    page.button(key="train").click().run()
    [run] = lab.runs()
    other = upload(open_page("stock", prices="Upload a CSV"), BAD_END)
    other.query_params["run"] = run.id
    other.run()
    assert not other.exception
    assert not beside_train(other)
    assert "How was the file read?" in [expander.label for expander in other.expander]


# Files of the corpus, with the controls that only their kind has.
OWN = {
    "binance.csv": {"separator", "time_zone"},
    "yfinance_two_tickers.csv": {"separator", "symbol"},
    "century.csv": {"separator"},
    "workbook.xlsx": set(),
    "workbook_two_sheets.xlsx": {"sheet"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OWN)
def test_only_controls_that_make_sense_are_shown(uploads, name):
    page = upload(uploads, (CORPUS / name).read_bytes(), name)
    assert not page.exception
    of_some_files = {"separator", "sheet", "time_zone", "symbol"}
    shown = set(controls(page))
    assert shown & of_some_files == OWN[name]
    assert shown >= {"first_row", "footer", "date_column", "close", "decimal", "currency"}


def test_every_choice_has_a_place_in_the_panel():
    assert {name for names in GROUPS.values() for name in names} == set(PriceChoices.model_fields)


GERMAN = "Datum;Schluss\n" + "".join(f"{day:02}.01.2019;1.2{day:02},50\n" for day in range(1, 31))
DOUBTFUL = "Date,Close\n" + "".join(f"2019-02-{day:02},1.2{day:02}\n" for day in range(1, 29))


def test_what_a_browser_tells_of_the_file_before_is_not_chosen_for_the_next(uploads):
    page = upload(uploads, GERMAN.encode())
    before = page._tree.get_widget_states()
    page = upload(page, DOUBTFUL.encode(), "next.csv")
    told_late(page, before)
    assert not page.exception
    assert "Chosen here" not in said(page)
    assert "Decimals or thousands?" in beside_train(page)
    assert controls(page)["date_column"].value == "Date"


def test_what_a_browser_tells_of_the_reading_before_is_not_chosen_for_the_next(uploads):
    page = upload(uploads, CLEAN)
    before = page._tree.get_widget_states()
    controls(page)["date_column"].set_value("Open").run()  # all others are guessed anew
    told_late(page, before)  # somebody may have chosen the column of before again, but nothing else
    assert said(page).count("Chosen here") == 1


def test_the_price_of_the_file_before_does_not_refuse_the_next(uploads):
    page = upload(uploads, b"Date,Close\n2019-01-02,8.1\n2019-01-03,8.2\n2019-01-04,8.3\n")
    before = page._tree.get_widget_states()
    page = upload(page, CLEAN.replace(b"Close", b"Junk"), "next.csv")
    assert page.selectbox(key="stock_price_column").value == "Open"
    told_late(page, before)
    assert "no Close prices" not in beside_train(page)
    assert page.selectbox(key="stock_price_column").value == "Open"
