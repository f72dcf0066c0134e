"""Customer retention, repeat purchases and key results against SQL written by hand over the raw tables."""

from __future__ import annotations

import pytest

from tests.governed.demo_queries import Connection, assert_same, keyed, rows_of


def kept(key: str, start: str, end: str, joins: str = "") -> str:
    return f"""
        WITH s AS (SELECT * FROM subscription_months WHERE month = '{start}' AND mrr > 0),
        e AS (SELECT account_id FROM subscription_months WHERE month = '{end}' AND mrr > 0)
        SELECT {key}, count(e.account_id) / nullif(count(*), 0) FROM s LEFT JOIN e USING (account_id) {joins} GROUP BY 1"""


ACCOUNTS = "LEFT JOIN accounts a ON a.account_id = s.account_id"
PRODUCTS = "LEFT JOIN products p ON p.product_id = s.product_id"


@pytest.mark.parametrize(
    ("time", "start", "end"),
    [
        (("2025-10-01", "2026-01-01"), "2025-09-01", "2025-12-01"),
        (("2025-01-01", "2026-01-01"), "2024-12-01", "2025-12-01"),
        (("2025-01-01", "2025-07-01"), "2024-12-01", "2025-06-01"),
    ],
)
@pytest.mark.parametrize(
    ("field", "key", "joins"),
    [
        ("region", "s.region", ""),
        ("size_segment", "a.size_segment", ACCOUNTS),
        ("industry", "a.industry", ACCOUNTS),
        ("product", "p.name_en", PRODUCTS),
    ],
)
def test_customers_kept_over_the_range(
    demo: Connection, field: str, key: str, joins: str, time: tuple[str, str], start: str, end: str
) -> None:
    """Without a grain the period is the range: those at the end of the month before it stand at the start."""
    got = rows_of(
        demo,
        {"metrics": ["crr"], "group_by": [field], "time": dict(zip(("start", "end"), time, strict=True))},
    )
    assert_same(got, keyed(demo, kept(key, start, end, joins), 1))


def test_customers_kept_by_quarter_and_year(demo: Connection) -> None:
    quarters = {("2025-01-01",): ("2024-12-01", "2025-03-01"), ("2025-04-01",): ("2025-03-01", "2025-06-01"),
                ("2025-07-01",): ("2025-06-01", "2025-09-01"), ("2025-10-01",): ("2025-09-01", "2025-12-01")}  # fmt: skip
    year = {"start": "2025-01-01", "end": "2026-01-01"}
    got = rows_of(demo, {"metrics": ["crr"], "group_by": ["metric_time__quarter"], "time": year})
    assert_same(
        got, {key: demo.execute(kept("1", *months)).fetchall()[0][1:] for key, months in quarters.items()}
    )
    got = rows_of(demo, {"metrics": ["crr"], "group_by": ["metric_time__year"], "time": year})
    assert_same(got, {("2025-01-01",): demo.execute(kept("1", "2024-12-01", "2025-12-01")).fetchall()[0][1:]})


def test_the_counts_of_the_formula_stand_beside_it(demo: Connection) -> None:
    query = {"metrics": ["crr", "customers_at_start", "customers_at_end", "customers_new_in_period"],
             "group_by": ["region"], "time": {"start": "2025-10-01", "end": "2026-01-01"}}  # fmt: skip
    for rate, start, end, new in rows_of(demo, query).values():
        assert rate == pytest.approx((end - new) / start)


def test_a_comparison_moves_the_period_along(demo: Connection) -> None:
    query = {
        "metrics": ["crr"],
        "time": {"start": "2025-01-01", "end": "2026-01-01"},
        "compare": {"kind": "same_period_last_year"},
    }
    now, before = rows_of(demo, query)[()][:2]
    assert now == pytest.approx(demo.execute(kept("1", "2024-12-01", "2025-12-01")).fetchall()[0][1])
    assert before == pytest.approx(demo.execute(kept("1", "2023-12-01", "2024-12-01")).fetchall()[0][1])


def bought(key: str, start: str, end: str, joins: str = "") -> str:
    return f"""
        SELECT k, avg((n >= 2)::INT) FROM (
            SELECT o.account_id, arg_min({key}, o.ordered_at) AS k, count(*) AS n FROM orders o {joins}
            WHERE o.status = 'signed' AND o.order_type <> 'renewal' AND o.ordered_at >= '{start}' AND o.ordered_at < '{end}'
            GROUP BY 1) GROUP BY 1"""


