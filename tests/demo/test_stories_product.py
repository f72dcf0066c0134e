"""Planted stories of product use and customer service, and how their rows fit together.

Every query is written by hand over the tables; none comes from the compiler that the demo exercises.
"""

from __future__ import annotations

import pytest

from tests.demo.story import AS_OF, Connection, near, one, row

CLIFF = "signup_at >= TIMESTAMP '2025-09-15' AND signup_at < TIMESTAMP '2025-11-10'"
SURGE = "created_at >= TIMESTAMP '2025-08-01' AND created_at < TIMESTAMP '2025-11-01'"
BREACH = f"coalesce(resolved_at, {AS_OF}) > created_at + to_minutes(sla_resolve_min)"


# product -------------------------------------------------------------------------------------------


def retention(con: Connection, day: int, cohort: str) -> float:
    return float(
        one(
            con,
            f"""
            WITH cohort AS (
                SELECT user_id, signup_at::DATE AS signup_on FROM users
                WHERE NOT is_internal AND ({cohort}) AND signup_at::DATE + {day} <= DATE '2025-12-31'
            ), back AS (
                SELECT DISTINCT c.user_id FROM cohort c JOIN product_events e USING (user_id)
                WHERE e.is_active_event AND e.occurred_at::DATE = c.signup_on + {day}
            )
            SELECT (SELECT count(*) FROM back) / (SELECT count(*) FROM cohort)
            """,
        )
    )


@pytest.mark.parametrize(("day", "expected"), [(1, 0.46), (7, 0.34), (30, 0.22)])
def test_retention_outside_the_cliff(demo: Connection, day: int, expected: float) -> None:
    assert retention(demo, day, f"NOT ({CLIFF})") == near(expected, 0.05)


@pytest.mark.parametrize("day", [1, 7, 30])
def test_retention_holds_in_every_year(demo: Connection, day: int) -> None:
    expected = {1: 0.46, 7: 0.34, 30: 0.22}[day]
    for year in (2023, 2024, 2025):
        assert retention(demo, day, f"NOT ({CLIFF}) AND year(signup_at) = {year}") == near(expected, 0.08)


def test_seven_day_cliff_is_on_web_only(demo: Connection) -> None:
    assert retention(demo, 7, f"{CLIFF} AND platform = 'web'") == near(0.19)
    assert retention(demo, 1, f"{CLIFF} AND platform = 'web'") == near(0.44)
    for platform in ("ios", "android"):
        assert retention(demo, 7, f"{CLIFF} AND platform = '{platform}'") == near(0.34)
    assert retention(demo, 7, "signup_at >= TIMESTAMP '2025-11-10' AND platform = 'web'") == near(0.34)


def test_first_day_reach_of_the_key_feature_falls_with_the_cliff(demo: Connection) -> None:
    reach = """SELECT count(*) FILTER (WHERE first_key_feature_at <= signup_at + INTERVAL 1 DAY) / count(*)
        FROM users WHERE NOT is_internal AND platform = 'web' AND """
    assert one(demo, reach + CLIFF) == near(0.31)
    assert one(demo, reach + f"NOT ({CLIFF})") == near(0.58, 0.08)


def test_cliff_cohort_signed_up_on_release_5_2(demo: Connection) -> None:
    versions = demo.execute(
        f"""SELECT DISTINCT e.app_version FROM users u JOIN product_events e
        ON e.user_id = u.user_id AND e.event_name = 'sign_up' WHERE {CLIFF}"""
    ).fetchall()
    assert versions == [("5.2.0",)]
    assert (
        one(demo, "SELECT min(app_version) FROM product_events WHERE occurred_at::DATE = DATE '2025-11-10'")
        == "5.3.1"
    )


def test_activation_is_near_sixty_per_cent(demo: Connection) -> None:
    rate = one(
        demo,
        f"""SELECT count(*) FILTER (WHERE activated_at <= signup_at + INTERVAL 7 DAY) / count(*)
        FROM users WHERE NOT is_internal AND NOT ({CLIFF}) AND signup_at < TIMESTAMP '2025-12-25'""",
    )
    assert rate == near(0.62, 0.08)


