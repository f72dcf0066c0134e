"""Where a limit is said of a verb: "signed more than 3 million", 至少签了30单, "brought in over 20 orders but under 2 million"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.retrieval.tokens import has_cjk
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE
from assistant.understanding.conditions.limits.measured import end_of_range
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, soft
from assistant.understanding.neighbours import COUNTERS
from assistant.understanding.words import load_vocabulary

_OPENING = (*BEFORE, "threshold.between")
_CLOSING = (*AFTER, "threshold.between_after")
_DEED = "deed."
_GOES_ON = ("shape.", "order.", "deed.")
"""Roles of words behind the number that make another question of it: "500k more than in 2024"."""
_CLAUSE = re.compile("[,;:，；：、。]")
_PAST = "了过"
_WORD = re.compile(r"[a-z]+|[^\sa-z]+")
_FAR = 3
"""Pieces that may stand between the verb and its limit."""


@dataclass(frozen=True, slots=True)
class VerbLimit:
    """Where a limit is said of a verb: the verb, the places from where it stands up to its limit, a limit before it, the
    number, and the counter of what is counted.
    """

    verb: Piece
    places: tuple[int, int]
    limit: int | None
    number: int
    counter: str


def verb_limits(draft: Draft) -> Iterator[VerbLimit]:
    inside: set[int] = set()
    for at, piece in enumerate(draft.pieces):
        number = piece.number
        if number is None or number.kind == "percent" or piece.concerns or piece.time or at in inside:
            continue
        second = end_of_range(draft, at)
        last = at if second is None else second
        inside.add(last)
        closed = [place for place in range(at + 1, len(draft.pieces)) if _is_own(draft, at, place)]
        if _counts_behind(draft, max((last, *closed)) + 1):
            continue
        bounded = second is not None or any(draft.has(place, *_CLOSING) for place in closed)
        said = _verb_of(draft, at, bounded)
        if said is not None:
            yield said


def _is_own(draft: Draft, number: int, at: int) -> bool:
    """Whether only what belongs to the number stands from it to the place: 万元以上."""
    return all(
        draft.has(place, *_CLOSING, *COUNTERS, "threshold.to") or draft.pieces[place].number is not None
        for place in range(number + 1, at + 1)
        if not draft.pieces[place].concerns
    ) and not any(
        draft.pieces[place].concerns or draft.pieces[place].time for place in range(number + 1, at + 1)
    )


def _counts_behind(draft: Draft, at: int) -> bool:
    """Whether the number is of what is named right behind it, and nothing leads from one to the other."""
    if (
        at >= len(draft.pieces)
        or draft.between(at - 1, at).strip()
        or draft.pieces[at - 1].text.endswith("的")
    ):
        return False
    piece = draft.pieces[at]
    if piece.mark or piece.time is not None:
        return False
    return bool(piece.concerns or piece.unread or any(role.startswith(_GOES_ON) for role in piece.roles))


def _verb_of(draft: Draft, number: int, bounded: bool) -> VerbLimit | None:
    """The verb right before the number and its limit, or between the two: 至少签了30单. A counter needs none: 三单以上."""
    first = number
    while first and draft.has(first - 1, *_OPENING) and not _is_apart(draft, first - 1):
        first -= 1
    stop = first - 1
    while stop >= 0 and first - stop <= _FAR and _is_passed(draft, stop):
        stop -= 1
    own = stop >= 0 and _is_verb(draft.pieces[stop]) and not _CLAUSE.search(draft.between(stop, stop + 1))
    verb = draft.pieces[stop] if own else _unspoken(draft, stop, first) or _again(draft, stop, first)
    counter = _counter(draft, number)
    if verb is None and counter:
        verb = replace(draft.pieces[number], text="")
    place = stop if own else stop + 1 if verb is not None and verb.text else first
    if verb is None:
        return None
    between = first == number and not bounded
    limit = place - 1 if between and place and draft.has(place - 1, *BEFORE) else None
    if between and (limit is None or not has_cjk(verb.text)):
        return None
    return VerbLimit(verb, (place, first), limit, number, counter)


def _is_apart(draft: Draft, limit: int) -> bool:
    """Whether it is no limit of its own, or words stand between it and the number: the 下了 of 至少下了三单."""
    return bool(draft.pieces[limit].concerns) or has_cjk(draft.between(limit, limit + 1))


def _counter(draft: Draft, number: int) -> str:
    unit = draft.pieces[number + 1].text if number + 1 < len(draft.pieces) else ""
    known = load_vocabulary()
    return unit if unit in known.codewords["classifier"] - known.deeds["currency"] else ""


def _unspoken(draft: Draft, stop: int, first: int) -> Piece | None:
    """A verb among the words before the limit that say nothing elsewhere: the 带来 of 带来了500万以上的渠道."""
    text = draft.ground.text
    start = draft.pieces[stop].end if stop >= 0 else 0
    window = _CLAUSE.split(text[start : draft.pieces[first].start])[-1]
    begin = draft.pieces[first].start - len(window)
    for found in reversed([*_WORD.finditer(window)]):
        said = found[0].rstrip(_PAST)
        sizes = range(len(said), 0, -1) if has_cjk(said) else (len(said),)
        for size in sizes:
            at = begin + found.start() + len(said) - size
            piece = Piece(at, begin + found.end(), said[len(said) - size :])
            if size and _is_verb(piece):
                return piece
    return None


def _again(draft: Draft, stop: int, first: int) -> Piece | None:
    """The verb that was said of another number, where only "but" leads from that to this one: "brought in over 20 orders but
    under 2 million".
    """
    text = draft.ground.text[draft.pieces[stop].end : draft.pieces[first].start] if stop >= 0 else ""
    if text.strip() not in load_vocabulary().codewords["goes_on"]:
        return None
    at = stop - bool(draft.pieces[stop].metrics)
    while at >= 0 and (draft.pieces[at].number is not None or draft.has(at, *_OPENING, *_CLOSING, *COUNTERS)):
        at -= 1
    numbered = any(draft.pieces[place].number is not None for place in range(at + 1, stop + 1))
    return draft.pieces[at] if numbered and at >= 0 and _is_verb(draft.pieces[at]) else None


def _is_passed(draft: Draft, at: int) -> bool:
    """A word between the verb and its limit that says nothing: the "with us" of "spent with us more than 5,000"."""
    piece = draft.pieces[at]
    us = piece.text in load_vocabulary().codewords["object"]
    clause = bool(_CLAUSE.search(draft.between(at, at + 1)))
    return not (clause or _is_verb(piece) or piece.mark) and (us or piece.time is not None or soft(piece))


def _is_verb(piece: Piece) -> bool:
    if piece.metrics or piece.terms:
        return False
    income = forms_of(piece) & load_vocabulary().codewords["brings_income"]
    return bool(deeds_said(piece) or things_of_verb(piece) or (income and not piece.concerns))


def deeds_said(piece: Piece) -> list[str]:
    return [role.removeprefix(_DEED) for role in piece.roles if role.startswith(_DEED)]


def things_of_verb(piece: Piece) -> frozenset[str]:
    """What a verb that says little by itself is said of."""
    if piece.concerns or piece.number is not None or piece.time is not None:
        return frozenset()
    found = [verb.things for verb in load_vocabulary().light if verb.forms & forms_of(piece)]
    return frozenset().union(*found)


def forms_of(piece: Piece) -> frozenset[str]:
    said = piece.text.casefold()
    return frozenset((said, said.rstrip(_PAST)))
