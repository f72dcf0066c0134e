"""Member flow, high potential and health scores against SQL written by hand over the raw tables."""

from __future__ import annotations

import pytest

from tests.governed.demo_queries import Connection, assert_same, keyed, rows_of

FLOW = ["member_growth_rate", "member_churn_rate"]


def flow(key: str, start: str, end: str) -> str:
    """The template of the metric dictionary."""
    at_start = f"joined_at < '{start}' AND (left_at IS NULL OR left_at >= '{start}')"
    return f"""
        SELECT {key}, count(*) FILTER (joined_at >= '{start}' AND joined_at < '{end}') / nullif(count(*) FILTER ({at_start}), 0),
            count(*) FILTER (joined_at < '{start}' AND left_at >= '{start}' AND left_at < '{end}')
                / nullif(count(*) FILTER ({at_start}), 0)
        FROM community_members JOIN community_groups USING (group_id) WHERE NOT is_staff GROUP BY 1"""


@pytest.mark.parametrize(
    ("start", "end"),
    [("2025-01-01", "2026-01-01"), ("2025-03-05", "2025-07-19"), ("2024-05-01", "2024-06-01")],
)
@pytest.mark.parametrize(
    ("field", "key"), [("group_number", "group_id"), ("region", "region"), ("group_purpose", "purpose")]
)
def test_member_flow_over_a_range(demo: Connection, field: str, key: str, start: str, end: str) -> None:
    got = rows_of(demo, {"metrics": FLOW, "group_by": [field], "time": {"start": start, "end": end}})
    assert_same(got, keyed(demo, flow(key, start, end), 1))


@pytest.mark.parametrize(
    ("grain", "buckets"),
    [
        ("month", [("2025-01-10", "2025-02-01"), ("2025-02-01", "2025-03-01"), ("2025-03-01", "2025-03-20")]),
        ("week", [("2025-01-10", "2025-01-13"), ("2025-01-13", "2025-01-20"), ("2025-01-20", "2025-01-27")]),
    ],
)
def test_member_flow_by_time_starts_anew_in_each_bucket(
    demo: Connection, grain: str, buckets: list[tuple[str, str]]
) -> None:
    """A bucket that the range cuts begins where the range does."""
    time = {"start": buckets[0][0], "end": buckets[-1][1]}
    got = rows_of(demo, {"metrics": FLOW, "group_by": [f"metric_time__{grain}"], "time": time})
    assert [values for _, values in sorted(got.items())] == [
        pytest.approx(demo.execute(flow("1", *bucket)).fetchall()[0][1:]) for bucket in buckets
    ]


def test_both_sides_of_a_comparison_have_their_own_start(demo: Connection) -> None:
    query = {"metrics": ["member_churn_rate"], "time": {"start": "2025-03-01", "end": "2025-06-01"},
             "compare": {"kind": "same_period_last_year"}}  # fmt: skip
    now, before = rows_of(demo, query)[()][:2]
    assert now == pytest.approx(demo.execute(flow("1", "2025-03-01", "2025-06-01")).fetchall()[0][2])
    assert before == pytest.approx(demo.execute(flow("1", "2024-03-01", "2024-06-01")).fetchall()[0][2])


def test_a_total_row_is_of_the_whole_range(demo: Connection) -> None:
    query = {"metrics": FLOW, "group_by": ["metric_time__month"], "totals": True,
             "time": {"start": "2025-01-01", "end": "2025-07-01"}}  # fmt: skip
    total = rows_of(demo, query)[(None,)]
    assert total == pytest.approx(demo.execute(flow("1", "2025-01-01", "2025-07-01")).fetchall()[0][1:])


def test_the_weekly_churn_of_the_silent_group_quadruples(demo: Connection) -> None:
    def weekly(start: str, end: str) -> float:
        query = {"metrics": ["member_churn_rate"], "group_by": ["metric_time__week"],
                 "where": [{"field": "group_number", "values": [12]}], "time": {"start": start, "end": end}}  # fmt: skip
        found = [values[0] for values in rows_of(demo, query).values()]
        return float(sum(found) / len(found))

    assert weekly("2024-09-02", "2025-03-31") == pytest.approx(0.003, abs=0.001)
    assert weekly("2025-03-31", "2025-12-29") == pytest.approx(0.012, abs=0.002)


