"""One number less another: "money in minus money out", 流入减流出."""

from __future__ import annotations

from itertools import pairwise

from assistant.resolve.sums import difference_of
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.words import load_vocabulary


def take_differences(draft: Draft) -> None:
    """The metric that the catalog has for the difference of two that are named. Raises ImpossibleError where it has none:
    numbers side by side are not their difference.
    """
    places = sorted((at, name) for name, at in draft.focus.items() if name in draft.metrics)
    for (first, above), (second, below) in pairwise(places):
        between = draft.between(first, second)
        if load_vocabulary().matching("apart.minus", between) is None:
            continue
        found = difference_of(draft.ground.catalog, above, below)
        if found is None or len(draft.metrics) > 2:
            raise ImpossibleError("unread_condition", between.strip())
        draft.name_together(found, (first, second))
        for at in range(first + 1, second):
            draft.read(at, "metric", found)
        return
