"""Some of a single group that was shown: "who are the top 3 gold ones" or "which gold ones are above a million" after partners
by tier ask for partners, since there is one gold tier.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from assistant.catalog.model import Catalog
from assistant.errors import NotSupported, QueryError
from assistant.query import Condition, MetricQuery
from assistant.resolve import resolve_query
from assistant.understanding.cutting.values.owners import is_a_name, is_called_so


def ranked_inside(query: MetricQuery, before: MetricQuery, catalog: Catalog, now: datetime) -> MetricQuery:
    """The query by the things that have the value, where several are asked for and only one group is left; as it is where
    the metric cannot be split by them.
    """
    several = query.limit is not None and query.limit > 1 and query.limit != before.limit
    several = several or bool(query.having and query.having != before.having)
    if not several or query.limit_per is not None or len(query.group_by) != 1 or query.count_of is not None:
        return query
    field = query.group_by[0]
    single = any(
        isinstance(item, Condition) and item.field == field and item.picks_one for item in query.where
    )
    owners = list(_things_with(catalog, field)) if single else []
    if len(owners) != 1:
        return query  # a region is one of customers, partners and reps: which of them is not said
    for name in owners[0]:
        inside = query.but(group_by=(name,))
        try:
            resolve_query(catalog, inside, now)
        except (QueryError, NotSupported):
            continue
        return inside
    return query


def _things_with(catalog: Catalog, field: str) -> Iterator[tuple[str, ...]]:
    """What the things of each kind that have the dimension as their own are called by: their name, else their key."""
    for model in catalog.models.values():
        if model.primary_entity is None:
            continue
        own = [item for item in model.dimensions.values() if field in (item.conformed, item.name)]
        names = [
            item.conformed or item.name
            for item in model.dimensions.values()
            if is_called_so(catalog, model.name, item.name) or is_a_name(catalog, model.name, item.name)
        ]
        # A table of events repeats what its things are: only one that is named after itself holds them.
        if own and names:
            yield (*names, model.primary_entity)
