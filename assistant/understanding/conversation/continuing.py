"""Does a question go on from the one before it, and in which of its words does it say so?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.query import MetricQuery
from assistant.understanding.assemble import content
from assistant.understanding.conversation.first_shown import asks_for_the_first
from assistant.understanding.conversation.pronouns import stands_for_shown
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.neighbours import only_bare
from assistant.understanding.shape.shares import only_condition
from assistant.understanding.time.expr import TimeComparison
from assistant.understanding.words import load_vocabulary

CUES = ("follow.cue", "follow.change", "follow.add", "follow.remove", "follow.same", "follow.correct")
DOES_NOT_FIT = (
    "unread_condition",
    "one_at_a_time",
    "no_such_number",
    "no_such_value",
    "never_met",
    "contradicting",
    "incompatible_dimension",
    "too_fine_grain",
)
"""Reasons to refuse that may lie in what the question was taken to go on from."""
_CHANGING = frozenset(
    f"follow.{role}"
    for role in (
        "back", "restart", "change", "remove", "any", "together", "apart", "reverse", "limit", "absolute",
        "instead_of", "no_comparison", "takes", "out", "swap", "swap_for", "first", "last", "unlimit", "correct", "left", "apply", "unchanged", "widen", "frame", "slot", "namely", "unfit", "deny", "besides", "beside",
    )
)  # fmt: skip
_CHANGES = (
    "follow.change",
    "follow.add",
    "follow.remove",
    "follow.swap",
    "follow.correct",
    "follow.deny",
    "follow.besides",
)
_ONLY = ("restrict.only", "follow.cue")
_OF_ANSWERS = ("follow.swap", "follow.deny", "follow.besides", "follow.beside", "follow.frame", "follow.slot",
    "follow.instead_of", "follow.unfit",
)  # fmt: skip
"""Words that speak of the answer, beside those of `CUES`."""
_NARROWING = ("restrict.only", "restrict.exclude", "follow.remove")
_SHARES = (
    "shape.share",
    "shape.how_much_of",
    "shape.multiple",
    "shape.of_total",
    "shape.takes",
    "shape.rate",
)
_ALL = ("per.all", "shape.total", "shape.how_many", *CUES)
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
        pointing = piece.text in anaphora["pointing"] and names & shown
        if piece.text in anaphora["persons"] or pointing or stands_for_shown(pieces, at):
            return piece
    return None


def names_shown(pieces: Sequence[Piece], query: MetricQuery) -> tuple[Piece, ...]:
    """A pointing word and the groups of the query that it points at: 这些渠道, "those reps"."""
    pointing = load_vocabulary().anaphora["pointing"]
    shown = {name.rsplit("__", 1)[-1] for name in query.group_by}
    said = [piece for piece in pieces if not piece.mark]
    for piece, behind in pairwise(said):
        names = {key for d in behind.dimensions for key in (d.dimension, d.conformed)}
        if piece.text in pointing and names & shown and not behind.values:
            return piece, behind
    return ()


def has_cue(pieces: Sequence[Piece]) -> bool:
    """Whether the question points back to something, by its first or last word."""
    spoken = [piece for piece in pieces if not piece.mark]
    return any(piece.is_(*CUES) and not piece.concerns for piece in (*spoken[:1], *spoken[-1:]))


def edits(pieces: Sequence[Piece], query: MetricQuery) -> bool:
    """Without a metric a question edits; with one it does when it points back to what was shown, goes on
    from it without a period of its own, says so and little else, or names the metric and nothing else.
    """
    if names_shown(pieces, query) or asks_for_the_first(pieces, query):
        return True
    if not any(piece.metrics or piece.terms for piece in pieces) or _points_back(pieces):
        return True
    if narrows(pieces) or narrows_shown(pieces, query) or _asks_share_of_shown(pieces, query):
        return True
    if _stands_for_what_was_shown(pieces) or _goes_on(pieces):
        return True
    if adds_metric(pieces) and not is_sentence(pieces):
        return True
    said = [piece for piece in content(tuple(pieces)) if not piece.is_(*CUES, *_OF_ANSWERS) or piece.concerns]
    only_metrics = all(piece.metrics or piece.terms or piece.is_(*_BESIDE) for piece in said)
    strong = any(piece.is_(*_CHANGES) and not piece.concerns for piece in pieces)
    return only_metrics and (strong or has_cue(pieces) or not is_sentence(pieces))


def adds_metric(pieces: Sequence[Piece]) -> bool:
    """Whether a metric is said to come beside what is shown: "just P1, and add the breach rate"."""
    said = [piece for piece in pieces if piece.concerns or not piece.filler or piece.is_("follow.add")]
    if any(piece.is_("follow.instead_of", "follow.change") and not piece.concerns for piece in said):
        return False
    return any(
        first.is_("follow.add") and not first.concerns and bool(second.metrics or second.terms)
        for first, second in pairwise(said)
    )


def alone(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of a question that stands by itself: words that only change an answer say nothing there,
    and an excuse before it is one.
    """
    begun = next((at for at, piece in enumerate(pieces) if not (piece.filler or _excuses(piece))), 0)
    plain = frozenset({"filler.plain"})
    return tuple(
        replace(piece, roles=plain if at < begun and _excuses(piece) else frozenset())
        if piece.roles and all(role in _CHANGING for role in piece.roles)
        else piece
        for at, piece in enumerate(pieces)
    )


def _excuses(piece: Piece) -> bool:
    return piece.is_("follow.correct") and not piece.concerns


def changes_the_answer(pieces: Sequence[Piece]) -> bool:
    """ "Add the MQL rate", "set the window to 90 days": an order about the answer that was shown, not about data."""
    said = [piece for piece in pieces if not piece.filler]
    if not said or not said[0].is_("follow.add", "follow.change") or said[0].concerns:
        return False
    rest = content(tuple(said[1:]))
    named = any(piece.concerns for piece in rest)
    return named and all(p.concerns or p.time or p.number or p.is_("threshold.unit") for p in rest)


