"""Metrics that are nothing but the sum of others."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from assistant.catalog.model import Catalog, Derived, Metric

_PLAIN = (exp.Add, exp.Coalesce, exp.Paren, exp.Column, exp.Identifier, exp.Literal)


def sum_of(catalog: Catalog, names: Sequence[str]) -> str | None:
    """The one metric that adds up these and nothing else; None where there is none, or several."""
    found = [metric.name for metric in catalog.metrics.values() if not metric.hidden and _adds(metric, names)]
    return found[0] if len(found) == 1 else None


def difference_of(catalog: Catalog, above: str, below: str) -> str | None:
    """The one metric that is the first less the second and nothing else; None where there is none, or several."""
    found = [
        metric.name
        for metric in catalog.metrics.values()
        if not metric.hidden and _subtracts(metric, above, below)
    ]
    return found[0] if len(found) == 1 else None


def _subtracts(metric: Metric, above: str, below: str) -> bool:
    kind = metric.kind
    if not isinstance(kind, Derived) or metric.filters:
        return False
    if any(item.filters or item.offset_window or item.offset_to_grain for item in kind.inputs):
        return False
    by_name = {item.alias or item.metric: item.metric for item in kind.inputs}
    node = kind.expr.ast.unnest()
    if not isinstance(node, exp.Sub):
        return False
    sides = [_column_of(side) for side in (node.this, node.expression)]
    return [by_name.get(side or "") for side in sides] == [above, below]


def _column_of(node: exp.Expression) -> str | None:
    """The column that stands there by itself, or with a zero for what is missing."""
    while isinstance(node, exp.Paren | exp.Coalesce):
        node = node.this
    return node.name if isinstance(node, exp.Column) else None


def _adds(metric: Metric, names: Sequence[str]) -> bool:
    kind = metric.kind
    if not isinstance(kind, Derived) or metric.filters:
        return False
    if any(item.filters or item.offset_window or item.offset_to_grain for item in kind.inputs):
        return False
    if sorted(item.metric for item in kind.inputs) != sorted(names):
        return False
    nodes = list(kind.expr.ast.walk())
    columns = [node.name for node in nodes if isinstance(node, exp.Column)]
    zeros = all(node.name == "0" for node in nodes if isinstance(node, exp.Literal))
    once = len(columns) == len(set(columns)) == len(names)
    return once and zeros and all(isinstance(node, _PLAIN) for node in nodes)