@pytest.mark.parametrize(
    ("field", "key", "joins"),
    [
        ("region", "o.region", ""),
        ("size_segment", "a.size_segment", "JOIN accounts a USING (account_id)"),
        ("product", "p.name_en", "JOIN products p USING (product_id)"),
    ],
)
def test_repeat_purchases_of_twelve_months(demo: Connection, field: str, key: str, joins: str) -> None:
    year = {"start": "2025-01-01", "end": "2026-01-01"}
    got = rows_of(demo, {"metrics": ["repeat_purchase_rate"], "group_by": [field], "time": year})
    assert_same(got, keyed(demo, bought(key, "2025-01-01", "2026-01-01", joins), 1))


def test_repeat_purchases_by_quarter_look_back_twelve_months(demo: Connection) -> None:
    windows = {("2025-01-01",): ("2024-04-01", "2025-04-01"), ("2025-04-01",): ("2024-07-01", "2025-07-01"),
               ("2025-07-01",): ("2024-10-01", "2025-10-01"), ("2025-10-01",): ("2025-01-01", "2026-01-01")}  # fmt: skip
    year = {"start": "2025-01-01", "end": "2026-01-01"}
    got = rows_of(
        demo, {"metrics": ["repeat_purchase_rate"], "group_by": ["metric_time__quarter"], "time": year}
    )
    assert_same(
        got, {key: demo.execute(bought("1", *window)).fetchall()[0][1:] for key, window in windows.items()}
    )


KEY_RESULTS = {
    "mql_count": ("2025-10-01", "2026-01-01", None),
    "revenue": ("2025-10-01", "2026-01-01", None),
    "csat": ("2025-10-01", "2026-01-01", "2025-07-01"),
    "retention_d30": ("2025-10-01", "2026-01-01", "2025-07-01"),
    "on_time_delivery_rate": ("2025-10-01", "2026-01-01", "2025-07-01"),
    "partner_health_score": ("2025-10-01", "2026-01-01", "2025-07-01"),
    "community_health_score": ("2025-10-01", "2026-01-01", "2025-07-01"),
    "crr": ("2025-01-01", "2026-01-01", "2024-01-01"),
    "ltv_cac_ratio": ("2025-01-01", "2026-01-01", "2024-01-01"),
    "marketing_roi": ("2025-01-01", "2026-01-01", "2024-01-01"),
}


def test_every_key_result_is_measured_as_its_metric_is(demo: Connection) -> None:
    query = {"metrics": ["kr_attainment", "kr_start", "kr_actual", "kr_target"], "group_by": ["key_result"]}
    rows = {name: values for (name,), values in rows_of(demo, query).items()}
    targets = keyed(demo, "SELECT metric_key, value FROM gov_benchmarks WHERE kind = 'okr_target'", 1)
    assert rows.keys() == {name for (name,) in targets} == KEY_RESULTS.keys()
    for name, (start, end, before) in KEY_RESULTS.items():
        attained, first, actual, target = rows[name]
        assert target == targets[(name,)][0]
        assert actual == pytest.approx(
            rows_of(demo, {"metrics": [name], "time": {"start": start, "end": end}})[()][0]
        )
        if before is None:
            assert first == 0
        else:
            prior = rows_of(demo, {"metrics": [name], "time": {"start": before, "end": start}})[()][0]
            assert first == pytest.approx(prior)
        expected = (actual - first) / (target - first) if first < target else actual / target
        assert attained == pytest.approx(expected)


def test_key_results_by_owner_and_quarter_are_means(demo: Connection) -> None:
    by_result = rows_of(
        demo, {"metrics": ["kr_attainment"], "group_by": ["key_result", "kr_owner", "metric_time__quarter"]}
    )
    for field, place in (("kr_owner", 1), ("metric_time__quarter", 2)):
        grouped = rows_of(demo, {"metrics": ["kr_attainment"], "group_by": [field]})
        for (key,), (value,) in grouped.items():
            parts = [values[0] for names, values in by_result.items() if names[place] == key]
            assert value == pytest.approx(sum(parts) / len(parts))
