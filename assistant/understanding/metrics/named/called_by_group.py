"""A metric that cannot be shown by what is asked for, where the catalog has one called by both: the "campaign
bookings" of "top 5 campaigns by bookings". So is the "partner bookings" of "bookings of gold partners", the same sum of
the orders that have a partner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.catalog.model import Simple
from assistant.query import Condition
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.picked import is_first_of
from assistant.understanding.metrics.known import shown_with, words_of_names
from assistant.understanding.neighbours import GROUPING


def choose_by_group(draft: Draft) -> None:
    """Replace the only metric by the only one that is named after it and a dimension that it lacks."""
    if len(draft.metrics) != 1 or draft.ground.base is not None:
        return
    name = draft.metrics[0]
    at = draft.focus.get(name)
    if at is None or draft.pieces[at].start in draft.ground.picks:
        return
    linker = draft.ground.linker
    lacking = [piece for piece in _named(draft) if not linker.dimension(piece.dimensions, [name])]
    found = {other for piece in lacking for other in called_by_group(draft, name, piece)}
    if len(lacking) != 1 or len(found) != 1:
        return
    other = found.pop()
    if not all(linker.dimension(piece.dimensions, [other]) for piece in _named(draft)):
        return
    draft.exchange(name, other)
    draft.assume("default_metric", other)


def choose_by_owner(draft: Draft) -> None:
    """Replace the only metric by the only one of the same amounts that is named after it and the thing that a condition
    leaves some of: those of the rows with such a thing are all that it lets through.
    """
    if len(draft.metrics) != 1 or draft.having or draft.ground.base is not None:
        return
    name, catalog = draft.metrics[0], draft.ground.catalog
    at, kind = draft.focus.get(name), catalog.metrics[name].kind
    if at is None or draft.pieces[at].start in draft.ground.picks or not isinstance(kind, Simple):
        return
    own = [tuple(words(phrase)) for phrase in catalog.metrics[name].names]
    both = {
        tuple(sorted((*words(label), *phrase)))
        for label in _owners(draft, name, kind.model)
        for phrase in own
    }
    others = [each for each in shown_with(catalog, words_of_names, *both) if each.name != name]
    if len(others) == 1 and _is_same_amount(others[0].kind, kind):
        other = others[0].name
        draft.exchange(name, other)
        draft.order_by = [replace(o, field=other) if o.field == name else o for o in draft.order_by]
        draft.assume("default_metric", other)


def _owners(draft: Draft, metric: str, model: str) -> Iterator[str]:
    """What the things are called that a condition of the question leaves some of, other than the rows themselves."""
    only = {item.field for item in draft.where if isinstance(item, Condition) and item.op in ("=", "in")}
    for option in draft.ground.linker.options([metric]):
        if option.name in only and option.dimension is not None and option.model != model:
            owner = draft.ground.catalog.models[option.model]
            entity = owner.entities.get(owner.primary_entity or "")
            yield from (*(entity.names if entity is not None else ()), *owner.labels)


def _is_same_amount(kind: object, other: Simple) -> bool:
    if not isinstance(kind, Simple):
        return False
    return (kind.model, kind.function, kind.expr.text) == (other.model, other.function, other.expr.text)


def _named(draft: Draft) -> list[Piece]:
    return [
        piece
        for at, piece in enumerate(draft.pieces)
        if piece.dimensions and not piece.metrics and (not piece.values or _is_grouped(draft, at))
    ]


def _is_grouped(draft: Draft, at: int) -> bool:
    return draft.preceded(at, *GROUPING) or is_first_of(draft, at)


def called_by_group(draft: Draft, name: str, piece: Piece) -> Iterator[str]:
    """Metrics that can be shown by the dimension, with a name that says the metric at hand and it."""
    known = draft.ground.catalog.metrics
    own = [tuple(words(phrase)) for phrase in known[name].names]
    said = [*labels_of(draft, piece), piece.text]
    both = {tuple(sorted((*words(label), *phrase))) for label in said for phrase in own}
    for other in shown_with(draft.ground.catalog, words_of_names, *both):
        if other.name != name and draft.ground.linker.dimension(piece.dimensions, [other.name]):
            yield other.name


def labels_of(draft: Draft, piece: Piece) -> Iterator[str]:
    models = draft.ground.catalog.models
    for name in piece.dimensions:
        dimension = models[name.model].dimensions[name.dimension]
        yield from dimension.names
