"""Things that a question names without asking to see them one by one: the projects of "all projects by type", the
群 of 群里的讨论.
"""

from __future__ import annotations

import re

from assistant.query import Condition
from assistant.understanding.conditions.values.numbered import is_numbered
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, soft
from assistant.understanding.groups.group_marks import is_numeric
from assistant.understanding.neighbours import GROUPING, joined_by_of
from assistant.understanding.words import load_vocabulary

_INSIDE = re.compile(r"(?:里|内)(?:面|头)?(?:的|[^\w一总共有]|[^\W一-鿿])")
_APART = ("join.each", "per.each")
_LIMITS = (">", ">=", "<", "<=", "between")
_MARKS = ",，;；。"
_PICKING = ("per.which", "order.highest", "order.lowest", "order.best", "order.worst")


def is_named_as_a_whole(draft: Draft, at: int) -> bool:
    """Whether no group is asked for by it."""
    if _is_all_that_is_parted(draft, at):
        return True
    some = draft.picks or draft.having or draft.preceded(at, *GROUPING)
    if some or any(_picks(piece) for piece in draft.pieces):
        return False
    return _is_where_it_happens(draft, at) or _is_limited_thing(draft, at)


def _is_all_that_is_parted(draft: Draft, at: int) -> bool:
    """Whether all of a thing is named and what it is shown by is one of its own qualities: 全部项目按项目类型看."""
    before = draft.left(at, "per.all")
    if before is None or not draft.has(before, "per.all") or draft.has(before, "per.each", "per.which"):
        return False
    models = draft.ground.catalog.models
    owned = {
        name.model
        for place, piece in enumerate(draft.pieces)
        for name in piece.dimensions
        if place != at and not piece.values and draft.has(draft.left(place, "per.before"), "per.before")
    }
    if is_numbered(draft, at):
        return bool(owned & {name.model for name in draft.pieces[at].dimensions})
    things = {item.entity for item in draft.pieces[at].entities}
    return bool(things & {models[name].primary_entity for name in owned if name in models})


def _picks(piece: Piece) -> bool:
    """Not the "what is the" that only opens a question."""
    return piece.is_(*_PICKING) and not piece.concerns and not piece.is_("filler.plain")


def _is_where_it_happens(draft: Draft, at: int) -> bool:
    """Whether it is where all of it happens: the 群 of 群里的讨论热度."""
    return _INSIDE.match(draft.ground.text, draft.pieces[at].end) is not None


def _is_limited_thing(draft: Draft, at: int) -> bool:
    """Whether a limit on an amount of its own says which of them are meant, and one number of these is asked for:
    月租在50到150元之间的套餐,2025年户均收入多少.
    """
    if load_vocabulary().matching("number.one", draft.ground.text) is None or draft.find(*_APART):
        return False
    models = {name.model for name in draft.pieces[at].dimensions}
    options = draft.ground.linker.options(draft.metrics)
    own = {option.name for option in options if option.dimension is not None and option.model in models}
    limited = {item.field for item in draft.where if isinstance(item, Condition) and item.op in _LIMITS}
    places = [
        place
        for place, (means, name) in draft.meanings.items()
        if means == "filter" and name in own & limited
    ]
    return any(_are_one_phrase(draft, min(at, place), max(at, place)) for place in places)


def _are_one_phrase(draft: Draft, first: int, last: int) -> bool:
    """Whether nothing stands between but the limit."""
    return all(
        draft.meanings.get(place, ("",))[0] in ("having", "number") or soft(draft.pieces[place])
        for place in range(first + 1, last)
    ) and not set(draft.between(first, first + 1)) & set(_MARKS)


def is_amount_of(draft: Draft, at: int) -> bool:
    """Whether a word such as "amount" only says what the metric behind it is: "the amount of the funds", whatever column is
    called so.
    """
    if not draft.has(at, "shape.amount", "shape.number_of") or not is_numeric(draft, at):
        return False
    behind = draft.right(at)
    return (
        behind is not None
        and draft.meanings.get(behind, ("",))[0] == "metric"
        and joined_by_of(draft, at, behind)
    )
