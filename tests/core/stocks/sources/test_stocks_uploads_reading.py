"""What a reading shows: guesses with their certainty, questions, rows beside what was read."""

from __future__ import annotations

import datetime
import json

import pytest
from pydantic import ValidationError

from core.errors import DataError, ReadingError
from core.parameters import parameters
from core.reading.delimited import SEPARATORS
from core.reading.findings import Certainty
from core.runs.settings import build
from core.stocks.sources import PriceChoices, PriceHistory, read_prices
from core.stocks.sources.uploads import assembly
from core.stocks.sources.uploads.price_choices import DATE_ORDERS, DECIMALS
from core.stocks.sources.uploads.price_reader import PriceReading

FILE = b"""\
General Electric
Date;Open;Close;Vol.
01/02/2019;1.234;1.250;10
02/01/2019;1.240;1.260;20
Source: a bank
"""


def reading(content: bytes | str = FILE, **choices) -> PriceReading:
    data = content.encode() if isinstance(content, str) else content
    return read_prices(data, "prices.csv", PriceChoices(**choices))


class TestQuestions:
    def test_all_are_asked_at_once_with_their_answers(self):
        found = reading()
        assert {q.field: [o.value for o in q.options] for q in found.questions} == {
            "decimal": [".", ","],
            "date_order": ["dmy", "mdy"],
        }
        assert found.history is None
        assert found.problem is None
        assert found.value("decimal") is None
        assert found.guesses["decimal"].certainty is Certainty.OPEN
        with pytest.raises(ReadingError, match="Decimals or thousands") as asked:
            found.prices()
        assert asked.value.fields == ("decimal", "date_order")

    def test_every_answer_gives_its_own_prices(self):
        closes = {
            (mark, order): reading(decimal=mark, date_order=order).prices().frame["Close"]
            for mark in (".", ",")
            for order in ("dmy", "mdy")
        }
        assert closes[".", "mdy"].to_dict() == {
            datetime.datetime(2019, 1, 2): 1.25,
            datetime.datetime(2019, 2, 1): 1.26,
        }
        assert closes[",", "dmy"].to_dict() == {
            datetime.datetime(2019, 1, 2): 1260,
            datetime.datetime(2019, 2, 1): 1250,
        }

    def test_an_answer_is_chosen_from_then_on(self):
        found = reading(decimal=",")
        assert [question.field for question in found.questions] == ["date_order"]
        assert found.guesses["decimal"].certainty is Certainty.CHOSEN

    def test_what_is_asked_is_not_said_to_be_read(self):
        found = reading("Date,AAPL,GE\n2019-01-01,1,2\n2019-01-02,3,4\n")
        assert dict(found.columns) == {"Date": "Date"}


class TestGuesses:
    def test_there_is_one_for_each_choice_of_a_text(self):
        found = reading(decimal=".", date_order="dmy")
        assert set(found.guesses) == set(PriceChoices.model_fields) - {"sheet", "time_zone"}
        assert {name: guess.value for name, guess in found.guesses.items()} == {
            "separator": ";",
            "decimal": ".",
            "date_column": "Date",
            "date_order": "dmy",
            "open": "Open",
            "high": "",
            "low": "",
            "close": "Close",
            "volume": "Vol.",
            "symbol": "",
            "currency": "",
            "first_row": 3,
            "footer": 1,
            "newest_first": True,
        }

    def test_any_column_may_be_any_price(self):
        found = reading(decimal=".", date_order="dmy", high="Vol.", close="", volume="")
        assert dict(found.columns) == {"Date": "Date", "Open": "Open", "High": "Vol."}
        assert found.prices().frame["High"].tolist() == [20, 10]
        offered = [option.value for option in reading().guesses["open"].options]
        assert offered == ["", "Date", "Open", "Close", "Vol."]

    def test_a_guess_that_rests_on_little_says_so(self):
        found = reading("Date,Close\n01/10/2019,1\n02/10/2019,2\n03/10/2019,3\n")
        assert found.guesses["date_order"].certainty is Certainty.LIKELY
        assert found.guesses["date_order"].because == "the steps between the days"
        found = reading("Date,Close\n13/10/2019,1\n14/10/2019,2\n")
        assert found.guesses["date_order"].certainty is Certainty.CERTAIN

    def test_the_order_of_the_days_settles_a_tie(self):
        tie = "Date,Close\n02/01/2019,1\n01/02/2019,2\n"
        assert reading(tie).questions
        assert reading(tie, newest_first=True).value("date_order") == "mdy"
        assert reading(tie, newest_first=False).value("date_order") == "dmy"


