"""Short codes that are spelled like everyday words: US and "tell us", MY and "my revenue"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.understanding.cutting.normalize import Normalized
from assistant.understanding.cutting.pieces import Piece

_WORD = re.compile(r"[^\W\d_]+")
_PLACE = re.compile("在")
_INSIDE = re.compile(r"(?:里面?|内)(?!的)\w")
_ASSIGNS = ("=", ":")
_LISTED = ("join.and", "join.or", "join.versus", "join.than")
Codewords = Mapping[str, frozenset[str]]


def without_everyday_words(
    pieces: Sequence[Piece], text: Normalized, codewords: Codewords
) -> tuple[Piece, ...]:
    """Pieces whose word is an everyday one lose the values of that spelling, unless a value is shown to
    be meant: by capitals where not everything is typed in them, or by what stands around it.
    """
    everyday = codewords["everyday"] | codewords["object"] | codewords["letter"]
    shouted = _is_shouted(text.raw)
    return tuple(
        replace(piece, values=())
        if piece.values and piece.text in everyday and not _is_code(pieces, at, text, codewords, shouted)
        else Piece(piece.start, piece.end, piece.text, frozenset({"filler.plain"}))
        if piece.values and _PLACE.match(text.text, piece.start, piece.end) and _is_place(piece, text.text)
        else piece
        for at, piece in enumerate(pieces)
    )


def _is_place(piece: Piece, text: str) -> bool:
    """The 在群 of 大家在群里聊得最热的话题 says where, and is no state as in 在群里的人."""
    return _INSIDE.match(text, piece.end) is not None


def _is_shouted(raw: str) -> bool:
    """Whether the question is typed in capitals throughout, which then tell nothing."""
    words: list[str] = _WORD.findall(raw)
    return len(words) > 1 and all(word.isascii() and word.isupper() for word in words)


def _is_code(pieces: Sequence[Piece], at: int, text: Normalized, codewords: Codewords, shouted: bool) -> bool:
    piece = pieces[at]
    start, end = text.origin(piece.start, piece.end)
    before = pieces[at - 1].text if at else ""
    if piece.text in codewords["letter"]:
        return before in _ASSIGNS or (
            at > 0 and bool(pieces[at - 1].dimensions) and text.raw[start:end].isupper()
        )
    if text.raw[start:end].isupper() and not shouted:
        return True
    if before in _ASSIGNS or _last_word(before) in codewords["article"]:
        return True
    return piece.text in codewords["object"] and _stands_as_name(pieces, at, codewords)


def _stands_as_name(pieces: Sequence[Piece], at: int, codewords: Codewords) -> bool:
    """Whether "us" stands where no pronoun does: behind neither a verb of telling nor a preposition that
    takes persons, or listed with another value of its dimension.
    """
    before = pieces[at - 1] if at else None
    asked = any(piece.text in codewords["asking"] for piece in pieces[:at])
    if asked and before is not None and (before.metrics or before.terms):
        return False  # "did our projects cost us": the metric is the verb
    if before is None or before.time or before.number or before.concerns:
        return True
    if _last_word(before.text) in codewords["before_name"] or not before.text.isascii():
        return True
    return any(_is_listed(pieces, at, step) for step in (-1, 1))


def _is_listed(pieces: Sequence[Piece], at: int, step: int) -> bool:
    link, other = at + step, at + 2 * step
    if not 0 <= other < len(pieces) or not (pieces[link].is_(*_LISTED) or pieces[link].text == ","):
        return False
    owners = {name.dimension for name in pieces[at].values}
    return any(name.dimension in owners for name in pieces[other].values)


def _last_word(text: str) -> str:
    return text.rsplit(" ", 1)[-1]
