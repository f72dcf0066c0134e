"""Parameters of governed models: what metrics fix, what a query sets, what the defaults are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from assistant.catalog.model import Catalog, Metric, SemanticModel
from assistant.catalog.parameters import Parameter, ParameterValue, check_constraints
from assistant.errors import QueryError, did_you_mean, suggestion
from assistant.plan import (
    Computation,
    Formula,
    Leaf,
    Quotient,
    ResolvedField,
    ResolvedFilter,
    ResolvedMetric,
    Source,
    leaves,
)
from assistant.query import MetricQuery, RelativeTime, TimeRange
from assistant.resolve.grains import grain_rank
from assistant.resolve.periods import months_between, resolve_period

NOTE = "parameters"
"""The note's detail is JSON: {"metrics": […], "model": …, "values": {name: value}}."""
Values = Mapping[str, ParameterValue]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a query decides about parameters. `grain` is the finest one of time that it groups by."""

    overrides: Values
    grain: str | None
    ranges: tuple[TimeRange, ...]


def takes_parameters(catalog: Catalog, metrics: Iterable[ResolvedMetric]) -> bool:
    return any(
        catalog.models[leaf.source.model].parameters for item in metrics for leaf in leaves(item.formula)
    )


def fixed(catalog: Catalog, metric: Metric, formula: Formula) -> Formula:
    """`formula` with the parameters that `metric` fixes; what an input has fixed stays."""
    if not metric.parameters:
        return formula

    def fix(leaf: Leaf) -> Leaf:
        known = catalog.models[leaf.source.model].parameters
        mine = {name: known[name].accept(v) for name, v in metric.parameters.items() if name in known}
        return _moved(leaf, mine | _set(leaf))

    return _mapped(formula, fix)


def asked_of(query: MetricQuery, keys: Sequence[ResolvedField], now: datetime, catalog: Catalog) -> Asked:
    """What a query's parameters, time and time keys say; relative periods are as of `now`."""
    given = {name.lower(): value for name, value in (query.parameters or {}).items() if value is not None}
    grains = [key.grain for key in keys if key.kind == "time" and key.grain]
    found: list[TimeRange] = []
    if isinstance(query.time, TimeRange):
        found.append(query.time)
    elif isinstance(query.time, RelativeTime):
        period = resolve_period(query.time.period, now, catalog.calendar)
        found += [period] if period is not None else []
    elif query.time is not None:
        found += query.time
    return Asked(given, min(grains, key=grain_rank) if grains else None, tuple(found))


def bind_parameters(
    catalog: Catalog, metrics: tuple[ResolvedMetric, ...], asked: Asked
) -> tuple[tuple[ResolvedMetric, ...], tuple[tuple[str, str], ...]]:
    """`metrics` with every parameter of their sources set, and notes of the values that can be changed.

    Raises QueryError: unknown_parameter for an override that no metric takes, bad_parameter for a
    value or combination that is not allowed.
    """
    _check_names(catalog, metrics, asked)
    notes: dict[tuple[str, tuple[tuple[str, ParameterValue], ...]], list[str]] = {}

    def bind(item: ResolvedMetric) -> ResolvedMetric:
        def bound(leaf: Leaf) -> Leaf:
            model = catalog.models[leaf.source.model]
            if not model.parameters:
                return leaf
            already = _set(leaf)
            values = {name: _value(p, already, asked) for name, p in model.parameters.items()}
            check_constraints(model.parameter_constraints, values)
            shown = tuple((name, values[name]) for name in _shown(model, values, already))
            if item.shown and shown:
                notes.setdefault((model.name, shown), []).append(item.name)
            return _moved(leaf, values)

        return replace(item, formula=_mapped(item.formula, bound))

    made = tuple(bind(item) for item in metrics)
    return made, tuple((NOTE, _detail(model, values, names)) for (model, values), names in notes.items())


