import pytest
from curl_cffi.requests.exceptions import DNSError

from core.runs.settings import Kind
from core.stocks.settings import StockSettings
from core.stocks.sources import PriceHistory, bundled_prices
from tests.core.stocks.sources.yahoo_replay import replay
from tests.dashboard.conftest import control

GOOD = bundled_prices("GE").frame[["Open", "Close"]].to_csv().encode()
BAD = b"Date,Open\n2019-01-02,8.1\n2019-01-03,eight\n2019-01-04,8.2\n"


def tickers(days=40, other="GE"):
    rows = [
        f"2019-{1 + day // 28:02}-{1 + day % 28:02},{day + 1},{day + 1}0" for day in range(days)
    ]
    return "\n".join([f"Date,AAPL,{other}", *rows]).encode()


def upload(page, content, name="mine.csv"):
    return page.file_uploader(key="upload_file").set_value((name, content, "text/csv")).run()


@pytest.fixture
def uploads(open_page):
    return open_page("stock", prices="Upload a CSV")


def beside_train(page):
    """What the page's head says is wrong; nothing else may be in red."""
    said = [error.value for error in page.error]
    assert said == [error.value for error in page.main.children[0].get("error")]
    return "".join(said).replace("\\", "").replace("\u2060", "").strip("\u2068\u2069")


def titles(page):
    return " ".join(caption.value for caption in page.caption)


def test_a_bad_file_is_refused_beside_train(uploads):
    page = upload(uploads, BAD)
    assert not page.exception
    assert "Line 3, Open: 'eight' is not a price" in beside_train(page)
    assert page.button(key="train").disabled


def test_a_bad_file_leaves_the_prices_before_and_says_so(uploads, lab):
    page = upload(upload(uploads, GOOD), BAD, "bad.csv")
    assert beside_train(page).endswith("correct it, or delete its row or column. "
                                       "Until then, the prices of mine stay.")  # fmt: skip
    assert "250 days" in titles(page)
    page.button(key="train").click().run()
    assert lab.runs()[0].title == "mine"


def test_what_was_wrong_is_forgotten_with_the_file(uploads):
    page = upload(uploads, BAD)
    assert not beside_train(upload(page, GOOD))
    page = upload(page, BAD)
    page.file_uploader(key="upload_file").set_value(None).run()
    assert not beside_train(page)
    assert "250 days" in titles(page)


def test_settings_that_do_not_fit_the_file_are_said_beside_train(uploads):
    page = upload(uploads, GOOD)
    page.selectbox(key="stock_price_column").set_value("High").run()
    assert "no High prices; choose Open or Close." in beside_train(page)
    page = upload(page, BAD)
    assert "eight" in beside_train(page)
    assert "no High prices" in beside_train(page)


def test_of_several_columns_one_is_chosen(uploads, lab):
    page = upload(uploads, tickers(), "tickers.csv")
    assert not page.exception
    assert "Several columns may hold the price: AAPL, GE." in beside_train(page)
    column = control(page, "upload_close")
    assert column.options == ["AAPL", "GE"]
    assert column.value is None

    column.set_value("GE").run()
    assert not beside_train(page)
    page.button(key="train").click().run()
    [run] = lab.runs()
    kept = PriceHistory.from_bytes(lab.dataset(run.dataset_id).blob)
    assert kept.frame["Close"].tolist() == [10.0 * (day + 1) for day in range(40)]
    assert run.settings.price_column == "Close"

    control(page, "upload_close").set_value("AAPL").run()
    assert "Read AAPL as Close" in titles(page).replace("\\", "")
    assert "upload_close" not in page.query_params


def test_a_column_that_cannot_be_read_leaves_the_choice(uploads):
    content = tickers().replace(b",11,110", b",n.c.,110")
    page = upload(uploads, content)
    control(page, "upload_close").set_value("AAPL").run()
    assert "'n.c.' is not a price" in beside_train(page)
    control(page, "upload_close").set_value("GE").run()
    assert not beside_train(page)
    assert not page.button(key="train").disabled


def test_the_next_file_starts_without_a_choice(uploads):
    page = upload(uploads, tickers())
    control(page, "upload_close").set_value("GE").run()
    page = upload(page, tickers(other="IBM"))
    assert control(page, "upload_close").value is None
    page = upload(page, GOOD)
    assert control(page, "upload_close").value == "Close"


def elsewhere_and_back(page):
    page.switch_page("views/runs.py").run()
    page.query_params.clear()  # as the browser does
    page.switch_page("views/stock.py").run()
    assert not page.exception


