"""Quantities without a number: "reps with many call minutes but a low win rate", 收入高但流失率低的区域.

Where they begin is not known, so nothing is left out: all are shown, ranked by the first that is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.query import Order
from assistant.understanding.draft import Draft, soft

_MUCH, _LITTLE = "vague.much", "vague.little"
_COMPARING = ("join.versus", "join.than", "shape.compare", "shape.change", "shape.growth", "order.sort")
_LINKING = ("restrict.is", "join.of", "join.and")


def take_vague(draft: Draft) -> None:
    """Order by the first metric that is said to be much or little of; only where things are picked by it."""
    if draft.compare is not None or isinstance(draft.time, tuple) or not draft.metrics:
        return
    if draft.find(*_COMPARING) or draft.order_by or draft.picks or draft.contrast:
        return
    said = [(at, metric) for at in draft.find(_MUCH, _LITTLE) if (metric := _metric_beside(draft, at))]
    if not said or not _things_named(draft):
        return
    for at, metric in said:
        draft.read(at, "order", metric)
        draft.assume("vague_quantity", draft.pieces[at].text)
        place = draft.focus[metric]
        if place and draft.has(place - 1, "restrict.only") and draft.free(place - 1):
            draft.read(place - 1, "connective")  # "regions where churn is high"
    first, metric = said[0]
    draft.order_by.append(Order(metric, draft.has(first, _MUCH)))
    draft.rank = draft.vague = True


def is_vague(draft: Draft, at: int) -> bool:
    """Whether much or little of the metric that is named there is said."""
    before, behind = draft.left(at, _MUCH, _LITTLE), draft.right(at, _MUCH, _LITTLE)
    ahead = before is not None and draft.has(before, _MUCH, _LITTLE) and draft.pieces[before].text.isascii()
    return ahead or (behind is not None and draft.has(behind, _MUCH, _LITTLE))


def _metric_beside(draft: Draft, at: int) -> str | None:
    """The metric right behind the word, "many calls", else the one that it is said of: 收入高, "churn is high"."""
    places = {place: name for name, place in draft.focus.items() if name in draft.metrics}
    for place in (*_towards(draft, at, 1), *_towards(draft, at, -1)):
        if place in places:
            return places[place]
    return None


def _towards(draft: Draft, at: int, step: int) -> Iterator[int]:
    """The next piece that says something; behind a Chinese word nothing may stand between."""
    place = at + step
    while 0 <= place < len(draft.pieces):
        piece = draft.pieces[place]
        if (
            step > 0
            and not piece.text.isascii()
            and draft.ground.text[draft.pieces[at].end : piece.start].strip()
        ):
            return
        if piece.concerns or not (soft(piece) or piece.is_(*_LINKING)):
            yield place
            return
        place += step


def _things_named(draft: Draft) -> bool:
    """Whether the question is about things that have much or little of it."""
    if draft.ground.base is not None and draft.ground.base.group_by:
        return True
    measured = set(draft.focus.values())
    return bool(draft.find("per.which", "per.person")) or any(
        (piece.dimensions or piece.entities) and at not in measured for at, piece in enumerate(draft.pieces)
    )
