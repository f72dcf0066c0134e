"""Limits on each row's own duration or amount, said in a unit of its own: "tickets that took more than 48 hours
to resolve", 超过5天没解决的工单, "orders above ¥10,000".

The catalog declares such numbers as dimensions with a unit; the limit is converted to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.query import Condition, Operator
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.limits.limited import (
    AFTER,
    BEFORE,
    NUMERIC,
    currency_of,
    unit_of_number,
)
from assistant.understanding.conditions.limits.limited_names import drop_limited_name
from assistant.understanding.conditions.limits.measured import (
    end_of_range,
    numbers_of,
    numbers_of_counted,
    range_marks,
)
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import says_one_of, words
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.linking import distance
from assistant.understanding.metrics.counts.counted import is_count, measured_in
from assistant.understanding.units import converted, is_measured, measure_of, units_in
from assistant.understanding.words import load_vocabulary

_BEFORE: dict[str, Operator] = BEFORE | {"threshold.within": "<="}
_AFTER: dict[str, Operator] = AFTER | {"threshold.within_after": "<="}
_LONGEST = 8
"""Characters of a name that are looked for before a limit."""
_LEAST = 2
"""Characters that a Chinese word and a name must share."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as said: numbers, the places of its words, and the units that these can stand for."""

    op: Operator
    values: tuple[float, ...]
    places: tuple[int, ...]
    units: frozenset[str]


def take_row_limits(draft: Draft) -> None:
    """Raises UndecidedError where several numbers of the rows are meant alike."""
    if not draft.metrics:
        return
    for at in range(len(draft.pieces)):
        said = limit_at(draft, at)
        each = said_of_each(draft, min(said.places), max(said.places)) if said is not None else None
        if said is None or (each is None and _is_of_a_metric(draft, said)):
            continue
        beside = _is_beside_thing(draft, said)
        own = (numbers_of_counted(draft) if beside else ()) or numbers_of(draft)
        fitting = [item for item in own if _fits(item, said.units)]
        far = () if fitting else draft.ground.linker.options(draft.metrics)
        fitting += [item for item in far if _is_named_far(draft, item, said)]
        found = _chosen(draft, said, fitting, each is not None)
        if found is None:
            counts = all(is_count(draft.ground.catalog, name) for name in draft.metrics)
            draft.lacks_number = draft.lacks_number or (counts and not fitting)
            continue
        field, told = found
        unit = unit_of_number(field) or ""
        values = tuple(converted(value, said.units, unit) or 0.0 for value in said.values)
        whole = tuple(int(value) if value.is_integer() else value for value in values)
        draft.where.append(Condition(field.name, said.op, whole))
        drop_limited_name(draft, min(said.places), field)
        for place in (*said.places, *told, *_each_row(draft, said)):
            draft.read(place, "filter", field.name)
        if each is not None:
            draft.read_within(*each, "filter", field.name)
        _read_name_before(draft, said, field)


def _each_row(draft: Draft, said: Limit) -> tuple[int, ...]:
    """Where it says that the limit is on one of the things: the 单票 of 单票超过500公斤."""
    before = draft.left(min(said.places))
    return (
        (before,) if before is not None and draft.has(before, "told.one_row") and draft.free(before) else ()
    )


def limit_at(draft: Draft, at: int) -> Limit | None:
    """The limit whose first number, or whose "a" for one, is at this place or right before it."""
    piece = draft.pieces[at]
    if not draft.free(at):
        return None
    if piece.number is None:
        return _one_unit(draft, at)
    if piece.number.kind == "percent":
        return None
    second = end_of_range(draft, at)
    last = at if second is None else second
    unit = last + 1 if last + 1 < len(draft.pieces) and draft.free(last + 1) else None
    counter = unit if unit is not None and _counts_units(draft, unit) else None
    if counter is not None:
        unit = counter + 1
    units = units_in(draft.pieces[unit].text) if unit is not None else frozenset()
    marked = currency_of(draft, at)
    if not is_measured(units):
        units, unit = marked, None
    op, marks = _limit(draft, at, last if unit is None else unit)
    if second is not None:
        op = "between" if op in (None, "<=") else op
        marks = (*marks, *range_marks(draft, at, last if unit is None else unit, second))
    if op is None or not is_measured(units):
        return None
    places = (at,) if second is None else tuple(range(at, second + 1))
    marks = marks if counter is None else (*marks, counter)
    numbers = [draft.pieces[place].number for place in (places[0], places[-1])]
    values = tuple(item.value for item in numbers[: 1 if second is None else 2] if item is not None)
    return Limit(op, values, (*places, *((unit,) if unit is not None else ()), *marks), units)


