"""Numbers to read beside an answer: the companions that the cards of its metrics name.

Volume is not shown without quality, nor an attributed amount without the last click's. Each companion
is a query of its own over the same rows, so that none of them can change the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Finding
from assistant.catalog.model import Catalog
from assistant.presentation.names import Names
from assistant.presentation.numbers import format_cell
from assistant.presentation.shape import Shape
from assistant.query import MetricQuery
from assistant.rows import Rows

MOST = 3
MOST_GROUPS = 5


@dataclass(frozen=True, slots=True)
class Beside:
    """A companion's rows, by the same keys as the answer or in total."""

    query: MetricQuery
    rows: Rows
    sql: str

    @property
    def metric(self) -> str:
        return self.query.metrics[0]


def companion_queries(query: MetricQuery, catalog: Catalog) -> tuple[tuple[MetricQuery, ...], ...]:
    """For each companion that the answer does not show the queries to try, by the answer's key and in total.

    Any of them may turn out to be impossible. None beside several ranges, and none beside a number that is no
    metric of a card: a ratio of two, a number of groups. A key is kept where it is the only one and not time.
    """
    if (
        isinstance(query.time, tuple)
        or not query.metrics
        or query.ratio_to
        or query.against
        or query.count_of
    ):
        return ()
    cards = [catalog.metrics[name].card for name in query.metrics if name in catalog.metrics]
    wanted = [name for card in cards for name in card.companions if name in catalog.metrics]
    missing = [name for name in dict.fromkeys(wanted) if name not in query.metrics]
    keyed = len(query.group_by) == 1 and "metric_time" not in query.group_by[0]
    total = MetricQuery(where=query.where, time=query.time, parameters=query.parameters)
    ways = (total.but(group_by=query.group_by), total) if keyed else (total,)
    return tuple(tuple(way.but(metrics=(name,)) for way in ways) for name in missing[:MOST])


def stands_beside(found: Beside, answer: Rows) -> bool:
    """Whether the companion says something of what the answer shows."""
    values = {row[0]: row[-1] for row in found.rows.data}
    if not found.query.group_by:
        return any(value is not None for value in values.values())
    return any(values.get(row[0]) is not None for row in answer.data)


def companion_findings(found: Sequence[Beside], shape: Shape) -> tuple[Finding, ...]:
    """A line per companion: its total, or its values for the answer's first groups."""
    lines = ((item, _line(item, shape)) for item in found)
    return tuple(Finding("companion", text, _evidence(item)) for item, text in lines if text)


def _line(item: Beside, shape: Shape) -> str:
    names = shape.names
    label = names.metric(item.metric)
    if not item.query.group_by:
        value = item.rows.data[0][-1] if item.rows.data else None
        shown = _shown(item, value, names)
        return names.words.text("finding.companion", metric=label, value=shown) if shown else ""
    known = {row[0]: row[-1] for row in item.rows.data}
    key = shape.keys[0] if shape.keys else 0
    groups = [row[key] for row in shape.data if known.get(row[key]) is not None]
    parts = [
        f"{shape.label(key, group)} {_shown(item, known[group], names)}" for group in groups[:MOST_GROUPS]
    ]
    if not parts:
        return ""
    more = names.words.text("word.and_more") if len(groups) > MOST_GROUPS else ""
    return names.words.text("finding.companion", metric=label, value=names.words.join(parts) + more)


def _shown(item: Beside, value: object, names: Names) -> str:
    return "" if value is None else format_cell(value, item.rows.columns[-1], names.language)  # type: ignore[arg-type]


def _evidence(item: Beside) -> dict[str, object]:
    columns = [column.name for column in item.rows.columns]
    return {"metric": item.metric, "columns": columns, "rows": [list(row) for row in item.rows.data]}
