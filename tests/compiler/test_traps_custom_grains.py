"""Grains that a time spine defines, such as fiscal months."""

from __future__ import annotations

import pytest

from tests.compiler.spine_world import DAY, SALES
from tests.compiler.world import World

FISCAL = ["metric_time__fiscal_month"]


def test_a_fiscal_month() -> None:
    # 26 March to 25 April: 150; 26 April to 25 May: 30
    assert SALES.rows(metrics=["amount"], group_by=FISCAL) == [("2025-03-26", 150), ("2025-04-26", 30)]
    assert SALES.rows(metrics=["amount"], group_by=["sold_at__fiscal_month"]) == [
        ("2025-03-26", 150),
        ("2025-04-26", 30),
    ]
    assert SALES.rows(metrics=["amount"], group_by=["metric_time__fiscal_year"]) == [(2025, 150), (2026, 30)]


def test_a_fiscal_month_beside_other_keys() -> None:
    assert SALES.rows(metrics=["amount"], group_by=["status", *FISCAL]) == [
        ("bad", "2025-03-26", 50),
        ("bad", "2025-04-26", 20),
        ("ok", "2025-03-26", 100),
        ("ok", "2025-04-26", 10),
    ]
    assert SALES.rows(metrics=["amount"], group_by=["metric_time__month", *FISCAL]) == [
        ("2025-03-01", "2025-03-26", 150),
        ("2025-04-01", "2025-04-26", 30),
    ]


def test_a_fiscal_month_as_a_filter() -> None:
    where = [{"field": "metric_time__fiscal_month", "op": "=", "values": ["2025-03-26"]}]
    assert SALES.value(metrics=["amount"], where=where) == 150
    where = ["{{ TimeDimension('metric_time', 'fiscal_month') }} > '2025-03-26'"]
    assert SALES.value(metrics=["amount"], where=where) == 30


def test_a_range_that_ends_within_a_fiscal_month_cuts_it() -> None:
    until_29 = {"start": "2025-03-31", "end": "2025-04-30"}
    assert SALES.rows(metrics=["amount"], group_by=FISCAL, time=until_29) == [
        ("2025-03-26", 50),
        ("2025-04-26", 20),
    ]


def test_an_offset_by_a_fiscal_month() -> None:
    """The fiscal month before, or refused: never the days before by their number."""
    found = SALES.rows_or_refusal(metrics=["amount", "fiscal_before"], group_by=FISCAL)
    right = [("2025-03-26", 150, None), ("2025-04-26", 30, 150), ("2025-05-26", None, 30)]
    assert found in (right, "custom_grain")


def test_every_fiscal_month_of_the_spine() -> None:
    time = {"start": "2025-03-26", "end": "2025-06-26"}
    assert SALES.rows(metrics=["daily"], group_by=FISCAL, time=time) == [
        ("2025-03-26", 150),
        ("2025-04-26", 30),
        ("2025-05-26", 0),
    ]


def test_monthly_data_has_no_fiscal_months() -> None:
    assert SALES.rows(metrics=["planned"], group_by=["metric_time__month"]) == [
        ("2025-03-01", 7),
        ("2025-05-01", 9),
    ]
    assert SALES.refusal(metrics=["planned"], group_by=FISCAL) == "too_fine_grain"
    assert SALES.refusal(metrics=["planned", "amount"], group_by=FISCAL) == "too_fine_grain"


@pytest.mark.parametrize(
    ("metric", "right"),
    [
        ("type: cumulative, input_metric: amount, grain_to_date: fiscal_month", [20, 30]),
        ("type: cumulative, input_metric: amount, window: 1 fiscal_month", None),
        # Nothing was sold on 26 April
        (
            "type: derived, expr: b, input_metrics: [{name: amount, alias: b, offset_to_grain: fiscal_month}]",
            [],
        ),
    ],
)
def test_windows_of_fiscal_months_are_right_or_refused(metric: str, right: list[int] | None) -> None:
    days = {"start": "2025-04-29", "end": "2025-05-01"}
    world = World(SALES.yaml + f"  - {{name: fiscal, {metric}}}\n", SALES.sql)
    found = world.rows_or_refusal(metrics=["fiscal"], group_by=DAY, time=days)
    refused = found in ("custom_grain", "CatalogError")
    assert refused or [row[1] for row in found if row[1] is not None] == right


def test_running_totals_of_fiscal_months() -> None:
    assert SALES.rows(metrics=["amount"], group_by=FISCAL, running="all") == [
        ("2025-03-26", 150, 150),
        ("2025-04-26", 30, 180),
    ]
