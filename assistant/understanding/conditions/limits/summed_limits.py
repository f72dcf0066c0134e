"""A limit on what adds up to so much, which is none on a row: 累计断货超过3天的伙伴 asks for the sum of each partner."""

from __future__ import annotations

from assistant.query import Condition
from assistant.understanding.draft import Draft, ImpossibleError

_SUMS = ("shape.running", "shape.total", "shape.totals")
_CLAUSE = frozenset(",;.?，；。？")
_COMPARED = (">", ">=", "<", "<=", "between")


def check_summed_limits(draft: Draft) -> None:
    """Raises ImpossibleError where a word for a sum stands before a limit that was put on each row."""
    rows = {item.field for item in draft.where if isinstance(item, Condition) and item.op in _COMPARED}
    if not rows or draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        if piece.number is None or not rows.intersection(_field_read(draft, at)):
            continue
        for before in range(at):
            word = draft.pieces[before]
            said = word.is_(*_SUMS) and not word.concerns
            if said and not _CLAUSE.intersection(draft.ground.text[word.end : piece.start]):
                raise ImpossibleError("unread_condition", word.text)


def _field_read(draft: Draft, at: int) -> set[str]:
    """The field that the number at this place was put on."""
    means, value = draft.meanings.get(at, ("", ""))
    return (
        {value.split("=")[0].split(" ")[0], value}
        if means in ("filter", "number", "having", "value")
        else set()
    )
