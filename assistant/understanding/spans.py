"""What the words of a question are said to mean, for people to see."""

from __future__ import annotations

from assistant.reading import Meaning
from assistant.understanding.draft import Draft, soft
from assistant.understanding.pieces import Piece


def meanings_of(draft: Draft | None) -> dict[tuple[int, int], tuple[Meaning, str]]:
    if draft is None:
        return {}
    passed: dict[int, tuple[Meaning, str]] = {
        at: ("filler", piece.text) for at, piece in enumerate(draft.pieces) if soft(piece)
    }
    said = passed | draft.meanings
    return {(draft.pieces[at].start, draft.pieces[at].end): meaning for at, meaning in said.items()}


def rough_meaning(piece: Piece) -> tuple[Meaning, str]:
    """What a piece means by itself, for readings that end before a query is assembled."""
    if piece.metrics:
        return "metric", piece.metrics[0].metric
    if piece.terms:
        return "metric", piece.text
    if piece.values:
        return "value", str(piece.values[0].value)
    if piece.dimensions:
        return "dimension", piece.dimensions[0].dimension
    if piece.time is not None:
        return (
            "grain"
            if piece.time.kind == "grain"
            else "comparison"
            if piece.time.kind == "comparison"
            else "time"
        ), piece.text
    if piece.number is not None:
        return "number", str(piece.number.value)
    if any(role.startswith("intent.") for role in piece.roles):
        return "analysis", piece.text
    return ("filler" if piece.filler or soft(piece) else "connective"), piece.text
