"""Amounts that are asked for by the unit they are measured in: the distance of "how many km did we drive", of 跑了多少公里.

Only the one amount that adds up in that unit; times and money are measured in too many things for that.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.units import measure_of, unit_of_metric, units_in

_ASKED = ("shape.how_many", "shape.counted")


def take_measured_unit(draft: Draft) -> None:
    """Where no metric is named: the one whose unit a number is asked for of."""
    for at, piece in enumerate(draft.pieces):
        if piece.concerns or piece.time is not None or piece.number is not None or not draft.free(at):
            continue
        if not draft.has(at - 1 if at else None, *_ASKED) or draft.pieces[at - 1].concerns:
            continue
        measures = {measure for unit in units_in(piece.text) if (measure := measure_of(unit))}
        names = {metric.name for metric in shown_with(draft.ground.catalog, _measure, *measures)}
        if len(names) == 1 and joins_to(draft, at, next(iter(names))) is not None:
            name = names.pop()
            draft.take_metric(name, at)
            draft.assume("default_metric", name)
            return


def _measure(_: Catalog, metric: Metric) -> Iterator[str]:
    if isinstance(metric.kind, Simple) and metric.kind.function == "sum":
        measure = measure_of(unit_of_metric(metric.card.unit) or "")
        if measure is not None:
            yield measure
