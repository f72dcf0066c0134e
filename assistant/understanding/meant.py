"""Metrics that no phrase of the question names, but that the rest of its words speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric
from assistant.resolve.memory import remembered
from assistant.retrieval.concepts import Part, thesaurus
from assistant.retrieval.metric_index import MetricIndex
from assistant.retrieval.tokens import words
from assistant.understanding.counted import is_count
from assistant.understanding.lexicon import VARIANT, MetricName
from assistant.understanding.match import similar_metrics
from assistant.understanding.pieces import Piece
from assistant.understanding.tokens import singular

_BY_WORDS, _BY_CONCEPTS = 0.3, 0.6
"""Likeness from which a metric is taken that explains all words: where its card has the very words, and
where it has some that mean much the same."""
_APART, _CLEAR = 0.08, 0.05
"""How much nearer it has to be than the next one that has the very words, and than any other."""
NEAR = 0.45
"""Likeness from which it is worth asking whether a metric is meant."""
_NEARER = 0.1
"""How much nearer than a metric that is named another one has to be to ask whether that is meant."""
_SHORTEST = 2
"""Characters that say anything: a single Chinese one is most often part of a sentence, not of a name."""
_BEFORE_GROUP = ("per.before", "per.each", "per.which", "per.kind", "per.kind_of")
_RANKED = (
    "order.highest", "order.lowest", "order.best", "order.worst", "order.fastest", "order.slowest",
)  # fmt: skip
_OPERATORS = ("restrict.", "threshold.", "shape.", "order.", "intent.")
_LINKING = ("filler.", "join.")
_OF_UNITS = (
    "shape.how_many", "shape.counted", "shape.amount", "shape.money", "shape.number_of", "shape.total",
)  # fmt: skip
"""What kind of number is asked for, which is compared with the unit."""
_SURE_NUMBER = 0.5
_SHOWN = ("shape.trend", "shape.compare", "shape.together")
_OF_RATES = (
    "shape.share",
    "shape.rate",
    "shape.how_much_of",
    "shape.of_total",
    "shape.multiple",
    "order.best",
    "order.worst",
)
_UNITS_ASKED_FOR = ("percent", "currency", "second", "minute", "hour", "day", "week", "month")
"""Units that a question for a number of things does not have."""
_COUNT = "count"
_COUNTED = ("shape.counted", "shape.number_of")


Explained = Literal["names", "words", "concepts", "part"]
"""By what a metric's card says everything that nothing else explains: its names alone, all its words, other
words for the same concepts that make up a whole name, or only a part of one."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A metric that the words may mean, and the pieces of the question with those words read as it."""

    name: str
    score: float
    pieces: tuple[Piece, ...]
    explained: Explained | None
    """None where something is left that it does not say."""


@dataclass(frozen=True, slots=True)
class _Card:
    names: frozenset[str]
    words: frozenset[str]
    concepts: frozenset[str]
    name_concepts: frozenset[str]
    phrases: tuple[tuple[Part, ...], ...]
    """The parts of each name that say something, units left out; a single one says too little."""

    def is_named_by(self, parts: Sequence[Part]) -> bool:
        """Whether the parts say one of its names to the end, in whatever words."""
        said = frozenset(word for part in parts for word in part.words)
        meant = frozenset(concept for part in parts for concept in part.concepts)
        return any(
            all(part.concepts & meant or said.issuperset(part.words) for part in phrase)
            for phrase in self.phrases
        )

    def has(self, part: Part) -> bool:
        """A single Chinese character says too little: 分 is a score, and to part."""
        telling = part.words and any(word.isascii() or len(word) > 1 for word in part.words)
        return bool(telling) and all(word in self.words for word in part.words)

    def says(self, part: Part) -> bool:
        return self.has(part) or bool(part.concepts & self.name_concepts)

    def names_all(self, text: str) -> bool:
        """Whether every word of it stands in the metric's names, or one that means the same."""
        parts = thesaurus().parts(text)
        return all(
            all(word in self.names for word in part.words) or part.concepts & self.name_concepts
            for part in parts
        )


