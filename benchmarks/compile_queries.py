"""The kinds of query that compilers of dbt's semantic layer are compared on, in MetricFlow's own forms."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

CATALOG = Path(__file__).parent / "catalogs" / "stays"

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


def variant(query: Mapping[str, Any], number: int) -> dict[str, Any]:
    """The query with a limit of its own, so that no two runs of a measurement ask the same."""
    return {**query, "limit": 1000 + number}
