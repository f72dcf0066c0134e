from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from assistant.presentation.chart import chart_of, for_picture
from assistant.presentation.chart_frame import SCHEMA, tooltip_title
from assistant.presentation.shape import Shape
from assistant.query import Comparison, Order
from assistant.rows import Rows
from tests.presentation.conftest import rows, shape
from tests.presentation.test_safe import HOSTILE

MONTHS = [f"2025-{month:02d}-01" for month in range(1, 13)]
REGIONS = ["east_cn", "south_cn"]
CHANNELS = ["email", "paid_search", "organic", None]
DICE = random.Random(1)


def some(low: float, high: float) -> float:
    return DICE.uniform(low, high)


def days(count: int) -> list[str]:
    return [(date(2025, 1, 1) + timedelta(day)).isoformat() for day in range(count)]


SHAPES: dict[str, tuple[str, Shape]] = {
    "one value": ("tiles", shape(rows("revenue", [[123.0]]))),
    "three values": ("tiles", shape(rows("lead_count mql_rate revenue", [[1, 0.4, 3e8]]))),
    "value and prior": (
        "tiles",
        shape(rows("cpl cpl__prior", [[312.5, 280.0]]), compare=Comparison("prior_period")),
    ),
    "by month": ("line", shape(rows("time:month lead_count", [[m, some(1, 9)] for m in MONTHS]))),
    "by day": ("line", shape(rows("time:day lead_count", [[d, some(1, 9)] for d in days(200)]))),
    "moving": (
        "line",
        shape(rows("time:month lead_count lead_count__moving", [[m, some(1, 9), 5.0] for m in MONTHS])),
    ),
    "by month and channel": (
        "lines",
        shape(rows("time:month channel lead_count", [[m, c, some(1, 9)] for m in MONTHS for c in CHANNELS])),
    ),
    "two of one unit": ("lines", shape(rows("time:month lead_count mql_count", [[m, 9, 4] for m in MONTHS]))),
    "units differ": ("panels", shape(rows("time:month lead_count mql_rate", [[m, 9, 0.4] for m in MONTHS]))),
    "by channel": ("bars", shape(rows("channel lead_count", [[c, some(1, 9)] for c in CHANNELS]))),
    "many groups": ("bars", shape(rows("owner revenue", [[f"员工 {i}", some(1, 9)] for i in range(80)]))),
    "compared": (
        "comparison",
        shape(rows("channel lead_count lead_count__prior", [[c, 3, 2] for c in CHANNELS])),
    ),
    "whole": (
        "share",
        shape(rows("channel lead_count lead_count__share", [[c, 1, 0.25] for c in CHANNELS])),
    ),
    "part of a whole": (
        "share",
        shape(rows("channel lead_count lead_count__share", [[c, 1, 0.1] for c in CHANNELS])),
    ),
    "two units by channel": (
        "panels",
        shape(rows("channel lead_count mql_rate", [[c, 3, 0.2] for c in CHANNELS])),
    ),
    "two of one unit by channel": (
        "bars",
        shape(rows("channel lead_count mql_count", [[c, 3, 2] for c in CHANNELS])),
    ),
    "points": (
        "scatter",
        shape(rows("owner lead_count mql_rate cpl", [[f"e{i}", i, i / 20, 9.0 - i] for i in range(18)])),
    ),
    "two dimensions": (
        "bars",
        shape(rows("region channel lead_count", [[r, c, 3] for r in REGIONS for c in CHANNELS])),
    ),
    "many by many": (
        "heat_map",
        shape(rows("owner channel lead_count", [[f"e{i}", c, 3 + i] for i in range(12) for c in CHANNELS])),
    ),
    "cohorts": (
        "cohort",
        shape(
            rows("time:month score mql_rate", [[m, k, 0.5] for m in MONTHS for k in range(4)]),
            analysis="cohort",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(SHAPES))
def test_each_shape_gets_its_picture(name: str) -> None:
    kind, given = SHAPES[name]
    chart = chart_of(given)
    assert chart is not None
    assert chart.kind == kind
    assert chart.spec["$schema"] == SCHEMA
    json.dumps(chart.spec, allow_nan=False)


@pytest.mark.parametrize("name", list(SHAPES))
def test_every_picture_draws(name: str) -> None:
    vl_convert = pytest.importorskip("vl_convert")
    chart = chart_of(SHAPES[name][1])
    assert chart is not None
    svg = vl_convert.vegalite_to_svg(json.dumps(for_picture(dict(chart.spec))))
    assert "NaN" not in svg
    assert "undefined" not in svg


@pytest.mark.parametrize(
    "given",
    [
        shape(rows("channel lead_count", [])),
        shape(rows("channel lead_count", [["email", None]])),
        shape(rows("region channel owner lead_count", [["r", "c", "o", 1], ["r", "c", "p", 2]])),
    ],
)
def test_a_table_where_no_picture_says_it(given: Shape) -> None:
    assert chart_of(given) is None


def test_a_missing_period_is_a_gap_and_not_zero() -> None:
    result = rows("time:month lead_count", [[m, 5] for m in MONTHS if m != "2025-05-01"])
    points = _values(_spec(shape(result)))
    assert [point["y"] for point in points if point["x"] == "2025-05"] == [None]
    assert len(points) == 12


def test_the_last_period_is_dashed_while_it_is_not_over() -> None:
    result = rows("time:month lead_count", [[m, 5] for m in MONTHS], as_of=datetime(2025, 12, 10))
    dashed = [layer for layer in _spec(shape(result))["layer"] if layer["mark"].get("strokeDash")]
    assert [point["x"] for point in dashed[0]["data"]["values"]] == ["2025-11", "2025-12"]
    over = rows("time:month lead_count", [[m, 5] for m in MONTHS])
    cut = replace(shape(over), incomplete=frozenset({"2025-01-01", "2025-12-01"}))
    dashed = [layer for layer in _spec(cut)["layer"] if layer["mark"].get("strokeDash")]
    runs = [[point["x"] for point in layer["data"]["values"]] for layer in dashed]
    assert sorted(runs) == [["2025-01", "2025-02"], ["2025-11", "2025-12"]]
    assert not any(layer["mark"].get("strokeDash") for layer in _spec(shape(over))["layer"])


def test_bars_start_at_zero_and_the_largest_comes_first() -> None:
    spec = _spec(shape(rows("channel lead_count", [["email", 2], [None, 9], ["organic", 5]])))
    encoding = spec["layer"][0]["encoding"]
    assert encoding["y"]["scale"]["zero"] is True
    assert encoding["x"]["sort"] == ["自然搜索", "邮件", "（空）"]


def test_an_order_that_was_asked_for_is_kept() -> None:
    given = shape(rows("channel lead_count", [["email", 2], ["organic", 5]]), order_by=(Order("lead_count"),))
    assert _spec(given)["layer"][0]["encoding"]["x"]["sort"] == ["邮件", "自然搜索"]


def test_thresholds_of_the_card_are_drawn_with_their_meaning() -> None:
    text = json.dumps(
        _spec(shape(rows("time:month mql_rate", [[m, 0.4] for m in MONTHS]))), ensure_ascii=False
    )
    assert "下限 40%" in text
    share = shape(rows("channel lead_count lead_count__share", [["email", 4, 0.4]]))
    assert "rule" not in json.dumps(_spec(share))


def test_percentages_and_amounts_have_axes_of_their_language() -> None:
    percent = _spec(shape(rows("channel mql_rate", [["email", 0.4]])))["layer"][0]["encoding"]["y"]["axis"]
    assert percent["format"] == ".1~%"
    for language, step in (("zh", "万"), ("en", "K")):
        axis = _spec(shape(rows("channel revenue", [["email", 4e5]]), language))["layer"][0]["encoding"]["y"][
            "axis"
        ]
        assert step in axis["labelExpr"]


def test_long_series_are_drawn_by_date_in_utc() -> None:
    spec = _spec(SHAPES["by day"][1])
    x = spec["layer"][0]["encoding"]["x"]
    assert (x["type"], x["scale"]["type"]) == ("temporal", "utc")
    assert _values(spec)[0]["d"] == "2025-01-01T00:00:00Z"


def test_only_the_largest_groups_are_drawn_and_it_is_said() -> None:
    spec = _spec(SHAPES["many groups"][1])
    assert spec["title"]["subtitle"] == "仅显示前 30 项，共 80 项"
    assert len(_values(spec)) == 30


def test_codes_with_one_label_stay_apart() -> None:
    given = shape(rows("channel lead_count", [["email", 2], ["邮件", 5]]))
    assert len({value["k0"] for value in _values(_spec(given))}) == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_values_of_the_warehouse_stay_data(text: str) -> None:
    for result in (
        rows("channel lead_count", [[text, 2], ["email", 3]]),
        rows("time:month channel lead_count", [[m, text, 2] for m in MONTHS]),
    ):
        spec = _spec(shape(result))
        found = {key for key, value in _leaves(spec) if text in str(value)}
        data_or_domain = {"k0", "k1", "name", "sort", "domain", "range"}
        assert found <= data_or_domain
        assert not {"url", "href", "expr", "signal", "transform"} & {key for key, _ in _leaves(spec)}
        json.dumps(spec)


def test_a_tooltip_never_loads_a_picture() -> None:
    assert tooltip_title("image") != "image"
    assert tooltip_title("渠道") == "渠道"


def test_a_picture_outside_a_page_has_a_width() -> None:
    chart = chart_of(SHAPES["by channel"][1])
    assert chart is not None
    assert chart.spec["width"] == "container"
    assert for_picture(dict(chart.spec))["width"] == 720


def test_one_period_is_no_time_axis() -> None:
    result = rows("time:month channel lead_count", [["2025-11-01", c, 3] for c in CHANNELS])
    chart = chart_of(shape(result))
    assert chart is not None
    assert chart.kind == "bars"


def test_the_row_for_the_rest_comes_last_and_the_total_is_left_out() -> None:
    result: Rows = rows("channel lead_count", [["email", 5], ["organic", 3], [None, 8], [None, 16]])
    spec = _spec(shape(result, limit=2, others=True, totals=True))
    assert spec["layer"][0]["encoding"]["x"]["sort"] == ["邮件", "自然搜索", "其他"]


def _spec(given: Shape) -> dict[str, Any]:
    chart = chart_of(given)
    assert chart is not None
    return dict(chart.spec)


def _values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    data = spec.get("data") or spec["layer"][0]["data"]
    return list(data["values"])


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, key)
    else:
        yield key, value
