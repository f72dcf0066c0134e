"""From a query of names to one of catalog objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlglot import exp

from assistant.catalog.calendar import Calendar
from assistant.catalog.filters import PLACEHOLDER
from assistant.catalog.model import Catalog, DataType, Metric
from assistant.errors import NotSupported, QueryError
from assistant.plan import (
    ResolvedField,
    ResolvedFilter,
    ResolvedHaving,
    ResolvedMetric,
    ResolvedOrder,
    ResolvedQuery,
    Source,
    TimePlan,
)
from assistant.query import Condition, Filter, JinjaFilter, MetricQuery, RelativeTime, TimeRange
from assistant.resolve.against import set_against
from assistant.resolve.averages import average_fields, check_averages, cut_buckets, every_bucket
from assistant.resolve.checks import (
    check_grains,
    check_offsets,
    check_rest,
    check_shape,
    check_shares,
    check_snapshots,
)
from assistant.resolve.columns import Columns, same_metric
from assistant.resolve.comparisons import UNITS, compare
from assistant.resolve.contradictions import check_contradictions
from assistant.resolve.fields import custom_grains, resolve_field
from assistant.resolve.filters import boolean, drops_missing, mentions_time, parsed, resolve_filter
from assistant.resolve.formulas import formula_of, sources_of, with_filters
from assistant.resolve.grains import REFRESH_GRAINS, default_grain, grain_rank
from assistant.resolve.names import METRIC_TIME, find_metric, is_among, parse_name
from assistant.resolve.own_grain import notes_of as own_grain_notes
from assistant.resolve.parameters import asked_of, bind_parameters, takes_parameters
from assistant.resolve.periods import resolve_period, widened
from assistant.resolve.replacement import replace_by_dimension
from assistant.resolve.saved import expand
from assistant.resolve.values_query import values_query

Notes = tuple[tuple[str, str], ...]


def resolve_query(catalog: Catalog, query: MetricQuery, now: datetime | None = None) -> ResolvedQuery:
    """Every name of `query` as an object of the catalog, every period as dates.

    `now` is the moment the question refers to; without it the calendar's `as_of`, else the clock.
    Raises QueryError (`code`, `choices`) for a name or combination that is not possible and
    NotSupported for a planned metric and for combinations that are not computed.
    """
    moment = now or _as_of(catalog.calendar)
    query, replaced = replace_by_dimension(catalog, expand(catalog, query))
    check_shape(query)
    if not query.metrics:
        return values_query(catalog, query, moment)
    metrics, parameters = _with_parameters(catalog, query, _metrics(catalog, query), moment)
    sources = sources_of(item.formula for item in metrics)
    keys = _keys(catalog, query, metrics, sources)
    averaged = average_fields(catalog, query, keys, sources, _preferred_grain(metrics))
    grouped = (*keys, *averaged)
    where = tuple(resolve_filter(catalog, item, sources) for item in query.where)
    time, notes = _time(catalog, query, keys, sources, metrics, moment)
    check_grains(catalog, metrics, grouped, time, query, moment)
    check_contradictions(metrics, where)
    metrics = tuple(replace(item, formula=with_filters(item.formula, where)) for item in metrics)
    metrics, against = set_against(catalog, query.against, metrics, sources)
    metrics = every_bucket(metrics, averaged)
    check_offsets(catalog, metrics, grouped, time)
    check_shares(query, metrics)
    check_rest(query, metrics, keys)
    check_averages(metrics, keys, averaged, time)
    notes += check_snapshots(metrics, grouped, time, any(mentions_time(item) for item in where), moment)
    ranges = time.periods or (time.range,)
    notes += own_grain_notes(catalog, [item.metric for item in metrics], grouped, ranges)
    notes += cut_buckets(catalog, averaged, ranges)
    plan = ResolvedQuery(
        catalog=catalog,
        query=query,
        now=moment,
        metrics=metrics,
        keys=keys,
        time=time,
        average_per=averaged,
        where=where,
        against=against,
        notes=(
            *(("dimension_metric", f"{old}->{new}") for old, new in replaced),
            *notes,
            *_notes(query, grouped, (*where, *against)),
            *_incomplete(query, metrics, grouped, (*where, *against)),
            *parameters,
        ),
    )
    return _with_columns(plan, Columns(catalog, query, tuple(item.name for item in metrics), keys, sources))


def _with_columns(plan: ResolvedQuery, columns: Columns) -> ResolvedQuery:
    """The plan with what names columns of the answer. Raises QueryError for names of none."""
    query = plan.query
    return replace(
        plan,
        having=tuple(_having(columns, item) for item in query.having),
        order=tuple(_order(columns, item.field, item.descending) for item in query.order_by),
        limit_per=_key(columns, query.limit_per, "limit_per"),
        share_within=_share_within(columns, query),
        count_of=_key(columns, query.count_of, "count_of"),
    )


def _with_parameters(
    catalog: Catalog, query: MetricQuery, metrics: tuple[ResolvedMetric, ...], now: datetime
) -> tuple[tuple[ResolvedMetric, ...], Notes]:
    """The metrics over sources whose parameters are set: by a metric, the query or a default."""
    if not query.parameters and not takes_parameters(catalog, metrics):
        return metrics, ()
    keys = _keys(catalog, query, metrics, sources_of(item.formula for item in metrics))
    return bind_parameters(catalog, metrics, asked_of(query, keys, now, catalog))


def _as_of(calendar: Calendar) -> datetime:
    return calendar.as_of if isinstance(calendar.as_of, datetime) else datetime.now()


def _metrics(catalog: Catalog, query: MetricQuery) -> tuple[ResolvedMetric, ...]:
    """The metrics asked for, then those that only `having` and `order_by` mention."""
    shown = same_metric(query.metrics)
    found = [
        ResolvedMetric(name, metric, formula_of(catalog, metric)) for name, metric in _found(catalog, shown)
    ]
    columns = Columns(catalog, query, shown, (), ())
    named = [order.field for order in query.order_by] + [
        n for item in query.having for n in _metric_names(item)
    ]
    extra: dict[str, Metric] = {}
    for name in named:
        column = columns.metric_column(name)
        if column and column[1].name not in {item.metric.name for item in found}:
            extra[column[1].name] = column[1]
    hidden = [
        ResolvedMetric(name, metric, formula_of(catalog, metric), False) for name, metric in extra.items()
    ]
    return (*found, *hidden)


def _found(catalog: Catalog, names: Sequence[str]) -> list[tuple[str, Metric]]:
    return [(name, find_metric(catalog, name)) for name in names]


def _metric_names(item: Filter) -> list[str]:
    if isinstance(item, Condition):
        return [item.field]
    if isinstance(item, JinjaFilter):
        return [reference.name for reference in parsed(item.text).fields]
    inner = getattr(item, "items", None) or (item.item,)  # type: ignore[union-attr]
    return [name for each in inner for name in _metric_names(each)]


def _keys(
    catalog: Catalog, query: MetricQuery, metrics: tuple[ResolvedMetric, ...], sources: tuple[Source, ...]
) -> tuple[ResolvedField, ...]:
    grain = _preferred_grain(metrics)
    keys: dict[object, ResolvedField] = {}
    for name in query.group_by:
        key = resolve_field(catalog, parse_name(name, custom_grains(catalog)), sources, grain)
        keys.setdefault(key.name.lower(), key)
    return tuple(keys.values())


def _preferred_grain(metrics: tuple[ResolvedMetric, ...]) -> str | None:
    """What a bare `metric_time` means: the metrics' own default, at least as coarse as their refresh."""
    grains = [item.metric.time_granularity for item in metrics if item.metric.time_granularity]
    grains += [
        REFRESH_GRAINS[r] for item in metrics if (r := item.metric.card.refresh or "") in REFRESH_GRAINS
    ]
    return default_grain(grains) if grains else None


