"""Things that a question names without asking to see them one by one: the projects of "all projects by type", the
群 of 群里的讨论.
"""

from __future__ import annotations

import re

from assistant.understanding.conditions.numbered import is_numbered
from assistant.understanding.draft import Draft
from assistant.understanding.neighbours import GROUPING

_INSIDE = re.compile(r"(?:里|内)(?:面|头)?(?:的|[^\w一总共有]|[^\W一-鿿])")
_PICKING = ("per.which", "order.highest", "order.lowest", "order.best", "order.worst")


def is_named_as_a_whole(draft: Draft, at: int) -> bool:
    """Whether no group is asked for by it."""
    return _is_all_that_is_parted(draft, at) or _is_where_it_happens(draft, at)


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


def _is_where_it_happens(draft: Draft, at: int) -> bool:
    """Whether it is where all of it happens: the 群 of 群里的讨论热度. Not where some are picked of them."""
    if draft.picks or draft.having or draft.preceded(at, *GROUPING):
        return False
    if any(piece.is_(*_PICKING) and not piece.concerns for piece in draft.pieces):
        return False
    return _INSIDE.match(draft.ground.text, draft.pieces[at].end) is not None
