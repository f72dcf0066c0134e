"""Things whose number is asked for in the name of their own number: 线索得分大于80的有多少条 counts leads."""

from __future__ import annotations

from assistant.catalog.model import Simple
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE, NUMERIC
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import EntityName
from assistant.understanding.metrics.counts.things import counts_of
from assistant.understanding.neighbours import HOW_MANY, opening
from assistant.understanding.words import load_vocabulary


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
        models = {item.model for item in draft.pieces[at].dimensions}
        names = [name for name in counts_of(draft, at, things) if _is_whole(draft, name, models)]
        called = [name for name in names if _is_called(draft, name, things)]
        name = draft.only_metric(at, called or names)
        if name is not None:
            draft.metrics.append(name)
            draft.assume("default_metric", name)
            return


def _is_called(draft: Draft, name: str, things: list[EntityName]) -> bool:
    """Whether a name of the count is that of the thing, with or without a word for a number: 线索量."""
    models = draft.ground.catalog.models
    labels = {label for item in things for label in models[item.model].entities[item.entity].names}
    endings = ("", *load_vocabulary().endings)
    return any(
        label + end == said
        for said in draft.ground.catalog.metrics[name].names
        for label in labels
        for end in endings
    )


def _is_whole(draft: Draft, name: str, models: set[str]) -> bool:
    """Whether it counts all the rows that have the number."""
    metric = draft.ground.catalog.metrics[name]
    return isinstance(metric.kind, Simple) and metric.kind.model in models and not metric.filters


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