def _time(
    catalog: Catalog,
    query: MetricQuery,
    keys: tuple[ResolvedField, ...],
    sources: tuple[Source, ...],
    metrics: tuple[ResolvedMetric, ...],
    now: datetime,
) -> tuple[TimePlan, Notes]:
    asked = query.time
    if isinstance(asked, TimeRange) and asked.whole_buckets:
        asked = widened(asked, _widening_grain(catalog, keys, sources, metrics), catalog.calendar)
    if isinstance(asked, tuple):
        return TimePlan(periods=asked), ()
    current = (
        resolve_period(asked.period, now, catalog.calendar) if isinstance(asked, RelativeTime) else asked
    )
    if query.compare is None:
        return TimePlan(current), _partial(current, now)
    grains = [key.grain for key in keys if key.is_metric_time and key.grain]
    if any(key.custom for key in keys):
        raise NotSupported("a comparison by a grain of the catalog's own is not computed", "custom_grain")
    compared = compare(query.compare, current, grains, now, catalog.calendar, _unit_asked(asked))
    return TimePlan(compared.current, compared.prior), compared.notes


def _widening_grain(
    catalog: Catalog,
    keys: tuple[ResolvedField, ...],
    sources: tuple[Source, ...],
    metrics: tuple[ResolvedMetric, ...],
) -> str:
    """The grain whose buckets a time constraint holds whole: that of metric_time in the query or, where
    it is no key, what it would mean.
    """
    named = [key for key in keys if key.name.lower().startswith(METRIC_TIME)]
    grouped = [key.grain for key in named if key.grain and key.custom is None]
    if grouped:
        return min(grouped, key=grain_rank)
    if not any(source.time for source in sources):
        return "day"
    bare = resolve_field(catalog, parse_name(METRIC_TIME), sources, _preferred_grain(metrics))
    return bare.grain or "day"


