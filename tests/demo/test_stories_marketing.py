"""Planted stories of marketing.

Every query is written by hand over the tables; none comes from the compiler that the demo exercises. The
small size shows the direction, the default size the figures to within a tenth.
"""

from __future__ import annotations

import math

import pytest

from tests.demo.story import SMALL, Connection, near, one, pairs, rows, span


def cost_per_lead(con: Connection, channels: str, start: str, end: str) -> float:
    spend = one(
        con,
        f"""
        SELECT sum(spend) FROM ad_spend_daily WHERE channel IN ({channels})
            AND {span("spend_date", start, end)}
    """,
    )
    return spend / one(
        con,
        f"""
        SELECT count(*) FROM leads WHERE channel IN ({channels}) AND {span("created_at", start, end)}
    """,
    )


def test_paid_leads_cost_about_the_base_price(demo: Connection) -> None:
    paid = "'paid_search', 'paid_social', 'display', 'email', 'event'"
    for year in (2023, 2024):
        assert cost_per_lead(demo, paid, f"{year}-01-01", f"{year + 1}-01-01") == near(420)


def test_paid_search_gets_dear_through_broad_match(demo: Connection) -> None:
    assert cost_per_lead(demo, "'paid_search'", "2025-01-01", "2025-03-01") == near(420)
    assert cost_per_lead(demo, "'paid_search'", "2025-03-01", "2025-05-01") == near(1000)
    assert cost_per_lead(demo, "'paid_search'", "2025-05-01", "2025-07-01") == near(420)
    window = span("spend_date", "2025-03-01", "2025-05-01")
    share = f"""
        SELECT sum(spend) FILTER (WHERE campaign_name = 'SEM-通用词扩量') / sum(spend)
        FROM ad_spend_daily a JOIN campaigns USING (campaign_id) WHERE a.channel = 'paid_search'
            AND {window}
    """
    assert one(demo, share) == near(0.55)


def test_broad_match_clicks_are_normal_but_do_not_convert(demo: Connection) -> None:
    rates = []
    for start, end in (("2024-03-01", "2024-05-01"), ("2025-03-01", "2025-05-01")):
        media = f"FROM ad_spend_daily WHERE channel = 'paid_search' AND {span('spend_date', start, end)}"
        leads = one(
            demo,
            f"""
            SELECT count(*) FROM leads WHERE channel = 'paid_search'
                AND {span("created_at", start, end)}
        """,
        )
        ctr, cpc, clicks = rows(
            demo,
            f"""
            SELECT sum(clicks) / sum(impressions), sum(spend) / sum(clicks), sum(clicks) {media}
        """,
        )[0]
        rates.append((ctr, cpc, leads / clicks))
    (ctr_before, cpc_before, cvr_before), (ctr, cpc, cvr) = rates
    assert ctr == pytest.approx(ctr_before, rel=0.10)
    assert cpc == pytest.approx(cpc_before, rel=0.12)
    assert cvr < 0.55 * cvr_before


def test_broad_match_leads_are_poor(demo: Connection) -> None:
    quality = pairs(
        demo,
        f"""
        SELECT campaign_name = 'SEM-通用词扩量', count(mql_at) / count(*) FROM leads l
            JOIN campaigns USING (campaign_id)
        WHERE l.channel = 'paid_search' AND {span("l.created_at", "2025-03-01", "2025-05-01")} GROUP BY 1
    """,
    )
    assert quality[True] < quality[False]
    if not SMALL:
        assert quality[True] == pytest.approx(0.15, rel=0.10)


def test_seasons_and_growth_of_leads(demo: Connection) -> None:
    quarters = pairs(
        demo,
        """
        SELECT year(created_at) * 10 + quarter(created_at), count(*) FROM leads GROUP BY 1
    """,
    )
    for year in (2023, 2024):
        mean = sum(quarters[year * 10 + q] for q in (1, 2, 3, 4)) / 4 * 12 / 12.55
        assert quarters[year * 10 + 4] / mean == near(1.42)
        assert quarters[year * 10 + 1] / mean == near(0.73)
    assert quarters[20251] / quarters[20244] - 1 == near(-0.42)
    assert quarters[20251] / quarters[20241] - 1 == near(0.12, 0.6)


def test_spring_festival_moves_between_january_and_february(demo: Connection) -> None:
    month = pairs(
        demo,
        """
        SELECT year(created_at) * 100 + month(created_at), count(*) FROM leads
            WHERE month(created_at) <= 2 GROUP BY 1
    """,
    )
    assert month[202301] < month[202302]
    assert month[202401] > month[202402]
    both = [month[y * 100 + 1] + month[y * 100 + 2] for y in (2023, 2024, 2025)]
    assert both[1] / both[0] == near(1.12)
    assert both[2] / both[1] == near(1.12)


