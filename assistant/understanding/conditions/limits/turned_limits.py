"""Groups that are left out by a limit: "hide those under 1,000", 少于1000的不显示 keep the others."""

from __future__ import annotations

from dataclasses import replace

from assistant.query import Condition, Operator
from assistant.understanding.conditions.asked import is_asked
from assistant.understanding.conditions.values.exclusions import excludes_ahead
from assistant.understanding.draft import Draft, soft
from assistant.understanding.words import load_vocabulary

_EXCLUDES, _BEHIND = "restrict.exclude", "restrict.exclude_after"
_TURNED: dict[Operator, Operator] = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_BELOW = "以下"
"""With those 以下 left out, what is just as large stays."""
_NOT = ("!=", "not in")
_LED = ("threshold.between", "shape.listed", "per.which", "restrict.is", "restrict.only")


def turn_limits(draft: Draft) -> None:
    """Turns the one limit of the groups where a word that leaves out stands right before or right behind it."""
    if is_asked(draft):
        return
    own = draft.having or [
        item for item in draft.where if isinstance(item, Condition) and _is_number(draft, item)
    ]
    if len(own) != 1 or not isinstance(own[0], Condition):
        return
    condition = own[0]
    told = [("having", ""), ("number", ""), ("filter", condition.field)]
    limited = [
        at for at, (means, said) in draft.meanings.items() if (means, "") in told or (means, said) in told
    ]
    if condition.op not in _TURNED or not limited:
        return
    if _goes_on(draft, min(limited)):
        _turn(draft, condition)
        return
    for at in draft.find(_EXCLUDES, _BEHIND):
        before = draft.has(at, _EXCLUDES) and _leads(draft, at, min(limited))
        ahead = excludes_ahead(draft, at)
        if before or (draft.has(at, _BEHIND) and not ahead and _follows(draft, max(limited), at)):
            _turn(draft, condition)
            draft.read(at, "filter", "exclude")
            for out in draft.find(_BEHIND):
                draft.read(out, "filter", "exclude")  # the "out" of "filter those under 1,000 out"
            return


def _is_number(draft: Draft, item: Condition) -> bool:
    """A limit on a number of the rows, and none on a date."""
    return item.op in _TURNED and all(isinstance(value, int | float) for value in item.values)


def _turn(draft: Draft, condition: Condition) -> None:
    below = any(piece.text.startswith(_BELOW) for piece in draft.pieces)
    turned = ">=" if below and condition.op == "<=" else _TURNED[condition.op]
    for conditions in (draft.having, draft.where):
        conditions[:] = [replace(condition, op=turned) if item is condition else item for item in conditions]


def _goes_on(draft: Draft, first: int) -> bool:
    """Whether the limit is the next of what is left out: "drop trade shows and those under 1,000"."""
    left_out = [item.field for item in draft.where if isinstance(item, Condition) and item.op in _NOT]
    before = max(
        (at for at, (means, _) in draft.meanings.items() if means == "value" and at < first), default=None
    )
    if before is None or draft.meanings[before][1].partition("=")[0] not in left_out:
        return False
    between = draft.ground.text[draft.pieces[before].end : draft.pieces[first].start]
    return load_vocabulary().matching("exclude.goes_on", between) is not None


def _leads(draft: Draft, at: int, first: int) -> bool:
    """Whether only words such as "those" and what is limited stand between the word and the limit."""
    return at < first and all(_says_little(draft, place) for place in range(at + 1, first))


def _follows(draft: Draft, last: int, at: int) -> bool:
    return last < at and all(_says_little(draft, place) for place in range(last + 1, at))


def _says_little(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    named = bool(piece.dimensions or piece.entities or piece.metrics) and not piece.values
    return soft(piece) or named or (piece.is_(*_LED) and not piece.concerns)
