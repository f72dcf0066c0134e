"""Metrics of two parts of the rows, set against each other: each has the filters of the one and of the other."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.errors import QueryError
from assistant.plan import ResolvedFilter, ResolvedMetric, Source
from assistant.query import Against
from assistant.resolve.checks import ADDITIVE, is_amount
from assistant.resolve.contradictions import check_contradictions
from assistant.resolve.filters import resolve_filter
from assistant.resolve.formulas import with_filters


def set_against(
    catalog: Catalog,
    asked: Against | None,
    metrics: tuple[ResolvedMetric, ...],
    sources: tuple[Source, ...],
) -> tuple[tuple[ResolvedMetric, ...], tuple[ResolvedFilter, ...]]:
    """The metrics with both of their formulas, and the filters of these. Raises QueryError for a share of what has none."""
    if asked is None:
        return metrics, ()
    for item in metrics:
        if asked.kind == "share" and not is_amount(item.formula, (*ADDITIVE, "count_distinct")):
            raise QueryError(f"'{item.name}' is no amount that has shares of a total", "impossible_query")
    part, other = (
        tuple(resolve_filter(catalog, each, sources) for each in side) for side in (asked.part, asked.other)
    )
    for side in (part, other):
        check_contradictions(metrics, side)
    both = tuple(
        replace(item, formula=with_filters(item.formula, part), other=with_filters(item.formula, other))
        for item in metrics
    )
    return both, (*part, *other)
