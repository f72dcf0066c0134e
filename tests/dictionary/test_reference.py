"""Every metric of the dictionary gives what hand-written SQL over the raw tables gives.

In total, by each dimension of its definition, by two of them together, over time, and both.
Which groups an answer has is part of it. A metric's condition selects rows, so a group without such a row
is not in the answer; where a metric has several facts, the groups of each are, and its value is empty
where it cannot be computed. Counts of nothing are 0 there, sums of nothing are empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import duckdb
import pytest

from assistant.catalog.model import Metric
from assistant.errors import QueryError
from assistant.resolve import is_computable
from tests.dictionary.comparing import differences
from tests.dictionary.reference import FOLDER, Period, Reference, expected, references

NAMES = sorted(references())
STANDARD_METRICS = 140
OTHER_PERIOD = Period(date(2024, 2, 1), date(2024, 9, 1))
"""Neither a whole number of quarters nor weeks, with the day of a leap year."""
Shape = tuple[Reference, tuple[str, ...], bool]


def shapes(metric: Reference) -> Iterator[Shape]:
    """The metric with its period, the dimensions, and whether by time."""
    own = metric.dimensions
    single = (*own, *(name for other in metric.instead for name in other.dimensions))
    by = [(), *((name,) for name in single), *([own[:2]] if len(own) > 1 else [])]
    if not metric.only_over_time:
        yield from ((metric, (*metric.always, *names), False) for names in by)
    if metric.has_time:
        yield metric, metric.always, True
        yield metric, (*metric.always, *own[:1]), True
        if metric.other_period:
            earlier = replace(metric, period=OTHER_PERIOD)
            yield earlier, metric.always, False
            yield earlier, metric.always, True


def query_of(metric: Reference, dimensions: tuple[str, ...], by_time: bool) -> dict[str, Any]:
    query: dict[str, Any] = {"metrics": [metric.name], "group_by": list(dimensions)}
    if by_time:
        query["group_by"].append(f"metric_time__{metric.grain}")
    if metric.only:
        query["where"] = [
            {"field": name, "op": "in", "values": values} for name, values in metric.only.items()
        ]
    if metric.has_time:
        query["time"] = {"start": metric.period.start.isoformat(), "end": metric.period.end.isoformat()}
    return query


@pytest.mark.parametrize("name", NAMES)
def test_equals_the_reference(name: str, demo_assistant: Any, warehouse: duckdb.DuckDBPyConnection) -> None:
    if not is_computable(demo_assistant.catalog, name):
        pytest.skip("planned in the catalog")
    wrong = {}
    for metric, dimensions, by_time in shapes(references()[name]):
        query = query_of(metric, dimensions, by_time)
        rows = demo_assistant.query(query).rows.data
        reference = expected(warehouse, metric, dimensions, by_time)
        if difference := differences(rows, reference, len(query["group_by"])):
            wrong[str(query)] = difference
    assert not wrong


def test_every_metric_has_a_reference(demo_assistant: Any) -> None:
    metrics: dict[str, Metric] = demo_assistant.catalog.metrics
    visible = {name for name, metric in metrics.items() if not metric.hidden}
    by_dimension = {other for metric in metrics.values() for other in metric.card.by_dimension.values()}
    assert visible - by_dimension <= set(NAMES) <= set(metrics)
    standard = [name for name, metric in references().items() if metric.file != "more"]
    assert len(standard) == STANDARD_METRICS


def test_references_stand_with_the_owner(demo_assistant: Any) -> None:
    """The files are the departments that answer for the metrics."""
    owners = {name: demo_assistant.catalog.metrics[name].card.owner for name in NAMES}
    misplaced = {
        name: (metric.file, owners[name])
        for name, metric in references().items()
        if metric.file not in ("more", owners[name])
    }
    assert not misplaced
    assert {file.stem for file in FOLDER.glob("*.yml")} == {*owners.values(), "facts", "more"}


@pytest.mark.parametrize("name", [name for name in NAMES if not references()[name].has_time])
def test_a_state_has_no_time_axis(name: str, demo_assistant: Any) -> None:
    if not is_computable(demo_assistant.catalog, name):
        pytest.skip("planned in the catalog")
    with pytest.raises(QueryError, match="history"):
        demo_assistant.query({"metrics": [name], "group_by": ["metric_time__month"]})
    with pytest.raises(QueryError, match="history"):
        demo_assistant.query({"metrics": [name], "time": {"start": "2025-01-01", "end": "2025-02-01"}})


@pytest.mark.parametrize(
    ("refresh", "grain"),
    [
        ("weekly", "day"),
        ("monthly", "day"),
        ("monthly", "week"),
        ("quarterly", "week"),
        ("quarterly", "month"),
    ],
)
def test_no_grain_finer_than_the_data(refresh: str, grain: str, demo_assistant: Any) -> None:
    catalog = demo_assistant.catalog
    answered = []
    for name in NAMES:
        metric = references()[name]
        if (
            catalog.metrics[name].card.refresh != refresh
            or not metric.has_time
            or not is_computable(catalog, name)
        ):
            continue
        query = query_of(metric, metric.always, False)
        query["group_by"].append(f"metric_time__{grain}")
        with suppress(QueryError):
            demo_assistant.query(query)
            answered.append(name)
    assert not answered
