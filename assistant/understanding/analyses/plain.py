"""Questions that sound as if they asked why and ask for numbers: "which channel drove the most leads"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.understanding.analyses.marks import Marks, load_vocabulary
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.time.expr import Listed

Spans = tuple[tuple[int, int], ...]

_COMPARES = ("shape.compare", "join.versus", "join.than", "join.outcome")
_CHANGES = ("change.up", "change.down", "change.any")
_POINTED = "drivers.pointed"
_ENDS = ".?!;:,。？！；：，"


def plain_words(marks: Marks, pieces: Sequence[Piece], named: Sequence[Piece]) -> Spans:
    """The words that say nothing where the question is read for its numbers; none where it does ask why.

    `named` are the pieces that name a metric.
    """
    groups = [piece for piece in pieces if piece.dimensions or piece.entities]
    if not groups or not named:
        return ()
    rules: Sequence[Callable[[], Spans]] = (
        lambda: _by_verb(marks),
        lambda: _by_place(marks, pieces),
        lambda: _by_reason(marks, pieces, groups, named),
    )
    return next((spans for rule in rules if (spans := rule())), ())


def _by_verb(marks: Marks) -> Spans:
    """ "Which channel drove the most leads": a verb of causing links a group to an amount, and nothing changed. "Which
    region is behind it" is about what was said before.
    """
    caught = tuple(item.cues[-1] for item in marks.caught("drivers.ask"))
    verbs = tuple((mark.start, mark.end) for mark in marks.of("drivers.verb"))
    if marks.of(*_CHANGES) or marks.caught(_POINTED) or _asks(marks, (*caught, *verbs)):
        return ()
    return (*caught, *verbs)


def _asks(marks: Marks, weak: Spans) -> bool:
    """Whether a word that asks why stands outside of some words."""
    return any(
        not any(start <= mark.start and mark.end <= end for start, end in weak)
        for mark in marks.of("drivers.ask")
    )


def _by_place(marks: Marks, pieces: Sequence[Piece]) -> Spans:
    """ "By region, H1 against H2, and see where it got worse": two periods by group show where it did."""
    times = [piece.time for piece in pieces if piece.time is not None and piece.time.kind != "grain"]
    count = sum(len(time.expr.items) if isinstance(time.expr, Listed) else 1 for time in times)
    compared = any(time.kind == "comparison" for time in times) or (
        count > 1 and any(piece.is_(*_COMPARES) for piece in pieces)
    )
    where = tuple(span for item in marks.caught("changed.where") for span in item.cues)
    outcomes = tuple((mark.start, mark.end) for mark in marks.of("changed.word"))
    known = (*where, *outcomes)
    others = [mark for mark in marks.of("impact.ask") if (mark.start, mark.end) not in known]
    inside = [mark for mark in others if any(a <= mark.start and mark.end <= b for a, b in where)]
    if not compared or _asks(marks, where) or len(inside) < len(others):
        return ()
    # Words of change that pick groups are read themselves; an empty stretch blanks nothing.
    return where or tuple((start, start) for start, _ in outcomes[:1])


def _by_reason(
    marks: Marks, pieces: Sequence[Piece], groups: Sequence[Piece], named: Sequence[Piece]
) -> Spans:
    """ "Why were they late? Delays by reason": the reasons that the catalog has are the answer. What else the
    clause with the "why" says of a name, a period or a condition is still read.
    """
    if marks.of(*_CHANGES):
        return ()
    reasons = [piece for piece in groups if _speaks_of_reasons(piece) and _is_grouped(marks, piece)]
    whys = [(mark.start, mark.end) for mark in marks.of("drivers.ask")]
    clauses = [_clause(marks.text, start, end) for start, end in whys]
    outside = [piece for piece in named if not any(first <= piece.start < last for first, last in clauses)]
    if not reasons or not whys or not outside:
        return ()
    left = [piece for piece in pieces if piece.unread and piece.within(*clauses)]
    if not all(_says_what_happened(marks, piece, at) for at, piece in enumerate(left)):
        return ()
    return (*whys, *((piece.start, piece.end) for piece in left))


def _says_what_happened(marks: Marks, piece: Piece, at: int) -> bool:
    """The things and what became of them, "parcels held": the words of a name or of a condition may not be lost."""
    roles = ("happened.thing", "happened.verb") if at == 0 else ("happened.verb",)
    return any(
        start <= piece.start and piece.end <= end for item in marks.caught(*roles) for start, end in item.cues
    )


def _is_grouped(marks: Marks, piece: Piece) -> bool:
    return marks.ends_at(piece.start, "grouped") or marks.begins_at(piece.end, "spread")


def _speaks_of_reasons(piece: Piece) -> bool:
    found = load_vocabulary().phrases.matches(tokenize(piece.text))
    return any("reason.noun" in roles for _, _, roles in found)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    first = max((text.rfind(mark, 0, start) for mark in _ENDS), default=-1) + 1
    last = min((at for mark in _ENDS if (at := text.find(mark, end)) >= 0), default=len(text))
    return first, last
