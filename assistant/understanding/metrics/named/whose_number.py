"""Whose number a metric is by its own definition: the "parent" of "parent satisfaction" says nothing new where satisfaction is
defined as that of parents, 家长满意度 where it is the 家长满意度打分的平均.
"""

from __future__ import annotations

import re

from assistant.understanding.cutting.tokens import singular, words
from assistant.understanding.draft import Draft

_SHORTEST = 2
_WORD = re.compile(r"[a-z]+")
_ARTICLES = ("the", "our", "all")


def read_whose_number(draft: Draft) -> None:
    """An unknown word right before the name of a metric, where the definition says that the number is theirs in so many words."""
    for name, at in list(draft.focus.items()):
        before = at - 1
        if name not in draft.metrics or before < 0 or not draft.free(before):
            continue
        piece = draft.pieces[before]
        if not piece.unread or len(piece.text) < _SHORTEST or draft.between(before, at).strip():
            continue
        if _is_theirs(draft, name, piece.text, draft.pieces[at].text):
            draft.read(before, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def _is_theirs(draft: Draft, metric: str, who: str, named: str) -> bool:
    """Whether the definition has "satisfaction of parents" or 家长满意度."""
    definitions = tuple(filter(None, draft.ground.catalog.metrics[metric].card.definition))
    if not who.isascii():
        return any(who + named in text or f"{who}的{named}" in text for text in definitions)
    if not who.isalpha() or not named.isascii():
        return False
    person, called = singular(who.lower()), words(named)
    said = [f" {' '.join(map(singular, _WORD.findall(text.lower())))} " for text in definitions]
    for article in _ARTICLES:
        said = [text.replace(f" {article} ", " ") for text in said]
    told = (f" {' '.join((*called, 'of', person))} ", f" {' '.join((person, *called))} ")
    return any(each in text for text in said for each in told)
