"""Filters that a metric's own definition rules out: cancelled orders, of a metric that counts signed ones."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from sqlglot import exp

from assistant.catalog.filters import PLACEHOLDER
from assistant.catalog.sql_text import conjuncts
from assistant.errors import QueryError
from assistant.plan import Leaf, Quotient, ResolvedField, ResolvedFilter, ResolvedMetric, Source, leaves

Allowed = tuple[Hashable, ResolvedField, frozenset[str]]
"""What a field is to a source, the field, and the only values that a condition lets through."""


def check_contradictions(metrics: Iterable[ResolvedMetric], where: tuple[ResolvedFilter, ...]) -> None:
    """Raises QueryError contradicts_definition where no row can pass both the query and a metric's filters.

    An empty result or a 0 would read as if there were none. A part of a metric alone may be ruled out, but for
    what a percentage counts.
    """
    if not where:
        return
    for item in metrics:
        share = isinstance(item.formula, Quotient) and item.metric.card.unit == "percent"
        counted = item.formula.numerator if share and isinstance(item.formula, Quotient) else item.formula
        found = [_ruled_out(leaf, where) for leaf in leaves(counted)]
        if found and None not in found:
            raise QueryError(
                f"'{item.name}' is defined over other values of '{found[0]}': with this filter nothing is left",
                "contradicts_definition",
            )


def _ruled_out(leaf: Leaf, where: tuple[ResolvedFilter, ...]) -> str | None:
    own = list(_allowed(leaf.filters, leaf.source))
    for meant, field, values in _allowed(where, leaf.source):
        if any(other == meant and not values & kept for other, _, kept in own):
            return field.name
    return None


def _allowed(filters: Iterable[ResolvedFilter], source: Source) -> Iterator[Allowed]:
    for item in filters:
        for condition in conjuncts(item.ast):
            found = _values(condition)
            if found is None:
                continue
            field = item.fields[found[0]]
            binding = field.bindings.get(source)
            if binding is not None and not field.is_metric_time and field.grain is None:
                yield (binding.path.hops, binding.model.name, binding.expr.text), field, found[1]


def _values(condition: exp.Expr) -> tuple[int, frozenset[str]] | None:
    """The field's number and the literals of `field = literal` and `field IN (literals)`."""
    if not isinstance(condition, (exp.EQ, exp.In)) or not isinstance(condition.this, exp.Column):
        return None
    given = [condition.expression] if isinstance(condition, exp.EQ) else condition.expressions
    name = condition.this.name
    if not name.startswith(PLACEHOLDER) or not given:
        return None
    if not all(isinstance(value, (exp.Literal, exp.Boolean)) for value in given):
        return None
    return int(name.removeprefix(PLACEHOLDER)), frozenset(value.sql() for value in given)
