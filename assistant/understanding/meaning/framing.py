"""Which pieces of a question hold for any metric, and which speak of the one that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.retrieval.concepts import thesaurus
from assistant.retrieval.tokens import words
from assistant.understanding.cutting.numerals import NumberSpan
from assistant.understanding.cutting.pieces import Piece, text_of
from assistant.understanding.draft import soft
from assistant.understanding.lexicon import VARIANT, MetricName
from assistant.understanding.linking import Linker
from assistant.understanding.meaning.bucket_means import over_buckets
from assistant.understanding.meaning.cards import Card
from assistant.understanding.meaning.comparing import behind_comparison, of_comparison
from assistant.understanding.meaning.each_place import each_before, groups_though_counted, is_asked_at_each
from assistant.understanding.time.settling import GRAINS
from assistant.understanding.words import load_vocabulary

_BEFORE_GROUP = ("per.before", "per.each", "per.which", "per.kind", "per.kind_of")
_RANKED = (
    "order.highest", "order.lowest", "order.best", "order.worst", "order.fastest", "order.slowest",
)  # fmt: skip
_MEANS = ("shape.average", "shape.on_average")
_BUCKETS = tuple(f"average.{grain}" for grain in GRAINS)
"""Words such as 月均, whose mean is over buckets of any number."""
_SHOWN = ("shape.trend", "shape.compare", "shape.together")
_FIRST = " first"
_SURE_NUMBER = 0.5
_SEVERAL = 2
_YEARS = 1900
"""From here on a date is a year, which no metric is a number of, whatever its description says of that year."""


@dataclass(frozen=True, slots=True)
class Framing:
    """Places among the pieces of a question.

    `frame` is what holds for any metric: times, groupings, values, orders and limits. `speaking` is the
    rest, of which `open` says something. `known` is what of the frame may speak of a metric as well.
    """

    pieces: tuple[Piece, ...]
    frame: frozenset[int]
    speaking: tuple[int, ...]
    open: tuple[int, ...]
    known: tuple[int, ...]

    @property
    def spoken(self) -> list[Piece]:
        return [self.pieces[at] for at in self.speaking]

    @property
    def text(self) -> str:
        """The text of what speaks; what stands together in the question stays together."""
        return text_of(self.pieces[at] for at in sorted((*self.speaking, *self.known)))

    @property
    def idle(self) -> frozenset[str]:
        """Words that mean nothing where no metric says them."""
        return frozenset(word for piece in self.spoken if soft(piece) for word in words(piece.text))

    def unread(self, shortest: int = 1) -> frozenset[str]:
        """The words that nothing explains, and each character of those that are Chinese."""
        unread = {
            word
            for piece in self.spoken
            if piece.unread and len(piece.text) >= shortest
            for word in words(piece.text)
        }
        return frozenset(unread | {char for word in unread if not word.isascii() for char in word})

    @property
    def counts_unknown(self) -> bool:
        """Whether so many of something are to be shown that no dimension is known for: 最高的两门课."""
        if not any(piece.is_(*_RANKED) and not piece.concerns for piece in self.pieces):
            return False
        for at, piece in enumerate(self.pieces):
            number = piece.number
            if number is None or piece.concerns or number.kind != "number" or number.value < _SEVERAL:
                continue
            behind = [piece for piece in self.pieces[at + 1 :] if not soft(piece)]
            counter = bool(behind) and not behind[0].concerns and bool(behind[0].roles)
            if any(piece.unread for piece in behind[counter : counter + 1]):
                return True
        return False

    @property
    def asks_for_kinds(self) -> bool:
        """Whether kinds of something are asked for that no dimension is known for: 各类工单要多久."""
        return any(piece.is_("per.kind") and not piece.concerns for piece in self.spoken)

    @property
    def averages_groups(self) -> bool:
        """Whether a mean over groups is asked for, and none over rows: 平均每个区县放款多少."""
        said = [
            piece
            for piece in self.pieces
            if piece.concerns or not piece.filler or piece.is_(*_MEANS, "per.each")
        ]
        return any(
            first.is_(*_MEANS)
            and each.is_("per.each")
            and bool(group.dimensions)
            and not group.metrics
            and not is_asked_at_each(self.pieces, group)
            for first, each, group in zip(said, said[1:], said[2:], strict=False)
        )

    def inside(self, name: str, card: Card, linker: Linker) -> list[int]:
        """What of the frame is a part of what a metric is called rather than a condition on it."""
        return [
            at
            for at in sorted(self.frame)
            if _is_inside(self.pieces, at, name, card, linker) or _is_its_own(self.pieces, at, card)
        ]

    def read_as(self, name: str, inside: Sequence[int]) -> tuple[Piece, ...] | None:
        """The pieces with what speaks read as a metric; None where nothing is left to name it."""
        places = (*self.open, *inside)
        if not places:
            return None
        out, plain = list(self.pieces), frozenset({"filler.plain"})
        for at in (*self.speaking, *inside):
            old = out[at]
            out[at] = Piece(old.start, old.end, old.text, plain, typo=old.typo)
        out[places[0]] = replace(out[places[0]], roles=frozenset(), metrics=(MetricName(name, VARIANT),))
        return tuple(out)

    def framed(self, read: Sequence[Piece]) -> frozenset[str]:
        """Words that are conditions in a reading of the pieces, whatever else they say."""
        kept = [at for at in self.known if read[at] is self.pieces[at]]
        parts = [part for at in kept for part in thesaurus().parts(self.pieces[at].text)]
        return frozenset(word for part in parts for word in part.words)


def framing(pieces: tuple[Piece, ...]) -> Framing:
    limited = any(_limits(piece) for piece in pieces)
    if limited:
        frame = frozenset(
            at
            for at, piece in enumerate(pieces)
            if not (piece.filler or (_is_open(piece) and not _is_asked_which(pieces, at)))
        )
    else:
        frame = _frame(pieces)
    left_out = _left_out(pieces) | behind_comparison(pieces)
    frame |= left_out | {at for at in range(1, len(pieces)) if _is_any_thing(pieces, at)}
    speaking = tuple(at for at, piece in enumerate(pieces) if at not in frame and not piece.mark)
    told = tuple(at for at in speaking if _speaks(pieces[at]))
    known = [
        at for at in sorted(frame - left_out) if _may_speak(pieces, at, limited) and _tells(pieces[at].text)
    ]
    told = told or tuple(at for at in speaking if _tells(pieces[at].text))
    return Framing(pieces, frame, speaking, told, tuple(known))


def _left_out(pieces: Sequence[Piece]) -> frozenset[int]:
    """Values behind or before a word that leaves them out, with that word and what lists them: they are no part of what
    speaks of a metric, whatever its definition says of them.
    """
    found: set[int] = set()
    for at, piece in enumerate(pieces):
        for role, step in (("restrict.exclude", 1), ("restrict.exclude_after", -1)):
            if not piece.is_(role) or piece.concerns:
                continue
            run, place = [], at + step
            while 0 <= place < len(pieces) and (_is_left_out(pieces[place]) or _lists(pieces[place])):
                run.append(place)
                place += step
            if step == 1 and run and place < len(pieces) and _is_kind_of(pieces[place - 1], pieces[place]):
                run.append(place)  # the courses of "leaving out online courses"
            if any(_is_left_out(pieces[each]) for each in run):
                found |= {at, *run}
    return frozenset(found)


def _is_kind_of(value: Piece, thing: Piece) -> bool:
    named = bool(thing.dimensions) and not (thing.metrics or thing.values)
    return bool(value.values) and named and thing.start - value.end <= 1


def _is_left_out(piece: Piece) -> bool:
    return bool(piece.values) and not (piece.metrics or piece.terms or piece.entities)


def _lists(piece: Piece) -> bool:
    joins = piece.is_("join.and", "join.or", "join.of") and not piece.concerns
    return joins or (piece.mark and piece.text == "、")


def _is_any_thing(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it is a word for whatever is moved or sold, with what says which ones before it: the 货 of 压的货, the "goods" of
    "damaged goods".
    """
    piece, before = pieces[at], pieces[at - 1]
    joined = (before.is_("join.of") and not before.concerns and not piece.text.isascii()) or bool(
        before.values
    )
    vocabulary = load_vocabulary()
    one = piece.text in vocabulary.measure_words | vocabulary.asked_units and not piece.concerns
    if one and before.values and before.end == piece.start:
        return True  # the 件 of 特快件
    return piece.unread and joined and piece.text in vocabulary.moved_things


