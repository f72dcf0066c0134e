"""Companions stand beside an answer, by its key or in total, and never change it."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.presentation.companions import companion_queries
from assistant.query import MetricQuery


def _asked(demo_assistant: Any, **query: Any) -> list[list[tuple[str, tuple[str, ...]]]]:
    found = companion_queries(MetricQuery.from_dict(query), demo_assistant.catalog)
    return [[(way.metrics[0], way.group_by) for way in ways] for ways in found]


def test_by_the_only_key_then_in_total(demo_assistant: Any) -> None:
    assert _asked(demo_assistant, metrics=["attributed_revenue"], group_by=["channel"]) == [
        [("attributed_revenue_last_touch", ("channel",)), ("attributed_revenue_last_touch", ())],
        [("unattributed_revenue_share", ("channel",)), ("unattributed_revenue_share", ())],
    ]


@pytest.mark.parametrize("keys", [[], ["metric_time__month"], ["channel", "region"]])
def test_in_total_beside_time_or_several_keys(demo_assistant: Any, keys: list[str]) -> None:
    found = _asked(demo_assistant, metrics=["attributed_revenue"], group_by=keys)
    assert {way for ways in found for way in ways} == {
        ("attributed_revenue_last_touch", ()),
        ("unattributed_revenue_share", ()),
    }


def test_what_is_shown_is_no_companion(demo_assistant: Any) -> None:
    found = _asked(demo_assistant, metrics=["lead_count", "mql_rate"])
    assert "mql_rate" not in {way[0] for ways in found for way in ways}


def test_none_beside_several_ranges(demo_assistant: Any) -> None:
    ranges = [{"start": "2025-01-01", "end": "2025-02-01"}, {"start": "2025-02-01", "end": "2025-03-01"}]
    assert _asked(demo_assistant, metrics=["lead_count"], time=ranges) == []


def test_the_numbers_are_those_of_the_companion_alone(demo_assistant: Any) -> None:
    answer = demo_assistant.ask("Attributed revenue by channel in 2025").to_dict()
    found = {item["evidence"]["metric"]: item for item in answer["findings"] if item["kind"] == "companion"}
    assert set(found) == {"attributed_revenue_last_touch", "unattributed_revenue_share"}
    time = {"start": "2025-01-01", "end": "2026-01-01"}
    for metric, keys in (("attributed_revenue_last_touch", ["channel"]), ("unattributed_revenue_share", [])):
        alone = demo_assistant.query({"metrics": [metric], "group_by": keys, "time": time}).rows
        shown = {tuple(row[:-1]): row[-1] for row in found[metric]["evidence"]["rows"]}
        assert shown == pytest.approx({tuple(row[:-1]): row[-1] for row in alone.data})
    assert len(answer["queries"]) == len(answer["sql"]) == 3
    assert [column["name"] for column in answer["rows"]["columns"]] == ["channel", "attributed_revenue"]
