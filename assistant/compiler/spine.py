"""The moments of a time spine: the catalog's own, else a series between two bounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlglot import exp

from assistant.catalog.model import Catalog, TimeSpine, Window
from assistant.compiler import nodes, times
from assistant.compiler.relations import relation_name, relation_node
from assistant.errors import NotSupported, QueryError
from assistant.plan import ResolvedField
from assistant.query import STANDARD_GRAINS, TimeRange
from assistant.resolve.grains import grain_rank
from assistant.resolve.values import moment_literal

MOMENT, SPINE = "_moment", "_spine"
Bounds = tuple[exp.Expr, exp.Expr]
"""First and last moment of a series, both in."""


def spine_query(
    catalog: Catalog,
    grain: str,
    keys: Sequence[ResolvedField],
    asked: TimeRange | None,
    now: datetime,
    bounds: Bounds | None,
) -> tuple[exp.Select, frozenset[str]]:
    """Every moment of `grain` within `asked` and not after `now`, as `_moment`, and what it is read from.

    With the columns of the custom grains among `keys`, each under its name. Where the catalog has no
    spine so fine the series runs between `bounds`; without them that is a QueryError.
    """
    found = _finest_needed(catalog, grain)
    customs = {key.custom.column: key.custom.spine for key in keys if key.custom is not None}
    if any(found is None or spine.relation != found.relation for spine in customs.values()):
        raise NotSupported(
            "a grain of the catalog's own needs its time spine for this metric", "custom_grain"
        )
    if found is None:
        return _series(catalog, grain, asked, now, bounds), frozenset()
    moment = times.start_of(catalog, grain, nodes.column(found.column))
    columns = [nodes.aliased(moment, MOMENT), *(nodes.column(name) for name in customs)]
    whole = nodes.both(_limits(nodes.column(found.column), asked, now, bounds))
    select = nodes.select(columns, relation_node(catalog, found.relation), where=whole)
    if found.grain != grain:
        select.set("distinct", exp.Distinct())
    return select, frozenset({relation_name(catalog, found.relation)})


def spine_grain(fields: Sequence[ResolvedField], coarsest: str = "year") -> str:
    """The finest grain that the time keys among `fields` need, `coarsest` at most."""
    wanted = [coarsest]
    for field in fields:
        if field.is_metric_time:
            own = field.custom.spine.grain if field.custom else field.grain
            wanted.append(own or "day")
    return min(wanted, key=grain_rank)


def key_on_spine(catalog: Catalog, field: ResolvedField, offsets: Sequence[Window] = ()) -> exp.Expr:
    """A time key of the moment `_spine._moment`, which counts later by the `offsets`."""
    if field.custom is not None:
        return nodes.column(field.custom.column, SPINE)
    moment = times.carried(nodes.column(MOMENT, SPINE), offsets, field.grain or field.date_part or "day")
    if field.date_part is not None:
        return times.part(field.date_part, moment)
    return times.start_of(catalog, field.grain or "day", moment)


def _finest_needed(catalog: Catalog, grain: str) -> TimeSpine | None:
    """The coarsest spine that still has every moment of `grain`."""
    fine = [s for s in catalog.time_spines.values() if grain_rank(s.grain) <= grain_rank(grain)]
    return max(fine, key=lambda spine: grain_rank(spine.grain), default=None)


def _limits(
    moment: exp.Expr, asked: TimeRange | None, now: datetime, bounds: Bounds | None
) -> list[exp.Expr]:
    """Nothing counts yet after now: a spine that is laid out for years to come ends there, or with the
    data where that is dated later.
    """
    limits: list[exp.Expr] = []
    if asked is not None:
        limits.append(exp.GTE(this=moment.copy(), expression=moment_literal(asked.start)))
        limits.append(exp.LT(this=moment.copy(), expression=moment_literal(asked.end)))
    if asked is None or asked.end > now:
        until: exp.Expr = exp.LTE(this=moment.copy(), expression=nodes.timestamp(now))
        if bounds is not None:
            data = exp.LTE(this=moment.copy(), expression=bounds[1].copy())
            until = exp.Paren(this=exp.Or(this=until, expression=data))
        limits.append(until)
    return limits


def _series(
    catalog: Catalog, grain: str, asked: TimeRange | None, now: datetime, bounds: Bounds | None
) -> exp.Select:
    if grain not in STANDARD_GRAINS or grain_rank(grain) < grain_rank("minute"):
        raise NotSupported(f"moments by '{grain}' need a time spine of the catalog", "time_spine")
    first, last = _ends(catalog, grain, asked, now, bounds)
    unit, factor = ("MONTH", 3) if grain == "quarter" else (grain.upper(), 1)
    series = exp.GenerateSeries(start=first, end=last, step=nodes.interval(factor, unit))
    made = nodes.aliased(exp.Explode(this=series), MOMENT)
    inner = exp.Select(expressions=[made])
    if grain_rank(grain) < grain_rank("day"):
        return inner
    # The series of dates is one of timestamps; as dates its moments compare with the data's.
    day = nodes.cast(nodes.column(MOMENT, SPINE), nodes.DATE)
    return nodes.select([nodes.aliased(day, MOMENT)], nodes.subquery(inner, SPINE))


def _ends(
    catalog: Catalog, grain: str, asked: TimeRange | None, now: datetime, bounds: Bounds | None
) -> Bounds:
    if asked is None:
        if bounds is None:
            raise QueryError(
                "without a time spine in the catalog this needs a time range", "impossible_query"
            )
        return bounds
    last: exp.Expr = nodes.timestamp(asked.end - timedelta(microseconds=1))
    if asked.end > now:
        latest: exp.Expr = nodes.timestamp(now)
        if bounds is not None:
            latest = exp.Greatest(
                this=latest, expressions=[nodes.cast(bounds[1].copy(), nodes.TIMESTAMP)], ignore_nulls=True
            )
        last = exp.Least(this=last, expressions=[latest], ignore_nulls=True)
    return times.start_of(catalog, grain, nodes.timestamp(asked.start)), times.start_of(catalog, grain, last)
