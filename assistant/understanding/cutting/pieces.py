"""The pieces a question is cut into, with everything each of them could mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.understanding.cutting.numerals import NumberSpan
from assistant.understanding.lexicon import (
    DimensionName,
    EntityName,
    MetricName,
    ParameterName,
    SegmentName,
    Term,
    ValueName,
)
from assistant.understanding.time.grammar import TimeMatch

_ONLY_BESIDE = frozenset(
    {
        "join.framed",
        "join.attained",
        "told.paid",
        "told.two",
        "told.three",
        "told.four",
        "shape.negative",
        "shape.positive",
    }
)
"""Roles of words that say nothing only beside something else: by themselves they are unknown."""


DEGREES = ("order.highest", "order.lowest", "order.best", "order.worst")
FIRST_ONES = ("order.top", "order.bottom", *DEGREES)
"""Roles of the words for the most and the least of something, and for the first ones of a ranking."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key of one thing: its entities, and where the key stands in the normalised text."""

    entities: tuple[EntityName, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the normalised text. Which of its meanings holds is decided from its surroundings.

    A piece without any meaning and without `mark` is unread.
    """

    start: int
    end: int
    text: str
    roles: frozenset[str] = frozenset()
    """What the vocabulary says, such as `per.before` or `filler.plain`."""
    metrics: tuple[MetricName, ...] = ()
    terms: tuple[Term, ...] = ()
    dimensions: tuple[DimensionName, ...] = ()
    entities: tuple[EntityName, ...] = ()
    values: tuple[ValueName, ...] = ()
    parameters: tuple[ParameterName, ...] = ()
    segments: tuple[SegmentName, ...] = ()
    key: Key | None = None
    time: TimeMatch | None = field(default=None, compare=False)
    number: NumberSpan | None = field(default=None, compare=False)
    mark: bool = False
    """Punctuation."""
    typo: str | None = None
    """The spelling it was read as, where that is not the one typed."""
    aside: str = field(default="", compare=False)
    """Words of a value's piece that only say how a thing has it: "pay in"."""

    def is_(self, *roles: str) -> bool:
        return any(role in self.roles for role in roles)

    def within(self, *spans: tuple[int, int]) -> bool:
        """Whether it stands wholly in one of the stretches of the text."""
        return any(start <= self.start and self.end <= end for start, end in spans)

    @property
    def says_grain(self) -> bool:
        """A word for a unit of time that the catalog does not name."""
        return not self.concerns and any(role.startswith("grain.") for role in self.roles)

    @property
    def concerns(self) -> bool:
        """Named by the catalog."""
        named = self.metrics or self.terms or self.dimensions or self.entities or self.values
        return bool(named or self.parameters or self.segments or self.key)

    @property
    def unread(self) -> bool:
        return not (self.mark or self.roles - _ONLY_BESIDE or self.concerns or self.time or self.number)

    @property
    def filler(self) -> bool:
        """Says nothing about the query, whatever stands around it."""
        if self.mark:
            return True
        only = bool(self.roles) and all(role.startswith("filler.") for role in self.roles)
        return only and not (self.concerns or self.time or self.number)


def text_of(pieces: Iterable[Piece]) -> str:
    """The text of pieces in order; what stands together in the question stays together."""
    text, ended = "", 0
    for piece in pieces:
        text += piece.text if piece.start == ended else f" {piece.text}"
        ended = piece.end
    return text