def test_first_and_last_touch_tell_different_stories(demo: Connection) -> None:
    found = rows(
        demo,
        """
        WITH t AS (
            SELECT l.lead_id, t.channel, row_number() OVER w AS i, count(*)
                OVER (PARTITION BY l.lead_id) AS n
            FROM leads l JOIN touchpoints t ON t.person_id = l.person_id AND t.touched_at <= l.created_at
                AND t.touched_at > l.created_at - INTERVAL 30 DAY
            WINDOW w AS (PARTITION BY l.lead_id ORDER BY t.touched_at, t.touch_id)
        ) SELECT channel, count(*) FILTER (WHERE i = 1) / sum(count(*) FILTER (WHERE i = 1)) OVER (),
            count(*) FILTER (WHERE i = n) / sum(count(*) FILTER (WHERE i = n)) OVER ()
        FROM t GROUP BY channel
    """,
    )
    first = {channel: float(share) for channel, share, _ in found}
    last = {channel: float(share) for channel, _, share in found}
    assert last["organic_search"] == near(0.41)
    assert first["organic_search"] == near(0.17)
    assert first["email"] + first["paid_social"] == near(0.46)
    assert last["email"] + last["paid_social"] == near(0.19)


def test_last_touch_is_the_channel_of_the_lead(demo: Connection) -> None:
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM leads l JOIN touchpoints t ON t.touch_id = l.lead_id * 16 + 15
            WHERE t.channel <> l.channel OR t.touched_at > l.created_at
    """,
        )
        == 0
    )


def test_typical_path_is_short(demo: Connection) -> None:
    path = one(
        demo,
        """
        WITH t AS (SELECT l.lead_id, string_agg(t.channel, '>' ORDER BY t.touched_at) AS path,
            date_diff('hour', min(t.touched_at), max(t.touched_at)) AS hours
            FROM leads l JOIN touchpoints t ON t.touch_id // 16 = l.lead_id GROUP BY 1)
        SELECT count(*) FROM t WHERE path = 'email>paid_social>organic_search' AND hours <= 72
    """,
    )
    assert path > (5 if SMALL else 200)


def variants(con: Connection, key: str) -> dict[str, tuple[int, int]]:
    sql = f"""
        SELECT variant_key, count(*), count(submitted_at) FROM form_views WHERE experiment_key = '{key}'
            GROUP BY 1
    """
    return {variant: (views, submits) for variant, views, submits in rows(con, sql)}


def p_value(one_arm: tuple[int, int], other: tuple[int, int]) -> float:
    """Two-sided test of two proportions, pooled."""
    (n1, k1), (n2, k2) = one_arm, other
    pooled = (k1 + k2) / (n1 + n2)
    z = (k1 / n1 - k2 / n2) / math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return math.erfc(abs(z) / math.sqrt(2))


def test_shorter_form_wins(demo: Connection) -> None:
    arms = variants(demo, "form_len_2025q2")
    nine, five = arms["nine_fields"], arms["five_fields"]
    assert nine[1] / nine[0] == near(0.118)
    assert five[1] / five[0] == near(0.173)
    if not SMALL:
        assert nine[0] == five[0] == 2000
        assert p_value(nine, five) < 0.001
    days = rows(
        demo,
        """
        SELECT min(viewed_at)::DATE::VARCHAR, max(viewed_at)::DATE::VARCHAR FROM form_views
            WHERE experiment_key = 'form_len_2025q2'
    """,
    )[0]
    assert days[0] >= "2025-05-06"
    assert days[1] <= "2025-06-16"


def test_new_copy_makes_no_difference(demo: Connection) -> None:
    arms = variants(demo, "form_copy_2025q4")
    a, b = arms["copy_a"], arms["copy_b"]
    assert a[1] / a[0] == near(0.149)
    assert b[1] / b[0] == near(0.156)
    assert p_value(a, b) > 0.5


def test_forms_convert_less_with_every_field(demo: Connection) -> None:
    rate = pairs(
        demo,
        """
        SELECT field_count, count(submitted_at) / count(*) FROM form_views WHERE experiment_key IS NULL
            GROUP BY 1
    """,
    )
    assert rate[5] == near(0.155)
    assert rate[5] > rate[6] > rate[7]


def test_stricter_definition_costs_leads_but_no_quality(demo: Connection) -> None:
    after = "mql_at >= TIMESTAMP '2025-02-01'"
    assert one(demo, f"SELECT min(lead_score) FROM leads WHERE {after}") >= 70
    before = one(demo, "SELECT min(lead_score) FROM leads WHERE mql_at < TIMESTAMP '2025-02-01'")
    assert 60 <= before < 70
    window = span("created_at", "2025-02-08", "2025-12-20")
    restated = one(
        demo,
        f"""
        SELECT count(mql_at) / count(*) FILTER (WHERE lead_score >= 60) FROM leads WHERE {window}
    """,
    )
    assert restated - 1 == near(-0.22)
    score = pairs(
        demo,
        f"""
        SELECT {span("created_at", "2025-02-08", "2025-09-30")}, avg(lead_score) FROM leads
            WHERE created_at < TIMESTAMP '2025-09-30' GROUP BY 1
    """,
    )
    assert score[True] == pytest.approx(score[False], rel=0.03)


def test_score_version_follows_the_date_of_the_judgement(demo: Connection) -> None:
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM leads WHERE mql_at IS NOT NULL
            AND (score_version = 'v2') <> (mql_at >= TIMESTAMP '2025-02-01')
    """,
        )
        == 0
    )