@pytest.mark.parametrize(("days", "clicks"), [(30, 3), (90, 2), (365, 1)])
@pytest.mark.parametrize(("field", "key"), [("group_number", "e.group_id"), ("region", "g.region")])
def test_high_potential_members(demo: Connection, field: str, key: str, days: int, clicks: int) -> None:
    query = {"metrics": ["high_potential_members"], "group_by": [field],
             "parameters": {"lookback_days": days, "minimum_clicks": clicks}}  # fmt: skip
    sql = f"""
        SELECT k, count(*) FROM (
            SELECT {key} AS k, e.group_id, e.member_id FROM community_events e
            JOIN community_members m USING (group_id, member_id) JOIN community_groups g USING (group_id)
            WHERE e.content_type = 'product_link' AND NOT m.is_staff
                AND e.occurred_at > TIMESTAMP '2025-12-31 23:59:59' - to_days({days})
            GROUP BY ALL HAVING count(*) FILTER (e.event_type = 'link_click') >= {clicks} AND count(e.order_id) = 0)
        GROUP BY 1"""
    assert_same(rows_of(demo, query), keyed(demo, sql, 1))


COMMUNITY = """
    WITH m AS (SELECT DISTINCT date_trunc('month', date)::DATE AS month FROM calendar),
    f AS (
        SELECT m.month, x.group_id,
            count(*) FILTER (x.joined_at >= m.month AND x.joined_at < m.month + INTERVAL 1 MONTH)
                - count(*) FILTER (x.joined_at < m.month AND x.left_at >= m.month AND x.left_at < m.month + INTERVAL 1 MONTH) AS net,
            count(*) FILTER (x.joined_at < m.month AND (x.left_at IS NULL OR x.left_at >= m.month)) AS at_start,
            count(*) FILTER (x.joined_at < m.month + INTERVAL 1 MONTH
                AND (x.left_at IS NULL OR x.left_at >= m.month + INTERVAL 1 MONTH)) AS at_end,
            count(*) FILTER (x.is_koc AND x.joined_at < m.month + INTERVAL 1 MONTH
                AND (x.left_at IS NULL OR x.left_at >= m.month + INTERVAL 1 MONTH)) AS kocs
        FROM m CROSS JOIN community_members x WHERE NOT x.is_staff GROUP BY 1, 2),
    a AS (
        SELECT date_trunc('month', e.occurred_at)::DATE AS month, e.group_id,
            count(DISTINCT e.member_id) FILTER (e.event_type = 'message') AS speakers,
            count(*) FILTER (e.event_type = 'link_exposed') AS shown, count(*) FILTER (e.event_type = 'link_click') AS clicked,
            count(*) FILTER (e.event_type = 'convert') AS converted
        FROM community_events e JOIN community_members x USING (group_id, member_id) WHERE NOT x.is_staff GROUP BY 1, 2),
    v AS (
        SELECT f.month, f.group_id, unnest([
            {'c': 'growth', 'w': 25, 'x': f.net / nullif(f.at_start, 0)},
            {'c': 'speakers', 'w': 35, 'x': coalesce(a.speakers, 0) / nullif(f.at_end, 0)},
            {'c': 'ctr', 'w': 20, 'x': a.clicked / nullif(a.shown, 0)}, {'c': 'koc', 'w': 10, 'x': f.kocs},
            {'c': 'conversion', 'w': 10, 'x': a.converted / nullif(a.clicked, 0)}]) AS s
        FROM f LEFT JOIN a USING (month, group_id) WHERE f.at_end > 0 OR f.at_start > 0),
    r AS (
        SELECT one.month, one.group_id, one.s.w AS w, (count(*) FILTER (other.s.x < one.s.x)
            + (count(*) FILTER (other.s.x = one.s.x) - 1) / 2) / nullif(count(*) - 1, 0) AS rank
        FROM v one JOIN v other ON other.month = one.month AND other.s.c = one.s.c AND other.s.x IS NOT NULL
        WHERE one.s.x IS NOT NULL GROUP BY one.month, one.group_id, one.s),
    score AS (SELECT month, group_id, 100 * sum(w * coalesce(rank, 0.5)) / sum(w) AS score FROM r GROUP BY 1, 2)
    SELECT KEY, avg(score) FROM score JOIN community_groups USING (group_id)
    WHERE month >= '2025-01-01' AND month < '2026-01-01' GROUP BY 1"""


