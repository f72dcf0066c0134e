"""Retention, daily active users and tracking against SQL written by hand over the raw tables."""

from __future__ import annotations

import pytest

from tests.governed.demo_queries import Connection, assert_same, keyed, rows_of

YEAR = {"start": "2025-01-01", "end": "2026-01-01"}
CLIFF = {"start": "2025-09-15", "end": "2025-11-10"}


def retention(key: str, day: int, joins: str = "") -> str:
    return f"""
        SELECT {key}, count(DISTINCT e.user_id) / nullif(count(DISTINCT u.user_id), 0) FROM users u {joins}
        LEFT JOIN product_events e ON e.user_id = u.user_id AND e.is_active_event
            AND e.occurred_at::DATE = u.signup_at::DATE + {day}
        WHERE NOT u.is_internal AND u.signup_at::DATE + {day} <= DATE '2025-12-31'
            AND u.signup_at >= '2025-01-01' AND u.signup_at < '2026-01-01' GROUP BY 1"""


VERSION = "JOIN (SELECT user_id, arg_min(app_version, occurred_at) AS v FROM product_events GROUP BY 1) f ON f.user_id = u.user_id"
ACCOUNT = "LEFT JOIN accounts a ON a.account_id = u.account_id"


@pytest.mark.parametrize("day", [1, 7, 30])
@pytest.mark.parametrize(
    ("field", "key", "joins"),
    [
        ("platform", "u.platform", ""),
        ("region", "u.region", ""),
        ("app_version", "f.v", VERSION),
        ("size_segment", "a.size_segment", ACCOUNT),
        ("metric_time__week", "date_trunc('week', u.signup_at)::DATE", ""),
    ],
)
def test_retention(demo: Connection, day: int, field: str, key: str, joins: str) -> None:
    got = rows_of(demo, {"metrics": [f"retention_d{day}"], "group_by": [field], "time": YEAR})
    assert_same(got, keyed(demo, retention(key, day, joins), 1))


def test_retention_on_any_day(demo: Connection) -> None:
    query = {
        "metrics": ["retention_day_n"],
        "group_by": ["platform"],
        "time": YEAR,
        "parameters": {"retention_day": 14},
    }
    assert_same(rows_of(demo, query), keyed(demo, retention("u.platform", 14), 1))


def test_cohorts_that_are_too_young_are_left_out(demo: Connection) -> None:
    query = {"metrics": ["retention_d30", "retention_d1"], "group_by": ["metric_time__week"],
             "time": {"start": "2025-11-24", "end": "2026-01-01"}}  # fmt: skip
    weeks = {week: values for (week,), values in rows_of(demo, query).items()}
    assert weeks["2025-11-24"][0] is not None
    assert all(weeks[week][0] is None for week in ("2025-12-08", "2025-12-15", "2025-12-22"))
    assert all(weeks[week][1] is not None for week in ("2025-12-08", "2025-12-15", "2025-12-22"))


def test_the_seven_day_cliff_is_on_web_only(demo: Connection) -> None:
    rows = rows_of(demo, {"metrics": ["retention_d7"], "group_by": ["platform"], "time": CLIFF})
    before = rows_of(
        demo,
        {
            "metrics": ["retention_d7"],
            "group_by": ["platform"],
            "time": {"start": "2025-01-01", "end": "2025-09-15"},
        },
    )
    assert rows[("web",)][0] < 0.7 * before[("web",)][0]
    assert all(rows[(name,)][0] > 0.8 * before[(name,)][0] for name in ("ios", "android"))


def active(key: str, joins: str = "") -> str:
    return f"""
        SELECT k, avg(u) FROM (
            SELECT {key} AS k, e.occurred_at::DATE AS d, count(DISTINCT e.user_id) AS u FROM product_events e
            JOIN users x ON x.user_id = e.user_id {joins}
            WHERE e.is_active_event AND NOT x.is_internal AND e.occurred_at >= '2025-10-01' AND e.occurred_at < '2026-01-01'
            GROUP BY ALL) GROUP BY 1"""


