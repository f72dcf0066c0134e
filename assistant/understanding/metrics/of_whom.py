"""The part of an amount or a number that the things named beside it have: "how much did partners sign" asks for the
partner bookings, where the catalog has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.metrics.known import shown_with, words_of_names

_AND = re.compile(r"\band\b", re.IGNORECASE)


def choose_by_whom(draft: Draft) -> None:
    """Exchange the only metric for the part of it that is called by it and by a thing that says nothing else here.
    Raises UndecidedError where several parts are.
    """
    if len(draft.metrics) != 1 or draft.ground.base is not None or draft.having or draft.picks:
        return
    name = draft.metrics[0]
    at = draft.focus.get(name)
    if at is None or draft.pieces[at].start in draft.ground.picks:
        return
    for place, piece in enumerate(draft.pieces):
        if draft.meanings.get(place, ("",))[0] != "filler" or not (piece.entities or piece.dimensions):
            continue
        parts = list(dict.fromkeys(_parts(draft, name, piece)))
        if len(parts) > 1:
            raise UndecidedError("ambiguous_metric", draft.pieces[at], parts)
        if parts:
            draft.exchange(name, parts[0])
            draft.assume("default_metric", parts[0])
            return


def _parts(draft: Draft, name: str, piece: Piece) -> Iterator[str]:
    """Metrics with a name that says both, and that count or add up only some of the same rows."""
    catalog = draft.ground.catalog
    whole = catalog.metrics[name]
    own = [tuple(words(phrase)) for phrase in whole.names]
    both = {tuple(sorted((*words(label), *phrase))) for label in _labels(catalog, piece) for phrase in own}
    for other in shown_with(catalog, words_of_names, *both):
        if other.name != name and _is_part(whole, other):
            yield other.name


def _is_part(whole: Metric, other: Metric) -> bool:
    if not isinstance(whole.kind, Simple) or not isinstance(other.kind, Simple):
        return False
    same = whole.kind.model == other.kind.model and whole.kind.function == other.kind.function
    return same and whole.kind.expr.text == other.kind.expr.text and _limits_of(whole) < _limits_of(other)


def _limits_of(metric: Metric) -> frozenset[str]:
    """What its filters ask for, one by one."""
    return frozenset(
        part.strip() for each in metric.filters for part in _AND.split(each.text) if part.strip()
    )


def _labels(catalog: Catalog, piece: Piece) -> Iterator[str]:
    yield piece.text
    for item in piece.dimensions:
        yield from catalog.models[item.model].dimensions[item.dimension].labels
    for entity in piece.entities:
        yield from catalog.models[entity.model].entities[entity.entity].labels
