"""Limits on each row's own amount, said of the rows alone: "how many orders over 100k", 超过十万的订单有多少."""

from __future__ import annotations

from dataclasses import replace

from assistant.query import Condition, Operator
from assistant.resolve.fields import FieldOption
from assistant.understanding.conditions.limits.limited import (
    AFTER,
    BEFORE,
    currency_of,
    noun_behind,
    unit_of_number,
)
from assistant.understanding.conditions.limits.measured import (
    end_of_range,
    numbers_of,
    numbers_of_counted,
    range_marks,
)
from assistant.understanding.conditions.limits.row_limits import is_plainly_called
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import DimensionName
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.named.apart import stem
from assistant.understanding.neighbours import HOW_MANY
from assistant.understanding.units import units_in
from assistant.understanding.words import load_vocabulary

_COUNTING = ("number", "count", "total", "amount")
_MONEY = "currency"
_YEARS = (1990, 2099)
_AMOUNT = "shape.amount"
_LEAST_AMOUNT = 1000
_LARGE = 10_000
"""From here on a bare number beside things is what each of them is worth, rather than how many a group has."""
_GROUPED = ("per.which", "per.each", "per.all")


def name_done_numbers(draft: Draft) -> None:
    """A verb beside a limit that says what the rows' only such number says: the score of "leads that scored 80 or
    more", "leads scoring 80+".
    """
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces):
        behind = pieces[at + 1] if at + 1 < len(pieces) else None
        limited = behind is not None and (behind.number is not None or behind.is_(*BEFORE))
        if not (piece.unread and piece.text.isascii() and limited and draft.metrics):
            continue
        said = stem(piece.text)
        if said in _COUNTING:
            continue
        fields = [item for item in numbers_of(draft) if said != piece.text and said in _last_words(item)]
        if len(fields) == 1 and fields[0].dimension is not None:
            field = fields[0]
            named = DimensionName(field.model, fields[0].dimension.name, field.conformed)
            pieces[at] = replace(piece, dimensions=(named,))
    draft.pieces = tuple(pieces)


def _last_words(field: FieldOption) -> set[str]:
    assert field.dimension is not None
    names = (*field.dimension.names, field.dimension.name.replace("_", " "))
    return {stem(words(name)[-1]) for name in names if name.isascii() and words(name)}


def take_bare_amounts(draft: Draft) -> None:
    """The limit is a condition on the one amount of money that the counted rows are plainly called to have, where it
    stands right beside the rows whose number is asked for and has no unit that says otherwise.
    """
    counted = draft.metrics and all(is_count(draft.ground.catalog, name) for name in draft.metrics)
    if not counted or draft.ground.base is not None:
        return
    grouped = any(piece.is_(*_GROUPED) for piece in draft.pieces)
    for at in range(len(draft.pieces)):
        found = _range(draft, at) or _limit(draft, at)
        if found is None or (grouped and not _is_large(draft, at)):
            continue
        op, places = found
        plain = _own_amounts(draft)
        number = draft.pieces[at].number
        if len(plain) != 1 or number is None:
            continue
        second = end_of_range(draft, at) if op == "between" else None
        ends = [draft.pieces[place].number for place in (at, second) if place is not None]
        values = [item.value for item in ends if item is not None]
        whole = tuple(int(value) if float(value).is_integer() else value for value in values)
        draft.where.append(Condition(plain[0].name, op, whole))
        draft.assume("weak_word", draft.pieces[at].text)
        for place in places:
            draft.read(place, "filter", plain[0].name)


def _own_amounts(draft: Draft) -> list[FieldOption]:
    """The amounts of money that the things counted are plainly called to have, else those of the rows."""
    found: list[FieldOption] = []
    for numbers in (numbers_of_counted(draft), [*numbers_of(draft)]):
        own = [item for item in numbers if (unit_of_number(item) or "").startswith(_MONEY)]
        found = found or [item for item in own if is_plainly_called(draft, item)]
    return found


def _range(draft: Draft, at: int) -> tuple[Operator, tuple[int, ...]] | None:
    """A range of bare amounts, too large for anything but money, and where all of it is said: 20万到50万的商机."""
    second = end_of_range(draft, at) if draft.pieces[at].number is not None and draft.free(at) else None
    if second is None or not all(_is_bare_amount(draft, place) for place in (at, second)):
        return None
    places = (*range(at, second + 1), *range_marks(draft, at, second, second))
    told = _told(draft, min(places))
    first = min((*places, *told))
    alone = first - 1 in draft.focus.values() and not _may_be_grouped(draft)
    if not alone and not _is_of_rows(draft, first, max(places), bool(told)):
        return None
    return "between", (*places, *told)


