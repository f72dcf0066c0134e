"""Highest and lowest, top N, sorting, and top N within each group."""

from __future__ import annotations

from assistant.catalog.model import Catalog
from assistant.query import Order
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE, noun_behind
from assistant.understanding.cutting.pieces import DEGREES, Piece
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.groups.shown_beside import are_ranked_together
from assistant.understanding.metrics.counts.counted import is_count, is_money
from assistant.understanding.metrics.named.asked_again import goes_on_asking
from assistant.understanding.metrics.named.named_again import places_of
from assistant.understanding.neighbours import COUNTERS, described_to, people_behind
from assistant.understanding.shape.said import read_within_words
from assistant.understanding.units import unit_of_metric
from assistant.understanding.words import load_vocabulary

EXTREMES = (*DEGREES, "order.slowest", "order.fastest")
RANKING = ("order.top", "order.bottom", *EXTREMES)
_FIRST = ("order.top", "order.bottom", "order.best", "order.worst")
_TIMES = ("second", "minute", "hour", "day", "week", "month")
_WAYS = ("order.descending", "order.ascending", "order.fast_first", "order.slow_first")
_SORTED = (*_WAYS, "order.sort", "order.rank")
_BEFORE_METRICS = ("intent.attribution", "shape.total", "shape.totals")
"""What may stand between "by" and a metric: "by multi-touch attributed leads"."""


def is_ranked(draft: Draft, at: int) -> bool:
    """Whether the word says of what the first ones by another metric are wanted: 签约额最大的8家客户,
    "top 8 customers by revenue". Where "which" or "and" is said, it is a metric: "which region has the
    most customers", "most leads and customers".
    """
    listed = draft.preceded(at, "join.and") or (
        draft.followed(at, "join.and") and not goes_on_asking(draft, at)
    )
    if listed or (any(piece.is_("per.which") for piece in draft.pieces) and not _is_the_top(draft, at)):
        return False
    before = draft.left(at, *RANKING, skip=("order.counter",))
    if before is not None and before == at - 1 and before in draft.focus.values():
        before = draft.left(before, *RANKING)  # "lowest rated courses"
        if not draft.has(before, *RANKING):
            return False
    if before is not None and draft.pieces[before].number is not None:
        return any(piece.is_(*RANKING) for piece in draft.pieces)
    return draft.has(before, *RANKING)


def _is_the_top(draft: Draft, at: int) -> bool:
    """The artist of "who was the top artist": the question word asks for the first of them, and for nothing
    that has the most of them. A metric may say what it is the first by: "who is our lowest spending guest".
    """
    at = at - 1 if at and at - 1 in draft.focus.values() else at
    mark = draft.left(at, *_FIRST)
    if mark is None or mark != at - 1 or not draft.has(mark, *_FIRST):
        return False
    return draft.preceded(mark, "per.which") or draft.has(
        draft.left(mark, skip=("restrict.is",)), "per.which"
    )


def take_limits(draft: Draft) -> None:
    """A number beside "top", "bottom" or a superlative.

    Raises ImpossibleError for a second one: a query is ranked once.
    """
    for at, piece in enumerate(draft.pieces):
        if piece.number is None or not draft.free(at) or piece.number.kind == "percent":
            continue
        if not float(piece.number.value).is_integer() or not 1 <= piece.number.value <= 100_000:
            continue
        mark = _limit_mark(draft, at)
        if mark == at and at + 1 < len(draft.pieces) and draft.pieces[at + 1].text in _times():
            continue  # 第一次 is no first place
        if mark is None or is_bound(draft, mark, at):
            continue
        if draft.limit is not None:
            raise ImpossibleError("unread_condition", f"{draft.pieces[mark].text} {piece.text}")
        metric = near_metric(draft, mark)
        descending = _limit_descends(draft, mark, metric)
        draft.limit = int(piece.number.value)
        draft.read(at, "limit", str(draft.limit))
        draft.read(mark, "order", "desc" if descending else "asc")
        draft.focus["limit"] = at
        if metric is not None and not draft.order_by:
            draft.order_by.append(Order(metric, descending))
        _read_counter(draft, at)


def _times() -> frozenset[str]:
    return load_vocabulary().codewords["times"]


def is_bound(draft: Draft, mark: int, at: int) -> bool:
    """Whether the number is a limit on what is counted and picks nothing: "minimum 500 bookings", 至少50条."""
    before, behind = draft.left(at, *BEFORE), draft.right(at, *AFTER, skip=COUNTERS)
    if (draft.has(before, *BEFORE) and before != mark) or draft.has(behind, *AFTER):
        return True
    counted = noun_behind(draft, at)
    named = counted in draft.focus.values() and not draft.pieces[counted].dimensions  # type: ignore[index]
    return named and mark < at and draft.has(mark, *BEFORE)


