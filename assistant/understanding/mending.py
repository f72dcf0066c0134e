"""Slips of the pen mended in a question, where what stays unread is clearly something that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.catalog.model import Catalog
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.homophones import doubled, misheard, sounds_of
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.normalize import Normalized, Replacement
from assistant.understanding.pieces import Piece
from assistant.understanding.spelling import respelled, respelled_in_name
from assistant.understanding.tokens import tokenize

MOST_MENDED = 6


def slips(
    text: Normalized, pieces: Sequence[Piece], catalog: Catalog, lexicon: Lexicon
) -> tuple[Replacement, ...]:
    """What to replace in the text, in its order; nothing overlaps."""
    found: list[Replacement] = []
    for piece in pieces:
        if piece.unread and len(found) < MOST_MENDED:
            found += [
                item for item in _slips_of(text.text, piece, pieces, catalog, lexicon) if _apart(item, found)
            ]
    return tuple(sorted(found))


def _apart(item: Replacement, others: Sequence[Replacement]) -> bool:
    return all(item.end <= other.start or other.end <= item.start for other in others)


def _slips_of(
    text: str, piece: Piece, pieces: Sequence[Piece], catalog: Catalog, lexicon: Lexicon
) -> Iterator[Replacement]:
    tokens = tokenize(text)
    for at, token in enumerate(tokens):
        if token.kind == "latin" and piece.start <= token.start < piece.end:
            meant = respelled(token.text, lexicon)
            meant = meant or respelled_in_name([token.text for token in tokens], at, lexicon)
            if meant is not None:
                yield Replacement(token.start, token.end, meant)
    if has_cjk(piece.text):
        heard = misheard(text, piece.start, piece.end, sounds_of(catalog, lexicon))
        heard = heard or doubled(text, piece.start, piece.end)
        if heard is not None and not _splits_limit(heard[0], heard[1], pieces):
            yield Replacement(*heard)


def _splits_limit(start: int, end: int, pieces: Sequence[Piece]) -> bool:
    """Whether only a part of a word for a limit would be mended: the 及 of 两星及以下 belongs to 及以下."""
    limits = [piece for piece in pieces if any(role.startswith("threshold.") for role in piece.roles)]
    return any(limit.start < end < limit.end or limit.start < start < limit.end for limit in limits)
