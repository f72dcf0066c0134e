"""A short word for "each of them" that some average is called by, beside another thing that is asked of each: 每单营收
is what revenue is per order, though the catalog calls the number of items per order 每单件数.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Metric, Ratio
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import VARIANT, MetricName
from assistant.understanding.metrics.counts.counted import is_money
from assistant.understanding.metrics.known import denominator, numerator, shown_with
from assistant.understanding.words import load_vocabulary

_AMOUNTS = ("shape.money", "shape.amount")


def take_each_of(draft: Draft) -> None:
    """Put the one average of what is asked for per each in the place of the one that is called by "each" alone."""
    if draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        average = _called_by_each(draft, at)
        if average is None or piece.start in draft.ground.picks:
            continue
        others = [place for place in range(len(draft.pieces)) if place != at and draft.pieces[place].metrics]
        found = _averages(draft, average, others)
        if len(found) != 1 or len(others) > 1:
            continue
        draft.put(at, replace(piece, metrics=(MetricName(found[0], VARIANT),)))
        for place in (*others, *_asking(draft)):
            draft.put(place, replace(draft.pieces[place], metrics=(), terms=(), dimensions=(), entities=()))
            draft.read(place, "metric", found[0])
        draft.assume("default_metric", found[0])


def _called_by_each(draft: Draft, at: int) -> Metric | None:
    """The average of which the piece is the beginning of a name, up to the thing: 每单 of 每单件数."""
    piece = draft.pieces[at]
    each = tuple(word for word in load_vocabulary().anaphora["single"] if not word.isascii())
    if piece.terms or len(piece.metrics) != 1 or piece.text not in each:
        return None
    metric = draft.ground.catalog.metrics[piece.metrics[0].metric]
    whole = piece.text in {name.casefold() for name in metric.names}
    return None if whole or not isinstance(metric.kind, Ratio) else metric


def _averages(draft: Draft, average: Metric, others: list[int]) -> list[str]:
    """The averages over the same things of what the other pieces name, or of money where that is asked for."""
    catalog, kind = draft.ground.catalog, average.kind
    assert isinstance(kind, Ratio)
    alike = shown_with(catalog, denominator, kind.denominator.metric)
    if not others:
        return [metric.name for metric in alike if is_money(metric)] if _asking(draft) else []
    names = [name for at in others for name in draft.pieces[at].metrics]
    best = max(name.strength for name in names)
    named = {name.metric for name in names if name.strength == best}
    return [metric.name for metric in alike if named.intersection(numerator(catalog, metric))]


def _asking(draft: Draft) -> list[int]:
    return [at for at, piece in enumerate(draft.pieces) if piece.is_(*_AMOUNTS) and not piece.concerns]
