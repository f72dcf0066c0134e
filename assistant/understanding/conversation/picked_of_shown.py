"""The first ones of the groups that were shown, said with the metric, with what it counts or with the end of the groups'
name: "keep only the three with the most leads", 只留用的人最多的三个, "just the lowest level" of vehicle levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.query import MetricQuery
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.conversation.work import bare
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import DimensionName
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.words import load_vocabulary

_RANKED = (*EXTREMES, "order.top", "order.bottom")
_AROUND = (
    "restrict.only", "restrict.is", "restrict.using", "per.which", "per.person", "order.counter", "order.having", "join.of",
    "follow.cue", "follow.same", "follow.with", "follow.takes", "filler.plain", "filler.back",
)  # fmt: skip
_TAILS = frozenset(
    {"per.kind_of", "per.after", "per.kind_counter", "order.counter", "filler.plain", "restrict.kind"}
)
_PLAIN = frozenset({"filler.plain"})
_ONES = ("一", "那一", "这一", "哪一")
_MOST_PICKED = 100


def with_shown_picked(
    pieces: tuple[Piece, ...], query: MetricQuery, catalog: Catalog
) -> tuple[tuple[Piece, ...], bool] | None:
    """The pieces as they are read of what was shown, and whether they are of it for sure; None where they say more than
    which ones are wanted.
    """
    named = _shown_dimensions(query, catalog)
    if len(named) != 1 or not any(piece.is_(*_RANKED) and not piece.concerns for piece in pieces):
        return None
    out: list[Piece] = []
    changed = False
    for at, piece in enumerate(pieces):
        read = _read(pieces, at, query, catalog, named[0])
        if read is None:
            return None
        changed = changed or read is not piece
        out.append(read)
    marked = any(piece.is_("restrict.only") and not piece.concerns for piece in pieces)
    marked = marked or any(piece.number is not None or _is_kept(piece) for piece in pieces)
    metric = any(piece.metrics or piece.terms for piece in out)
    if not (changed or (metric and marked)):
        return None
    return tuple(out), marked or not metric


def _read(
    pieces: Sequence[Piece], at: int, query: MetricQuery, catalog: Catalog, shown: DimensionName
) -> Piece | None:
    piece = pieces[at]
    if piece.mark or piece.filler:
        return piece
    if _is_kept(piece) or _is_counted(pieces, at, query, catalog):
        return Piece(piece.start, piece.end, piece.text, _PLAIN)
    if piece.concerns:
        shown_metric = any(name.metric in query.metrics for name in piece.metrics)
        return piece if shown_metric and not piece.values else None
    if _is_tail(piece, catalog, shown):
        return Piece(piece.start, piece.end, piece.text, dimensions=(shown,))
    if piece.is_("per.kind_counter") and at and pieces[at - 1].number is not None:
        return replace(piece, roles=frozenset({"filler.plain", "order.counter"}))
    if piece.number is not None:
        return piece if piece.number.kind == "number" and 1 <= piece.number.value <= _MOST_PICKED else None
    return piece if piece.is_(*_RANKED, *_AROUND) and piece.time is None else None


def _is_kept(piece: Piece) -> bool:
    """ "Keep the": a verb that narrows what is shown."""
    kept = load_vocabulary().listed["kept"]
    idle = piece.unread or piece.is_("follow.frame", "follow.takes")
    return idle and not piece.concerns and piece.text.casefold() in kept


def _is_counted(pieces: Sequence[Piece], at: int, query: MetricQuery, catalog: Catalog) -> bool:
    """Whether it is the thing that the one metric counts, right beside the superlative: 人最多的, "the most users"."""
    piece = pieces[at]
    thing = (piece.dimensions or piece.entities) and not (piece.metrics or piece.values)
    if not thing or len(query.metrics) != 1 or not is_count(catalog, query.metrics[0]):
        return False
    beside = [pieces[place] for place in (at - 1, at + 1) if 0 <= place < len(pieces)]
    said = words(piece.text.removesuffix("s")) if piece.text.isascii() else ()
    names = catalog.metrics[query.metrics[0]].names
    named = any(
        piece.text in name if has_cjk(piece.text) else set(said) & {w.removesuffix("s") for w in words(name)}
        for name in names
    )
    return named and any(other.is_("order.highest", "order.lowest") for other in beside)


def _is_tail(piece: Piece, catalog: Catalog, shown: DimensionName) -> bool:
    """Whether it is the end of what the groups are called."""
    if piece.time is not None or piece.number is not None or not (piece.unread or piece.roles <= _TAILS):
        return False
    text = piece.text
    for one in _ONES if has_cjk(text) else ():
        text = text.removeprefix(one) or text
    for name in catalog.models[shown.model].dimensions[shown.dimension].names:
        last = name.endswith(text) if has_cjk(text) else words(name)[-1:] == words(text)
        if last and name != text:
            return True
    return False


def _shown_dimensions(query: MetricQuery, catalog: Catalog) -> list[DimensionName]:
    """The one dimension that was shown, by its own name."""
    if len(query.group_by) != 1:
        return []
    name = bare(query.group_by[0])
    found = [
        DimensionName(model.name, name, model.dimensions[name].conformed)
        for model in catalog.models.values()
        if name in model.dimensions and model.dimensions[name].type != "time"
    ]
    return found[:1]