def metrics_meant(pieces: Sequence[Piece], catalog: Catalog, index: MetricIndex | None) -> tuple[Meant, ...]:
    """What the words may mean that are neither a time, a grouping, a filter nor an order; nearest first."""
    if any(piece.is_("follow.remove") and not piece.concerns for piece in pieces):
        return ()
    frame = _frame(pieces)
    speaking = [at for at, piece in enumerate(pieces) if at not in frame and not piece.mark]
    said = [at for at in speaking if _speaks(pieces[at])] or [
        at for at in speaking if _tells(pieces[at].text)
    ]
    if sum(len(pieces[at].text) for at in said) < _SHORTEST:
        return ()
    known = [at for at in frame if pieces[at].values and _tells(pieces[at].text)]
    text = _joined([pieces[at] for at in sorted([*speaking, *known])])
    parts = thesaurus().parts(text)
    found = []
    for name, score in similar_metrics(text, index, catalog):
        card = _card_of(catalog, catalog.metrics[name])
        spoken = [pieces[at] for at in speaking]
        explained = _explains(catalog, name, card, parts, spoken)
        if _names_things(spoken) and not _wants_unit(catalog, catalog.metrics[name], parts, pieces):
            explained = None
        inside = [at for at in frame if _may_be_inside(pieces[at]) and card.names_all(pieces[at].text)]
        read = _named(pieces, name, said[0], [*speaking, *inside])
        found.append(Meant(name, score, read, explained))
    return tuple(found)


def clearly_meant(found: Sequence[Meant], named: Collection[str], unread: bool) -> Meant | None:
    """The one that can be taken without asking: it explains all that was said, and no other comes near.

    Where a metric is `named`, something must be left `unread` for another one to be meant, and one that
    is named and has the rest of the words in its card as well may still not be what they
    are about: 退款的收入 is no question for revenue after refunds.
    """
    best = next((each for each in found if each.explained), None)
    if best is None or best.explained == "part":
        return None
    if named and (not unread or (best.name in named and best.explained != "names")):
        return None
    by_words = best.explained != "concepts"
    rivals = [each for each in found if each is not best and (not by_words or each.explained)]
    margin = best.score - max((each.score for each in rivals), default=0.0)
    if by_words:
        return best if best.score >= _BY_WORDS and margin >= _APART else None
    return best if best.score >= _BY_CONCEPTS and margin >= _CLEAR else None


def worth_asking(found: Sequence[Meant], named: Collection[str]) -> bool:
    """Whether the question may be about one of them. Where it names a metric already, another one has to
    come clearly nearer: words that nothing explains are most often a condition on what is named."""
    others = [each for each in found if each.name not in named]
    if not named:
        return any(each.explained or each.score >= NEAR for each in others)
    own = max((each.score for each in found if each.name in named), default=0.0)
    return any(
        each.score >= own + (_NEARER / 2 if each.explained else _NEARER)
        for each in others
        if each.explained or each.score >= NEAR
    )


def _frame(pieces: Sequence[Piece]) -> frozenset[int]:
    """Places of what holds for any metric: times, groupings, values, orders and limits."""
    if any(_limits(piece) for piece in pieces):
        return frozenset(at for at, piece in enumerate(pieces) if not (piece.filler or _is_open(piece)))
    kept: set[int] = set()
    for at, piece in enumerate(pieces):
        if piece.metrics or piece.terms:
            continue
        before, after = _beside(pieces, at, -1), _beside(pieces, at, 1)
        if (
            piece.time is not None
            or piece.parameters
            or piece.segments
            or (piece.values and not piece.dimensions)
        ):
            kept.add(at)
        elif piece.dimensions:
            kept |= {at, before} if before is not None and pieces[before].is_(*_BEFORE_GROUP) else set()
            kept |= {at, after} if after is not None and pieces[after].is_("per.after") else set()
        elif piece.is_(*_SHOWN) and not piece.concerns:
            kept.add(at)
    return frozenset(kept)


