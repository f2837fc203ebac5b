import argparse
import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SettingsError
from core.names.settings import NamesSettings
from core.parameters import parameters
from core.runs.settings import EXPERIMENTS, Kind, add_flags, build, dump, from_flags, kind_of, load
from core.stocks.settings import PRESETS, StockSettings


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"timesteps": 900}, "Timesteps must be at most 250, not 900."),
        ({"timesteps": "0"}, "Timesteps must be at least 1, not 0."),
        ({"timesteps": "many"}, "Timesteps must be a whole number, not 'many'."),
        ({"timesteps": 1.5}, "Timesteps must be a whole number, not 1.5."),
        ({"dropout": "nan"}, "Dropout must be a number, not 'nan'."),
        ({"dropout": "much"}, "Dropout must be a number, not 'much'."),
        ({"cell": "ltsm"}, "Cell must be 'lstm', 'gru' or 'rnn', not 'ltsm'."),
        (
            {"split_date": "soon"},
            "First test day must be a date such as 2018-03-01, not 'soon'.",
        ),
        ({"depth": 3}, "There is no setting called 'depth'."),
    ],
)
def test_a_wrong_value_is_named_with_what_would_fit(values, sentence):
    with pytest.raises(SettingsError) as error:
        build(StockSettings, values)
    assert str(error.value) == sentence


def test_text_is_read_as_numbers_and_dates():
    settings = build(StockSettings, {"timesteps": "60", "split_date": "2018-03-01"})
    assert settings.timesteps == 60
    assert settings.split_date == datetime.date(2018, 3, 1)


@given(
    timesteps=st.integers(1, 250),
    dropout=st.floats(0, 0.9),
    split_date=st.none() | st.dates(),
    cell=st.sampled_from(["lstm", "gru", "rnn"]),
)
def test_settings_survive_storage(timesteps, dropout, split_date, cell):
    settings = StockSettings(timesteps=timesteps, dropout=dropout, split_date=split_date, cell=cell)
    assert load(kind_of(settings), dump(settings)) == settings


def test_settings_of_another_version_are_read_as_well_as_can_be():
    stored = json.loads(dump(StockSettings(epochs=7)))
    del stored["units"]
    stored |= {"momentum": 0.9, "timesteps": 100_000}
    assert load(Kind.STOCK, json.dumps(stored)) == StockSettings(epochs=7)


def test_what_was_stored_before_there_was_a_choice_reads_levels():
    stored = json.loads(dump(StockSettings(target="change")))
    assert stored.pop("reads") == "levels"
    assert load(Kind.STOCK, json.dumps(stored)).reads == "levels"


@pytest.mark.parametrize(
    ("base", "given", "reads"),
    [
        ({}, "--target change", "changes"),
        ({}, "--target change --reads levels", "levels"),
        ({"target": "change", "reads": "changes"}, "--target price", "levels"),
        ({"target": "change"}, "--target change", "levels"),  # as it was
        ({"target": "change"}, "--units 3", "levels"),
        ({"target": "change"}, "--reads changes", "changes"),
    ],
)
def test_what_is_read_goes_with_the_target_unless_it_is_said(base, given, reads):
    flags = parser_for(StockSettings).parse_args(given.split())
    assert from_flags(StockSettings(**base), flags).reads == reads


def test_a_target_that_is_none_is_named_as_before():
    flags = parser_for(StockSettings).parse_args(["--target", "tomorrow"])
    with pytest.raises(SettingsError, match="Target must be 'price' or 'change'"):
        from_flags(StockSettings(), flags)


def test_kinds_belong_to_their_models():
    for kind, model in ((kind, of.settings) for kind, of in EXPERIMENTS.items()):
        assert kind_of(model()) is kind


def parser_for(model):
    parser = argparse.ArgumentParser()
    add_flags(parser, model)
    return parser


@pytest.mark.parametrize("model", [NamesSettings, StockSettings])
def test_every_setting_is_a_flag_with_its_range_and_default_in_the_help(model):
    help_text = " ".join(parser_for(model).format_help().split())
    for parameter in parameters(model):
        assert "--" + parameter.name.replace("_", "-") in help_text
        if parameter.lower is not None:
            assert f"{parameter.lower:.10g} to {parameter.upper:.10g}" in help_text
        if parameter.default is not None:
            assert f"default {parameter.default}" in help_text


def test_flags_replace_only_what_they_name():
    flags = parser_for(StockSettings).parse_args(["--epochs", "3", "--batch-size", "8"])
    settings = from_flags(PRESETS["tataglobal"], flags)
    assert settings == StockSettings(timesteps=60, test_days=16, epochs=3, batch_size=8)


def test_a_flag_out_of_range_is_named():
    flags = parser_for(NamesSettings).parse_args(["--iterations", "-5"])
    with pytest.raises(SettingsError, match="Iterations must be at least 1, not -5"):
        from_flags(NamesSettings(), flags)
