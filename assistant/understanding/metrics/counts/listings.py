"""Things that are asked for by what they are: "who are our gold partners", 哪些单子卡住了."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Dimension, Entity, Simple
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import EntityName
from assistant.understanding.neighbours import opening

_WHICH = ("per.which", "per.person")
_ONE_NUMBER = ("shape.counted", "shape.together")
_SET_AGAINST = ("join.versus", "shape.compare")


def take_listing(draft: Draft) -> None:
    """Where no metric is named: those that the catalog lists the things with that the question is about."""
    for item in (*_named(draft), *(item for _, item in _of_values(draft))):
        names = [name for name in item.listed_with if name in draft.ground.catalog.metrics]
        if names:
            draft.metrics += names
            draft.assume("listed_with")
            return


def group_listed(draft: Draft) -> None:
    """Things are shown by what the catalog says, where a question asks which they are: those that cannot be
    shown one by one, and those that a value tells from others.
    """
    asked = [at for at, piece in enumerate(draft.pieces) if piece.is_(*_WHICH) and not piece.concerns]
    if draft.ground.base is not None or not (
        asked or any(a.code == "listed_with" for a in draft.assumptions)
    ):
        return
    told = dict(_of_values(draft))
    own = {name for item in told.values() for name in (item.name, item.conformed)}
    if draft.grain or any(name not in own for name in draft.group_by):
        return
    if not any(piece.is_(*_SET_AGAINST) and not piece.is_(*_WHICH) for piece in draft.pieces):
        for at, item in told.items():
            if _group(draft, at, item):
                return
    for at in asked:
        if draft.has(at, "intent.what_is") and any(piece.is_(*_ONE_NUMBER) for piece in draft.pieces):
            continue  # "what's the combined opportunity count" lists nothing
        for entity in _entities_beside(draft, at) if draft.free(at) and not draft.group_by else ():
            if _group(draft, at, entity):
                draft.read(at, "dimension", ", ".join(entity.listed_by))
                return


def _group(draft: Draft, at: int, item: Dimension | Entity) -> bool:
    options = {option.name for option in draft.ground.linker.options(draft.metrics)}
    if not item.listed_by or not options.issuperset(item.listed_by):
        return False
    draft.group_by[:] = item.listed_by
    for name in item.listed_by:
        draft.focus[name] = at
        if isinstance(item, Entity):
            draft.assume("listed_by", name)
    return True


def _named(draft: Draft) -> Iterator[Dimension | Entity]:
    models = draft.ground.catalog.models
    for piece in draft.pieces:
        for entity in piece.entities:
            yield models[entity.model].entities[entity.entity]
        for name in piece.dimensions:
            yield models[name.model].dimensions[name.dimension]


def _of_values(draft: Draft) -> Iterator[tuple[int, Dimension]]:
    """Dimensions of the values that are named, by their places."""
    for at, piece in enumerate(draft.pieces):
        for value in piece.values:
            model, _, dimension = value.dimension.partition(".")
            yield at, draft.ground.catalog.models[model].dimensions[dimension]


def _entities_beside(draft: Draft, at: int) -> list[Entity]:
    """Entities that the word for what is asked for names, or that the metric's own name opens with."""
    models = draft.ground.catalog.models
    places = [place for place in (draft.right(at), draft.left(at)) if place is not None]
    names: list[EntityName] = []
    for place in (*places, *draft.focus.values()):
        names += draft.pieces[place].entities
        if draft.pieces[place].metrics:
            names += [item for item in opening(draft, place) if isinstance(item, EntityName)]
            names += _counted_by(draft, place)
    return [models[name.model].entities[name.entity] for name in names]


def _counted_by(draft: Draft, at: int) -> list[EntityName]:
    """What the metric counts the rows of."""
    catalog = draft.ground.catalog
    kinds = [
        catalog.metrics[name.metric].kind for name in draft.pieces[at].metrics if name.metric in draft.metrics
    ]
    return [
        EntityName(kind.model, entity.name)
        for kind in kinds
        if isinstance(kind, Simple) and kind.function == "count"
        for entity in catalog.models[kind.model].entities.values()
        if entity.type == "primary"
    ]
