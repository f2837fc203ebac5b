"""How an uploaded or pasted list was read: shown, asked, changed, and kept with the names."""

import pytest

from core.names.corpus import Corpus
from dashboard.names.names_picker import show_saved
from tests.dashboard.conftest import control, told_late

TWO = "Given;Inherited\nAda;Lovelace\nAlan;Turing\n"
RUSSIAN = "Иван\nПётр\nАнна\nЮлия\n".encode("cp1251")


@pytest.fixture
def names_page(open_page):
    """The page of names, its list being pasted."""
    page = open_page("names")
    page.button_group(key="names_list").set_value("paste").run()
    return page


def paste(page, text):
    page.text_area(key="names_pasted").set_value(text).run()
    assert not page.exception


def upload(page, name, data):
    page.button_group(key="names_list").set_value("upload").run()
    page.file_uploader(key="names_file").upload(name, data).run()
    assert not page.exception


def choose(page, name, value):
    control(page, f"names_{name}").set_value(value).run()
    assert not page.exception


def panel(page):
    [found] = [one for one in page.expander if one.label.startswith("Was the list read rightly?")]
    return found


def kept(page, lab):
    return Corpus.from_bytes(lab.dataset(page.query_params["dataset"]).blob)


def captions(page):
    return " ".join(caption.value for caption in page.caption).replace("\\", "")


def test_what_was_read_is_one_sentence_and_a_folded_panel(names_page, lab):
    paste(names_page, "id,name\n1,Ada\n2,Alan\n")
    assert "2 names of 4 different letters" in captions(names_page)
    assert not panel(names_page).proto.expanded
    assert control(names_page, "names_column").value == "name"
    assert control(names_page, "names_separator").value == ","
    assert "Certain" in captions(names_page)
    assert kept(names_page, lab).names == ("ada", "alan")


def test_rows_stand_beside_the_names_read(names_page):
    paste(names_page, "id,name\n1,Ada\n2,Alan\n")
    [rows] = [table.value for table in names_page.dataframe if "In the list" in table.value]
    assert rows["In the list"].tolist() == ["id | name", "1 | Ada", "2 | Alan"]
    assert rows["Read as"].tolist() == ["headings", "ada", "alan"]


def test_a_change_reads_again_at_once_and_travels_with_the_names(names_page, lab):
    paste(names_page, "name,city\nAda,London\nAlan,Wilmslow\n")
    before = names_page.query_params["dataset"]
    choose(names_page, "column", "city")
    assert names_page.query_params["dataset"] != before
    assert kept(names_page, lab).names == ("london", "wilmslow")
    assert kept(names_page, lab).choices["column"] == "city"
    assert panel(names_page).proto.expanded
    assert "Chosen here" in captions(names_page)
    control(names_page, "names_back").click().run()
    assert names_page.query_params["dataset"] == before


def test_a_question_opens_the_panel_and_its_answer_gives_the_names(names_page, lab):
    paste(names_page, TWO)
    assert "dataset" not in names_page.query_params
    assert panel(names_page).proto.expanded
    assert "may name the columns" in panel(names_page).markdown[0].value
    assert "Several columns may hold the names" in panel(names_page).markdown[1].value
    assert control(names_page, "names_headings").value is None
    choose(names_page, "headings", True)
    choose(names_page, "column", "Inherited")
    assert kept(names_page, lab).names == ("lovelace", "turing")


def test_the_letters_of_a_file_are_recognised_and_can_be_chosen(open_page, lab):
    page = open_page("names")
    upload(page, "names.txt", RUSSIAN)
    assert kept(page, lab).names == ("иван", "пётр", "анна", "юлия")
    assert control(page, "names_encoding").value == "cp1251"
    choose(page, "encoding", "utf-8")
    assert "does not fit UTF-8" in page.error[0].value.replace("\\", "")
    choose(page, "encoding", "cp1251")
    assert kept(page, lab).names == ("иван", "пётр", "анна", "юлия")


def test_a_doubtful_file_is_asked_about_with_its_words(open_page, lab):
    page = open_page("names")
    upload(page, "names.txt", "Zoë\nAnna\n".encode("cp1252"))
    asked = control(page, "names_encoding")
    assert asked.value is None
    assert "Windows-1252 (Western Europe): Zoë" in asked.options
    choose(page, "encoding", "cp1252")
    assert kept(page, lab).names == ("zoë", "anna")


def test_a_refused_list_can_be_put_right(names_page, lab):
    paste(names_page, "id,name\n1,Ada\n2,Alan, called T.\n")
    assert "Line 3 has 3 cells" in names_page.error[0].value.replace("\\", "")
    assert panel(names_page).proto.expanded
    choose(names_page, "separator", "")
    assert kept(names_page, lab).names == ("id,name", "1,ada", "2,alan, called t.")


def test_elsewhere_the_panel_tells_how_the_names_were_read(names_page, open_page):
    paste(names_page, "name,city\nAda,London\n\nAlan,Wilmslow\n")
    choose(names_page, "column", "city")
    elsewhere = open_page("names", names_list="Paste", dataset=names_page.query_params["dataset"])
    assert (
        "Read with separator \u2068comma\u2069, headings \u2068yes\u2069, column \u2068city\u2069."
        in captions(elsewhere)
    )
    assert "1 empty line (line 3) left out." in captions(elsewhere)


def test_other_names_show_no_panel_of_the_list_before(names_page):
    paste(names_page, TWO)
    names_page.button_group(key="names_list").set_value("bundled").run()
    assert not [one for one in names_page.expander if "read rightly" in one.label]


def test_a_list_of_an_older_version_has_nothing_to_tell(monkeypatch):
    drawn = []
    monkeypatch.setattr("streamlit.expander", lambda *args, **_: drawn.append(args))
    show_saved(Corpus("old", ("ab", "ba")))
    assert drawn == []


def test_what_a_browser_tells_of_the_list_before_is_not_chosen_for_the_next(names_page, lab):
    paste(names_page, "name;town\nAda;London\nAlan;Wilmslow\n")
    choose(names_page, "column", "town")
    before = names_page._tree.get_widget_states()
    paste(names_page, "town,name\nParis,Zoe\nLyon,Yves\n")
    told_late(names_page, before)
    assert "Chosen here" not in captions(names_page)
    assert control(names_page, "names_separator").value == ","
    assert kept(names_page, lab).names == ("zoe", "yves")