def is_one(number: NumberSpan | None) -> bool:
    """Most often no number: what is asked of one customer is asked of each."""
    return number is not None and number.kind == "number" and number.value == 1


def _frame(pieces: Sequence[Piece]) -> frozenset[int]:
    kept: set[int] = set()
    asked = any(piece.is_("shape.how_many") and not piece.concerns for piece in pieces)
    beside = of_comparison(pieces) | over_buckets(pieces)
    for at, piece in enumerate(pieces):
        before, after = _beside(pieces, at, -1), _beside(pieces, at, 1)
        of_each = each_before(pieces, at)
        if of_each is not None and groups_though_counted(pieces, piece):
            kept |= {at, of_each}
        if piece.metrics or piece.terms:
            continue
        if at in beside:
            kept.add(at)
            continue
        if (
            piece.time is not None
            or piece.parameters
            or piece.segments
            or (piece.values and not piece.dimensions)
            or _is_flag(piece)
        ):
            kept.add(at)
            if piece.time is not None and before is not None and _is_each(pieces[before]):
                kept.add(before)  # "in each of the past 12 months"
        elif piece.dimensions:
            each = _before_values(pieces, at)
            kept |= {at, before} if before is not None and pieces[before].is_(*_BEFORE_GROUP) else set()
            kept |= _of_compound(pieces, at)
            kept |= {at, of_each} if of_each is not None else set()
            kept |= {at, each} if each is not None and _is_each(pieces[each]) else set()
            kept |= {at, after} if after is not None and pieces[after].is_("per.after") else set()
        elif not piece.concerns and (piece.is_(*_SHOWN) or (asked and piece.is_(*_BUCKETS))):
            kept.add(at)
    return frozenset(kept)