def _unit_asked(asked: TimeRange | RelativeTime | None) -> str | None:
    words = asked.period.split("_") if isinstance(asked, RelativeTime) else []
    if len(words) == 2 or words[1:] == ["to", "date"]:
        return next((word for word in words if word in UNITS), None)
    return None


def _partial(current: TimeRange | None, now: datetime) -> Notes:
    if current is not None and current.start <= now < current.end and now.date() < current.end.date():
        whole = (current.end - now).days >= 1
        return (("partial_period", f"{current.start.date()}..{now.date()}"),) if whole else ()
    return ()


def _having(columns: Columns, item: Filter) -> ResolvedHaving:
    def column_of(condition: Condition) -> tuple[exp.Expr, DataType | None]:
        found = columns.metric_column(condition.field)
        if found is not None:
            return exp.column(exp.to_identifier(found[0], quoted=True)), "number"
        key = columns.group(condition.field)
        if key is None:
            raise columns.unknown(condition.field, "having")
        return exp.column(exp.to_identifier(key.name, quoted=True)), key.data_type

    def embedded(jinja: JinjaFilter) -> exp.Expr:
        expression = parsed(jinja.text)
        ast = expression.ast.copy()
        for column in list(ast.find_all(exp.Column)):
            reference = expression.fields[int(column.name.removeprefix(PLACEHOLDER))]
            found = columns.metric_column(reference.name) if reference.kind == "metric" else None
            if found is None or reference.group_by:
                raise columns.unknown(reference.name, "having")
            column.set("this", exp.to_identifier(found[0], quoted=True))
        return exp.Paren(this=ast)

    return ResolvedHaving(boolean(item, column_of, embedded))


def _order(columns: Columns, name: str, descending: bool) -> ResolvedOrder:
    metric = columns.metric_column(name)
    column = metric[0] if metric else columns.key_column(name)
    if column is None:
        raise columns.unknown(name, "order_by")
    return ResolvedOrder(column, descending)


def _key(columns: Columns, name: str | None, place: str) -> str | None:
    """The key that a field of the query means. Raises QueryError for a name that is none."""
    if name is None:
        return None
    column = columns.key_column(name)
    if column is None:
        raise columns.unknown(name, place)
    return column


def _share_within(columns: Columns, query: MetricQuery) -> tuple[str, ...]:
    """Raises QueryError for what is no key, and where no key is left to be the parts."""
    found = [key for name in query.share_within if (key := _key(columns, name, "share_within"))]
    parts = [key for key in columns.keys if key.name not in found and not key.is_metric_time]
    if found and not parts:
        raise QueryError(
            "'share_within' leaves no field of 'group_by' whose groups would be the parts", "impossible_query"
        )
    return tuple(dict.fromkeys(found))


def _notes(query: MetricQuery, keys: tuple[ResolvedField, ...], where: tuple[ResolvedFilter, ...]) -> Notes:
    notes = [("null_excluded", name) for item in query.where for name in drops_missing(item)]
    for field in (*keys, *(field for item in where for field in item.fields)):
        for binding in field.bindings.values():
            if binding.path:
                notes.append(("joined_dimension", f"{field.name} via {' → '.join(binding.path.entities)}"))
    return tuple(dict.fromkeys(notes))


def _incomplete(
    query: MetricQuery,
    metrics: tuple[ResolvedMetric, ...],
    keys: tuple[ResolvedField, ...],
    where: tuple[ResolvedFilter, ...],
) -> Notes:
    """What a metric is not told by, without which it means little, and windows that begin with the range."""
    notes = []
    used = [field.name for field in (*keys, *(field for item in where for field in item.fields))]
    for name in dict.fromkeys(name for item in metrics for name in item.metric.card.required_dimensions):
        if not is_among(name, used):
            notes.append(("missing_dimension", name))
    if query.moving and query.moving > 1 and query.time is not None:
        notes.append(("short_window", str(query.moving)))
    return tuple(notes)
