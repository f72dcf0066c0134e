"""The columns of the answer: keys, then each metric with what is derived from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlglot import exp

from assistant.catalog.metric import MEANS
from assistant.catalog.model import Metric, Simple
from assistant.compiler import nodes, windows
from assistant.compiler.draft import Draft, Output
from assistant.compiler.formula import expression
from assistant.plan import Leaf, ResolvedField, ResolvedMetric
from assistant.resolve.columns import PERIOD, derived_roles
from assistant.resolve.data_types import expression_type
from assistant.rows import Column, ColumnRole, ColumnType

_COUNTS = ("count", "count_distinct", "sum_boolean")
_PERCENT: tuple[ColumnRole, ...] = ("change_rate", "share", "share_prior")


def compute_outputs(draft: Draft) -> Draft:
    stage, query = draft.current, draft.resolved
    outputs: list[Output] = []
    if PERIOD in stage.keys:
        outputs.append(Output(Column(PERIOD, "string", "time", PERIOD), nodes.column(PERIOD)))
    outputs += [_key_output(draft, field) for field in query.keys]
    for item in query.metrics:
        outputs.append(Output(_column(draft, item), value_of(draft, item), not item.shown))
        outputs += [_derived(draft, item, role) for role in derived_roles(query.query, item.name)]
    windowed = bool(query.query.running or query.query.moving)
    return replace(draft, outputs=tuple(outputs), windowed=windowed)


def value_of(draft: Draft, item: ResolvedMetric, prior: bool = False) -> exp.Expr:
    """The metric within the stage; NULL for what has no prior."""
    if draft.means:
        mean = draft.means.get((item.name, prior))
        return draft.current.values[mean].copy() if mean is not None else exp.Null()

    def value(leaf: Leaf) -> exp.Expr:
        slot = draft.slots.get((leaf.identity, prior))
        return draft.current.values[slot.name].copy() if slot is not None else exp.Null()

    return expression(item.formula, value)


def derived_value(draft: Draft, item: ResolvedMetric, role: ColumnRole) -> exp.Expr:
    """A derived column within the stage; NULL for one that the stage's rows cannot have."""
    if draft.resolved.query.against is not None:
        return _set_against(draft, item, role)
    every_key = {field.name for field in draft.resolved.keys} <= set(draft.current.keys)
    if role in ("running", "moving") and not every_key:
        return exp.Null()
    if role in ("share", "share_prior") and not any(name.endswith("_total") for name in draft.current.values):
        return exp.Null()
    return _ROLES[role](draft, item)


def _set_against(draft: Draft, item: ResolvedMetric, role: ColumnRole) -> exp.Expr:
    """The metric of the other rows, and what that of the part is to it."""
    other = value_of(draft, replace(item, formula=item.other or item.formula))
    if role == "other":
        return other
    value = value_of(draft, item)
    if role == "difference":
        return exp.Sub(this=nodes.closed(value), expression=nodes.closed(other))
    return nodes.quotient(value, other)


def _derived(draft: Draft, item: ResolvedMetric, role: ColumnRole) -> Output:
    return Output(_column(draft, item, role), derived_value(draft, item, role), not item.shown)


def _change(draft: Draft, item: ResolvedMetric) -> exp.Expr:
    now, before = value_of(draft, item), value_of(draft, item, True)
    return exp.Sub(this=nodes.closed(now), expression=nodes.closed(before))


def _change_rate(draft: Draft, item: ResolvedMetric) -> exp.Expr:
    """Against the size of the prior value: a loss that became a gain is an increase."""
    return nodes.quotient(_change(draft, item), exp.Abs(this=value_of(draft, item, True)))


def _share(draft: Draft, item: ResolvedMetric, prior: bool = False) -> exp.Expr:
    """The part of the total of its own side of a comparison; NULL for what has no prior."""

    def total(leaf: Leaf) -> exp.Expr:
        slot = draft.slots.get((leaf.identity, prior))
        return draft.current.values[f"{slot.name}_total"].copy() if slot is not None else exp.Null()

    return nodes.quotient(value_of(draft, item, prior), expression(item.formula, total))


def _ratio(draft: Draft, item: ResolvedMetric, prior: bool = False) -> exp.Expr:
    """The metric divided by the one that the query names; NULL where that is 0."""
    return nodes.quotient(value_of(draft, item, prior), value_of(draft, _below(draft), prior))


def _below(draft: Draft) -> ResolvedMetric:
    wanted = (draft.resolved.query.ratio_to or "").lower()
    return next(item for item in draft.resolved.metrics if item.name.lower() == wanted)


def _ratio_unit(above: Metric, below: Metric) -> str | None:
    """Amounts per one that is counted stay amounts; of two in one unit it is a plain ratio."""
    if _is_count(above):
        return None
    if _is_count(below):
        return above.card.unit
    return "ratio" if above.card.unit is not None and above.card.unit == below.card.unit else None


def _is_count(metric: Metric) -> bool:
    if metric.card.unit is not None:
        return metric.card.unit == "count"
    return isinstance(metric.kind, Simple) and metric.kind.function in _COUNTS


_ROLES: dict[ColumnRole, Callable[[Draft, ResolvedMetric], exp.Expr]] = {
    "prior": lambda draft, item: value_of(draft, item, True),
    "change": _change,
    "change_rate": _change_rate,
    "share": _share,
    "share_prior": lambda draft, item: _share(draft, item, True),
    "ratio": _ratio,
    "ratio_prior": lambda draft, item: _ratio(draft, item, True),
    "running": windows.running,
    "moving": windows.moving,
}


def _column(draft: Draft, item: ResolvedMetric, role: ColumnRole = "metric") -> Column:
    name = item.name if role == "metric" else f"{item.name}__{role}"
    unit = "percent" if role in _PERCENT else item.metric.card.unit
    if role == "ratio" and draft.resolved.query.against is not None:
        unit = "ratio"
    elif role in ("ratio", "ratio_prior"):
        unit = _ratio_unit(item.metric, _below(draft).metric)
    kept = role in ("metric", "prior", "change", "running", "other", "difference")
    return Column(name, _type(draft, item) if kept else "number", role, item.metric.name, unit)


def _type(draft: Draft, item: ResolvedMetric) -> ColumnType:
    if draft.means or not isinstance(item.formula, Leaf):
        return "number"
    kind = item.formula.kind
    if kind.function in ("count", "count_distinct", "sum_boolean"):
        return "integer"
    if kind.function in MEANS:
        return "number"
    catalog = draft.resolved.catalog
    found = expression_type(catalog, catalog.models[kind.model], kind.expr)
    return found or "number" if kind.function != "sum" or found == "integer" else "number"


def _key_output(draft: Draft, field: ResolvedField) -> Output:
    binding = next(iter(field.bindings.values()))
    name = binding.dimension.name if binding.dimension else field.name.rsplit("__", 1)[-1]
    role: ColumnRole = "time" if field.kind == "time" else "dimension"
    grain = f"extract_{field.date_part}" if field.date_part else field.grain
    unit = binding.dimension.unit if binding.dimension else None
    source = f"{binding.model.name}.{name}"
    column = Column(field.name, field.data_type or "string", role, source, unit, grain)
    return Output(column, nodes.column(field.name))
