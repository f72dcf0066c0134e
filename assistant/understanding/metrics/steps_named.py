"""Steps from one thing to another in one word, as "lead-to-quote": the name of a rate, or unknown, never its parts."""

from __future__ import annotations

from itertools import pairwise

from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.words import load_vocabulary


def check_steps(draft: Draft) -> None:
    """Raises ImpossibleError where the two ends of such a word were read as something each."""
    for (at, first), (behind, second) in pairwise(enumerate(draft.pieces)):
        said = draft.between(at, behind)
        if first.time or second.time or first.number or second.number:
            continue
        if (first.concerns or second.concerns) and load_vocabulary().matching("step.between", said):
            raise ImpossibleError("unread_condition", f"{first.text}{said}{second.text}")
