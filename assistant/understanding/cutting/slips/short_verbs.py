"""Verbs said without the object that the catalog always names them with: the 停 of 停了多少小时 where there are the 停机次数
and the 停机时长, the 报 of 报了编程的学生 where there is a 报名人次.
"""

from __future__ import annotations

import re

from assistant.catalog.model import Catalog
from assistant.resolve.memory import remembered
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.lexicon import Lexicon, MetricName
from assistant.understanding.words import load_vocabulary

_SHORTEST = 2
_NAMES = 2
"""Names of metrics at least that the verb opens, so that it is a word and no name of a single one."""


def completed_verb(
    text: str, at: int, catalog: Catalog, lexicon: Lexicon, of_some: bool = False
) -> str | None:
    """The verb and its object, where the character at `at` is a verb and all that the catalog calls so begins with both.
    `of_some`: what stands behind it is some of what it is said of.
    """
    vocabulary = load_vocabulary()
    if not of_some and not any(pattern.match(text, at + 1) for pattern in vocabulary.patterns["verb.short"]):
        return None
    return remembered(catalog, "short verbs", lambda: _verbs(lexicon)).get(text[at])


def _verbs(lexicon: Lexicon) -> dict[str, str]:
    """Each character that all names of several metrics, and of nothing else, begin with, by the two that they share."""
    openings: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for name in lexicon.chinese:
        if len(name) < _SHORTEST or not has_cjk(name[0]):
            continue
        openings.setdefault(name[0], set()).add(name[:_SHORTEST])
        if any(isinstance(entry, MetricName) for entry in lexicon.phrases.get(name)):
            named.setdefault(name[0], set()).add(name)
    return {
        first: next(iter(found))
        for first, found in openings.items()
        if len(found) == 1 and len(named.get(first, ())) >= _NAMES and _is_verb(next(iter(found)))
    }


def _is_verb(word: str) -> bool:
    return bool(re.fullmatch("[一-鿿]{2}", word)) and word[1] not in load_vocabulary().codewords["split_ends"]
