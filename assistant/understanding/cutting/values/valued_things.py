"""Values that are called like a metric, beside the word for the very thing they are values of: "how is the revenue KR
doing" and 营收这条KR的达成率 ask for one key result, and not for revenue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.lexicon import DimensionName, Lexicon, ValueName
from assistant.understanding.metrics.named.scorecards import scored_by
from assistant.understanding.words import load_vocabulary


def with_values_of_things(pieces: tuple[Piece, ...], lexicon: Lexicon, catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such a word as the value alone."""
    out = list(pieces)
    for at, piece in enumerate(pieces):
        behind = _thing_behind(pieces, at)
        if not piece.metrics or behind is None:
            continue
        things = _things(pieces[behind], lexicon) | _scored(piece, pieces[behind], catalog)
        named = tuple(dict.fromkeys(_values(piece, things, lexicon, catalog)))
        if len({value.value for value in named}) == 1:
            out[at] = replace(piece, values=named, metrics=(), terms=(), roles=frozenset())
            if not pieces[behind].metrics and not pieces[behind].entities:
                out[behind] = replace(pieces[behind], dimensions=(), roles=frozenset({"filler.plain"}))
    return tuple(out)


def _thing_behind(pieces: Sequence[Piece], at: int) -> int | None:
    """What stands right behind, or behind a word that points at it: the KR of 营收这条KR."""
    pointing = load_vocabulary().codewords["pointing"]
    behind = at + 1
    while behind < len(pieces) and pieces[behind].text in pointing and not pieces[behind].concerns:
        behind += 1
    return behind if behind < len(pieces) and pieces[behind].concerns else None


def _things(piece: Piece, lexicon: Lexicon) -> set[str]:
    """The dimensions, as `model.dimension`, that it names or that the name of a metric begins with."""
    found = set() if piece.values else {f"{item.model}.{item.dimension}" for item in piece.dimensions}
    for first, last, entries in lexicon.phrases.matches(tokenize(piece.text)) if piece.metrics else ():
        if first == 0 and last:
            found |= {f"{item.model}.{item.dimension}" for item in entries if isinstance(item, DimensionName)}
    return found


def _scored(piece: Piece, behind: Piece, catalog: Catalog) -> set[str]:
    """The dimensions of which the metric named by the piece is a value, where the metric behind tells how each of those
    does: the attainment of 营收目标完成率.
    """
    named = {name.metric for name in piece.metrics}
    return {
        f"{model}.{dimension.name}"
        for name in behind.metrics
        if name.metric in catalog.metrics and name.metric not in named
        for model, dimension in scored_by(catalog, catalog.metrics[name.metric])
        if any(value.value in named for value in dimension.values)
    }


def _values(piece: Piece, things: set[str], lexicon: Lexicon, catalog: Catalog) -> Iterator[ValueName]:
    """Values of the things with a name of a metric that the piece stands for."""
    yield from (value for value in piece.values if value.dimension in things)
    for metric in piece.metrics if things else ():
        for name in (metric.metric, *catalog.metrics[metric.metric].names):
            entries = lexicon.phrases.get(name)
            yield from (e for e in entries if isinstance(e, ValueName) and e.dimension in things)
