from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QueryError
from assistant.query import AnyOf, Condition, JinjaFilter, MetricQuery, Not, Order, RelativeTime, TimeRange

FULL = {
    "metrics": ["mql_count"],
    "group_by": ["channel", "metric_time__month"],
    "average_per": ["owner"],
    "where": [
        {"field": "region", "op": "in", "values": ["east_cn"]},
        {
            "any": [
                {"field": "a", "op": "=", "values": [1]},
                {"not": {"field": "b", "op": "is null", "values": []}},
            ]
        },
    ],
    "having": [{"field": "mql_count", "op": ">", "values": [100]}],
    "time": {"start": "2025-01-01", "end": "2026-01-01"},
    "compare": {"kind": "range", "start": "2024-01-01", "end": "2025-01-01"},
    "order_by": [{"field": "mql_count", "direction": "desc"}],
    "limit": 10,
    "limit_per": "region",
    "others": True,
    "totals": True,
    "share_of_total": True,
    "share_within": ["region"],
    "ratio_to": "revenue",
    "against": {
        "kind": "ratio",
        "part": [{"field": "region", "op": "=", "values": ["east_cn"]}],
        "other": [{"field": "region", "op": "=", "values": ["south_cn"]}],
    },
    "count_of": "region",
    "running": "year",
    "moving": {"periods": 3},
    "parameters": {"window_days": 90},
}


def test_the_json_form_round_trips() -> None:
    assert MetricQuery.from_dict(FULL).to_dict() == FULL
    assert MetricQuery.from_dict(MetricQuery().to_dict()) == MetricQuery()


def test_other_spellings() -> None:
    query = MetricQuery.from_dict(
        {
            "metrics": ["a"],
            "where": "{{ Dimension('x__y') }} = 1",
            "order_by": ["-a", "b"],
            "time": {"start": "2025-01-01", "end": "2025-03-31", "end_inclusive": True},
        }
    )
    assert query.where == (JinjaFilter("{{ Dimension('x__y') }} = 1"),)
    assert query.order_by == (Order("a", True), Order("b"))
    assert query.time == TimeRange(datetime(2025, 1, 1), datetime(2025, 4, 1))


def test_filters_nest() -> None:
    query = MetricQuery.from_dict({"where": [{"any": [{"not": {"field": "a", "values": ["x"]}}]}]})
    assert query.where == (AnyOf((Not(Condition("a", "=", ("x",))),)),)


def test_relative_time() -> None:
    assert MetricQuery.from_dict({"time": {"relative": "last_month"}}).time == RelativeTime("last_month")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"metric": ["a"]}, "Did you mean metrics"),
        ({"metrics": "a"}, "'metrics' takes a list of names"),
        ({"where": [{"field": "a", "op": "~", "values": [1]}]}, "unknown operator '~'"),
        ({"where": [{"field": "a", "op": "between", "values": [1]}]}, "takes 2 values"),
        ({"where": [{"field": "a", "op": "in", "values": []}]}, "at least one value"),
        ({"time": {"start": "2025-02-01", "end": "2025-01-01"}}, "before it starts"),
        ({"time": {"relative": "last_moth"}}, "last_month"),
        ({"time": {"start": "soon", "end": "2025-01-01"}}, "ISO dates"),
        ({"compare": {"kind": "prior"}}, "'compare' takes"),
        ({"limit": 0}, "at least 1"),
        ({"limit": True}, "at least 1"),
        ({"order_by": [{"field": "a", "direction": "down"}]}, "'order_by' takes"),
        ({"moving": 3}, "periods"),
        ({"share_of_total": "yes"}, "true or false"),
        ([], "JSON object"),
    ],
)
def test_a_wrong_shape_is_named(document: Any, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        MetricQuery.from_dict(document)


scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(FULL)), anything, max_size=4))
def test_no_document_causes_anything_but_a_query_error(document: dict[str, Any]) -> None:
    try:
        query = MetricQuery.from_dict(document)
    except QueryError:
        return
    assert MetricQuery.from_dict(query.to_dict()).to_dict() == query.to_dict()
