"""What is ranked by how much it changed: "the three fastest growing products", 同比增加额最大的行业.

By the rate of change, unless the words say that the amount is meant: "in yuan", 增加额, "lost the most".
"""

from __future__ import annotations

from assistant.query import Order
from assistant.understanding.draft import Draft, soft
from assistant.understanding.groups.ordering import EXTREMES, RANKING, near_metric
from assistant.understanding.shape.chosen import is_chosen
from assistant.understanding.shape.sorted_changes import order_behind

CHANGES = ("shape.growth", "shape.rise", "shape.fall")
GAINS = ("shape.gained", "shape.lost")
_SPEEDS = ("order.fast_first", "order.slow_first")
_SORTS = ("order.sort", "order.rank", "order.descending", "order.ascending", *_SPEEDS)
_PERCENT = ("shape.percent",)
_AMOUNT = ("shape.in_amount", "shape.amount", "shape.money")
_WITHIN = (*_PERCENT, *_AMOUNT, "shape.number_of", "shape.additional", "threshold.unit")
"""Words that stand between a change and its superlative: "the largest percentage drop", 增长的金额最大."""
_LEADS = ("per.before", "join.of", "restrict.using")
_LEAST = ("order.lowest", "order.slowest")


def ranks_by_change(draft: Draft, at: int, metric: str) -> bool:
    """Order by the change that the word at `at` is of, where something is ranked by it."""
    mark = next((place for rule in _MARKS if (place := rule(draft, at)) is not None), None)
    if mark is None:
        return False
    mark = _picked_end(draft, mark, metric)
    column = "change" if _is_amount(draft, at, mark) else "change_rate"
    field = f"{metric}__{column}"
    draft.order_by = [Order(field, _descends(draft, at, mark))]
    draft.rank = True
    if draft.has(mark, *EXTREMES) or draft.has(mark, *_SORTS):
        draft.read(mark, "order", field)
    for place in draft.find("order.ascending", "order.descending", *_SORTS):
        draft.read(place, "order", field)
    _read_beside(draft, at, mark, field)
    return True


def changes_ranked(draft: Draft, found: list[int]) -> list[int]:
    """The words of change, those with a superlative of their own first: 变化率排一下,看跌幅最大的."""
    return sorted(found, key=lambda at: _extreme_of(draft, at) is None)


def is_by_change(draft: Draft) -> bool:
    """Whether the groups are ranked by a change already."""
    return bool(draft.order_by) and draft.order_by[0].field.endswith(("__change", "__change_rate"))


def is_ranked(draft: Draft, at: int) -> bool:
    """Whether the course that the word at `at` asks for is itself called the best or the worst: 趋势最差."""
    extreme = _extreme_of(draft, at)
    return extreme is not None and draft.has(extreme, "order.best", "order.worst")


def take_gains(draft: Draft) -> None:
    """ "Which route lost the most passengers compared with …": by the amount, where two periods are compared."""
    if draft.compare is None or draft.rank or draft.find(*CHANGES):
        return
    for at in (*draft.find(*GAINS), *draft.find("shape.additional")):
        extreme = max(at - 1, 0) if draft.has(at, "shape.additional") else draft.right(at, *EXTREMES)
        if not draft.has(extreme, *EXTREMES) or not draft.free(extreme):
            continue
        behind = draft.right(max(at, extreme), skip=("shape.additional",))  # type: ignore[arg-type, type-var]
        metric = next((name for name in draft.metrics if draft.focus.get(name) == behind), None)
        if metric is None:
            continue
        field = f"{metric}__{'change_rate' if draft.find(*_PERCENT) else 'change'}"
        least = draft.has(extreme, *_LEAST)
        draft.order_by = [Order(field, draft.has(at, "shape.lost") is least)]
        draft.rank = True
        for place in (at, extreme, *draft.find(*_PERCENT, *_AMOUNT, "shape.additional")):
            draft.read(place, "order", field)  # type: ignore[arg-type]
        return


