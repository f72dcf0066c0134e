"""Things whose number is asked for in the name of their own number: 线索得分大于80的有多少条 counts leads."""

from __future__ import annotations

from assistant.understanding.conditions.limited import AFTER, BEFORE, NUMERIC
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import EntityName
from assistant.understanding.metrics.things import counts_of
from assistant.understanding.neighbours import HOW_MANY, opening


def take_counted_by_number(draft: Draft) -> None:
    """Where no metric is named, and no other thing: the count of what the name of a limited number opens with.

    Raises UndecidedError where several counts fit all that the question mentions.
    """
    asked = any(piece.is_(*HOW_MANY) and not piece.concerns for piece in draft.pieces)
    if not asked or draft.ground.base is not None or any(piece.entities for piece in draft.pieces):
        return
    for at in range(len(draft.pieces)):
        things = [item for item in opening(draft, at) if isinstance(item, EntityName)]
        if not things or not _is_limited(draft, at):
            continue
        name = draft.only_metric(at, counts_of(draft, at, things))
        if name is not None:
            draft.metrics.append(name)
            draft.assume("default_metric", name)
            return


def _is_limited(draft: Draft, at: int) -> bool:
    """Whether it names a number of rows and a limit on it stands behind."""
    models = draft.ground.catalog.models
    piece = draft.pieces[at]
    numeric = any(
        models[name.model].dimensions[name.dimension].data_type in NUMERIC for name in piece.dimensions
    )
    behind = draft.pieces[at + 1 : at + 6]
    numbered = any(each.number is not None for each in behind)
    return numeric and numbered and any(each.is_(*BEFORE, *AFTER) for each in behind)
