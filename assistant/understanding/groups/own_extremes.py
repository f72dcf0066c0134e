"""Superlatives that are a metric's own: "which pump has the minimum pressure" looks for the lowest of the minimum
pressure, 哪个泵站水压最高 for the highest of the maximum one.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.metric import AggregationFunction
from assistant.query import Order
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import VARIANT, MetricName
from assistant.understanding.metrics.columns import are_numbers, computed_from
from assistant.understanding.metrics.counts.counted import extreme_of, is_count
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.neighbours import HOW_MANY, described_from
from assistant.understanding.words import load_vocabulary

_ENDS: dict[str, AggregationFunction] = {"order.highest": "max", "order.lowest": "min"}
_ASKED = ("per.which", "per.person")


def take_extreme_number(draft: Draft) -> None:
    """The highest or the lowest of a number that rows have, right beside the superlative, where no metric is named but
    the number of those that "which" asks for.
    """
    named = [at for name, at in draft.focus.items() if name in draft.metrics]
    counted = any(piece.is_(*HOW_MANY) and not piece.concerns for piece in draft.pieces)
    if draft.ground.base is not None or counted:
        return
    for at, piece in enumerate(draft.pieces):
        if (
            piece.metrics
            or piece.terms
            or piece.values
            or not are_numbers(draft.ground.catalog, piece.dimensions)
        ):
            continue
        for mark in (at - 1, at + 1):
            function = _function(draft, mark)
            if function is None or not all(_is_asked_for(draft, thing, at, mark) for thing in named):
                continue
            found = computed_from(draft.ground.catalog, piece.dimensions, function)
            names = [metric.name for metric in found if joins_to(draft, at, metric.name) is not None]
            name = draft.only_metric(at, names)
            if name is not None:
                _free(draft, named)
                draft.put(at, replace(piece, dimensions=(), metrics=(MetricName(name, VARIANT),)))
                draft.take_metric(name, at)
                if not named:  # of some things, it ranks them
                    draft.read(mark, "metric", name)
                return


def _is_asked_for(draft: Draft, thing: int, at: int, mark: int) -> bool:
    """Whether one of the things is wanted: behind "which", before "with the highest", behind 最大的."""
    piece = draft.pieces[thing]
    if not piece.entities or not all(is_count(draft.ground.catalog, name.metric) for name in piece.metrics):
        return False
    first, last = min(at, mark), max(at, mark)
    picked = thing == draft.right(last) and first < mark and not piece.text.isascii()
    return picked or has_extreme(draft, thing, first) or draft.preceded(described_from(draft, thing), *_ASKED)


def _free(draft: Draft, things: list[int]) -> None:
    """Have the things be grouped by, and not counted."""
    for name in list(draft.metrics):
        draft.focus.pop(name, None)
    draft.metrics.clear()
    for at in things:
        draft.meanings.pop(at, None)
        draft.put(at, replace(draft.pieces[at], metrics=()))


def order_by_own_extreme(draft: Draft) -> None:
    """The groups in the order of the metric, where "which" asks for the one that has it, or the one "with the minimum"
    is wanted.
    """
    settled = draft.order_by or draft.rank or draft.having or draft.limit is not None
    if settled or draft.ground.base is not None:
        return
    if len(draft.metrics) != 1 or len(draft.group_by) != 1:
        return
    metric, group = draft.metrics[0], draft.group_by[0]
    function = extreme_of(draft.ground.catalog, metric)
    at = draft.focus.get(group)
    if function is None or at is None:
        return
    place = draft.focus.get(metric)
    if draft.preceded(described_from(draft, at), *_ASKED) or (
        place is not None and has_extreme(draft, at, place)
    ):
        draft.order_by.append(Order(metric, function == "max"))
        draft.rank = True


def has_extreme(draft: Draft, at: int, place: int) -> bool:
    """Whether a thing is told by its extreme: "the pump with the minimum pressure"."""
    if place <= at:
        return False
    between = draft.between(at, place)
    return load_vocabulary().matching("extreme.of", between) is not None


def _function(draft: Draft, mark: int) -> AggregationFunction | None:
    if not 0 <= mark < len(draft.pieces) or draft.pieces[mark].concerns or not draft.free(mark):
        return None
    roles = [role for role in _ENDS if draft.has(mark, role)]
    return _ENDS[roles[0]] if len(roles) == 1 and draft.has(mark, *EXTREMES) else None
