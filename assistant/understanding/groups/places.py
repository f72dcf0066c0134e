"""Places of a ranking said one by one or by its ends: "first, second and third", "ranked 1 to 5", 冠亚军,
and the one that is taken of what was sorted: "sort them and give me the last one".
"""

from __future__ import annotations

from assistant.query import Order
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.groups.nth_places import take_nth_place
from assistant.understanding.groups.ordering import EXTREMES, descends, near_metric
from assistant.understanding.time.settling import METRIC_TIME
from assistant.understanding.words import load_vocabulary

_NAMED = {"order.first_two": 2, "order.first_three": 3}
_JOINS = ("join.and", "join.numbered", "threshold.to", "order.counter")
_RANKED = ("order.rank", "order.sort", "order.counter", "order.top")
_SORTS = (
    "order.rank",
    "order.sort",
    "order.ascending",
    "order.descending",
    "order.fast_first",
    "order.slow_first",
)
_MOST = 100


def take_places(draft: Draft) -> None:
    """As many of the first ones as places are said."""
    if draft.limit is not None or not draft.metrics:
        return
    all_of_them = draft.find("order.and_on")
    if take_nth_place(draft):
        return
    for at, piece in enumerate(draft.pieces):
        size = next((size for role, size in _NAMED.items() if piece.is_(role)), None)
        if not draft.free(at) or piece.concerns:
            continue
        places, size = ([at], size) if size else _run(draft, at)
        if size is not None and size > 1:
            _take(draft, places, size)
            if all_of_them:  # "first, second and so on"
                draft.limit = None
                del draft.focus["limit"]
                draft.read(all_of_them[0], "order")
            return


def take_one_of_sorted(draft: Draft) -> None:
    """The first or the last one of what the words put in order."""
    sorted_here = any(
        piece.is_(*_SORTS) and draft.meanings.get(at, ("",))[0] == "order"
        for at, piece in enumerate(draft.pieces)
    )
    if not draft.rank or not draft.order_by or draft.limit is not None or not sorted_here:
        return
    found = draft.find("order.first_one", "order.last_one")
    if len(found) != 1:
        _take_rows(draft)
        return
    at = found[0]
    if draft.has(at, "order.last_one"):
        first = draft.order_by[0]
        draft.order_by[0] = Order(first.field, not first.descending)
    draft.limit = 1
    draft.focus["limit"] = at
    draft.read(at, "limit", "1")


def check_places_left(draft: Draft) -> None:
    """Raises ImpossibleError for one place in the middle, which nothing here picks: "which subject came second";
    and for the buckets of the one that is first over all of them."""
    _check_top_one(draft)
    for at, piece in enumerate(draft.pieces):
        number = piece.number
        if number is None or number.kind != "ordinal" or number.value < 2 or not draft.free(at):
            continue
        named = (n for n in range(at - 1, -1, -1) if draft.pieces[n].concerns or draft.pieces[n].time)
        thing = next(named, None)
        if thing is not None and not piece.concerns and draft.meanings.get(thing, ("",))[0] == "dimension":
            raise ImpossibleError("unread_condition", piece.text)


def _check_top_one(draft: Draft) -> None:
    """Raises ImpossibleError for the buckets of the one that is highest over all of them, which no query picks:
    "revenue by month for the top rep".
    """
    buckets = any(name.startswith(METRIC_TIME) for name in draft.group_by)
    if not buckets or draft.limit is not None or draft.ground.base is not None:
        return
    for at, (means, _) in draft.meanings.items():
        behind = draft.pieces[at + 1] if at + 1 < len(draft.pieces) else None
        if means != "order" or behind is None or draft.meanings.get(at + 1, ("",))[0] != "dimension":
            continue
        before = draft.ground.text[: draft.pieces[at].start]
        one = behind.text.isascii() and not behind.text.endswith("s")
        if one and load_vocabulary().matching("place.top_of", before) is not None:
            raise ImpossibleError("unread_condition", f"{draft.pieces[at].text} {behind.text}")


def _take_rows(draft: Draft) -> None:
    """The "three rows" of "sorted by revenue, three rows"."""
    for at in range(len(draft.pieces) - 1):
        size = _value(draft, at)
        counted = draft.has(at + 1, "order.counter") and draft.free(at + 1)
        if size is not None and counted and not draft.pieces[at + 1].concerns:
            draft.limit = size
            draft.focus["limit"] = at
            draft.read(at, "limit", str(size))
            draft.read(at + 1, "connective")
            return


def _take(draft: Draft, places: list[int], size: int) -> None:
    metric = near_metric(draft, places[0])
    said = [at for at in draft.find(*EXTREMES) if at not in places]
    descending = descends(draft, said[0], metric) if len(said) == 1 else True
    draft.limit = size
    draft.rank = True
    draft.focus["limit"] = places[0]
    for at in places:
        draft.read(at, "limit", str(size))
    if metric is not None and not draft.order_by:
        draft.order_by.append(Order(metric, descending))


def _run(draft: Draft, at: int) -> tuple[list[int], int | None]:
    """The pieces of "first, second and third" or "1 to 3" from the first of them on, and the last place."""
    if _value(draft, at) != 1:
        return [], None
    plain = draft.pieces[at].number is not None and draft.pieces[at].number.kind == "number"  # type: ignore[union-attr]
    if plain and not draft.preceded(at, *_RANKED):
        return [], None
    places, size, place, spanned = [at], 1, at + 1, False
    while place < len(draft.pieces):
        value = _value(draft, place)
        if value is not None and (value == size + 1 or (spanned and value > size)):
            size = value
            places.append(place)
            spanned = False
        elif draft.has(place, *_JOINS):
            spanned = draft.has(place, "threshold.to") and not draft.has(place, "join.and")
            if not soft(draft.pieces[place]):
                places.append(place)
        else:
            break
        place += 1
    return places, size if size > 1 else None


def _value(draft: Draft, at: int) -> int | None:
    piece = draft.pieces[at]
    if not draft.free(at) or piece.concerns:
        return None
    if piece.is_("order.number_one"):
        return 1
    number = piece.number
    if number is None or not float(number.value).is_integer() or not 1 <= number.value <= _MOST:
        return None
    return int(number.value)