def _may_be_grouped(draft: Draft) -> bool:
    """Whether there are groups that the range could be on the number of: "regions with orders between …"."""
    return any(
        (piece.dimensions and not piece.metrics)
        or (piece.is_("per.before") and not piece.is_("threshold.between"))
        for piece in draft.pieces
    )


def _is_bare_amount(draft: Draft, at: int) -> bool:
    number = draft.pieces[at].number
    if number is None or number.kind != "number" or number.value < _LEAST_AMOUNT or _is_year(draft, at):
        return False
    return not (_has_unit(draft, at) or currency_of(draft, at))


def _has_unit(draft: Draft, at: int) -> bool:
    """Whether a unit stands right behind the number; "100k in 2025" is no length."""
    behind = at + 1
    if behind >= len(draft.pieces) or draft.between(at, behind).strip():
        return False
    unit = draft.pieces[behind]
    return bool(units_in(unit.text)) and not (unit.filler and unit.start > draft.pieces[at].end)


def _limit(draft: Draft, at: int) -> tuple[Operator, tuple[int, ...]] | None:
    """The limit on a bare number and where all of it is said."""
    number = draft.pieces[at].number
    if number is None or not draft.free(at) or number.kind != "number" or _is_year(draft, at):
        return None
    if _has_unit(draft, at) or currency_of(draft, at):
        return None
    noun = noun_behind(draft, at)
    if end_of_range(draft, at) is not None or (noun is not None and draft.pieces[noun].text.isascii()):
        return None  # the 100 of "orders over 100 products" are products
    for place, roles in ((at - 1, BEFORE), (at + 1, AFTER)):
        role = next(
            (role for role in roles if 0 <= place < len(draft.pieces) and draft.has(place, role)), None
        )
        if role is None or not draft.free(place):
            continue
        first, last = min(place, at), max(place, at)
        told = _told(draft, first)
        if _is_of_rows(draft, min((first, *told)), last, bool(told)):
            return roles[role], (first, last, *told)
    return None


def _told(draft: Draft, first: int) -> tuple[int, ...]:
    """The 金额 of 金额超过10万, the 单笔 of 单笔超过10万."""
    found = []
    at = first - 1
    while at >= 0 and draft.free(at) and (_is_one(draft, at) or draft.has(at, _AMOUNT)):
        found.append(at)
        at -= 1
    return tuple(found)


def _is_one(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    return not piece.concerns and piece.text in load_vocabulary().anaphora["one"] and len(piece.text) > 1


def _is_of_rows(draft: Draft, first: int, last: int, told: bool) -> bool:
    """Whether the rows whose number is asked for stand right before the limit or, over 的, right behind it."""
    asked = {place for name, place in draft.focus.items() if name in draft.metrics}
    ahead, behind = first - 1, last + 1
    while ahead >= 0 and draft.has(ahead, "join.of"):
        ahead -= 1
    linked = behind < len(draft.pieces) and draft.has(behind, "join.of")
    behind += linked
    large = any(_is_large(draft, at) for at in range(first, last + 1))
    thing = draft.pieces[behind] if linked and behind < len(draft.pieces) else None
    of_groups = thing is not None and bool(thing.dimensions or thing.entities) and not thing.values
    alone = large and not of_groups and not _is_had(draft, ahead)
    if ahead in asked and (told or _is_asked_for(draft, ahead) or alone):
        return True
    linked = linked or draft.pieces[last].text.endswith("的")  # 20万到50万之间的
    return linked and behind in asked and (large or _asks_number(draft))


def _is_large(draft: Draft, at: int) -> bool:
    number = draft.pieces[at].number
    return number is not None and number.kind == "number" and number.value >= _LARGE


def _is_had(draft: Draft, at: int) -> bool:
    """Whether it is what groups have so many of: the orders of "regions with orders over 10,000"."""
    before = words(draft.ground.text[: draft.pieces[at].start])
    return bool(before) and before[-1] in load_vocabulary().listed["had"]


def _is_asked_for(draft: Draft, at: int) -> bool:
    """ "How many orders", 有几单: the rows right behind the word for their number, or one with it."""
    text = draft.pieces[at].text
    return (at > 0 and draft.has(at - 1, *HOW_MANY)) or text.startswith(
        tuple(load_vocabulary().listed["asked"])
    )


def _asks_number(draft: Draft) -> bool:
    return any(piece.is_(*HOW_MANY) and not piece.concerns for piece in draft.pieces)


def _is_year(draft: Draft, at: int) -> bool:
    number = draft.pieces[at].number
    return number is not None and draft.pieces[at].text.isdigit() and _YEARS[0] <= number.value <= _YEARS[1]
