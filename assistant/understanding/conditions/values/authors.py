"""Whose something is: the Kim of "posts written by Kim" wrote the posts, and did not edit them last, though that is a column of
theirs; of "comments on posts written by Kim" it is not who wrote the comments.
"""

from __future__ import annotations

from assistant.resolve.fields import FieldOption
from assistant.understanding.cutting.values.owners import is_called_so, things_counted
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.linking import LinkedValue, distance
from assistant.understanding.words import load_vocabulary

_OF = "的"


def authors_beside(draft: Draft, at: int, found: tuple[LinkedValue, ...]) -> tuple[LinkedValue, ...]:
    """Who has the name and is one that the rows are of, behind a bare "by", where a column of the rows has the name too."""
    if not found or not draft.has(at - 1 if at else None, "per.before") or draft.pieces[at].aside:
        return ()
    linker, options = draft.ground.linker, draft.ground.linker.options(draft.metrics)
    own = [item.field for item in found]
    if any(field.conformed or _names_things(draft, field) or distance(field, options) for field in own):
        return ()  # one that several kinds of rows share, such as the sales rep, is who did what the rows are
    every = linker.every_value(draft.pieces[at].values, draft.metrics)
    return tuple(
        item
        for item in every
        if item not in found and _names_things(draft, item.field) and distance(item.field, options) == 1
    )


def check_author(draft: Draft, at: int, field: FieldOption) -> None:
    """Raises ImpossibleError where what somebody wrote or owns is neither counted nor on the way to who did."""
    if not _is_authored(draft, at) or not _names_things(draft, field):
        return
    thing = _thing_beside(draft, at)
    catalog = draft.ground.catalog
    counted = {name for metric in draft.metrics for name in things_counted(catalog, metric)}
    models = (getattr(catalog.metrics[metric].kind, "model", "") for metric in draft.metrics)
    counted |= {str(catalog.models[model].primary_entity) for model in models if model in catalog.models}
    if thing and not thing & (counted | set(field.qualified_name.split("__"))):
        raise ImpossibleError("incompatible_dimension", draft.pieces[at].text)


def _is_authored(draft: Draft, at: int) -> bool:
    said, vocabulary = draft.pieces[at].aside, load_vocabulary()
    if not said:
        return False
    behind = any(pattern.search(f"{said}{_OF}") for pattern in vocabulary.patterns["related.authored_behind"])
    return behind or vocabulary.matching("related.authored_before", f"{said} ") is not None


def _thing_beside(draft: Draft, at: int) -> set[str]:
    """What the verb is said of: in English before it, in Chinese behind."""
    latin = draft.pieces[at].aside.isascii()
    places = range(at - 1, -1, -1) if latin else range(at + 1, len(draft.pieces))
    return next(
        ({item.entity for item in draft.pieces[p].entities} for p in places if draft.pieces[p].entities),
        set(),
    )


def _names_things(draft: Draft, field: FieldOption) -> bool:
    catalog = draft.ground.catalog
    if field.dimension is None or field.model not in catalog.models:
        return False
    owner = catalog.models[field.model]
    return owner.primary_entity is not None and is_called_so(catalog, field.model, field.dimension.name)
