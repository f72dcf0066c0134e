"""What a question says that reading it as one metric would displace, although each word of it seems to be said: the name
of another number, a number that tells metrics apart, a deed that only another metric is about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Simple
from assistant.retrieval.concepts import thesaurus
from assistant.retrieval.tokens import words
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import singular
from assistant.understanding.lexicon import VARIANT
from assistant.understanding.meaning.framing import Framing, is_one
from assistant.understanding.meaning.likely import LOST, Rival, kind_of
from assistant.understanding.metrics.counted import is_count
from assistant.understanding.metrics.kinds import is_rate
from assistant.understanding.metrics.of_whom import is_part_of
from assistant.understanding.metrics.things import things_counted
from assistant.understanding.words import load_vocabulary

_DIGITS = re.compile(r"\d+")
_PERSON, _SHARE = "person", "share"
_AS_MUCH = 0.15
"""Share of a question by which one may say less of it than another one that says as much."""
_LITTLE = 0.2
"""Share of a question that a metric may leave unsaid that says about all of it."""
_GROUPED = ("per.each", "per.before")


def displaces(catalog: Catalog, rival: Rival, found: Framing) -> bool:
    """Whether the metric by itself shows that something else is asked for."""
    return (
        _displaces_count(catalog, rival, found)
        or _loses_digits(rival, found)
        or _cuts_range(rival, found)
        or _counts_persons_for_times(catalog, rival, found)
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
        other
        for other in rivals
        if other is not rival and catalog.metrics[other.name].card.unit_kind == unit
    ]
    lost = _words_lost(rival, found)
    if lost and any(not _words_lost(other, found) and not other.shares.blocked for other in others):
        return True
    if rival.name in whole:
        return False
    as_much = [each for each in others if each.shares.titled >= rival.shares.titled - _AS_MUCH]
    if any(each.name in whole for each in as_much):
        return True
    groups = [piece.text for piece in _groups(found)]
    said = [each for each in others if each.shares.elsewhere + each.shares.strange <= _LITTLE]
    return any(
        other.card.names_all(text) and not rival.card.names_all(text) for text in groups for other in said
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
        if is_count(catalog, rival.name) and _says_person(piece.text):
            if not _may_count_persons(catalog, rival.name):
                return True
        elif not rival.card.names.issuperset(words(piece.text)):
            return True
    return False


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


def _is_rate_of_events(catalog: Catalog, rival: Rival, found: Framing) -> bool:
    """Whether things that happened are asked for by a plural that no rate is called by, and no word says a share: the exits of
    "member exits by group".
    """
    parts = thesaurus().parts(found.text)
    if not is_rate(catalog.metrics[rival.name]) or any(_SHARE in part.concepts for part in parts):
        return False
    return any(
        piece.unread and _is_plural(piece) and piece.text not in rival.card.names
        for piece in found.spoken
    )


def _is_plural(piece: Piece) -> bool:
    """As typed: a slip may have been read as the singular."""
    turned = piece.typo is not None and piece.end - piece.start == len(piece.text) + 1
    return piece.text.isascii() and (turned or singular(piece.text) != piece.text)


def _words_lost(rival: Rival, found: Framing) -> frozenset[str]:
    """The words that nothing of the question explains and that the metric does not say."""
    unread = {word for piece in found.spoken if piece.unread for word in words(piece.text)}
    unread |= {char for word in unread if not word.isascii() for char in word}
    return frozenset(
        word
        for sign in rival.likened.signs
        if kind_of(sign, rival.card) in LOST and sign.part.concepts and not sign.part.light
        for word in sign.part.words
        if word in unread
    )


def _groups(found: Framing) -> list[Piece]:
    """What the question asks for each of, as it says."""
    said = [found.pieces[at] for at in sorted(found.frame)]
    return [
        group
        for mark, group in pairwise(said)
        if mark.is_(*_GROUPED) and not mark.concerns and group.dimensions and not group.values
    ]

