"""From pieces to a typed query: an ordered tuple of rules, each reading what is its own."""

from __future__ import annotations

from itertools import pairwise

from assistant.reading import Analysis
from assistant.understanding.cutting.asides.contexts import asides_in
from assistant.understanding.cutting.asides.listed_in_brackets import SPELT_OUT
from assistant.understanding.cutting.asides.wanted_columns import UNSHOWN
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.values.counted_things import COUNTED_THINGS
from assistant.understanding.cutting.values.whole_names import WHOLE
from assistant.understanding.draft import Draft, Ground, ImpossibleError, soft
from assistant.understanding.periods.day_kinds import DAY_OF_WEEK
from assistant.understanding.rules import FINISHING, LEFT_OVER, NAMED, OF_METRICS, OTHERWISE, RULES
from assistant.understanding.time.settling import METRIC_TIME


def assemble(ground: Ground, pieces: tuple[Piece, ...]) -> Draft:
    """Read `pieces` against `ground`.

    Raises UndecidedError where several readings fit, ImpossibleError where the catalog cannot answer;
    ImpossibleError("no_metric") where no metric is named and none is given.
    """
    draft = Draft(ground, tuple(piece for piece in pieces if not piece.filler))
    for rule in NAMED:
        rule(draft)
    for otherwise in OTHERWISE:
        if not draft.metrics:
            otherwise(draft)
    if not draft.metrics:
        raise ImpossibleError("no_metric", "")
    for rule in (*OF_METRICS, *RULES, *LEFT_OVER, *FINISHING):
        rule(draft)
    _say_what_stood_before(draft, pieces)
    return draft


def _say_what_stood_before(draft: Draft, pieces: tuple[Piece, ...]) -> None:
    """A word such as 直接 means nothing in most places; right before a metric it may tell it from another."""
    named = [draft.pieces[at] for at, (means, _) in draft.meanings.items() if means == "metric"]
    for piece in named:
        if piece.is_(WHOLE):
            draft.assume("whole_name", piece.text)
    for before, piece in pairwise(pieces):
        if "filler.weak" in before.roles and before.filler and any(piece is each for each in named):
            draft.assume("weak_word", before.text)
    for piece in pieces:
        if piece.is_(UNSHOWN):
            draft.assume("unshown", piece.text)
        if piece.is_(COUNTED_THINGS):
            draft.assume("weak_word", piece.text)
        if piece.is_(SPELT_OUT):
            draft.assume("spelt_out", piece.text)
    for clause in asides_in(pieces):
        draft.assume("set_aside", draft.ground.text[slice(*clause)].strip())


def analysis_of(draft: Draft) -> Analysis:
    """What kind of answer the query gives."""
    if draft.share:
        return "share"
    if draft.compare is not None or isinstance(draft.time, tuple):
        return "compare"
    if draft.rank or draft.picks:
        return "rank"
    if any(name.startswith(METRIC_TIME) and name != DAY_OF_WEEK for name in draft.group_by):
        return "trend"
    compared = any(meaning == "comparison" for meaning, _ in draft.meanings.values())
    if draft.group_by and compared:
        return "compare"
    grouped = [name for name in draft.group_by if name != draft.count_of]
    return "breakdown" if grouped else "value"


def content(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Pieces that say something."""
    return tuple(piece for piece in pieces if not piece.filler and not soft(piece))
