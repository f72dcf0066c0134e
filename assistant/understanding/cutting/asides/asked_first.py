"""Questions that say first of which things something is asked, put the other way around: "among the orders over 500, how
many of them were refunded" is "how many orders over 500 were refunded", and "among the refunded orders, what percentage were
gifts" is "what percentage of the refunded orders were gifts": never how many of the gifts were refunded.
"""

from __future__ import annotations

from assistant.understanding.cutting.normalize import Normalized, Replacement, replaced
from assistant.understanding.words import load_vocabulary


def part_asked_first(text: Normalized) -> Normalized | None:
    """A question for the part of things that it opens with as one for the part of them; None for one that is not put so."""
    vocabulary = load_vocabulary()
    for kind in ("among.part_are", "among.part_of"):
        found = vocabulary.matching(kind, text.text)
        if found is not None:
            (opening,), (verb,) = vocabulary.listed["part_opening"], vocabulary.listed["part_verb"]
            behind = f" {verb}" if kind == "among.part_of" else ""
            lead = Replacement(*found.span("lead"), opening.replace("PART", found["part"]))
            return replaced(text, [lead, Replacement(*found.span("asking"), behind)])
    return None


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
