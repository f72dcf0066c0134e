"""A query in the making: the pieces of one question, what has been read of them, and the query so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.catalog.model import Catalog
from assistant.catalog.parameters import ParameterValue
from assistant.query import Against, Comparison, Condition, Filter, MetricQuery, Order, QueryTime
from assistant.reading import Assumption, Claim, Meaning
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.lexicon import VARIANT, Lexicon, MetricName
from assistant.understanding.linking import Linker


class UndecidedError(Exception):
    """Several readings are possible; each of `options` can be picked for `piece`."""

    def __init__(self, reason: str, piece: Piece, options: Sequence[str]) -> None:
        super().__init__(reason)
        self.reason, self.piece, self.options = reason, piece, tuple(options)


class ImpossibleError(Exception):
    """The question cannot be answered. `finest` is the grain that could be had instead; without each of
    `apart`, the starts of some of its pieces, it could be. `told`: what was said is understood, and no metric is it."""

    def __init__(
        self,
        reason: str,
        subject: str,
        finest: str | None = None,
        apart: Sequence[frozenset[int]] = (),
        told: bool = False,
    ) -> None:
        super().__init__(reason)
        self.told = told
        self.reason, self.subject, self.finest, self.apart = reason, subject.strip(), finest, tuple(apart)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a question is read against."""

    catalog: Catalog
    lexicon: Lexicon
    linker: Linker
    now: datetime
    text: str = ""
    picks: Mapping[int, str] = field(default_factory=dict)
    """Decisions that were taken for pieces, by their start: a metric's or a field's name."""
    base: MetricQuery | None = None
    """The previous query, where the question is an edit of it."""
    spelled: Callable[[int, int], str] | None = None
    """The stretch of the question as typed, with its capitals, by where it is in `text`."""
    anew: bool = False
    """The edit asks for something else in place of what was there."""

    def typed(self, start: int, end: int) -> str:
        return self.text[start:end] if self.spelled is None else self.spelled(start, end)


