"""Values of one dimension that the way they are listed keeps apart: "in Berlin and in Paris", "sales: Berlin, Paris"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.conditions.values.left_values import Mention
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.words import load_vocabulary

_PREPOSITION = "join.of"
_PARTED, _BETWEEN = "per.after", ("per.before", "per.over", "threshold.between")
_WHICH = ("join.outcome", "shape.higher", "shape.lower", *EXTREMES)
_ASKING = ("per.which", "shape.how_many", "intent.what_is", "follow.cue", "shape.amount")
_OPENED, _CLOSED = re.compile(r"[:：]\s*$"), re.compile(r"^\s*[:：]")
_CLAUSE = re.compile(r"[,，;；。.?？]")
_NO_WORDS = re.compile(r"[^\w]*$")


def are_apart(draft: Draft, own: Sequence[Mention]) -> bool:
    """Whether one number for all of the values is not what was asked for."""
    return (
        _each_has_preposition(draft, own)
        or _is_list_of_its_own(draft, own)
        or _is_parted_between(draft, own)
        or _is_broken_down(draft, own)
        or _is_asked_which(draft, own)
        or _is_asked_again(draft, own)
        or any(_is_facing(draft, first, second) for first, second in pairwise(own))
    )


def _each_has_preposition(draft: Draft, own: Sequence[Mention]) -> bool:
    """ "In East China and in South China"."""
    words = [_word_before(draft, item.at) for item in own]
    return all(word is not None and word == words[0] for word in words)


def _word_before(draft: Draft, at: int) -> str | None:
    """The preposition before a value and its article."""
    vocabulary = load_vocabulary()
    said = draft.ground.text[: draft.pieces[at].start].split()
    while said and said[-1] in vocabulary.codewords["article"]:
        said.pop()
    tokens = tokenize(said[-1]) if said else []
    return (
        said[-1] if any(_PREPOSITION in roles for _, _, roles in vocabulary.phrases.matches(tokens)) else None
    )


def _is_list_of_its_own(draft: Draft, own: Sequence[Mention]) -> bool:
    """Behind a colon at the end of the question, or before one at its start."""
    first, last = draft.pieces[own[0].at], draft.pieces[own[-1].at]
    before, behind = draft.ground.text[: first.start], draft.ground.text[last.end :]
    ends = _OPENED.search(before) is not None and _NO_WORDS.match(behind) is not None
    starts = _NO_WORDS.match(before) is not None and _CLOSED.match(behind) is not None
    return (ends or starts) and all(_is_listed(draft, a, b) for a, b in pairwise(own))


def _is_listed(draft: Draft, first: Mention, second: Mention) -> bool:
    return all(
        draft.has(at, "join.and", "filler.plain") or draft.pieces[at].mark
        for at in range(first.at + 1, second.at)
    )


def _is_facing(draft: Draft, first: Mention, second: Mention) -> bool:
    """华东对华南."""
    between = draft.ground.text[draft.pieces[first.at].end : draft.pieces[second.at].start]
    return between.strip() in load_vocabulary().codewords["facing"]


def _is_parted_between(draft: Draft, own: Sequence[Mention]) -> bool:
    """ "The split between A and B"."""
    lead = own[0].at - 1
    return draft.has(lead if lead >= 0 else None, *_BETWEEN) and bool(draft.find(_PARTED))


def _is_broken_down(draft: Draft, own: Sequence[Mention]) -> bool:
    """ "Break down revenue for A, B and C" with nothing else to break it down by: into these."""
    grained = any(means == "grain" for means, _ in draft.meanings.values())
    if grained or draft.group_by or any(piece.is_("per.before", "per.each") for piece in draft.pieces):
        return False
    text = draft.ground.text
    before = text[: draft.pieces[own[0].at].start]
    asked = load_vocabulary().matching("apart.broken", before) or load_vocabulary().matching(
        "apart.broken_behind", text[draft.pieces[own[-1].at].end :]
    )
    if asked is None:
        return False
    for at in draft.find(_PARTED):
        draft.read(at, "connective")
    return True


def _is_asked_which(draft: Draft, own: Sequence[Mention]) -> bool:
    """华东和华南哪个线索多: which of them, where nothing else is named that it could be one of."""
    which = [at for at in draft.find("per.which") if not draft.has(at, "intent.what_is")]
    named = any(piece.dimensions and not piece.metrics and not piece.values for piece in draft.pieces)
    return bool(which) and not named and bool(draft.find(*_WHICH)) and which[0] > own[-1].at


def _is_asked_again(draft: Draft, own: Sequence[Mention]) -> bool:
    """ "How many did A get, and how many did B", 房屋险收了多少,车险呢: the last one in a clause of its own."""
    last, before = own[-1], own[-2]
    between = draft.between(before.at, last.at)
    asked = [at for at in range(before.at + 1, last.at) if draft.has(at, *_ASKING)]
    text = draft.ground.text
    clause = text[draft.pieces[before.at].end : draft.pieces[last.at].start]
    if not _CLAUSE.search(clause) or not asked or not between:
        return False
    metric = any(before.at < place < last.at for name, place in draft.focus.items() if name in draft.metrics)
    ends = _NO_WORDS.match(text[draft.pieces[last.at].end :]) is not None
    behind = last.at + 1
    alone = ends or (behind < len(draft.pieces) and draft.has(behind, "filler.plain"))
    return alone and (metric or any(draft.has(at, "shape.how_many", "per.which") for at in asked))
