"""Words that say no more than what a series shows: the "move" of "how did revenue move month by month", the week of
"how many tickets a week, week by week".
"""

from __future__ import annotations

import re

from assistant.understanding.draft import Draft
from assistant.understanding.time.settling import METRIC_TIME
from assistant.understanding.words import load_vocabulary

_OF_EACH = re.compile(r"\b(?:a|an|per|each|every)\s+$")


def read_over_time(draft: Draft) -> None:
    """Words for how something goes, and the unit said once more, where it is shown by that unit."""
    grains = {name.rpartition("__")[2] for name in draft.group_by if name.startswith(METRIC_TIME)}
    if not grains:
        return
    course = load_vocabulary().anaphora["course"]
    for at, piece in enumerate(draft.pieces):
        if not draft.free(at) or piece.concerns or piece.time is not None or piece.number is not None:
            continue
        again = any(piece.is_(f"grain.{grain}") for grain in grains)
        if again and _OF_EACH.search(draft.ground.text[: piece.start]):
            draft.read(at, "grain", next(iter(grains)))
        elif piece.text in course:
            draft.read(at, "filler", piece.text)
