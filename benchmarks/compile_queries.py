"""The kinds of query that compilers of a semantic layer are compared on: in MetricFlow's forms, which are
ours as well, and in sidemantic's.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

CATALOG = Path(__file__).parent / "catalogs" / "stays"
SIDEMANTIC_CATALOG = Path(__file__).parent / "catalogs" / "stays_sidemantic"

KINDS: Mapping[str, Mapping[str, Any]] = {
    "simple": {"metrics": ["stays_booked"], "group_by": []},
    "by day": {"metrics": ["stays_booked"], "group_by": ["metric_time__day"]},
    "where, order, limit": {
        "metrics": ["stay_value"],
        "group_by": ["metric_time__day", "stay__channel"],
        "where": ["{{ Dimension('stay__is_instant') }}"],
        "order_by": ["-stay_value"],
    },
    "one-hop join": {"metrics": ["stays_booked"], "group_by": ["metric_time__day", "home__country"]},
    "multi-hop join": {"metrics": ["stays_booked"], "group_by": ["home__host__home_region"]},
    "two metrics on two models": {
        "metrics": ["stays_booked", "views"],
        "group_by": ["metric_time__day", "home__country"],
    },
    "ratio": {"metrics": ["instant_share"], "group_by": ["metric_time__day", "home__country"]},
    "ratio across models": {"metrics": ["stays_per_view"], "group_by": ["metric_time__day", "home__country"]},
    "derived with offset": {"metrics": ["stays_growth_two_weeks"], "group_by": ["metric_time__day"]},
    "cumulative window": {"metrics": ["stays_trailing_two_months"], "group_by": ["metric_time__day"]},
    "conversion": {"metrics": ["view_to_stay_rate"], "group_by": ["metric_time__day"]},
    "semi-additive": {"metrics": ["first_balance_of_host"], "group_by": ["host"]},
}

BOOKED = "stays.booked_on__day"
SIDEMANTIC_KINDS: Mapping[str, Mapping[str, Any]] = {
    "simple": {"metrics": ["stays.stays_booked"]},
    "by day": {"metrics": ["stays.stays_booked"], "dimensions": [BOOKED]},
    "where, order, limit": {
        "metrics": ["stays.stay_value"],
        "dimensions": [BOOKED, "stays.channel"],
        "filters": ["stays.is_instant = true"],
        "order_by": ["stays.stay_value DESC"],
    },
    "one-hop join": {"metrics": ["stays.stays_booked"], "dimensions": [BOOKED, "homes.country"]},
    "multi-hop join": {"metrics": ["stays.stays_booked"], "dimensions": ["hosts.home_region"]},
    # It has no time that metrics of several models share: these two are by country alone.
    "two metrics on two models": {
        "metrics": ["stays.stays_booked", "page_views.views"],
        "dimensions": ["homes.country"],
    },
    "ratio": {"metrics": ["instant_share"], "dimensions": [BOOKED, "homes.country"]},
    "ratio across models": {"metrics": ["stays_per_view"], "dimensions": ["homes.country"]},
    "derived with offset": {"metrics": ["stays_growth_two_weeks"], "dimensions": [BOOKED]},
    "cumulative window": {"metrics": ["stays_trailing_two_months"], "dimensions": [BOOKED]},
    "semi-additive": {"metrics": ["balances.first_balance_of_host"], "dimensions": ["balances.host"]},
}
"""Without a conversion between two models, for which it has no form."""


def variant(query: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The query with a limit of its own, so that no two runs of a measurement ask the same."""
    return {**query, "limit": 1000 + number}