def _limit_descends(draft: Draft, mark: int, metric: str | None) -> bool:
    """The first ones are the highest, unless another word says which they are: 准时率最差的前三个网点.

    Raises ImpossibleError where two words say the opposite: "the highest bottom 3".
    """
    bottom = draft.has(mark, "order.bottom")
    said = [at for at in draft.find(*EXTREMES) if at != mark and near_metric(draft, at) == metric]
    told = {descends(draft, at, metric) for at in said}
    if len(told) > 1:
        raise ImpossibleError("unread_condition", " ".join(draft.pieces[at].text for at in said))
    if draft.has(mark, "order.top") and told and not bottom:
        return told.pop()
    descending = descends(draft, mark, metric) if draft.has(mark, *EXTREMES) else not bottom
    if told - {descending}:
        raise ImpossibleError("unread_condition", " ".join(draft.pieces[at].text for at in (*said, mark)))
    return descending


def _limit_mark(draft: Draft, at: int) -> int | None:
    by_change = bool(draft.order_by) and "__change" in draft.order_by[0].field
    for place in (draft.left(at, *RANKING), draft.right(at, *EXTREMES, skip=("order.counter",))):
        if place is not None and draft.has(place, *RANKING) and (draft.free(place) or by_change):
            return place
    behind = described_to(draft, draft.right(at, skip=("order.counter",)))
    if behind in places_of(draft):  # 各取一名收入最高的销售
        superlative = draft.right(behind, *EXTREMES)
        if draft.has(superlative, *EXTREMES) and draft.free(superlative):
            return superlative
    if behind is None and draft.has(at + 1 if at + 1 < len(draft.pieces) else None, "order.counter"):
        superlatives = draft.find(*EXTREMES)
        return superlatives[0] if len(superlatives) == 1 else None
    big = at + 1 if at + 1 < len(draft.pieces) else None
    if draft.has(big, "order.big") and draft.free(big) and draft.right(big) is not None:  # type: ignore[arg-type]
        named = draft.pieces[draft.right(big)]  # type: ignore[arg-type, index]
        if named.dimensions or named.entities:
            return big  # 五大客户
    thing = behind is not None and bool(draft.pieces[behind].dimensions or draft.pieces[behind].entities)
    if thing or people_behind(draft, at):
        superlatives = draft.find(*EXTREMES)
        if by_change and not superlatives:
            superlatives = [place for place, (means, _) in draft.meanings.items() if means == "order"]
            return superlatives[0]
        return superlatives[0] if len(superlatives) == 1 else None
    return None


def _read_counter(draft: Draft, at: int) -> None:
    behind = draft.right(at, "order.counter")
    if draft.has(behind, "order.counter") and draft.free(behind) and not draft.pieces[behind].concerns:  # type: ignore[index]
        draft.read(behind, "connective")  # type: ignore[arg-type]


def take_orders(draft: Draft) -> None:
    """Superlatives and sorting words; they need something to be ordered."""
    if not draft.metrics or not (draft.group_by or draft.grain or draft.trend or _breakable(draft)):
        return
    for at in draft.find(*EXTREMES):
        metric = near_metric(draft, at)
        if metric is None:
            continue
        draft.rank = True
        draft.read(at, "order", metric)
        if any(order.field == metric for order in draft.order_by):
            continue
        draft.order_by.append(Order(metric, descends(draft, at, metric)))
    for at in draft.find(*_SORTED):
        if draft.free(at):
            _sort(draft, at)
    if draft.limit is not None:
        draft.rank = True
        if not draft.order_by:
            draft.order_by.append(Order(draft.metrics[0], True))


def _breakable(draft: Draft) -> bool:
    return draft.ground.base is not None and bool(draft.ground.base.group_by)


def _sort(draft: Draft, at: int) -> None:
    _check_rank(draft, at)
    metric = _sort_metric(draft, at)
    descending = not draft.has(at, "order.ascending")
    if draft.has(at, "order.fast_first", "order.slow_first"):
        _check_speed(draft, at, metric)
        descending = is_duration(draft.ground.catalog, metric) is draft.has(at, "order.slow_first")
    draft.rank = True
    draft.read(at, "order", "desc" if descending else "asc")
    _read_marks(draft, metric)
    if draft.has(at, *_WAYS) and draft.compare is None:
        for place in draft.find("order.both_ways"):
            draft.read(place, "order")
    if metric is None:
        return
    existing = [order for order in draft.order_by if order.field == metric]
    if existing and draft.has(at, *_WAYS):
        draft.order_by.remove(existing[0])
        existing = []
    if not existing:
        draft.order_by.append(Order(metric, descending))


