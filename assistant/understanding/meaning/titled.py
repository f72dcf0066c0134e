"""Whether the names of a metric say a word of the question, in whatever words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.catalog.metric import Metric
from assistant.retrieval.concepts import Part, thesaurus
from assistant.retrieval.likeness import Sign
from assistant.retrieval.tokens import words
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.meaning.likely import Rival, kind_of


def signs_of_piece(rival: Rival, piece: Piece, apart: bool = True) -> list[Sign]:
    """What the metric says of the words of a piece; `apart` from those that only share a single character with
    them, as 线索 and 搜索 do."""
    said = words(piece.text)
    longer = frozenset(word for word in said if apart and (word.isascii() or len(word) > 1))
    own = longer or frozenset(said)
    return [sign for sign in rival.likened.signs if own & own_words(sign.part)]


def is_titled(rival: Rival, piece: Piece, pieces: Sequence[Piece] = ()) -> bool:
    """Whether its names say all of the piece as it was typed; a single Chinese character only with one that
    stands beside it among the `pieces`, as the 退 of 秒退 does."""
    if piece.typo is not None:
        return False
    signs = signs_of_piece(rival, piece)
    own = _with_neighbours(piece, pieces) if len(piece.text) == 1 else None
    if own is not None:
        signs = [sign for sign in signs if own.intersection(sign.part.words)]
    telling = any(word.isascii() or len(word) > 1 for sign in signs for word in sign.part.words)
    return telling and all(kind_of(sign, rival.card) == "titled" for sign in signs)


def is_in_names(metric: Metric, text: str) -> bool:
    """Whether the metric's names in the language of a text have other words for all of it. Those of another
    language may mean something else: 跑客户 says nothing of visits that were cancelled."""
    names = (name for name in metric.names if name.isascii() == text.isascii())
    said = frozenset(
        concept for name in names for part in thesaurus().parts(name) for concept in part.concepts
    )
    parts = thesaurus().parts(text)
    return bool(parts) and all(part.concepts & said for part in parts)


def _with_neighbours(piece: Piece, pieces: Sequence[Piece]) -> frozenset[str]:
    before = [other.text[-1:] + piece.text for other in pieces if other.end == piece.start]
    return frozenset(before + [piece.text + other.text[:1] for other in pieces if other.start == piece.end])


def own_words(part: Part) -> frozenset[str]:
    """The words of a part, and the characters of Chinese ones."""
    return frozenset(part.words) | {char for word in part.words if not word.isascii() for char in word}
