"""Names of values that others stand inside of: the paying customers of "paying SMB customers", 付费SMB客户."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import Lexicon, ValueName
from assistant.understanding.neighbours import only_bare


def with_split_names(pieces: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Piece, ...]:
    """The pieces with a word that says nothing by itself read as the value whose name it begins, where the noun that ends the name
    stands behind nothing but other values.
    """
    out = list(pieces)
    for at, piece in enumerate(pieces):
        noun = _noun_behind(pieces, at) if _says_nothing_else(piece) else None
        if noun is None:
            continue
        name = (*words(piece.text), *words(noun.text))
        values = tuple(entry for entry in lexicon.phrases.get(name) if isinstance(entry, ValueName))
        if values:
            out[at] = replace(piece, values=values, metrics=(), roles=frozenset())
    return tuple(out)


def _says_nothing_else(piece: Piece) -> bool:
    """Whether the catalog knows nothing by the word alone."""
    if piece.mark or piece.time is not None or piece.number is not None:
        return False
    return not piece.concerns or (bool(piece.metrics) and only_bare(piece))


def _noun_behind(pieces: tuple[Piece, ...], at: int) -> Piece | None:
    """The thing behind at least one value."""
    behind = at + 1
    while behind < len(pieces) and pieces[behind].values and not pieces[behind].metrics:
        behind += 1
    if behind == at + 1 or behind >= len(pieces):
        return None
    noun = pieces[behind]
    return noun if noun.entities or noun.dimensions or noun.metrics else None