@pytest.mark.parametrize(
    ("field", "key", "joins"),
    [
        ("platform", "e.platform", ""),
        ("app_version", "e.app_version", ""),
        ("region", "x.region", ""),
        ("size_segment", "a.size_segment", "LEFT JOIN accounts a ON a.account_id = x.account_id"),
        ("metric_time__month", "date_trunc('month', e.occurred_at)::DATE", ""),
        ("metric_time__day", "e.occurred_at::DATE", ""),
    ],
)
def test_daily_active_users(demo: Connection, field: str, key: str, joins: str) -> None:
    quarter = {"start": "2025-10-01", "end": "2026-01-01"}
    got = rows_of(demo, {"metrics": ["dau"], "group_by": [field], "time": quarter})
    assert_same(got, keyed(demo, active(key, joins), 1))


def test_stickiness_is_daily_over_monthly_users(demo: Connection) -> None:
    query = {"metrics": ["dau", "mau", "stickiness"], "group_by": ["metric_time__month"], "time": YEAR}
    for daily, monthly, ratio in rows_of(demo, query).values():
        assert ratio == pytest.approx(daily / monthly)


PLAN = """
    WITH days AS (SELECT DISTINCT platform, {more} occurred_at::DATE AS d FROM product_events),
    cells AS (SELECT p.event_name, c.* FROM gov_tracking_plan p JOIN days c ON c.platform = p.platform
        WHERE c.d >= p.effective_from AND c.d <= coalesce(p.effective_to, DATE '9999-12-31')),
    seen AS (SELECT DISTINCT event_name, platform, {more} occurred_at::DATE AS d FROM product_events),
    level AS (SELECT {cell} AS k, count(s.d) / count(*) AS event_rate FROM cells c
        LEFT JOIN seen s ON s.event_name = c.event_name AND s.platform = c.platform AND s.d = c.d {same}
        WHERE c.d >= '2025-01-01' AND c.d < '2026-01-01' GROUP BY 1),
    judged AS (SELECT {event} AS k,
            avg((list_sum(list_transform(p.required_props, lambda k: (json_extract(e.props, '$.' || k) IS NOT NULL)::INT))
                = len(p.required_props))::INT) AS props_ok,
            avg((e.user_id IS NOT NULL AND e.account_id IS NOT NULL)::INT) AS ids_ok
        FROM product_events e JOIN gov_tracking_plan p ON p.event_name = e.event_name AND p.platform = e.platform
        WHERE e.occurred_at >= '2025-01-01' AND e.occurred_at < '2026-01-01' GROUP BY 1)
    SELECT k, least(event_rate, props_ok, ids_ok), event_rate, props_ok, ids_ok FROM level LEFT JOIN judged USING (k)"""
TRACKING = ["tracking_completeness", "tracking_event_rate", "tracking_property_rate", "tracking_id_rate"]


@pytest.mark.parametrize(
    ("field", "cell", "event", "more"),
    [
        ("platform", "c.platform", "e.platform", ""),
        ("event_name", "c.event_name", "e.event_name", ""),
        ("app_version", "c.app_version", "e.app_version", "app_version,"),
        (
            "metric_time__month",
            "date_trunc('month', c.d)::DATE",
            "date_trunc('month', e.occurred_at)::DATE",
            "",
        ),
    ],
)
def test_tracking(demo: Connection, field: str, cell: str, event: str, more: str) -> None:
    same = "AND s.app_version = c.app_version" if more else ""
    wanted = keyed(demo, PLAN.format(cell=cell, event=event, more=more, same=same), 1)
    assert_same(rows_of(demo, {"metrics": TRACKING, "group_by": [field], "time": YEAR}), wanted)


def test_the_event_that_one_platform_does_not_send_is_found(demo: Connection) -> None:
    query = {"metrics": TRACKING, "group_by": ["platform"], "time": {"start": "2024-11-01", "end": "2025-01-20"},
             "where": [{"field": "event_name", "values": ["report_shared"]}]}  # fmt: skip
    rows = {platform: values for (platform,), values in rows_of(demo, query).items()}
    assert rows["android"][:2] == (0, 0)
    assert min(rows["web"][1], rows["ios"][1]) > 0


def test_the_ids_that_one_platform_loses_are_found(demo: Connection) -> None:
    query = {
        "metrics": ["tracking_id_rate"],
        "group_by": ["platform"],
        "time": {"start": "2025-06-01", "end": "2025-07-01"},
    }
    rows = {platform: values[0] for (platform,), values in rows_of(demo, query).items()}
    assert rows["ios"] == pytest.approx(0.88, abs=0.03)
    assert rows["web"] == rows["android"] == 1