def _of_compound(pieces: Sequence[Piece], at: int) -> set[int]:
    """The end of several words that are grouped by, and what stands before them: "by lead source channel"."""
    if at < _SEVERAL or not pieces[at - 2].is_("per.before") or pieces[at - 2].concerns:
        return set()
    first = pieces[at - 1]
    named = bool(first.metrics) and not first.values
    return {at - 2, at} if named and pieces[at].start - first.end <= 1 else set()


def _limits(piece: Piece) -> bool:
    """Whether the piece picks some of several things: the most, the first three, more than ten."""
    said = piece.number
    number = said is not None and said.score >= _SURE_NUMBER and not is_one(said)
    return piece.time is None and not piece.concerns and (number or piece.is_(*_RANKED))


def _is_asked_which(pieces: Sequence[Piece], at: int) -> bool:
    """Whether it is a thing that is only asked which one it is: the clubs of "which 3 clubs had the worst churn"."""
    piece = pieces[at]
    if not piece.entities or piece.metrics or piece.terms:
        return False
    before = _beside(pieces, at, -1)
    if before is not None and pieces[before].is_(*_RANKED) and not pieces[before].concerns:
        return bool(piece.dimensions) and pieces[before].text.endswith("的")  # 打分最低的老师是谁
    if before is not None and pieces[before].number is not None and not pieces[before].concerns:
        before = _beside(pieces, before, -1)
    return before is not None and pieces[before].is_("per.which") and not pieces[before].concerns


def _is_flag(piece: Piece) -> bool:
    return bool(piece.dimensions) and all(name.boolean for name in piece.dimensions)


def _is_open(piece: Piece) -> bool:
    """Whether only a metric can say what the piece is about."""
    return piece.unread or bool(piece.metrics or piece.terms or (piece.entities and not piece.values))