class TestRows:
    def test_the_first_and_last_stand_beside_what_was_read(self):
        found = reading(decimal=",", date_order="dmy")
        assert [(row.line, row.kind) for row in found.first] == [
            (1, "above"), (2, "headings"), (3, "prices"), (4, "prices"), (5, "footer"),
        ]  # fmt: skip
        assert found.first[2].cells == ("01/02/2019", "1.234", "1.250", "10")
        assert found.first[2].read == {
            "Date": "2019-02-01", "Open": 1234, "Close": 1250, "Volume": 10,
        }  # fmt: skip
        assert found.last[-1].cells == ("Source: a bank",)
        assert found.last[-1].read is None

    def test_a_row_that_was_left_out_says_so(self):
        found = reading("Date,Close\n2019-01-01,1\n2019-01-02,-\n2019-01-03,3\n")
        assert [row.kind for row in found.first] == ["headings", "prices", "left out", "prices"]

    def test_they_are_shown_of_a_file_that_is_refused(self):
        found = reading("Date,Close\n2019-01-01,1\n2019-01-02,x\n")
        assert found.problem is not None
        assert "Line 3, Close: 'x'" in str(found.problem)
        assert "decimal" in found.problem.fields
        assert [row.cells for row in found.first][-1] == ("2019-01-02", "x")
        assert found.guesses["date_column"].value == "Date"

    def test_only_the_ends_of_a_long_file_are_shown(self):
        rows = "".join(f"{1900 + i // 12}-{1 + i % 12:02}-01,1\n" for i in range(1000))
        found = reading("Date,Close\n" + rows)
        assert len(found.first) == 6
        assert [row.line for row in found.last] == [997, 998, 999, 1000, 1001]


class TestChoices:
    def test_marks_may_be_named(self):
        for names, field in ((SEPARATORS, "separator"), (DECIMALS, "decimal")):
            for mark, name in names.items():
                assert getattr(PriceChoices(**{field: name}), field) == mark
        assert PriceChoices(separator=r"\t").separator == "\t"

    @pytest.mark.parametrize(
        "wrong",
        [{"decimal": "x"}, {"date_order": "ydm"}, {"first_row": 0}, {"footer": -1}, {"x": 1}],
    )
    def test_nonsense_is_no_choice(self, wrong):
        with pytest.raises(ValidationError):
            PriceChoices(**wrong)

    def test_every_order_of_dates_is_explained(self):
        [orders] = [p for p in parameters(PriceChoices) if p.name == "date_order"]
        assert dict(orders.facts.choices) == DATE_ORDERS
        assert build(PriceChoices, {"newest_first": "yes"}).newest_first is True

    @pytest.mark.parametrize(
        ("choices", "sentence"),
        [
            ({"close": "Foo"}, "No column is called 'Foo': choose one of 'Date, Open, Close"),
            ({"date_order": "ymd"}, "in the order year, month, day"),
            ({"footer": 3}, "A footer of 3 rows leaves no prices"),
            ({"currency": "Euros!"}, "'EUROS!' is no currency"),
            ({"first_row": 99}, "no rows below the names"),
        ],
    )  # fmt: skip
    def test_what_the_file_lacks_is_refused(self, choices, sentence):
        found = reading(**({"decimal": ".", "date_order": "dmy"} | choices))
        assert found.problem is not None
        assert sentence in str(found.problem)
        assert set(found.problem.fields) & set(PriceChoices.model_fields)

    def test_they_travel_with_the_prices(self):
        history = reading(decimal=",", date_order="dmy").prices()
        after = PriceHistory.from_bytes(history.to_bytes())
        assert after.choices == history.choices
        assert after.choices["decimal"] == ","
        assert after.choices["first_row"] == 3

    def test_prices_of_version_1_still_open(self):
        content = json.loads(reading(decimal=",", date_order="dmy").prices().to_bytes())
        del content["choices"]
        assert PriceHistory.from_bytes(json.dumps(content).encode()).choices == {}


class TestYearsOfTwoDigits:
    @pytest.fixture(autouse=True)
    def today(self, monkeypatch):
        class Day(datetime.date):
            @classmethod
            def today(cls):
                return cls(2026, 11, 25)

        monkeypatch.setattr(assembly.datetime, "date", Day)

    @pytest.mark.parametrize(
        ("cells", "years"),
        [
            (["31/12/26", "01/01/27"], ["1926", "1927"]),
            (["30/10/26", "31/10/26"], ["2026", "2026"]),
            (["31/12/68", "01/01/69"], ["1968", "1969"]),
            (["31/12/99", "01/01/00"], ["1999", "2000"]),
            (["15/01/98", "14/01/1998"], ["1998", "1998"]),
        ],
    )
    def test_never_lie_in_the_future_nor_after_the_other_years(self, cells, years):
        rows = "".join(f"{cell},{i + 1}\n" for i, cell in enumerate(cells))
        dates = reading("Date,Close\n" + rows).prices().dates
        assert sorted(dates.strftime("%Y")) == years


@pytest.mark.parametrize("name", ["caf\udce9.csv", "\ud800.csv", "\udcff", "", "."])
def test_any_name_of_a_file_will_do(name):
    history = read_prices(b"Date,Close\n2019-01-01,1\n2019-01-02,2\n", name).prices()
    history.title.encode()


def test_a_file_without_rows_is_refused_at_once():
    with pytest.raises(DataError, match="is empty"):
        reading("")
