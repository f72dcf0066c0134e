"""Values that are named after where their things are from, taken apart: the partner orders of "orders from partners"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import Lexicon, ValueName


def with_origin_names(
    pieces: Sequence[Piece], lexicon: Lexicon, codewords: Mapping[str, frozenset[str]], catalog: Catalog
) -> tuple[Piece, ...]:
    """The pieces with a thing behind "from" as the values that are called by it and by what is counted, which would
    else be all of them.
    """
    out = list(pieces)
    for at in range(1, len(out)):
        thing = out[at]
        named = bool(thing.dimensions or thing.entities) and not thing.metrics and not thing.terms
        if not named or out[at - 1].text.rpartition(" ")[2] not in codewords["from"]:
            continue
        counted = _counted(out, at)
        values = _called(thing, counted, lexicon, catalog) if counted is not None else ()
        if values:
            out[at] = replace(thing, values=values, dimensions=(), entities=(), roles=frozenset())
    return tuple(out)


def _called(thing: Piece, counted: Piece, lexicon: Lexicon, catalog: Catalog) -> tuple[ValueName, ...]:
    """The values whose name is the thing's before one of what is counted."""
    said = [counted.text, *(name for each in counted.metrics for name in catalog.metrics[each.metric].names)]
    spaced = thing.text.isascii()
    found = (
        entry
        for name in dict.fromkeys(said)
        if name.isascii() is spaced
        for entry in lexicon.phrases.get((*words(thing.text), *words(name)))
    )
    return tuple(dict.fromkeys(entry for entry in found if isinstance(entry, ValueName)))


def _counted(pieces: Sequence[Piece], at: int) -> Piece | None:
    """The nearest metric before the thing, where words are spaced; the one behind it elsewhere."""
    if pieces[at].text.isascii():
        return next((piece for piece in reversed(pieces[: at - 1]) if piece.metrics), None)
    behind = next((piece for piece in pieces[at + 1 :] if not (piece.filler or piece.is_("join.of"))), None)
    return behind if behind is not None and behind.metrics else None
