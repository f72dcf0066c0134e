"""The bucket that is told by what there is the most of in it: "the month with the highest revenue", "months that had the
fewest orders".
"""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.words import load_vocabulary


def take_picked_buckets(draft: Draft) -> None:
    """Shows the metric in those buckets, which the superlative then ranks."""
    if not draft.metrics or draft.grain is not None or draft.ground.base is not None:
        return
    if draft.find("per.each", "join.each"):
        return  # one for each of some things
    vocabulary, text = load_vocabulary(), draft.ground.text
    for at, piece in enumerate(draft.pieces):
        unit = vocabulary.matching("bucket.picked", piece.text)
        if unit is None or piece.metrics or piece.values or not draft.free(at):
            continue
        mark = next((n for n in range(at + 1, len(draft.pieces)) if draft.has(n, *EXTREMES)), None)
        if mark is None or draft.pieces[mark].concerns:
            continue
        if vocabulary.matching("bucket.with", text[piece.end : draft.pieces[mark].start]) is not None:
            draft.grain = unit["unit"]
            draft.read(at, "grain", unit["unit"])
            return
