"""Metrics whose names a verb and its object make up from a distance: 新签了几个客户 asks for the 新签客户."""

from __future__ import annotations

from assistant.catalog.metric import Metric
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.known import shown_with, words_of_names
from assistant.understanding.words import load_vocabulary


def take_named_deeds(draft: Draft) -> None:
    """A count of things that a verb is said of is the count that is called by both, where there is one."""
    catalog = draft.ground.catalog
    for name, at in list(draft.focus.items()):
        if name not in draft.metrics or not is_count(catalog, name):
            continue
        for place, piece in enumerate(draft.pieces):
            if piece.concerns or not any(role.startswith("deed.") for role in piece.roles):
                continue
            found = {metric.name for metric in _called(draft, piece.text, draft.pieces[at].text)}
            if len(found) == 1 and name not in found and draft.free(place):
                draft.exchange(name, found.pop())
                draft.read(place, "metric", draft.pieces[at].text)
                return


def _called(draft: Draft, deed: str, thing: str) -> list[Metric]:
    marks = "".join(load_vocabulary().codewords["aspect"])
    stem = deed.rstrip(marks)
    wanted = tuple(sorted((*words(stem), *words(thing))))
    return shown_with(draft.ground.catalog, words_of_names, wanted)
