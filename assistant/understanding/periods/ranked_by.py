"""A period between "by" and what is ranked by: "the three best shops by 2024 sales" are those of 2024, and not until then."""

from __future__ import annotations

from dataclasses import replace

from assistant.understanding.cutting.pieces import DEGREES, FIRST_ONES
from assistant.understanding.draft import Draft
from assistant.understanding.time.expr import AsOf
from assistant.understanding.words import load_vocabulary


def read_ranked_periods(draft: Draft) -> None:
    """Have "by" lead what is ranked by, where that stands right behind the period."""
    if not any(piece.is_(*FIRST_ONES, *DEGREES) and not piece.concerns for piece in draft.pieces):
        return
    for at, piece in enumerate(draft.pieces[:-1]):
        time, behind = piece.time, draft.pieces[at + 1]
        if time is None or not isinstance(time.expr, AsOf) or time.expr.period is None or not behind.metrics:
            continue
        close = not draft.between(at, at + 1).strip()
        if close and load_vocabulary().matching("ranked.by", piece.text) is not None:
            draft.put(at, replace(piece, time=replace(time, kind="period", expr=time.expr.period)))
