"""How large the demo warehouse gets. Rows are targets; quotas and whole entities decide the exact number."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Row targets per table, plus the few counts that shape them. Read in SQL as the one-row table `size`."""

    name: str
    accounts: int
    users: int
    campaign_slots: int
    """Campaigns that run at once in each paid channel."""
    campaign_months: int
    """Length of one campaign in months; divides twelve."""
    ad_spend_daily: int
    web_sessions: int
    form_views: int
    touchpoints: int
    leads: int
    opportunities: int
    opportunity_stages: int
    orders: int
    payments: int
    subscription_months: int
    reps: int
    rep_activities: int
    product_events: int
    tickets: int
    agents: int
    partners: int
    partner_inventory: int
    partner_programs: int
    community_groups: int
    community_members: int
    community_events: int
    engineers: int
    projects: int
    project_tasks: int
    timesheets: int

    def columns(self) -> dict[str, int | str]:
        """Columns of the `size` table: the fields, with `name` as `size_name`."""
        values = asdict(self)
        return {"size_name": values.pop("name"), **values}


SMALL = Size(
    name="small", accounts=400, users=2_000,
    campaign_slots=1, campaign_months=12, ad_spend_daily=5_000,
    web_sessions=25_000, form_views=12_000, touchpoints=8_000, leads=2_500,
    opportunities=600, opportunity_stages=1_400, orders=500, payments=800, subscription_months=5_000,
    reps=30, rep_activities=4_000,
    product_events=25_000, tickets=1_500, agents=12,
    partners=12, partner_inventory=4_000, partner_programs=200,
    community_groups=12, community_members=1_000, community_events=5_000,
    engineers=16, projects=44, project_tasks=400, timesheets=3_000,
)  # fmt: skip

DEFAULT = Size(
    name="default", accounts=4_000, users=20_000,
    campaign_slots=2, campaign_months=3, ad_spend_daily=60_000,
    web_sessions=500_000, form_views=200_000, touchpoints=160_000, leads=40_000,
    opportunities=8_000, opportunity_stages=20_000, orders=6_000, payments=10_000, subscription_months=70_000,
    reps=120, rep_activities=60_000,
    product_events=500_000, tickets=20_000, agents=40,
    partners=40, partner_inventory=19_000, partner_programs=1_500,
    community_groups=40, community_members=12_000, community_events=90_000,
    engineers=60, projects=400, project_tasks=5_000, timesheets=60_000,
)  # fmt: skip

LARGE = Size(
    name="large", accounts=200_000, users=1_000_000,
    campaign_slots=10, campaign_months=3, ad_spend_daily=400_000,
    web_sessions=25_000_000, form_views=10_000_000, touchpoints=8_000_000, leads=2_000_000,
    opportunities=350_000, opportunity_stages=900_000, orders=240_000, payments=400_000,
    subscription_months=3_000_000,
    reps=900, rep_activities=1_500_000,
    product_events=50_000_000, tickets=500_000, agents=400,
    partners=120, partner_inventory=75_000, partner_programs=5_000,
    community_groups=400, community_members=300_000, community_events=2_000_000,
    engineers=600, projects=8_000, project_tasks=100_000, timesheets=1_200_000,
)  # fmt: skip

SIZES = {size.name: size for size in (SMALL, DEFAULT, LARGE)}
