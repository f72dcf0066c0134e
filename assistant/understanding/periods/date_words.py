"""Words between "by" and a grain that say which date is meant, where the metric is dated by it: "by signup week"."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.echoes import names_own_date, own_times

_MARKS = ("per.before", "per.each")


def before_date(draft: Draft, at: int) -> int:
    """The place of the mark before the date's words that end at `at`; `at` itself where these are none.

    The words are then read: they say nothing that the metric's own time does not.
    """
    first = at
    while first >= 0 and _says_date(draft, first) and not draft.between(first, first + 1).strip():
        first -= 1
    if first in (at, -1) or not draft.has(first, *_MARKS) or draft.between(first, first + 1).strip():
        return at
    draft.read(first, "connective")
    for place in range(first + 1, at + 1):
        draft.read(place, "filler", draft.pieces[place].text)
    return first


def _says_date(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    if not draft.free(at) or piece.values or piece.time is not None or piece.number is not None:
        return False
    models = {model for model, _ in own_times(draft.ground.catalog, draft.metrics)}
    catalog = draft.ground.catalog
    rows = {catalog.models[model].primary_entity for model in models if model in catalog.models}
    return any(name.entity in rows for name in piece.entities) or names_own_date(draft, piece)
