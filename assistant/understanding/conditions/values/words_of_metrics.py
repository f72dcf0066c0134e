"""Words that values of something far away are called by, and that only repeat what a metric is of: the content of "conversion
rate of group content", the subscriptions of their monthly revenue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.catalog.labels import Labels
from assistant.catalog.metric import models_read
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import singular, words
from assistant.understanding.draft import Draft, soft
from assistant.understanding.linking import distance

_SHORTEST = 2
_MARKS = frozenset(",:;.，：；。、")


def repeats_metric(draft: Draft, at: int) -> bool:
    """Whether the word right beside the metric's name is one of its label, or what its own rows are called, and no value of
    these rows.
    """
    piece = draft.pieces[at]
    if not piece.values or not draft.metrics or len(piece.text) < _SHORTEST or not _are_far(draft, piece):
        return False
    said = set(words(singular(piece.text) if piece.text.isascii() else piece.text))
    labels = {name: _texts(draft.ground.catalog.metrics[name].labels) for name in draft.metrics}
    return any(
        _is_beside(draft, at, name) and any(_holds(own, said, piece.text) for own in (labels[name], rows))
        for name in labels
        for rows in [_texts_of_rows(draft, name)]
    )


def _holds(texts: Sequence[str], said: set[str], text: str) -> bool:
    """Whether one of the texts has the word: in Chinese as it stands, for 数学 is no part of 报名学生数."""
    if has_cjk(text):
        return any(text in each for each in texts)
    own = {word for each in texts for word in words(each)}
    return said <= own | {singular(word) for word in own if word.isascii()}


def describes_another(draft: Draft, at: int) -> bool:
    """Whether the values are those of one thing, by their labels, and the word describes another one: potential partners are
    no potential customers.
    """
    piece = draft.pieces[at]
    behind = draft.pieces[at + 1] if at + 1 < len(draft.pieces) else None
    if behind is None or not piece.values or piece.dimensions or not behind.entities:
        return False
    if draft.between(at, at + 1).strip() or not _are_far(draft, piece):
        return False
    own = {item.entity for item in behind.entities}
    things = {
        thing for name in piece.values for thing in _things_of(draft, piece, name.dimension, name.value)
    }
    return bool(things) and not things & own


def _things_of(draft: Draft, piece: Piece, dimension: str, value: object) -> Iterator[str]:
    """The thing that a value is one of, where its label ends with a word for it."""
    model = dimension.partition(".")[0]
    models = draft.ground.catalog.models
    thing = models[model].primary_entity
    for noun in _nouns(draft, piece, dimension, value):
        named = {getattr(item, "model", "") for item in draft.ground.lexicon.phrases.get(noun)}
        if thing is not None and any(
            name in models and models[name].primary_entity == thing for name in named
        ):
            yield thing


def _nouns(draft: Draft, piece: Piece, dimension: str, value: object) -> list[str]:
    """What the labels of the value say behind the word."""
    model, _, name = dimension.partition(".")
    every = draft.ground.catalog.models[model].dimensions[name].values
    labels = [label for item in every if item.value == value for label in item.labels if label]
    return [
        label.casefold()[len(piece.text) :].strip()
        for label in labels
        if label.casefold().startswith(piece.text) and len(label) > len(piece.text)
    ]


def _are_far(draft: Draft, piece: Piece) -> bool:
    linked = draft.ground.linker.values(piece.values, draft.metrics)
    options = draft.ground.linker.options(draft.metrics)
    return bool(linked) and all(distance(item.field, options) > 0 for item in linked)


def _is_beside(draft: Draft, at: int, name: str) -> bool:
    """Whether nothing but "of" stands between the two."""
    place = draft.focus.get(name)
    if place is None:
        return False
    first, last = min(at, place), max(at, place)
    apart = _MARKS.intersection(draft.between(first, last))
    return not apart and all(soft(draft.pieces[each]) for each in range(first + 1, last))


def _texts(labels: Labels) -> list[str]:
    return [label.casefold() for label in labels if label]


def _texts_of_rows(draft: Draft, name: str) -> list[str]:
    """What the rows of the metric are called, one by one and together."""
    catalog = draft.ground.catalog.complete
    own = [catalog.models[model] for model in models_read(catalog.metrics, name) if model in catalog.models]
    things = [entity for model in own for entity in model.entities.values() if entity.type == "primary"]
    said = [model.name.replace("_", " ") for model in own]
    labels = (*(model.labels for model in own), *(thing.labels for thing in things))
    return said + [text for each in labels for text in _texts(each)]
