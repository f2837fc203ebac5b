"""Prices of one's own as a user meets them: what is wrong beside Train, columns to choose from."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

UPLOAD = "/stock?prices=Upload+a+CSV&stock_timesteps=2&stock_test_days=5"
BAD = "Date,Open\n2019-01-02,8.1\n2019-01-03,eight\n2019-01-04,8.2\n"
PLACES = """const words = document.querySelector("[role=alert]").getBoundingClientRect();
const button = document.querySelector(".st-key-train button").getBoundingClientRect();"""
IN_ONE_ROW = f"() => {{ {PLACES} return words.top < button.bottom && button.top < words.bottom }}"
ALMOST_AS_WIDE_AS_THE_SCREEN = f"() => {{ {PLACES} return words.width > 0.7 * innerWidth }}"
TICKERS = "\n".join(
    ["Date,AAPL,GE", *(f"2019-01-{day:02},{day},{day}0" for day in range(1, 31))]
)  # fmt: skip


def upload(page: Page, name: str, content: str) -> None:
    chooser = page.get_by_test_id("stFileUploaderDropzoneInput")
    expect(chooser).to_be_attached()
    chooser.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})


def test_what_is_wrong_with_a_file_is_seen_with_the_train_button(page: Page) -> None:
    page.goto(UPLOAD)
    upload(page, "bad.csv", BAD)
    sentence = page.get_by_role("alert")
    expect(sentence).to_contain_text("'eight' is not a price above 0")
    train = page.get_by_role("button", name="Train", exact=True)
    expect(train).to_be_disabled()
    for width, height in [(1280, 900), (1024, 768), (390, 844)]:
        page.set_viewport_size({"width": width, "height": height})
        expect(sentence).to_be_in_viewport(ratio=1)
        expect(train).to_be_in_viewport(ratio=1)
        page.wait_for_function(IN_ONE_ROW if width > 1000 else ALMOST_AS_WIDE_AS_THE_SCREEN)


def test_a_column_of_a_table_is_chosen_and_kept_on_other_pages(page: Page) -> None:
    page.goto(UPLOAD)
    upload(page, "tickers.csv", TICKERS)
    expect(page.get_by_role("alert")).to_contain_text("Several columns may hold the price")
    column = page.get_by_role("combobox", name="Close column")
    column.click()
    page.get_by_role("option", name="GE").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page).to_have_url(re.compile("upload="))
    page.get_by_role("link", name="Runs").click()
    expect(page).to_have_url(re.compile("/runs"))
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    page.get_by_role("link", name="Stock prices").click()
    expect(page).to_have_url(re.compile("/stock.*upload="))
    expect(column).to_have_value("GE")
    expect(page.get_by_text("Read GE as Close")).to_be_visible()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()
