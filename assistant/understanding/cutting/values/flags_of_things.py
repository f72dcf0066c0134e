"""Words that say a yes-or-no of the things behind them: the "planned" of "planned stops" and "the planned ones", where the
catalog tells whether downtime is planned and calls stops downtime as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import DimensionName, Lexicon
from assistant.understanding.words import load_vocabulary

_LEFT_OUT = "restrict.exclude_after"


def with_flags_of_things(pieces: tuple[Piece, ...], catalog: Catalog, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with such a word as the yes-or-no, and the things behind it as said once more where they are named elsewhere."""
    out = list(pieces)
    for at, piece in enumerate(pieces[:-1]):
        thing = pieces[at + 1]
        if not piece.unread or not piece.text.isalpha() or not piece.text.isascii():
            continue
        metrics = _named(pieces, at + 1)
        if not metrics or thing.start - piece.end != 1:
            continue
        called = {word for name in metrics for known in catalog.metrics[name].names for word in words(known)}
        flags = {
            entry
            for word in called
            for entry in lexicon.phrases.get((*words(piece.text), word))
            if isinstance(entry, DimensionName) and entry.boolean
        }
        if len(flags) == 1:
            out[at] = replace(piece, dimensions=tuple(flags))
            if _is_named_again(pieces, at + 1) and _is_left_out(pieces, at + 1):
                out[at + 1] = Piece(thing.start, thing.end, thing.text, frozenset({"filler.plain"}))
    return tuple(out)


def _named(pieces: Sequence[Piece], at: int) -> set[str]:
    """The metrics that the things are counted by; those of the whole question for "ones"."""
    own = {name.metric for name in pieces[at].metrics}
    if own or pieces[at].text not in load_vocabulary().codewords["stand_for_things"]:
        return own
    return {name.metric for piece in pieces for name in piece.metrics}


def _is_named_again(pieces: Sequence[Piece], at: int) -> bool:
    own = {name.metric for name in pieces[at].metrics}
    others = (piece for place, piece in enumerate(pieces) if place != at)
    return any(own & {name.metric for name in piece.metrics} for piece in others)


def _is_left_out(pieces: Sequence[Piece], at: int) -> bool:
    return at + 1 < len(pieces) and pieces[at + 1].is_(_LEFT_OUT)
