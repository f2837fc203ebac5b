import numpy as np
import pytest

from core.events import Checkpoint
from core.names.corpus import bundled, read
from core.names.evaluation import Verdict
from core.names.sampling import SampledName, sample_report_names
from core.names.settings import NamesSettings
from core.names.table1 import TABLE1
from core.names.trainer import train
from core.runs.events import decode_arrays
from core.runs.records import RunState
from core.runs.settings import Kind
from dashboard.names.downloads import checkpoint_file, name_table
from tests.dashboard.conftest import component

SETTINGS = NamesSettings(iterations=2000, checkpoint_interval=500)
CORPUS = bundled()


@pytest.fixture(scope="module")
def events():
    """What a short training with the report's recipe reports."""
    return list(train(SETTINGS, CORPUS))


@pytest.fixture
def dataset(lab):
    return lab.save_dataset(Kind.NAMES, CORPUS.title, CORPUS.to_bytes())


@pytest.fixture
def finished(lab, dataset, events):
    run = lab.create_run(SETTINGS, dataset)
    lab.claim("test")
    lab.append(run.id, events)
    lab.finish(run.id, RunState.FINISHED)
    return run


def text_of(page):
    return " ".join(element.value for element in [*page.markdown, *page.caption])


def chips(page):
    return page.button_group(key="names_chip").options


def paste(page, names):
    page.button_group(key="names_list").set_value("paste").run()
    page.text_area(key="names_pasted").set_value(names).run()


def test_it_opens_on_the_dinosaurs_ready_to_train(open_page):
    page = open_page("names")
    assert not page.exception
    assert not page.button(key="train").disabled
    assert "1,536 names" in text_of(page)


def test_train_queues_a_run_with_the_settings_of_the_form(open_page, lab, dataset):
    page = open_page("names")
    page.number_input(key="names_iterations").set_value(3000)
    page.button(key="train").click().run()
    [run] = lab.runs()
    assert run.settings == NamesSettings(iterations=3000)
    assert run.dataset_id == dataset
    assert page.query_params["run"] == run.id
    assert "Next in the queue" in component(page, "names")["standing"]["text"]
    assert not page.exception


def test_a_pasted_list_is_kept_and_its_id_stands_in_the_url(open_page, lab):
    page = open_page("names")
    paste(page, "Amsterdam\n\nBerlin")
    kept = lab.dataset(page.query_params["dataset"])
    assert read("Amsterdam\n\nBerlin", kept.title).to_bytes() == kept.blob
    [dropped] = [table.value for table in page.dataframe if "Why" in table.value]
    assert dropped["Why"].tolist() == ["empty line"]

    elsewhere = open_page("names", names_list="Paste", dataset=kept.id)
    assert "2 names" in text_of(elsewhere)
    elsewhere.button(key="train").click().run()
    assert lab.runs()[0].dataset_id == kept.id


def test_a_bad_list_is_refused_with_its_sentence_and_the_one_before_stays(open_page):
    page = open_page("names")
    paste(page, "amsterdam\nberlin\nparis")
    page.text_area(key="names_pasted").set_value("berlin").run()
    assert "one name only" in page.error[0].value
    assert "3 names" in text_of(page)
    assert not page.exception


def test_what_people_write_is_never_markup(open_page):
    page = open_page("names")
    paste(page, "**bold** :smile:\n<b>tag</b> $x^2$\n[link](http://example.com)")
    assert r"\*\*bold\*\*" in text_of(page)
    assert r"\<b\>tag\<" in text_of(page)
    assert not page.exception


def test_too_many_checkpoints_are_refused_before_training(open_page):
    page = open_page("names", names_checkpoint_interval="1")
    assert page.button(key="train").disabled
    assert "interval of at least 35" in page.error[0].value.replace("\\", "")


def test_a_finished_run_shows_the_names_of_its_last_checkpoint(open_page, finished):
    page = open_page("names", run=finished.id)
    assert not page.exception
    assert page.select_slider(key="checkpoint").value == 2000
    assert len(chips(page)) == 7
    assert "new" in text_of(page)


def test_the_slider_goes_back_to_the_untrained_network(open_page, finished):
    page = open_page("names", run=finished.id)
    trained = chips(page)
    page.select_slider(key="checkpoint").set_value(0).run()
    assert chips(page) != trained
    assert open_page("names", run=finished.id, checkpoint="0").button_group(
        key="names_chip"
    ).options == chips(page)


def test_the_url_restores_how_names_are_drawn(open_page, finished):
    page = open_page(
        "names",
        run=finished.id,
        checkpoint="1000",
        temperature="0.5",
        first_letters="tro",
        count="3",
        sampling_seed="7",
        chosen="2",
    )
    assert not page.exception
    assert page.select_slider(key="checkpoint").value == 1000
    assert page.slider(key="temperature").value == 0.5
    assert page.number_input(key="sampling_seed").value == 7
    assert len(chips(page)) == 3
    assert all("Tro" in chip for chip in chips(page))
    assert page.button_group(key="names_chip").value == 1


def test_a_chosen_name_stays_chosen_while_the_checkpoint_moves(open_page, finished):
    page = open_page("names", run=finished.id)
    page.button_group(key="names_chip").set_value(3).run()
    assert page.query_params["chosen"] == "4"
    page.select_slider(key="checkpoint").set_value(500).run()
    assert page.button_group(key="names_chip").value == 3


