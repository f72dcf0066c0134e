"""The hours that a value is a kind of: the "hour" of "peak-hour sessions", of "off-peak hours", which is no step of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary


def with_hours_of_values(pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
    """The pieces with such a word as a part of the value before it, which is no superlative then."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        if _is_hour(out, piece, text) and _is_kind(out[-1], piece, pieces[at + 1 : at + 2], text):
            value = out[-1]
            whole = text[value.start : piece.end]
            out[-1] = replace(value, end=piece.end, text=whole, roles=frozenset())
        else:
            out.append(piece)
    return tuple(out)


def _is_kind(value: Piece, hour: Piece, behind: Sequence[Piece], text: str) -> bool:
    """Whether it is no single hour that is asked for: "the peak hour of each day" is the one with the most."""
    if hour.text.endswith("s") or text[value.end : hour.start] == "-":
        return True
    return bool(behind) and not (behind[0].filler or behind[0].roles or behind[0].time)


def _is_hour(before: Sequence[Piece], piece: Piece, text: str) -> bool:
    words = load_vocabulary().codewords
    if not before or not before[-1].values or piece.concerns or piece.number is not None:
        return False
    value = before[-1]
    named = value.metrics or value.dimensions or value.entities
    return (
        not named
        and value.text in words["parts_of_day"]
        and piece.text in words["hours"]
        and text[value.end : piece.start] in (" ", "-", "")
    )