def _beside(pieces: Sequence[Piece], at: int, step: int) -> int | None:
    at += step
    while 0 <= at < len(pieces) and pieces[at].filler and not pieces[at].mark:
        at += step
    return at if 0 <= at < len(pieces) else None


def _is_each(piece: Piece) -> bool:
    return piece.is_("per.each", "per.which") and not piece.is_("per.all")


def _before_values(pieces: Sequence[Piece], at: int) -> int | None:
    """What stands before a word and the values that describe it: the "each" of "each delivery team"."""
    before = _beside(pieces, at, -1)
    while before is not None and pieces[before].values and not pieces[before].metrics:
        before = _beside(pieces, before, -1)
    return before


def _speaks(piece: Piece) -> bool:
    """Whether the piece says what is measured, rather than how it is to be shown."""
    return piece.unread or bool(piece.metrics or piece.terms or piece.entities or piece.dimensions)


def _tells(text: str) -> bool:
    """Whether a text by itself says what is measured, as 卖 does and the name of a region does not."""
    units = frozenset(thesaurus().units.values())
    return any(part.concepts - units and not part.light for part in thesaurus().parts(text))


def _may_speak(pieces: Sequence[Piece], at: int, limited: bool) -> bool:
    """Whether what holds for any metric may say what is measured as well: the leads of email leads, the
    channels that pay off best, the features that are adopted most."""
    piece, before = pieces[at], _beside(pieces, at, -1)
    if not piece.concerns:
        return piece.is_(*_RANKED) and not piece.text.endswith(_FIRST)  # "worst first" only sorts
    grouped = before is not None and pieces[before].is_(*_BEFORE_GROUP)
    return bool(piece.values or piece.segments) or (limited and bool(piece.dimensions) and not grouped)


def _is_inside(pieces: Sequence[Piece], at: int, name: str, card: Card, linker: Linker) -> bool:
    """A value or a number may be part of a metric's name, as partner leads are, or a word of the question
    where it can be no condition on the metric; what is grouped by is not."""
    piece = pieces[at]
    if piece.number is not None and not piece.concerns:
        dated = piece.time is not None and piece.number.value >= _YEARS
        return not dated and piece.number.value >= 1 and str(int(piece.number.value)) in card.words
    flag = _is_flag(piece)
    if not flag and (not piece.values or piece.dimensions):
        return False
    if card.names_all(piece.text):
        # distributors mean partners and are only some of them: what can be a condition stays one
        return flag or card.shares_word(piece.text) or not linker.every_value(piece.values, [name])
    counted = (
        at > 0 and pieces[at - 1].number is not None
    )  # "at least 20 closed deals" is no state of what is asked
    word = not flag and _is_word(piece.text) and (counted or not _is_state(piece))
    return word and not linker.every_value(piece.values, [name])


def _is_state(piece: Piece) -> bool:
    """Whether it says which ones are meant, of whatever things: "how many deals are still open" asks for some of them."""
    told = any(role.startswith("state.") for role in piece.roles)
    return told or any(isinstance(item.value, bool) for item in piece.values)


def _is_word(text: str) -> bool:
    """Whether a text is of words that are no names."""
    return all(part.concepts or part.light for part in thesaurus().parts(text))


def _is_its_own(pieces: Sequence[Piece], at: int, card: Card) -> bool:
    """Whether a time is no grouping but what the metric is a number of: "users a day on average"."""
    time = pieces[at].time
    if time is None or time.kind != "grain" or not card.names_all(pieces[at].text):
        return False
    before = _beside(pieces, at, -1)
    return before is not None and pieces[before].is_(*_MEANS, "average.typical")


def narrowed(pieces: Sequence[Piece]) -> frozenset[str]:
    """The metrics that something which fits none of them is joined to, where the question makes no query:
    退款的收入, "revenue of refunds".
    """
    return frozenset(
        name.metric
        for at, piece in enumerate(pieces[1:-1], 1)
        if piece.is_("join.of") and not piece.concerns
        for named, other in ((pieces[at - 1], pieces[at + 1]), (pieces[at + 1], pieces[at - 1]))
        if other.unread or other.values or (other.dimensions and not other.entities)
        for name in named.metrics
    )
