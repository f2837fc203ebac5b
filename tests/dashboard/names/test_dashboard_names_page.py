import re

import numpy as np
import pytest

from core.events import Checkpoint
from core.names.corpus import Corpus, Split, split
from core.names.evaluation import Verdict, interval, judge, letter_pairs
from core.names.sampling import SampledName, sample_report_names
from core.names.settings import NamesSettings
from core.names.sources import bundled_names, read_names
from core.names.table1 import TABLE1
from core.names.trainer import train
from core.runs.people import HOST
from core.runs.records import RunState
from core.runs.settings import Kind
from core.runs.tables import decode_arrays
from dashboard.names.names_checkpoints import Sampling, draw, figures_table, shown_checkpoints
from dashboard.names.names_result import checkpoint_file, name_table
from tests.dashboard.conftest import carried_out, component

SETTINGS = NamesSettings(iterations=2000, checkpoint_interval=500)
CORPUS = bundled_names()


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


def test_before_any_training_it_shows_what_there_is_to_learn(open_page):
    data = component(open_page("names"), "names")
    assert data["run"] is None
    assert "1,536 names, such as Aachenosaurus" in data["words"]
    head, *rows = data["table"]
    shares = {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}
    letters = CORPUS.alphabet
    after_q = dict(zip(letters, letter_pairs(CORPUS, letters)[letters.index("q")], strict=True))
    assert shares["q"]["u"] == f"{after_q['u'] * 100:.0f} %"
    assert shares["start"]["end"] == "0 %"


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
    assert read_names("Amsterdam\n\nBerlin", kept.title).names().to_bytes() == kept.blob
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
    assert "**bold** :smile:, <b>tag</b>" in component(page, "names")["words"]  # as plain text
    assert "bold" not in text_of(page)
    assert not page.exception


def test_names_on_chips_are_never_markup(open_page, lab):
    corpus = read_names("**b** :a:\n**b** :b:", "[link](http://example.com)").names()
    settings = NamesSettings(iterations=300, checkpoint_interval=300)
    run = lab.create_run(settings, lab.save_dataset(Kind.NAMES, corpus.title, corpus.to_bytes()))
    carried_out(lab, run, list(train(settings, corpus)))
    page = open_page("names", run=run.id, first_letters="**b**")
    assert all(r"\*\*B\*\*" in chip or r"\*\*b\*\*" in chip for chip in chips(page))
    assert "](" not in text_of(page)
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


def train_another(page, lab, events):
    page.button(key="train").click().run()
    another = page.query_params["run"]
    lab.claim("test")
    lab.append(another, events)
    lab.finish(another, RunState.FINISHED)
    page.run()
    assert page.query_params["run"] == another


def test_another_run_starts_at_its_own_last_checkpoint(open_page, lab, finished, events):
    page = open_page("names", run=finished.id, checkpoint="0")
    assert page.select_slider(key="checkpoint").value == 0
    train_another(page, lab, events)
    assert page.select_slider(key="checkpoint").value == 2000
    assert page.select_slider(key="checkpoint").proto.set_value


def test_a_slider_at_the_end_is_left_to_the_hand_on_it(open_page, lab, finished, events):
    page = open_page("names", run=finished.id)
    train_another(page, lab, events)
    assert page.select_slider(key="checkpoint").value == 2000
    assert not page.select_slider(key="checkpoint").proto.set_value


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
    assert [row["step"] for row in data["rows"]] == [0, 500, 1000]
    assert data["rows"][0]["verdict"].startswith("At temperature 1 it babbles: ")
    assert "merely pronounceable" in data["rows"][-1]["verdict"]
    assert data["chosen"] is None
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
    lab.request_stop(run.id, by=HOST)
    page = open_page("names", run=run.id)
    assert "Train again" in page.info[0].value
    assert not page.exception


def test_a_run_that_has_been_deleted_is_said_so(open_page, lab, finished):
    lab.delete(finished.id, by=HOST)
    page = open_page("names", run=finished.id)
    assert "deleted" in page.warning[0].value
    assert not page.button(key="train").disabled
    assert not page.exception


def test_a_run_that_is_deleted_while_somebody_looks_is_said_so(open_page, lab, finished):
    page = open_page("names", run=finished.id)
    lab.delete(finished.id, by=HOST)
    page.select_slider(key="checkpoint").set_value(500).run()
    assert "deleted" in page.warning[0].value
    assert not page.exception


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["nonsense", "-3", "1e99", "²"])
def test_nonsense_in_the_url_breaks_nothing_and_numbers_are_said(open_page, finished, wrong):
    names = ("names_seed", "names_list", "dataset", "checkpoint", "count", "temperature", "chosen")
    page = open_page("names", run=finished.id, **dict.fromkeys(names, wrong))
    assert not page.exception
    assert len(chips(page)) == 7
    assert page.number_input(key="names_seed").value == (-3 if wrong == "-3" else 0)
    said = " ".join(error.value for error in page.error).replace("\\", "").replace("\u2060", "")
    assert "Seed must be a whole number from 0 to 2,147,483,647, not " in said
    assert "Number of names must be a whole number from 1 to 50, not " in said
    assert page.button(key="train").disabled