def _check_rank(draft: Draft, at: int) -> None:
    """A place in the middle is no order: "which channel ranks third". Raises ImpossibleError."""
    behind = at + 1
    if behind >= len(draft.pieces) or not draft.has(at, "order.rank"):
        return
    number = draft.pieces[behind].number
    told = number is not None and number.value > 1 and not draft.pieces[behind].text.isdigit()
    if told and draft.free(behind):
        raise ImpossibleError("unread_condition", draft.pieces[behind].text)


def _sort_metric(draft: Draft, at: int) -> str | None:
    """The metric behind "by" or 按, else the nearest."""
    for name, place in draft.focus.items():
        if name in draft.metrics and draft.preceded(place, "per.before", "order.sort", "order.rank"):
            return name
    return near_metric(draft, at)


def _read_marks(draft: Draft, metric: str | None) -> None:
    """The "by" before the metric that is sorted by."""
    place = draft.focus.get(metric) if metric else None
    before = _lead(draft, place) if place is not None else None
    if before is not None and draft.has(before, "per.before") and draft.free(before):
        draft.read(before, "connective")


def _lead(draft: Draft, place: int) -> int | None:
    """What stands before a metric and its period: the 按 of 按今年的收入排."""
    before = draft.left(place, "per.before", skip=_BEFORE_METRICS)
    while before is not None and draft.pieces[before].time is not None and not draft.free(before):
        before = draft.left(before, "per.before", skip=_BEFORE_METRICS)
    return before


def read_order_marks(draft: Draft) -> None:
    """ "By" before a metric, which may be named once more behind: "top 3 regions by orders, return the orders"."""
    if not (draft.rank or draft.limit):
        return
    for place, name in sorted(places_of(draft).items()):
        before = _lead(draft, place)
        if before is not None and draft.has(before, "per.before") and draft.free(before):
            draft.read(before, "connective")
            if draft.has(before, "per.each"):
                continue  # 工单最多的三个功能，每个的满意度
            if draft.order_by and "__change" in draft.order_by[0].field:
                return  # "by leads, which channel fell most"
            draft.order_by = [Order(name, draft.order_by[0].descending if draft.order_by else True)]
            return


def near_metric(draft: Draft, at: int) -> str | None:
    """The metric next to a word: directly behind ("highest ROI"), else before (ROI最高), else the first."""
    places = places_of(draft)
    behind = draft.right(at)
    if behind in places and not _ends_a_clause(draft, at, behind):
        return places[behind]
    before = [place for place in places if place < at]
    after = [place for place in places if place > at]
    if before:
        return places[max(before)]
    if after:
        return places[min(after)]
    return draft.metrics[0] if draft.metrics else None


def _ends_a_clause(draft: Draft, at: int, behind: int) -> bool:
    """Whether a mark parts the word from what follows, and a metric stands before it: 转化率最高,花费多少, 转化率最高(…)."""
    return bool({",", "(", "?", ".", ";", "。"} & set(draft.between(at, behind))) and any(
        place < at for place in places_of(draft)
    )


def descends(draft: Draft, at: int, metric: str | None) -> bool:
    """Raises ImpossibleError where a number of things or an amount of money is said to be slow or fast: "which rep sells
    fastest" asks how long it took.
    """
    fast = at > 0 and draft.has(at, "order.slowest", "order.fastest")
    if fast and any(name.metric == metric for name in draft.pieces[at - 1].metrics):
        _check_speed(draft, at, metric)
    return is_descending(draft.ground.catalog, draft.pieces[at], metric)


def _check_speed(draft: Draft, at: int, metric: str | None) -> None:
    catalog = draft.ground.catalog
    if metric is not None and (is_count(catalog, metric) or is_money(catalog.metrics[metric])):
        raise ImpossibleError("unread_condition", draft.pieces[at].text)


def is_descending(catalog: Catalog, mark: Piece, metric: str | None) -> bool:
    """Whether the highest of the metric come first where the superlative is said of it."""
    if mark.is_("order.highest"):
        return True
    if mark.is_("order.lowest"):
        return False
    if mark.is_("order.slowest", "order.fastest"):
        return is_duration(catalog, metric) is mark.is_("order.slowest")
    return _best_is_high(catalog, metric) is not mark.is_("order.worst")


def is_duration(catalog: Catalog, metric: str | None) -> bool:
    """Whether more of it is slower, as with response times and not with turnovers."""
    unit = catalog.metrics[metric].card.unit if metric is not None else None
    return unit_of_metric(unit) in _TIMES


