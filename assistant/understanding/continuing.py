"""Does a question go on from the one before it, and in which of its words does it say so?"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.query import MetricQuery
from assistant.understanding.assemble import content
from assistant.understanding.pieces import Piece
from assistant.understanding.time.expr import TimeComparison
from assistant.understanding.words import load_vocabulary

CUES = ("follow.cue", "follow.change", "follow.add", "follow.remove", "follow.same")
_BESIDE = ("per.before", "order.sort", "order.rank", "order.descending", "order.ascending")


def about_shown(pieces: Sequence[Piece], query: MetricQuery) -> Piece | None:
    """The first word that stands for the groups of the last answer, where a limit picked them.

    What is named before such a word is what it stands for instead: "top reps and their win rate".
    """
    if not query.group_by or (query.limit is None and not query.having):
        return None
    anaphora = load_vocabulary().anaphora
    shown = {name.rsplit("__", 1)[-1] for name in query.group_by}
    for at, piece in enumerate(pieces):
        if (piece.dimensions or piece.entities) and not piece.metrics:
            return None
        behind = next((other for other in pieces[at + 1 :] if not other.filler), None)
        names = {key for d in (behind.dimensions if behind else ()) for key in (d.dimension, d.conformed)}
        if piece.text in anaphora["persons"] or (piece.text in anaphora["pointing"] and names & shown):
            return piece
    return None


def has_cue(pieces: Sequence[Piece]) -> bool:
    """Whether the question points back to something, by its first or last word."""
    spoken = [piece for piece in pieces if not piece.mark]
    return any(piece.is_(*CUES) and not piece.concerns for piece in (*spoken[:1], *spoken[-1:]))


def edits(pieces: Sequence[Piece]) -> bool:
    """Without a metric a question edits; with one it does when it points back to what was shown, goes on
    from it without a period of its own, or says so and little else.
    """
    if not any(piece.metrics or piece.terms for piece in pieces) or _points_back(pieces):
        return True
    if _narrows(pieces):
        return True
    if _stands_for_what_was_shown(pieces) or _goes_on(pieces):
        return True
    said = [piece for piece in content(tuple(pieces)) if not piece.is_(*CUES) or piece.concerns]
    only_metrics = all(piece.metrics or piece.terms or piece.is_(*_BESIDE) for piece in said)
    strong = any(
        piece.is_("follow.change", "follow.add", "follow.remove") and not piece.concerns for piece in pieces
    )
    return only_metrics and (strong or has_cue(pieces))


def _narrows(pieces: Sequence[Piece]) -> bool:
    """ "Billing tickets only": a value and the word for what it is one of, and nothing else."""
    said = [piece for piece in content(tuple(pieces)) if not piece.is_("restrict.only") or piece.concerns]
    only = any(piece.is_("restrict.only") and not piece.concerns for piece in pieces)
    named = [piece for piece in said if piece.metrics or piece.terms]
    return only and len(said) == 2 and len(named) == 1 and bool(named[0].entities) and bool(said[0].values)


def _stands_for_what_was_shown(pieces: Sequence[Piece]) -> bool:
    """A word such as "there"; or one such as "their", unless it stands for what is named before it."""
    persons = load_vocabulary().anaphora["persons"]
    named = False
    for piece in pieces:
        if piece.is_("filler.back") or (piece.text in persons and not named):
            return True
        named = named or piece.concerns
    return False


def _goes_on(pieces: Sequence[Piece]) -> bool:
    """Begins with a word such as 那 or "and", and leaves the period to what was said before."""
    first = next((piece for piece in pieces if not piece.mark), None)
    timed = any(piece.time is not None and piece.time.kind not in ("grain", "comparison") for piece in pieces)
    return first is not None and first.is_("follow.cue") and not first.concerns and not timed


def _points_back(pieces: Sequence[Piece]) -> bool:
    """ "The same month last year" without a month of its own."""
    said = [piece.time.expr for piece in pieces if piece.time is not None]
    return len(said) == 1 and isinstance(said[0], TimeComparison) and said[0].of is not None