@pytest.mark.parametrize(
    ("field", "key"), [("group_number", "group_id"), ("region", "region"), ("metric_time__month", "month")]
)
def test_community_health(demo: Connection, field: str, key: str) -> None:
    year = {"start": "2025-01-01", "end": "2026-01-01"}
    got = rows_of(demo, {"metrics": ["community_health_score"], "group_by": [field], "time": year})
    assert_same(got, keyed(demo, COMMUNITY.replace("KEY", key), 1))


def test_the_silent_group_speaks_least_and_scores_low(demo: Connection) -> None:
    query = {"metrics": ["community_health_score", "group_speaker_rank"], "group_by": ["group_number"],
             "time": {"start": "2025-10-01", "end": "2026-01-01"}}  # fmt: skip
    rows = {number: values for (number,), values in rows_of(demo, query).items()}
    assert rows[12][1] == 0
    assert sorted(rows, key=lambda number: rows[number][0]).index(12) < len(rows) / 3


PARTNERS = """
    WITH q AS (SELECT DISTINCT date_trunc('quarter', date)::DATE AS q FROM calendar),
    g AS (SELECT q.q, p.* FROM q CROSS JOIN partners p),
    x AS (SELECT g.q, g.partner_id,
        (SELECT sum(net_amount) FROM orders o WHERE o.partner_id = g.partner_id AND status = 'signed'
            AND ordered_at >= g.q AND ordered_at < g.q + INTERVAL 3 MONTH) AS amount,
        (SELECT sum(net_amount) FROM orders o WHERE o.partner_id = g.partner_id AND status = 'signed'
            AND ordered_at >= g.q - INTERVAL 1 YEAR AND ordered_at < g.q - INTERVAL 9 MONTH) AS before,
        (SELECT sum(coalesce(paid_amount, 0)) / sum(due_amount) FROM payments y WHERE y.partner_id = g.partner_id
            AND due_on >= g.q AND due_on < g.q + INTERVAL 3 MONTH AND due_on <= DATE '2025-12-31') AS collection,
        (SELECT sum(sell_out_qty) / nullif(sum((opening_qty + closing_qty) / 2.0) / count(DISTINCT week_start), 0)
            FROM partner_inventory i WHERE i.partner_id = g.partner_id AND week_start >= g.q AND week_start < g.q + INTERVAL 3 MONTH) AS turnover,
        (SELECT sum(stockout_days) FROM partner_inventory i WHERE i.partner_id = g.partner_id
            AND week_start >= g.q AND week_start < g.q + INTERVAL 3 MONTH) AS stockouts,
        (SELECT sum(amount) FROM partner_programs r WHERE r.partner_id = g.partner_id AND program_type = 'mdf'
            AND started_on >= g.q AND started_on < g.q + INTERVAL 3 MONTH) AS mdf,
        (SELECT sum(o.net_amount) FROM orders o JOIN opportunities USING (opportunity_id) JOIN leads l USING (lead_id)
            JOIN campaigns c ON c.campaign_id = l.campaign_id WHERE c.partner_id = g.partner_id AND o.status = 'signed'
            AND ordered_at >= g.q AND ordered_at < g.q + INTERVAL 3 MONTH) AS sourced,
        (SELECT sum(attended_cnt) / sum(invited_cnt) FROM partner_programs r WHERE r.partner_id = g.partner_id
            AND program_type = 'training' AND started_on >= g.q AND started_on < g.q + INTERVAL 3 MONTH) AS training,
        (SELECT count(customer_at) / nullif(count(*), 0) FROM leads l WHERE l.partner_id = g.partner_id
            AND created_at >= g.q AND created_at < g.q + INTERVAL 3 MONTH) AS conversion
        FROM g),
    v AS (SELECT q, partner_id, unnest([
        {'c': 'growth', 'x': (coalesce(amount, 0) - before) / before}, {'c': 'collection', 'x': collection},
        {'c': 'turnover', 'x': turnover}, {'c': 'stockouts', 'x': -stockouts},
        {'c': 'mdf', 'x': coalesce(sourced, 0) / mdf}, {'c': 'training', 'x': training},
        {'c': 'conversion', 'x': conversion}]) AS s FROM x),
    r AS (
        SELECT one.q, one.partner_id, one.s.c AS c, (count(*) FILTER (other.s.x < one.s.x)
            + (count(*) FILTER (other.s.x = one.s.x) - 1) / 2) / nullif(count(*) - 1, 0) AS rank
        FROM v one JOIN v other ON other.q = one.q AND other.s.c = one.s.c AND other.s.x IS NOT NULL
        WHERE one.s.x IS NOT NULL GROUP BY one.q, one.partner_id, one.s),
    joint AS (SELECT q, partner_id, CASE WHEN c IN ('turnover', 'stockouts') THEN 'stock' ELSE c END AS c,
        avg(coalesce(rank, 0.5)) AS rank FROM r GROUP BY ALL),
    score AS (SELECT q, partner_id, 100 * sum(w * rank) / sum(w) AS score FROM joint JOIN (VALUES ('growth', 25),
        ('collection', 20), ('stock', 15), ('mdf', 15), ('training', 10), ('conversion', 15)) AS k(c, w) USING (c) GROUP BY 1, 2)
    SELECT KEY, avg(score) FROM score JOIN partners USING (partner_id)
    WHERE q >= '2025-01-01' AND q < '2026-01-01' GROUP BY 1"""


