"""Running totals that are spelled out: "by the end of each month, counting from January", "to date at each month end",
"add up the orders month after month", 月累计.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from assistant.query import TimeRange
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import adds_up
from assistant.understanding.time.expr import AsOf, GrainWord
from assistant.understanding.time.resolve import resolve_time
from assistant.understanding.time.settling import GRAINS, METRIC_TIME
from assistant.understanding.words import load_vocabulary

_RUNNING = "shape.running"
_WITH_CUES = (("running.until", "running.since"), ("running.ends", "running.added"))
"""Patterns for the ends of buckets, and for what has to stand beside them for a total that goes up to there."""


def mark_accumulated(draft: Draft) -> None:
    """Give the words that spell a running total out the role of those that name one."""
    if draft.ground.base is not None or not all(
        adds_up(draft.ground.catalog, name) for name in draft.metrics
    ):
        return
    _take_unit(draft)
    if draft.find(_RUNNING) or len(draft.metrics) != 1:
        return
    stretches = next(iter(_spelled(draft)), None)
    if stretches is None:
        return
    said = [at for at in range(len(draft.pieces)) if _is_said(draft, at, stretches)]
    periods = [_starts(draft, at) for at in range(len(draft.pieces)) if at not in said]
    if any(found != other for found in periods for other in periods if found and other):
        return  # two periods, of which one may be where the total begins
    for at in said:
        piece = draft.pieces[at]
        draft.put(at, replace(piece, time=None, number=None, roles=frozenset({_RUNNING})))
    if any(piece.time is not None and isinstance(piece.time.expr, GrainWord) for piece in draft.pieces):
        draft.running = "all"


def _is_said(draft: Draft, at: int, stretches: list[tuple[int, int]]) -> bool:
    piece = draft.pieces[at]
    return piece.within(*stretches) and draft.free(at) and not piece.concerns and not _says_period(draft, at)


def _spelled(draft: Draft) -> list[list[tuple[int, int]]]:
    """The stretches that spell it out together, for each way in which the text does."""
    vocabulary, text = load_vocabulary(), draft.ground.text
    alone = vocabulary.matching("running.spelled", text)
    found = [[_said(alone)]] if alone is not None else []
    for ends, cue in _WITH_CUES:
        end = vocabulary.matching(ends, text)
        cues = [_said(match) for each in vocabulary.patterns[cue] for match in each.finditer(text)]
        if end is not None and cues:
            found.append([_said(end), *cues])
    to_date = vocabulary.matching("running.to_date", text)
    if to_date is not None and _is_over(draft):
        found.append([_said(to_date)])
    return found


def _is_over(draft: Draft) -> bool:
    """Whether the period that is named has ended, so that "to date" cannot be about it."""
    ends = [span.end for at in range(len(draft.pieces)) for span in _ranges(draft, at)]
    return bool(ends) and max(ends) <= draft.ground.now


def _said(found: re.Match[str]) -> tuple[int, int]:
    return found.span("said") if "said" in found.re.groupindex else found.span()


def _says_period(draft: Draft, at: int) -> bool:
    """Whether it is a grain, or a period that begins elsewhere than another one that is named: that of the total."""
    piece = draft.pieces[at]
    if piece.time is None or piece.time.expr == AsOf(None):
        return False
    if isinstance(piece.time.expr, GrainWord) or piece.time.kind not in ("period", "comparison"):
        return True
    others = [n for n in range(len(draft.pieces)) if n != at and _starts(draft, n)]
    return not (others and _starts(draft, at) == _starts(draft, others[0]))


def _starts(draft: Draft, at: int) -> list[datetime]:
    return [span.start for span in _ranges(draft, at)]


def _ranges(draft: Draft, at: int) -> Sequence[TimeRange]:
    piece = draft.pieces[at]
    if piece.time is None or piece.time.kind != "period" or isinstance(piece.time.expr, GrainWord):
        return ()
    return resolve_time(piece.time.expr, draft.ground.now, draft.ground.catalog.calendar).ranges


def _take_unit(draft: Draft) -> None:
    """The 月 of 注册用户数月累计: a bare unit between what is measured and the word for a running total."""
    for at in draft.find(_RUNNING):
        before = draft.pieces[at - 1] if at > 1 else None
        if before is None or not draft.free(at - 1) or before.time is not None or before.text.isascii():
            continue
        unit = next((unit for unit in GRAINS if before.is_(f"grain.{unit}")), None)
        measured = bool(draft.pieces[at - 2].metrics) and draft.pieces[at - 2].end == before.start
        if unit is not None and measured and not draft.between(at - 1, at):
            draft.grain = draft.grain or unit
            draft.focus.setdefault(METRIC_TIME, at - 1)
            draft.read(at - 1, "grain", unit)
