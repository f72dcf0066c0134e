"""Queries that ask the same come apart into the same parts, others do not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from assistant.catalog import load_catalog
from assistant.evaluation.case import SLOTS
from assistant.evaluation.slots import Slots
from assistant.query import MetricQuery
from assistant.settings import bundled

NOW = datetime(2025, 12, 31, 23, 59, 59)
SAME_DAY = {"start": "2025-11-01", "end": "2025-12-01"}


@pytest.fixture(scope="module")
def slots() -> Slots:
    return Slots(load_catalog(bundled("metric_catalog")))


def parts(slots: Slots, query: dict[str, Any]) -> dict[str, Any]:
    return dict(slots.of(MetricQuery.from_dict(query), NOW))


def where(*conditions: Any) -> dict[str, Any]:
    return {"where": list(conditions)}


def of(field: str, op: str, *values: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "values": list(values)}


EAST, WEST = of("region", "=", "east_cn"), of("region", "=", "west_cn")


def test_there_is_a_part_for_every_slot(slots: Slots) -> None:
    assert set(parts(slots, {})) == set(SLOTS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({"metrics": ["revenue", "aov"]}, {"metrics": ["AOV", "revenue"]}, id="the order of metrics"),
        pytest.param({"group_by": ["region", "metric_time__month"]}, {"group_by": ["metric_time__month", "Region"]}, id="the order of groups"),
        pytest.param({"group_by": ["region"]}, {"group_by": ["lead__region"]}, id="the way to a dimension"),
        pytest.param(where(EAST), where(of("region", "in", "east_cn")), id="one value is a list of one"),
        pytest.param(where(of("region", "in", "east_cn", "west_cn")), where({"any": [EAST, WEST]}), id="a list is alternatives"),
        pytest.param(where(of("region", "in", "east_cn", "west_cn")), where({"any": [WEST, {"any": [EAST]}]}), id="nested alternatives"),
        pytest.param(where(EAST, of("is_promo", "=", True)), where({"all": [of("is_promo", "=", True), EAST]}), id="and-ed together"),
        pytest.param(where(of("region", "!=", "east_cn")), where({"not": EAST}), id="not"),
        pytest.param(where(of("region", "not in", "east_cn", "west_cn")), where({"not": {"any": [EAST, WEST]}}), id="neither"),
        pytest.param(where(of("region", "not in", "east_cn", "west_cn")), where(of("region", "!=", "west_cn"), of("region", "!=", "east_cn")), id="one after the other"),
        pytest.param(where(of("region", "in", "east_cn", "west_cn")), where({"not": of("region", "not in", "west_cn", "east_cn")}), id="not neither"),
        pytest.param(where(of("amount", "between", 1, 5)), where(of("amount", "<=", 5), of("amount", ">=", 1)), id="between"),
        pytest.param(where(of("amount", ">", 5)), where({"not": of("amount", "<=", 5.0)}), id="a negated bound"),
        pytest.param(where(of("region", "is null")), where({"not": of("region", "is not null")}), id="negated null"),
        pytest.param(where(of("rep", "=", "23")), where(of("rep", "=", 23)), id="a number as text"),
        pytest.param(where(of("city", "=", "Berlin")), where(of("city", "=", "BERLIN")), id="the case of values"),
        pytest.param(where(of("city", "=", "nan")), where(of("city", "=", "NaN")), id="a text that looks like no number"),
        pytest.param(where(of("revenue", ">", 5)), {"having": [of("revenue", ">", 5.0)]}, id="a condition on groups"),
        pytest.param({"time": {"relative": "last_month"}}, {"time": SAME_DAY}, id="a relative period"),
        pytest.param({"time": {"relative": "last_month"}}, {"time": [SAME_DAY]}, id="a list of one period"),
        pytest.param({"time": {"start": "2025-11-01", "end": "2025-11-30", "end_inclusive": True}}, {"time": SAME_DAY}, id="the last day"),
        pytest.param({"time": {"relative": "all_time"}}, {}, id="all of it"),
        pytest.param({"order_by": ["-revenue"]}, {"order_by": [{"field": "Revenue", "direction": "desc"}]}, id="order"),
        pytest.param({"parameters": {"days": 90}}, {"parameters": {"days": 90.0}}, id="parameters"),
        pytest.param({"limit_per": "region"}, {"limit_per": "lead__region"}, id="top per group"),
    ],
)  # fmt: skip
def test_the_same(slots: Slots, one: dict[str, Any], other: dict[str, Any]) -> None:
    assert parts(slots, one) == parts(slots, other)


@pytest.mark.parametrize(
    ("one", "other", "slot"),
    [
        pytest.param({"metrics": ["revenue"]}, {"metrics": ["revenue", "aov"]}, "metrics", id="a metric more"),
        pytest.param({"group_by": ["metric_time__month"]}, {"group_by": ["metric_time__week"]}, "dimensions", id="another grain"),
        pytest.param({"group_by": ["metric_time__month"]}, {"group_by": ["metric_time__extract_month"]}, "dimensions", id="part of a date"),
        pytest.param(where(EAST), where(WEST), "filters", id="another value"),
        pytest.param(where({"any": [EAST, WEST]}), where(EAST, WEST), "filters", id="or is not and"),
        pytest.param(where({"any": [EAST, of("channel", "=", "email")]}), where(EAST, of("channel", "=", "email")), "filters", id="or over fields"),
        pytest.param(where({"not": {"all": [EAST, of("channel", "=", "email")]}}), where({"not": EAST}, {"not": of("channel", "=", "email")}), "filters", id="not both is not neither"),
        pytest.param(where(of("code", "=", "007")), where(of("code", "=", "7")), "filters", id="codes with zeros"),
        pytest.param(where(of("code", "=", "1e2")), where(of("code", "=", "100")), "filters", id="codes that look like powers"),
        pytest.param(where(of("flag", "=", True)), where(of("flag", "=", "true")), "filters", id="true and a text"),
        pytest.param(where(of("amount", ">", 5)), where(of("amount", ">=", 5)), "filters", id="the bound itself"),
        pytest.param(where(of("name", "contains", "a")), where({"not": of("name", "contains", "a")}), "filters", id="not containing"),
        pytest.param({"time": SAME_DAY}, {}, "time", id="no period"),
        pytest.param({"time": [SAME_DAY, {"start": "2024-11-01", "end": "2024-12-01"}]}, {"time": SAME_DAY}, "time", id="two periods"),
        pytest.param({"compare": {"kind": "prior_period"}}, {"compare": {"kind": "range", **SAME_DAY}}, "compare", id="another comparison"),
        pytest.param({"order_by": ["revenue", "aov"]}, {"order_by": ["aov", "revenue"]}, "order_by", id="the order of orders"),
        pytest.param({"order_by": ["revenue__change"]}, {"order_by": ["aov__change"]}, "order_by", id="the change of another metric"),
        pytest.param({"order_by": ["revenue__change"]}, {"order_by": ["revenue"]}, "order_by", id="the change is not the metric"),
        pytest.param({"limit": 5}, {"limit": 3}, "limit", id="limit"),
        pytest.param({"running": "year"}, {"running": "all"}, "running", id="running"),
        pytest.param({"average_per": ["rep"]}, {"average_per": ["channel"]}, "average_per", id="the mean of other groups"),
        pytest.param({"share_of_total": True}, {}, "share_of_total", id="share"),
    ],
)  # fmt: skip
def test_not_the_same(slots: Slots, one: dict[str, Any], other: dict[str, Any], slot: str) -> None:
    mine, theirs = parts(slots, one), parts(slots, other)
    assert [name for name in SLOTS if mine[name] != theirs[name]] == [slot]


@pytest.mark.parametrize("text", ["in", "not in", "{{ Dimension('region') }} = 'east_cn'"])
def test_filters_of_dbt_stay_texts(slots: Slots, text: str) -> None:
    assert parts(slots, {"where": [text]})["filters"] == {("where", text)}
    assert parts(slots, {"where": [{"any": [text]}]})["filters"]


def test_an_answer_about_metrics(slots: Slots) -> None:
    found = slots.described(["Revenue", "aov"])
    assert found["metrics"] == {"revenue", "aov"}
    assert found["time"] == frozenset()