def take_most_beside(draft: Draft) -> None:
    """ "比去年多得最多": a word of how one is beside the other, with a superlative right behind it."""
    for at in draft.find("shape.higher", "shape.lower") if draft.compare is not None else ():
        metric = near_metric(draft, at)
        if metric is not None and _ranks_by_outcome(draft, at, metric):
            return


def _ranks_by_outcome(draft: Draft, at: int, metric: str) -> bool:
    extreme = draft.right(at, *EXTREMES)
    while extreme is not None and extreme <= at + 2 and _may_lie_between(draft, extreme):
        extreme = draft.right(extreme, *EXTREMES)  # 比上季度少运旅客最多
    if extreme is not None and "," in draft.ground.text[draft.pieces[at].end : draft.pieces[extreme].start]:
        return False
    if not draft.has(at, "shape.higher", "shape.lower") or not draft.has(extreme, "order.highest"):
        return False
    field = f"{metric}__change"
    draft.order_by = [Order(field, draft.has(at, "shape.higher"))]
    draft.rank = True
    for place in (at, extreme, *draft.find("shape.higher", "shape.lower", "shape.number_of", *_AMOUNT)):
        draft.read(place, "order", field)  # type: ignore[arg-type]
    return True


def _may_lie_between(draft: Draft, at: int) -> bool:
    """Whether it is a metric or a verb: what there is more or less of."""
    piece = draft.pieces[at]
    other = (
        piece.time is not None or piece.number is not None or piece.is_("per.which", "join.and", *EXTREMES)
    )
    return at in draft.focus.values() or not (piece.concerns or other)


def _descends(draft: Draft, at: int, mark: int) -> bool:
    """Largest falls are the most negative changes."""
    falls = draft.has(at, "shape.fall")
    if draft.has(mark, *EXTREMES):
        least = draft.has(mark, *_LEAST) or (draft.has(mark, "order.worst") and not falls)
        return falls is least
    if draft.has(mark, "order.bottom") and not draft.has(mark, "order.top"):
        return falls
    if draft.has(mark, *_SPEEDS):
        return draft.has(mark, "order.slow_first") is falls
    rising = any(piece.is_("order.ascending") and not piece.concerns for piece in draft.pieces)
    return rising is falls


def _is_amount(draft: Draft, at: int, mark: int) -> bool:
    """Whether an amount is said and no percentage: behind the superlative or beside the change."""
    if any(piece.is_("shape.in_amount") and not piece.is_(*_PERCENT) for piece in draft.pieces):
        return True
    if draft.find(*_PERCENT) or draft.has(at, "shape.growth", *_PERCENT):
        return False
    if at < mark and draft.has(mark, "order.highest", "order.lowest") and mark + 1 in draft.focus.values():
        return True  # "down by the most orders"
    behind = mark + 1
    if behind < len(draft.pieces) and draft.has(behind, *_AMOUNT, "shape.number_of", "threshold.unit"):
        return True
    return draft.followed(at, "shape.amount", "shape.money")


def _read_beside(draft: Draft, at: int, mark: int, field: str) -> None:
    """Words that tell how the change is reckoned, and the "by" before it."""
    for place, piece in enumerate(draft.pieces):
        if draft.free(place) and piece.is_(*_PERCENT, "shape.in_amount"):
            draft.read(place, "order", field)
    for place in range(max(0, min(at, mark) - 1), min(len(draft.pieces), max(at, mark) + 3)):
        if (
            draft.free(place)
            and not draft.pieces[place].concerns
            and draft.has(place, *_WITHIN, "per.before")
        ):
            draft.read(place, "order", field)
    lead = _reach(draft, at, -1)
    if draft.has(lead, "per.before") and draft.free(lead):
        draft.read(lead, "connective")  # type: ignore[arg-type]
    for place, piece in enumerate(draft.pieces):
        reckoned = place + 1 < len(draft.pieces) and draft.has(place + 1, *_PERCENT, "shape.in_amount")
        if draft.free(place) and piece.is_("per.before") and reckoned:
            draft.read(place, "connective")


