"""Counts that say what another metric is about, and are not asked for themselves."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.conditions.values.described_things import (
    belongs_to,
    is_described,
    is_of_one,
    related_behind,
    said_of_things,
)
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.metrics.counts.counted import adds_up, is_count
from assistant.understanding.neighbours import (
    adjacent,
    asks_number_of,
    joined_by_of,
    modifies_next,
    only_bare,
    word_for_the_thing,
)
from assistant.understanding.shape.ratios import is_divided, is_divisor
from assistant.understanding.words import load_vocabulary

_TOPIC_MARKS = (":", ";", "-")
_SIDES = ("join.and", "join.versus", "join.than")
_TWO = 2
_LIST_MARKS = (",", "、", "&", "+", ";", "/", "?")


def populations(draft: Draft, chosen: dict[int, str]) -> set[int]:
    """Counts that only say what another metric is about: the "leads" of "win rate of leads".

    Raises ImpossibleError where the count narrows down what is meant, as new customers do in "revenue
    of new customers", and is no value of what is measured: no metric is a condition.
    """
    found: set[int] = set()
    for at in chosen:
        before = _before(draft, at)
        about = {before} if before in chosen and _describes(draft, before, at) else set()
        for place in about | _said_after(draft, at, chosen):
            assert place is not None
            if place in found or chosen[place] == chosen[at] or _is_asked_itself(draft, place):
                continue
            if not _is_all_of(draft, place, chosen[place], chosen[at]) and not _is_agent(draft, place):
                _take_as_value(draft, place, chosen[at])
            if _is_done_by(draft, place - 1):
                draft.read(place - 1, "connective")
            found.add(place)
        _check_apart(draft, at, chosen)
    found |= {place for place in chosen if place not in found and said_of_things(draft, place, chosen)}
    found |= _mentioned(draft, chosen, found) | _set_against(draft, chosen)
    found |= _who_did(draft, chosen, found)
    return found | _whose(draft, chosen, found) | _among(draft, chosen, found)


def _take_as_value(draft: Draft, at: int, measured: str) -> None:
    """The paying customers of "tickets of paying customers" are a condition where what is measured has such a
    value. Raises ImpossibleError where it has none.
    """
    piece = draft.pieces[at]
    if not draft.ground.linker.values(piece.values, [measured]):
        raise ImpossibleError("unread_condition", piece.text)
    kept = replace(piece, metrics=(), terms=(), dimensions=(), entities=())
    draft.put(at, kept)


def _is_asked_itself(draft: Draft, at: int) -> bool:
    """Whether others are ranked by it, or divided by it."""
    return _is_ranked_by(draft, at) or is_divided(draft) or is_divisor(draft, at)


def _is_ranked_by(draft: Draft, at: int) -> bool:
    """Whether it picks others by how many there are: 线索最多的渠道的MQL率, "reps with the most opportunities"."""
    behind, before = draft.right(at, *EXTREMES), draft.left(at, *EXTREMES)
    after = draft.right(behind) if behind is not None and draft.has(behind, *EXTREMES) else None
    picks = after is not None and bool(draft.pieces[after].dimensions or draft.pieces[after].entities)
    if behind == at + 1 and picks:
        return True
    return before is not None and before == at - 1 and draft.has(before, "order.highest", "order.lowest")


def _describes(draft: Draft, before: int, at: int) -> bool:
    """Whether the first metric describes the second one: 新客户的平均折扣率, "stalled deals win rate"."""
    if (
        _holds(draft, before, at)
        or modifies_next(draft, before, at)
        or _opens_with(draft, before, at)
        or _brings(draft, before, at)
    ):
        return True
    inside = [place for place in range(before + 1, at) if not _may_stand_between(draft, place)]
    if len(inside) < at - before - 1 and inside and all(draft.has(place, "join.of") for place in inside):
        return not draft.pieces[before].text.isascii()
    counted = (
        is_count(draft.ground.catalog, draft.pieces[before].metrics[0].metric)
        if draft.pieces[before].metrics
        else False
    )
    plural = draft.pieces[before].text.isascii() and draft.pieces[before].text.endswith("s")
    return counted and plural and draft.pieces[at].text.isascii() and adjacent(draft, before, at)


def _holds(draft: Draft, before: int, at: int) -> bool:
    """Whether the second one is looked for in what the first one counts: 已完成的项目里,工时偏差率最高的5个."""
    names = draft.pieces[before].metrics
    among = tuple(word for word in load_vocabulary().anaphora["among"] if not word.isascii())
    behind = draft.ground.text[draft.pieces[before].end : draft.pieces[at].start]
    counted = bool(names) and is_count(draft.ground.catalog, names[0].metric)
    return counted and before < at and behind.startswith(among)


def _brings(draft: Draft, before: int, at: int) -> bool:
    """Whether the second one is what the things that the first one counts brought: 新客户带来的收入."""
    names = draft.pieces[before].metrics
    brought = load_vocabulary().matching("population.brought", draft.between(before, at))
    if asks_number_of(draft, before):
        return False
    return brought is not None and bool(names) and is_count(draft.ground.catalog, names[0].metric)


def _before(draft: Draft, at: int) -> int | None:
    place = draft.left(at, skip=("shape.average",))
    while place is not None and draft.pieces[place].time is not None and not draft.pieces[at].text.isascii():
        place = draft.left(place)
    return place


def _may_stand_between(draft: Draft, at: int) -> bool:
    """What may part what is described from its description: 新客户的平均折扣率, 付费客户11月的工单量."""
    return draft.has(at, "shape.average") or draft.pieces[at].time is not None


def _is_among(draft: Draft, before: int, at: int) -> bool:
    """Whether a rate is of what stands inside: Q3的线索中,各渠道的MQL率."""
    rates = draft.pieces[at].metrics and not adds_up(draft.ground.catalog, draft.pieces[at].metrics[0].metric)
    behind = draft.ground.text[draft.pieces[before].end : draft.pieces[at].start]
    among = tuple(word for word in load_vocabulary().anaphora["among"] if not word.isascii())
    return bool(rates) and before < at and behind.startswith(among)


def _opens_with(draft: Draft, before: int, at: int) -> bool:
    """ "For cancelled policies, what was the premium": those of which it is asked."""
    first = next((at for at, piece in enumerate(draft.pieces) if piece.concerns), before)
    if not all(draft.pieces[place].values for place in range(first, before)):
        return False
    opened = load_vocabulary().matching("population.opening", draft.ground.text[: draft.pieces[first].start])
    named = related_behind(draft, before)
    asked = load_vocabulary().matching(
        "population.asking", draft.between(before if named is None else named, at)
    )
    return opened is not None and asked is not None


def _mentioned(draft: Draft, chosen: dict[int, str], found: set[int]) -> set[int]:
    """Counts named by the word for the thing itself, somewhere beside what is measured of it and without
    an "and" between the two: 各类线索的平均评分.

    Raises ImpossibleError where it would be a condition on another thing.
    """
    asked = [at for at in chosen if not draft.pieces[at].entities and at not in found]
    more: set[int] = set()
    for place in chosen:
        if place in found or not asked or _is_asked_itself(draft, place):
            continue
        nearest = min(asked, key=lambda at: abs(at - place))
        if is_divisor(draft, nearest):
            continue  # the orders of "orders per ordering customer" are what is divided
        apart = only_bare(draft.pieces[place]) and _is_asked(draft, nearest) and not _is_asked(draft, place)
        if not (draft.pieces[place].entities or apart) or place == nearest:
            continue
        apart = apart or _is_topic(draft, place, nearest, chosen[nearest])
        apart = apart or _is_among(draft, place, nearest)
        if (_listed(draft, place, nearest) and not apart) or chosen[place] == chosen[nearest]:
            continue
        if not _is_all_of(draft, place, chosen[place], chosen[nearest]):
            _take_as_value(draft, place, chosen[nearest])
        more.add(place)
    return more


def _set_against(draft: Draft, chosen: dict[int, str]) -> set[int]:
    """Things that are named twice, each time behind what kind of them is set against the other one: the customers of "the
    difference in revenue between new customers and old customers".
    """
    names = list(chosen.values())
    found: set[int] = set()
    for name in {
        name for name in names if names.count(name) == _TWO and is_count(draft.ground.catalog, name)
    }:
        first, second = sorted(at for at in chosen if chosen[at] == name)
        asked = {other for other in names if other != name}
        told = all(at and draft.pieces[at - 1].values for at in (first, second))
        joined = any(draft.has(at, *_SIDES) for at in range(first + 1, second))
        if len(asked) == 1 and told and joined and _is_all_of(draft, first, name, *asked):
            found |= {first, second}
    return found


def _who_did(draft: Draft, chosen: dict[int, str], found: set[int]) -> set[int]:
    """The members of "the renewal rate by plan for members who joined in May": a pronoun goes on to say which ones.

    Raises ImpossibleError where what is measured is of other things.
    """
    told: set[int] = set()
    for at in chosen:
        behind, before = at + 1, draft.left(at, "join.of")
        asked = [name for place, name in chosen.items() if place not in found and name != chosen[at]]
        relative = load_vocabulary().anaphora["relative"]
        who = behind < len(draft.pieces) and draft.pieces[behind].text.partition(" ")[0] in relative
        led = before is not None and before == at - 1 and draft.has(before, "join.of")
        if at in found or not (asked and who and led) or draft.pieces[behind].concerns:
            continue
        if not all(_is_all_of(draft, at, chosen[at], name) for name in asked):
            raise ImpossibleError("unread_condition", draft.pieces[at].text)
        told.add(at)
    return told


def _whose(draft: Draft, chosen: dict[int, str], found: set[int]) -> set[int]:
    """The customers of "for customers in the north, what is their average order": those whose number is asked for."""
    theirs = load_vocabulary().matching("among.their", draft.ground.text)
    if theirs is None:
        return set()
    first = [at for at in chosen if draft.pieces[at].end <= theirs.end("things")]
    asked = [at for at in chosen if at not in found and draft.pieces[at].start >= theirs.start("wanted")]
    counts = [at for at in first if is_count(draft.ground.catalog, chosen[at])]
    if len(asked) != 1 or chosen[asked[0]] in (chosen[at] for at in first):
        return set()
    return {at for at in counts if _is_all_of(draft, at, chosen[at], chosen[asked[0]])}


def _among(draft: Draft, chosen: dict[int, str], found: set[int]) -> set[int]:
    """The deals of "among the deals in the north, list the top 3 reps by revenue": what is asked for stands behind the comma.

    Raises ImpossibleError where what is asked is not one of their own numbers.
    """
    opened = load_vocabulary().matching("population.among", draft.ground.text)
    if opened is None:
        return set()
    first = [at for at in chosen if draft.pieces[at].within(opened.span("things"))]
    asked = [at for at in chosen if draft.pieces[at].start >= opened.end("things") and at not in found]
    if len(first) != 1 or not asked or not is_count(draft.ground.catalog, chosen[first[0]]):
        return set()
    [place] = first
    if place in found or chosen[place] in (chosen[at] for at in asked):
        return set()
    for at in asked:
        if not _is_all_of(draft, place, chosen[place], chosen[at]):
            _take_as_value(draft, place, chosen[at])
    return {place}


def _is_topic(draft: Draft, at: int, asked: int, metric: str) -> bool:
    """Whether the thing is described, and a rate of it asked for behind a comma: 电话来源的工单,解决率是多少."""
    described = at > 0 and (draft.has(at - 1, "join.of") or bool(draft.pieces[at - 1].values))
    described = described and not any(mark in draft.between(at - 1, at) for mark in _TOPIC_MARKS)
    named = not draft.pieces[at].text.endswith(load_vocabulary().endings)
    comma = asked == at + 1 and draft.between(at, asked).strip() == ","
    return described and named and comma and not adds_up(draft.ground.catalog, metric)


def _is_asked(draft: Draft, at: int) -> bool:
    """Whether the question for an amount stands right before: 带来多少房费."""
    return draft.preceded(at, "shape.how_many", "shape.amount")


def _listed(draft: Draft, one: int, other: int) -> bool:
    """Whether a word or mark of a list stands between the two."""
    first, last = min(one, other), max(one, other)
    between = draft.ground.text[draft.pieces[first].end : draft.pieces[last].start]
    joined = any(draft.has(at, "join.and", "join.versus") for at in range(first + 1, last))
    joined = joined and not _is_of_field(draft, last)
    return joined or any(mark in between for mark in _LIST_MARKS)


def _is_of_field(draft: Draft, at: int) -> bool:
    """Whether it only says what a quality is of: the rooms of "the lowest rate and the floor of the rooms"."""
    if at < 2 or not draft.has(at - 1, "join.of") or not draft.pieces[at].text.isascii():
        return False
    field = draft.pieces[at - 2]
    return bool(field.dimensions) and not (field.metrics or field.terms or field.values)


def _check_apart(draft: Draft, at: int, chosen: dict[int, str]) -> None:
    """A rate or an amount "of" another one is neither of the two, unless a ratio is asked for. Raises ImpossibleError."""
    for place in () if is_divided(draft) else chosen:
        measures = not is_count(draft.ground.catalog, chosen[place]) and chosen[place] != chosen[at]
        if place > at and measures and joined_by_of(draft, at, place) and draft.pieces[at + 1].text.isascii():
            raise ImpossibleError("unread_condition", draft.pieces[place].text)


def _is_all_of(draft: Draft, at: int, about: str, measured: str) -> bool:
    """Whether the count stands for everything that is measured anyway."""
    catalog = draft.ground.catalog
    piece = draft.pieces[at]
    if only_bare(piece) and (piece.dimensions or piece.entities):
        return True
    if word_for_the_thing(piece):
        return True
    if is_described(draft, at, about) and is_of_one(draft, at, about, measured):
        return True
    parts = with_inputs(catalog.complete.metrics, measured)[1:]
    if about in [part.name for part in parts]:
        return True
    marked = draft.preceded(at, "per.each", "per.before") and not _is_done_by(draft, at - 1)
    if not marked and _every_row_has(catalog, about, measured):
        return True
    if not _counts_rows(catalog, about):
        return False
    if is_described(draft, at, about) and belongs_to(draft, at, about, measured):
        return True
    return not adds_up(catalog, measured) or _model_of(catalog, about) == _model_of(catalog, measured)


def _every_row_has(catalog: Catalog, about: str, measured: str) -> bool:
    """Whether each row that is measured is, or belongs to, one of those that are counted: orders to customers."""
    count, amount = catalog.metrics[about], catalog.metrics[measured]
    if (
        not isinstance(count.kind, Simple)
        or not isinstance(amount.kind, Simple)
        or not is_count(catalog, about)
    ):
        return False
    if count.kind.model == amount.kind.model:
        known = {item.text for item in amount.filters}
        return all(item.text in known for item in count.filters)
    whole = catalog.models[count.kind.model].primary_entity
    links = catalog.models[amount.kind.model].entities.values()
    return not count.filters and any(link.name == whole and link.type == "foreign" for link in links)


def _model_of(catalog: Catalog, name: str) -> str:
    return str(getattr(catalog.metrics[name].kind, "model", ""))


def _counts_rows(catalog: Catalog, name: str) -> bool:
    """Counts every row of its model, without a condition in its expression."""
    kind = catalog.metrics[name].kind
    if not isinstance(kind, Simple) or kind.function != "count" or _is_some_of(catalog, name):
        return False
    keys = {
        entity.expr.text
        for entity in catalog.models[kind.model].entities.values()
        if entity.type == "primary"
    }
    return kind.expr.text in ("1", "*", *keys)


def _is_some_of(catalog: Catalog, name: str) -> bool:
    """Whether another count of the same rows leaves out one of its conditions, as tickets do of breaches."""
    own = catalog.metrics[name]
    others = (m for m in catalog.complete.metrics.values() if m.name != name and _rows(m) == _rows(own))
    return any(len(other.filters) < len(own.filters) for other in others)


def _rows(metric: Metric) -> tuple[str, str, str] | None:
    kind = metric.kind
    return (kind.model, kind.function, kind.expr.text) if isinstance(kind, Simple) else None


def _said_after(draft: Draft, at: int, chosen: dict[int, str]) -> set[int]:
    """Counts behind a metric that link words lead to, over values: "sales cycle for newsletter leads"."""
    found: set[int] = set()
    linked = False
    done = next((n for n in range(at + 1, len(draft.pieces)) if draft.has(n, "per.before")), at)
    done = done if _is_done_by(draft, done) else at
    for place in range(at + 1, len(draft.pieces)):
        piece = draft.pieces[place]
        if place < done and piece.is_("filler.plain") and not piece.concerns:
            continue  # the "were placed" of "orders that were placed by customers from Texas"
        if (
            piece.text.isascii()
            and not piece.concerns
            and (piece.is_("join.of") or _is_by_some(draft, place))
        ):
            linked = True
        elif not linked or piece.is_("join.and"):
            break
        elif place in chosen and is_count(draft.ground.catalog, chosen[place]):
            found.add(place)
        elif not (piece.values or piece.is_("join.versus")):
            break
    return found


def _is_by_some(draft: Draft, at: int) -> bool:
    """Whether it is the "by" of who did something, of whom a value tells: "orders by enterprise customers"."""
    behind = at + 1
    told = behind < len(draft.pieces) and bool(draft.pieces[behind].values)
    told = told or _is_done_by(draft, at)
    return told and draft.has(at, "per.before") and not draft.has(at, "per.each", "per.which")


def _is_done_by(draft: Draft, at: int) -> bool:
    """The customers of "orders placed by customers from Texas": a value behind them tells who did it."""
    text, pieces = draft.ground.text, draft.pieces
    thing, link, value = at + 1, at + 2, at + 3
    led = value < len(pieces) and draft.has(link, "join.of") and bool(pieces[value].values)
    named = led and bool(pieces[thing].dimensions or pieces[thing].entities)
    return named and load_vocabulary().matching("agent.by", text[: pieces[at].end]) is not None


def _is_agent(draft: Draft, at: int) -> bool:
    """The clients of "transactions by female clients": the value is the condition, and they add nothing to it."""
    told = bool(at > 1 and draft.pieces[at - 1].values and draft.pieces[at].entities)
    return told and _is_by_some(draft, at - 2)