def test_key_feature_adoption_per_month(demo: Connection) -> None:
    rates = demo.execute(
        """SELECT count(DISTINCT user_id) FILTER (WHERE is_key) /
            count(DISTINCT user_id) FILTER (WHERE is_active_event)
        FROM product_events LEFT JOIN features USING (feature_id)
        WHERE occurred_at >= TIMESTAMP '2023-06-01' GROUP BY date_trunc('month', occurred_at)"""
    ).fetchall()
    assert len(rates) == 31
    assert sum(rate for (rate,) in rates) / len(rates) == near(0.71, 0.12)


def sharing(con: Connection, where: str) -> float:
    return float(
        one(
            con,
            f"""SELECT count(DISTINCT user_id) FILTER (WHERE event_name = 'report_shared')
                / count(DISTINCT user_id) FILTER (WHERE is_active_event)
            FROM product_events JOIN users USING (user_id) WHERE NOT is_internal AND {where}""",
        )
    )


def test_android_sent_no_report_shared_for_eleven_weeks(demo: Connection) -> None:
    gap = "occurred_at >= TIMESTAMP '2024-11-01' AND occurred_at < TIMESTAMP '2025-01-21'"
    android, others, version = row(
        demo,
        f"""SELECT count(*) FILTER (WHERE event_name = 'report_shared' AND platform = 'android'),
            count(*) FILTER (WHERE event_name = 'report_shared' AND platform <> 'android'),
                max(left(app_version, 3))
        FROM product_events WHERE {gap}""",
    )
    assert (android, version) == (0, "4.8")
    assert others > 20
    assert sharing(demo, "date_trunc('month', occurred_at) = DATE '2024-12-01'") == near(0.16)
    assert sharing(demo, "date_trunc('month', occurred_at) = DATE '2024-10-01'") == near(0.24, 0.1)
    assert sharing(demo, "date_trunc('month', occurred_at) = DATE '2025-03-01'") == near(0.24, 0.1)


def test_ios_lost_accounts_in_june_only(demo: Connection) -> None:
    june = "platform = 'ios' AND date_trunc('month', occurred_at) = DATE '2025-06-01'"
    lost = "count(*) FILTER (WHERE account_id IS NULL)"
    assert one(demo, f"SELECT {lost} / count(*) FROM product_events WHERE {june}") == near(0.12, 0.05)
    assert one(demo, f"SELECT {lost} FROM product_events WHERE NOT ({june})") == 0


def test_every_planned_event_carries_its_properties(demo: Connection) -> None:
    missing = one(
        demo,
        """SELECT count(*) FROM product_events e JOIN gov_tracking_plan t USING (event_name, platform)
        WHERE len(list_filter(t.required_props, lambda p: json_extract(e.props, '$.' || p) IS NULL)) > 0""",
    )
    assert missing == 0


def test_stickiness_is_that_of_a_work_tool(demo: Connection) -> None:
    daily, monthly = row(
        demo,
        """WITH active AS (SELECT user_id, occurred_at::DATE AS day FROM product_events
            WHERE is_active_event AND occurred_at >= TIMESTAMP '2025-07-01')
        SELECT (SELECT avg(n) FROM (SELECT count(DISTINCT user_id) AS n FROM active GROUP BY day)),
            (SELECT avg(n) FROM (SELECT count(DISTINCT user_id) AS n FROM active
                GROUP BY date_trunc('month', day)))""",
    )
    assert 0.06 < daily / monthly < 0.40


# service -------------------------------------------------------------------------------------------


def test_integration_tickets_surge_late_and_unhappy(demo: Connection) -> None:
    per_month, breach, score, sync = row(
        demo,
        f"""SELECT count(*) / 3.0, avg(({BREACH})::INT), avg(csat_score),
            count(*) FILTER (WHERE feature_key = 'api_sync') / count(*)
        FROM tickets LEFT JOIN features USING (feature_id) WHERE category = 'integration' AND {SURGE}""",
    )
    before, base_breach, base_score, base_sync = row(
        demo,
        f"""SELECT count(*) / 6.0, avg(({BREACH})::INT), avg(csat_score),
            count(*) FILTER (WHERE feature_key = 'api_sync') / count(*)
        FROM tickets LEFT JOIN features USING (feature_id)
        WHERE category = 'integration' AND created_at >= TIMESTAMP '2025-02-01'
            AND created_at < TIMESTAMP '2025-08-01'""",
    )
    assert per_month / before == near(1.8 * 1.25 ** (4.5 / 12))
    assert breach == near(0.38)
    assert base_breach < 0.16
    assert score == near(3.3, 0.1)
    assert base_score == near(4.4, 0.1)
    assert sync == near(0.70)
    assert base_sync < 0.5