def _extreme_of(draft: Draft, at: int) -> int | None:
    """The superlative said of the change, over the metric that changed and words of how it is reckoned."""
    if draft.has(at, *EXTREMES):
        return at
    for step in (-1, 1):
        place = _reach(draft, at, step)
        if draft.has(place, *EXTREMES) and draft.free(place):
            return place
    return None


def _picked_end(draft: Draft, mark: int, metric: str) -> int:
    """The end that is wanted of what is sorted: "rank channels by change and give me the lowest one"."""
    ends = [] if draft.has(mark, *EXTREMES) else draft.find(*EXTREMES)
    return ends[0] if len(ends) == 1 and near_metric(draft, ends[0]) == metric else mark


def _sort_of(draft: Draft, at: int) -> int | None:
    """A word of sorting or of the first ones behind the change, or before a "by" that leads to it."""
    behind = _reach(draft, at, 1)
    if behind is not None and draft.free(behind) and _ranks(draft, behind):
        return behind
    found = [place for place in draft.find(*_SORTS) if place < at]
    lead = _reach(draft, at, -1)
    if draft.has(lead, *_SORTS) and draft.free(lead):
        return lead
    if not draft.has(lead, "per.before"):
        return None
    later = [place for place in draft.find(*_SORTS) if place > at]
    extremes = draft.find(*EXTREMES)
    return next(iter((*found[-1:], *later, *(extremes if len(extremes) == 1 else ()))), None)


def _ranks(draft: Draft, at: int) -> bool:
    return draft.has(at, *_SORTS) or (draft.has(at, "order.top", "order.bottom") and _has_number(draft, at))


def _numbered_mark(draft: Draft, at: int) -> int | None:
    """The "top 3" of "top 3 products by revenue growth": no metric is said but the one that changed."""
    marks = [place for place in draft.find(*RANKING) if _has_number(draft, place)]
    lead = _reach(draft, at, -1)
    if len(marks) != 1 or marks[0] > at:
        return None
    last = at if lead is None else lead
    places = [place for name, place in draft.focus.items() if name in draft.metrics]
    inside = [place for place in places if last < place]
    outside = [place for place in places if place <= last]
    led = draft.has(lead, "per.before") or _opens(draft, at)
    if not draft.has(at, "shape.growth") and is_chosen(draft, at):
        return None  # "the first 3 channels with falling leads"
    return marks[0] if led and inside and not outside else None


def _opens(draft: Draft, at: int) -> bool:
    """Whether a preposition or a comma stands right before the words of the change."""
    first = at
    while first and _is_inside(draft, first - 1):
        first -= 1
    if draft.has(first, *_LEADS):
        return True
    return draft.ground.text[: draft.pieces[first].start].rstrip().endswith((",", ":"))


_MARKS = (_extreme_of, _sort_of, _numbered_mark, order_behind)


def _has_number(draft: Draft, at: int) -> bool:
    for place in (at + 1, at - 1):
        number = draft.pieces[place].number if 0 <= place < len(draft.pieces) else None
        if number is not None and number.kind == "number" and draft.free(place):
            return True
    return False


def _reach(draft: Draft, at: int, step: int) -> int | None:
    """The first piece that is no part of what is said of the change; none across a comma or an "and"."""
    place = at + step
    while 0 <= place < len(draft.pieces):
        first, second = sorted((place, place - step))
        if "," in draft.between(first, second):
            return None
        ends = draft.has(place, *EXTREMES, *_SORTS) or (step < 0 and draft.has(place, "per.before"))
        if ends or not _is_inside(draft, place):
            return None if draft.has(place, "join.and") else place
        place += step
    return None


def _is_inside(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    if piece.is_("join.and"):
        return False
    if at in draft.focus.values() or piece.time is not None:
        return not piece.dimensions
    return not piece.concerns and (soft(piece) or piece.is_(*_WITHIN, *CHANGES, "per.before"))
