import numpy as np

from core.cells.arrays import sigmoid


def test_sigmoid_stands_any_number():
    np.testing.assert_array_equal(sigmoid(np.array([-1e300, 0, 1e300])), [0, 0.5, 1])
