"""What a new question keeps of the one before it: its period, where it names none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.catalog.model import Catalog
from assistant.errors import NotSupported, QueryError
from assistant.query import MetricQuery, TimeRange, filtered_fields
from assistant.question import Turn
from assistant.reading import Assumption, Understood
from assistant.resolve import resolve_query
from assistant.understanding.time.settling import dates_of

_DEFAULT = "default_period"


def with_period_kept(found: Understood, turns: Sequence[Turn], catalog: Catalog, now: datetime) -> Understood:
    """The answer over the period of the last answer instead of the default one, and what is not kept.

    Who asks for another metric without saying when goes on about the time at hand; conditions on other
    things are said anew, so that they are told as not kept. `turns` are those that still count.
    """
    last = next((turn.query for turn in reversed(turns) if turn.query and turn.query.metrics), None)
    assumed = any(item.code == _DEFAULT for item in found.assumptions)
    if last is None or not assumed or not isinstance(last.time, TimeRange):
        return found
    ranged = found.query.compare is not None and found.query.compare.kind == "range"
    query = found.query.but(time=last.time)
    if ranged or not _resolves(catalog, query, now):
        return found
    kept = [item for item in found.assumptions if item.code != _DEFAULT]
    own = {name.rsplit("__", 1)[-1] for name in (*filtered_fields(query.where), *query.group_by)}
    left = [name for name in filtered_fields(last.where) if name.rsplit("__", 1)[-1] not in own]
    said = (Assumption("kept_period", dates_of(last.time)), *(Assumption("not_kept", name) for name in left))
    return replace(found, query=query, assumptions=(*kept, *said))


def _resolves(catalog: Catalog, query: MetricQuery, now: datetime) -> bool:
    try:
        resolve_query(catalog, query, now)
    except (QueryError, NotSupported):
        return False
    return True
