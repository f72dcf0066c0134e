"""`average_per`: what a metric is averaged over, and which groups of it there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.model import EMPTY_IS_ZERO, Catalog
from assistant.errors import NotSupported, QueryError
from assistant.plan import Leaf, ResolvedField, ResolvedMetric, Source, TimePlan, leaves
from assistant.query import MetricQuery, TimeRange
from assistant.resolve.fields import custom_grains, resolve_field
from assistant.resolve.formulas import mapped
from assistant.resolve.grains import grain_rank
from assistant.resolve.names import parse_name
from assistant.resolve.periods import widened

NOTE = "partial_bucket"


def average_fields(
    catalog: Catalog,
    query: MetricQuery,
    keys: tuple[ResolvedField, ...],
    sources: tuple[Source, ...],
    grain: str | None,
) -> tuple[ResolvedField, ...]:
    """The fields of `average_per`; `grain` is what a bare metric_time means.

    Raises QueryError impossible_query for a field that the query is grouped by already, and for a
    grain that is not finer than those it is grouped by: there would be nothing to average.
    """
    found: dict[str, ResolvedField] = {}
    for name in query.average_per:
        field = resolve_field(catalog, parse_name(name, custom_grains(catalog)), sources, grain)
        if any(key.identity == field.identity or key.name.lower() == field.name.lower() for key in keys):
            raise QueryError(
                f"'average_per' names '{name}', which the query is grouped by: leave it out of one of the two",
                "impossible_query",
            )
        found.setdefault(field.name.lower(), field)
    for field in found.values():
        _check_finer(field, keys)
    return tuple(found.values())


def _check_finer(field: ResolvedField, keys: tuple[ResolvedField, ...]) -> None:
    if not field.is_metric_time or field.grain is None:
        return
    for key in keys:
        if key.is_metric_time and key.grain and grain_rank(key.grain) <= grain_rank(field.grain):
            raise QueryError(
                f"'average_per' takes a finer grain than the query is grouped by: '{field.name}' has one bucket "
                f"in each '{key.name}'",
                "impossible_query",
            )


def check_averages(
    metrics: tuple[ResolvedMetric, ...],
    keys: tuple[ResolvedField, ...],
    averaged: tuple[ResolvedField, ...],
    time: TimePlan,
) -> None:
    """Raises NotSupported where a state of now would be averaged with or over buckets of time, and
    QueryError for buckets of the catalog's own without a range that says which of them count.
    """
    if not averaged or not any(field.is_metric_time for field in (*keys, *averaged)):
        return
    if time.range is None and not time.periods and any(field.custom for field in averaged):
        raise QueryError("a mean over buckets of the catalog's own needs a time range", "impossible_query")
    for item in metrics:
        if any(leaf.source.time is None for leaf in leaves(item.formula)):
            raise NotSupported(f"'{item.name}' stands for the present: it has no mean over time", "average_per")  # fmt: skip


def every_bucket(
    metrics: tuple[ResolvedMetric, ...], averaged: tuple[ResolvedField, ...]
) -> tuple[ResolvedMetric, ...]:
    """The metrics with a value in every bucket of time that they are averaged over.

    A bucket without rows counts where nothing is a number of the metric: 0 for counts, else what
    `fill_nulls_with` says. What accumulates has a value there already.
    """
    if not any(field.is_metric_time for field in averaged):
        return metrics

    def filled(leaf: Leaf) -> Leaf:
        if leaf.on_spine or leaf.conversions or leaf.kind.non_additive or leaf.source.time is None:
            return leaf
        nothing = 0 if leaf.kind.function in EMPTY_IS_ZERO else None
        fill = leaf.kind.fill_nulls_with if leaf.kind.fill_nulls_with is not None else nothing
        return replace(leaf, kind=replace(leaf.kind, join_to_timespine=True, fill_nulls_with=fill))

    return tuple(replace(item, formula=mapped(item.formula, filled)) for item in metrics)


def cut_buckets(
    catalog: Catalog, averaged: tuple[ResolvedField, ...], ranges: Sequence[TimeRange | None]
) -> tuple[tuple[str, str], ...]:
    """`(partial_bucket, grain)` where a range begins or ends within a bucket, which counts like a whole one."""
    grains = [field.grain for field in averaged if field.is_metric_time and field.grain]
    cut = [
        grain
        for grain in grains
        for asked in ranges
        if asked is not None and widened(asked, grain, catalog.calendar) != asked
    ]
    return tuple((NOTE, grain) for grain in dict.fromkeys(cut))
