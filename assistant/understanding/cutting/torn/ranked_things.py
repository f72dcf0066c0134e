"""The first of some things, said like the name of a kind of them: the "top rep" of "the top rep in each region",
where the catalog calls some of them the top reps.
"""

from __future__ import annotations

from assistant.understanding.cutting.pieces import DEGREES, Piece
from assistant.understanding.cutting.tokens import Token, tokenize
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon
from assistant.understanding.words import Vocabulary


def with_ranked_things(
    pieces: tuple[Piece, ...], text: str, lexicon: Lexicon, vocabulary: Vocabulary
) -> tuple[Piece, ...]:
    """The pieces with such a name in two: the superlative, and the thing in the singular. One of a kind is meant
    behind "a" ("a top rep"), and the kind where another one of the same dimension is named as well.
    """
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        kept = not piece.values or _is_one_of_kind(pieces, at, text, vocabulary)
        out += (None if kept else _parts(piece, lexicon, vocabulary)) or (piece,)
    return tuple(out)


def _is_one_of_kind(pieces: tuple[Piece, ...], at: int, text: str, vocabulary: Vocabulary) -> bool:
    before = text[: pieces[at].start].split()[-1:]
    if before and before[0] in vocabulary.anaphora["one"]:
        return True
    own = {value.dimension for value in pieces[at].values}
    others = {value.dimension for n, each in enumerate(pieces) if n != at for value in each.values}
    return bool(own & others)


def _parts(piece: Piece, lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[Piece, Piece] | None:
    named = piece.metrics or piece.terms or piece.dimensions or piece.entities or piece.segments
    tokens = tokenize(piece.text)
    if (
        named
        or len(tokens) < 2
        or len(piece.text) != piece.end - piece.start
        or not _is_singular(piece, tokens)
    ):
        return None
    roles = vocabulary.phrases.get((tokens[0].text,))
    entries = lexicon.phrases.get(tuple(token.text for token in tokens[1:]))
    dimensions = tuple(entry for entry in entries if isinstance(entry, DimensionName))
    entities = tuple(entry for entry in entries if isinstance(entry, EntityName))
    if not any(role in DEGREES for role in roles) or not (dimensions or entities):
        return None
    cut, start = piece.start + tokens[0].end, piece.start + tokens[1].start
    mark = Piece(piece.start, cut, piece.text[: tokens[0].end], frozenset(roles))
    return mark, Piece(
        start, piece.end, piece.text[tokens[1].start :], dimensions=dimensions, entities=entities
    )


def _is_singular(piece: Piece, tokens: tuple[Token, ...]) -> bool:
    """Whether the last word is a Latin one without the ending of a plural."""
    last = tokens[-1]
    return last.kind == "latin" and piece.text[last.start : last.end].casefold() == last.text
