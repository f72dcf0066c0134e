"""The names in a metric query that stands in the catalog: they exist. Whether they fit is resolved later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.catalog.draft import Draft
from assistant.catalog.filters import parse_filter
from assistant.catalog.model import Catalog, Origin
from assistant.catalog.problems import Problem, error_at
from assistant.catalog.rules.references import dimension_names, unknown_metric
from assistant.catalog.sql_text import BadExpression
from assistant.errors import suggestion
from assistant.query import DATE_PARTS, STANDARD_GRAINS, Filter, JinjaFilter, MetricQuery, filtered_fields

_DERIVED = ("prior", "change", "change_rate", "share", "ratio", "difference", "other", "running", "moving")
"""Endings of columns that a query adds to a metric."""
_METRIC_TIME = "metric_time"


def query_names(
    draft: Draft, catalog: Catalog, query: MetricQuery, place: Origin, what: str, complete: bool = True
) -> Iterator[Problem]:
    """Every name in `query` that the catalog does not have. One that is `complete` asks for something."""
    for name in (*query.metrics, *([query.ratio_to] if query.ratio_to else [])):
        yield from unknown_metric(draft, catalog, name.lower(), place, what)
    if complete and not query.metrics and not query.group_by and query.saved_query is None:
        yield error_at(
            place, "bad_query", f"{what}: the query names no metric", "query: {metrics: [revenue]}"
        )
    if query.saved_query is not None and query.saved_query.lower() not in catalog.saved_queries:
        near = suggestion(query.saved_query, catalog.saved_queries)
        message = f'{what}: unknown saved query "{query.saved_query:.80}".{near}'
        yield error_at(place, "unknown_saved_query", message)
    fields = [
        *query.group_by,
        *query.average_per,
        *filtered_fields(query.where),
        *filtered_fields(query.sides),
        *query.share_within,
        *([query.limit_per] if query.limit_per else []),
        *([query.count_of] if query.count_of else []),
    ]
    for name in dict.fromkeys(fields):
        yield from _field(catalog, name, place, what)
    for name in dict.fromkeys((*(order.field for order in query.order_by), *filtered_fields(query.having))):
        if not _is_column(query, name):
            yield from _field(catalog, name, place, what)
    yield from _jinja(catalog, (*query.where, *query.having, *query.sides), place, what)


def _is_column(query: MetricQuery, name: str) -> bool:
    """A metric of the query, or a column that the query adds to one."""
    base, _, ending = name.lower().rpartition("__")
    metrics = [metric.lower() for metric in query.metrics]
    return name.lower() in metrics or (base in metrics and ending in _DERIVED)


def _field(catalog: Catalog, name: str, place: Origin, what: str) -> Iterator[Problem]:
    parts = name.lower().split("__")
    if len(parts) > 1 and (_is_grain(catalog, parts[-1])):
        parts.pop()
    known = dimension_names(catalog) | {_METRIC_TIME}
    last = parts[-1].rsplit(".", 1)[-1]
    if last not in known:
        near = suggestion(last, known)
        yield error_at(place, "unknown_dimension", f'{what}: unknown dimension "{name:.80}".{near}')


def _is_grain(catalog: Catalog, text: str) -> bool:
    custom = {grain.name for spine in catalog.time_spines.values() for grain in spine.custom_grains}
    return (
        text in STANDARD_GRAINS
        or text in custom
        or (text.startswith("extract_") and text.removeprefix("extract_") in DATE_PARTS)
    )


def _jinja(catalog: Catalog, filters: Iterable[Filter], place: Origin, what: str) -> Iterator[Problem]:
    for item in filters:
        if not isinstance(item, JinjaFilter):
            continue
        try:
            found = parse_filter(item.text)
        except BadExpression as fault:
            yield error_at(place, "bad_filter", f"{what}: {fault}")
            continue
        for field in found.fields:
            if field.kind == "metric":
                if field.name not in catalog.metrics:
                    near = suggestion(field.name, catalog.metrics)
                    message = f'{what}: unknown metric "{field.name:.80}".{near}'
                    yield error_at(place, "unknown_metric", message)
            elif field.kind != "actor":
                yield from _field(catalog, field.name, place, what)
