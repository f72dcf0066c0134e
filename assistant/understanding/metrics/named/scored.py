"""Superlatives that are a score's own adjective: the health score of "our three healthiest partners", the heat of
"the two hottest topics"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from assistant.catalog.model import Catalog, Metric
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.words import load_vocabulary

_TABLE = "scored "
"""Codewords with this before the noun list the superlatives that say it."""


def take_scored(draft: Draft) -> None:
    """Where no metric is named: the only one called by the noun that can be told of the things beside it."""
    if draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        nouns = tuple(_nouns(piece.text))
        thing = _thing_beside(draft, at) if nouns and piece.is_(*EXTREMES) else None
        if thing is None:
            continue
        found = [metric for metric in _called(draft.ground.catalog, nouns) if _is_of(draft, metric, thing)]
        if piece.text in load_vocabulary().codewords["discussed"]:  # the topics of 话题热度, and no groups
            found = [metric for metric in found if _has(words(draft.pieces[thing].text), metric.labels)]
        if len(found) == 1:
            draft.metrics.append(found[0].name)
            draft.assume("default_metric", found[0].name)
            return


def _nouns(text: str) -> Iterator[str]:
    for key, adjectives in load_vocabulary().codewords.items():
        if key.startswith(_TABLE) and text in adjectives:
            yield key.removeprefix(_TABLE)


def _thing_beside(draft: Draft, at: int) -> int | None:
    """What the superlative is said of: right behind it, over words of another kind ("community topics")."""
    for place in range(at + 1, len(draft.pieces)):
        piece = draft.pieces[place]
        if piece.dimensions or piece.entities:
            return place
        if piece.metrics or piece.terms or piece.time is not None:
            break
    before = draft.left(at)
    named = before is not None and (draft.pieces[before].dimensions or draft.pieces[before].entities)
    return before if named else None


def _called(catalog: Catalog, nouns: tuple[str, ...]) -> list[Metric]:
    """Metrics with one of the nouns in their label, else in another name of theirs."""
    return remembered(catalog, ("scores named by", nouns), lambda: _find(catalog, nouns))


def _find(catalog: Catalog, nouns: tuple[str, ...]) -> list[Metric]:
    shown = [metric for metric in catalog.metrics.values() if not metric.hidden]
    by_label = [metric for metric in shown if _has(nouns, metric.labels)]
    return by_label or [metric for metric in shown if _has(nouns, metric.ai.synonyms)]


def _has(nouns: tuple[str, ...], names: Iterable[str]) -> bool:
    return any(
        re.search(rf"\b{noun}\b", name.casefold()) if noun.isascii() else noun in name
        for noun in nouns
        for name in names
    )


def _is_of(draft: Draft, metric: Metric, at: int) -> bool:
    """Whether it can be shown by the things, on its own rows."""
    linker, piece = draft.ground.linker, draft.pieces[at]
    fields = linker.dimension(piece.dimensions, [metric.name])
    return bool(fields or linker.entity(piece.entities, [metric.name]))
