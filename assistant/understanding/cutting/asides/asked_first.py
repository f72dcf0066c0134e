"""Questions that say first of which things something is asked, put the other way around: "among the orders over 500, how
many of them were refunded" is "how many orders over 500 were refunded".
"""

from __future__ import annotations

from assistant.understanding.cutting.normalize import Normalized, Replacement, replaced
from assistant.understanding.words import load_vocabulary


def asked_first(text: Normalized) -> Normalized | None:
    """The same question with what it asks before the things; None for one that is not put so."""
    vocabulary = load_vocabulary()
    counted = vocabulary.matching("among.how_many", text.text)
    if counted is not None:
        lead, asking = counted.span("lead"), counted.span("asking")
        asked = text.text[slice(*counted.span("asked"))]
        return replaced(text, [Replacement(*lead, f"{asked} "), Replacement(*asking, "")])
    whole = vocabulary.matching("among.whole", text.text)
    if whole is not None:
        # "Based on the total cost, what percentage of the cost …" is a part of all there is anyway.
        return replaced(text, [Replacement(*whole.span("aside"), "")])
    theirs = vocabulary.matching("among.their", text.text)
    if theirs is None:
        return None
    things, end = theirs.group("things"), theirs.end("wanted")
    changes = [
        Replacement(*theirs.span("lead"), ""),
        Replacement(*theirs.span("their"), "the"),
        Replacement(end, end, f" for {things}"),
    ]
    return replaced(text, changes)
