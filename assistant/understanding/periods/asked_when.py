"""When there was the most of something: "when was revenue highest" and 订单什么时候最多 rank the buckets of time."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.time.settling import METRIC_TIME
from assistant.understanding.words import load_vocabulary

_WHEN = "per.when"
_OTHERWISE = ("per.which", "per.person", "per.each", "per.before", "join.each", "shape.trend")


def take_asked_when(draft: Draft) -> None:
    """By the buckets that a course would be shown in, or those that the metric is named after: "daily revenue"."""
    asked = draft.find(_WHEN)
    if len(asked) != 1 or draft.grain is not None or draft.ground.base is not None or len(draft.metrics) != 1:
        return
    if load_vocabulary().matching("when.usual", draft.ground.text) is not None:
        return
    extremes = [at for at in draft.find(*EXTREMES) if draft.free(at)]
    if len(extremes) != 1 or draft.find(*_OTHERWISE) or not _is_of_the_number(draft, extremes[0]):
        return
    if any(piece.dimensions and not (piece.metrics or piece.values) for piece in draft.pieces):
        return  # another thing is ranked
    draft.grain = _own_grain(draft)
    draft.trend = draft.grain is None
    draft.focus.setdefault(METRIC_TIME, asked[0])
    draft.read(asked[0], "grain", draft.grain or "trend")


def _is_of_the_number(draft: Draft, extreme: int) -> bool:
    """The biggest of some things is one of them: "when was the biggest order placed" asks for no number of orders."""
    metric = draft.metrics[0]
    behind = draft.focus.get(metric) == draft.right(extreme)
    most = draft.pieces[extreme].text in load_vocabulary().codewords["most_in_number"]
    return most or not behind or not is_count(draft.ground.catalog, metric)


def _own_grain(draft: Draft) -> str | None:
    """The day of "daily production", by the words that name the metric."""
    at = draft.focus.get(draft.metrics[0])
    named = load_vocabulary().matching("series.grain", draft.pieces[at].text) if at is not None else None
    found = named.groupdict() if named is not None else {}
    return next((grain for grain, text in found.items() if text), None)
