"""`python -m core list`: the reading of a list of names, its choices as flags, its refusals."""

from __future__ import annotations

import json

import pytest

from core.cli import main
from core.names.sources import NamesChoices
from core.runs.settings import flag

TABLE = "id,name,town\n1,Ada,London\n2,Alan,Wilmslow\n"
DOUBTFUL = "Ada;Lovelace\nAlan;Turing\n"
RUSSIAN = "Иван\nПётр\nАнна\nЮлия\n".encode("cp1251")


@pytest.fixture
def names(tmp_path, capsys):
    """(content, arguments) -> exit code, output, complaint."""

    def run(content: str | bytes, *arguments: str, command: str = "list") -> tuple[int, str, str]:
        file = tmp_path / "names.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        how = [str(file)] if command == "list" else ["--list", str(file)]
        code = main([command, *how, *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_json_is_one_object_on_one_line(names):
    code, out, err = names(TABLE, "--json")
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    assert json.loads(out) == {
        "encoding": "utf-8",
        "separator": ",",
        "headings": True,
        "column": "name",
        "names": 2,
        "letters": "adln",
        "notes": ["Read name; left out: id, town."],
        "questions": [],
    }


def test_names_follow_one_a_line(names):
    assert names(TABLE, "--json", "--rows")[1].splitlines()[1:] == ["ada", "alan"]


def test_people_see_rows_beside_names_and_how_sure_each_guess_is(names):
    code, out, _ = names(TABLE)
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "names.csv: 2 names of 4 different letters"
    assert any("1 | Ada | London" in line and line.endswith("ada") for line in lines)
    assert any(line.split() == ["--column", "name", "certain"] for line in lines)
    assert lines[-1] == "Read name; left out: id, town."


def test_any_column_can_be_named(names):
    out = names(TABLE, "--column", "town", "--json", "--rows")[1]
    assert out.splitlines()[1:] == ["london", "wilmslow"]


def test_questions_are_asked_with_their_flags_and_flags_answer_them(names):
    code, out, err = names(DOUBTFUL, "--json", "--rows")
    shown = json.loads(out)
    assert (code, shown["names"], shown["column"]) == (2, 0, None)
    assert [question.split("Choose with ")[1] for question in shown["questions"]] == [
        "--headings: yes, no.",
        "--column: 'column 1', 'column 2', 'every column'.",
    ]
    assert err == " ".join(shown["questions"]) + "\n"
    answers = ["--headings", "no", "--column", "column 2"]
    assert names(DOUBTFUL, *answers, "--json", "--rows")[1].splitlines()[1:] == [
        "lovelace", "turing",
    ]  # fmt: skip


def test_an_encoding_is_told_and_asked_by_what_its_words_are(names):
    assert json.loads(names(RUSSIAN, "--json")[1])["encoding"] == "cp1251"
    code, _, err = names("Zoë\nAnna\n".encode("cp1252"), "--json")
    assert code == 2
    assert "Choose with --encoding: cp1252, cp1257, " in err
    out = names("Zoë\nAnna\n".encode("cp1252"), "--encoding", "Windows-1252", "--json", "--rows")[1]
    assert out.splitlines()[1:] == ["zoë", "anna"]


@pytest.mark.parametrize(
    ("content", "arguments", "complaint"),
    [
        ("id,name\n1,Ada\n2,Turing, Alan\n", (), "Line 3 has 3 cells"),
        ("id,name\n1,Ada\n2,Turing, Alan\n", (), "or use --separator, --column."),
        (TABLE, ("--column", "Foo"), "No column is called 'Foo': choose one of"),
        (TABLE, ("--separator", "x"), "Separator must be"),
        (TABLE, ("--encoding", "klingon"), "Encoding must be"),
        (TABLE, ("--headings", "maybe"), "Headings must be yes or no"),
        (RUSSIAN, ("--encoding", "utf-8"), "Byte 1 does not fit UTF-8"),
        ("", (), "The list is empty"),
        (b"PK\x03\x04", (), "a zip archive"),
    ],
)
def test_a_refusal_is_one_line_and_names_the_flags(names, content, arguments, complaint):
    code, out, err = names(content, *arguments, "--json")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert complaint in err


def test_training_takes_the_same_flags(names):
    training = ["--iterations", "1", "--checkpoint-interval", "1", "--json"]
    code, _, err = names(DOUBTFUL, *training, command="names")
    assert code == 2
    assert "Choose with --headings: yes, no." in err
    answers = ["--headings", "no", "--column", "column 2"]
    code, out, _ = names(DOUBTFUL, *training, *answers, command="names")
    assert code == 0
    assert json.loads(out.splitlines()[-1])["iteration"] == 1


def test_a_choice_without_a_list_is_refused(capsys):
    assert main(["names", "--column", "name"]) == 2
    assert "--column says how to read --list; name a file." in capsys.readouterr().err


def test_every_choice_is_a_flag_of_both_commands(capsys):
    for command in ("list", "names"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        shown = capsys.readouterr().out
        assert [name for name in NamesChoices.model_fields if flag(name) not in shown] == []
