"""The report's Table 1, name for name, by both engines, and how far the engines agree."""

import pytest

from core.events import Checkpoint
from core.names.sampling import sample_report_names
from core.names.settings import NamesSettings
from core.names.sources import bundled_names
from core.names.table1 import LAST_REPRODUCIBLE, TABLE1
from core.names.trainer import train

LOSSES = {0: 23.087336, 2000: 27.884160, 4000: 25.901815, 10_000: 23.844446, 12_000: 23.291971}
ENGINES = pytest.mark.parametrize("engine", ["fused", "reference"])


@pytest.fixture(scope="module")
def checkpoints():
    """Engine -> iteration -> checkpoint, to the last iteration that every machine repeats."""
    return {
        engine: {
            event.step: event
            for event in train(
                NamesSettings(iterations=LAST_REPRODUCIBLE, engine=engine), bundled_names()
            )
            if isinstance(event, Checkpoint)
        }
        for engine in ("fused", "reference")
    }


def iteration(row):
    return f"iteration {row.iteration}"


def sampled(checkpoint):
    names = sample_report_names(checkpoint.arrays, bundled_names().alphabet)
    return tuple(name.title for name in names)


@pytest.mark.slow
@ENGINES
@pytest.mark.parametrize("row", [row for row in TABLE1 if row.reproducible], ids=iteration)
def test_names_and_loss_are_the_report_s(checkpoints, engine, row):
    checkpoint = checkpoints[engine][row.iteration]
    assert round(checkpoint.loss, 6) == row.loss
    assert sampled(checkpoint) == row.names


@ENGINES
def test_losses_to_six_decimals(checkpoints, engine):
    losses = {step: round(checkpoints[engine][step].loss, 6) for step in LOSSES}
    assert losses == LOSSES


def test_engines_give_the_same_losses_and_names(checkpoints):
    fused, reference = checkpoints["fused"], checkpoints["reference"]
    assert list(fused) == list(reference) == list(range(0, LAST_REPRODUCIBLE + 1, 2000))
    for step in fused:
        assert sampled(fused[step]) == sampled(reference[step])
        if step <= 12_000:
            assert fused[step].loss == pytest.approx(reference[step].loss, abs=1e-9)
