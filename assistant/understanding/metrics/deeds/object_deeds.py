"""Counts called by a thing and what is done to it, where the sentence has the two apart: the "customer visits" of
"how many customers did each rep visit", the "film appearances" of "which actor has appeared in the most films"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.metrics.rates.used_parts import USED
from assistant.understanding.words import load_vocabulary

_ENDING = re.compile(r"(?:ed|ing|es|s|e|ances?|ences?|ments?|ions?)$")
_SHORTEST = 4


def take_object_deeds(draft: Draft) -> None:
    """Where the number of the things cannot be shown by what is asked for, or the deed is the question's verb, and
    one such count alone can.
    """
    if draft.ground.base is not None or not draft.metrics:
        return
    found = {
        (metric, at, deed)
        for at, piece in enumerate(draft.pieces)
        if (piece.metrics or piece.entities or piece.dimensions) and not piece.is_(USED)
        for deed in range(len(draft.pieces))
        if deed != at and _may_be_deed(draft, at, deed)
        for metric in called_by_object(draft, piece.text, draft.pieces[deed].text)
        if _is_meant(draft, metric, at, deed)
    }
    if len(found) == 1:
        metric, at, deed = found.pop()
        draft.name_together(metric, (at, deed))


def _is_meant(draft: Draft, metric: str, at: int, deed: int) -> bool:
    others = [place for place in _things(draft) if place not in (at, deed)]
    said = [name for name in draft.metrics if draft.focus.get(name) in (at, deed)]
    if metric in said or not said or not all(_fits(draft, metric, place) for place in others):
        return False
    lacking = any(not _fits(draft, name, place) for name in said for place in others)
    return lacking or _is_verb(draft, at, deed)


def _is_verb(draft: Draft, at: int, deed: int) -> bool:
    """Whether "did" or the like stands between the things and the deed: "how many customers did we visit"."""
    between = draft.ground.text[draft.pieces[at].end : draft.pieces[deed].start].split()
    vocabulary = load_vocabulary()
    marks = vocabulary.codewords["asking"]
    if at > deed or not any(word in marks for word in between):
        return False
    # Right behind "did" stands who did it: the patients of "how many treatments did the patients have".
    return any(word not in marks | vocabulary.codewords["article"] for word in between)


def _things(draft: Draft) -> list[int]:
    taken = [place for name, place in draft.focus.items() if name in draft.metrics]
    return [
        place
        for place, piece in enumerate(draft.pieces)
        if (piece.dimensions or piece.entities) and place not in taken
    ]


def _fits(draft: Draft, metric: str, at: int) -> bool:
    linker, piece = draft.ground.linker, draft.pieces[at]
    fields = linker.dimension(piece.dimensions, [metric])
    return bool(fields or linker.entity(piece.entities, [metric]))


def _may_be_deed(draft: Draft, at: int, deed: int) -> bool:
    """A word that names no thing, unless it is the verb of the sentence."""
    piece = draft.pieces[deed]
    if piece.terms or piece.is_(USED) or not (piece.text.isascii() and piece.text.isalpha()):
        return False
    named = bool(piece.dimensions or piece.entities or piece.values)
    return (piece.unread or bool(piece.metrics) or named) and (not named or _is_verb(draft, at, deed))


def called_by_object(draft: Draft, thing: str, deed: str) -> Iterator[str]:
    """Metrics with a name of two words, the thing and a noun of the deed."""
    object_, stem = _stems(thing), _stem(deed)
    irregular = load_vocabulary().irregular
    known = deed in irregular or deed in irregular.values()  # of "win" as well as of "won"
    if len(object_) != 1 or (len(stem) < _SHORTEST and not known):
        return
    wanted = tuple(sorted((*object_, stem)))
    yield from (metric.name for metric in shown_with(draft.ground.catalog, _names_of_stems, wanted))


def _names_of_stems(catalog: Catalog, metric: Metric) -> Iterator[tuple[str, ...]]:
    yield from (tuple(sorted(_stems(phrase))) for phrase in metric.names)


def _stems(phrase: str) -> list[str]:
    return [_stem(word) for word in words(phrase)]


def _stem(word: str) -> str:
    return _ENDING.sub("", load_vocabulary().irregular.get(word, word))
