"""What is spent or earned on one of something, where a verb says the amount and the catalog has no metric for the two:
平均每次点击花多少钱 is the ad spend divided by the clicks, "how much did we spend per click".
"""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.metrics.counts.counted import amounts_per, is_count
from assistant.understanding.metrics.deeds.deeds import amounts_recorded, deeds_of, nouns_of_deed
from assistant.understanding.metrics.known import model_of_rows
from assistant.understanding.shape.ratios import is_divisor
from assistant.understanding.words import load_vocabulary

_ASKED = ("shape.money", "shape.how_many", "shape.amount", *EXTREMES)
_OF_MONEY = ("spend", "earn")


def name_spent_per(draft: Draft) -> None:
    """Have the verb name the one amount that is recorded with what is counted, where that is said of one."""
    if draft.ground.base is not None:
        return
    catalog = draft.ground.catalog
    counts = [at for at in range(len(draft.pieces)) if is_divisor(draft, at)]
    deeds = [*((deed, at) for deed, at in deeds_of(draft) if deed in _OF_MONEY), *_nouns(draft)]
    deeds = deeds or [("spend", at) for at in draft.find("shape.money")]
    said = {*counts, *(at for _, at in deeds)}
    others = [
        at for at, piece in enumerate(draft.pieces) if (piece.metrics or piece.terms) and at not in said
    ]
    asked = any(piece.is_(*_ASKED) and not piece.concerns for piece in draft.pieces)
    if len(counts) != 1 or others or len(deeds) != 1 or not asked:
        return
    [count], [(deed, at)] = counts, deeds
    piece = draft.pieces[count]
    best = max(name.strength for name in piece.metrics)
    named = [name.metric for name in piece.metrics if name.strength == best]
    if any(name for metric in named if is_count(catalog, metric) for name in amounts_per(catalog, metric)):
        return  # the catalog's own costs of one of them are asked for
    models = frozenset(model for metric in named for model in model_of_rows(catalog, catalog.metrics[metric]))
    found = amounts_recorded(draft, at, nouns_of_deed(draft, at, deed), models)
    if len(found) == 1:
        draft.name_instead(found[0], at, (at,))


def _nouns(draft: Draft) -> list[tuple[str, int]]:
    """The "cost" of "how much did each click cost", which may be any of several costs."""
    nouns = load_vocabulary().deeds["spend"]
    return [("spend", at) for at, piece in enumerate(draft.pieces) if piece.terms and piece.text in nouns]
