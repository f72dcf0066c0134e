"""Conditions that have a name in the catalog: "projects over budget", 断货的伙伴."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.catalog.playbooks import Segment
from assistant.query import AllOf, AnyOf, Condition, Filter, Not, filtered_fields
from assistant.understanding.conditions.flags import take_denial
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import VARIANT, MetricName
from assistant.understanding.words import load_vocabulary

_PICKS = ("per.which", "per.person")
_AMOUNTS = ("shape.how_many", "shape.amount", "shape.counted", "order.top", "order.bottom")


@dataclass(frozen=True, slots=True)
class _Named:
    """A segment at its place, and whether what is not in it is meant."""

    at: int
    segment: Segment
    denied: bool


def choose_segments(draft: Draft) -> None:
    """A word for both a metric and a segment is the condition where things are picked by it (哪些伙伴断货), and
    the metric where an amount, the most or a number of it is asked for.
    """
    ranked = any(piece.is_(*EXTREMES, *_AMOUNTS) for piece in draft.pieces)
    picks = not ranked and any(piece.is_(*_PICKS) for piece in draft.pieces)
    draft.pieces = tuple(
        _chosen(draft, at, picks) if piece.segments else piece for at, piece in enumerate(draft.pieces)
    )


def _chosen(draft: Draft, at: int, picks: bool) -> Piece:
    piece = draft.pieces[at]
    if _is_superlative(draft, at):
        return replace(piece, segments=(), metrics=piece.metrics or _ranked_by(draft, piece))
    if not (piece.metrics or piece.terms or piece.dimensions):
        return piece
    if picks:
        return replace(piece, metrics=(), terms=(), dimensions=(), entities=(), roles=frozenset())
    return replace(piece, segments=())


def _is_superlative(draft: Draft, at: int) -> bool:
    """ "The most overloaded" are not all that are: it ranks."""
    before, behind = draft.left(at, *EXTREMES), draft.right(at, *EXTREMES)
    return (draft.has(before, *EXTREMES) and before == at - 1) or (
        draft.has(behind, *EXTREMES) and behind == at + 1
    )


def _ranked_by(draft: Draft, piece: Piece) -> tuple[MetricName, ...]:
    """The metric of which there is the more the more something is of the segment."""
    limits = draft.ground.catalog.playbooks.segments[piece.segments[0].segment].query.having
    match limits:
        case (Condition(field=metric, op=">" | ">="),):
            return (MetricName(metric, VARIANT),)
    return ()


def take_metrics_of_segments(draft: Draft) -> None:
    """Where no metric is named: those that the segments are shown with."""
    for segment in dict.fromkeys(segment.name for _, segment in _mentions(draft)):
        names = draft.ground.catalog.playbooks.segments[segment].query.metrics
        draft.metrics += [name for name in names if name not in draft.metrics]


def take_segments(draft: Draft) -> None:
    """Their conditions. Of several that pick by the same field, or that are said as alternatives, one has to
    hold; else all of them.

    Raises ImpossibleError where the metrics do not have a field of the conditions.
    """
    found = []
    for at, segment in list(_mentions(draft)):
        _check_fields(draft, at, segment)
        found.append(_Named(at, segment, take_denial(draft, at)))
        limited = [name for name in filtered_fields(segment.query.having) if name not in draft.metrics]
        draft.metrics += limited
        draft.read(at, "filter", segment.name)
        if at and draft.free(at - 1) and draft.pieces[at - 1].text in load_vocabulary().anaphora["becoming"]:
            draft.read(at - 1, "filler")
    for each in _alternatives(draft, found):
        having = [_condition(item, item.segment.query.having) for item in each if item.segment.query.having]
        where = [_condition(item, item.segment.query.where) for item in each if item.segment.query.where]
        if len(each) > 1 and having and where:
            raise ImpossibleError("unread_condition", " ".join(draft.pieces[item.at].text for item in each))
        draft.having += [AnyOf(tuple(having))] if len(having) > 1 else having
        draft.where += [AnyOf(tuple(where))] if len(where) > 1 else where


def group_by_segments(draft: Draft) -> None:
    """A limit on a metric is one of what the segment picks some of.

    Raises ImpossibleError where the question wants other groups: a limit on them would be another one.
    """
    for at, segment in _taken(draft):
        picks = segment.query.group_by
        missing = [name for name in picks if name not in draft.group_by]
        if segment.query.having and (draft.grain or any(name not in picks for name in draft.group_by)):
            raise ImpossibleError("unread_condition", draft.pieces[at].text)
        if segment.query.having:
            _check_one_question(draft, at, segment)
        if segment.query.having or not draft.focus:
            draft.group_by += missing
            for name in missing:
                draft.focus.setdefault(name, at)


def _check_one_question(draft: Draft, at: int, segment: Segment) -> None:
    """42号项目超支多少,谁超负荷 asks for an amount, and who: two answers. Raises ImpossibleError."""
    asking = next((place for place in range(at, -1, -1) if draft.has(place, *_PICKS)), None)
    if asking is None or any(draft.focus.get(name, asking) < asking for name in segment.query.group_by):
        return
    before = [
        place for name, place in draft.focus.items() if place < asking and name not in segment.query.metrics
    ]
    if any(
        draft.ground.catalog.metrics.get(draft.meanings[place][1])
        for place in before
        if place in draft.meanings
    ):
        first, second = (
            frozenset(piece.start for n, piece in enumerate(draft.pieces) if (n < asking) is early)
            for early in (True, False)
        )
        raise ImpossibleError("unread_condition", draft.pieces[at].text, apart=[second, first])


def _mentions(draft: Draft) -> Iterator[tuple[int, Segment]]:
    segments = draft.ground.catalog.playbooks.segments
    for at, piece in enumerate(draft.pieces):
        if piece.segments and draft.free(at) and piece.segments[0].segment in segments:
            yield at, segments[piece.segments[0].segment]


def _taken(draft: Draft) -> Iterator[tuple[int, Segment]]:
    for at, piece in enumerate(draft.pieces):
        if piece.segments and draft.meanings.get(at) == ("filter", piece.segments[0].segment):
            yield at, draft.ground.catalog.playbooks.segments[piece.segments[0].segment]


def _check_fields(draft: Draft, at: int, segment: Segment) -> None:
    options = draft.ground.linker.options(draft.metrics)
    names = {name for option in options for name in (option.name, option.qualified_name)}
    wanted = (*filtered_fields(segment.query.where), *segment.query.group_by)
    if any(name not in names for name in wanted):
        raise ImpossibleError("incompatible_dimension", draft.pieces[at].text)


def _condition(named: _Named, filters: Sequence[Filter]) -> Filter:
    whole = filters[0] if len(filters) == 1 else AllOf(tuple(filters))
    return Not(whole) if named.denied else whole


def _alternatives(draft: Draft, found: Sequence[_Named]) -> list[list[_Named]]:
    """The segments, those together of which one has to hold."""
    groups: list[list[_Named]] = [[item] for item in found[:1]]
    for first, second in pairwise(found):
        if _is_other(draft, first, second):
            groups[-1].append(second)
        else:
            groups.append([second])
    return groups


def _is_other(draft: Draft, first: _Named, second: _Named) -> bool:
    """Said with "or", asked for by a "which" of its own, or of the same field: stars and potentials."""
    inside = range(first.at + 1, second.at)
    if any(draft.has(at, "join.or", "per.which") for at in inside):
        return True
    fields = [
        set(filtered_fields((*item.segment.query.where, *item.segment.query.having)))
        for item in (first, second)
    ]
    return bool(fields[0] & fields[1])
