"""An order said at the end of a question for a change: "revenue growth in Q1 for each clinic, strongest first" orders by the
growth, and "revenue with its growth" or "highest revenue first" do not."""

from __future__ import annotations

from assistant.understanding.draft import Draft, soft
from assistant.understanding.groups.ordering import is_duration
from assistant.understanding.metrics.named.named_again import places_of
from assistant.understanding.shape.chosen import is_chosen
from assistant.understanding.words import load_vocabulary

_SPEEDS = ("order.fast_first", "order.slow_first")
_SORTS = ("order.descending", "order.ascending", *_SPEEDS)
_ENDS = ("order.best", "order.worst", "order.highest", "order.lowest")
_FIRST = ("first", "前", "头")
_MARKS = frozenset(",;:，；：?？")


def order_behind(draft: Draft, at: int) -> int | None:
    """The order that ends a question whose number is the change at the place; None where another number is named beside it
    or the change only picks some of the groups."""
    if len(draft.metrics) != 1 or not _is_of_metric(draft, at) or is_chosen(draft, at):
        return None
    picks = any(piece.is_("per.which") and not piece.concerns for piece in draft.pieces)
    if picks and not draft.has(at, "shape.growth"):
        return None  # "which channels grew leads" are those that did
    found = [place for place in draft.find(*_SORTS, *_ENDS) if place > at and _sorts(draft, place)]
    if len(found) != 1 or not _ends(draft, found[0]):
        return None
    if draft.has(found[0], *_SPEEDS) and is_duration(draft.ground.catalog, draft.metrics[0]):
        return None  # the slowest are those that take longest
    named = {place for place in places_of(draft) if place > at and not _joined(draft, at, place)}
    changes = draft.find("shape.growth", "shape.rise", "shape.fall")
    return None if named or any(place not in (at, found[0] - 1) for place in changes) else found[0]


def _sorts(draft: Draft, at: int) -> bool:
    """Whether it says which ones come first: "highest first", from high to low; "the worst" asks for one."""
    return draft.has(at, *_SORTS) or any(word in draft.pieces[at].text.casefold() for word in _FIRST)


def _is_of_metric(draft: Draft, at: int) -> bool:
    """Whether the metric stands right beside the change: 收入同比增长, "growth in revenue"; in "revenue and revenue growth"
    both are asked for.
    """
    places = places_of(draft)
    return bool(places) and all(_joined(draft, at, place) for place in places)


def _joined(draft: Draft, at: int, place: int) -> bool:
    first, second = sorted((at, place))
    said = draft.ground.text[draft.pieces[first].end : draft.pieces[second].start]
    if _MARKS & set(said) or load_vocabulary().codewords["shown_with"] & set(said.split()):
        return False
    return all(_is_light(draft, inner) for inner in range(first + 1, second))


def _is_light(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    return (soft(piece) and not piece.is_("join.and")) or (piece.time is not None and not piece.dimensions)


def _ends(draft: Draft, at: int) -> bool:
    behind = range(at + 1, len(draft.pieces))
    return all(_is_light(draft, place) or draft.has(place, "order.sort") for place in behind)
