"""Things that a follow-up narrows by one of their values: "and for email traffic only" of the rate shown before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.metric import MEANS, inputs_of, with_inputs
from assistant.catalog.model import Catalog, Simple
from assistant.query import MetricQuery
from assistant.understanding.conversation.continuing import CUES, is_sentence
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.words import load_vocabulary

_ONLY = "restrict.only"
_ASKS = ("shape.how_many", "shape.counted", "shape.number_of", "follow.add", "follow.change", "follow.with")


def without_narrowed_thing(
    pieces: tuple[Piece, ...], query: MetricQuery, catalog: Catalog
) -> tuple[Piece, ...] | None:
    """The pieces with the word for the things as nothing but that, where a value tells which of them are meant and
    the metrics shown are of those things; None where the word may ask for their number.
    """
    named = [at for at, piece in enumerate(pieces) if piece.metrics or piece.terms]
    if len(named) != 1 or is_sentence(pieces) or any(p.is_(*_ASKS) and not p.concerns for p in pieces):
        return None
    at = named[0]
    thing = pieces[at]
    counts = {item.metric for item in thing.metrics}
    counts |= {name for term in thing.terms for name in term.ambiguity.candidates}
    if thing.values or counts & set(query.metrics):
        return None
    marked = _is_marked(pieces, at)
    if not (marked or _is_bare_follow_up(pieces, at)):
        return None
    closed = _is_closed(pieces, at) and all(_is_whole(catalog, each) for each in counts)
    related = all(any(_is_of(catalog, name, each, marked) for each in counts) for name in query.metrics)
    if not (related or closed):
        return None
    plain = replace(
        thing, metrics=(), terms=(), dimensions=(), entities=(), roles=frozenset({"filler.plain"})
    )
    return (*pieces[:at], plain, *pieces[at + 1 :])


def _is_marked(pieces: Sequence[Piece], at: int) -> bool:
    """ "For" or "only" leads to the things and their value; or "only" follows a value and its things."""
    first = _first_of_value(pieces, at)
    if first is not None and any(piece.is_(_ONLY) for piece in pieces[at + 1 : at + 2]):
        return True
    begin = first if first is not None else at if _value_behind(pieces, at) else None
    if begin is None or begin == 0:
        return False
    before = pieces[begin - 1]
    return (before.is_(_ONLY) and not before.concerns) or before.text in load_vocabulary().anaphora[
        "narrowing"
    ]


def _is_closed(pieces: Sequence[Piece], at: int) -> bool:
    """ "For email traffic only": said on both sides, so that no number of those things is asked for."""
    first = _first_of_value(pieces, at)
    if first is None or first == 0 or not any(piece.is_(_ONLY) for piece in pieces[at + 1 : at + 2]):
        return False
    return pieces[first - 1].text in load_vocabulary().anaphora["narrowing"]


def _is_whole(catalog: Catalog, count: str) -> bool:
    return is_count(catalog, count) and not catalog.metrics[count].filters


def _is_bare_follow_up(pieces: Sequence[Piece], at: int) -> bool:
    """A cue, a value and its things, and nothing else: 那邮件流量呢."""
    first = _first_of_value(pieces, at)
    if first is None:
        return False
    around = [piece for piece in (*pieces[:first], *pieces[at + 1 :]) if not (piece.mark or piece.filler)]
    return bool(around) and all(piece.is_(*CUES) and not piece.concerns for piece in around)


def _first_of_value(pieces: Sequence[Piece], at: int) -> int | None:
    """Where the value that stands right before the things begins, over words such as 出发的."""
    for place in range(at - 1, -1, -1):
        piece = pieces[place]
        if piece.values:
            return place
        if piece.mark or piece.time or piece.number or piece.metrics or piece.is_("join.and"):
            return None
    return None


def _value_behind(pieces: Sequence[Piece], at: int) -> bool:
    for piece in pieces[at + 1 :]:
        if piece.values:
            return True
        if piece.mark or piece.time or piece.number or piece.is_("join.and"):
            return False
    return False


def _is_of(catalog: Catalog, shown: str, count: str, marked: bool) -> bool:
    """Whether the metric shown is computed from the count, or from the rows that it is the whole number of."""
    metrics = catalog.complete.metrics
    if not is_count(catalog, count) or (is_count(catalog, shown) and not marked):
        return False
    parts = with_inputs(metrics, shown)
    kind = metrics[count].kind
    if inputs_of(metrics[shown]) and count in {part.name for part in parts}:
        return True
    if not isinstance(kind, Simple) or metrics[count].filters:
        return False
    kinds = [part.kind for part in parts if isinstance(part.kind, Simple)]
    averaged = bool(inputs_of(metrics[shown])) or any(each.function in MEANS for each in kinds)
    return (marked or averaged) and any(each.model == kind.model for each in kinds)
