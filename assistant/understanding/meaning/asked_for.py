"""What kind of number a question asks for, and whether a metric is one: things, people, money, a share, a time,
a number for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.catalog.model import Catalog, Derived, Metric, Simple
from assistant.retrieval.concepts import Part, thesaurus
from assistant.understanding.cutting.pieces import Piece, text_of
from assistant.understanding.lexicon import SYNONYM
from assistant.understanding.meaning.cards import Card, is_average
from assistant.understanding.meaning.framing import Framing, is_one
from assistant.understanding.metrics.counts.counted import counts_each_once, is_count, is_money
from assistant.understanding.metrics.counts.kinds import asks_number, is_rate
from assistant.understanding.metrics.counts.things import things_counted
from assistant.understanding.metrics.deeds.times_counted import asks_times, may_be_times
from assistant.understanding.neighbours import HOW_MANY, only_bare, word_for_the_thing
from assistant.understanding.words import load_vocabulary

_COUNT, _SHARE, _PEOPLE, _PERSON = "count", "share", "headcount", "person"
_DURATION, _MONEY = "duration", "money"
_OF_COUNTS = frozenset({_COUNT, _PEOPLE})
_OF_SHARES = ("percent", "ratio", "multiple", "score")
_FOR_EACH = frozenset({"each", "average"})
_ASKS = ("shape.how_many", "shape.money")
_COUNTED = ("shape.counted", "shape.number_of")
_SPEEDS = ("order.fastest", "order.slowest")
_LASTING = "order.lasting"
_SUMS = ("shape.sum", "shape.total", "shape.totals")
_PARTS = ("shape.share", "shape.how_much_of")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """`units` are the concepts of what its number is to be."""

    units: frozenset[str]
    counted: bool
    """How many there are, and not how many of all: 有几成."""
    each: bool
    share_of_all: bool
    """What share of all a value has, which no rate says: the online visits of all visits."""
    whole: str
    """The values whose share of all is asked for: a rate called by them says it."""
    things: frozenset[str]
    """The entities whose number is asked for: 有多少项目."""
    denied: frozenset[str]
    """The concepts of what is said not to have been done: "did not use any feature"."""
    part: bool
    """What part of something: only a rate says that."""
    fraction: bool
    """What share in so many words, which no score is: "what fraction were rated"."""
    fast: bool
    """Who was the fastest or the slowest, which no number of things says: "took longest to close tickets"."""
    several: bool
    """More than one number: 花了多少钱、带来多少签约额."""
    number: bool
    """A number in so many words, and no share: 上季度几个项目按时完成了."""
    summed: bool = False
    """What is added up is of a unit that a limit on each names: no number of another unit is a rival then."""
    lasting: bool = False
    """What took the longest or the shortest, which no number of things says: 停机最久."""
    times: bool = False
    """How often something was done, which no number of different people says: 坐了多少趟飞机."""
    most: bool = False
    """What there is the most or the least of, which no rate says: 交货最多, "which supplier delivered the most"."""

    def unit(self, catalog: Catalog, metric: Metric) -> float:
        """1 where the metric is a number of what is asked for, -1 where of another one, 0 where nothing
        is said of it."""
        if self.counted or is_count(catalog, metric.name):
            fits = is_count(catalog, metric.name) and (self.counted or bool(self.units & _OF_COUNTS))
            return 0.0 if not (self.counted or self.units) else 1.0 if fits else -1.0
        unit, units = metric.card.unit_kind, thesaurus().units
        answers = units.get(unit) or units.get(f"{unit}s")
        if self.summed and unit and answers is None:
            return -1.0  # a weight is no sum of what each is above 60,000 yuan
        if not self.units or answers is None:
            return 0.0
        return 1.0 if answers in self.units else -1.0

    def each_of(self, metric: Metric, card: Card) -> float:
        """1 where a number for each of some things is asked for and the metric is one, -1 where it is none."""
        if not self.each:
            return 0.0
        if is_average(metric):
            return 1.0
        return 1.0 if card.name_concepts & _FOR_EACH else -1.0 if isinstance(metric.kind, Simple) else 0.0

    def is_other_kind(self, catalog: Catalog, metric: Metric) -> bool:
        """Whether a number of things or an amount is asked for and the metric is a rate, or a part and it is a score."""
        unit = metric.card.unit_kind
        if self.part:
            return unit == "score"
        return unit in ("percent", "score") and (self.number or _MONEY in self.units)

    def _is_that_share(self, metric: Metric, card: Card) -> bool:
        """Whether the metric is a share, called by the values whose share is asked for: no return on marketing is what
        marketing takes of a cost.
        """
        return is_share(metric) and not isinstance(metric.kind, Derived) and card.names_all(self.whole)

    def _denies(self, metric: Metric, card: Card) -> bool:
        """Whether what was not done is what the metric is called by, or nothing of the metric at all."""
        if not self.denied or any(
            load_vocabulary().matching("name.denying", name.casefold()) for name in metric.names
        ):
            return False
        return bool(self.denied & card.name_concepts) or not self.denied & card.concepts

    def is_another(self, catalog: Catalog, metric: Metric, card: Card) -> bool:
        """Whether the metric is for certain not what is asked for, or not all of it: it counts things where people are asked
        for, measures where a count is, or is no share where one is."""
        if self.several or (self.share_of_all and not self._is_that_share(metric, card)):
            return True
        if self.fast and is_count(catalog, metric.name):
            return True
        if self.times and counts_each_once(catalog, metric.name) and _is_of_people(card):
            return True
        if self.times and not may_be_times(metric):
            return True
        if self._denies(metric, card) or ((self.number or self.most) and is_rate(metric)):
            return True
        if self.fraction and metric.card.unit_kind == "score":
            return True
        people = _PEOPLE in self.units and self.units <= _OF_COUNTS
        if people and not _is_of_people(card):
            return True
        timeless = is_money(metric) or (
            is_count(catalog, metric.name) and _DURATION not in card.name_concepts
        )
        if (self.lasting or self.units == {_DURATION}) and timeless:
            return True
        if (
            self.things
            and self.things.isdisjoint(things_counted(catalog, metric))
            and _counts_rows(catalog, metric)
        ):
            return True
        if self.counted:
            per_thing = self.each_of(metric, card) > 0 and _may_be_number(metric)
            return not is_count(catalog, metric.name) and not per_thing
        share = _SHARE in self.units and self.units <= {_SHARE, *_OF_COUNTS}
        return share and not is_share(metric)


def asked_for(catalog: Catalog, found: Framing, parts: Sequence[Part]) -> AskedFor:
    concepts = frozenset(concept for part in parts for concept in part.concepts)
    units = concepts & frozenset(thesaurus().units.values())
    summed = frozenset() if units else _of_summed(found.pieces)
    units = units or summed
    numbered = any(
        _asks_number_of(catalog, first, second) or _is_asked_behind(first, second)
        for first, second in pairwise(found.pieces)
    )
    counted = numbered or any(piece.is_(*_COUNTED) and not piece.concerns for piece in found.spoken)
    each = bool(concepts & _FOR_EACH) or any(is_one(piece.number) for piece in found.pieces)
    of_total = any(piece.is_("shape.of_total") and not piece.concerns for piece in found.pieces)
    values = [piece.text for piece in found.pieces if piece.values] if of_total else []
    counted = (counted or _asks_people(found.pieces)) and units <= _OF_COUNTS
    things = frozenset(
        name
        for first, second in pairwise(found.pieces)
        for asking, thing in ((first, second), (second, first))
        if asking.is_(*HOW_MANY)
        and not asking.concerns
        and (asking is first or _is_asked_behind(thing, asking))
        and not _describes(found.pieces, thing)
        for name in _things_named(thing)
    )
    return AskedFor(
        units,
        counted,
        each,
        bool(values) or (of_total and any(piece.is_("shape.multiple") for piece in found.spoken)),
        " ".join(values),
        things,
        _denied(found.pieces),
        any(map(asks_for_part, found.spoken)),
        any(piece.is_("shape.share") and not piece.concerns for piece in found.spoken),
        any(piece.is_(*_SPEEDS) and not piece.concerns for piece in found.pieces),
        _asks_for_several(found.pieces),
        asks_number(text_of(found.pieces)),
        bool(summed),
        any(piece.is_(_LASTING) and not piece.concerns for piece in found.pieces),
        asks_times(found.pieces) is not None,
        any(_asks_most(found.pieces, at) for at in range(len(found.pieces))),
    )


def _of_summed(pieces: Sequence[Piece]) -> frozenset[str]:
    """What a sum of things is of that a limit is said on each of: money, for the "total of purchases above 60,000 yuan each"."""
    if not any(piece.is_(*_SUMS) and not piece.concerns for piece in pieces):
        return frozenset()
    behind = (
        second for first, second in pairwise(pieces) if first.number is not None and not second.concerns
    )
    units = frozenset(thesaurus().units.values()) - _OF_COUNTS
    said = (part for piece in behind if piece.is_("threshold.unit") for part in thesaurus().parts(piece.text))
    return frozenset(concept for part in said for concept in part.concepts) & units


def _may_be_number(metric: Metric) -> bool:
    """Whether it may be how many of some things there are for each of others, which no time and no money is."""
    units = thesaurus().units
    kind = metric.card.unit_kind
    measured = units.get(kind) or units.get(f"{kind}s")
    return kind not in _OF_SHARES and measured not in (_DURATION, _MONEY)


def _is_of_people(card: Card) -> bool:
    return _PERSON in thesaurus().widened(card.name_concepts)


def _asks_most(pieces: Sequence[Piece], at: int) -> bool:
    """最多, "the most"; "the fewest of their deals" is a part of them."""
    piece, behind = pieces[at], pieces[at + 1 : at + 2]
    of_some = bool(behind) and behind[0].is_("join.of") and not behind[0].concerns
    said = piece.text in load_vocabulary().codewords["superlatives_of_amount"] and not piece.concerns
    return said and not of_some


def asks_for_part(piece: Piece) -> bool:
    """Whether it asks for a part of something, as "what share of" does and "in percent" does not."""
    whole = not piece.text.isascii() or piece.text.endswith(" of")
    return whole and piece.is_(*_PARTS) and not piece.concerns


def is_share(metric: Metric) -> bool:
    """Whether it is a rate, or may be one for all that is known."""
    return metric.card.unit_kind in ("", *_OF_SHARES)


def _asks_number_of(catalog: Catalog, asking: Piece, thing: Piece) -> bool:
    """The 多少工单 of 处理了多少工单: a number of things, whatever was done with them."""
    if asking.number is not None and asking.number.kind != "percent" and thing.text.isascii():
        close = thing.start - asking.end == 1 and thing.text.endswith("s")
        return close and " " in thing.text and bool(thing.values)  # "more than 100 closed deals"
    asks = asking.is_("shape.how_many") and not asking.concerns and not thing.text.isascii()
    counts = only_bare(thing) and all(is_count(catalog, name.metric) for name in thing.metrics)
    named = bool(thing.entities) or (bool(thing.metrics) and (word_for_the_thing(thing) or counts))
    return asks and asking.end == thing.start and named


def _is_asked_behind(thing: Piece, asking: Piece) -> bool:
    """The 工单有多少 of 没按时解决的工单有多少."""
    asks = asking.is_("shape.how_many") and not asking.concerns and not thing.text.isascii()
    return asks and thing.end == asking.start and word_for_the_thing(thing)


def _asks_people(pieces: Sequence[Piece]) -> bool:
    """多少人: how many people, whatever they do."""
    asks = load_vocabulary().anaphora["how_many_people"]
    return any(piece.text in asks and not piece.concerns for piece in pieces)


def _denied(pieces: Sequence[Piece]) -> frozenset[str]:
    for at, piece in enumerate(pieces):
        if piece.is_("restrict.exclude", "restrict.lacking") and not piece.concerns:
            behind = next((other for other in pieces[at + 1 :] if not other.filler), None)
            if behind is not None and behind.unread:
                parts = thesaurus().parts(behind.text)
                return frozenset(concept for part in parts for concept in part.concepts)
    return frozenset()


def _asks_also(pieces: Sequence[Piece]) -> bool:
    """Whether a second question behind "and" names a metric: "…, and what was the sales and marketing cost"."""
    for at, (joint, asking) in enumerate(pairwise(pieces)):
        asks = (
            asking.text.split()[0] in load_vocabulary().codewords["question"]
            if asking.text.split()
            else False
        )
        if joint.is_("join.and") and asks and not all(piece.filler for piece in pieces[:at]):
            return any(_is_name(piece) for piece in pieces[at + 1 :])
    return False


def _is_name(piece: Piece) -> bool:
    return any(name.strength >= SYNONYM for name in piece.metrics) and not piece.entities


def _asks_for_several(pieces: Sequence[Piece]) -> bool:
    if _asks_also(pieces):
        return True
    asks = [at for at, piece in enumerate(pieces) if piece.is_(*_ASKS) and not piece.concerns]
    if any(
        piece.mark or piece.is_("join.and")
        for first, last in pairwise(asks)
        for piece in pieces[first + 1 : last]
    ):
        return True
    shares = [at for at, piece in enumerate(pieces) if piece.is_("shape.share") and not piece.concerns]
    return any(pieces[at - 1].is_("join.and") for at in shares if asks and asks[0] < at)


def _things_named(piece: Piece) -> Iterator[str]:
    """The entities that it names, or the dimensions, which are mostly called as the things that they are of."""
    yield from (name.entity for name in piece.entities)
    if not piece.entities and not piece.metrics:
        yield from (name.dimension for name in piece.dimensions)


def _describes(pieces: Sequence[Piece], thing: Piece) -> bool:
    """Whether it only says more of what stands right behind it: "customer issues" are no customers."""
    behind = next((piece for piece in pieces if piece.start > thing.start), None)
    if behind is None or not thing.text.isascii() or thing.text.endswith("s"):
        return False
    return behind.start - thing.end == 1 and behind.text.endswith("s") and (behind.unread or behind.concerns)


def _counts_rows(catalog: Catalog, metric: Metric) -> bool:
    return any(True for _ in things_counted(catalog, metric))
