"""A change that a question states, with its size: "leads are up 60 %", 少了四成."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.analysis_request import Claim
from assistant.understanding.analyses.marks import Mark, Marks
from assistant.understanding.cutting.numerals import NumberSpan, find_numbers
from assistant.understanding.cutting.pieces import Piece

_UP, _DOWN = "change.up", "change.down"
_FARTHEST = 12
"""Characters between a word of change and its size."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The claim and the stretches of the text that state it."""

    claim: Claim
    spans: tuple[tuple[int, int], ...]
    sized: bool


def stated_change(marks: Marks, pieces: Sequence[Piece]) -> Stated | None:
    """The first change that is stated; one with a size goes before one without."""
    changes = _longest(marks.of(_UP, _DOWN))
    if not changes:
        return None
    numbers = [item for item in find_numbers(marks.text) if _is_free(item, pieces)]
    for change in changes:
        if change.factor is not None:
            rate = abs(change.factor)
            return Stated(_claim(marks, change, rate=rate), ((change.start, change.end),), True)
        number = _size_of(change, numbers, marks)
        if number is not None:
            span = (number.start, number.end)
            sized = {"rate" if number.kind == "percent" else "amount": abs(number.value)}
            return Stated(_claim(marks, change, **sized), ((change.start, change.end), span), True)
    first = changes[0]
    spans = tuple((mark.start, mark.end) for mark in changes)
    return Stated(_claim(marks, first), spans, False)


def _claim(marks: Marks, change: Mark, rate: float | None = None, amount: float | None = None) -> Claim:
    direction: Literal["up", "down"] = "up" if change.role == _UP else "down"
    return Claim(direction, rate, amount, text=marks.text[change.start : change.end])


def _longest(marks: Sequence[Mark]) -> list[Mark]:
    """Marks that are not inside of others, in the order of the text."""
    return sorted(
        (
            mark
            for mark in marks
            if not any(o is not mark and o.start <= mark.start and mark.end <= o.end and
                       o.end - o.start > mark.end - mark.start for o in marks)
        ),
        key=lambda mark: mark.start,
    )  # fmt: skip


def _size_of(change: Mark, numbers: Sequence[NumberSpan], marks: Marks) -> NumberSpan | None:
    """The number right behind the word of change, else right before it ("a 20 % drop")."""
    for number in numbers:
        between = marks.text[change.end : number.start]
        if change.end <= number.start <= change.end + _FARTHEST and _says_nothing(between, change.end, marks):
            return number
    for number in reversed(numbers):
        between = marks.text[number.end : change.start]
        if number.end <= change.start <= number.end + 2 and not between.strip():
            return number if number.kind == "percent" else None
    return None


def _says_nothing(between: str, at: int, marks: Marks) -> bool:
    """Whether only words such as "by", "almost" and 了 stand between."""
    frames = marks.of("claim.frame")
    covered = [False] * len(between)
    for frame in frames:
        for place in range(max(frame.start, at), min(frame.end, at + len(between))):
            covered[place - at] = True
    return all(done or char.isspace() for done, char in zip(covered, between, strict=True))


def _is_free(number: NumberSpan, pieces: Sequence[Piece]) -> bool:
    """Whether the number stands by itself: not in a name, a value or a period."""
    return not any(
        piece.start < number.end and number.start < piece.end and (piece.concerns or piece.time is not None)
        for piece in pieces
    )
