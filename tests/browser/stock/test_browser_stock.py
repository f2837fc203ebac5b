"""The stock page as a user meets it: upload, train, watch, stop, refresh, judge, download."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from core.runs.store import Store
from core.stocks.sources import bundled_prices
from tests.browser.steps import (
    SlowLine,
    at_rest,
    download,
    fill_in,
    finished,
    run_of,
    status,
    train,
)


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    """Prices as a German spreadsheet saves them."""
    path = tmp_path / "preise.csv"
    frame = bundled_prices("GE").frame[["Open", "Close"]].tail(120)
    frame.to_csv(path, sep=";", decimal=",", date_format="%d.%m.%Y")
    return path


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()


def test_upload_train_watch_judge_and_download(page: Page, upload: Path) -> None:
    page.goto("/stock")
    choose(page, "Prices", "Upload a CSV")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(upload)
    expect(page.get_by_text(re.compile("120 days")).first).to_be_visible()
    fill_in(page, "Epochs", "12")
    expect(page).to_have_url(re.compile("stock_epochs=12"))
    train(page)
    chart = page.locator(".lab-prices")
    chart.evaluate("chart => chart.dataset.same = 'yes'")
    expect(status(page)).to_contain_text("12 of 12 epochs")
    expect(status(page)).to_contain_text("Finished")
    expect(chart.locator(".legendtext", has_text="Model, test")).to_be_visible()
    expect(chart).to_have_attribute("data-same", "yes")  # changed in place, never drawn anew
    expect(page.get_by_test_id("verdict")).to_contain_text("Typical miss")
    expect(page.get_by_test_id("figures")).to_contain_text("repeating yesterday: 0.")

    saved = download(page, "Predictions")
    table = pd.read_csv(saved.path())
    assert list(table.columns) == ["Date", "Part", "Actual", "Predicted", "Yesterday"]
    assert (table.Part == "test").sum() == 25
    saved = download(page, "Settings")
    assert json.loads(Path(saved.path()).read_text())["epochs"] == 12
    saved = download(page, "Keras model", timeout=120_000)
    assert "model.weights.h5" in zipfile.ZipFile(saved.path()).namelist()


def test_a_change_that_is_made_before_the_one_before_is_answered_keeps_both(page: Page) -> None:
    line = SlowLine(page)
    page.goto("/stock")
    at_rest(page)
    line.hold()
    fill_in(page, "Units", "12")
    line.wait_until_answered()
    fill_in(page, "Epochs", "20")
    line.let_go()
    train(page)
    expect(page.locator(".lab-settings")).to_contain_text("LSTM(12), 7 timesteps, 20 epochs")
    finished(page, "20 of 20 epochs")


def test_a_refresh_in_mid_training_goes_on_watching_and_stop_stops(page: Page) -> None:
    page.goto("/stock?stock_epochs=1000&prices=Tata+Global%2C+2%2C051+days&stock_timesteps=60")
    train(page)
    expect(status(page)).to_contain_text("of 1,000 epochs")
    page.reload()
    expect(status(page)).to_contain_text("of 1,000 epochs")
    expect(page.get_by_test_id("figures")).to_contain_text("RMSE")
    expect(status(page)).to_contain_text(re.compile(r"^[1-9][\d,]* of 1,000 epochs"))
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(status(page)).to_contain_text("Stopped after")
    expect(status(page)).to_be_focused()  # the button that had the focus is gone
    expect(page.locator(".lab-spoken")).to_contain_text("Stopped after")
    expect(page.get_by_test_id("verdict")).to_contain_text("Typical miss")
    expect(page.get_by_role("button", name="Keras model")).to_be_visible()


def test_a_url_shows_the_same_in_another_browser(page: Page) -> None:
    page.goto("/stock?stock_epochs=3&stock_units=10")
    train(page)
    expect(status(page)).to_contain_text("Finished")
    other = page.context.browser.new_context().new_page()
    other.goto(page.url)
    expect(status(other)).to_contain_text("Finished: 3 of 3 epochs")
    expect(other.get_by_role("spinbutton", name="Units")).to_have_value("10")
    figures = page.get_by_test_id("figures")
    expect(figures).to_contain_text("RMSE")
    expect(other.get_by_test_id("figures")).to_have_text(figures.text_content() or "")
    other.context.close()


# Whether the model's line was ever missing since, and how often the price axis moved.
WATCH = """chart => {
  const axis = () => String(chart.layout.yaxis.range);
  chart.seen = {blank: 0, axes: new Set([axis()])};
  new MutationObserver(() => {
    chart.seen.blank += chart.querySelectorAll(".scatterlayer .trace").length ? 0 : 1;
    chart.seen.axes.add(axis());
  }).observe(chart, {childList: true, subtree: true});
}"""
SEEN = "chart => [chart.seen.blank, chart.seen.axes.size]"


def test_retraining_as_settings_change_keeps_the_run_before(page: Page) -> None:
    page.goto("/stock?stock_epochs=3&stock_units=10&stock_layers=1&retrain=true")
    train(page)
    finished(page)
    chart = page.locator(".lab-prices")
    chart.evaluate(WATCH)
    fill_in(page, "Units", "12")
    expect(page).to_have_url(re.compile("before="))
    expect(page.locator(".legendtext", has_text="Before: units 10")).to_be_visible()
    expect(page.locator(".lab-settings")).to_contain_text("LSTM(12)")
    finished(page)
    assert chart.evaluate(SEEN) == [0, 1]  # one chart, never blank, never rescaled


SLOW = "prices=Tata+Global%2C+2%2C051+days&stock_timesteps=60"


@pytest.mark.parametrize("held", [False, True])
def test_six_quick_clicks_leave_one_run_and_one_step_back(
    page: Page, store: Store, held: bool
) -> None:
    line = SlowLine(page)
    page.goto(f"/stock?{SLOW}&stock_epochs=1&stock_units=10&stock_layers=2")
    train(page)
    finished(page)
    first = run_of(page.url)
    fill_in(page, "Epochs", "1000")
    trained, steps = len(store.runs(limit=500)), page.evaluate("history.length")
    page.get_by_text("Retrain as I change").click()
    expect(page).to_have_url(re.compile("before="))  # a change, too
    more = page.locator(".st-key-stock_units").get_by_role("button", name="Increment")
    for click in range(6):
        if held and click == 2:
            line.hold()
        more.click()
        if held and click == 3:
            line.wait_until_answered()
    line.let_go()
    expect(page.locator(".lab-settings")).to_contain_text("LSTM(16)")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="Continue", exact=True)).to_be_enabled()
    at_rest(page)
    assert len(store.runs(limit=500)) == trained + 1
    assert page.evaluate("history.length") == steps + 1
    expect(page).to_have_url(re.compile("stock_units=16"))
    page.go_back()
    expect(page).to_have_url(re.compile(f"run={first}"))
    expect(page.locator(".lab-settings")).to_contain_text("LSTM(10)")


def test_what_is_read_goes_with_the_target_and_back_with_the_address(page: Page) -> None:
    small = "stock_layers=1&stock_epochs=1&stock_units=4"
    page.goto(f"/stock?{small}&stock_target=Change since yesterday")  # a link of before
    page.get_by_text("More settings").click()
    target, reads = (page.get_by_role("combobox", name=name) for name in ("Target", "Reads"))
    expect(reads).to_have_value("Prices, as in the report")
    train(page)
    finished(page)
    before = run_of(page.url)
    choose(page, "Target", "Price")
    train(page)
    finished(page)
    page.go_back()
    expect(page).to_have_url(re.compile(f"run={before}"))
    expect(target).to_have_value("Change since yesterday")
    expect(reads).to_have_value("Prices, as in the report")  # as the address has it
    at_rest(page)
    page.go_forward()
    expect(target).to_have_value("Price")
    at_rest(page)
    choose(page, "Target", "Change since yesterday")
    expect(reads).to_have_value("Changes from day to day")
    expect(page).to_have_url(re.compile("stock_reads=Changes"))
    expect(page.get_by_text("Changed:")).to_contain_text("reads Prices, as in the report →")
    page.go_back()  # one step: what goes with the target takes none
    expect(page).to_have_url(re.compile(f"run={before}"))


# What is typed into a field, and what stands in it then, or the sentence beside Train.
TYPED = [
    ("Units", "12,5", "Units must be a whole number from 1 to 256, not '12,5'."),
    ("Epochs", "1,000", 1000),
    ("Learning rate", "0,01", 0.01),
    ("Learning rate", "1,000", "Learning rate must be a number from 0.00001 to 1, not '1,000'."),
]


def test_what_is_typed_is_taken_as_it_is_meant_or_refused(page: Page, store: Store) -> None:
    page.goto("/stock?stock_layers=1&stock_epochs=2")
    page.get_by_text("More settings").click()
    train = page.get_by_role("button", name="Train", exact=True)
    trained, shown = len(store.runs(limit=500)), None
    for label, text, meant in TYPED:
        field = page.get_by_role("spinbutton", name=label)
        field.click()
        field.press("Control+a")
        field.press_sequentially(text)
        train.click()
        if isinstance(meant, str):
            said = re.compile(
                "\u2060?".join(map(re.escape, meant))
            )  # invisible joiners stand in it
            expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
            expect(train).to_be_disabled()
            assert len(store.runs(limit=500)) == trained
            field.fill("1")
            field.press("Enter")
            expect(train).to_be_enabled()
        else:
            page.wait_for_url(lambda url, before=shown: run_of(url) not in (None, before))
            shown = run_of(page.url)
            trained += 1
            settings = store.run(shown).settings.model_dump()
            assert settings[label.lower().replace(" ", "_")] == meant


def test_what_is_not_trained_yet_is_said_and_undone(page: Page) -> None:
    page.goto("/stock?stock_epochs=3&stock_units=10&stock_layers=1")
    train(page)
    finished(page)
    button = page.get_by_role("button", name="Train", exact=True)
    place = button.bounding_box()
    fill_in(page, "Units", "12")
    expect(page.get_by_text("Changed: units 10 → 12")).to_be_visible()
    assert button.bounding_box() == place  # it does not move under the pointer
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Changed:")).to_have_count(0)
    expect(page.get_by_role("spinbutton", name="Units")).to_have_value("10")


def test_a_training_that_did_not_learn_is_no_success(page: Page) -> None:
    page.goto("/stock?stock_epochs=10&stock_units=10&stock_layers=1&stock_learning_rate=1")
    train(page)
    finished(page)
    advice = page.get_by_test_id("next")
    expect(advice).to_contain_text("It has not learned")
    amber = advice.evaluate("place => getComputedStyle(place.querySelector('p')).color")
    expect(status(page)).to_have_css("color", amber)
    page.get_by_role("button", name="Try learning rate 0.001").click()
    expect(page.locator(".lab-settings")).not_to_contain_text("learning rate")
    finished(page)
    expect(advice).not_to_contain_text("It has not learned")


BAD_UPLOADS = {
    "empty": (b"", "empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "not text"),
    "no date column": (b"Name,Open\nA,1\nB,2\nC,3\n", "date"),
    "no price": (b"Date,Remark\n2019-01-02,a\n2019-01-03,b\n", "price"),
    "a word for a price": (
        b"Date,Open\n2019-01-02,8.1\n2019-01-03,eight\n2019-01-04,8.2\n",
        "eight",
    ),
    "a negative price": (b"Date,Open\n2019-01-02,8.1\n2019-01-03,-8\n2019-01-04,8.2\n", "-8"),
}


def test_bad_uploads_are_refused_in_a_sentence_one_after_the_other(page: Page) -> None:
    page.goto("/stock?prices=Upload+a+CSV")
    for content, words in BAD_UPLOADS.values():
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
            {"name": "bad.csv", "mimeType": "text/csv", "buffer": content}
        )
        alert = page.get_by_test_id("stAlertContentError")
        expect(alert).to_contain_text(words)
        expect(page.get_by_role("button", name="Train", exact=True)).to_be_disabled()