@dataclass(slots=True)
class Draft:
    """`pieces` are those of the question without plain filler. Each rule marks what it has read; what no
    rule has read stays in `unread()`, so nothing that was said can get lost."""

    ground: Ground
    pieces: tuple[Piece, ...]
    metrics: list[str] = field(default_factory=list)
    group_by: list[str] = field(default_factory=list)
    average_per: list[str] = field(default_factory=list)
    where: list[Filter] = field(default_factory=list)
    having: list[Filter] = field(default_factory=list)
    time: QueryTime = None
    compare: Comparison | None = None
    grain: str | None = None
    order_by: list[Order] = field(default_factory=list)
    limit: int | None = None
    limit_per: str | None = None
    ends: tuple[int, int] | None = None
    """How many of the highest and of the lowest are wanted of one ranking."""
    share: bool = False
    share_within: list[str] = field(default_factory=list)
    ratio_to: str | None = None
    against: Against | None = None
    counted_at: int | None = None
    """The piece for the things whose number is asked for, where a limit picks some of them."""
    count_of: str | None = None
    about: list[Condition] = field(default_factory=list)
    """Groups that are named, where others are shown beside them."""
    trend: bool = False
    totals: bool = False
    others: bool = False
    rank: bool = False
    running: Literal["all", "year", "quarter", "month"] | None = None
    moving: int | None = None
    moving_unit: str | None = None
    """The buckets that a moving average was said to go over."""
    parameters: dict[str, ParameterValue] = field(default_factory=dict)
    adds: bool = False
    """A follow-up that adds to what it edits, rather than replacing it."""
    future: bool = False
    lacks_number: bool = False
    """A limit was said on a number of the rows that the catalog does not have."""
    stepwise: bool = False
    """The comparison was said as one with the period before: bucket by bucket where there are buckets."""
    contrast: bool = False
    """The question opens by asking for a comparison."""
    vague: bool = False
    """Things are told apart by much or little of something, without a number."""
    claims: list[Claim] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    meanings: dict[int, tuple[Meaning, str]] = field(default_factory=dict)
    focus: dict[str, int] = field(default_factory=dict)
    """Where the piece of a metric or a grouped field stands, for what is said next to it."""

    @property
    def picks(self) -> bool:
        """Whether the first ones of a ranking are wanted."""
        return self.limit is not None or self.ends is not None or self.vague

    def read(self, at: int, means: Meaning, value: str = "") -> None:
        """Mark a piece as read."""
        self.meanings.setdefault(at, (means, value or self.pieces[at].text))

    def read_within(self, start: int, end: int, means: Meaning, value: str = "") -> None:
        """Mark what is free between two places of the text, and that the catalog does not name, as read."""
        for at, piece in enumerate(self.pieces):
            if piece.within((start, end)) and self.free(at) and not piece.concerns:
                self.read(at, means, value)

    def read_as(self, at: int, means: Meaning, value: str = "") -> None:
        """Mark a piece as something else than it was read as."""
        self.meanings[at] = (means, value or self.pieces[at].text)

    def only_metric(self, at: int, names: Sequence[str]) -> str | None:
        """The metric that a piece stands for: the only one of `names`, or the one that was picked for it.

        None without any. Raises UndecidedError where several are left.
        """
        picked = self.ground.picks.get(self.pieces[at].start)
        if picked in names:
            return picked
        if len(names) > 1:
            raise UndecidedError("ambiguous_metric", self.pieces[at], names)
        return names[0] if names else None

    def take_metric(self, name: str, at: int) -> None:
        """Ask for a metric that the piece stands for without being its name, which is told."""
        self.metrics.append(name)
        self.read(at, "metric", name)
        self.focus[name] = at
        self.assume("default_metric", name)

    def exchange(self, old: str, new: str) -> None:
        """Ask for another metric where the name of one stands."""
        self.metrics = [new if name == old else name for name in self.metrics]
        at = self.focus.pop(old)
        self.focus[new] = at
        self.read_as(at, "metric", new)

    def name_together(self, metric: str, places: Sequence[int]) -> None:
        """Ask for the metric that pieces make up the name of, the first one above all, and for none that is named by
        one of them alone.
        """
        self.focus_elsewhere(places)
        replaced = {name for name, place in self.focus.items() if place in places}
        others = [name for name in self.metrics if name not in replaced and name != metric]
        self.metrics[:] = [metric, *others]
        for name in replaced:
            self.focus.pop(name)
        self.focus[metric] = places[0]
        for place in places:
            self.read_as(place, "metric", metric)
        self.assume("default_metric", metric)

    def focus_elsewhere(self, places: Sequence[int]) -> None:
        """Look for the metrics that are named at these places where else they are named."""
        for name, place in list(self.focus.items()):
            if place in places:
                again = (
                    at for at, read in self.meanings.items() if read == ("metric", name) and at not in places
                )
                self.focus[name] = next(again, place)

    def name_instead(self, metric: str, at: int, places: Sequence[int]) -> None:
        """Have the piece at `at` name the metric and nothing else, and those at the other places be a part of its name."""
        for place in places:
            old = self.pieces[place]
            named = (MetricName(metric, VARIANT),) if place == at else ()
            self.put(place, Piece(old.start, old.end, old.text, metrics=named))
            if place != at:
                self.read(place, "metric", metric)
        self.assume("default_metric", metric)

    def put(self, at: int, piece: Piece) -> None:
        """Have another piece in the place of one."""
        self.pieces = (*self.pieces[:at], piece, *self.pieces[at + 1 :])

    def is_read(self, at: int) -> bool:
        return at in self.meanings

    def free(self, at: int | None) -> bool:
        return at is not None and at not in self.meanings

    def assume(self, code: str, detail: str = "") -> None:
        item = Assumption(code, detail)
        if item not in self.assumptions:
            self.assumptions.append(item)

    def right(self, at: int, *roles: str, skip: Sequence[str] = ()) -> int | None:
        """The next piece to the right, over pieces that may be left out, unless they have one of `roles`."""
        return self._towards(range(at + 1, len(self.pieces)), roles, skip)

    def left(self, at: int, *roles: str, skip: Sequence[str] = ()) -> int | None:
        return self._towards(range(at - 1, -1, -1), roles, skip)

    def _towards(self, places: Sequence[int], roles: Sequence[str], skip: Sequence[str]) -> int | None:
        for at in places:
            piece = self.pieces[at]
            if piece.is_(*roles):
                return at
            optional = soft(piece) or piece.is_(*skip)
            if not optional:
                return at
        return None

    def has(self, at: int | None, *roles: str) -> bool:
        return at is not None and self.pieces[at].is_(*roles)

    def preceded(self, at: int, *roles: str) -> bool:
        """Whether one of the roles stands before the piece, with nothing but what may be left out between."""
        return self.has(self.left(at, *roles), *roles)

    def followed(self, at: int, *roles: str) -> bool:
        return self.has(self.right(at, *roles), *roles)

    def find(self, *roles: str) -> list[int]:
        """Unread pieces with one of the roles that the catalog does not name."""
        return [
            at
            for at, piece in enumerate(self.pieces)
            if piece.is_(*roles) and at not in self.meanings and not piece.concerns
        ]

    def between(self, first: int, second: int) -> str:
        """The text between two pieces as typed, without the pieces themselves."""
        return self.ground.text[self.pieces[first].end : self.pieces[second].start]

    def unread(self) -> list[Piece]:
        """Pieces with content that no rule has read."""
        return [piece for at, piece in enumerate(self.pieces) if at not in self.meanings and not soft(piece)]

    def query(self) -> MetricQuery:
        return MetricQuery(
            metrics=tuple(self.metrics),
            group_by=tuple(self.group_by),
            average_per=tuple(self.average_per),
            where=tuple(self.where),
            having=tuple(self.having),
            time=self.time,
            compare=self.compare,
            order_by=tuple(self.order_by),
            limit=self.limit,
            limit_per=self.limit_per,
            others=self.others,
            totals=self.totals,
            share_of_total=self.share,
            share_within=tuple(self.share_within),
            ratio_to=self.ratio_to,
            against=self.against,
            count_of=self.count_of,
            running=self.running,
            moving=self.moving,
            parameters=dict(self.parameters) or None,
        )


def soft(piece: Piece) -> bool:
    """May be left out: a connective, or a word that is filler in most places."""
    if piece.concerns or piece.time is not None:
        return False
    if piece.number is not None:
        return piece.number.score < _DOUBTFUL
    return piece.mark or piece.is_(*_OPTIONAL)


_DOUBTFUL = 0.5
_OPTIONAL = (
    "filler.plain",
    "filler.weak",
    "join.and",
    "join.or",
    "join.each",
    "join.of",
    "follow.cue",
    "follow.add",
)