def test_the_downloads_are_there(open_page, finished):
    page = open_page("names", run=finished.id)
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels[:5] == ["Names", "Figures", "Checkpoint", "Settings", "Loss curve"]


def test_a_downloaded_checkpoint_is_enough_to_draw_names(lab, finished):
    checkpoint = lab.checkpoint(finished.id, 2000).arrays
    arrays = decode_arrays(checkpoint_file(checkpoint, CORPUS))
    alphabet = "".join(arrays.pop("alphabet"))
    names = [name.title for name in sample_report_names(arrays, alphabet)]
    assert names == list(TABLE1[1].names)


def test_the_table_of_names_says_what_each_is():
    names = [SampledName("rex", np.ones((4, 27))), SampledName("", np.ones((1, 27)))]
    corpus = read_names("rex\nallo", "two").names()
    table = name_table(names, [Verdict.COPIED, Verdict.EMPTY], corpus.names)
    assert table["name"].tolist() == ["Rex", ""]
    assert table["verdict"].tolist() == ["copied", "empty"]
    assert table["triples"].iloc[0] == 1
    assert np.isnan(table["triples"].iloc[1])
    assert table["surprise"].iloc[0] > 0


def test_gibberish_of_the_untrained_network_is_not_praised_as_new(open_page, finished):
    page = open_page("names", run=finished.id, checkpoint="0")
    assert "7 gibberish" in text_of(page)
    assert "new" not in text_of(page).split("letter by letter")[0]
    trained = open_page("names", run=finished.id)
    said = text_of(trained)
    assert sum(map(int, re.findall(r"(\d) (?:new|merely pronounceable)\]", said))) >= 5


def test_names_share_and_verdict_are_of_one_draw_at_one_temperature(open_page, finished):
    page = open_page("names", run=finished.id, temperature="0.1", checkpoint="2000")
    row = component(page, "names")["rows"][-1]
    names = [re.search("\u2068(.*)\u2069", chip)[1] for chip in chips(page)]
    assert [name.replace("\\", "") for name in names] == row["names"]
    drawn = draw(finished.id, finished.dataset_id, 2000, Sampling(100, 0.1))
    assert row["names"] == [name.title for name in drawn[:7]]
    verdicts = judge([name.text for name in drawn], Split(CORPUS.names, ()))
    repeated = verdicts.count(Verdict.REPEAT)
    assert row["repeat"] == repeated / 100 > 0.5
    low, high = interval(repeated / 100)
    assert row["verdict"].startswith(
        f"At temperature 0.1 it repeats itself: {repeated} % repeated "
        f"({low * 100:.0f} to {high * 100:.0f})"
    )
    assert "at temperature 0.1" in component(page, "names")["drawn"]


def test_a_real_name_that_it_never_saw_is_no_copy(open_page, lab, dataset):
    settings = SETTINGS.model_copy(update={"held_out": 0.5})
    run = lab.create_run(settings, dataset)
    carried_out(lab, run, list(train(settings, CORPUS)))
    open_page("names", run=run.id)
    table = figures_table(run, [2000], Sampling(count=100))
    held_out = set(split(settings, CORPUS).held_out)
    drawn = [name.text for name in draw(run.id, run.dataset_id, 2000, Sampling(100))]
    assert table.loc[2000, "found"] * 100 == len(set(drawn) & held_out)
    [found] = table["invented"] - table["new"]
    assert found == pytest.approx(table.loc[2000, "found"])


def test_bits_begin_at_a_blind_guess_and_the_smoothed_loss_stands_beside_table_1(
    open_page, finished
):
    page = open_page("names", run=finished.id)
    data = component(page, "names")
    first, *_, last = data["rows"]
    [blind] = [line["y"][0] for line in data["bits"]["data"] if line["name"] == "Blind guess"]
    assert first["trained"] == pytest.approx(blind, abs=0.02)
    assert last["trained"] < 3
    assert "loss" not in data
    assert "smoothed loss 23.087336 (the report's: 23.087336)" in text_of(page)


