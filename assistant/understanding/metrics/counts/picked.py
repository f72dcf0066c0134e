"""Things whose number is a metric as well, and that are only what a ranking or a list is of: the suppliers
of "top 10 suppliers by revenue" and "which supplier has the highest revenue", whatever counts suppliers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE, noun_behind
from assistant.understanding.cutting.pieces import DEGREES
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import DimensionName, EntityName
from assistant.understanding.metrics.counts.counted import extreme_of, is_count
from assistant.understanding.metrics.counts.events import is_event
from assistant.understanding.metrics.counts.things import counts_entity
from assistant.understanding.neighbours import (
    COUNTERS,
    HOW_MANY,
    LIMITS,
    LIMITS_AFTER,
    asks_number_of,
    described_from,
    modifies_next,
)
from assistant.understanding.words import load_vocabulary

_FIRST = ("order.top", "order.bottom", *EXTREMES)
_RANKED = ("order.rank", "order.sort", *_FIRST)
_BEST = ("order.best", "order.worst", "order.top", "order.popular")
_MARKED = ("per.each", "per.which")


def picked_things(draft: Draft, named: Sequence[int]) -> set[int]:
    """Those of the pieces that name metrics which stand for things here: what a number of the first ones is
    of, what is ranked by something, and what "which" or "each" asks for where another metric is named.
    """
    things = [at for at in named if _may_be_thing(draft, at)]
    picked = {at for at in things if is_picked(draft, at)}
    others = [at for at in named if at not in picked]
    asked = {at for at in things if at in others and _is_asked_for(draft, at)}
    picked |= asked if set(others) - asked or _is_ranked_otherwise(draft, asked) else set()
    for at in picked:
        name_thing(draft, at)
    return picked


def ranking_metric(draft: Draft, named: Sequence[int]) -> int | None:
    """The count that "by" names behind what a ranking is of: the customers of "top 5 countries by customers"."""
    for at in named:
        dated = at > 0 and draft.pieces[at - 1].time is not None  # "by 2025 loans"
        by = draft.left(at - 1 if dated else at, "per.before")
        if not draft.has(by, "per.before") or draft.has(by, "per.each"):
            continue
        thing = draft.left(by)  # type: ignore[arg-type]
        if thing is not None and (is_first_of(draft, thing) or is_ranked_by(draft, thing)):
            return at
    return None


def name_thing(draft: Draft, at: int, beside: Sequence[str] = ()) -> None:
    """Have the piece name what its metric counts, where the catalog names the number only."""
    piece = draft.pieces[at]
    if piece.dimensions or piece.entities:
        return
    counted = [
        thing
        for name in piece.metrics
        for thing in counted_things(draft.ground.catalog, name.metric, piece.text, beside)
    ]
    draft.put(
        at,
        replace(
            piece,
            entities=tuple(dict.fromkeys(item for item in counted if isinstance(item, EntityName))),
            dimensions=tuple(dict.fromkeys(item for item in counted if isinstance(item, DimensionName))),
        ),
    )


def counted_things(
    catalog: Catalog, name: str, text: str, beside: Sequence[str] = ()
) -> list[EntityName | DimensionName]:
    """What a metric counts all of, where the text is a word for it and says no more than that: buyers. What it
    says more is no condition beside metrics of the very rows that it counts.
    """
    metric = catalog.metrics[name]
    kind = metric.kind
    if not isinstance(kind, Simple) or not is_count(catalog, name):
        return []
    if any(text.endswith(ending) for ending in load_vocabulary().endings):
        return []  # the number by its own name
    within = bool(beside) and all(_is_within(catalog, each, metric, kind.model) for each in beside)
    if (metric.filters or (text.isascii() and " " in text)) and not within:
        return []
    model = catalog.models[kind.model]
    primary = [item for item in model.entities.values() if item.type == "primary"]
    if kind.function == "count":
        rows = [item for item in primary if kind.expr.text in ("1", "*", item.expr.text)]
        return [EntityName(model.name, item.name) for item in rows]
    if kind.function != "count_distinct":
        return []
    keys = [item for item in model.entities.values() if item.expr.text == kind.expr.text]
    fields = [item for item in model.dimensions.values() if item.expr.text == kind.expr.text]
    named = [DimensionName(model.name, item.name, item.conformed) for item in fields]
    return [EntityName(model.name, item.name) for item in keys] or list(named)


def is_picked(draft: Draft, at: int) -> bool:
    """Whether a number, a superlative or a word such as "single" says that it is what some are picked of."""
    picked = is_first_of(draft, at) or is_ranked_by(draft, at) or is_sole(draft, at)
    picked = picked or _has_the_most(draft, at) or is_best(draft, at) or _is_picked_behind(draft, at)
    return picked or (bool(draft.pieces[at].terms) and _is_limited_by_other(draft, at))


def _is_limited_by_other(draft: Draft, at: int) -> bool:
    """The customers of "the success rate by name for customers with at least 5 orders": another number limits them, and yet
    another is asked for.
    """
    link, limit = at + 1, at + 2
    if limit + 2 >= len(draft.pieces) or draft.pieces[link].text not in load_vocabulary().codewords["having"]:
        return False
    if not draft.pieces[limit].is_(*BEFORE) or draft.preceded(at, *HOW_MANY) or asks_number_of(draft, at):
        return False
    noun = noun_behind(draft, limit + 1)
    others = [n for n, piece in enumerate(draft.pieces) if n not in (at, noun) and piece.metrics]
    return noun is not None and bool(draft.pieces[noun].metrics) and bool(others)


def _is_picked_behind(draft: Draft, at: int) -> bool:
    """The budgets of "of the wards upstairs, the top two with the most beds": the number stands
    for itself behind them.
    """
    piece = draft.pieces[at]
    before = draft.ground.text[: piece.start]
    if not piece.entities or load_vocabulary().matching("picked.among", before) is None:
        return False
    for place in range(at + 1, len(draft.pieces)):
        if _is_plain_number(draft, place) and draft.preceded(place, "order.top", "order.bottom"):
            behind = place + 1
            return behind == len(draft.pieces) or not draft.pieces[behind].concerns
    return False


def is_best(draft: Draft, at: int) -> bool:
    """Whether it is the best of them that is wanted, whatever by: "our best product", "top products", "which product is
    the most popular". There are not the best of how many there are.
    """
    piece = draft.pieces[at]
    if not (piece.entities or piece.dimensions) or not _names_only_count(draft, at):
        return False
    if at + 1 < len(draft.pieces) and draft.pieces[at + 1].dimensions and modifies_next(draft, at, at + 1):
        return False  # "the most common claim cause"
    before, behind = _described(draft, at) - 1, at + 1
    best = [mark for mark in (before, behind) if 0 <= mark < len(draft.pieces) and draft.has(mark, *_BEST)]
    if not best or draft.pieces[best[0]].concerns or draft.find(*HOW_MANY):
        return False
    return best[0] == before or draft.has(best[0], "order.popular")


def _names_only_count(draft: Draft, at: int) -> bool:
    """Whether nothing else that is named could rank it, and it only names a number of its own kind."""
    catalog = draft.ground.catalog
    others = [n for n, piece in enumerate(draft.pieces) if n != at and (piece.metrics or piece.terms)]
    own = {item.entity for item in draft.pieces[at].entities}
    counted = [catalog.metrics[name.metric] for name in draft.pieces[at].metrics]
    return not others and bool(counted) and all(counts_entity(catalog, metric, own) for metric in counted)


def _has_the_most(draft: Draft, at: int) -> bool:
    """ "Customers with the most orders": what a superlative is said of, over "with", by something else; "models with the
    minimum price", where the superlative is the metric's own.
    """
    if _has_the_extreme(draft, at):
        return True
    if _who_has_the_most(draft, at):
        return True
    link = draft.pieces[at + 1] if at + 1 < len(draft.pieces) else None
    if link is None or link.text not in load_vocabulary().codewords["having"] or at + 3 >= len(draft.pieces):
        return False
    ranked = draft.pieces[at + 3]
    return draft.pieces[at + 2].is_(*DEGREES) and bool(ranked.metrics or ranked.terms)


def _who_has_the_most(draft: Draft, at: int) -> bool:
    """ "The customer who has the most orders": the same in a clause of its own."""
    degree = next((n for n in range(at + 1, len(draft.pieces) - 1) if draft.pieces[n].is_(*DEGREES)), None)
    if degree is None:
        return False
    between = draft.ground.text[draft.pieces[at].end : draft.pieces[degree].start]
    ranked = draft.pieces[degree + 1]
    return (
        bool(ranked.metrics or ranked.terms)
        and load_vocabulary().matching("picked.who_has", between) is not None
    )


def _has_the_extreme(draft: Draft, at: int) -> bool:
    behind = next((n for n in range(at + 1, len(draft.pieces)) if draft.pieces[n].metrics), None)
    catalog = draft.ground.catalog
    if behind is None or not all(extreme_of(catalog, n.metric) for n in draft.pieces[behind].metrics):
        return False
    between = draft.ground.text[draft.pieces[at].end : draft.pieces[behind].start]
    return load_vocabulary().matching("extreme.of", between) is not None


def is_first_of(draft: Draft, at: int) -> bool:
    """Whether a number of the first ones stands right before it: "top 5 customers", "the five largest
    customers", 保费最多的五个投保人. A number with a limit counts instead: "regions with at least 5 customers".
    """
    before = draft.left(_described(draft, at), *_FIRST, skip=("order.counter",))
    if draft.has(before, *_FIRST) and before == at - 1 and draft.pieces[before].number is None:
        before = draft.left(before)  # "the five largest customers"
    if before is None or not _is_plain_number(draft, before) or _reaches_over(draft, before, at):
        return False
    ranks = at + 1 < len(draft.pieces) and draft.pieces[at + 1].is_(*EXTREMES) and not _is_spaced(draft, at)
    if (
        ranks
        or draft.preceded(before, *BEFORE)
        or draft.has(draft.right(before, *AFTER, skip=COUNTERS), *AFTER)
    ):
        return False
    if draft.preceded(before, *_FIRST):
        return True
    degrees = [place for place, piece in enumerate(draft.pieces) if piece.is_(*_FIRST) and place != before]
    return any(not piece_touches(draft, place, at) for place in degrees)


def is_ranked_by(draft: Draft, at: int) -> bool:
    """Whether a superlative or "rank" stands right before it and "by" a metric behind: "our best customers by
    revenue", "rank the suppliers by sales".
    """
    before = draft.left(_described(draft, at), *_RANKED)
    if not draft.has(before, *_RANKED):
        return False
    by = _by_behind(draft, at)
    metric = draft.right(by) if by is not None else None
    if metric is not None and draft.pieces[metric].time is not None:
        metric = draft.right(metric)
    if metric is None or draft.has(by, "per.each"):
        return False
    return bool(draft.pieces[metric].metrics or draft.pieces[metric].terms)


def take_sole(draft: Draft) -> None:
    """ "The single product that sold the most": the first one."""
    if draft.limit is not None or not any(piece.is_(*EXTREMES) for piece in draft.pieces):
        return
    for at in range(1, len(draft.pieces)):
        if is_sole(draft, at) and at not in draft.focus.values() and draft.free(at - 1):
            draft.limit = 1
            draft.read(at - 1, "limit", "1")
            draft.focus["limit"] = at - 1
            return


def is_sole(draft: Draft, at: int) -> bool:
    """Whether it is the one thing that a superlative picks: "the single product that sold the most"."""
    piece, before = draft.pieces[at], draft.pieces[at - 1] if at else None
    if before is None or not (piece.dimensions or piece.entities) or before.number is not None:
        return False
    sole = before.text in load_vocabulary().codewords["sole"] and not before.concerns
    return sole and any(other.is_(*EXTREMES) for other in draft.pieces) and piece.start == before.end + 1


def _described(draft: Draft, at: int) -> int:
    """Where a thing begins with the word before it that says how much of it there is: "least sold products"."""
    words = load_vocabulary().codewords
    before = draft.pieces[at - 1] if at > 1 else None
    said = before is not None and before.text in words["degree"] and not before.concerns
    return at - 1 if said else at


def _by_behind(draft: Draft, at: int) -> int | None:
    """The "by" behind a word, over periods and values: "our best customers in 2025 by revenue"."""
    for place in range(at + 1, len(draft.pieces)):
        piece = draft.pieces[place]
        if piece.is_("per.each") and not piece.concerns:
            continue  # "the top product of each category by revenue"
        if piece.is_("per.before") and not piece.concerns:
            return place
        if (
            place > at + 1
            and draft.pieces[place - 1].is_("per.each")
            and piece.dimensions
            and not piece.metrics
        ):
            continue
        passed = piece.time is not None or bool(piece.values) or piece.is_("join.of", "filler.plain")
        if not passed or piece.metrics:
            return None
    return None


def piece_touches(draft: Draft, degree: int, at: int) -> bool:
    """Whether the superlative ranks by how many there are: "5 regions with the most customers"."""
    return draft.left(at, *DEGREES) == degree and draft.has(degree, *DEGREES)


def _is_spaced(draft: Draft, at: int) -> bool:
    """Whether words are spaced: 线索量最少 is the number that ranks, "customers most" is not."""
    return draft.pieces[at].text.isascii() or bool(draft.between(at, at + 1))


def _reaches_over(draft: Draft, first: int, at: int) -> bool:
    """Whether something of the catalog stands between the number and the word."""
    return any(draft.pieces[place].concerns for place in range(first + 1, at))


def _is_plain_number(draft: Draft, at: int) -> bool:
    number = draft.pieces[at].number if draft.pieces[at].time is None else None
    return number is not None and number.kind != "percent" and float(number.value).is_integer()


def _may_be_thing(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    if piece.terms:
        return is_first_of(draft, at) or is_ranked_by(draft, at) or _is_limited_by_other(draft, at)
    catalog = draft.ground.catalog
    named = bool(piece.entities) or any(not item.boolean for item in piece.dimensions)
    return named or any(counted_things(catalog, name.metric, piece.text) for name in piece.metrics)


def _is_within(catalog: Catalog, name: str, counted: Metric, model: str) -> bool:
    """Whether the metric is measured of no other rows than those that are counted."""
    metric = catalog.metrics[name]
    own = isinstance(metric.kind, Simple) and metric.kind.model == model
    return own and all(item in metric.filters for item in counted.filters)


def _is_ranked_otherwise(draft: Draft, asked: set[int]) -> bool:
    """Whether a superlative or a limit is about something else than the number of what "which" asks for,
    behind it: "which customer spent the most".
    """
    if len(asked) != 1:
        return False
    at = next(iter(asked))
    degrees = [
        place for place, piece in enumerate(draft.pieces) if place > at and piece.is_(*EXTREMES, *LIMITS)
    ]
    return bool(degrees) and all(place > at + 1 for place in degrees)


def _is_asked_behind(draft: Draft, at: int) -> bool:
    """The 保单 of 报案数在5件以上的保单有哪些, where nothing but a limit or a superlative is said of them."""
    text = draft.pieces[at].text
    behind = draft.right(at, "per.which", skip=("restrict.is",))
    limited = any(piece.is_(*LIMITS, *LIMITS_AFTER, *EXTREMES) for piece in draft.pieces[:at])
    return not text.isascii() and limited and draft.has(behind, "per.which") and draft.right(behind) is None  # type: ignore[arg-type]


def _is_asked_for(draft: Draft, at: int) -> bool:
    """After "which" or "each", and neither one of several metrics nor what is most or limited there."""
    before = draft.left(described_from(draft, at), *_MARKED)
    if _is_ratio(draft, at, before):
        return False
    if not draft.has(before, *_MARKED) and (_is_asked_behind(draft, at) or _is_grouped(draft, at)):
        return True
    piece = draft.pieces[at]
    if draft.has(before, "filler.plain") and not (piece.entities or piece.dimensions):
        return False  # "what is the MAU" asks for a number by its own name, and for none of the users
    if not draft.has(before, *_MARKED) or draft.preceded(at, "join.and") or draft.followed(at, "join.and"):
        return False
    return not draft.has(before, *DEGREES, *LIMITS, *LIMITS_AFTER, "intent.what_is", "shape.how_many")


def _is_grouped(draft: Draft, at: int) -> bool:
    """The customer of "consumption by customer", where nothing is ranked by how many there are: one is shown after the
    other, whatever counts them.
    """
    piece = draft.pieces[at]
    if (
        not piece.text.isascii()
        or piece.text.endswith("s")
        or not draft.has(at - 1 if at else None, "per.before")
    ):
        return False
    if any(other.is_(*_RANKED) and not other.concerns for other in draft.pieces):
        return False
    return bool(piece.entities) and all(is_count(draft.ground.catalog, name.metric) for name in piece.metrics)


def _is_ratio(draft: Draft, at: int, before: int | None) -> bool:
    """Whether it is what something is asked for per one of: "page views per visit"."""
    each = before == at - 1 and draft.has(before, "per.each") and not draft.has(before, "per.which")
    return each and is_event(draft, at) and not _beside_extreme(draft, at)


def _beside_extreme(draft: Draft, at: int) -> bool:
    """Whether all else that is named is the highest or the lowest of something, which is nothing per one of them."""
    catalog = draft.ground.catalog
    others = [name.metric for n, piece in enumerate(draft.pieces) if n != at for name in piece.metrics]
    kinds = [catalog.metrics[name].kind for name in others]
    return bool(kinds) and all(isinstance(k, Simple) and k.function in ("max", "min") for k in kinds)
