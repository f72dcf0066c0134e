"""Limits that are only said so around a number: 过 of GMV过3万, 比 and 高 of 比30%高, 最低 of 最低80分."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.units import is_measured, units_in
from assistant.understanding.words import load_vocabulary

_PLAIN = frozenset({"filler.plain"})


def with_spoken_limits(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with such words as the limits they are; elsewhere 过 ends a verb and 比 sets two things side by side."""
    words, out = load_vocabulary().codewords, list(pieces)
    for at, piece in enumerate(out):
        if piece.number is None or not at:
            continue
        before, end = out[at - 1], _end(out, at)
        if before.text in words["limit_past"] and _is_measure(out, at - 2):
            out[at - 1] = Piece(before.start, before.end, before.text, frozenset({"threshold.gt"}))
        elif before.text in words["limit_than"] and end < len(out):
            for role, said in (("threshold.gt", "limit_more"), ("threshold.lt", "limit_less")):
                if out[end].text in words[said] and not out[end].concerns:
                    out[at - 1] = Piece(before.start, before.end, before.text, frozenset({role}))
                    out[end] = Piece(out[end].start, out[end].end, out[end].text, _PLAIN)
                    break
        elif before.end == piece.start and _has_unit(out, at):
            for role, said in (("threshold.ge", "limit_lowest"), ("threshold.le", "limit_highest")):
                if before.text in words[said]:
                    out[at - 1] = replace(before, roles=frozenset({role}))
    return tuple(out)


def _end(pieces: Sequence[Piece], at: int) -> int:
    """The place behind a number and its unit."""
    behind = at + 1
    return behind + (behind < len(pieces) and bool(units_in(pieces[behind].text)))


def _is_measure(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it names something that can be limited, and is no verb."""
    while (
        at >= 0 and pieces[at].filler and not pieces[at].mark and pieces[at].text in load_vocabulary().inside
    ):
        at -= 1
    return at >= 0 and bool(pieces[at].metrics or pieces[at].terms or pieces[at].dimensions)


def _has_unit(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a unit of money or time or a score stands behind the number, and no counter."""
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    if behind is None:
        return False
    return is_measured(units_in(behind.text)) or behind.text in load_vocabulary().codewords["limit_points"]
