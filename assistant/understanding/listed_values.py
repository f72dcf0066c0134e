"""Questions for the values of a dimension, without a metric: "which channels do we have", 线索分哪几种类型."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.catalog.metric import models_read
from assistant.catalog.model import Catalog
from assistant.errors import NotSupported, QueryError
from assistant.query import Condition, MetricQuery
from assistant.resolve import resolve_query
from assistant.understanding.analyses.marks import Marks, load_vocabulary, marks_of
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.lexicon import BARE, DimensionName, Lexicon


def listed_values(
    text: str, pieces: Sequence[Piece], catalog: Catalog, lexicon: Lexicon, now: datetime
) -> MetricQuery | None:
    """The query of the values that are asked for, narrowed by values that are named; None for other questions.

    Every word must be part of it: what is unread, or names a metric, makes it another question.
    """
    marks = marks_of(text, pieces, load_vocabulary("dictionary"))
    of_kind = _kind_of_thing(marks, lexicon)
    if of_kind:
        return _first_possible(
            catalog, (MetricQuery(group_by=(name,)) for name in _names(of_kind, catalog)), now
        )
    if not marks.has("values.ask"):
        return None
    said = [piece for piece in pieces if not (piece.mark or _is_inside(piece, marks))]
    asked = [piece for piece in said if piece.dimensions]
    values = [piece for piece in said if piece.values and not piece.dimensions]
    rest = [piece for piece in said if piece not in asked and piece not in values]
    if not asked and len(values) == 1:
        asked = [replace(values[0], dimensions=named) for named in [_ending(values[0], lexicon)] if named]
    if len(asked) != 1 or any(_says_more(piece) for piece in rest) or any(map(_names_metric, asked)):
        return None
    filters = [list(_conditions(piece)) for piece in values]
    queries = (
        MetricQuery(group_by=(name,), where=tuple(where))
        for name in _names(asked[0].dimensions, catalog)
        for where in _each(filters)
    )
    return _first_possible(catalog, queries, now)


def _ending(piece: Piece, lexicon: Lexicon) -> tuple[DimensionName, ...]:
    """What the name of a value ends with: the partners of 金牌伙伴."""
    tokens = tokenize(piece.text)
    for first, last, entries in lexicon.phrases.matches(tokens):
        named = tuple(entry for entry in entries if isinstance(entry, DimensionName))
        if first and last == len(tokens) and named:
            return named
    return ()


def _kind_of_thing(marks: Marks, lexicon: Lexicon) -> tuple[DimensionName, ...]:
    """线索 and 类型 of 线索分哪几种类型 as one name."""
    for item in marks.caught("values.kinds"):
        parts = [marks.text[slice(*item.parts[name])] for name in ("thing", "kind") if name in item.parts]
        found = lexicon.phrases.get("".join(parts))
        if dimensions := tuple(entry for entry in found if isinstance(entry, DimensionName)):
            return dimensions
    return ()


def _is_inside(piece: Piece, marks: Marks) -> bool:
    spans = [(mark.start, mark.end) for mark in marks.of("values.ask")]
    return piece.within(*spans) and not (piece.dimensions or piece.values)


def _says_more(piece: Piece) -> bool:
    if piece.filler or piece.is_("per.which", "per.all", "join.of", "per.each"):
        return piece.concerns
    return True


def _names_metric(piece: Piece) -> bool:
    return bool(piece.terms) or any(name.strength > BARE for name in piece.metrics)


def _names(dimensions: Iterable[DimensionName], catalog: Catalog) -> Iterator[str]:
    """The names to ask by. Of a dimension that several models have, first that of plain rows which most is counted
    in: a SELECT over other rows may hold only some of its values.
    """
    counted = Counter(model for name in catalog.metrics for model in models_read(catalog.metrics, name))

    def rank(dimension: DimensionName) -> tuple[bool, int]:
        return catalog.models[dimension.model].governed is not None, -counted[dimension.model]

    named = sorted((item for item in dimensions if not item.time), key=rank)
    several = len({item.model for item in named}) > 1
    for item in named:
        entity = catalog.models[item.model].primary_entity
        if several and entity:
            yield f"{entity}__{item.dimension}"
        yield item.conformed or item.dimension
        yield item.dimension


def _conditions(piece: Piece) -> Iterator[Condition]:
    for value in piece.values:
        yield Condition(value.dimension.partition(".")[2], "=", (value.value,))


def _each(filters: Sequence[Sequence[Condition]]) -> Iterator[tuple[Condition, ...]]:
    """Every way to take one condition of each."""
    if not filters:
        yield ()
        return
    for first in dict.fromkeys(filters[0]):
        for rest in _each(filters[1:]):
            yield (first, *rest)


def _first_possible(catalog: Catalog, queries: Iterable[MetricQuery], now: datetime) -> MetricQuery | None:
    for query in queries:
        try:
            resolve_query(catalog, query, now)
        except (QueryError, NotSupported):
            continue
        return query
    return None