def _limits(piece: Piece) -> bool:
    """Whether the piece picks some of several things: the most, the first three, more than ten."""
    number = piece.number is not None and piece.number.score >= _SURE_NUMBER
    return piece.time is None and not piece.concerns and (number or piece.is_(*_RANKED))


def _is_open(piece: Piece) -> bool:
    """Whether only a metric can say what the piece is about."""
    return piece.unread or bool(piece.metrics or piece.terms or (piece.entities and not piece.values))


def _beside(pieces: Sequence[Piece], at: int, step: int) -> int | None:
    at += step
    while 0 <= at < len(pieces) and pieces[at].filler and not pieces[at].mark:
        at += step
    return at if 0 <= at < len(pieces) else None


def _speaks(piece: Piece) -> bool:
    """Whether the piece says what is measured, rather than how it is to be shown."""
    return piece.unread or bool(piece.metrics or piece.terms or piece.entities or piece.dimensions)


def _has_to_be_said(piece: Piece) -> bool:
    """Whether the piece changes what is asked for: its card has to say it, or it would get lost."""
    if piece.metrics or piece.terms:
        return False
    linking = any(role.startswith(_LINKING) for role in piece.roles)
    operator = any(role.startswith(_OPERATORS) and role not in _OF_UNITS for role in piece.roles)
    return _speaks(piece) or (operator and not linking)


def _may_be_inside(piece: Piece) -> bool:
    """A value may be part of a metric's name, as partner leads are; what is grouped by is not."""
    return bool(piece.values) and not piece.dimensions


def _tells(text: str) -> bool:
    """Whether a text by itself says what is measured, as 卖 does and the name of a region does not."""
    units = frozenset(thesaurus().units.values())
    return any(part.concepts - units for part in thesaurus().parts(text))


def _joined(pieces: Sequence[Piece]) -> str:
    """The text of the pieces; what stands together in the question stays together."""
    text, ended = "", 0
    for piece in pieces:
        text += piece.text if piece.start == ended else f" {piece.text}"
        ended = piece.end
    return text


def _named(pieces: Sequence[Piece], name: str, first: int, taken: Sequence[int]) -> tuple[Piece, ...]:
    plain = frozenset({"filler.plain"})
    out = list(pieces)
    for at in taken:
        out[at] = Piece(pieces[at].start, pieces[at].end, pieces[at].text, plain, typo=pieces[at].typo)
    out[first] = replace(out[first], roles=frozenset(), metrics=(MetricName(name, VARIANT),))
    return tuple(out)


def _explains(
    catalog: Catalog, name: str, card: _Card, parts: Sequence[Part], pieces: Sequence[Piece]
) -> Explained | None:
    """By what it says every word that is nothing else; every metric named has to be a part of it."""
    if _wants_count(parts, pieces) and not is_count(catalog, name):
        return None
    telling = [piece.text for piece in pieces if _has_to_be_said(piece)]
    open_words = frozenset(words("\n".join(telling)))
    said = [part for part in parts if open_words & _own(part)]
    if not all(card.says(part) for part in said):
        return None
    inputs = {part.name for part in with_inputs(catalog.complete.metrics, name)}
    for piece in pieces:
        meant = {other.metric for other in piece.metrics} | {
            other for term in piece.terms for other in term.ambiguity.candidates
        }
        named = all(word in card.names for word in words(piece.text))
        if meant and not meant & inputs and not (named if piece.metrics else card.names_all(piece.text)):
            return None
    if not any(piece.unread for piece in pieces) or not all(card.has(part) for part in said):
        return "concepts" if card.is_named_by(parts) else "part"
    if all(word in card.names for part in said for word in part.words):
        return "names"
    some = catalog.metrics[name].card.unit == _COUNT and _describes(pieces)
    return "part" if some else "words"


