"""The page on the report: every claim, its figures once they are opened, and the way to see it."""

import io

import pandas as pd
import pytest

from core.cache import CACHE
from core.report import findings
from core.report.claim import Verdict, Way
from core.report.findings import load
from core.stocks.settings import PRESETS
from dashboard.charts.frame import Palette
from dashboard.charts.report_charts import chaos_chart, direction_chart
from dashboard.report.evidence import Group, misses, names_table, predictions
from dashboard.text import plain
from dashboard.views.report import address, mark

KEPT = load()
CLAIMS = KEPT.claims()
PALETTE = Palette(*["#101010"] * 7, sequential=("#ffffff", "#000000"))


def words(page):
    return " ".join(element.value for element in [*page.markdown, *page.caption])


HEARS_NUMBERS = "lab_number_fields"  # on every page, and draws nothing


def charts(page):
    drawn = [element.proto for element in page.get("bidi_component")]
    return [proto for proto in drawn if proto.component_name != HEARS_NUMBERS]


def test_it_opens_on_the_claims_with_nothing_unfolded(open_page):
    page = open_page("report")
    assert not page.exception
    summary = page.markdown[1].value
    for claim in CLAIMS:
        assert f"](#{claim.key}) | {mark(claim.verdict)} |" in summary
        assert plain(claim.section) in words(page)
    assert [header.proto.anchor for header in page.header] == [claim.key for claim in CLAIMS]
    assert [fold.proto.expanded for fold in page.expander] == [False] * len(CLAIMS)
    assert not charts(page)
    assert not page.button


@pytest.mark.slow
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.key)
def test_an_open_claim_has_figures_numbers_and_ways(open_page, claim):
    page = open_page("report", **{f"open_{claim.key}": "true"})
    assert not page.exception
    assert [button.label for button in page.button] == [way.label for way in claim.ways]
    drawn = {"chaos", "figure9", "figure10", "direction"}
    assert len(charts(page)) == (claim.key in drawn)
    assert (len(page.get("download_button")) > 0) == (claim.key != "data")


def test_its_button_opens_the_page_with_the_settings(open_page):
    page = open_page("report", open_clip="true")
    page.button(key="report_clip_0").click().run()
    assert not page.exception
    assert page.number_input(key="names_clip_value").value == 10
    assert page.number_input(key="names_iterations").value == 10_000
    assert page.query_params["names_iterations"] == "10000"


def test_its_button_opens_the_other_share(open_page):
    page = open_page("report", open_figure9="true")
    page.button(key="report_figure9_0").click().run()
    assert not page.exception
    assert page.selectbox(key="prices").value == "TATAGLOBAL"
    assert page.number_input(key="stock_timesteps").value == 60
    assert page.number_input(key="stock_batch_size").value == 32


def test_letters_that_differ_are_marked_in_both_names(open_page):
    page = open_page("report", open_table1="true")
    [body] = [html.proto.body for html in page.get("html") if "lab-names-beside" in html.proto.body]
    assert body.count("<tbody>") == 5
    assert "<td>Klecalosaurus</td><td>Klecalosaurus</td>" in body
    ours = KEPT.table1.rows[-1].names[-1]
    assert f"<td>Troia</td><td>{ours}</td>" not in body
    assert body.count("0 of 7 names agree") == sum(
        claim.key == "table1" and not set(row.names) & set(theirs.names)
        for claim in CLAIMS
        for row, theirs in zip(KEPT.table1.rows, findings.table1.TABLE1, strict=True)
    )


def test_without_what_was_found_it_says_how_to_make_it(open_page, monkeypatch, tmp_path):
    monkeypatch.setattr(findings, "FOLDER", tmp_path)
    CACHE.clear()
    page = open_page("report")
    assert not page.exception
    assert "python -m core report" in page.error[0].value


def test_names_as_rows_count_the_places_that_differ():
    found = names_table([Group(7, "", ["abc", "ab"], ["abd", "ab"])], "One", "Other")
    assert found.to_dict("list") == {
        "iteration": [7, 7],
        "One": ["abc", "ab"],
        "Other": ["abd", "ab"],
        "letters that differ": [1, 0],
    }


def test_predictions_and_misses_as_tables():
    forecast = KEPT.forecasts[1]
    rows = pd.read_csv(io.StringIO(predictions(forecast).to_csv()), index_col="Date")
    assert len(rows) == 25
    assert rows["Yesterday"].tolist()[1:] == rows["Actual"].tolist()[:-1]
    naive = ((rows["Yesterday"] - rows["Actual"]) ** 2).mean() ** 0.5
    seed = ((rows["Seed 0"] - rows["Actual"]) ** 2).mean() ** 0.5
    shown = misses(forecast).set_index("")["Times yesterday's"]
    assert shown["Network, seed 0"] == f"{seed / naive:.2f}"
    assert shown["Repeating yesterday's price"] == "1.00"


def test_the_address_of_a_share_and_a_seed():
    settings = PRESETS["tataglobal"].model_copy(update={"seed": 3})
    found = address(Way("", settings, "TATAGLOBAL"))
    assert found["stock_seed"] == "3"
    assert found["prices"].startswith("Tata Global")


def test_every_verdict_has_a_mark_of_its_own():
    assert len({mark(verdict).split(":")[3] for verdict in Verdict}) == len(Verdict)


def test_the_chart_of_chaos_leaves_out_what_has_no_logarithm():
    figure = chaos_chart(KEPT.chaos, PALETTE)
    assert figure.layout.yaxis.type == "log"
    assert min(figure.data[0].y) > 0
    [line] = figure.layout.shapes
    assert line.x0 == KEPT.chaos.parted


def test_the_chart_of_directions_draws_every_seed_apart():
    found = KEPT.ge_direction
    figure = direction_chart({"GE": found}, PALETTE)
    seeds, mean, up, coin = figure.data
    assert len(set(zip(seeds.x, seeds.y, strict=True))) == len(found.by_seed)
    assert mean.x[0] + mean.error_x.array[0] == pytest.approx(found.high)
    assert mean.x[0] - mean.error_x.arrayminus[0] == pytest.approx(found.low)
    assert up.x[0] == found.rises
    assert set(coin.x) == {0.5}
    assert coin.line.dash == "dash"
