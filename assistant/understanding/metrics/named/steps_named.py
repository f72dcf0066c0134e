"""Steps from one thing to another in one word, as "lead-to-quote": the name of a rate, or unknown, never its parts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.words import load_vocabulary


def says_steps(pieces: Sequence[Piece], text: str) -> bool:
    """Whether a rate from one thing to another is said in one word."""
    telling = [piece for piece in pieces if piece.concerns or piece.unread]
    return any(_are_steps(text[one.end : other.start]) for one, other in pairwise(telling))


def check_steps(draft: Draft) -> None:
    """Raises ImpossibleError where the two ends of such a word were read as something each."""
    for (at, first), (behind, second) in pairwise(enumerate(draft.pieces)):
        said = draft.between(at, behind)
        if first.time or second.time or first.number or second.number:
            continue
        if (first.concerns or second.concerns) and _are_steps(said):
            raise ImpossibleError("unread_condition", f"{first.text}{said}{second.text}")


def _are_steps(between: str) -> bool:
    """Whether a text joins two words to one that says such a step."""
    return load_vocabulary().matching("step.between", between) is not None
