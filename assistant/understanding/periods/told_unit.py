"""The unit of time that a number is of, said once more: the "in a year" of "how many orders does a customer place in a year?
2025", 一年里 beside one year.
"""

from __future__ import annotations

from assistant.query import TimeRange
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def read_told_unit(draft: Draft) -> None:
    """Nothing new where the period asked for is one such unit and nothing is shown by it."""
    if not isinstance(draft.time, TimeRange):
        return
    for at, piece in enumerate(draft.pieces):
        if not draft.free(at) or piece.concerns or piece.time is not None or piece.number is not None:
            continue
        unit = next((unit for unit in _MONTHS if piece.is_(f"grain.{unit}")), None)
        before = draft.ground.text[: piece.start]
        said = load_vocabulary().matching("period.in_one", before) is not None
        if unit is not None and said and _months(draft.time) == _MONTHS[unit]:
            draft.read(at, "filler", piece.text)


def _months(time: TimeRange) -> int | None:
    """How many whole months a period goes over."""
    start, end = time.start, time.end
    if start is None or end is None or start.day != 1 or end.day != 1:
        return None
    return (end.year - start.year) * 12 + end.month - start.month
