"""A word that names things and their money alike: "the budget for travel" is an amount, "budgets" are things, and a share of
either is one of the money. Chinese words have no plural, so that only a share tells: 差旅占预算的比例.
"""

from __future__ import annotations

from assistant.understanding.cutting.tokens import singular
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count, is_money
from assistant.understanding.words import load_vocabulary

_NUMBERS = ("shape.how_many", "shape.counted", "shape.number_of")
_SHARES = ("shape.share", "shape.how_much_of", "shape.takes")


def take_amounts_named(draft: Draft) -> None:
    """Put the money in the place of the things where no number of these is asked for."""
    if draft.ground.base is not None:
        return
    metrics = draft.ground.catalog.metrics
    shares = any(piece.is_(*_SHARES) for piece in draft.pieces)
    for name, at in tuple(draft.focus.items()):
        piece = draft.pieces[at]
        if name not in draft.metrics or not is_count(draft.ground.catalog, name):
            continue
        money = {other.metric for other in piece.metrics if is_money(metrics[other.metric])}
        one = singular(piece.text) == piece.text if piece.text.isascii() else shares
        if len(money) != 1 or not one or _asks_number(draft, at) or piece.start in draft.ground.picks:
            continue
        if piece.text.endswith(load_vocabulary().endings):  # "order count" is no amount
            continue
        [amount] = money
        if amount not in draft.metrics:
            draft.exchange(name, amount)
            draft.assume("default_metric", amount)


def _asks_number(draft: Draft, at: int) -> bool:
    """Whether a word for a number stands beside it: "number of budgets", "budget count"."""
    beside = (draft.left(at, *_NUMBERS), draft.right(at))
    return any(draft.has(place, *_NUMBERS) for place in beside)
