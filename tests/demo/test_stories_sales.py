"""Planted stories of sales, finance and partners.

Every query is written by hand over the tables; none comes from the compiler that the demo exercises. The
small size shows the direction, the default size the figures to within a tenth.
"""

from __future__ import annotations

import pytest

from tests.demo.story import AS_OF, SMALL, Connection, near, one, pairs, rows, span

STARS = (2, 4, 6, 9, 10)
POTENTIAL = (1, 3, 5, 7)


# sales --------------------------------------------------------------------------------------------


def negotiation_rate(con: Connection, where: str) -> float:
    return one(
        con,
        f"""
        SELECT avg((outcome = 'advanced')::INT) FROM opportunity_stages
            JOIN opportunities USING (opportunity_id) WHERE stage = 'negotiation' AND {where}
    """,
    )


def test_south_china_loses_negotiations(demo: Connection) -> None:
    second_half = span("entered_at", "2025-07-01", "2026-01-01")
    assert negotiation_rate(demo, f"region = 'south_cn' AND {second_half}") == near(0.22)
    assert negotiation_rate(demo, "region = 'south_cn' AND entered_at < TIMESTAMP '2025-07-01'") == near(0.39)
    assert negotiation_rate(demo, f"region <> 'south_cn' AND {second_half}") == near(0.38)


def test_south_china_loses_over_the_price(demo: Connection) -> None:
    half = "closed_at >= TIMESTAMP '2025-07-01'"
    lost = pairs(
        demo,
        f"""
        SELECT {half}, avg((lost_reason = 'price')::INT) FROM opportunities WHERE region = 'south_cn'
            AND NOT is_won GROUP BY 1
    """,
    )
    assert lost[False] == near(0.25)
    assert lost[True] == near(0.62)
    quoted = pairs(
        demo,
        f"""
        SELECT {half}, avg(discount_rate) FROM opportunities WHERE region = 'south_cn'
            AND closed_at IS NOT NULL GROUP BY 1
    """,
    )
    assert quoted[False] == near(0.18)
    assert quoted[True] == near(0.08)


def test_south_china_sells_larger_orders_with_smaller_discounts(demo: Connection) -> None:
    found = rows(
        demo,
        """
        SELECT sum(net_amount - refunded_amount) / count(*), sum(discount_amount) / sum(gross_amount)
            FROM orders
        WHERE region = 'south_cn' AND status = 'signed' AND year(ordered_at) = 2025
            GROUP BY month(ordered_at) > 6 ORDER BY month(ordered_at) > 6
    """,
    )
    (aov_before, discount_before), (aov, discount) = found
    assert aov / aov_before - 1 == near(0.09)
    assert discount == near(0.08)
    assert discount_before > 1.5 * discount


def test_discounts_elsewhere_stay(demo: Connection) -> None:
    assert one(demo, "SELECT avg(discount_rate) FROM opportunities WHERE region <> 'south_cn'") == near(0.15)


def test_best_sellers_follow_up_instead_of_talking_more(demo: Connection) -> None:
    found = rows(
        demo,
        """
        WITH sold AS (
            SELECT employee_id, coalesce(sum(net_amount), 0) AS amount FROM employees
            LEFT JOIN orders ON owner_rep_id = employee_id AND status = 'signed'
                AND year(ordered_at) = 2025 WHERE dept = 'sales' GROUP BY 1
        ), done AS (
            SELECT employee_id, count(*) FILTER (WHERE is_effective) AS effective,
                sum(duration_min) FILTER (WHERE activity_type = 'call') AS minutes
            FROM rep_activities WHERE year(occurred_at) = 2025 GROUP BY 1
        ) SELECT employee_id, amount, effective, minutes, ntile(4)
            OVER (ORDER BY amount DESC, employee_id) = 1 FROM sold JOIN done USING (employee_id)
            ORDER BY amount DESC
    """,
    )
    top = [row for row in found if row[4]]
    rest = [row for row in found if not row[4]]
    effective = [sum(row[2] for row in group) / len(group) for group in (top, rest)]
    minutes = [sum(row[3] for row in group) / len(group) for group in (top, rest)]
    assert effective[0] / effective[1] == near(2.3)
    assert minutes[0] == pytest.approx(minutes[1], rel=0.10)
    assert found[0][0] == 23
    assert max(found, key=lambda row: row[2])[0] == 23
    assert max(found, key=lambda row: row[3])[0] == 44


def test_the_busiest_seller_rarely_wins(demo: Connection) -> None:
    rates = pairs(
        demo,
        """
        SELECT owner_rep_id, avg(is_won::INT) FROM opportunities WHERE year(closed_at) = 2025 GROUP BY 1
    """,
    )
    assert sorted(rates.values()).index(rates[44]) <= len(rates) // 10


