"""A misspelt word of a value's name beside one that is spelled right and says something by itself: the "serach" of
"organic serach".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from assistant.retrieval.value_index import ValueIndex
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.slips.spelling import everyday_words
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import ValueName

_SHORTEST, _LONG = 4, 8
_MOST = 8


def with_slips_in_values(pieces: tuple[Piece, ...], values: ValueIndex | None) -> tuple[Piece, ...]:
    """The pieces with both words as the value, where only one has such a name."""
    out: list[Piece] = []
    for piece in pieces:
        before = out[-1] if out else None
        whole = None
        if values is not None and before is not None and piece.start - before.end == 1:
            whole = _joined(before, piece, values)
        if whole is None:
            out.append(piece)
        else:
            out[-1] = whole
    return tuple(out)


def _joined(first: Piece, second: Piece, values: ValueIndex) -> Piece | None:
    if not (_may_be_slip(second) and _may_begin(first)) and not (_may_be_slip(first) and _may_begin(second)):
        return None
    said = (*words(first.text), *words(second.text))
    slip = len(said) - 1 if _may_be_slip(second) else 0
    found = dict.fromkeys(_meant(said, slip, values))
    if len({value.value for value, _ in found}) != 1:
        return None
    named = tuple(dict.fromkeys(value for value, _ in found))
    typo = next(name for _, name in found)
    return Piece(first.start, second.end, f"{first.text} {second.text}", values=named, typo=typo)


def _meant(said: Sequence[str], slip: int, values: ValueIndex) -> Iterator[tuple[ValueName, str]]:
    """Values with a name that is what was said but for the slip."""
    allowed = 2 if len(said[slip]) >= _LONG else 1
    for hit in values.nearest(" ".join(said), limit=_MOST):
        name = words(hit.name)
        same = len(name) == len(said) and all(
            own == other for at, (own, other) in enumerate(zip(name, said, strict=True)) if at != slip
        )
        if same and 0 < OSA.distance(name[slip], said[slip]) <= allowed:
            yield ValueName(hit.dimension, hit.value), hit.name


def _may_be_slip(piece: Piece) -> bool:
    text = piece.text.casefold()
    typed = text.isascii() and text.isalpha() and len(text) >= _SHORTEST
    return piece.unread and typed and text not in everyday_words()


def _may_begin(piece: Piece) -> bool:
    """A single word that the catalog has something for, but is no number and no time."""
    known = bool(piece.values or piece.dimensions) and not piece.metrics
    return known and piece.text.isascii() and piece.time is None and piece.number is None