@pytest.mark.parametrize(
    ("field", "key"), [("partner_number", "partner_id"), ("region", "region"), ("metric_time__quarter", "q")]
)
def test_partner_health(demo: Connection, field: str, key: str) -> None:
    year = {"start": "2025-01-01", "end": "2026-01-01"}
    got = rows_of(demo, {"metrics": ["partner_health_score"], "group_by": [field], "time": year})
    assert_same(got, keyed(demo, PARTNERS.replace("KEY", key), 1))


def test_the_mean_partner_scores_fifty_in_each_component(demo: Connection) -> None:
    ranks = [
        f"partner_{name}_rank" for name in ("growth", "collection", "stock", "mdf", "training", "conversion")
    ]
    query = {
        "metrics": ranks,
        "group_by": ["metric_time__quarter"],
        "time": {"start": "2024-01-01", "end": "2026-01-01"},
    }
    for values in rows_of(demo, query).values():
        assert all(value is None or value == pytest.approx(50) for value in values)


def test_only_the_proportions_of_the_weights_matter(demo: Connection) -> None:
    weights = {
        "weight_net_growth": 25,
        "weight_speakers": 35,
        "weight_link_ctr": 20,
        "weight_koc": 10,
        "weight_conversion": 10,
    }
    query = {"metrics": ["community_health_score"], "group_by": ["group_number"]}
    halved = {name: weight / 2 for name, weight in weights.items()}
    assert_same(rows_of(demo, {**query, "parameters": halved}), rows_of(demo, query))
    alone = {**dict.fromkeys(weights, 0), "weight_speakers": 1}
    speakers = rows_of(demo, {"metrics": ["group_speaker_rank"], "group_by": ["group_number"]})
    assert_same(rows_of(demo, {**query, "parameters": alone}), speakers)


def test_the_keenest_partners_train_best(demo: Connection) -> None:
    """The four potential partners of 2025 stand out by training; partner 8 takes much and gives little."""
    query = {"metrics": ["partner_training_rank", "partner_mdf_rank"], "group_by": ["partner_number"],
             "time": {"start": "2025-01-01", "end": "2026-01-01"}}  # fmt: skip
    rows = {number: values for (number,), values in rows_of(demo, query).items()}
    keen = [rows[number][0] for number in (1, 3, 5, 7) if rows[number][0] is not None]
    others = [
        values[0] for number, values in rows.items() if number not in (1, 3, 5, 7) and values[0] is not None
    ]
    assert sum(keen) / len(keen) > sum(others) / len(others)
