"""Every code of the demo has a label in both languages, and one only."""

from __future__ import annotations

import pytest

from tests.demo.story import Connection, one

LABELLED = """
accounts.region region | leads.channel channel
opportunity_stages.stage stage | opportunities.current_stage stage
opportunity_stages.outcome outcome | accounts.size_segment size_segment
accounts.industry industry | accounts.country country
leads.lead_type lead_type | leads.funnel_position funnel_position | opportunities.lost_reason lost_reason
opportunities.opp_type opp_type | orders.order_type order_type
orders.status orders.status | orders.currency currency
subscription_months.status subscription_months.status
rep_activities.activity_type activity_type | partners.tier tier
partners.partner_type partner_type | users.platform platform
users.role users.role | products.category products.category
tickets.category tickets.category | tickets.source tickets.source | tickets.priority tickets.priority
employees.dept dept | employees.team team | cost_months.dept dept | cost_months.cost_type cost_type
campaigns.objective objective | touchpoints.touch_type touch_type | web_sessions.device device
web_sessions.landing_page landing_page
form_views.form_id form_id | form_views.experiment_key experiment_key
form_views.variant_key variant_key | community_events.event_type community_events.event_type
community_events.content_type content_type
community_events.topic topic | community_groups.purpose purpose
projects.project_type project_type | projects.status projects.status | id_map.source_system source_system
id_map.id_type id_type | id_map.match_method match_method | partner_programs.program_type program_type
product_events.event_name event_name
"""


@pytest.mark.parametrize(
    "pair", [part.strip() for line in LABELLED.strip().splitlines() for part in line.split("|")]
)
def test_every_code_has_one_label(demo: Connection, pair: str) -> None:
    source, name = pair.split()
    table, column = source.split(".")
    missing = demo.execute(
        f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL "
        f"AND {column} NOT IN (SELECT code FROM gov_value_labels WHERE column_name = '{name}')"
    ).fetchall()
    assert missing == []


def test_labels_are_complete_and_not_shared(demo: Connection) -> None:
    assert one(demo, "SELECT count(*) - count(DISTINCT (column_name, code)) FROM gov_value_labels") == 0
    assert one(demo, "SELECT count(*) - count(DISTINCT (column_name, label_zh)) FROM gov_value_labels") == 0
    assert (
        one(
            demo,
            """
        SELECT count(*) FROM gov_value_labels WHERE coalesce(label_zh, '') = ''
            OR coalesce(label_en, '') = ''
    """,
        )
        == 0
    )
