"""A query that a model wrote, held against the catalog like any other, and completed like the reader's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.catalog.model import Catalog
from assistant.errors import NotSupported, QueryError, choices_text
from assistant.query import (
    AllOf,
    AnyOf,
    Condition,
    Filter,
    MetricQuery,
    Not,
    QueryTime,
    RelativeTime,
    Scalar,
    TimeRange,
    filtered_fields,
)
from assistant.reading import Assumption
from assistant.resolve import is_computable, resolve_query
from assistant.resolve.fields import FieldOption
from assistant.resolve.names import is_among
from assistant.resolve.own_grain import split_by_own_grain
from assistant.resolve.periods import resolve_period
from assistant.understanding.draft import Draft
from assistant.understanding.planning.shortlist import Shortlist
from assistant.understanding.planning.values import Values

DEFAULT_PERIOD = "default_period"
_DATING = (DEFAULT_PERIOD, "assumed_year", "partial_period")


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that resolves, and what was decided that its writer did not say."""

    query: MetricQuery
    assumptions: tuple[Assumption, ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """What a writer says of the period of its query."""

    own: bool
    """It accounts for words that the reader could not read as a time."""
    said: bool
    """It names words of the question that gave the period."""
    known: tuple[QueryTime, ...] = ()
    """Periods of queries that it was shown."""


@dataclass(frozen=True, slots=True)
class Checks:
    """`text` is the normalised question, `trusted` are values of queries of our own. Everything raises
    QueryError or NotSupported, with a sentence that says what would be right.
    """

    catalog: Catalog
    shortlist: Shortlist
    values: Values
    text: str
    now: datetime
    trusted: Collection[Scalar] = ()

    def checked(self, query: MetricQuery, told: Callable[[str], Draft | None], times: Times) -> Checked:
        """`told` gives what the reader makes of the question for a metric."""
        self._check_metrics(query)
        query = self._with_having(query)
        query = query.but(where=tuple(self._linked(item) for item in query.where))
        query, dated = dated_by(query, told(query.metrics[0]), times)
        query, needed = self._with_required(query)
        self._check_limits(query)
        self._check_past(query)
        resolve_query(self.catalog, query, self.now)
        split = split_by_own_grain(self.catalog, query, self.now)
        cut = [Assumption("split_by_own_grain", query.metrics[0])] if split != query else []
        return Checked(split, (*dated, *needed, *cut))

    def _check_metrics(self, query: MetricQuery) -> None:
        known = [metric.name for metric in self.shortlist.metrics]
        if not query.metrics:
            raise QueryError("a query names at least one metric")
        for name in query.metrics:
            if name not in known:
                raise QueryError(
                    f"'{name:.60}' is no metric of the list.{choices_text(name, known)}", "unknown_metric"
                )
            if not is_computable(self.catalog, name):
                raise NotSupported(f"'{name}' cannot be computed yet", "planned_metric")

    def _with_having(self, query: MetricQuery) -> MetricQuery:
        """A condition on a metric chooses groups, wherever it was put."""
        metrics = {metric.name for metric in self.shortlist.metrics}
        moved = [item for item in query.where if isinstance(item, Condition) and item.field in metrics]
        kept = tuple(item for item in query.where if item not in moved)
        return query.but(where=kept, having=(*query.having, *moved)) if moved else query

    def _linked(self, item: Filter) -> Filter:
        match item:
            case Condition():
                return self.values.linked(self._options(item.field), item, self.text, self.trusted)
            case AnyOf():
                return AnyOf(tuple(self._linked(each) for each in item.items))
            case AllOf():
                return AllOf(tuple(self._linked(each) for each in item.items))
            case Not():
                return Not(self._linked(item.item))
            case _:
                raise QueryError("a filter is an object with field, op and values")

    def _options(self, name: str) -> Sequence[FieldOption]:
        return options_named(self.shortlist, name)

    def _with_required(self, query: MetricQuery) -> tuple[MetricQuery, list[Assumption]]:
        """Some metrics mean nothing over all values of a dimension: they are shown by it."""
        used = [*query.group_by, *filtered_fields(query.where)]
        cards = [self.catalog.metrics[name].card for name in query.metrics]
        wanted = dict.fromkeys(name for card in cards for name in card.required_dimensions)
        missing = [name for name in wanted if not is_among(name, used)]
        return (
            query.but(group_by=(*missing, *query.group_by)),
            [Assumption("required_dimension", name) for name in missing],
        )

    def _check_limits(self, query: MetricQuery) -> None:
        if (query.having or query.limit is not None) and not query.group_by:
            raise QueryError("'limit' and 'having' choose among groups; the query has no 'group_by'")
        if query.limit is not None and not query.order_by:
            raise QueryError("'limit' needs an 'order_by' that says which groups come first")

    def _check_past(self, query: MetricQuery) -> None:
        match query.time:
            case TimeRange():
                ranges: tuple[TimeRange, ...] = (query.time,)
            case tuple():
                ranges = query.time
            case _:
                ranges = ()
        if any(item.start > self.now for item in ranges):
            raise QueryError("the period has not come yet: refuse the question as a forecast")


def dated_by(query: MetricQuery, told: Draft | None, times: Times) -> tuple[MetricQuery, list[Assumption]]:
    """The query over the period that the reader finds in the question: it is computed by a calendar, not
    guessed. Raises QueryError for the future.
    """
    if told is None or times.own:
        return query, []
    if told.future:
        raise QueryError("the question is about a time that has not come yet: refuse it as a forecast")
    notes = [item for item in told.assumptions if item.code in _DATING]
    if any(item.code == DEFAULT_PERIOD for item in notes):
        given = query.time is not None and (times.said or query.time in times.known)
        return (query, []) if given else (query.but(time=told.time), notes)
    if told.time is None:
        base = told.ground.base
        carried = base.time if base is not None and query.time is None else query.time
        return query.but(time=carried), []
    compare = told.compare or (None if isinstance(told.time, tuple) else query.compare)
    return query.but(time=told.time, compare=compare), notes


def options_named(shortlist: Shortlist, name: str) -> Sequence[FieldOption]:
    """What the name of a field can mean for the metrics of the list, whether short or qualified."""
    lowered = name.lower()
    found = shortlist.named(lowered) or shortlist.named(name)
    return found or tuple(
        option
        for options in shortlist.fields.values()
        for option in options
        if lowered in (option.qualified_name.lower(), (option.conformed or "").lower(), option.name.lower())
    )


def renamed(query: MetricQuery, metrics: tuple[str, ...]) -> MetricQuery:
    """The query of one metric as one of others, its order included."""
    old, new = query.metrics[0], metrics[0]
    orders = tuple(
        replace(order, field=new + order.field.removeprefix(old))
        if order.field == old or order.field.startswith(f"{old}__")
        else order
        for order in query.order_by
    )
    having = tuple(
        replace(item, field=new) if isinstance(item, Condition) and item.field == old else item
        for item in query.having
    )
    return query.but(metrics=metrics, order_by=orders, having=having)


def same_query(one: MetricQuery, other: MetricQuery, catalog: Catalog, now: datetime) -> bool:
    """Whether two queries ask the same, relative periods taken as dates."""
    dated = [query.but(time=_dates(query, catalog, now)) for query in (one, other)]
    return dated[0] == dated[1]


def _dates(query: MetricQuery, catalog: Catalog, now: datetime) -> QueryTime:
    if isinstance(query.time, RelativeTime):
        return resolve_period(query.time.period, now, catalog.calendar)
    return query.time
