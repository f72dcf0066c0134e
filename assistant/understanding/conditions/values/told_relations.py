"""Values that were read with a verb: the verb is told, the "pay in" of "customers who pay in EUR"; and those who did something
are no groups where a value is said of them, the customers of "orders placed by customers who pay in EUR".
"""

from __future__ import annotations

from assistant.understanding.conditions.values.described_things import related_behind
from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary


def read_related_doers(draft: Draft) -> None:
    """The "by customers" behind what they did."""
    for at in range(1, len(draft.pieces)):
        found = load_vocabulary().matching("related.done_by", draft.ground.text[: draft.pieces[at].start])
        if (
            found is None
            or found.start("by") != draft.pieces[at - 1].start
            or related_behind(draft, at) is None
        ):
            continue
        if draft.free(at) and draft.free(at - 1) and draft.pieces[at].entities:
            draft.read(at - 1, "connective")
            draft.read(at, "filler")


def tell_relations(draft: Draft) -> None:
    """What a value was read with, where it is a condition or is grouped by."""
    for at, piece in enumerate(draft.pieces):
        if piece.aside and draft.is_read(at):
            draft.assume("weak_word", piece.aside)