def test_service_base_rates(demo: Connection) -> None:
    breach, score, answered = row(
        demo,
        f"""SELECT avg(({BREACH})::INT), avg(csat_score), count(csat_score) / count(*)
        FROM tickets WHERE category <> 'integration' AND created_at < TIMESTAMP '2025-12-20'""",
    )
    assert breach == near(0.09, 0.15)
    assert score == pytest.approx(4.3, abs=0.06)
    assert answered == near(0.38, 0.06)


def test_two_agents_left_and_take_no_more_tickets(demo: Connection) -> None:
    leavers = [
        agent
        for (agent,) in demo.execute(
            "SELECT employee_id FROM employees WHERE left_on = DATE '2025-07-31'"
        ).fetchall()
    ]
    assert len(leavers) == 2
    before, after = row(
        demo,
        f"""SELECT count(*) FILTER (WHERE created_at < TIMESTAMP '2025-08-01'),
            count(*) FILTER (WHERE created_at >= TIMESTAMP '2025-08-01')
        FROM tickets WHERE agent_id IN ({", ".join(map(str, leavers))})""",
    )
    assert before > 0
    assert after == 0


def test_api_sync_is_asked_about_again_and_again(demo: Connection) -> None:
    top = one(
        demo,
        """SELECT feature_key FROM tickets JOIN features USING (feature_id)
            WHERE created_at >= TIMESTAMP '2025-07-01'
        GROUP BY feature_key HAVING count(*) >= 10 ORDER BY avg(is_repeat_issue::INT) DESC LIMIT 1""",
    )
    assert top == "api_sync"


# integrity -----------------------------------------------------------------------------------------


def test_no_event_or_ticket_before_sign_up(demo: Connection) -> None:
    assert (
        one(
            demo,
            "SELECT count(*) FROM product_events JOIN users USING (user_id) WHERE occurred_at < signup_at",
        )
        == 0
    )
    assert (
        one(demo, "SELECT count(*) FROM tickets JOIN users USING (user_id) WHERE created_at < signup_at") == 0
    )
    assert (
        one(demo, "SELECT count(*) FROM users JOIN accounts USING (account_id) WHERE signup_at < created_at")
        == 0
    )


def test_user_milestones_follow_each_other_and_are_seen_as_events(demo: Connection) -> None:
    disordered = one(
        demo,
        """SELECT count(*) FROM users WHERE first_key_feature_at < signup_at
            OR activated_at < first_key_feature_at
            OR core_action_at < activated_at OR (activated_at IS NOT NULL
                AND first_key_feature_at IS NULL)""",
    )
    assert disordered == 0
    unseen = one(
        demo,
        """WITH seen AS (SELECT user_id, min(occurred_at) AS seen_at FROM product_events
            JOIN features USING (feature_id) WHERE is_key GROUP BY user_id)
        SELECT count(*) FROM users LEFT JOIN seen USING (user_id) WHERE first_key_feature_at IS DISTINCT
            FROM seen_at""",
    )
    assert unseen == 0


def test_tickets_are_answered_then_resolved_and_belong_to_their_user(demo: Connection) -> None:
    broken = one(
        demo,
        """SELECT count(*) FROM tickets t JOIN users u USING (user_id)
            WHERE t.first_response_at < t.created_at
            OR t.resolved_at < t.first_response_at OR t.csat_score NOT BETWEEN 1 AND 5
                OR t.account_id <> u.account_id OR t.region <> u.region""",
    )
    assert broken == 0


def test_internal_users_are_few(demo: Connection) -> None:
    share = one(demo, "SELECT count(*) FILTER (WHERE is_internal) / count(*) FROM users")
    assert 0.01 < share < 0.06