def test_a_price_that_one_file_lacks_is_back_with_the_next(uploads):
    only_close = bundled_prices("GE").frame[["Close"]].to_csv().encode()
    page = upload(uploads, GOOD)
    assert page.selectbox(key="stock_price_column").value == "Open"
    page = upload(page, only_close, "close.csv")
    assert page.selectbox(key="stock_price_column").value == "Close"
    page = upload(page, GOOD, "again.csv")
    assert page.selectbox(key="stock_price_column").value == "Open"
    page.selectbox(key="stock_price_column").set_value("Close").run()
    page = upload(page, GOOD + b"\n", "third.csv")
    assert page.selectbox(key="stock_price_column").value == "Close"  # as somebody has chosen


def test_another_page_loses_neither_file_nor_choice(uploads):
    page = upload(uploads, tickers(), "tickers.csv")
    elsewhere_and_back(page)
    control(page, "upload_close").set_value("GE").run()
    kept = page.query_params["upload"]
    elsewhere_and_back(page)
    assert page.query_params["upload"] == kept
    assert control(page, "upload_close").value == "GE"
    assert not beside_train(page)
    assert not page.button(key="train").disabled


def test_the_url_names_only_the_prices_on_show(uploads):
    page = upload(uploads, GOOD)
    kept = page.query_params["upload"]
    page.selectbox(key="prices").set_value("GE").run()
    assert "upload" not in page.query_params
    page.selectbox(key="prices").set_value("upload").run()
    assert page.query_params["upload"] == kept
    assert "250 days" in titles(page)


def ask_yahoo(page, answer, ticker="GE"):
    page.text_input(key="ticker").set_value(ticker).run()
    with replay(answer):
        return page.button(key="get").click().run()


REFUSALS = {
    "unknown_ticker": "check the symbol on finance.yahoo.com.",
    "rate_limited": "try later, or upload a CSV file or use the bundled data.",
    "server_error": "try later, or upload a CSV file or use the bundled data.",
    "unauthorized": "upload a CSV file or use the bundled data.",
    "empty_range": "choose other dates; it may not have been traded then.",
    "no network": "check the network, or upload a CSV file or use the bundled data.",
}


@pytest.mark.slow
@pytest.mark.parametrize("answer", REFUSALS)
def test_what_yahoo_refuses_stands_beside_train_with_the_way_on(open_page, answer):
    page = open_page("stock", prices="Yahoo Finance")
    asked = DNSError("Could not resolve host") if answer == "no network" else answer
    page = ask_yahoo(page, asked, "NOPE" if answer == "unknown_ticker" else "GE")
    assert not page.exception
    assert REFUSALS[answer] in beside_train(page)
    page.number_input(key="stock_epochs").set_value(5).run()
    assert REFUSALS[answer] in beside_train(page)  # until something is done about it
    page.text_input(key="ticker").set_value("IBM").run()
    assert not beside_train(page)


def test_a_refusal_leaves_the_prices_before(open_page):
    page = ask_yahoo(open_page("stock", prices="Yahoo Finance"), "ge")
    kept = page.query_params["yahoo"]
    page = ask_yahoo(page, "unknown_ticker", "NOPE")
    assert "Until then, the prices of General Electric Company stay." in beside_train(page).replace(
        "GE Aero", ""
    )
    assert page.query_params["yahoo"] == kept
    page.selectbox(key="prices").set_value("GE").run()
    assert not beside_train(page)


def test_the_address_of_prices_that_there_are_not_is_said_beside_train(open_page, lab):
    names = lab.save_dataset(Kind.NAMES, "Names", b"{}")
    for wrong in (names, "nonsense", "\u00fc" * 400, ""):
        page = open_page("stock", prices="Upload a CSV", upload=wrong)
        assert not page.exception
        assert beside_train(page)
        assert page.button(key="train").disabled


WRONG = ["", "-1", "1e999", "nan", "[1]", "x" * 5000, "\u202e\u0441\u0442", "names"]
PARAMETERS = (
    *("run", "before", "epoch", "chosen", "upload", "yahoo", "ticker", "start", "end", "days"),
    *("present", "retrain", "preset", "junk"),
    *(f"stock_{name}" for name in StockSettings.model_fields),
)


@pytest.mark.parametrize("source", ["Upload a CSV", "Yahoo Finance"])
@pytest.mark.parametrize("wrong", WRONG)
def test_no_value_in_the_url_breaks_the_page(open_page, lab, source, wrong):
    if wrong == "names":  # the id of a list of names
        wrong = lab.save_dataset(Kind.NAMES, "Names", b"{}")
    page = open_page("stock", **dict.fromkeys(PARAMETERS, wrong), prices=source)
    assert not page.exception
    assert page.number_input(key="stock_epochs").value == (-1 if wrong == "-1" else 100)
    assert page.button(key="train").disabled


def test_without_a_run_the_url_keeps_nothing_of_one(open_page):
    page = open_page("stock", before="a", epoch="3", chosen="2", stock_units="12")
    assert set(page.query_params) == {"stock_units"}
