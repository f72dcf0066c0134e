"""Rates of the catalog that are the share of one value: the late rate is that of the late ones in all loans."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from assistant.catalog.filters import FilterExpression
from assistant.catalog.model import Catalog, Metric, Ratio, Simple
from assistant.catalog.sql_text import conjuncts
from assistant.query import Condition
from assistant.understanding.draft import Draft


def take_rate_of_part(draft: Draft, part: Condition) -> bool:
    """Put the one rate in the place of the count that it divides by the same count; False where there is none.

    Only a single value is the part of a rate. The rate must have what the question groups by.
    """
    if len(draft.metrics) != 1 or len(part.values) != 1 or draft.ground.base is not None:
        return False
    catalog, name = draft.ground.catalog, draft.metrics[0]
    option = next((o for o in draft.ground.linker.options(draft.metrics) if o.name == part.field), None)
    if option is None or option.dimension is None:
        return False
    own = (option.model, option.dimension.name)
    rates = [
        rate.name for rate in catalog.metrics.values() if _is_share(catalog, rate, name, own, part.values[0])
    ]
    if len(rates) != 1:
        return False
    usable = {item.name for item in draft.ground.linker.options(rates)}
    if any(field.partition("__")[0] != "metric_time" and field not in usable for field in draft.group_by):
        return False
    draft.focus[rates[0]] = draft.focus.pop(name, 0)
    draft.metrics[:] = rates
    draft.share = False
    return True


def _is_share(catalog: Catalog, rate: Metric, whole: str, own: tuple[str, str], value: object) -> bool:
    if rate.hidden or rate.card.unit != "percent":
        return False
    if isinstance(rate.kind, Ratio):
        above, below = rate.kind.numerator, rate.kind.denominator
        part = catalog.complete.metrics.get(above.metric)
        plain = not (above.filters or below.filters) and below.metric == whole
        return plain and part is not None and _is_part(catalog, part, catalog.metrics[whole], own, value)
    return value is True and _is_mean_of_flag(catalog, rate, catalog.metrics[whole], own)


def _is_part(catalog: Catalog, part: Metric, whole: Metric, own: tuple[str, str], value: object) -> bool:
    """Whether `part` is computed as `whole` is, over the rows with that value alone."""
    if not isinstance(part.kind, Simple) or not isinstance(whole.kind, Simple):
        return False
    kinds = [(k.model, k.function, k.time_dimension) for k in (part.kind, whole.kind)]
    if kinds[0] != kinds[1] or not _counts_alike(part.kind, whole.kind):
        return False
    known = {item.text for item in whole.filters}
    more = [item for item in part.filters if item.text not in known]
    if len(more) != 1 or len(part.filters) != len(whole.filters) + 1:
        return False
    return list(_kept(catalog, part.kind.model, more[0])) == [(own, value)]


def _counts_alike(first: Simple, second: Simple) -> bool:
    same = first.expr.text == second.expr.text
    return same or (first.function == "count" and {first.expr.text, second.expr.text} <= {"1", "*"})


def _kept(
    catalog: Catalog, model: str, item: FilterExpression
) -> Iterator[tuple[tuple[str, str], object] | None]:
    """The dimension and the only value of it that each condition of a filter lets through."""
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


def _dimension(
    catalog: Catalog, model: str, item: FilterExpression, column: exp.Expr
) -> tuple[str, str] | None:
    """Model and name of a dimension of the rows themselves."""
    if not isinstance(column, exp.Column):
        return None
    field = item.fields[int(column.name.rsplit("_", 1)[-1])]
    if field.kind != "dimension" or len(field.entity_path) > 1:
        return None
    return (model, field.name) if field.name in catalog.complete.models[model].dimensions else None


def _is_mean_of_flag(catalog: Catalog, rate: Metric, whole: Metric, own: tuple[str, str]) -> bool:
    """Whether it is the mean of a yes-or-no dimension over the rows that `whole` counts."""
    if not isinstance(rate.kind, Simple) or not isinstance(whole.kind, Simple):
        return False
    alike = (
        rate.kind.model == whole.kind.model == own[0]
        and rate.kind.time_dimension == whole.kind.time_dimension
    )
    counts = rate.kind.function == "average" and whole.kind.function == "count"
    if not (alike and counts) or {item.text for item in rate.filters} != {
        item.text for item in whole.filters
    }:
        return False
    flag = catalog.complete.models[own[0]].dimensions[own[1]]
    inner = rate.kind.expr.ast.find(exp.Cast)
    return inner is not None and inner.this.sql() == flag.expr.ast.sql() and rate.kind.expr.ast is inner
