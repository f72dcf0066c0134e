"""Metrics that are counted per bucket of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.model import Catalog
from assistant.query import MetricQuery
from assistant.resolve import resolve_query
from assistant.resolve.own_grain import own_grain, split_by_own_grain

NOW = datetime(2025, 12, 31)
YEAR = {"start": "2025-01-01", "end": "2026-01-01"}
MARCH = {"start": "2025-03-01", "end": "2025-04-01"}
MODELS = """
models:
  - name: visits
    semantic_model: true
    agg_time_dimension: visited_on
    columns:
      - {name: visit_id, entity: {name: visit, type: primary}}
      - {name: visited_on, granularity: day, dimension: time}
      - {name: ward, dimension: categorical}
      - {name: patient}
      - {name: fee}
    metrics:
      - {name: monthly_patients, agg: count_distinct, expr: patient, time_granularity: month}
      - {name: weekly_patients, agg: count_distinct, expr: patient, time_granularity: week}
      - {name: patients, agg: count_distinct, expr: patient}
      - {name: fees, agg: sum, expr: fee, time_granularity: month}
      - {name: fee_per_patient, type: ratio, numerator: fees, denominator: monthly_patients}
"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "models.yml").write_text(MODELS, encoding="utf-8")
    return load_catalog(folder)


def _query(metric: str, **more: Any) -> MetricQuery:
    return MetricQuery.from_dict({"metrics": [metric], "time": YEAR, **more})


@pytest.mark.parametrize(
    ("metric", "grain"),
    [
        ("monthly_patients", "month"),
        ("weekly_patients", "week"),
        ("fee_per_patient", "month"),
        ("patients", None),
        ("fees", None),
    ],
)
def test_distinct_counts_of_a_period_have_a_bucket_of_their_own(
    catalog: Catalog, metric: str, grain: str | None
) -> None:
    assert own_grain(catalog, catalog.metrics[metric]) == grain


@pytest.mark.parametrize(
    ("query", "noted"),
    [
        (_query("monthly_patients"), True),
        (_query("monthly_patients", time=None), True),
        (_query("monthly_patients", time=MARCH), False),
        (_query("monthly_patients", time={"start": "2025-03-05", "end": "2025-03-20"}), False),
        (_query("monthly_patients", group_by=["metric_time__month"]), False),
        (_query("monthly_patients", group_by=["metric_time__day"]), False),
        (_query("monthly_patients", group_by=["metric_time__quarter"]), True),
        (_query("weekly_patients", time=MARCH), True),
        (_query("fee_per_patient"), True),
        (_query("fees"), False),
        (_query("patients"), False),
    ],
)
def test_more_than_one_bucket_is_noted(catalog: Catalog, query: MetricQuery, noted: bool) -> None:
    codes = [code for code, _ in resolve_query(catalog, query, NOW).notes]
    assert ("own_grain" in codes) == noted


@pytest.mark.parametrize(
    ("query", "by"),
    [
        (_query("monthly_patients"), ("metric_time__month",)),
        (_query("weekly_patients", group_by=["ward"]), ("ward", "metric_time__week")),
        (_query("monthly_patients", time=MARCH), ()),
        (_query("monthly_patients", group_by=["metric_time__quarter"]), ("metric_time__quarter",)),
        (_query("monthly_patients", group_by=["ward"], limit=3), ("ward",)),
        (_query("monthly_patients", compare={"kind": "prior_period"}), ()),
        (_query("patients"), ()),
    ],
)
def test_a_question_is_answered_by_that_bucket(
    catalog: Catalog, query: MetricQuery, by: tuple[str, ...]
) -> None:
    assert split_by_own_grain(catalog, query, NOW).group_by == by
