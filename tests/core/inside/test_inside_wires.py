"""What flows between the symbols: the parts of a sum give the sum."""

import numpy as np
import pytest

from core.inside.demonstrations import demonstration
from core.inside.names_trace import names_input
from core.inside.prices_trace import price_input
from core.inside.trace import intermediates, trace
from core.names import sources as names
from core.stocks import sources as stocks
from core.stocks.engines.engine import listed

DAY = "2019-11-08"


def of_prices(key):
    shown = demonstration(key)
    weights = listed(shown.weights[20])
    found = trace(price_input(shown.settings, weights, stocks.bundled_prices("GE"), DAY))
    return found.arrays | intermediates(found)


def test_an_lstms_memory_is_what_is_kept_and_what_is_written():
    arrays = of_prices("demo-lstm")
    for layer in (1, 2):
        kept, written = arrays[f"fc{layer}"], arrays[f"ig{layer}"]
        assert np.allclose(kept + written, arrays[f"c{layer}"], atol=1e-12)
        assert np.allclose(arrays[f"o{layer}"] * arrays[f"tc{layer}"], arrays[f"a{layer}"])


def test_a_grus_state_is_what_is_kept_and_what_is_written():
    arrays = of_prices("demo-gru")
    assert np.allclose(arrays["za1"] + arrays["ng1"], arrays["a1"], atol=1e-12)
    assert np.allclose(np.tanh(arrays["xg2"] + arrays["rs2"]), arrays["g2"], atol=1e-12)


@pytest.mark.parametrize("key", ["demo-lstm", "demo-gru"])
def test_what_a_step_hands_back_reaches_the_step_before(key):
    arrays = of_prices(key)
    assert np.allclose(arrays["daback2"][1:], arrays["da2"][:-1], atol=1e-12)  # the top layer
    assert np.allclose(arrays["daback1"][1:] + arrays["dx2"][:-1], arrays["da1"][:-1], atol=1e-12)
    for layer in (1, 2):
        assert np.allclose(arrays[f"daback{layer}"][0], arrays[f"da0_{layer}"], atol=1e-12)


def test_a_memory_is_handed_back_through_its_forget_gate():
    arrays = of_prices("demo-lstm")
    through_output = arrays["da1"] * arrays["o1"] * (1 - np.tanh(arrays["c1"]) ** 2)
    assert np.allclose(arrays["dcback1"][1:], (arrays["dc1"] - through_output)[:-1], atol=1e-12)
    assert np.allclose(arrays["dcback1"][0], arrays["dc0_1"], atol=1e-12)


def test_of_letters_and_only_forward_where_there_is_no_way_back():
    shown = demonstration("demo-names")
    found = trace(names_input(shown.weights[1000], names.bundled_names().alphabet, "rex"))
    back = intermediates(found)["daback"]
    assert np.allclose(
        back[1:], (found.arrays["da"] - found.arrays["dzy"] @ found.arrays["Wya"])[:-1]
    )
    gru = demonstration("demo-gru")
    weights = listed(gru.weights[20])
    unknown = trace(price_input(gru.settings, weights, stocks.bundled_prices("GE"), "2030-01-01"))
    assert set(intermediates(unknown)) == {"za1", "ng1", "rs1", "za2", "ng2", "rs2"}