def _value(parameter: Parameter, already: Values, asked: Asked) -> ParameterValue:
    if parameter.name in already:
        return already[parameter.name]
    if parameter.name in asked.overrides:
        return parameter.accept(asked.overrides[parameter.name])
    if asked.grain is not None:
        return parameter.default_by_grain.get(asked.grain, parameter.default)
    length = _length(parameter, asked.ranges)
    try:
        return parameter.default if length is None else parameter.accept(length)
    except QueryError:
        return parameter.default


def _length(parameter: Parameter, ranges: tuple[TimeRange, ...]) -> int | None:
    """How long every range is in whole units; None where they differ or are no whole units."""
    if parameter.default_by_range is None:
        return None
    lengths = {_units(item, parameter.default_by_range) for item in ranges}
    return lengths.pop() if len(lengths) == 1 else None


def _units(asked: TimeRange, unit: str) -> int | None:
    edges = (asked.start, asked.end)
    if any(edge.time() != time() for edge in edges):
        return None
    if unit == "days":
        return (asked.end - asked.start).days
    return None if any(edge.day != 1 for edge in edges) else months_between(*(edge.date() for edge in edges))


def _shown(model: SemanticModel, values: Values, already: Values) -> list[str]:
    """The parameters that make a difference and that a query could have set."""
    return [
        name
        for name, item in model.parameters.items()
        if name not in already and (item.relevant_when is None or item.relevant_when.holds(values))
    ]


def _detail(model: str, values: Iterable[tuple[str, ParameterValue]], metrics: Sequence[str]) -> str:
    found = {"metrics": list(dict.fromkeys(metrics)), "model": model, "values": dict(values)}
    return json.dumps(found, ensure_ascii=False)


def _check_names(catalog: Catalog, metrics: tuple[ResolvedMetric, ...], asked: Asked) -> None:
    taken: dict[str, Parameter] = {}
    held: dict[str, tuple[str, object]] = {}
    for item in metrics:
        for leaf in leaves(item.formula):
            already = _set(leaf)
            for name, parameter in catalog.models[leaf.source.model].parameters.items():
                if name in already:
                    held[name] = (item.name, already[name])
                else:
                    taken[name] = parameter
    for name in asked.overrides:
        if name in taken:
            continue
        if name in held:
            owner, value = held[name]
            message = f"'{owner}' fixes '{name}' at {value}; it cannot be changed"
            raise QueryError(message, "bad_parameter", tuple(taken))
        raise _unknown(name, taken, metrics)


def _unknown(name: str, taken: Mapping[str, Parameter], metrics: tuple[ResolvedMetric, ...]) -> QueryError:
    asked = " and ".join(f"'{item.name}'" for item in metrics if item.shown)
    takes = "; ".join(f"{item.name} ({item.allowed})" for item in taken.values()) or "no parameters"
    return QueryError(
        f"there is no parameter '{name:.60}'.{suggestion(name, taken)} {asked} can be given: {takes}",
        "unknown_parameter",
        did_you_mean(name, taken) or tuple(taken),
    )


# ── changed sources ───────────────────────────────────────────────────────────────────────────────


def _mapped(formula: Formula, change: Callable[[Leaf], Leaf]) -> Formula:
    match formula:
        case Leaf():
            return change(formula)
        case Quotient():
            return Quotient(_mapped(formula.numerator, change), _mapped(formula.denominator, change))
        case Computation():
            return Computation(formula.ast, {name: _mapped(i, change) for name, i in formula.inputs.items()})


def _set(leaf: Leaf) -> dict[str, ParameterValue]:
    return {name: value for name, value in leaf.source.parameters if value is not None}


def _moved(leaf: Leaf, values: Values) -> Leaf:
    """The leaf over the rows of its model at `values`; its filters are bound to them as well."""
    source = replace(leaf.source, parameters=tuple(sorted(values.items())))
    if source == leaf.source:
        return leaf
    filters = tuple(_rebound(item, leaf.source, source) for item in leaf.filters)
    return replace(leaf, source=source, filters=filters)


def _rebound(item: ResolvedFilter, old: Source, new: Source) -> ResolvedFilter:
    fields = tuple(
        replace(field, bindings={new if source == old else source: b for source, b in field.bindings.items()})
        for field in item.fields
    )
    return replace(item, fields=fields)
