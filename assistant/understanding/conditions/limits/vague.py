"""Quantities without a number: "reps with many call minutes but a low win rate", 收入高但流失率低的区域.

Where they begin is not known, so nothing is left out: all are shown, ranked by the first that is named.
"""

from __future__ import annotations

from assistant.query import Order
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_MUCH, _LITTLE = "vague.much", "vague.little"
_COMPARING = ("join.versus", "join.than", "shape.compare", "shape.change", "shape.growth", "order.sort")


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
    text, word = draft.ground.text, draft.pieces[at]
    for place in sorted(places):
        piece = draft.pieces[place]
        if place > at:
            close = load_vocabulary().matching("vague.before", text[word.end : piece.start])
        else:
            close = load_vocabulary().matching("vague.behind", text[piece.end : word.start])
        chinese = not (word.text.isascii() or piece.text.isascii())
        if close is not None and not (place > at and chinese and text[word.end : piece.start]):
            return places[place]
    return None


def _things_named(draft: Draft) -> bool:
    """Whether the question is about things that have much or little of it."""
    if draft.ground.base is not None and draft.ground.base.group_by:
        return True
    measured = set(draft.focus.values())
    return bool(draft.find("per.which", "per.person")) or any(
        (piece.dimensions or piece.entities) and at not in measured for at, piece in enumerate(draft.pieces)
    )
