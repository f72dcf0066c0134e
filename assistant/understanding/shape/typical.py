"""The "typical" of "typical sales cycle": what an average, a median or a rate is of anyway."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import adds_up
from assistant.understanding.shape.average_things import TYPICAL


def read_typical(draft: Draft) -> None:
    """Right before such a metric; before what adds up it asks for an average that has to be said over something."""
    catalog = draft.ground.catalog
    places = {place: name for name, place in draft.focus.items() if name in draft.metrics}
    for at in draft.find(TYPICAL):
        name = places.get(at + 1)
        if name is not None and draft.free(at) and not adds_up(catalog, name):
            draft.read(at, "filler")
