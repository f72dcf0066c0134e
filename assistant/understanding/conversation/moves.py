"""Turns that move in the conversation itself: back to the answer before, or all over again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.query import MetricQuery
from assistant.question import Move, Turn
from assistant.understanding.cutting.pieces import Piece

_ROLES: tuple[tuple[str, Move], ...] = (("follow.back", "back"), ("follow.restart", "restart"))
_PARTLY = ("unread_condition", "no_such_value", "never_met", "too_fine_grain")
"""Reasons to refuse a question of which a part was not understood."""
_SOFT = ("follow.cue", "follow.same", "follow.add", "join.and")


@dataclass(frozen=True, slots=True)
class Moved:
    kind: Move
    rest: tuple[Piece, ...] = ()
    """What else is said: the question that a new start begins with."""


def move_of(pieces: Sequence[Piece]) -> Moved | None:
    """ "Back" by itself, or a new start; what follows a new start is a question of its own."""
    for role, kind in _ROLES:
        at = next((at for at, piece in enumerate(pieces) if piece.is_(role)), None)
        if at is None:
            continue
        rest = tuple(pieces[at + 1 :])
        before, behind = _says_more(pieces[:at]), _says_more(rest)
        if kind == "restart" and not before:
            return Moved(kind, rest if behind else ())
        if not before and not behind:
            return Moved(kind)
    return None


def _says_more(pieces: Sequence[Piece]) -> bool:
    return any(not (piece.filler or piece.is_(*_SOFT, "follow.back")) or piece.concerns for piece in pieces)


def standing(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns that still count: without what was taken back, and what a new start has left behind."""
    kept: list[Turn] = []
    for turn in turns:
        if turn.move == "restart":
            kept = [turn] if turn.query is not None or turn.options else []
        elif turn.move == "back":
            kept = _one_back(kept)
            if not kept or kept[-1].query != turn.query:
                kept.append(turn)
        else:
            kept.append(turn)
    return tuple(kept)


def query_before(turns: Sequence[Turn]) -> MetricQuery | None:
    """The query that "back" answers once more: the one before the last answer, or the last where
    something else has come since. `turns` are standing. None where there is none.
    """
    kept = _one_back(list(turns))
    return kept[-1].query if kept else None


def _one_back(kept: list[Turn]) -> list[Turn]:
    out = list(kept)
    if out and is_answer(out[-1]):
        out.pop()
    while out and not is_answer(out[-1]):
        out.pop()
    return out


def is_answer(turn: Turn) -> bool:
    """Whether it showed numbers."""
    return turn.status == "answer" and turn.query is not None and bool(turn.query.metrics)


def query_left(reason: str, move: Move, understood: MetricQuery | None) -> MetricQuery | None:
    """What a refused question leaves to go on from: what was understood of it, where only a part was not.

    `reason` is the code of the refusal; what is offered instead of an analysis or a forecast is another question.
    A refused edit leaves nothing: the answer before still stands, which half an edit would change.
    """
    return understood if reason in _PARTLY and move != "edit" else None