def test_another_run_starts_at_its_own_last_checkpoint(open_page, lab, finished, events):
    page = open_page("names", run=finished.id, checkpoint="0")
    assert page.select_slider(key="checkpoint").value == 0
    page.button(key="train").click().run()
    another = page.query_params["run"]
    lab.claim("test")
    lab.append(another, events)
    lab.finish(another, RunState.FINISHED)
    page.run()
    assert page.select_slider(key="checkpoint").value == 2000


def test_letters_that_no_name_has_are_refused_with_a_sentence(open_page, finished):
    page = open_page("names", run=finished.id, first_letters="9")
    assert "in none of the names" in page.error[0].value
    assert not page.exception


def test_table_1_agrees_where_the_recipe_is_the_reports(open_page, finished):
    words = text_of(open_page("names", run=finished.id))
    assert words.count("7 of 7 names agree") == 2
    assert all(name in words for row in TABLE1[:2] for name in row.names)
    assert "iteration 10,000, 20,000, 34,000" in words


def test_another_clip_value_is_named_and_the_recipe_offered(open_page, lab, dataset, events):
    run = lab.create_run(NamesSettings(iterations=2000, clip_value=10), dataset)
    lab.claim("test")
    lab.append(run.id, events)
    lab.finish(run.id, RunState.FINISHED)
    page = open_page("names", run=run.id)
    assert "clip value is 10 (recipe: 5)" in text_of(page)
    assert page.number_input(key="names_clip_value").value == 10
    page.button(key="names_recipe").click().run()
    assert page.number_input(key="names_clip_value").value == 5
    assert page.number_input(key="names_iterations").value == 34_000
    assert "run" not in page.query_params


def test_while_it_trains_every_checkpoint_shows_its_names(open_page, lab, dataset, events):
    run = lab.create_run(SETTINGS, dataset)
    lab.claim("test")
    lab.append(run.id, [event for event in events if isinstance(event, Checkpoint)][:3])
    page = open_page("names", run=run.id)
    data = component(page, "names")
    assert [iteration for iteration, _ in data["rows"]] == [1000, 500, 0]
    assert data["rows"][-1][1] == list(TABLE1[0].names)
    assert [step for step, _ in data["points"]] == [0, 500, 1000]
    assert data["active"]


@pytest.mark.parametrize(
    ("state", "words"), [(RunState.STOPPED, "Stopped after"), (RunState.FAILED, "out of luck")]
)
def test_a_run_that_ended_early_shows_what_it_reached(
    open_page, lab, dataset, events, state, words
):
    run = lab.create_run(SETTINGS, dataset)
    lab.claim("test")
    lab.append(run.id, events[:2])
    lab.finish(run.id, state, "The training was out of luck." if state == "failed" else None)
    page = open_page("names", run=run.id)
    assert words in component(page, "names")["standing"]["text"]
    assert not page.exception


def test_a_run_without_checkpoints_says_what_to_do(open_page, lab, dataset):
    run = lab.create_run(SETTINGS, dataset)
    lab.request_stop(run.id)
    page = open_page("names", run=run.id)
    assert "Train again" in page.info[0].value
    assert not page.exception


def test_a_run_that_has_been_deleted_is_said_so(open_page, lab, finished):
    lab.delete(finished.id)
    page = open_page("names", run=finished.id)
    assert "deleted" in page.warning[0].value
    assert not page.button(key="train").disabled
    assert not page.exception


def test_a_run_that_is_deleted_while_somebody_looks_is_said_so(open_page, lab, finished):
    page = open_page("names", run=finished.id)
    lab.delete(finished.id)
    page.select_slider(key="checkpoint").set_value(500).run()
    assert "deleted" in page.warning[0].value
    assert not page.exception


@pytest.mark.parametrize("wrong", ["nonsense", "-3", "1e99", "²"])
def test_nonsense_in_the_url_is_ignored(open_page, finished, wrong):
    names = ("names_seed", "names_list", "dataset", "checkpoint", "count", "temperature", "chosen")
    page = open_page("names", run=finished.id, **dict.fromkeys(names, wrong))
    assert not page.exception
    assert len(chips(page)) == 7
    assert page.number_input(key="names_seed").value == 0


def test_the_downloads_are_there(open_page, finished):
    page = open_page("names", run=finished.id)
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels == ["Names", "Checkpoint", "Settings", "Loss curve"]


def test_a_downloaded_checkpoint_is_enough_to_draw_names(lab, finished):
    checkpoint = lab.checkpoint(finished.id, 2000).arrays
    arrays = decode_arrays(checkpoint_file(checkpoint, CORPUS))
    alphabet = "".join(arrays.pop("alphabet"))
    names = [name.title for name in sample_report_names(arrays, alphabet)]
    assert names == list(TABLE1[1].names)


def test_the_table_of_names_says_what_each_is():
    names = [SampledName("rex", np.ones((4, 27))), SampledName("", np.ones((1, 27)))]
    table = name_table(names, [Verdict.COPIED, Verdict.EMPTY])
    assert table.to_dict("list") == {"name": ["Rex", ""], "verdict": ["copied", "empty"]}
