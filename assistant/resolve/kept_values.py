"""Which rows the metrics of a catalog are about: values that their own filters hold a dimension to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from assistant.catalog.filters import FilterExpression
from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric, Ratio, Simple
from assistant.catalog.sql_text import conjuncts

Own = tuple[str, str]
"""A model and the name of a dimension of its own rows."""


def rates_of(catalog: Catalog, count: str, own: Own, value: object) -> tuple[str, ...]:
    """The rates that are the share of the rows with that value in all that `count` counts."""
    return tuple(
        rate.name for rate in catalog.metrics.values() if _is_share(catalog, rate, count, own, value)
    )


def rates_counting(catalog: Catalog, whole: str, own: Own, value: object) -> tuple[str, ...]:
    """The rates of all that `whole` counts whose numerator is what has that value, by nothing but a filter on it."""
    metrics = catalog.complete.metrics
    found = []
    for rate in catalog.metrics.values():
        if rate.hidden or rate.card.unit != "percent" or not isinstance(rate.kind, Ratio):
            continue
        above, below = rate.kind.numerator, rate.kind.denominator
        if above.filters or below.filters or below.metric != whole or above.metric not in metrics:
            continue
        part, all_of = metrics[above.metric].kind, metrics[whole].kind
        if not isinstance(part, Simple) or not isinstance(all_of, Simple):
            continue
        alike = part.model == all_of.model and part.function == all_of.function
        if alike and _counts_alike(part, all_of) and list(kept_by(catalog, above.metric)) == [(own, value)]:
            found.append(rate.name)
    return tuple(found)


def about(catalog: Catalog, own: Own, value: object) -> tuple[str, ...]:
    """The metrics that are computed from rows with that value, by a filter of their own or of an input's."""
    found = []
    for metric in catalog.metrics.values():
        parts = with_inputs(catalog.complete.metrics, metric.name)
        held = (pair for part in parts for item in part.filters for pair in _kept(catalog, part, item))
        if not metric.hidden and any(pair == (own, value) for pair in held):
            found.append(metric.name)
    return tuple(found)


def kept_by(catalog: Catalog, name: str) -> Iterator[tuple[Own, object]]:
    """The dimensions that the metric's own filters hold to one value, and that value."""
    metric = catalog.complete.metrics[name]
    for item in metric.filters:
        yield from (pair for pair in _kept(catalog, metric, item) if pair is not None)


def _is_share(catalog: Catalog, rate: Metric, whole: str, own: Own, value: object) -> bool:
    if rate.hidden or rate.card.unit != "percent":
        return False
    if isinstance(rate.kind, Ratio):
        above, below = rate.kind.numerator, rate.kind.denominator
        part = catalog.complete.metrics.get(above.metric)
        plain = not (above.filters or below.filters) and below.metric == whole
        return plain and part is not None and _is_part(catalog, part, catalog.metrics[whole], own, value)
    return value is True and _is_mean_of_flag(catalog, rate, catalog.metrics[whole], own)


def _is_part(catalog: Catalog, part: Metric, whole: Metric, own: Own, value: object) -> bool:
    """Whether `part` is computed as `whole` is, over the rows with that value alone."""
    if not isinstance(part.kind, Simple) or not isinstance(whole.kind, Simple):
        return False
    kinds = [(kind.model, kind.function, kind.time_dimension) for kind in (part.kind, whole.kind)]
    if kinds[0] != kinds[1] or not _counts_alike(part.kind, whole.kind):
        return False
    known = {item.text for item in whole.filters}
    more = [item for item in part.filters if item.text not in known]
    if len(more) != 1 or len(part.filters) != len(whole.filters) + 1:
        return False
    return list(_kept(catalog, part, more[0])) == [(own, value)]


def _counts_alike(first: Simple, second: Simple) -> bool:
    same = first.expr.text == second.expr.text
    return same or (first.function == "count" and {first.expr.text, second.expr.text} <= {"1", "*"})


def _kept(catalog: Catalog, metric: Metric, item: FilterExpression) -> Iterator[tuple[Own, object] | None]:
    """The dimension and the only value of it that each condition of a metric's filter lets through; None for
    a condition of another kind.
    """
    model = metric.kind.model if isinstance(metric.kind, Simple) else ""
    for condition in conjuncts(item.ast):
        column: exp.Expr = condition
        value: object = True
        if isinstance(condition, exp.EQ):
            column, value = condition.this, _literal(condition.expression)
        found = _dimension(catalog, model, item, column)
        yield (found, value) if found is not None and value is not None else None


def _literal(node: exp.Expr) -> object:
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if not isinstance(node, exp.Literal):
        return None
    return node.this if node.is_string else float(node.this)


def _dimension(catalog: Catalog, model: str, item: FilterExpression, column: exp.Expr) -> Own | None:
    if not isinstance(column, exp.Column) or model not in catalog.complete.models:
        return None
    field = item.fields[int(column.name.rsplit("_", 1)[-1])]
    if field.kind != "dimension" or len(field.entity_path) > 1:
        return None
    return (model, field.name) if field.name in catalog.complete.models[model].dimensions else None


def _is_mean_of_flag(catalog: Catalog, rate: Metric, whole: Metric, own: Own) -> bool:
    """Whether it is the mean of a yes-or-no dimension over the rows that `whole` counts."""
    one, other = rate.kind, whole.kind
    if not isinstance(one, Simple) or not isinstance(other, Simple):
        return False
    alike = one.model == other.model == own[0] and one.time_dimension == other.time_dimension
    if not alike or one.function != "average" or other.function != "count":
        return False
    if {item.text for item in rate.filters} != {item.text for item in whole.filters}:
        return False
    flag = catalog.complete.models[own[0]].dimensions[own[1]]
    inner = one.expr.ast
    return isinstance(inner, exp.Cast) and inner.this.sql() == flag.expr.ast.sql()