def test_that_it_learned_the_order_of_a_short_list_is_said(open_page, lab, finished):
    short = Corpus("ten", tuple(dict.fromkeys(CORPUS.names))[::153][:10])
    settings = NamesSettings(iterations=5000, checkpoint_interval=5000)
    run = lab.create_run(settings, lab.save_dataset(Kind.NAMES, short.title, short.to_bytes()))
    carried_out(lab, run, list(train(settings, short)))
    last = component(open_page("names", run=run.id), "names")["rows"][-1]
    assert "it has learned in which order the names of the list come" in last["order"]
    sound = component(open_page("names", run=finished.id), "names")["rows"][-1]
    assert sound["order"] == ""


def test_the_picture_follows_the_slider_and_the_sampling(open_page, finished):
    page = open_page("names", run=finished.id, checkpoint="500")
    data = component(page, "names")
    assert data["chosen"] == 500
    page.slider(key="temperature").set_value(0.3).run()
    careful = component(page, "names")
    assert "temperature 0.3" in careful["drawn"]
    shares = [[row["invented"] for row in drawn["rows"]] for drawn in (careful, data)]
    assert shares[0] != shares[1]


def test_without_names_held_out_it_says_what_to_set(open_page, finished):
    row = component(open_page("names", run=finished.id), "names")["rows"][-1]
    assert row["held_out"] is None
    assert "set Held-out share" in row["copying"]


def test_names_held_out_tell_learning_from_copying(open_page, lab, dataset):
    settings = SETTINGS.model_copy(update={"held_out": 0.1})
    run = lab.create_run(settings, dataset)
    carried_out(lab, run, list(train(settings, CORPUS)))
    first, *_, last = component(open_page("names", run=run.id), "names")["rows"]
    assert last["held_out"] < first["held_out"] - 1
    assert "unseen names" in last["figures"][-1][0]
    assert "never saw" in last["copying"]
    assert "set Held-out share" not in last["copying"]


def test_a_training_that_did_not_learn_is_no_success(open_page, lab, dataset, finished):
    settings = SETTINGS.model_copy(update={"learning_rate": 1.0})
    run = lab.create_run(settings, dataset)
    carried_out(lab, run, list(train(settings, CORPUS)))
    page = open_page("names", run=run.id)
    data = component(page, "names")
    assert data["standing"]["learned"] is False
    assert data["next"]["failed"]
    assert data["next"]["label"] == "Try learning rate 0.01"
    sound = component(open_page("names", run=finished.id), "names")
    assert sound["standing"]["learned"] is True
    most = data["bits"]["layout"]["meta"]["most"]
    assert max(row["trained"] for row in sound["rows"]) < most
    assert max(row["trained"] for row in data["rows"]) > most


def test_the_axes_of_a_stopped_run_end_where_it_did(open_page, lab, dataset, events):
    run = lab.create_run(SETTINGS, dataset)
    lab.claim("test")
    reached = [event for event in events if isinstance(event, Checkpoint) and event.step <= 500]
    lab.append(run.id, reached)
    lab.finish(run.id, RunState.STOPPED)
    page = open_page("names", run=run.id)
    data = component(page, "names")
    for chart in ("bits", "likeness"):
        assert 500 <= data[chart]["layout"]["xaxis"]["range"][1] < 520
    assert len(page.get("download_button")) == 8


def test_retraining_leaves_the_names_of_the_run_before(open_page, finished):
    page = open_page("names", run=finished.id)
    before = chips(page)
    page.button(key="train").click().run()
    assert component(page, "names")["active"]
    assert chips(page) == before


def test_the_figures_of_a_run_with_many_checkpoints_are_the_same_live_and_after(lab, dataset):
    settings = NamesSettings(iterations=2000, checkpoint_interval=10)
    run = lab.create_run(settings, dataset)
    lab.claim("test")
    lab.append(run.id, (Checkpoint(step, 1.0, 0.0, {}) for step in range(0, 1510, 10)))
    live = shown_checkpoints(lab.run(run.id))
    lab.finish(run.id, RunState.STOPPED)
    assert len(live) < 40
    assert shown_checkpoints(lab.run(run.id)) == [*live, 1500]


def test_the_numbers_behind_the_charts(open_page, finished):
    open_page("names", run=finished.id)
    table = figures_table(finished, [0, 2000], Sampling(count=100))
    assert table.index.tolist() == [0, 2000]
    assert table[[str(verdict) for verdict in Verdict]].sum(axis=1).tolist() == pytest.approx(
        [1, 1]
    )
    assert (
        table.loc[2000, ["invented", "pairs", "triples"]]
        > table.loc[0, ["invented", "pairs", "triples"]]
    ).all()
    assert (table["invented_low"] <= table["invented"]).all()
    assert (table["invented_high"] >= table["invented"]).all()
    assert table.loc[2000, "trained"] < table.loc[0, "trained"]