def test_won_deals_were_followed_up_more(demo: Connection) -> None:
    mean = pairs(
        demo,
        """
        SELECT is_won, avg(n) FROM (SELECT is_won, count(a.activity_id) FILTER (WHERE a.is_effective) AS n
            FROM opportunities
            LEFT JOIN rep_activities a USING (opportunity_id) WHERE is_won IS NOT NULL
                GROUP BY opportunity_id, is_won) GROUP BY 1
    """,
    )
    assert mean[True] > 1.5 * mean[False]


def test_stalled_deals(demo: Connection) -> None:
    stalled = f"FROM opportunities WHERE closed_at IS NULL AND last_activity_at < {AS_OF} - INTERVAL 30 DAY"
    assert one(demo, f"SELECT count(*) {stalled} AND current_stage = 'negotiation'") == 14
    assert one(demo, f"SELECT count(*) {stalled}") == 14
    assert one(demo, f"SELECT sum(amount) {stalled}") == pytest.approx(9.6e6, rel=0.01)
    assert one(demo, f"SELECT count(*) {stalled} AND owner_rep_id = 31") == 9
    assert rows(demo, "SELECT left_on::VARCHAR FROM employees WHERE employee_id = 31")[0][0] == "2025-11-15"


def test_activities_do_not_contradict_the_deal(demo: Connection) -> None:
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM rep_activities a JOIN opportunities o USING (opportunity_id)
            WHERE a.occurred_at > o.last_activity_at OR a.occurred_at < o.created_at
    """,
        )
        == 0
    )
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM (SELECT o.opportunity_id FROM opportunities o
            LEFT JOIN rep_activities a USING (opportunity_id) GROUP BY ALL
            HAVING max(a.occurred_at) IS DISTINCT FROM any_value(o.last_activity_at))
    """,
        )
        == 0
    )
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM rep_activities WHERE employee_id = 31
            AND occurred_at >= TIMESTAMP '2025-11-16'
    """,
        )
        == 0
    )


def test_promotions_lower_the_average_order(demo: Connection) -> None:
    average = "sum(net_amount - refunded_amount) / count(*)"
    november = "status = 'signed' AND month(ordered_at) = 11"
    every = pairs(demo, f"SELECT year(ordered_at), {average} FROM orders WHERE {november} GROUP BY 1")
    plain = pairs(
        demo,
        f"""
        SELECT year(ordered_at), {average} FROM orders WHERE {november} AND NOT is_promo GROUP BY 1
    """,
    )
    assert every[2025] / every[2024] - 1 == near(-0.18)
    assert plain[2025] / plain[2024] == pytest.approx(1.0, abs=0.02)
    assert one(
        demo,
        f"""
        SELECT avg(is_promo::INT) FROM orders WHERE {november} AND year(ordered_at) = 2025
    """,
    ) == near(0.45)


# finance and markets ------------------------------------------------------------------------------


def monthly_churn(con: Connection, where: str) -> float:
    return one(
        con,
        f"""
        SELECT count(*) FILTER (WHERE status = 'churned') / count(*) FILTER (WHERE prev_mrr > 0)
            FROM subscription_months WHERE {where}
    """,
    )


def test_emea_loses_customers(demo: Connection) -> None:
    june = "month >= DATE '2025-06-01'"
    assert monthly_churn(demo, f"region = 'emea' AND NOT {june}") == near(0.014)
    assert monthly_churn(demo, f"region = 'emea' AND {june}") == near(0.031)
    assert monthly_churn(demo, "region LIKE '%_cn'") == near(0.013)
    assert monthly_churn(demo, "region IN ('apac', 'na')") == near(0.014)


def value_to_cost(con: Connection, where: str, start: str) -> float:
    arpu = one(
        con,
        f"""
        SELECT sum(mrr) / count(*) FILTER (WHERE mrr > 0) FROM subscription_months WHERE {where}
            AND month >= DATE '{start}'
    """,
    )
    churn = monthly_churn(con, f"{where} AND month >= DATE '{start}'")
    cost = one(
        con,
        f"""
        SELECT sum(amount) FROM cost_months WHERE {where} AND dept IN ('marketing', 'sales')
            AND month >= DATE '{start}'
    """,
    )
    won = one(
        con,
        f"""
        SELECT count(DISTINCT account_id) FROM orders WHERE {where} AND is_first_order
            AND status = 'signed' AND ordered_at >= TIMESTAMP '{start}'
    """,
    )
    return arpu / churn / (cost / won)


def test_customers_are_worth_their_cost_in_china_and_hardly_in_emea(demo: Connection) -> None:
    china = value_to_cost(demo, "region LIKE '%_cn'", "2025-01-01")
    emea = value_to_cost(demo, "region = 'emea'", "2025-01-01")
    assert china == near(4.2)
    assert emea == near(1.6)
    if not SMALL:
        assert value_to_cost(demo, "region = 'emea'", "2025-07-01") == pytest.approx(1.6, rel=0.10)
        assert value_to_cost(demo, "region LIKE '%_cn'", "2025-07-01") == pytest.approx(4.2, rel=0.10)


def margin(con: Connection, start: str, end: str) -> float:
    revenue = one(
        con,
        f"""
        SELECT sum(net_amount - refunded_amount) FROM orders WHERE status = 'signed'
            AND {span("ordered_at", start, end)}
    """,
    )
    return 1 - one(con, f"SELECT sum(amount) FROM cost_months WHERE {span('month', start, end)}") / revenue


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-01-01", "2024-07-01", 0.21),
        ("2024-07-01", "2025-01-01", 0.21),
        ("2025-01-01", "2025-07-01", 0.21),
        ("2025-07-01", "2026-01-01", 0.14),
    ],
)
def test_margin_falls_in_late_2025(demo: Connection, start: str, end: str, expected: float) -> None:
    assert margin(demo, start, end) == near(expected, 0.05)


def test_services_and_delivery_cost_more(demo: Connection) -> None:
    services = pairs(
        demo,
        """
        SELECT year(ordered_at), sum(cogs_amount) FROM orders JOIN products USING (product_id)
            WHERE category = 'service' AND month(ordered_at) > 6 GROUP BY 1
    """,
    )
    assert services[2025] / services[2024] - 1 == near(0.60, 2.0)
    change = pairs(
        demo,
        """
        WITH revenue AS (SELECT year(ordered_at) AS y, sum(net_amount - refunded_amount) AS r FROM orders
            WHERE status = 'signed' AND month(ordered_at) > 6 GROUP BY 1)
        SELECT dept, sum(amount / r) FILTER (WHERE year(month) = 2025)
            - sum(amount / r) FILTER (WHERE year(month) = 2024)
        FROM cost_months JOIN revenue ON y = year(month) WHERE month(month) > 6 GROUP BY 1
    """,
    )
    if not SMALL:
        assert set(sorted(change, key=lambda dept: change[dept])[-2:]) == {"cogs", "delivery"}


# partners -----------------------------------------------------------------------------------------


def test_star_partners_are_the_ones_that_meet_both_rules(demo: Connection) -> None:
    found = rows(
        demo,
        """
        WITH sold AS (SELECT partner_id, sum(net_amount) AS amount FROM orders WHERE status = 'signed'
            AND year(ordered_at) = 2025 AND partner_id IS NOT NULL GROUP BY 1),
        paid AS (SELECT partner_id, sum(coalesce(paid_amount, 0)) / sum(due_amount) AS rate FROM payments
            WHERE year(due_on) = 2025 AND partner_id IS NOT NULL GROUP BY 1)
        SELECT partner_id, amount / median(amount) OVER (), rate FROM sold JOIN paid USING (partner_id)
    """,
    )
    assert len(found) == one(demo, "SELECT count(*) FROM partners")
    assert sorted(partner for partner, times, rate in found if times >= 2 and rate >= 0.95) == sorted(STARS)
    assert all(times < 1 for partner, times, _ in found if partner in POTENTIAL)


def test_partners_with_potential_have_a_growing_pipeline(demo: Connection) -> None:
    ends = ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]
    pipeline = [
        one(
            demo,
            f"""
            SELECT coalesce(sum(amount), 0) FROM opportunities WHERE partner_id IN {POTENTIAL}
            AND created_at < DATE '{end}' + 1 AND (closed_at IS NULL OR closed_at >= DATE '{end}' + 1)
        """,
        )
        for end in ends
    ]
    assert pipeline == sorted(pipeline)
    assert pipeline[-1] > 1.5 * pipeline[0]


def test_partner_8_refers_little(demo: Connection) -> None:
    assert one(
        demo,
        """
        SELECT avg((partner_id = 8)::INT) FROM leads WHERE partner_id IS NOT NULL
    """,
    ) == near(0.03, 0.4)


def test_identities(demo: Connection) -> None:
    rate = pairs(
        demo,
        """
        SELECT l.created_at < TIMESTAMP '2023-07-01', count(m.person_id) / count(*) FROM leads l
        LEFT JOIN id_map m ON m.source_system = 'crm' AND m.id_type = 'lead_id'
            AND m.source_id = l.lead_id::VARCHAR GROUP BY 1
    """,
    )
    assert rate[True] == near(0.62)
    assert rate[False] == near(0.94)
