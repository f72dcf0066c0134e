"""The first of the groups that were shown: "which is the biggest?", "only the best", 只看第一名."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import MetricQuery, Order
from assistant.understanding.conversation.work import Work, grouped_by
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.groups.ordering import EXTREMES, is_descending
from assistant.understanding.time.settling import METRIC_TIME
from assistant.understanding.words import load_vocabulary

_FIRSTS = (*EXTREMES, "follow.first", "follow.last", "order.top", "order.bottom")
_ORDINALS = ("follow.ordinal_1",)
_AROUND = (
    "restrict.only", "per.which", "per.person", "order.counter", "order.having", "restrict.is", "join.of", "follow.cue",
    "follow.same", "follow.with", "filler.back", "follow.takes", "restrict.using",
)  # fmt: skip
_ASKED = ("per.which", "restrict.only")


def the_first(work: Work) -> None:
    """One of the groups that were shown, where a superlative is all that is said of them."""
    found = _marks(work.pieces, work.query)
    if not found:
        return
    mark = found[-1]
    metric = _metric(work.pieces, work.query)
    if metric is None:
        return
    descending = not mark.is_("follow.last", "order.bottom")
    if mark.is_(*EXTREMES):
        descending = is_descending(work.catalog, mark, metric)
    work.query = work.query.but(
        order_by=(Order(metric, descending),), limit=1, limit_per=None, others=False, count_of=None
    )
    named = [piece for piece in work.pieces if piece.concerns]
    work.take(named, "dimension", work.query.group_by[0])
    work.take(work.said(), "order", "desc" if descending else "asc")


def asks_for_the_first(pieces: Sequence[Piece], query: MetricQuery) -> bool:
    """Whether a question with a metric of its own asks for the first of what was shown, and keeps nothing else."""
    one = load_vocabulary().anaphora["the_one"]
    points = any(piece.text in one for piece in pieces)
    return (points or not (query.where or query.having)) and bool(_marks(pieces, query))


def _marks(pieces: Sequence[Piece], query: MetricQuery) -> list[Piece]:
    """The superlative, where it and words around it are all there is; nothing where several are asked for."""
    if len(query.group_by) != 1 or query.compare is not None or asks_for_several(pieces):
        return []
    marks = [piece for piece in pieces if piece.is_(*_FIRSTS, *_ORDINALS) and not piece.concerns]
    if len({piece.is_("order.lowest", "order.worst", "order.bottom", "follow.last") for piece in marks}) != 1:
        return []
    others = [piece for piece in pieces if not (piece in marks or piece.filler)]
    asked = any(piece.is_(*_ASKED) and not piece.concerns for piece in pieces)
    if any(piece.is_(*_ORDINALS) for piece in marks) and not any(p.is_("restrict.only") for p in pieces):
        return []
    if not asked and not _is_one(pieces, others, query):
        return []
    return marks if all(_belongs(piece, query) for piece in others) else []


def _belongs(piece: Piece, query: MetricQuery) -> bool:
    """Whether the piece says nothing more: what was shown, by its name, or a word of the question."""
    if _is_group(piece, query) or _shown(piece, query):
        return True
    if piece.number is not None and piece.number.kind == "number" and piece.number.value == 1:
        return not piece.concerns  # "the one with the most"
    return piece.is_(*_AROUND) and not (piece.concerns or piece.time or piece.number)


def _is_group(piece: Piece, query: MetricQuery) -> bool:
    if piece.values or piece.metrics:
        return False
    if grouped_by(query, piece):
        return True
    grain = query.group_by[0].removeprefix(f"{METRIC_TIME}__")
    timed = piece.time is None or piece.time.kind == "grain"
    return query.group_by[0].startswith(METRIC_TIME) and timed and piece.is_(f"grain.{grain}")


def _shown(piece: Piece, query: MetricQuery) -> bool:
    """Whether the piece names a metric that was shown, or something that it may stand for."""
    named = {name.metric for name in piece.metrics}
    named |= {name for term in piece.terms for name in term.ambiguity.candidates}
    return bool(named & set(query.metrics))


def _metric(pieces: Sequence[Piece], query: MetricQuery) -> str | None:
    said = [name for name in query.metrics for p in pieces if any(m.metric == name for m in p.metrics)]
    ranked = [order.field for order in query.order_by if order.field in query.metrics]
    return next(iter((*said, *ranked, *query.metrics)), None)


def asks_for_several(pieces: Sequence[Piece]) -> bool:
    """ "Which ones are the best", "the biggest subjects": not how many is said."""
    several = load_vocabulary().anaphora["several"]
    return any(
        piece.text in several or (bool(piece.dimensions and not piece.metrics) and _is_plural(piece.text))
        for piece in pieces
    )


def _is_plural(text: str) -> bool:
    return text.isascii() and text.endswith("s") and not text.endswith(("ss", "us", "is"))


def _is_one(pieces: Sequence[Piece], others: Sequence[Piece], query: MetricQuery) -> bool:
    """Whether one is asked for although nothing says so: "the top subject", "the biggest one", 最高的那个."""
    one = load_vocabulary().anaphora["the_one"]
    named = any(piece.is_("follow.first", "follow.last") for piece in pieces)
    return (
        named
        or any(piece.text in one for piece in pieces)
        or any(_is_group(piece, query) for piece in others)
    )