def is_sentence(pieces: Sequence[Piece]) -> bool:
    """Whether the question has words that a whole one has, such as "what is our" or 是多少."""
    marks = load_vocabulary().anaphora["sentence"]
    return any(piece.text in marks for piece in pieces)


def is_whole(pieces: Sequence[Piece]) -> bool:
    """Whether a question without a metric that is known can be one of its own: it says what it is to be
    shown by, or asks in a whole sentence, and points back to nothing.
    """
    if has_cue(pieces) or _stands_for_what_was_shown(pieces) or _points_back(pieces):
        return False
    if any(piece.is_(*_CHANGES) and not piece.concerns for piece in pieces):
        return False
    grouped = any(
        piece.is_("per.before", "per.which", "per.each", "per.kind") and not piece.concerns
        for piece in pieces
    ) and any(piece.dimensions or piece.entities for piece in pieces)
    named = any(
        piece.unread or piece.metrics or piece.terms or piece.entities or piece.values for piece in pieces
    )
    return named and (grouped or is_sentence(pieces))


def may_continue(pieces: Sequence[Piece]) -> bool:
    """Whether a question that does not stand by itself can be about the groups that were shown: it names
    none, and no period.
    """
    own = any(
        piece.dimensions or piece.entities or (piece.time is not None and piece.time.kind != "comparison")
        for piece in pieces
    )
    return not own


def narrows(pieces: Sequence[Piece]) -> bool:
    """ "Billing tickets only", "without the discontinued products": a value and the word for what it is one
    of, and nothing else.
    """
    said = [piece for piece in content(tuple(pieces)) if not piece.is_(*_NARROWING) or piece.concerns]
    marked = [piece for piece in pieces if piece.is_(*_NARROWING) and not piece.concerns]
    named = [piece for piece in said if piece.metrics or piece.terms]
    if not marked or len(said) != 2 or len(named) != 1 or named[0] is not said[1]:
        return False
    flag = any(name.boolean for name in said[0].dimensions)
    return is_thing_beside(named[0]) and bool(said[0].values or flag)


def narrows_shown(pieces: Sequence[Piece], query: MetricQuery) -> bool:
    """ "Just the Seafood sales": of the metric that is shown what a value is of, and nothing else."""
    said = [piece for piece in content(tuple(pieces)) if not piece.is_(*_ONLY) or piece.concerns]
    marked = any(piece.is_("restrict.only") and not piece.concerns for piece in pieces)
    named = [piece for piece in said if piece.metrics or piece.terms]
    values = [piece for piece in said if piece.values and not piece.metrics]
    if not marked or len(named) != 1 or len(values) != 1 or len(said) != 2 or named[0] in values:
        return False
    return len(query.metrics) == 1 and any(name.metric == query.metrics[0] for name in named[0].metrics)


def _asks_share_of_shown(pieces: Sequence[Piece], query: MetricQuery) -> bool:
    """ "As a percentage of all tickets?" behind the number of some tickets: words for a share, all of what is shown a part of,
    and nothing else.
    """
    if len(query.metrics) != 1 or only_condition(query) is None:
        return False
    said = [piece for piece in content(tuple(pieces)) if not piece.filler]
    named = [piece for piece in said if piece.metrics or piece.terms]
    shares = [piece for piece in said if piece.is_(*_SHARES) and not piece.concerns]
    if (
        not shares
        or len(named) != 1
        or any(not piece.is_(*_SHARES, *_ALL) for piece in said if piece is not named[0])
    ):
        return False
    return any(name.metric == query.metrics[0] for name in named[0].metrics)


def is_thing_beside(piece: Piece) -> bool:
    """Whether the piece names a thing, and its number only by the way."""
    return bool(piece.entities) or (bool(piece.dimensions) and bool(piece.metrics) and only_bare(piece))


def _stands_for_what_was_shown(pieces: Sequence[Piece]) -> bool:
    """A word such as "there"; or one such as "their", unless it stands for what is named before it."""
    persons = load_vocabulary().anaphora["persons"]
    named = False
    for at, piece in enumerate(pieces):
        pronoun = (piece.text in persons and not named) or stands_for_shown(pieces, at)
        if piece.is_("filler.back") or pronoun:
            return True
        named = named or piece.concerns
    return False


def _goes_on(pieces: Sequence[Piece]) -> bool:
    """Begins with a word such as 那 or "and", and leaves the period to what was said before; or names a
    metric and a period, and nothing else.
    """
    named = all(piece.metrics or piece.terms or piece.time for piece in content(tuple(pieces)))
    if named and has_cue(pieces) and not is_sentence(pieces):
        return True
    first = next((piece for piece in pieces if not piece.mark), None)
    timed = any(piece.time is not None and piece.time.kind not in ("grain", "comparison") for piece in pieces)
    return first is not None and first.is_("follow.cue") and not first.concerns and not timed


def _points_back(pieces: Sequence[Piece]) -> bool:
    """ "The same month last year" without a month of its own."""
    said = [piece.time.expr for piece in pieces if piece.time is not None]
    return len(said) == 1 and isinstance(said[0], TimeComparison) and said[0].of is not None


def meant_of(pieces: Sequence[Piece], query: MetricQuery) -> dict[int, str]:
    """The metric of the query that an ambiguous term stands for, by where the term stands: 花费最高的三个."""
    found = {}
    for piece in pieces:
        shown = [name for term in piece.terms for name in term.ambiguity.candidates if name in query.metrics]
        if len(set(shown)) == 1:
            found[piece.start] = shown[0]
    return found