def _best_is_high(catalog: Catalog, metric: str | None) -> bool:
    return metric is None or catalog.metrics[metric].card.direction != "down"


def take_limit_per(draft: Draft) -> None:
    """ "top 3 channels per region": the dimension beside the number is ranked within the other one."""
    places = {name: place for name in draft.group_by if (place := _place_of(draft, name)) is not None}
    _take_best_of_each(draft, places)
    if (
        draft.limit is None
        or draft.limit_per is not None
        or len(draft.group_by) < 2
        or "limit" not in draft.focus
    ):
        return
    number = draft.focus["limit"]
    behind = [name for name in places if places[name] > number]
    ranked = min(behind, key=lambda name: places[name]) if behind else None
    if ranked is None and places:
        ranked = max(places, key=lambda name: places[name])
    others = [name for name in draft.group_by if name != ranked]
    if are_ranked_together(draft, places.values()):
        return  # the first five of all
    if ranked is not None and len(others) == 1:
        each = _each_of(draft, places)
        left = [at for at in draft.find("per.each", "order.within") if _has_no_noun(draft, at)]
        if left and not each:  # "split them by state, then the top 2 in each"
            each = [name for name, at in places.items() if draft.preceded(at, "per.before")]
            if len(each) != 1:
                return
        draft.limit_per = each[0] if len(each) == 1 and len(places) == 2 else others[0]
        for at in left:
            draft.read(at, "connective")
        if draft.limit_per in places:
            read_within_words(draft, places[draft.limit_per])


def _has_no_noun(draft: Draft, at: int) -> bool:
    return draft.has(at, "order.within") or at + 1 == len(draft.pieces) or not draft.pieces[at + 1].concerns


def _each_of(draft: Draft, places: dict[str, int]) -> list[str]:
    return [name for name, at in places.items() if draft.has(at - 1 if at else None, "per.each")]


def _seen_by(draft: Draft, places: dict[str, int]) -> list[str]:
    """What the question goes through to pick something in it: "for all regions, which rep …", 分区域看哪个销售最高."""
    marks, over = load_vocabulary().listed["each_of_all"], draft.find("per.over")
    found = [
        name
        for name, at in places.items()
        if _is_said_twice(draft, at)
        or (at and draft.pieces[at - 1].text in marks)
        or (at and draft.has(at - 1, "per.before") and at - 1 not in over)
    ]
    return [name for name in found if not is_picked(draft, places[name])]


def _is_said_twice(draft: Draft, at: int) -> bool:
    """ "Region by region"."""
    again = at + 2
    if again >= len(draft.pieces) or not draft.has(at + 1, "per.before"):
        return False
    return bool(draft.pieces[at].dimensions) and draft.pieces[again].dimensions == draft.pieces[at].dimensions


def _take_best_of_each(draft: Draft, places: dict[str, int]) -> None:
    """ "The channel with the most leads in each region", 每个大区线索最多的渠道: the first one per region."""
    each = _each_of(draft, places) or _seen_by(draft, places)
    if draft.limit is not None or not draft.rank or len(draft.group_by) != 2 or len(each) != 1:
        return
    other = next(name for name in draft.group_by if name != each[0])
    picked = places.get(other)
    persons = [at for at, piece in enumerate(draft.pieces) if piece.is_("per.person")]
    if picked is None or not (is_picked(draft, picked) or persons):
        return
    draft.limit, draft.limit_per = 1, each[0]


def is_picked(draft: Draft, at: int) -> bool:
    """Whether a superlative stands right before the dimension, or "which" and one elsewhere: 最高的是哪个产品."""
    said = at - 1 if at and draft.pieces[at - 1].text in load_vocabulary().codewords["degree"] else at
    if at and at - 1 in places_of(draft) and draft.has(at - 2 if at > 1 else None, *EXTREMES):
        return True  # "the highest-revenue rep"
    if draft.preceded(said, *EXTREMES) or draft.followed(at, *EXTREMES):
        return True
    behind = draft.right(at, "per.which")
    led = draft.has(behind, "per.which") and "," not in draft.between(at, behind)  # type: ignore[arg-type]
    asked = draft.preceded(at, "per.which") or led
    return asked and any(piece.is_(*EXTREMES) and not piece.concerns for piece in draft.pieces)


def _place_of(draft: Draft, group: str) -> int | None:
    """Where a grouped field is said; buckets of the metrics' own time by the word for the grain."""
    return draft.focus.get(group, draft.focus.get(group.partition("__")[0]))
