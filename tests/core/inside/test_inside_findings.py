"""What one finds in a trace, against what its numbers say by hand."""

import numpy as np
import pytest

from core.inside.demonstrations import demonstration
from core.inside.names_trace import names_input
from core.inside.prices_trace import price_input
from core.inside.questions import (
    Ablation,
    ablate_memory,
    highest_unit,
    largest,
    largest_jump,
    likeliest,
    norms,
    probability,
)
from core.inside.trace import trace
from core.names.sources import bundled_names
from core.stocks.engines.engine import listed
from core.stocks.sources import bundled_prices


@pytest.fixture(scope="module")
def name():
    weights = demonstration("demo-names").weights[10_000]
    return trace(names_input(weights, bundled_names().alphabet, "rex"))


@pytest.fixture(scope="module")
def days():
    shown = demonstration("demo-lstm")
    weights = listed(shown.weights[100])
    return price_input(shown.settings, weights, bundled_prices("GE"), "2019-11-08")


def test_the_likeliest_letters_come_in_order(name):
    letters = likeliest(name, 2, 4)
    shares = [probability(name, 2, letter) for letter in letters]
    rest = [probability(name, 2, letter) for letter in name.alphabet if letter not in letters]
    assert shares == sorted(shares, reverse=True)
    assert min(shares) >= max(rest)
    assert sum(shares) + sum(rest) == pytest.approx(1)


def test_a_size_is_the_length_of_the_vector(name):
    by_step = norms(name, "da")
    assert by_step == pytest.approx([np.sqrt(row @ row) for row in name.arrays["da"]])


def test_the_highest_unit_of_a_layer_is_found(days):
    found = trace(days)
    unit = highest_unit(found, "c", -1, 2)
    assert found.arrays["c2"][-1, unit] == max(found.arrays["c2"][-1])


def test_the_largest_is_the_farthest_from_nought_among_some():
    values = np.array([np.nan, 1.0, -3.0, 9.0])
    assert largest([0, 1, 2], values) == 2
    assert largest([0, 1], values) == 1


def test_the_largest_jump_is_up_or_down():
    assert largest_jump(np.array([5.0, 6.0, 3.0, 4.0])) == 2


@pytest.mark.parametrize("layer", [1, 2])
def test_without_a_memory_only_what_is_written_is_left(days, layer):
    ablation = ablate_memory(days, unit=9, layer=layer)
    assert ablation.intact == trace(days).arrays[f"c{layer}"][-1, 9]
    assert ablation.ablated == pytest.approx(ablation.written, abs=1e-12)
    assert abs(ablation.ablated - ablation.intact) > 0.1
    assert ablation.nearest == 1


def test_the_nearest_is_said_of_whatever_comes_out():
    assert Ablation(intact=1.0, ablated=0.9, written=0.5).nearest == 0
    assert Ablation(intact=1.0, ablated=0.1, written=0.5).nearest == 2