def _own(part: Part) -> frozenset[str]:
    """The words of a part, and the characters of Chinese ones."""
    return frozenset(part.words) | {char for word in part.words if not word.isascii() for char in word}


def _wants_count(parts: Sequence[Part], pieces: Sequence[Piece]) -> bool:
    """Whether it asks how many there are, and not how many of all: 有几成."""
    units = frozenset(thesaurus().units.values())
    wanted = frozenset(concept for part in parts for concept in part.concepts) & units
    counted = any(piece.is_(*_COUNTED) and not piece.concerns for piece in pieces)
    return counted and wanted <= {_COUNT}


def _names_things(pieces: Sequence[Piece]) -> bool:
    """Whether the question is about things that are counted: "parcels delivered on the first attempt"."""
    return any((piece.entities or piece.metrics or _is_kind(piece)) and not piece.values for piece in pieces)


def _is_kind(piece: Piece) -> bool:
    return any(not name.time and not name.boolean for name in piece.dimensions)


def _describes(pieces: Sequence[Piece]) -> bool:
    """Whether an unread word stands right before what it describes: "social leads"."""
    return any(
        first.unread and second.start - first.end <= 1 and (second.entities or second.metrics)
        for first, second in pairwise(pieces)
    )


def _wants_unit(catalog: Catalog, metric: Metric, parts: Sequence[Part], pieces: Sequence[Piece]) -> bool:
    """Whether the question asks for what the metric is measured in: a share, money, a time; a count needs
    no word for it.
    """
    unit = (metric.card.unit or "").partition("/")[0].partition(":")[0]
    if singular(unit) not in _UNITS_ASKED_FOR:
        return True
    named = {name.metric for piece in pieces for name in piece.metrics}
    if any(catalog.metrics[other].card.unit == metric.card.unit for other in named):
        return True
    if unit == "percent" and any(piece.is_(*_OF_RATES) for piece in pieces):
        return True
    if any(
        piece.is_(
            "duration.asked", "order.slowest", "order.fastest", "order.lasting", "shape.money", "shape.amount"
        )
        for piece in pieces
    ):
        return True
    answers = thesaurus().units.get(unit)
    return answers is not None and any(answers in part.concepts for part in parts)


def _card_of(catalog: Catalog, metric: Metric) -> _Card:
    known: dict[str, _Card] = remembered(catalog, "card_words", dict)
    if metric.name not in known:
        known[metric.name] = _new_card(metric)
    return known[metric.name]


def _new_card(metric: Metric) -> _Card:
    names, texts = list(_names(metric)), list(_texts(metric))
    parts = [thesaurus().parts(text) for text in (*names, *texts)]
    said = [frozenset(concept for part in each for concept in part.concepts) for each in parts]
    answers = thesaurus().units.get((metric.card.unit or "").partition("/")[0].partition(":")[0])
    named = frozenset(word for text in names for word in words(text))
    return _Card(
        names=named,
        words=named | {word for text in texts for word in words(text)},
        concepts=frozenset().union(*said) | ({answers} if answers else set()),
        name_concepts=frozenset().union(*said[: len(names)]),
        phrases=tuple(found for each in parts[: len(names)] if len(found := _without_units(each)) > 1),
    )


def _without_units(parts: Sequence[Part]) -> tuple[Part, ...]:
    units = frozenset(thesaurus().units.values())
    return tuple(part for part in parts if part.words and not (part.concepts and part.concepts <= units))


def _names(metric: Metric) -> Iterator[str]:
    yield metric.name.replace("_", " ")
    yield from filter(None, metric.labels)
    yield from metric.ai.synonyms


def _texts(metric: Metric) -> Iterator[str]:
    yield from metric.ai.examples
    yield from filter(None, metric.card.definition)
    yield metric.description
