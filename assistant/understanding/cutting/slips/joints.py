"""Slips in the one character that joins two names or compares them: 线索合商机 for 线索和商机, 根去年同期比."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.understanding.cutting.normalize import Replacement
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.slips.homophones import syllables
from assistant.understanding.words import load_vocabulary


def misjoined(text: str, pieces: Sequence[Piece]) -> Iterator[Replacement]:
    """Single characters between two names or periods, or between one and the word that closes a comparison, which
    sound like a word that stands there: nothing else is as likely.
    """
    for at in range(1, len(pieces) - 1):
        before, piece, behind = pieces[at - 1], pieces[at], pieces[at + 1]
        if len(piece.text) != 1 or _is_known(piece) or not _is_close(text, before, piece, behind):
            continue
        joins = _is_named(before) and _is_named(behind)
        closes = before.time is not None and behind.filler
        meant = next((word for word in _sounding_like(piece.text, joins, closes)), None)
        if meant is not None:
            yield Replacement(piece.start, piece.end, meant)


def _is_known(piece: Piece) -> bool:
    return piece.concerns or piece.time is not None or piece.number is not None or piece.mark


def _is_close(text: str, *pieces: Piece) -> bool:
    return all(not text[a.end : b.start] for a, b in pairwise(pieces))


def _is_named(piece: Piece) -> bool:
    return bool(piece.metrics or piece.values) or piece.time is not None


def _sounding_like(character: str, joins: bool, closes: bool) -> Iterator[str]:
    words = load_vocabulary().codewords
    for role, fits in (("joint", joins), ("closing_joint", closes)):
        for word in sorted(words[role]):
            if fits and word != character and syllables(word) == syllables(character):
                yield word
