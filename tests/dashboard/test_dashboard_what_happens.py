import pytest

from core.names.corpus import END
from core.names.evaluation import frequent_letters, letter_pairs
from core.names.sources import bundled_names, read_names
from core.stocks.sources import bundled_prices
from dashboard.names.names_picture import letter_steps
from tests.dashboard.conftest import component

CORPUS = bundled_names()


def test_the_odds_are_those_of_the_names():
    steps = letter_steps(CORPUS, "rex")
    assert [step["spelt"] for step in steps] == ["", "R", "Re", "Rex"]
    letters = frequent_letters(CORPUS, 26)
    after_r = dict(zip(letters, letter_pairs(CORPUS, letters)[letters.index("r")], strict=True))
    odds = {name: share for name, share, _, _ in steps[1]["odds"]}
    assert odds["e"] == pytest.approx(after_r["e"])
    assert max(odds.values()) == pytest.approx(max(after_r.values()))
    comes = [[name for name, _, _, comes in step["odds"] if comes] for step in steps]
    assert comes == [["r"], ["e"], ["x"], ["end"]]


def test_a_letter_that_seldom_comes_is_among_the_bars():
    corpus = read_names(
        "\n".join(["ab"] * 9 + ["ac", "ad", "ae", "af", "ag", "az"]), "some"
    ).names()
    odds = letter_steps(corpus, "az")[1]["odds"]
    assert len(odds) == 5
    assert odds[-1][0] == "z"
    assert odds[-1][3]


def test_the_name_that_is_spelt_is_of_the_list(open_page):
    drawn = component(open_page("names"), "happens")
    assert drawn["steps"][-1]["spelt"].lower() in CORPUS.names
    assert "1,536 names" in drawn["steps"][0]["caption"]
    assert END not in drawn["alt"]


def test_what_is_read_are_the_changes_where_it_reads_them(open_page):
    query = {"stock_target": "Change since yesterday", "stock_reads": "Changes from day to day"}
    drawn = component(open_page("stock", **query), "happens")
    prices = bundled_prices("GE").frame["Open"]
    changes = prices.diff().iloc[1:16]
    assert drawn["prices"] == pytest.approx(changes.tolist())
    assert "reads 7 days of changes of the price and says the change of the next" in drawn["words"]
    sign = "+" if changes.iloc[7] > 0 else "−"
    first = drawn["steps"][0]["caption"]
    assert f"{changes.index[7]:%Y-%m-%d} out; the real change was {sign}$" in first


@pytest.mark.parametrize(("query", "words"), [({}, "7 days"), ({"stock_timesteps": "1"}, "1 day")])
def test_the_prices_are_the_first_ones_and_the_days_those_of_the_settings(open_page, query, words):
    drawn = component(open_page("stock", **query), "happens")
    days = int(words.split()[0])
    prices = bundled_prices("GE").frame["Open"]
    assert drawn["summary"] == f"What happens here? {words} in, 1 day out"
    assert drawn["days"] == days
    assert drawn["prices"] == prices.iloc[: days + 8].tolist()
    first = drawn["steps"][0]["caption"]
    assert f"{prices.index[days]:%Y-%m-%d} out" in first
    assert f"${prices.iloc[days]:.2f}" in first
