"""How many groups a limit leaves: "how many reps signed more than 3M", 线索超过1000条的渠道有几个."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Catalog, Simple
from assistant.understanding.conditions.limits.limited import (
    AFTER,
    BEFORE,
    is_counted,
    is_plainly_behind,
    noun_behind,
)
from assistant.understanding.conditions.predicates import field_of
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.lexicon import BARE, EntityName
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.things import counts_entity, things_counted
from assistant.understanding.metrics.known import model_of_rows
from assistant.understanding.neighbours import COUNTERS
from assistant.understanding.time.expr import GrainWord
from assistant.understanding.time.settling import GRAINS, METRIC_TIME
from assistant.understanding.words import load_vocabulary

_NUMBER_SIGN = "#"
OWN_NUMBER = "group.number"
"""Role of the name of a number of things that is that of those picked: 订单数大于60的客户数."""
_COUNT_OUT = "shape.count_out"
_EACH = ("join.each", "per.each")
_ASKED = ("shape.how_many", "shape.counted", "shape.number_of")


def name_counted_groups(draft: Draft) -> None:
    """The name of a number of things behind a limit on another metric stands for those that the limit picks."""
    if draft.ground.base is not None:
        return
    measured = [at for at, piece in enumerate(draft.pieces) if piece.metrics]
    for at, piece in enumerate(draft.pieces):
        limited = _is_limited_behind if piece.text.isascii() else _is_limited_before
        if not (piece.metrics or piece.terms) or not limited(draft, at):
            continue
        others = [name.metric for n in measured if n != at for name in draft.pieces[n].metrics]
        listed = _asks_which(draft, at)
        things = piece.entities if listed and piece.entities else _things_of(draft, at)
        entities = [item for item in things if others and draft.ground.linker.entity([item], others)]
        rows = {item.entity for item in entities}
        if entities and not any(_is_row(draft.ground.catalog, name, rows) for name in others):
            if listed:
                draft.put(at, replace(piece, metrics=()))
                return
            named = replace(
                piece, metrics=(), terms=(), entities=tuple(entities), roles=piece.roles | {OWN_NUMBER}
            )
            draft.put(at, named)
            return


def _asks_which(draft: Draft, at: int) -> bool:
    """Whether the bare word for the things is what is listed: nothing asks how many of them there are, or a number of
    theirs is asked for behind it: 好评率低于80%的骑手, 好评率低于80%的骑手的收入是多少.
    """
    piece = draft.pieces[at]
    if piece.terms or any(name.strength != BARE for name in piece.metrics):
        return False
    theirs = any(other.metrics or other.terms for other in draft.pieces[at + 1 :])
    return theirs or not draft.find(*_ASKED, _COUNT_OUT)


def _is_limited_before(draft: Draft, at: int) -> bool:
    """Whether a limited number stands right before it, over 的."""
    number = at - 2 if at > 1 and draft.has(at - 1, "join.of") else None
    counter = number is not None and draft.has(number, *COUNTERS) and number > 0
    number = number - 1 if counter and number is not None else number
    if number is None or draft.pieces[number].number is None:
        return False
    return draft.preceded(number, *BEFORE) or draft.has(number + 1, *AFTER)


def _is_limited_behind(draft: Draft, at: int) -> bool:
    """Whether it says itself that a number is asked for, and a clause with a limit says of which things: "number of
    customers who placed more than 60 orders".
    """
    piece, behind = draft.pieces[at], draft.ground.text[draft.pieces[at].end :].split()
    if not load_vocabulary().matching("count.own", piece.text) or not behind:
        return False
    opened = behind[0] in load_vocabulary().anaphora["relative"] | load_vocabulary().anaphora["counted_with"]
    return opened and any(
        _is_limit(draft, n) and _limits_noun(draft, n) for n in range(at + 1, len(draft.pieces))
    )


def _things_of(draft: Draft, at: int) -> list[EntityName]:
    """What all that the piece can name are numbers of."""
    catalog, piece = draft.ground.catalog, draft.pieces[at]
    names = {name.metric for name in piece.metrics} | {
        name for term in piece.terms for name in term.ambiguity.candidates if name in catalog.metrics
    }
    found = []
    for name in sorted(names):
        metric = catalog.metrics[name]
        things = list(things_counted(catalog, metric))
        if not things or not isinstance(metric.kind, Simple):
            return []
        found += [EntityName(metric.kind.model, thing) for thing in things]
    return found if len({item.entity for item in found}) == 1 else []


def mark_group_counts(draft: Draft) -> None:
    """Note the thing whose number is asked for, where a limit on another metric picks some of them. The things'
    own count is no metric of the answer then.
    """
    if draft.ground.base is not None or not draft.metrics:
        return
    places = [at for at, piece in enumerate(draft.pieces) if _is_counted(draft, at)]
    if len({_unit_of(draft, at) or at for at in places}) == 1:
        places = places[-1:]  # 收入超过1500万的月份一共多少个月
    if len(places) != 1 or not any(_is_limit(draft, at) for at in range(len(draft.pieces))):
        return
    [at] = places
    if _unit_of(draft, at) is not None:
        draft.counted_at = at if _has_limited(draft) else None
        return
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
    unit = _unit_of(draft, at)
    name = f"{METRIC_TIME}__{unit}" if unit is not None else field_of(draft, at).name
    draft.grain = unit or draft.grain
    if name not in draft.group_by:
        draft.group_by.append(name)
    draft.count_of = name
    draft.read(at, "grain" if unit is not None else "dimension", name)
    for place in range(len(draft.pieces)) if unit is not None else ():
        if draft.free(place) and _unit_of(draft, place) == unit:
            draft.read(place, "grain", name)
    for place in draft.find("per.when") if unit is not None else ():
        draft.read(place, "connective")  # "months when revenue passed 15 million"
    for place in draft.find(*_ASKED, _COUNT_OUT):
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
    """Whether how many there are is asked right before it, in it, or behind it at the end."""
    piece = draft.pieces[at]
    named = (piece.dimensions or piece.entities) and not piece.terms
    if not named and _unit_of(draft, at) is None:
        return False
    if at and draft.has(at - 1, "per.each") and _opens_clause(draft, at - 1):
        return False  # 有多少次,各门店分开看
    if draft.preceded(at, *_ASKED) or draft.ground.text[: piece.start].rstrip().endswith(_NUMBER_SIGN):
        return True
    if _unit_of(draft, at) is not None and at and draft.has(at - 1, "shape.one_number"):
        return True  # 收入超过1500万的月份一共多少个月
    if _unit_of(draft, at) is not None and draft.has(
        at + 1 if at + 1 < len(draft.pieces) else None, "shape.number_of"
    ):
        return True
    if piece.is_(OWN_NUMBER):
        return True
    if draft.preceded(at, "per.each"):
        return False
    if _is_counted_out(draft, at):
        return True
    behind = draft.right(at, *_ASKED)
    last = behind is not None and not any(p.concerns for p in draft.pieces[behind + 1 :])
    if draft.has(behind, *_ASKED) and last and not piece.text.isascii():
        return True
    asked = _asked_at_end(draft)
    if asked is not None and _is_of_each(draft, at, asked):
        return False
    return asked is not None and at < asked and [n for n in range(asked) if _may_be_counted(draft, n)] == [at]


def _opens_clause(draft: Draft, at: int) -> bool:
    return at > 0 and any(
        mark in draft.between(at - 1, at) or draft.pieces[at - 1].text == mark for mark in ",，;；"
    )


def _is_of_each(draft: Draft, at: int, asked: int) -> bool:
    """Whether it is about what each of them has: "who are they and how many each", 以及各自签了多少."""
    places = range(at + 1, min(asked + 2, len(draft.pieces)))
    return any(draft.pieces[n].is_(*_EACH) and not draft.pieces[n].concerns for n in places)


def _is_counted_out(draft: Draft, at: int) -> bool:
    """Whether the question begins with a word for counting and ends with what is counted: 数一下…超过60的客户."""
    opened = any(place < at for place in draft.find(_COUNT_OUT))
    relative = at > 0 and draft.has(at - 1, "join.of") and not draft.pieces[at].text.isascii()
    last = all(soft(p) and not p.is_("per.which") for p in draft.pieces[at + 1 :] if p.time is None)
    return opened and relative and last


def _may_be_counted(draft: Draft, at: int) -> bool:
    """Whether it names things or buckets, and is neither what a number counts nor what a limit is on."""
    piece = draft.pieces[at]
    if not (piece.dimensions or piece.entities or _unit_of(draft, at)):
        return False
    limit = draft.right(at, *BEFORE)
    own = limit is not None and draft.has(limit, *BEFORE) and not _limits_noun(draft, limit)
    return not own and not is_plainly_behind(draft, at)


def _limits_noun(draft: Draft, limit: int) -> bool:
    """Whether the number behind counts something else: the orders of "customers with over 60 orders"."""
    number = limit + 1
    if number >= len(draft.pieces) or draft.pieces[number].number is None:
        return False
    noun = noun_behind(draft, number)
    return noun is not None and draft.pieces[noun].text.isascii() and bool(draft.pieces[noun].metrics)


def _asked_at_end(draft: Draft) -> int | None:
    """A question for a number with nothing behind it, that is not right behind what is measured: 客户，2025年有多少."""
    last = next((at for at in range(len(draft.pieces) - 1, -1, -1) if _says_something(draft, at)), None)
    if last is None or not draft.has(last, *_ASKED) or draft.pieces[last].concerns:
        return None
    before = next(
        (
            at
            for at in range(last - 1, -1, -1)
            if _says_something(draft, at) and draft.pieces[at].time is None
        ),
        None,
    )
    measured = (
        before is not None and bool(draft.pieces[before].metrics) and not is_plainly_behind(draft, before)
    )
    return None if measured else last


def _says_something(draft: Draft, at: int) -> bool:
    return draft.has(at, *_ASKED) or not soft(draft.pieces[at])


def _unit_of(draft: Draft, at: int) -> str | None:
    """The unit of time that the piece is the bare word for; the hours of 超过6小时 are so many, and no groups."""
    piece = draft.pieces[at]
    if piece.concerns or piece.number is not None:
        return None
    if at and draft.pieces[at - 1].number is not None and draft.pieces[at - 1].end == piece.start:
        return None
    if piece.time is not None and not isinstance(piece.time.expr, GrainWord):
        return None
    return next((unit for unit in GRAINS if piece.is_(f"grain.{unit}")), None)


def _has_limited(draft: Draft) -> bool:
    """Whether a metric of the question is what a limit is on, rather than another number of the rows."""
    return any(
        _is_limit(draft, at) and any(name in draft.metrics for name in draft.focus)
        for at in range(len(draft.pieces))
    )


def _is_limit(draft: Draft, at: int) -> bool:
    if not draft.has(at, *BEFORE, *AFTER) or draft.pieces[at].concerns:
        return False
    near = (at - 2, at - 1, at + 1, at + 2)
    return any(0 <= p < len(draft.pieces) and draft.pieces[p].number is not None for p in near)