def _counts_units(draft: Draft, at: int) -> bool:
    """Whether a measure word stands there between a number and its unit: the 个 of 3个小时."""
    behind = at + 1
    if behind >= len(draft.pieces) or not draft.has(at, "order.counter") or draft.between(at, behind):
        return False
    return draft.free(behind) and is_measured(units_in(draft.pieces[behind].text))


def _one_unit(draft: Draft, at: int) -> Limit | None:
    """ "More than a week": the unit right behind the limit, with a word for one between."""
    units = units_in(draft.pieces[at].text)
    before = at - 1
    role = next((role for role in _BEFORE if before >= 0 and draft.has(before, role)), None)
    if role is None or not draft.free(before) or not is_measured(units):
        return None
    if draft.between(before, at).strip() not in load_vocabulary().anaphora["one"]:
        return None
    return Limit(_BEFORE[role], (1.0,), (before, at), units)


def _limit(draft: Draft, first: int, last: int) -> tuple[Operator | None, tuple[int, ...]]:
    """The limit before the number or right behind its unit."""
    before = draft.left(first, *_BEFORE)
    for place, roles in ((before, _BEFORE), (last + 1, _AFTER)):
        if place is None or not 0 <= place < len(draft.pieces) or not draft.free(place):
            continue
        role = next((role for role in roles if draft.has(place, role)), None)
        if role is not None and not draft.pieces[place].concerns:
            return roles[role], (place,)
    return None, ()


def _is_of_a_metric(draft: Draft, said: Limit) -> bool:
    """Whether one of the metrics is measured in the unit: the limit may be on it."""
    if of_rows(draft, min(said.places), max(said.places)) or _is_on_counted(draft, said):
        return False
    units = [measured_in(draft.ground.catalog.metrics[name]) for name in draft.metrics]
    return any(unit is not None and converted(1, said.units, unit) is not None for unit in units)


def _is_on_counted(draft: Draft, said: Limit) -> bool:
    """Whether the limit stands right beside things that are counted, which are in no such unit: "stalled deals over
    300k: how many, and how much money".
    """
    before, behind = draft.left(min(said.places)), draft.right(max(said.places))
    asked = {place: name for name, place in draft.focus.items() if name in draft.metrics}
    beside = asked.get(before if before is not None else -1) or asked.get(
        behind if behind is not None else -1
    )
    grouped = any(piece.dimensions and not piece.metrics for piece in draft.pieces)
    return beside is not None and is_count(draft.ground.catalog, beside) and not grouped


def _chosen(
    draft: Draft, said: Limit, fitting: list[FieldOption], of_each: bool
) -> tuple[FieldOption, tuple[int, ...]] | None:
    """The number of the rows that the unit goes with and that the words of the question name best; with the
    places of these words.
    """
    scored = [(_named(draft, item, said.places), item) for item in fitting]
    most = max((score for (score, _), _ in scored), default=0)
    if not most and {"minute", "score"} <= said.units and _has_points(draft):
        return None  # 达到80分的线索 has so many points and took no minutes
    if len(scored) == 1 and not scored[0][0][0] and _is_called_like(draft, said, fitting[0]):
        return fitting[0], ()
    best = [(item, told) for (score, told), item in scored if score == most]
    if len(best) > 1 or not most:
        plain = [pair for pair in best if is_plainly_called(draft, pair[0])]
        asked = of_each or _is_beside_thing(draft, said)
        best = plain or (best if most or asked else [])
    if not best:
        return None
    beside = of_each or (_is_beside_thing(draft, said) and not _is_part_of_amount(fitting[0]))
    only = len(fitting) == 1 and beside
    if len(best) > 1 or not (most or only or is_plainly_called(draft, best[0][0])):
        piece = _as_limit(draft, said)
        picked = draft.ground.picks.get(piece.start)
        best = [pair for pair in best if pair[0].name == picked]
        if not best:
            raise UndecidedError("ambiguous_dimension", piece, [item.name for item in fitting])
    return best[0]


