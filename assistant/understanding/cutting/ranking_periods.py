"""What "by" leads to is a measure of a period, and no end of one: "top 3 genres by 2025 revenue"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.catalog.calendar import Calendar
from assistant.understanding.time.grammar import TimeMatch, recognize_times

_BY = "by "
_ARTICLE = "the "


def with_ranking_periods(
    matches: Sequence[TimeMatch], text: str, named: Collection[int], calendar: Calendar
) -> Iterator[TimeMatch]:
    """The times of a text, those behind "by" and right before the name of a metric, where names begin at `named`,
    without the "by". A question that opens with it says until when: "by June revenue was what".
    """
    for match in matches:
        if match.kind == "point" and _is_measured(match, text, named):
            yield from _without_by(match, text, calendar)
        else:
            yield match


def _is_measured(match: TimeMatch, text: str, named: Collection[int]) -> bool:
    """Whether the name of a metric follows, and no "by the end of" says until when."""
    behind = len(text) - len(text[match.end :].lstrip(" "))
    plain = text.startswith(_BY, match.start) and not text.startswith(_BY + _ARTICLE, match.start)
    return match.start > 0 and plain and behind in named


def _without_by(match: TimeMatch, text: str, calendar: Calendar) -> Iterator[TimeMatch]:
    start = match.start + len(_BY)
    for found in recognize_times(text[start : match.end], calendar):
        if found.start == 0 and start + found.end == match.end:
            yield replace(found, start=start, end=match.end)
