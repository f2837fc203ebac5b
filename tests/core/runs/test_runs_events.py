import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core.runs.tables import decode_arrays, decode_values, encode_arrays, encode_values


@given(
    st.dictionaries(
        st.sampled_from(["Wax", "b", "w000", "prediction"]),
        arrays(st.sampled_from([np.float32, np.float64]), array_shapes(min_dims=0, min_side=0)),
    )
)
def test_arrays_come_back_bit_for_bit(named):
    back = decode_arrays(encode_arrays(named))
    assert back.keys() == named.keys()
    for name, array in named.items():
        assert back[name].dtype == array.dtype
        np.testing.assert_array_equal(back[name], array)


def test_nothing_is_pickled():
    with pytest.raises(ValueError, match="allow_pickle"):
        encode_arrays({"names": np.array(["rex", None], dtype=object)})


def test_figures_come_back_as_plain_values():
    values = {"rmse": np.float32(0.5), "rows": np.int64(3), "engine": "fused", "skill": None}
    assert decode_values(encode_values(values)) == {
        "rmse": 0.5,
        "rows": 3,
        "engine": "fused",
        "skill": None,
    }


def test_a_figure_that_diverged_is_kept_as_nothing():
    diverged = {"rmse": float("nan"), "loss": np.float32("inf")}
    assert decode_values(encode_values(diverged)) == {"rmse": None, "loss": None}
