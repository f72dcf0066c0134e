"""How many groups a limit leaves: "how many reps signed more than 3M", 线索超过1000条的渠道有几个."""

from __future__ import annotations

from assistant.catalog.model import Catalog
from assistant.understanding.conditions.limited import AFTER, BEFORE, is_counted
from assistant.understanding.conditions.predicates import field_of
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.counted import is_count
from assistant.understanding.metrics.known import model_of_rows
from assistant.understanding.metrics.things import counts_entity

_ASKED = ("shape.how_many", "shape.counted", "shape.number_of")


def mark_group_counts(draft: Draft) -> None:
    """Note the thing whose number is asked for, where a limit on another metric picks some of them. The things'
    own count is no metric of the answer then.
    """
    if draft.ground.base is not None or not draft.metrics:
        return
    places = [at for at, piece in enumerate(draft.pieces) if _is_counted(draft, at)]
    if len(places) != 1 or not any(_is_limit(draft, at) for at in range(len(draft.pieces))):
        return
    [at] = places
    own = [name for name, place in draft.focus.items() if place == at]
    others = [name for name in draft.metrics if name not in own] or _limited(draft, at)
    if not others or not all(is_count(draft.ground.catalog, name) for name in own):
        return
    linker, piece = draft.ground.linker, draft.pieces[at]
    catalog = draft.ground.catalog
    things = {entity.entity for entity in piece.entities}
    if any(counts_entity(catalog, catalog.metrics[name], things) for name in others):
        return  # the stalled deals of "deals stalled for more than 30 days" are what is counted
    if any(_is_row(catalog, name, things) for name in others):
        return  # a limit on each row's own number is a condition, not one on groups
    if not (linker.dimension(piece.dimensions, others) or linker.entity(piece.entities, others)):
        return
    named = {name: draft.focus.get(name, _place_of(draft, name)) for name in others}
    if None in named.values():
        return  # an amount of what is counted, and no limit on it
    for name in own:
        draft.focus.pop(name)
        draft.meanings.pop(at, None)
    draft.metrics = others
    draft.focus |= {name: place for name, place in named.items() if place is not None}
    draft.counted_at = at


def take_group_counts(draft: Draft) -> None:
    """The groups that are counted. Raises ImpossibleError where no limit picks any."""
    at = draft.counted_at
    if at is None:
        return
    if not draft.having or draft.compare is not None or isinstance(draft.time, tuple):
        raise ImpossibleError("unread_condition", draft.pieces[at].text)
    field = field_of(draft, at)
    draft.group_by.append(field.name)
    draft.count_of = field.name
    draft.read(at, "dimension", field.name)
    for place in draft.find(*_ASKED):
        draft.read(place, "analysis", "count")


def _is_row(catalog: Catalog, metric: str, things: set[str]) -> bool:
    """Whether one of the things is what each row of the metric is."""
    models = catalog.models
    return any(
        models[model].primary_entity in things for model in model_of_rows(catalog, catalog.metrics[metric])
    )


def _limited(draft: Draft, at: int) -> list[str]:
    """A count that is named for its limit alone: the tickets of "more than 5 tickets"."""
    found = {
        name.metric
        for place, piece in enumerate(draft.pieces)
        if place != at and not piece.terms
        for name in piece.metrics
        if is_counted(draft, place, name.metric)
    }
    return list(found) if len(found) == 1 else []


def _place_of(draft: Draft, metric: str) -> int | None:
    places = (at for at, piece in enumerate(draft.pieces) if metric in {n.metric for n in piece.metrics})
    return next(places, None)


def _is_counted(draft: Draft, at: int) -> bool:
    """Whether how many there are is asked right before it, or behind it at the end."""
    piece = draft.pieces[at]
    if not (piece.dimensions or piece.entities) or piece.terms:
        return False
    if draft.preceded(at, *_ASKED):
        return True
    behind = draft.right(at, *_ASKED)
    last = behind is not None and not any(p.concerns for p in draft.pieces[behind + 1 :])
    return draft.has(behind, *_ASKED) and last and not piece.text.isascii()


def _is_limit(draft: Draft, at: int) -> bool:
    if not draft.has(at, *BEFORE, *AFTER) or draft.pieces[at].concerns:
        return False
    near = (at - 2, at - 1, at + 1, at + 2)
    return any(0 <= p < len(draft.pieces) and draft.pieces[p].number is not None for p in near)
