import pytest

from core.names.settings import NamesSettings
from core.runs.listing import SearchError, found, in_order, label, run_table
from core.runs.records import RunState
from core.stocks.settings import StockSettings
from tests.core.runs.made import made


@pytest.fixture
def table():
    return run_table(
        [
            made("a", StockSettings(units=12), 3, values={"rmse": 0.3}, tags=("lesson",)),
            made(
                "b",
                StockSettings(cell="gru"),
                2,
                values={"rmse": 0.1 + 0.2, "list": [1]},
                parent_id="a",
            ),
            made("c", StockSettings(), 1, state=RunState.FAILED, name="Überraschung", pinned=True),
            made("d", NamesSettings(), 4, values={"loss": 23.0}, note="Why?"),
        ]
    )


def rows(frame):
    return "".join(frame.index)


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("", "abcd"),
        ("general", "abc"),
        ("GENERAL gru", "b"),
        ("überr", "c"),
        ("why?", "d"),
        ("tags=lesson", "a"),
        ("continues=a", "b"),
        ("rmse<0.3", ""),
        ("rmse <= 0.3", "ab"),
        ("rmse=0.3", "ab"),
        ("rmse!=0.3", ""),
        ("units>=50 state=finished", "b"),
        ("cell!=gru experiment=stock", "ac"),
        ("hidden-units=50", "d"),
        ("created>2026-03-02", "ad"),
        ("pinned=yes", "c"),
        ("split_date=2019", ""),
        ("mape<1", ""),
    ],
)
def test_a_search_finds(table, text, fit):
    assert rows(found(table, text)) == fit


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rmsee<0.3", "no setting or figure 'rmsee'; there are pinned"),
        ("units=many", "'units' is a number, 'many' is none"),
        ("created<soon", "a day such as"),
    ],
)
def test_a_search_that_cannot_be_says_why(table, text, said):
    with pytest.raises(SearchError, match=said):
        found(table, text)


def test_any_column_sorts_with_the_pinned_first_and_those_without_a_value_last(table):
    assert rows(in_order(table, "created", descending=True)) == "cdab"
    assert rows(in_order(table, "units")) == "cabd"
    assert rows(in_order(table, "units", descending=True)) == "cbad"
    assert rows(in_order(table, "cell")) == "cbad"
    assert rows(in_order(table, "no such column")) == "cabd"


def test_columns_are_what_is_known_and_have_words(table):
    assert "list" not in table
    assert "held_out" in table
    assert "split_date" not in table
    assert [label(name) for name in ("units", "rmse", "dm_p")] == ["Units", "RMSE", "Dm p"]


def test_no_runs_make_no_table():
    assert run_table([]).empty
