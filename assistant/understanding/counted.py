"""Questions for a number of things, and for the unit of a number."""

from __future__ import annotations

from assistant.catalog.model import Catalog, Simple
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.units import converted, unit_of_metric, units_in

COUNTS = ("count", "count_distinct", "sum_boolean")


def is_count(catalog: Catalog, name: str) -> bool:
    metric = catalog.metrics[name]
    if metric.card.unit is not None:
        return metric.card.unit == "count"
    return isinstance(metric.kind, Simple) and metric.kind.function in COUNTS


def check_counted(draft: Draft) -> None:
    """ "How many" of something is no question for a rate, an amount or a duration.

    Raises ImpossibleError, unless it asks for the metric in its own unit: how many days.
    """
    units = [draft.ground.catalog.metrics[name].card.unit for name in draft.metrics]
    measured = [unit for unit in map(unit_of_metric, units) if unit is not None and unit != "count"]
    if len(measured) < len(units):
        return
    for at, piece in enumerate(draft.pieces):
        if not piece.is_("shape.counted") or piece.concerns:
            continue
        behind = draft.right(at)
        said = units_in(draft.pieces[behind].text) if behind is not None else frozenset()
        if not any(converted(1, said, unit) for unit in measured):
            raise ImpossibleError("unread_condition", piece.text)


def read_units(draft: Draft) -> None:
    """A unit that a metric is measured in says nothing new: 销售周期是多少天, "how many days is ..."."""
    units = [draft.ground.catalog.metrics[name].card.unit for name in draft.metrics]
    measured = [unit for unit in map(unit_of_metric, units) if unit is not None]
    for at, piece in enumerate(draft.pieces):
        if not draft.free(at) or piece.concerns or (at and draft.pieces[at - 1].number is not None):
            continue
        said = units_in(piece.text)
        if said and any(converted(1, said, unit) for unit in measured):
            draft.read(at, "filler")