def test_conversion_rates_along_the_funnel(demo: Connection) -> None:
    mature = "created_at < TIMESTAMP '2025-10-01'"
    mql, sql = rows(
        demo,
        f"""
        SELECT count(mql_at) / count(*), count(sql_at) / count(mql_at) FROM leads WHERE {mature}
    """,
    )[0]
    assert mql == near(0.43)
    assert sql == near(0.45)
    opened = one(
        demo,
        f"""
        SELECT count(p.lead_id) / count(l.sql_at) FROM leads l LEFT JOIN opportunities p USING (lead_id)
            WHERE l.{mature}
    """,
    )
    assert opened == near(0.55)
    stage = pairs(demo, "SELECT stage, avg((outcome = 'advanced')::INT) FROM opportunity_stages GROUP BY 1")
    assert stage["contact"] == near(0.65)
    assert stage["proposal"] == near(0.60)
    assert stage["negotiation"] == near(0.39)


def test_spike_of_views_brings_nobody(demo: Connection) -> None:
    days = {
        day: (pv, bounce)
        for day, pv, bounce in rows(
            demo,
            """
        SELECT started_at::DATE::VARCHAR, sum(page_views), avg(is_bounce::INT) FROM web_sessions
        WHERE started_at::DATE BETWEEN DATE '2025-06-03' AND DATE '2025-06-20' AND isodow(started_at) <= 5
            GROUP BY 1
    """,
        )
    }
    usual = [float(pv) for day, (pv, _) in days.items() if day != "2025-06-18"]
    assert float(days["2025-06-18"][0]) / (sum(usual) / len(usual)) == near(6, 0.35)
    assert days["2025-06-18"][1] == near(0.92)
    leads = pairs(
        demo,
        """
        SELECT created_at::DATE::VARCHAR, count(*) FROM leads
            WHERE created_at::DATE BETWEEN DATE '2025-06-03' AND DATE '2025-06-20'
            AND isodow(created_at) <= 5 GROUP BY 1
    """,
    )
    others = [n for day, n in leads.items() if day != "2025-06-18"]
    assert leads.get("2025-06-18", 0) <= max(others)


def test_newsletter_drive_brings_names_only(demo: Connection) -> None:
    count = pairs(
        demo,
        """
        SELECT year(created_at), count(*) FROM leads WHERE month(created_at) = 10 GROUP BY 1
    """,
    )
    assert count[2025] / count[2024] == near(1.60)
    drive = one(
        demo,
        """
        SELECT count(mql_at) / count(*) FROM leads JOIN campaigns USING (campaign_id)
            WHERE campaign_name = 'EM-2025-10-订阅'
    """,
    )
    assert drive == near(0.06, 0.5)
    accepted = pairs(demo, "SELECT year(sql_at), count(*) FROM leads WHERE month(sql_at) = 10 GROUP BY 1")
    assert abs(accepted[2025] / accepted[2024] - 1) < (0.25 if SMALL else 0.06)


def test_one_mail_makes_the_growth_of_a_region(demo: Connection) -> None:
    november = "region = 'apac' AND month(created_at) = 11"
    count = pairs(demo, f"SELECT year(created_at), count(*) FROM leads WHERE {november} GROUP BY 1")
    assert count[2025] / count[2024] - 1 == near(0.20, 0.5)
    wake_up = one(
        demo,
        f"""
        SELECT count(*) FROM leads l JOIN campaigns c USING (campaign_id) WHERE l.{november}
            AND year(created_at) = 2025 AND campaign_name = 'EM-2025-11-唤醒'
    """,
    )
    share = wake_up / (count[2025] - count[2024])
    assert share > 0.6 if SMALL else share == pytest.approx(0.90, rel=0.10)
