"""The month of each bucket: 占当月总额的比重 beside 按月 or a longer period is of every month's own total."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.time.expr import Between, GrainWord, Period, Relative, Rolling
from assistant.understanding.time.settling import GRAINS
from assistant.understanding.time.shapes import unit_of
from assistant.understanding.words import load_vocabulary


def take_own_bucket(draft: Draft, at: int, expr: Period, said: Mapping[int, Period]) -> bool:
    """Whether a word for the month that holds means the month of each bucket, or the one month named before.

    The buckets are then those months.
    """
    own = load_vocabulary().anaphora["own_bucket"]
    if not isinstance(expr, Relative) or expr.offset or draft.pieces[at].text not in own:
        return False
    others = [other for place, other in said.items() if place != at]
    if len(others) != 1 or expr.unit not in GRAINS:
        return False
    if draft.grain == expr.unit:
        return True
    before = draft.ground.text[: draft.pieces[at].start]
    if not load_vocabulary().matching("whole.of_bucket", before):
        return False
    if unit_of(others[0]) == expr.unit and not isinstance(others[0], Between | Rolling):
        return True
    draft.grain = draft.grain or expr.unit
    return True


def read_own_grain(draft: Draft) -> None:
    """The "per month" of "average installment per month" is what the average itself is called by, where it is a monthly
    one: no course over the months is asked for, and no mean over them.
    """
    vocabulary = load_vocabulary()
    if len(draft.metrics) != 1 or draft.ground.base is not None:
        return
    names = [name.casefold() for name in draft.ground.catalog.metrics[draft.metrics[0]].labels]
    for at, piece in enumerate(draft.pieces):
        grain = (
            piece.time.expr.unit
            if piece.time is not None and isinstance(piece.time.expr, GrainWord)
            else None
        )
        if grain is not None and _opens_name(draft, at, grain):
            draft.put(at, Piece(piece.start, piece.end, piece.text, frozenset({"filler.plain"})))
            draft.read(at, "filler")
            continue
        if grain is None or vocabulary.matching("grain.per", piece.text) is None:
            continue
        own = [name for name in names if vocabulary.matching(f"grain.own_{grain}", name)]
        average = any(vocabulary.matching("grain.own_average", name) for name in own)
        if average and vocabulary.matching("grain.own_average", draft.ground.text):
            draft.put(at, Piece(piece.start, piece.end, piece.text, frozenset({"filler.plain"})))
            draft.read(at, "filler")


def _opens_name(draft: Draft, at: int, grain: str) -> bool:
    """The "monthly" of "monthly customer churn", right before another name of what is called the monthly churn rate."""
    name, vocabulary = draft.metrics[0], load_vocabulary()
    close = draft.focus.get(name) == at + 1 and not draft.between(at, at + 1).strip()
    labels = draft.ground.catalog.metrics[name].labels
    called = any(label and vocabulary.matching(f"grain.called_{grain}", label.casefold()) for label in labels)
    return close and called and vocabulary.matching("grain.adjective", draft.pieces[at].text) is not None


def read_own_bucket(draft: Draft) -> None:
    """The "month's" of "as a % of the month's total", where the buckets are months."""
    vocabulary = load_vocabulary()
    for at in draft.find(*(f"grain.{draft.grain}",) if draft.grain else ()):
        before = draft.ground.text[: draft.pieces[at].start]
        if draft.share and vocabulary.matching("whole.of_bucket", before):
            draft.read(at, "grain", draft.grain)  # type: ignore[arg-type]
