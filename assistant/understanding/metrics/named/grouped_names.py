"""A dimension whose name is the singular of a metric's: the "procedure" of "lab cost by procedure, highest first", where
"procedures" are counted as well."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.cutting.pieces import FIRST_ONES
from assistant.understanding.draft import Draft

_BEFORE, _EACH = "per.before", "per.each"
_SORTS = ("order.sort", "order.rank")


def is_grouped_by(draft: Draft, at: int, named: Sequence[int]) -> bool:
    """Whether another metric that is named before is shown by what the piece is the very name of, and nothing is ranked by
    it: the "by" of "top 3 clinics by procedures" tells what they are the first by.
    """
    piece, catalog = draft.pieces[at], draft.ground.catalog
    if not piece.metrics or not piece.dimensions or not draft.preceded(at, _BEFORE):
        return False
    if draft.preceded(at, _EACH):
        return False  # "revenue per procedure" is a quotient
    if any(draft.has(place, *FIRST_ONES, *_SORTS) for place in range(at)):
        return False
    said = piece.text.casefold()
    fields = [catalog.models[name.model].dimensions[name.dimension] for name in piece.dimensions]
    if said not in {each.casefold() for field in fields for each in field.names}:
        return False
    if any(said == each.casefold() for name in piece.metrics for each in catalog.metrics[name.metric].names):
        return False
    before = [name.metric for place in named if place < at for name in draft.pieces[place].metrics]
    return any(draft.ground.linker.dimension(piece.dimensions, [name]) for name in before)
