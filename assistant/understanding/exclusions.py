"""What an excluding word behind a list leaves out of it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import AnyOf, Condition, Filter
from assistant.resolve.fields import FieldOption
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def denied(field: FieldOption, value: bool) -> Filter:
    """What a yes-or-no is where one side of it is left out: the other side; and what is neither, where the other
    one is called something of its own, as a deal is won, lost or still open.
    """
    other = Condition(field.name, "=", (not value,))
    labels = [
        label
        for item in (field.dimension.values if field.dimension is not None else ())
        if item.value is (not value)
        for label in item.labels
    ]
    negated = all(load_vocabulary().matching("flag.negated", label.casefold()) for label in labels)
    return other if negated else AnyOf((other, Condition(field.name, "is null")))


def is_closed(draft: Draft, places: Sequence[int], at: int) -> bool:
    """Whether the value ends a list of its own, which a comma parts from what is excluded behind it: the
    Android of "on iOS or Android, web excluded".
    """
    behind = next((place for place in places if place > at), None)
    before = next((place for place in reversed(places) if place < at), None)
    if behind is None or before is None or _joins(draft, at, behind):
        return False
    return _joins(draft, before, at) and "," in draft.between(at, behind)


def _joins(draft: Draft, first: int, second: int) -> bool:
    return any(draft.has(place, "join.and", "join.or") for place in range(first + 1, second))
