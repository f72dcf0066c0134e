"""What an excluding word behind a list leaves out of it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.draft import Draft


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
