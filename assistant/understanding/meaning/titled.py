"""Whether the names of a metric say a word of the question, in whatever words."""

from __future__ import annotations

from assistant.retrieval.concepts import Part
from assistant.retrieval.likeness import Sign
from assistant.retrieval.tokens import words
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.meaning.likely import Rival, kind_of


def signs_of_piece(rival: Rival, piece: Piece) -> list[Sign]:
    """What the metric says of the words of a piece."""
    said = words(piece.text)
    # A single character that another word of the question has as well, as 线索 and 搜索 have, is none of them.
    longer = frozenset(word for word in said if word.isascii() or len(word) > 1)
    own = longer or frozenset(said)
    return [sign for sign in rival.likened.signs if own & own_words(sign.part)]


def is_titled(rival: Rival, piece: Piece) -> bool:
    """Whether its names say all of the piece."""
    signs = signs_of_piece(rival, piece)
    return bool(signs) and all(kind_of(sign, rival.card) == "titled" for sign in signs)


def own_words(part: Part) -> frozenset[str]:
    """The words of a part, and the characters of Chinese ones."""
    return frozenset(part.words) | {char for word in part.words if not word.isascii() for char in word}
