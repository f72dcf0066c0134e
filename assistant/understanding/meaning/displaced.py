"""What a question says that reading it as one metric would displace, although each word of it seems to be said: the name
of another number, a number that tells metrics apart, a deed that only another metric is about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Ratio, Simple
from assistant.retrieval.concepts import thesaurus
from assistant.retrieval.tokens import words
from assistant.understanding.cutting.pieces import Piece, text_of
from assistant.understanding.cutting.tokens import singular
from assistant.understanding.lexicon import VARIANT
from assistant.understanding.meaning.framing import Framing, is_one
from assistant.understanding.meaning.likely import LOST, Rival, kind_of
from assistant.understanding.metrics.amounts.of_whom import is_part_of
from assistant.understanding.metrics.asked_otherwise import is_clause, with_its_values
from assistant.understanding.metrics.counts.counted import is_count, is_money
from assistant.understanding.metrics.counts.kinds import is_rate, says_share
from assistant.understanding.metrics.counts.things import things_counted
from assistant.understanding.words import load_vocabulary

_DIGITS = re.compile(r"\d+")
_PERSON, _PEOPLE = "person", "headcount"
_NEAR, _ABOUT = 0.1, 0.145
"""By how much less a card may be like a question that is about as like it."""
_LITTLE = 0.2
"""Share of a question that a metric may leave unsaid that says about all of it."""
_GRAINS = ("day", "week", "month")
_GROUPED = ("per.each", "per.before")


def displaces(catalog: Catalog, rival: Rival, found: Framing) -> bool:
    """Whether the metric by itself shows that something else is asked for."""
    return (
        _displaces_count(catalog, rival, found)
        or _loses_digits(rival, found)
        or _cuts_range(rival, found)
        or _counts_persons_for_times(catalog, rival, found)
        or _counts_things_for_persons(catalog, rival, found)
        or _is_no_amount(catalog, rival, found)
        or any(
            is_clause(
                catalog.metrics[rival.name],
                piece,
                f"{text_of(found.pieces[: with_its_values(found.pieces, at)])} ",
            )
            for at, piece in enumerate(found.pieces)
        )
        or _is_rate_of_events(catalog, rival, found)
    )


def is_told_better(
    catalog: Catalog, rival: Rival, rivals: Sequence[Rival], whole: Collection[str], found: Framing
) -> bool:
    """Whether another metric of the same kind says a word of the question that this one does not, and all the rest
    as well; or is called by what the question groups by; or is named to the end, being one of those that are named so
    as a `whole`, where this one is not.
    """
    unit = catalog.metrics[rival.name].card.unit_kind
    others = [
        other for other in rivals if other is not rival and catalog.metrics[other.name].card.unit_kind == unit
    ]
    lost = _words_lost(rival, found)
    near = [each for each in others if each.likened.score > rival.likened.score - _NEAR]
    if lost and any(not _words_lost(other, found) and not other.shares.blocked for other in near):
        return True
    if rival.name in whole:
        return False
    if any(each.name in whole and _is_called_so(each, rival, found) for each in others):
        return True
    if _is_of_other_bucket(catalog, rival, others, found):
        return True
    named = any(
        each.metric == rival.name and each.strength > VARIANT
        for piece in found.spoken
        for each in piece.metrics
    )
    groups = [] if named else [piece.text for piece in _groups(found)]
    said = [each for each in others if each.shares.elsewhere + each.shares.strange <= _LITTLE]
    return any(
        other.card.names_all(text) and not rival.card.names_all(text) for text in groups for other in said
    )


def lacks_period(catalog: Catalog, rival: Rival, rivals: Sequence[Rival], found: Framing) -> bool:
    """Whether a period is named of which it has no number, being a state of now, and its names say no more of the words
    than those of one that has: the price in 2024 is no price of today's list.
    """
    dated = any(piece.time is not None and piece.time.kind == "period" for piece in found.pieces)
    if not dated or catalog.metrics[rival.name].card.basis != "snapshot":
        return False
    others = (other for other in rivals if catalog.metrics[other.name].card.basis != "snapshot")
    return any(other.shares.titled >= rival.shares.titled > 0 for other in others)


def _is_of_other_bucket(catalog: Catalog, rival: Rival, others: Sequence[Rival], found: Framing) -> bool:
    """Whether it is called a number of days where no day is spoken of, and another one is of months, say: the users that were
    active over the whole of a month.
    """
    own = _buckets(catalog.metrics[rival.name].labels)
    text = text_of(found.pieces)
    if not own or any(load_vocabulary().matching(f"grain.said_{grain}", text) for grain in own):
        return False
    return "week" in own or any(_buckets(catalog.metrics[other.name].labels) - own for other in others)


def _buckets(labels: Iterable[str | None]) -> frozenset[str]:
    return frozenset(
        grain
        for grain in _GRAINS
        for label in labels
        if label and load_vocabulary().matching(f"grain.called_{grain}", label.casefold())
    )


def _is_called_so(other: Rival, rival: Rival, found: Framing) -> bool:
    """Whether it is called by a word that the rival only says in a sentence, is about as near and loses nothing: the clicks
    of 链接被点开几次 are none of conversions by links that were clicked.
    """
    if other.likened.score <= rival.likened.score - _ABOUT or _lost_of(other, _said_of_none(found)):
        return False
    called = _titled(other)
    return any(word not in _titled(rival) for word in called)


def _titled(rival: Rival) -> frozenset[str]:
    return frozenset(
        word
        for sign in rival.likened.signs
        if kind_of(sign, rival.card) == "titled" and sign.part.concepts and not sign.part.light
        for word in sign.part.words
    )


def _displaces_count(catalog: Catalog, rival: Rival, found: Framing) -> bool:
    """Whether a name that the catalog gives a number of things, as SQL or "number of customers", is read as a mere word of
    a metric that neither is called so nor computed from it.
    """
    inputs = {part.name for part in with_inputs(catalog.complete.metrics, rival.name)}
    for piece in found.spoken:
        names = {each.metric for each in piece.metrics if each.strength > VARIANT}
        counts = bool(names) and all(is_count(catalog, name) for name in names)
        if not counts or piece.entities or names & (inputs | {rival.name}):
            continue
        if any(is_part_of(catalog.metrics[name], catalog.metrics[rival.name]) for name in names):
            continue
        counted = is_count(catalog, rival.name)
        if counted and _says_person(piece.text):
            if not _may_count_persons(catalog, rival.name):
                return True
        elif not (counted or _is_money_each(catalog, rival.name)):
            continue  # 注册的用户 are those of a retention
        elif not rival.card.names.issuperset(words(piece.text)):
            return True
    return False


def _is_money_each(catalog: Catalog, name: str) -> bool:
    """So much for each of some things, which then have to be those that are named."""
    metric = catalog.metrics[name]
    return is_money(metric) and isinstance(metric.kind, Ratio)


def _says_person(text: str) -> bool:
    said = frozenset(concept for part in thesaurus().parts(text) for concept in part.concepts)
    return _PERSON in thesaurus().widened(said)


def _may_count_persons(catalog: Catalog, name: str) -> bool:
    """Not where it counts the rows of something else, as messages."""
    things = set(things_counted(catalog, catalog.metrics[name]))
    kind = catalog.metrics[name].kind
    rows = isinstance(kind, Simple) and kind.function == "count"
    return not rows or not things or any(_says_person(thing.replace("_", " ")) for thing in things)


def _loses_digits(rival: Rival, found: Framing) -> bool:
    """Whether a number inside a word, as the 30 of 第30日, is one that no name of the metric says."""
    said = {number for name in rival.card.words for number in _DIGITS.findall(name)}
    return any(
        number not in said
        for at, piece in zip(found.speaking, found.spoken, strict=True)
        if not (is_one(piece.number) or piece.concerns) and rival.pieces[at].filler
        for number in _DIGITS.findall(piece.text)
    )


def _cuts_range(rival: Rival, found: Framing) -> bool:
    """Whether one end of "open to close" is read as a condition, and the other one as a mere word."""
    said = [at for at, piece in enumerate(found.pieces) if piece.is_("threshold.to") or not piece.filler]
    return any(
        found.pieces[joint].is_("threshold.to")
        and not found.pieces[joint].concerns
        and not found.pieces[joint].is_("join.and")
        and _are_parted(rival, found, first, last)
        for first, joint, last in zip(said, said[1:], said[2:], strict=False)
    )


def _are_parted(rival: Rival, found: Framing, first: int, last: int) -> bool:
    ends = [(found.pieces[at], rival.pieces[at]) for at in (first, last)]
    kept = [bool(piece.values) and read is piece for piece, read in ends]
    swallowed = [piece.unread and read is not piece for piece, read in ends]
    return kept[0] and swallowed[1]


def _counts_persons_for_times(catalog: Catalog, rival: Rival, found: Framing) -> bool:
    """Whether it counts people where it is asked how often something was: 坐了多少趟飞机."""
    times = tuple(load_vocabulary().codewords["occurrence"])
    asked = any(
        (first.is_("shape.how_many") and first.text.endswith(times) and not first.text.isascii())
        or (first.is_("shape.how_many") and second.text in times)
        for first, second in pairwise((*found.pieces, Piece(0, 0, "")))
    )
    kind = catalog.metrics[rival.name].kind
    distinct = isinstance(kind, Simple) and kind.function == "count_distinct"
    return asked and distinct and _PERSON in thesaurus().widened(rival.card.name_concepts)


def _counts_things_for_persons(catalog: Catalog, rival: Rival, found: Framing) -> bool:
    """Whether it counts rows of something else where a number of people is asked for: 群里聊过天的人数."""
    asked = any(
        piece.is_("shape.number_of")
        and any(_PEOPLE in part.concepts for part in thesaurus().parts(piece.text))
        for piece in found.spoken
    )
    return asked and is_count(catalog, rival.name) and not _may_count_persons(catalog, rival.name)


def _is_no_amount(catalog: Catalog, rival: Rival, found: Framing) -> bool:
    """Whether it is no money where it is asked how much something brings in."""
    amount = any(piece.is_("shape.amount", "shape.money") and not piece.concerns for piece in found.pieces)
    earns = any(piece.is_("deed.earn") and not piece.concerns for piece in found.pieces)
    return amount and earns and not is_money(catalog.metrics[rival.name])


def _is_rate_of_events(catalog: Catalog, rival: Rival, found: Framing) -> bool:
    """Whether things that happened are asked for, by a plural right behind what they happened to, that no rate is called by:
    the exits of "member exits by group".
    """
    if not is_rate(catalog.metrics[rival.name]) or says_share(text_of(found.pieces)):
        return False
    return any(
        piece.unread
        and piece.text.isascii()
        and piece.text != singular(piece.text)
        and (not before.text or (before.concerns and before.end + 1 == piece.start))
        and piece.text not in rival.card.names
        for before, piece in pairwise((Piece(0, 0, ""), *found.pieces))
    )


def _words_lost(rival: Rival, found: Framing) -> frozenset[str]:
    """The words that nothing of the question explains and that the metric does not say."""
    return _lost_of(rival, _words_of(piece for piece in found.spoken if piece.unread))


def _said_of_none(found: Framing) -> frozenset[str]:
    """The words that name no thing or group."""
    return _words_of(piece for piece in found.pieces if not (piece.dimensions or piece.entities))


def _words_of(pieces: Iterable[Piece]) -> frozenset[str]:
    said = {word for piece in pieces for word in words(piece.text)}
    return frozenset(said | {char for word in said if not word.isascii() for char in word})


def _lost_of(rival: Rival, said: Collection[str]) -> frozenset[str]:
    return frozenset(
        word
        for sign in rival.likened.signs
        if kind_of(sign, rival.card) in LOST and sign.part.concepts and not sign.part.light
        for word in sign.part.words
        if word in said
    )


def _groups(found: Framing) -> list[Piece]:
    """What the question asks for each of, as it says."""
    said = [found.pieces[at] for at in sorted(found.frame)]
    return [
        group
        for mark, group in pairwise(said)
        if mark.is_(*_GROUPED) and not mark.concerns and group.dimensions and not group.values
    ]
