import numpy as np
import pandas as pd

from dashboard.charts.frame import Palette
from dashboard.charts.sweep_charts import Cells, Dots, heat_map, parallel, seed_lines, strip

INK, MODEL = "#111111", "#0063b2"
PALETTE = Palette(
    INK, MODEL, "#777777", "#00795a", "#b94e00", "#dddddd", "#ffffff", ("#fff", "#00f")
)
CELLS = Cells(["3", "7"], ["10", "50"], [[2.0, None], [1.0, 99.0]], [["a", "b"], ["c", "d"]])
WORDS = {"x_title": "Timesteps", "y_title": "Units", "measure": "Loss"}


def test_the_best_cell_has_a_frame_and_the_strongest_colour():
    figure = heat_map(CELLS, PALETTE, high_is_best=False, **WORDS)
    [frame] = figure.layout.shapes
    assert (frame.x0, frame.y0) == (-0.5, 0.5)  # the first column, the second row
    [cells] = figure.data
    assert cells.reversescale
    assert (cells.text[0][0], cells.text[0][1]) == ("2", "")
    assert cells.hovertext[1][1] == "Timesteps 7, Units 50: 99"
    high = heat_map(CELLS, PALETTE, high_is_best=True, **WORDS)
    assert (high.layout.shapes[0].x0, high.data[0].reversescale) == (0.5, False)


def test_one_bad_cell_does_not_make_all_others_alike():
    [cells] = heat_map(CELLS, PALETTE, high_is_best=False, **WORDS).data
    assert (cells.zmin, cells.zmax) == (1.0, 5.0)


def test_a_map_without_any_number_is_drawn():
    empty = Cells(["3"], ["10"], [[None]], [["a"]])
    assert len(heat_map(empty, PALETTE, high_is_best=False, **WORDS).layout.shapes) == 0


def test_every_run_has_its_mark():
    dots = Dots(
        ["3", "3", "7"], [1.0, 2.0, 3.0], ["a", "b", "c"], ["1", "2", "3"], ["3", "7", "14"]
    )
    figure = strip(dots, [("3", 1.5)], PALETTE, x_title="T", measure="M", level=1.0)
    marks, medians = figure.data
    assert list(marks.y) == [1.0, 2.0, 3.0]
    assert list(marks.customdata) == ["1", "2", "3"]
    assert list(figure.layout.xaxis.range) == [-0.5, 2.5]  # a place for what is still to come
    assert list(medians.y) == [1.5]
    assert figure.layout.shapes[0].y0 == 1.0


def test_the_best_tenth_is_strong_on_parallel_axes():
    points = np.linspace(0, 1, 20)[:, None].repeat(3, axis=1).tolist()
    axes = [("A", "0", "1"), ("B", "0", "1"), ("Loss", "0", "1")]
    figure = parallel(axes, points, list(range(20)), [str(n) for n in range(20)], PALETTE)
    strong = [line for line in figure.data if line.line.color == MODEL]
    assert sorted(line.hovertext for line in strong) == ["0", "1"]
    assert sum(bool(line.showlegend) for line in figure.data) == 2


def test_the_band_holds_every_seed():
    days = pd.date_range("2019-10-01", periods=3)
    lines = pd.DataFrame({"Seed 0": [1.0, 5.0, 3.0], "Seed 1": [2.0, 4.0, 9.0]}, index=days)
    figure = seed_lines(lines, PALETTE, y_title="Price")
    low, high, *_, median = figure.data
    assert list(low.y) == [1.0, 4.0, 3.0]
    assert list(high.y) == [2.0, 5.0, 9.0]
    assert list(median.y) == [1.5, 4.5, 6.0]
