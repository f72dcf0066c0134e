"""Things that a value describes, beside what is measured of them: the customers of "sales to German customers"."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.catalog.metric import Simple
from assistant.understanding.cutting.values.owners import models_near, things_counted
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import VARIANT, EntityName
from assistant.understanding.linking import LinkedValue
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.neighbours import GROUPING

_LISTS = ("join.and", "join.or", "join.versus", "join.than")
_OF = "的"
_POSSESSIVE = ("'", "’")
_WHO = ("per.person", "per.which")
_TEXTS = ("restrict.name_of", "restrict.contains", "restrict.starts", "restrict.ends")


def said_of_things(draft: Draft, at: int, chosen: Mapping[int, str]) -> bool:
    """Whether the count at `at` names the things that a value right before it describes, and another metric
    is that of these things: it is led to by a preposition, or follows as what they have.
    """
    if not is_described(draft, at, chosen[at]):
        return False
    whole = _counts_all(draft, chosen[at])
    first = _first_value(draft, at)
    for other, name in chosen.items():
        if other == at or name == chosen[at]:
            continue
        if not (whole and belongs_to(draft, at, chosen[at], name)) and not _is_of_described(
            draft, at, chosen[at], name
        ):
            continue
        if other < first and _leads(draft, other, first):
            return True
        if other == at + 1 and draft.between(at, other).strip().startswith(_POSSESSIVE):
            return True
        if other > at and (_is_possessive(draft, at) or _goes_on(draft, at, other)):
            return True
    return False


def related_behind(draft: Draft, at: int) -> int | None:
    """Where right behind the thing a value of its own is said with a verb: the orders of "orders acquired through email",
    the customers of "customers who pay in euros".
    """
    behind = draft.right(at, skip=_WHO)
    return behind if behind is not None and draft.pieces[behind].aside else None


def is_of_one(draft: Draft, at: int, about: str, measured: str) -> bool:
    """Whether the thing is called by its plain name, which tells no condition of the metric that counts it, and each row
    of what is measured is of one: the orders of net revenue, where only those that were shipped are counted.
    """
    piece, catalog = draft.pieces[at], draft.ground.catalog
    model = str(getattr(catalog.metrics[about].kind, "model", ""))
    counted = tuple(EntityName(model, name) for name in things_counted(catalog, about))
    if is_count(catalog, measured) and any(
        catalog.models[item.model].agg_time_dimension is not None
        for item in piece.entities
        if catalog.models[item.model].primary_entity == item.entity
    ):
        return False
    plain = not piece.terms and all(name.strength <= VARIANT for name in piece.metrics)
    named = piece.entities or (counted if plain else ())
    return bool(named) and bool(draft.ground.linker.entity(named, [measured]))


def is_described(draft: Draft, at: int, about: str) -> bool:
    """Whether a value of the thing itself stands right before its name, or what its name holds right behind: the
    customers of "German customers", the products of "products whose name contains Chef".
    """
    if related_behind(draft, at) is not None:
        return True
    behind = draft.right(at, *_TEXTS, skip=("restrict.only", "per.which"))
    if draft.has(behind, *_TEXTS) and draft.pieces[at].text.isascii() and draft.pieces[at].dimensions:
        return True
    before = _describing(draft, at)
    if before < 0 or draft.between(before, before + 1).strip():
        return False
    model = str(getattr(draft.ground.catalog.metrics[about].kind, "model", ""))
    piece = draft.pieces[before]
    flag = bool(piece.dimensions) and all(name.boolean and name.model == model for name in piece.dimensions)
    things = frozenset(things_counted(draft.ground.catalog, about))
    own = {model, *next(models_near(things, draft.ground.catalog))}
    return flag or any(name.dimension.partition(".")[0] in own for name in piece.values)


def belongs_to(draft: Draft, at: int, about: str, measured: str) -> bool:
    """Whether each row of what is measured has one of the things that `about` counts. Of what is counted itself only
    where the things are no events: the customers won from some leads are another count than those that a lead
    can be found for.
    """
    catalog, linker, piece = draft.ground.catalog, draft.ground.linker, draft.pieces[at]
    model = catalog.models.get(str(getattr(catalog.metrics[about].kind, "model", "")))
    if is_count(catalog, measured) and (model is None or model.agg_time_dimension is not None):
        return False
    return bool(linker.entity(piece.entities, [measured]) or linker.dimension(piece.dimensions, [measured]))


def _is_of_described(draft: Draft, at: int, about: str, measured: str) -> bool:
    """Of things that a verb tells a value of."""
    return related_behind(draft, at) is not None and is_of_one(draft, at, about, measured)


def _describing(draft: Draft, at: int) -> int:
    """The place right before, over a word such as 的."""
    linked = at > 1 and draft.has(at - 1, "join.of") and not draft.pieces[at - 1].text.isascii()
    return at - 2 if linked else at - 1


def _counts_all(draft: Draft, name: str) -> bool:
    metric = draft.ground.catalog.metrics[name]
    plain = isinstance(metric.kind, Simple) and not metric.filters
    return plain and is_count(draft.ground.catalog, name)


def _first_value(draft: Draft, at: int) -> int:
    """Where the list of values right before the thing begins; the thing itself where its value is said behind."""
    if related_behind(draft, at) is not None:
        return at
    first = _describing(draft, at)
    while first >= 2 and draft.has(first - 1, "join.and", "join.or") and draft.pieces[first - 2].values:
        first -= 2
    return first


def _leads(draft: Draft, metric: int, value: int) -> bool:
    """Whether a preposition, and no word or mark of a list, leads from the metric to the value."""
    between = draft.ground.text[draft.pieces[metric].end : draft.pieces[value].start]
    listed = any(draft.has(place, "join.and", "join.or", "join.versus") for place in range(metric + 1, value))
    return bool(between.strip()) and not listed and not any(mark in between for mark in ",;/&+、")


def _goes_on(draft: Draft, at: int, metric: int) -> bool:
    """Whether nothing but a period and small words stand between: 法国供应商今年的销售额."""
    inside = range(at + 1, metric)
    small = all(_is_small(draft, place) for place in inside)
    marked = any(mark in draft.between(place, place + 1) for place in range(at, metric) for mark in ",;、，")
    return bool(inside) and small and not marked and not draft.pieces[at].text.isascii()


def _is_small(draft: Draft, at: int) -> bool:
    """A period, what to group by, a word such as 的."""
    piece = draft.pieces[at]
    grouped = draft.preceded(at, *GROUPING) and bool(piece.dimensions) and not piece.metrics
    return piece.time is not None or grouped or draft.has(at, "join.of", *GROUPING)


def _is_possessive(draft: Draft, at: int) -> bool:
    return draft.pieces[at].text.endswith(("'s", "s'", "’s", "s’"))


def _describes_too(draft: Draft, at: int) -> bool:
    """Whether another value stands right between one and the thing: the retail of "active retail merchants"."""
    piece = draft.pieces[at]
    named = piece.metrics or piece.dimensions or piece.entities
    return bool(piece.values) and not named and not draft.between(at - 1, at).strip()


def values_of_noun(draft: Draft, at: int) -> tuple[LinkedValue, ...]:
    """What the value is of the thing that stands right behind it or behind the values it is listed with, however
    far that is from the metrics: the country of the customers in "orders from German and French customers".
    """
    owners = {name.dimension for name in draft.pieces[at].values}
    place = at + 1
    while place + 1 < len(draft.pieces) and draft.has(place, *_LISTS):
        if not owners & {name.dimension for name in draft.pieces[place + 1].values}:
            return ()
        place += 2
    while place + 1 < len(draft.pieces) and _describes_too(draft, place):
        place += 1
    if place + 1 < len(draft.pieces) and draft.has(place, "join.of") and draft.pieces[place].text == _OF:
        place += 1
    if place >= len(draft.pieces) or draft.between(place - 1, place).strip():
        return ()
    piece = draft.pieces[place]
    own = draft.ground.catalog.models
    models = {name.model for name in piece.dimensions}
    models |= {name.model for name in piece.entities if own[name.model].primary_entity == name.entity}
    thing = any(own[name.model].primary_entity == name.entity for name in piece.entities)
    if (piece.values and not thing) or not models:
        return ()
    every = draft.ground.linker.every_value(draft.pieces[at].values, draft.metrics)
    return tuple(item for item in every if item.field.model in models)
