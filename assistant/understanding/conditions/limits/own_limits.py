"""Limits that the definition of a metric has anyway: the 30 days of 停滞超过30天的商机, where stalled means so long."""

from __future__ import annotations

import re

from assistant.understanding.conditions.limits.limited import BEFORE
from assistant.understanding.conditions.limits.row_limits import Limit, limit_at
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft
from assistant.understanding.units import units_in
from assistant.understanding.words import load_vocabulary

_AMOUNT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+|[㐀-鿿])")
_MORE = (">", ">=")
_ASKING = ("shape.how_many", "shape.counted", "per.which", "per.person")


def take_own_limits(draft: Draft) -> None:
    """Read where all that is asked for is defined by that very limit; any other number is a condition. Only where a
    word asks how many or which they are: 停滞超过30天的商机列一下 wants them one by one.
    """
    asked = any(piece.is_(*_ASKING) and not piece.concerns for piece in draft.pieces)
    if not draft.metrics or not asked:
        return
    for at in range(len(draft.pieces)):
        said = limit_at(draft, at)
        if said is None or len(said.values) != 1:
            continue
        if all(_is_defined_by(draft, name, said) for name in draft.metrics):
            for place in said.places:
                draft.read(place, "filter")


def _is_defined_by(draft: Draft, name: str, said: Limit) -> bool:
    metric = draft.ground.catalog.metrics[name]
    return any(_tells(text, said) for text in (*metric.card.definition, metric.description) if text)


def _tells(definition: str, said: Limit) -> bool:
    text = normalize(definition).text
    tokens = tokenize(text)
    for _, last, roles in load_vocabulary().phrases.matches(tokens):
        ops = {BEFORE[role] for role in roles if role in BEFORE}
        alike = said.op in ops or (said.op in _MORE and bool(ops & set(_MORE)))
        amount = _AMOUNT.match(text, tokens[last - 1].end)
        if (
            alike
            and amount is not None
            and float(amount[1]) == said.values[0]
            and units_in(amount[2]) & said.units
        ):
            return True
    return False
