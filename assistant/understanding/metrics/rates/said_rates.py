"""Rates of the catalog that are asked for by their two parts: "how many percent of orders were cancelled",
取消航班占计划航班多少, "late deliveries as a share of deliveries".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.retrieval.concepts import thesaurus
from assistant.understanding.conditions.limits.limited import BEFORE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import MetricName
from assistant.understanding.metrics.rates.out_of_many import take_out_of_many
from assistant.understanding.metrics.rates.parts_of_rates import (
    OF_PARTS,
    RateParts,
    denies,
    durations_by_parts,
    is_told,
    joined,
    rates_by_parts,
    says_whole_first,
    spelled_side,
)
from assistant.understanding.neighbours import only_bare
from assistant.understanding.words import load_vocabulary

_NO_PART = ("order.", "per.")
_DURATION = "duration"
_HUNDRED = "100"
_GROUPING = ("per.each", "per.before", "per.which")


@dataclass(frozen=True, slots=True)
class _Marks:
    """The words of the question that ask for a part of a whole, as spans of its text."""

    over: tuple[tuple[int, int], ...]
    """Those that lead from the part to the whole."""
    plain: tuple[tuple[int, int], ...]
    alone: bool
    """They say themselves that a rate is meant, whatever it is grouped by: "as a percentage"."""
    called: bool = False
    """They make a name of a rate with what stands before: 延误比例."""
    mean: bool = False
    """What is asked for is a mean, which may be that of some of the things as well as of all."""
    first: int = 0
    """The first piece that may say a part: those before are the groups of which a share is limited."""

    def holds(self, piece: Piece) -> bool:
        return piece.within(*self.over, *self.plain)


@dataclass(frozen=True, slots=True)
class _Found:
    parts: RateParts
    above: tuple[int, ...]
    below: tuple[int, ...]
    things: tuple[int, ...] = ()
    """Words beside the part for the things that it is some of: the claims of "denied claims"."""

    @property
    def used(self) -> set[int]:
        return {*self.above, *self.below, *self.things}


def take_said_rates(draft: Draft) -> None:
    """Put the one rate whose parts the question says in their place; nothing where none or several fit."""
    if draft.ground.base is not None or draft.ground.picks or take_out_of_many(draft) or _names_rate(draft):
        return
    limited = _limited_share(draft)
    marks = limited or _marks(draft.ground.text)
    if marks.over or marks.plain:
        _take_one(draft, marks, rates_by_parts(draft.ground.catalog))


def _limited_share(draft: Draft) -> _Marks | None:
    """The "of" behind a limited percentage: "hotels where more than 15% of bookings are cancelled"."""
    for at, piece in enumerate(draft.pieces[1:-1], 1):
        percent = piece.number is not None and piece.number.kind == "percent"
        if percent and draft.has(at - 1, *BEFORE) and draft.has(at + 1, "join.of"):
            of = draft.pieces[at + 1]
            return _Marks((), ((of.start, of.end),), alone=False, first=at + 1)
    return None


def take_said_durations(draft: Draft) -> None:
    """The same for the one mean duration whose events the question says: "how many days from order to shipping"."""
    if draft.ground.base is not None or draft.ground.picks or _names_duration(draft):
        return
    spans = load_vocabulary().spans("duration.said", draft.ground.text)
    if spans and not any(piece.number for piece in draft.pieces):  # a number limits what a duration is of
        marks = _Marks((), spans, alone=True, mean=True)
        _take_one(draft, marks, durations_by_parts(draft.ground.catalog))


def _names_duration(draft: Draft) -> bool:
    """Any metric that is a time: of what it is one is for its own name to say."""
    catalog, units = draft.ground.catalog, thesaurus().units
    return any(
        units.get(catalog.metrics[name.metric].card.unit_kind) == _DURATION
        for piece in draft.pieces
        for name in _best(piece)
    )


def _take_one(draft: Draft, marks: _Marks, rates: tuple[RateParts, ...]) -> None:
    found = [item for parts in rates if (item := _fit(draft, marks, parts))]
    most = max((_extent(draft, item) for item in found), default=0)
    best = [item for item in found if _extent(draft, item) == most]
    if len(best) == 1 and not _denies(draft, best[0]):
        _take(draft, marks, best[0])


def _names_rate(draft: Draft) -> bool:
    metrics = draft.ground.catalog.metrics
    return any(metrics[name.metric].card.unit in OF_PARTS for piece in draft.pieces for name in _best(piece))


def _best(piece: Piece) -> list[MetricName]:
    most = max((name.strength for name in piece.metrics), default=0)
    return [name for name in piece.metrics if name.strength == most]


def _marks(text: str) -> _Marks:
    spans = load_vocabulary().spans
    alone, plain = spans("rate.alone", text), spans("rate.of", text)
    hundred = any(_HUNDRED in text[start:end] for start, end in plain)
    counted = spans("rate.of_hundred", text) if hundred else ()
    called = bool(spans("rate.called", text))
    return _Marks(spans("rate.over", text), (*plain, *alone, *counted), bool(alone), called)


def _fit(draft: Draft, marks: _Marks, parts: RateParts) -> _Found | None:
    """The pieces that say the parts of one rate, where they stand as parts of it do."""
    places = range(marks.first, len(draft.pieces))
    sides = {at: side for at in places if (side := _side(draft, marks, at, parts))}
    above = tuple(at for at, side in sides.items() if side == "above")
    below = tuple(at for at, side in sides.items() if side == "below")
    if not above or not _is_whole(draft, above, parts):
        return None
    things = tuple(
        at for at in range(len(draft.pieces)) if at not in sides and _is_thing(draft, at, above, parts)
    )
    found = _Found(parts, above, below, things)
    if _measures_more(draft, marks, found.used) or not _bears(draft, marks, found):
        return None
    ends = [end for _, end in marks.over]
    if ends and below and _parted(draft, found, ends):
        return found
    if not marks.plain:
        return None
    if below and below[0] < above[0] and _is_said_of(draft, marks, found):
        return found
    if any(says_whole_first(draft.pieces[at].text, parts) for at in above):
        return found  # "percentage of orders shipped late by carrier": the orders of each are the whole
    told = parts.subset or (marks.called and not below)
    return found if told and _stands_alone(draft, marks, found) else None


def _is_whole(draft: Draft, above: tuple[int, ...], parts: RateParts) -> bool:
    """Whether all that one name tells of the part is said, and not some word of it: "first" is no first contact."""
    said: list[str] = []
    for at in above:
        piece = draft.pieces[at]
        if _is_named(piece, parts) or not piece.text.isascii() or _does(piece, parts):
            return True
        said += words(joined(piece.text))
    return any(
        all(any(is_told(word, frozenset((wanted,))) for word in said) for wanted in phrase)
        for phrase in parts.phrases
    )


def _bears(draft: Draft, marks: _Marks, found: _Found) -> bool:
    """Whether the rate can be grouped and filtered by what else the question names."""
    linker, rate = draft.ground.linker, [found.parts.rate]
    for at, piece in enumerate(draft.pieces):
        if at in found.used or marks.holds(piece) or not (piece.dimensions or piece.values):
            continue
        done_by = piece.values and at - 2 in found.above and draft.has(at - 1, "per.before")
        if done_by:
            return False  # "qualified by marketing" says who did it
        if not (linker.dimension(piece.dimensions, rate) or linker.values(piece.values, rate)):
            return False
    return True


def _parted(draft: Draft, found: _Found, ends: list[int]) -> bool:
    """Whether the part stands before the word that leads to the whole, and the whole behind it."""
    behind = [draft.pieces[at].start for at in found.below]
    return any(
        all(draft.pieces[at].end <= end for at in found.above) and any(start >= end for start in behind)
        for end in ends
    )


def _is_said_of(draft: Draft, marks: _Marks, found: _Found) -> bool:
    """Whether the part is said of the whole that stands before it: "orders that were cancelled", 订单里取消的."""
    first = found.above[0]
    whole = max(at for at in found.below if at < first)
    between = draft.ground.text[draft.pieces[whole].end : draft.pieces[first].start]
    if not draft.pieces[whole].text.isascii():
        return not _is_grouped(draft, marks, found.used) or bool(between.strip(" 的"))
    endings = tuple(load_vocabulary().codewords["rate_participle"])
    said = draft.pieces[first].text
    participle = said.endswith(endings) or said.split(" ")[0].endswith(endings)  # "missed their SLA"
    return bool(between.strip()) or participle or _does(draft.pieces[first], found.parts)


def _is_thing(draft: Draft, at: int, above: tuple[int, ...], parts: RateParts) -> bool:
    """Whether the piece beside the part is the word for what the part counts, or for what has its value."""
    piece = draft.pieces[at]
    beside = [place for place in above if abs(place - at) == 1]
    named = {name.metric for name in _best(piece)}
    if not beside or piece.time is not None or piece.number is not None or (piece.values and not named):
        return False
    if named & parts.things:
        return True
    said = words(piece.text)
    return (
        bool(said)
        and at - 1 in above
        and bool(piece.metrics or piece.entities)
        and set(said) <= parts.holders
    )


def _stands_alone(draft: Draft, marks: _Marks, found: _Found) -> bool:
    """Whether the part says by itself what it is a part of. Among groups, or narrowed to some value, it would be
    that of each group or value in all of it.
    """
    used = found.used
    narrowed = any(piece.values for at, piece in enumerate(draft.pieces) if at not in used)
    if narrowed and not marks.mean:
        return False
    if marks.called and not found.below and not any(draft.pieces[at].metrics for at in found.above):
        return True
    return marks.alone or not _is_grouped(draft, marks, used)


def _measures_more(draft: Draft, marks: _Marks, used: set[int]) -> bool:
    """Whether something else is measured as well, which the part may be one of."""
    return any(
        piece.metrics or piece.terms
        for at, piece in enumerate(draft.pieces)
        if at not in used and not marks.holds(piece) and not (at < marks.first and _is_group(piece))
    )


def _is_group(piece: Piece) -> bool:
    """Whether it may be what is listed, although a number of them is called so as well."""
    return bool(piece.dimensions or piece.entities) and only_bare(piece)


def _is_grouped(draft: Draft, marks: _Marks, used: set[int]) -> bool:
    return any(
        piece.is_(*_GROUPING) or bool(piece.dimensions)
        for at, piece in enumerate(draft.pieces)
        if at not in used and not marks.holds(piece)
    )


def _side(draft: Draft, marks: _Marks, at: int, parts: RateParts) -> str | None:
    """Which part of the rate a piece says, if it says one."""
    piece = draft.pieces[at]
    if piece.time is not None or piece.number is not None or piece.mark or marks.holds(piece):
        return None
    if at and draft.has(at - 1, *_GROUPING) and not marks.holds(draft.pieces[at - 1]):
        return None
    named = {name.metric for name in _best(piece)}
    if not parts.above and spelled_side(piece.text, parts) == "above":
        return "above"
    if _is_named(piece, parts):
        return "above"
    if parts.below in named:
        return "below"
    if named & parts.wholes:
        return "below" if spelled_side(piece.text, parts) == "below" else None
    flag = any(name.boolean for name in piece.dimensions)
    if named or (piece.dimensions and not flag) or any(role.startswith(_NO_PART) for role in piece.roles):
        return None
    if _does(piece, parts):
        return "above"
    side = spelled_side(piece.text, parts)
    return None if side == "below" and (piece.values or flag) else side  # a condition of its own


def _is_named(piece: Piece, parts: RateParts) -> bool:
    """Whether it names the numerator itself, or what its rows alone have."""
    named = {name.metric for name in _best(piece)}
    if parts.above in named or parts.inputs & named:
        return True
    if any((_own(name.dimension), name.value) in parts.kept for name in piece.values):
        return True
    flags = {(name.model, name.dimension) for name in piece.dimensions if name.boolean}
    return any((flag, True) in parts.kept for flag in flags)


def _does(piece: Piece, parts: RateParts) -> bool:
    """Whether it is a verb for what the numerator is called: 赔掉 for 赔款."""
    deeds = [role.removeprefix("deed.") for role in piece.roles if role.startswith("deed.")]
    nouns = {noun for deed in deeds for noun in load_vocabulary().deeds[deed]}
    said = load_vocabulary().state_phrases.get(words(piece.text))  # come back: returned
    nouns |= {
        name for state in said for name in load_vocabulary().states.get(state.removeprefix("state."), ())
    }
    return any(noun == told or (not told.isascii() and noun in told) for noun in nouns for told in parts.told)


def _own(dimension: str) -> tuple[str, str]:
    model, _, name = dimension.partition(".")
    return model, name


def _extent(draft: Draft, found: _Found) -> int:
    return sum(draft.pieces[at].end - draft.pieces[at].start for at in found.used)


def _denies(draft: Draft, found: _Found) -> bool:
    """Whether a word denies something that is no part of the names of the rate."""
    return denies(draft.ground.text, [draft.pieces[at] for at in found.above])


def _take(draft: Draft, marks: _Marks, found: _Found) -> None:
    used = found.used
    first, last = min(used), max(used)

    def said(at: int, piece: Piece) -> bool:
        inside = first < at < last and re.sub(r"\s", "", piece.text) in _between_words()
        return at in used or marks.holds(piece) or (inside and not piece.concerns)

    places = [at for at, piece in enumerate(draft.pieces) if said(at, piece)]
    draft.name_instead(found.parts.rate, found.above[0], places)


def _between_words() -> frozenset[str]:
    return frozenset(word.replace(" ", "") for word in load_vocabulary().codewords["rate_becoming"])
