"""The import panel as a user meets it: asked, put right, read again at once, on any screen."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from playwright.sync_api import Locator, Page, expect

from core.stocks.sources import bundled_prices
from tests.browser.steps import SlowLine, at_rest, download, fill_in, finished, train
from tests.browser.stock.test_browser_prices import UPLOAD, upload

TIE = "\n".join(["Date,Close", *(f"{n:02}/{n + 1:02}/2019,8.{n}" for n in range(1, 12))])
CLEAN = bundled_prices("GE").frame.tail(30).to_csv()
BAD_END = f"{CLEAN}2019-11-11,mean,8.2,8.0,8.1,100\n"
GERMAN = "Datum;Schluss\n" + "".join(f"{day:02}.01.2019;1.2{day:02},50\n" for day in range(1, 31))
DOUBTFUL = "Date,Close\n" + "".join(f"2019-02-{day:02},1.2{day:02}\n" for day in range(1, 29))
NO_WIDER_THAN_THE_SCREEN = """() => [document.documentElement, ...document.querySelectorAll(
  "[data-testid=stMain]")].every(part => part.scrollWidth <= innerWidth)"""
AT_REST = """() => document.getAnimations().every(
  movement => movement.effect.getComputedTiming().iterations === Infinity)"""


def choose(page: Page, label: str, option: str) -> None:
    control = page.get_by_role("combobox", name=label)
    control.scroll_into_view_if_needed()
    page.wait_for_function(AT_REST)  # a menu closes when the page scrolls
    control.click()
    page.get_by_role("option", name=option).click()


def shown(page: Page) -> Locator:
    """The table of rows."""
    return page.get_by_role("region", name=re.compile("First and last rows"))


def test_day_or_month_first_is_asked_and_the_answer_trains(page: Page) -> None:
    page.goto("/stock?prices=Upload+a+CSV&stock_timesteps=2&stock_test_days=2&stock_epochs=2")
    upload(page, "tie.csv", TIE)
    expect(page.get_by_role("alert")).to_contain_text("Day or month first?")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_disabled()
    expect(shown(page)).to_be_visible()
    choose(page, "Date order", "month, day, year")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(shown(page)).to_contain_text("2019-01-02")
    train(page)
    finished(page)
    saved = download(page, "Reading")
    assert '"date_order": "mdy"' in Path(saved.path()).read_text()


def test_a_wrong_guess_is_put_right_and_taken_back_at_once(page: Page) -> None:
    page.goto(UPLOAD)
    upload(page, "prices.csv", CLEAN)
    expect(page.get_by_text(re.compile("Read .prices.: .*30 days"))).to_be_visible()
    expect(shown(page)).to_be_hidden()
    page.get_by_text("Was the file read rightly?").click()
    expect(shown(page).get_by_role("columnheader", name="Low")).to_be_visible()
    choose(page, "Close column", "Low")
    expect(shown(page).get_by_role("columnheader", name="Low")).to_have_count(0)
    saved = download(page, "Prices as read")
    frame = pd.read_csv(saved.path())
    assert frame["Close"].tolist() == bundled_prices("GE").frame["Low"].tail(30).tolist()
    page.get_by_role("button", name="Back to what was guessed").click()
    expect(shown(page).get_by_role("columnheader", name="Low")).to_be_visible()


def test_a_refused_file_is_put_right_also_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(UPLOAD)
    upload(page, "bad.csv", BAD_END)
    expect(page.get_by_role("alert")).to_contain_text("'mean' is not a price")
    expect(page.get_by_text("What may put it right")).to_be_visible()
    page.wait_for_function(NO_WIDER_THAN_THE_SCREEN)
    footer = page.get_by_role("spinbutton", name="Footer")
    footer.fill("1")
    footer.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(footer).to_have_value("1")
    expect(shown(page)).to_contain_text("Skipped: stands below the prices")
    page.wait_for_function(NO_WIDER_THAN_THE_SCREEN)
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()


def test_nothing_of_a_file_is_left_when_another_is_put_in_its_place(page: Page) -> None:
    line = SlowLine(page)  # as a busy server: with it in time, the race is rarely lost
    page.goto(UPLOAD)
    at_rest(page)
    for units in ("11", "12"):
        upload(page, "german.csv", GERMAN)
        expect(page.get_by_text(re.compile("Read .german.: "))).to_be_visible()
        at_rest(page)
        line.hold()
        upload(page, "doubtful.csv", DOUBTFUL)
        line.wait_until_answered()
        fill_in(page, "Units", units)  # with what the controls of the file before stand at
        line.let_go()
        expect(page.get_by_role("alert")).to_contain_text("Decimals or thousands?")
        at_rest(page)
        expect(page.get_by_text("Chosen here")).to_have_count(0)
        expect(page.get_by_role("combobox", name="Decimal mark")).to_have_value("")
