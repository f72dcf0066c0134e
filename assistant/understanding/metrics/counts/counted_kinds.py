"""How many of a kind of thing, or how many different ones, are asked for: 多少家经纪公司出过单 is a number of brokers, which no
number of policies is, and "number of different products sold" no number of units.
"""

from __future__ import annotations

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.counts.counted import counts_each_once
from assistant.understanding.metrics.counts.things import things_counted
from assistant.understanding.words import load_vocabulary

_ASKED = "shape.how_many"


def check_counted_kinds(draft: Draft) -> None:
    """Raises ImpossibleError where the noun right behind "how many" is a kind of something that the metric counts none of, or
    different ones are to be counted and the metric counts none of them once.
    """
    if draft.count_of is not None or not draft.metrics or draft.ground.base is not None:
        return
    catalog, pieces = draft.ground.catalog, draft.pieces
    different = load_vocabulary().matching("count.different", draft.ground.text)
    if different is not None and not any(counts_each_once(catalog, name) for name in draft.metrics):
        raise ImpossibleError("unread_condition", different[0].strip())
    counted = {thing for name in draft.metrics for thing in things_counted(catalog, catalog.metrics[name])}
    for at, piece in enumerate(pieces[:-1]):
        if not piece.is_(_ASKED) or piece.concerns or not _is_kind(draft, at + 1):
            continue
        models = {value.dimension.rpartition(".")[0] for value in pieces[at + 1].values}
        kinds = {catalog.models[model].primary_entity for model in models}
        if counted and not kinds & counted:
            raise ImpossibleError("unread_condition", pieces[at + 1].text)


def _is_kind(draft: Draft, at: int) -> bool:
    """Whether it is a value by itself, which says no more of what stands behind it: the 展会 of 展会线索 does."""
    piece = draft.pieces[at]
    if not piece.values or piece.metrics or piece.dimensions or piece.entities:
        return False
    behind = next((other for other in draft.pieces[at + 1 :] if not other.filler), None)
    return behind is None or not behind.concerns
