"""The month of each bucket: 占当月总额的比重 beside 按月 or a longer period is of every month's own total."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.understanding.draft import Draft
from assistant.understanding.time.expr import Between, Period, Relative, Rolling
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


def read_own_bucket(draft: Draft) -> None:
    """The "month's" of "as a % of the month's total", where the buckets are months."""
    vocabulary = load_vocabulary()
    for at in draft.find(*(f"grain.{draft.grain}",) if draft.grain else ()):
        before = draft.ground.text[: draft.pieces[at].start]
        if draft.share and vocabulary.matching("whole.of_bucket", before):
            draft.read(at, "grain", draft.grain)  # type: ignore[arg-type]
