"""Percentages that the catalog derives as one amount over another: a profit margin is profit in revenue."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from assistant.catalog.model import Catalog, Derived, Metric
from assistant.understanding.metrics.known import shown_with


def derived_shares(catalog: Catalog, part: str, whole: str) -> list[str]:
    """The percentages of `whole` that `part` is above, or the amount of the same unit that is called by more words than
    it: the cost over a project's life for project cost.
    """
    found = [(metric, _above(metric)) for metric in shown_with(catalog, divisor, whole)]
    exact = [metric.name for metric, above in found if above is not None and _is(catalog, above, part)]
    return exact or [
        metric.name for metric, above in found if above is not None and _is_more(catalog, above, part)
    ]


def divisor(_: Catalog, metric: Metric) -> Iterator[str]:
    """What a derived percentage divides by."""
    division = _division(metric)
    if division is None:
        return
    below = division.expression
    below = below.this if isinstance(below, exp.Nullif) else below
    if isinstance(below, exp.Column):
        yield below.name


def _division(metric: Metric) -> exp.Div | None:
    kind = metric.kind
    if not isinstance(kind, Derived) or metric.card.unit != "percent":
        return None
    if any(item.alias or item.filters or item.offset_window for item in kind.inputs):
        return None
    return kind.expr.ast if isinstance(kind.expr.ast, exp.Div) else None


def _above(metric: Metric) -> exp.Expression | None:
    division = _division(metric)
    return division.this.unnest() if division is not None else None


def _is(catalog: Catalog, above: exp.Expression, part: str) -> bool:
    """Whether it is the metric itself, or computed as that is."""
    kind = catalog.complete.metrics[part].kind
    if isinstance(above, exp.Column) and above.name == part:
        return True
    return isinstance(kind, Derived) and kind.expr.ast.sql() == above.sql()


def _is_more(catalog: Catalog, above: exp.Expression, part: str) -> bool:
    metrics = catalog.complete.metrics
    if not isinstance(above, exp.Column) or above.name not in metrics:
        return False
    same = metrics[above.name].card.unit == metrics[part].card.unit
    return same and set(part.split("_")) <= set(above.name.split("_"))