def _is_part_of_amount(item: FieldOption) -> bool:
    """Whether it is called by what is added to an amount or taken off it: "orders over $100" says nothing of their freight."""
    parts = load_vocabulary().anaphora["part_of_amount"]
    return item.dimension is not None and any(says_one_of(label, parts) for label in item.dimension.names)


def _is_called_like(draft: Draft, said: Limit, item: FieldOption) -> bool:
    """Whether the number is called by what is counted right before the limit: the 单次停机时长 of 停机超过3小时的有几次."""
    before = min(said.places) - 1
    counted = [name for name, at in draft.focus.items() if at == before and name in draft.metrics]
    if not counted or item.dimension is None or draft.between(before, before + 1):
        return False
    if not is_count(draft.ground.catalog, counted[0]):
        return False
    text = draft.pieces[before].text
    return len(text) >= _LEAST and not text.isascii() and any(text in name for name in item.dimension.names)


def _has_points(draft: Draft) -> bool:
    """Whether a number of the rows is called by the word for points: 得分."""
    labels = [
        label for item in numbers_of(draft) if item.dimension is not None for label in item.dimension.names
    ]
    return any(units_in(label[-1:]) & {"score"} for label in labels if label)


def _is_beside_thing(draft: Draft, said: Limit) -> bool:
    """Whether the limit stands right beside the word for the thing itself, and nothing before it says what is
    limited: "tickets over 48 hours", and not 停滞超过30天的商机.
    """
    before, behind = draft.left(min(said.places)), draft.right(max(said.places))
    if before is not None and not draft.pieces[before].time:
        return _is_thing(draft, before, said.units)
    return behind is not None and _is_thing(draft, behind, said.units)


def _is_thing(draft: Draft, at: int, units: frozenset[str]) -> bool:
    """Whether it is the word for a thing, or for the number of things that is counted over the rows of others; beside a
    weight or a length, which nothing is counted in, also the number of the rows themselves.
    """
    piece, catalog = draft.pieces[at], draft.ground.catalog
    asked = [name for name, place in draft.focus.items() if place == at and name in draft.metrics]
    measured = any(measure_of(unit) is not None for unit in units)
    counted = any(is_count(catalog, name) for name in asked) if measured else bool(numbers_of_counted(draft))
    one = measured and (piece.is_("told.one_row") or piece.text in load_vocabulary().moved_things)
    return bool(piece.entities) or (bool(asked) and counted) or one


def _as_limit(draft: Draft, said: Limit) -> Piece:
    """The number with the whole limit as its text, for asking about it."""
    numbered = next((at for at in said.places if draft.pieces[at].number is not None), said.places[0])
    first, last = (draft.pieces[each(said.places)] for each in (min, max))
    return replace(draft.pieces[numbered], text=draft.ground.typed(first.start, last.end))


def of_rows(draft: Draft, first: int, last: int) -> bool:
    """Whether a limit stands right beside the thing that the metrics' own rows are, which is no metric that is
    asked for: the orders of "revenue from orders above 10,000", of 1万元以上订单的收入.
    """
    asked = [place for name, place in draft.focus.items() if name in draft.metrics]
    behind = draft.right(last)
    close = behind == last + 1 and draft.between(last, behind) == ""
    beside = (draft.left(first), behind if close else None)
    return any(at is not None and at not in asked and _is_own_thing(draft, at) for at in beside)


def _is_own_thing(draft: Draft, at: int) -> bool:
    options = draft.ground.linker.options(draft.metrics)
    own = {item.model for item in options if item.dimension is not None and distance(item, options) == 0}
    models = draft.ground.catalog.models
    return any(
        name.model in own and models[name.model].primary_entity == name.entity
        for name in draft.pieces[at].entities
    )


def _is_named_far(draft: Draft, item: FieldOption, said: Limit) -> bool:
    """Whether it is a number of what the rows are joined to, and the question says its name."""
    numeric = item.dimension is not None and item.dimension.data_type in NUMERIC
    return numeric and _fits(item, said.units) and _named(draft, item, said.places)[0] > 0


def _fits(item: FieldOption, units: frozenset[str]) -> bool:
    unit = unit_of_number(item)
    return unit is not None and is_measured(frozenset({unit})) and converted(1, units, unit) is not None


