"""Whether a question asks for a yes or no."""

from __future__ import annotations

from assistant.understanding.draft import Draft
from assistant.understanding.words import load_vocabulary

_PICKING = ("per.which", "per.person", "shape.how_many")


def is_asked(draft: Draft) -> bool:
    """Whether it can be answered with yes or no, and asks for no number of things or kind."""
    asked = load_vocabulary().matching("claim.ask", draft.ground.text) is not None
    return asked and not any(piece.is_(*_PICKING) and not piece.concerns for piece in draft.pieces)
