"""A period that another one is above or below: "up on last year", 高于去年同期."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.draft import Draft
from assistant.understanding.time.expr import TimeComparison
from assistant.understanding.time.relations import is_endpoint

_WORDS = {"beside.higher": "shape.higher", "beside.lower": "shape.lower"}


def set_beside(draft: Draft) -> None:
    """Such a word and the period behind it are a comparison and how it comes out, rather than a limit and a
    second period. What the word says stays to be read: "which regions are up on last year" picks some.
    """
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces):
        outcome = next((_WORDS[role] for role in piece.roles if role in _WORDS), None)
        behind = draft.right(at)
        if outcome is None or piece.concerns or behind is None or not _is_close(draft, at, behind):
            continue
        time = pieces[behind].time
        if time is None:
            continue
        if isinstance(time.expr, TimeComparison):
            said = replace(time.expr, against=True)
        elif time.kind == "period" and is_endpoint(time.expr):
            said = TimeComparison("period", time.expr, against=True)  # type: ignore[arg-type]
        else:
            continue
        pieces[at] = replace(piece, roles=frozenset({outcome, "join.outcome"}))
        match = replace(time, kind="comparison", expr=said)
        pieces[behind] = replace(pieces[behind], time=match)
    draft.pieces = tuple(pieces)


def _is_close(draft: Draft, at: int, behind: int) -> bool:
    """Whether nothing but an article or the like stands between."""
    return all(draft.has(place, "filler.plain", "join.of") for place in range(at + 1, behind))
