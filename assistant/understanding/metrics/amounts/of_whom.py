"""The part of an amount or a number that the things named beside it have: "how much did partners sign" asks for the
partner bookings, where the catalog has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric, Simple
from assistant.query import Condition, filtered_fields
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, ImpossibleError, UndecidedError
from assistant.understanding.linking import distance
from assistant.understanding.metrics.known import shown_with, words_of_names
from assistant.understanding.words import load_vocabulary

_DONE = "了"
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
        _check_asked_for(draft, place, at)
        both = _named_together(draft.ground.catalog, name, piece)
        parts = list(dict.fromkeys(_parts(draft.ground.catalog, name, both)))
        if len(parts) > 1:
            raise UndecidedError("ambiguous_metric", draft.pieces[at], parts)
        if parts:
            draft.exchange(name, parts[0])
            draft.assume("default_metric", parts[0])
            return
        flags = list(_flags(draft, name, piece, both))
        if len(flags) == 1 and flags[0].field not in filtered_fields(draft.where):
            draft.where.append(flags[0])
            draft.read_as(place, "filter", flags[0].field)
            return


def _check_asked_for(draft: Draft, place: int, named: int) -> None:
    """How many partners signed is no number of orders, whatever their verb is a name of. Raises ImpossibleError."""
    if not draft.preceded(place, "shape.how_many") or named < place:
        return
    piece, behind = draft.pieces[place], draft.pieces[named]
    if piece.text.isascii():
        done = piece.text.endswith("s") and named == place + 1
    else:
        known = load_vocabulary().phrases.get((behind.text[0], *words(_DONE)))
        done = named == place + 1 and any(role.startswith("deed.") for role in known or ())
    if done:
        raise ImpossibleError("unread_condition", piece.text)


def _named_together(catalog: Catalog, name: str, piece: Piece) -> set[tuple[str, ...]]:
    """The words of names that say the thing and the metric, in whatever order."""
    own = [words(phrase) for phrase in catalog.metrics[name].names]
    return {tuple(sorted((*words(label), *phrase))) for label in _labels(catalog, piece) for phrase in own}


def _flags(draft: Draft, name: str, piece: Piece, both: set[tuple[str, ...]]) -> Iterator[Condition]:
    """That they are those of the thing, where a yes-or-no of the metric's own rows says so: partner orders."""
    options, catalog = draft.ground.linker.options([name]), draft.ground.catalog
    for option in options:
        if option.dimension is None or distance(option, options):
            continue
        if is_limited_by(catalog, name, option.dimension.name):
            continue
        said = both | _rows_together(catalog, option.model, piece)
        for item in option.dimension.values:
            if item.value is True and any(tuple(sorted(words(label))) in said for label in item.labels):
                yield Condition(option.name, "=", (True,))


def is_limited_by(catalog: Catalog, name: str, dimension: str) -> bool:
    """Whether what it is computed from is of those anyway."""
    said = re.compile(rf"(?:__|\b){re.escape(dimension)}\b")
    return any(
        said.search(each.text)
        for part in with_inputs(catalog.complete.metrics, name)
        for each in part.filters
    )


def _rows_together(catalog: Catalog, model: str, piece: Piece) -> set[tuple[str, ...]]:
    """The words of names that say the thing and the rows of a model: 伙伴订单."""
    primary = [each for each in catalog.models[model].entities.values() if each.type == "primary"]
    rows = [name for each in primary for name in (*filter(None, each.labels), *each.ai.synonyms)]
    return {tuple(sorted((*words(label), *words(row)))) for label in _labels(catalog, piece) for row in rows}


def _parts(catalog: Catalog, name: str, both: set[tuple[str, ...]]) -> Iterator[str]:
    """Metrics with a name that says both, and that count or add up only some of the same rows."""
    for other in shown_with(catalog, words_of_names, *both):
        if other.name != name and is_part_of(catalog.metrics[name], other):
            yield other.name


def is_part_of(whole: Metric, other: Metric) -> bool:
    """Whether the other counts or adds up only some of the same rows."""
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