def _read_name_before(draft: Draft, said: Limit, field: FieldOption) -> None:
    """The rest of the number's name right before the limit: the 首 of 首次响应超过2小时, where 次 is a measure word as well."""
    end = draft.pieces[min(said.places)].start
    text, names = draft.ground.text, field.dimension.names if field.dimension is not None else ()
    for start in range(max(0, end - _LONGEST), end - _LEAST + 1):
        if not text[start:end].isascii() and any(text[start:end] in name for name in names):
            draft.read_within(start, end, "filter", field.name)
            return


def said_of_each(draft: Draft, first: int, last: int) -> tuple[int, int] | None:
    """Where the text says that a limit is on every one of the things: "above 60,000 yuan each", 单笔超过6万元."""
    text, start, end = draft.ground.text, draft.pieces[first].start, draft.pieces[last].end
    before = load_vocabulary().matching("limit.each_before", text[:start])
    behind = load_vocabulary().matching("limit.each_behind", text[end:])
    if before is not None:
        return before.start(), start
    return (end, end + behind.end()) if behind is not None else None


def _named(draft: Draft, item: FieldOption, used: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """How much of one of its names the question says, and where with words that say nothing else."""
    assert item.dimension is not None
    names = item.dimension.names
    things = {words(name) for name in _things(draft, item)}
    told: list[int] = []
    score = 0
    for at, piece in enumerate(draft.pieces):
        if (
            at in used
            or piece.metrics
            or piece.entities
            or piece.number is not None
            or piece.time is not None
        ):
            continue
        dates = bool(piece.dimensions) and all(name.time for name in piece.dimensions)
        says = piece.unread or dates or (piece.values and not draft.is_read(at)) or piece.is_("shape.amount")
        if not says or words(piece.text) in things:
            continue  # the deals of "days to close the deal" say nothing of the number
        if piece.is_("shape.amount") and draft.left(at) not in used and draft.right(at) not in used:
            continue  # an amount that is asked for: "orders over 500k: count and total amount"
        text = piece.text
        if len(text) < _LEAST and piece.unread and not text.isascii():
            text = draft.ground.text[piece.start : piece.start + _LEAST]  # the 停 of 停留
        shared = max((_shared(text, name) for name in names), default=0) or _is_done(text, names)
        score += shared
        if shared and draft.free(at) and (piece.unread or dates or piece.is_("shape.amount")):
            told.append(at)
    return score, tuple(told)


def _is_done(text: str, names: Sequence[str]) -> bool:
    """Whether it is a verb of one character, said of what is done, that a name begins with: the 修了 of 修复时长."""
    done = load_vocabulary().codewords["split_aspect"]
    return len(text) == _LEAST and text[1] in done and any(name.startswith(text[0]) for name in names)


def _shared(text: str, name: str) -> int:
    """How many characters or words of the name are said: none where the words say more than it does."""
    if text.isascii():
        said, known = set(words(text)), set(words(name))
        return len(said & known) if said and said <= known else 0
    least = max(_LEAST, len(text) - 1)
    return next((size for size in range(len(text), least - 1, -1) if _has(text, name, size)), 0)


def _has(text: str, name: str, size: int) -> bool:
    """Whether a stretch of the words is in the name, and not as what it denies: 解决 in 未解决时长."""
    denied = load_vocabulary().matching
    parts = {text[start : start + size] for start in range(len(text) - size + 1)}
    return any(part in name and not denied("flag.not", name[: name.index(part)]) for part in parts)


def is_plainly_called(draft: Draft, item: FieldOption) -> bool:
    """Named by the thing itself and a word for an amount or a duration: the order amount of orders."""
    assert item.dimension is not None
    measure = load_vocabulary().anaphora["own_number"]
    things = _things(draft, item)
    amounts = {words(f"{thing} {word}") for thing in things for word in measure}
    return any(words(label) in amounts for label in item.dimension.labels)


def _things(draft: Draft, item: FieldOption) -> list[str]:
    """What the rows of a number are called: by their key, or by the metrics that count them."""
    entities = draft.ground.catalog.models[item.model].entities.values()
    things = [name for entity in entities if entity.type == "primary" for name in entity.names]
    return things + [name for metric in draft.metrics for name in draft.ground.catalog.metrics[metric].labels]
