"""A condition taken away by the word for it: "lift the restriction to Texas", "not just Texas", 州的条件不要了."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.query import MetricQuery
from assistant.understanding.conversation.removing import without
from assistant.understanding.conversation.work import Work, conditions_on, field_of, names_of
from assistant.understanding.cutting.pieces import Piece

_REMOVES = ("follow.remove", "restrict.exclude", "follow.instead_of", "follow.back")
_REMOVES_AFTER = ("follow.remove_after", "follow.remove", "restrict.exclude_after")
_LINKS = (
    "per.before",
    "restrict.is",
    "join.of",
    "join.than",
    "restrict.using",
    "restrict.only",
    "threshold.to",
)


def lift(work: Work) -> None:
    """Take the condition that is named beside a word such as "filter" or 限制, and no other one.

    A condition that is not there cannot be taken away: the word for it stays unread.
    """
    said = work.said()
    for at, piece in enumerate(said):
        if piece.is_("follow.unlimit") and not piece.concerns:
            _lift(work, [piece], _behind(said, at), piece)
        elif piece.is_("follow.filters") and not piece.concerns:
            _lift_named(work, said, at)
    _take_again(work)


def _take_again(work: Work) -> None:
    """把华南拿掉，不做区域限制: what is taken away twice is so once."""
    said = work.said()
    for at, piece in enumerate(said):
        if not (piece.values and _is_gone(work, piece)):
            continue
        before, behind = said[at - 1 : at] if at else [], said[at + 1 : at + 2]
        marks = [mark for mark in before if mark.is_("follow.remove") and not mark.concerns]
        marks = marks or [mark for mark in behind if mark.is_(*_REMOVES_AFTER) and not mark.concerns]
        if marks:
            work.take((*marks, piece), "filter", "-")


def _lift_named(work: Work, said: Sequence[Piece], at: int) -> None:
    """Before or behind the word for a condition stand what it is on and what takes it away."""
    removes = [
        each for each in said[:at] if each.is_(*_REMOVES) and not (each.concerns and each is said[at - 1])
    ]
    removes = removes[-1:]  # a value may have the same name: 取消
    before = said[at - 1] if at and said[at - 1].concerns else None
    closing = said[at + 1] if at + 1 < len(said) else None
    if not removes and closing is not None and closing.is_(*_REMOVES_AFTER):
        if before is not None:
            _lift(work, [said[at], closing], [before], said[at])
        return
    if not removes:
        return
    place = said.index(removes[0])
    if before is not None:
        led = [piece for piece in said[place + 1 : at - 1] if piece.is_(*_LINKS)]
        if len(led) == at - 2 - place:
            _lift(work, [*removes, *led, said[at]], [before], said[at])
    elif place == at - 1 and at + 1 < len(said):
        targets = _behind(said, at)
        if targets:
            _lift(work, [*removes, said[at]], targets, said[at])


def _behind(said: Sequence[Piece], at: int) -> list[Piece]:
    """A link and what is named behind it."""
    found: list[Piece] = []
    for piece in said[at + 1 : at + 4]:
        if piece.concerns:
            return [*found, piece]
        if not piece.is_(*_LINKS):
            break
        found.append(piece)
    return []


def _lift(work: Work, marks: Sequence[Piece], targets: Sequence[Piece], word: Piece) -> None:
    if not targets:
        return
    named = targets[-1]
    change = without(_only_conditions(work.query), named)
    if change is not None and change[1] == "filter":
        work.query = work.query.but(where=change[0].where)
        work.take((*marks, *targets), "filter", change[2])
    elif _is_gone(work, named):
        work.take((*marks, *targets), "filter", "-")
    elif word in work.pieces:
        work.pieces[work.pieces.index(word)] = replace(word, roles=frozenset())


def _only_conditions(query: MetricQuery) -> MetricQuery:
    return query.but(group_by=(), average_per=(), order_by=(), limit=None, limit_per=None, having=())


def _is_gone(work: Work, named: Piece) -> bool:
    """Whether the condition on what is named has been taken away by another word: "not just Texas, all states"."""
    gone = {value[1:] for means, value in work.told.values() if means == "filter" and value.startswith("-")}
    fields = {value.dimension.rpartition(".")[2] for value in named.values} | names_of(named)
    return bool({name.rsplit("__", 1)[-1] for name in gone} & fields)


def widening(work: Work) -> None:
    """ "Widen it to all regions", 放宽到所有区域: said of what was taken away already."""
    taken = any(means == "filter" and value.startswith("-") for means, value in work.told.values())
    verbs = [piece for piece in work.pieces if piece.is_("follow.widen") and not piece.concerns]
    if taken and not any(piece.values for piece in work.pieces):
        work.take(verbs, "connective", "")


def all_of(work: Work) -> None:
    """ "Across all regions", "for all states together": of a condition on them, all again and as one."""
    said = work.said()
    for at, piece in enumerate(said[1:], 1):
        mark = said[at - 1]
        if not piece.dimensions or not mark.is_("follow.over_all") or mark.concerns:
            continue
        conditions = conditions_on(work.query, piece)
        if not conditions:
            continue
        left = tuple(item for item in work.query.where if item not in conditions)
        sums = [
            p for p in said[at + 1 : at + 2] if p.is_("shape.together", "follow.together") and not p.concerns
        ]
        work.query = work.query.but(where=left)
        work.take((mark, piece, *sums), "filter", f"-{field_of(conditions[0])}")
        return
