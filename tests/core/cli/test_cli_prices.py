"""`python -m core prices`: the reading of a file, its choices as flags, its refusals."""

from __future__ import annotations

import json
import os

import pandas as pd
import pytest

from core.cli import main
from core.runs.settings import flag
from core.stocks.sources import PriceChoices

TIE = "Datum;Schluss;Menge\n01/02/2019;1.234;5\n02/01/2019;1.240;6\n"
PLAIN = "Date,Open,Close,Volume\n2019-01-02,1.5,2,10\n2019-01-01,1,1.25,\n"
CLEAR = ["--decimal", ",", "--date-order", "dmy"]


@pytest.fixture
def prices(tmp_path, capsys):
    """(content, arguments) -> exit code, output, complaint."""

    def run(content: str | bytes, *arguments: str) -> tuple[int, str, str]:
        file = tmp_path / "prices.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        code = main(["prices", str(file), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_json_is_one_object_on_one_line(prices):
    code, out, err = prices(PLAIN, "--json")
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    assert json.loads(out) == {
        "symbol": "",
        "currency": "",
        "columns": {"Date": "Date", "Open": "Open", "Close": "Close", "Volume": "Volume"},
        "decimal": ".",
        "date_order": "ymd",
        "days": 2,
        "notes": ["Read as newest first, reversed."],
        "questions": [],
    }


def test_rows_follow_as_csv(prices):
    out = prices(PLAIN, "--json", "--rows")[1]
    first, *rows = out.splitlines()
    assert json.loads(first)["days"] == 2
    assert rows == [
        "Date,Open,Close,Volume",
        "2019-01-01,1.0,1.25,",
        "2019-01-02,1.5,2.0,10.0",
    ]


def test_what_was_printed_can_be_read_again(prices):
    rows = prices(PLAIN, "--json", "--rows")[1].split("\n", 1)[1]
    again = prices(rows, "--json", "--rows")[1].split("\n", 1)[1]
    assert again == rows


def test_questions_are_asked_with_their_flags(prices):
    code, out, err = prices(TIE, "--json", "--rows")
    shown = json.loads(out)  # and no rows
    assert code == 2
    assert (shown["days"], shown["decimal"], shown["date_order"]) == (0, None, None)
    assert [question.split("Choose with ")[1] for question in shown["questions"]] == [
        "--decimal: point, comma.",
        "--date-order: dmy, mdy.",
    ]
    assert err == " ".join(shown["questions"]) + "\n"


def test_flags_answer_them(prices):
    code, out, err = prices(TIE, *CLEAR, "--json", "--rows")
    assert (code, err) == (0, "")
    assert out.splitlines()[1:] == [
        "Date,Close", "2019-01-02,1240.0", "2019-02-01,1234.0",
    ]  # fmt: skip


def test_any_column_can_be_named(prices):
    arguments = ["--close", "Menge", "--open", "schluss", "--json"]
    shown = json.loads(prices(TIE, *CLEAR, *arguments)[1])
    assert shown["columns"] == {"Date": "Datum", "Open": "Schluss", "Close": "Menge"}


def test_people_see_rows_beside_what_was_read_and_how_sure_it_is(prices):
    code, out, _ = prices(TIE, *CLEAR)
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "prices: 2019-01-02 to 2019-02-01, 2 days"
    assert any("01/02/2019 | 1.234 | 5" in line and "2019-02-01, 1234.0" in line for line in lines)
    assert any(line.split() == ["--decimal", ",", "chosen"] for line in lines)
    assert any(line.split() == ["--separator", ";", "certain"] for line in lines)
    assert "Left out: Menge." in out


@pytest.mark.parametrize(
    ("content", "arguments", "complaint"),
    [
        ("Date,Close\n2019-01-01,1\n2019-01-02,x\n", (), "Line 3, Close: 'x' is not a price above"),
        ("Date,Close\n2019-01-01,1\n2019-01-02,x\n", (), "or use --decimal, --footer, --first-row"),
        ("Date,Close\n2019-13-41,1\n2019-01-02,2\n", (), "--date-column, --date-order"),
        (PLAIN, ("--close", "Foo"), "No column is called 'Foo': choose one of"),
        (PLAIN, ("--decimal", "x"), "Decimal mark must be"),
        (PLAIN, ("--first-row", "0"), "First row must be at least 1"),
        (PLAIN, ("--newest-first", "maybe"), "Newest first must be yes or no"),
        ("", (), "The file is empty"),
        (b"PK\x03\x04", (), "a zip archive"),
    ],
)
def test_a_refusal_is_one_line_and_names_the_flags(prices, content, arguments, complaint):
    code, out, err = prices(content, *arguments, "--json")
    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert complaint in err


def test_a_file_that_is_not_there(capsys):
    assert main(["prices", "/no/such.csv"]) == 2
    assert "/no/such.csv cannot be read: No such file" in capsys.readouterr().err


def test_a_name_that_is_no_valid_unicode(tmp_path, capsys):
    name = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    try:
        with open(name, "w") as file:
            file.write(PLAIN)
    except OSError:
        pytest.skip("this file system wants valid Unicode")
    assert main(["prices", os.fsdecode(name), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["days"] == 2


def test_training_takes_the_same_flags(tmp_path, capsys):
    days = pd.date_range("2019-01-01", periods=20)
    rows = [f"{day:%d/%m/%Y};{1000 + i:,}".replace(",", ".") for i, day in enumerate(days)]
    file = tmp_path / "prices.csv"
    file.write_text("\n".join(["Date;Close", *rows]))
    training = ["stock", "--csv", str(file), "--test-days", "2", "--timesteps", "1", "--json"]
    small = ["--epochs", "1", "--layers", "1", "--units", "4", "--engine", "fused"]
    assert main([*training, *small]) == 2
    assert "Choose with --decimal: point, comma." in capsys.readouterr().err
    assert main([*training, *small, "--decimal", "comma"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["naive_mae"] == pytest.approx(1)


def test_every_choice_is_a_flag(capsys):
    with pytest.raises(SystemExit):
        main(["prices", "--help"])
    shown = capsys.readouterr().out
    assert [name for name in PriceChoices.model_fields if flag(name) not in shown] == []
