"""Slips of the pen mended in a question, where what stays unread is clearly something that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.catalog.model import Catalog
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.normalize import Normalized, Replacement
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.slips.completing import completed
from assistant.understanding.cutting.slips.homophones import doubled, misheard, sounds_of
from assistant.understanding.cutting.slips.joints import misjoined
from assistant.understanding.cutting.slips.look_alikes import misread
from assistant.understanding.cutting.slips.short_verbs import completed_verb
from assistant.understanding.cutting.slips.spelling import respelled, respelled_in_name
from assistant.understanding.cutting.slips.spoken_slips import misspoken
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.lexicon import Lexicon

MOST_MENDED = 6
_UNITS = "年月日周季天"
"""End one time and begin the next: 今年年初."""


def slips(
    text: Normalized, pieces: Sequence[Piece], catalog: Catalog, lexicon: Lexicon
) -> tuple[Replacement, ...]:
    """What to replace in the text, in its order; nothing overlaps."""
    found = list(misjoined(text.text, pieces))
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
            typed = text[token.start : token.end]
            meant = respelled(token.text, lexicon, len(typed)) or completed(text, token, catalog, lexicon)
            meant = meant or respelled_in_name([token.text for token in tokens], at, lexicon)
            if meant is not None:
                yield Replacement(token.start, token.end, meant)
    if has_cjk(piece.text):
        heard = misheard(text, piece.start, piece.end, sounds_of(catalog, lexicon))
        heard = heard or misread(text, piece.start, piece.end, lexicon)
        heard = heard or misspoken(text, piece.start, piece.end)
        heard = heard or doubled(text, piece.start, piece.end)
        if heard is not None and not _splits_limit(heard[0], heard[1], pieces):
            yield Replacement(*heard)


def short_verbs(
    text: str, pieces: Sequence[Piece], catalog: Catalog, lexicon: Lexicon
) -> tuple[Replacement, ...]:
    """Verbs of one character that nothing explains, with the object that the catalog names them with."""
    behind = (*pieces[1:], None)
    return tuple(
        Replacement(piece.start, piece.end, whole)
        for piece, other in zip(pieces, behind, strict=True)
        if piece.unread and len(piece.text) == 1 and has_cjk(piece.text)
        if (whole := completed_verb(text, piece.start, catalog, lexicon, _is_kind(other))) is not None
    )


def _is_kind(piece: Piece | None) -> bool:
    """Whether it is a value, which a verb may be said of some of: 报编程的男生."""
    return piece is not None and bool(piece.values) and not (piece.metrics or piece.dimensions)


def twice(text: str, pieces: Sequence[Piece]) -> Iterator[Replacement]:
    """Chinese characters that stand twice in a row with a cut between the two."""
    for before, piece in pairwise(pieces):
        at = piece.start
        if before.end == at and text[at - 1] == text[at] and has_cjk(text[at]) and text[at] not in _UNITS:
            yield Replacement(at - 1, at + 1, text[at])


def is_whole(change: Replacement, before: Sequence[Piece], after: Sequence[Piece]) -> bool:
    """Whether without the second one a time or a name stands there that is longer than what was torn."""
    torn = [piece for piece in before if piece.start < change.end and change.start < piece.end]
    found = next((piece for piece in after if piece.start <= change.start < piece.end), None)
    if found is None or not (found.time is not None or found.concerns):
        return False
    return len(found.text) > max(len(piece.text) for piece in torn) and found.end > change.start + 1


def _splits_limit(start: int, end: int, pieces: Sequence[Piece]) -> bool:
    """Whether only a part of a word for a limit would be mended: the 及 of 两星及以下 belongs to 及以下."""
    limits = [piece for piece in pieces if any(role.startswith("threshold.") for role in piece.roles)]
    return any(limit.start < end < limit.end or limit.start < start < limit.end for limit in limits)
