"""What somebody else asked earlier in a conversation, and whether the speaker may go on from there."""

from __future__ import annotations

from datetime import datetime

from assistant.catalog.model import Catalog
from assistant.errors import AssistantError
from assistant.governance.govern import govern
from assistant.governance.value_scope import ValueScope
from assistant.policy import Grant
from assistant.query import MetricQuery
from assistant.question import Turn
from assistant.resolve import resolve_query
from assistant.resolve.fields import custom_grains, resolve_field
from assistant.resolve.filters import conditions
from assistant.resolve.formulas import sources_of
from assistant.resolve.names import parse_name


def may_repeat(turn: Turn, catalog: Catalog, grant: Grant, values: ValueScope | None, now: datetime) -> bool:
    """Whether every query of the turn could be the speaker's own; `catalog` is what they may see."""
    if grant.open_mode:
        return True
    queries = (*((turn.query,) if turn.query and turn.query.metrics else ()), *turn.options)
    return all(_is_permitted(query, catalog, grant, values, now) for query in queries)


def _is_permitted(
    query: MetricQuery, catalog: Catalog, grant: Grant, values: ValueScope | None, now: datetime
) -> bool:
    try:
        resolved = resolve_query(catalog, query, now)
        govern(resolved, grant)
        sources = sources_of(item.formula for item in resolved.metrics)
        for found in (found for item in (*query.where, *query.sides) for found in conditions(item)):
            field = resolve_field(catalog, parse_name(found.field, custom_grains(catalog)), sources)
            for binding in field.bindings.values():
                if values is None or binding.dimension is None or binding.dimension.type == "time":
                    continue
                name = f"{binding.model.name}.{binding.dimension.name}"
                if values.seen(name, found.values) != frozenset(found.values):
                    return False
    except AssistantError:
        return False
    return True
