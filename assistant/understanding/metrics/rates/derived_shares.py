"""Percentages that the catalog derives as one amount over another: a profit margin is profit in revenue."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.division import is_computed_as, quotient_of
from assistant.catalog.model import Catalog, Metric
from assistant.understanding.metrics.known import shown_with


def derived_shares(catalog: Catalog, part: str, whole: str) -> list[str]:
    """The percentages of `whole` that `part` is above, or the amount of the same unit that is called by more words than
    it: the cost over a project's life for project cost.
    """
    found = [
        (metric.name, quotient[0])
        for metric in shown_with(catalog, divisor, whole)
        if (quotient := quotient_of(metric)) is not None
    ]
    metric = catalog.complete.metrics[part]
    exact = [name for name, above in found if above == part or is_computed_as(metric, above)]
    return exact or [name for name, above in found if _is_more(catalog, above, metric)]


def divisor(_: Catalog, metric: Metric) -> Iterator[str]:
    """What a derived percentage divides by."""
    quotient = quotient_of(metric) if metric.card.unit == "percent" else None
    if quotient is not None:
        yield quotient[1]


def _is_more(catalog: Catalog, above: str, part: Metric) -> bool:
    other = catalog.complete.metrics.get(above)
    same = other is not None and other.card.unit == part.card.unit
    return same and set(part.name.split("_")) <= set(above.split("_"))
