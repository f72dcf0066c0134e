"""Questions for the values of a dimension, without a metric: "which channels do we have", 线索分哪几种类型; and for how many
there are of what no metric counts: 一共有多少家金牌伙伴.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
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
from assistant.understanding.metrics.counts.things import counts_entity, things_named
from assistant.understanding.neighbours import HOW_MANY

_JOINS = ("join.or", "join.and")


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
    counting = [piece for piece in pieces if piece.is_(*HOW_MANY) and not piece.concerns]
    if len(counting) > 1 or not (counting or marks.has("values.ask")):
        return None
    said = [piece for piece in pieces if not (piece.mark or _is_inside(piece, marks) or piece in counting)]
    values = [piece for piece in said if piece.values and not piece.dimensions and not piece.metrics]
    said = [piece for piece in said if not _is_label(piece, values, said)]
    asked = [piece for piece in said if piece.dimensions]
    joined = [piece for piece in said if piece.is_(*_JOINS) and not piece.concerns and len(values) > 1]
    rest = [piece for piece in said if piece not in (*asked, *values, *joined)]
    if not counting and any(_has_own_list(piece, catalog) for piece in values):
        return None
    if not asked and len(values) == 1:
        asked = [replace(values[0], dimensions=named) for named in [_ending(values[0], lexicon)] if named]
    if not asked and counting:
        asked = _told_by_values(values, catalog)
    which = any(piece.is_("per.which", "per.person") for piece in pieces) or marks.has(
        "values.list", "values.which"
    )
    if len(asked) != 1 or any(_says_more(piece) for piece in rest) or _names_metric(asked[0], which):
        return None
    if counting and not _may_be_counted(asked[0], catalog):
        return None
    own = {name.model for name in asked[0].dimensions} if counting or marks.has("values.place") else None
    filters = [list(_conditions(piece, own)) for piece in values]
    filters = [_any_of(filters)] if joined else filters
    queries = (
        MetricQuery(group_by=(name,), where=tuple(where), count_of=name if counting else None)
        for name in _names(asked[0].dimensions, catalog)
        for where in _each(filters)
        if not (counting and name in {item.field for item in where})  # the one tier that is gold
    )
    return _first_possible(catalog, queries, now)


def _is_label(piece: Piece, values: Sequence[Piece], said: Sequence[Piece]) -> bool:
    """Whether it only says what the value right before it is one of: the region of "in the West region"."""
    own = {f"{name.model}.{name.dimension}" for name in piece.dimensions}
    before = said[said.index(piece) - 1] if said.index(piece) else None
    return before in values and bool(own & {value.dimension for value in before.values}) if before else False


def _has_own_list(piece: Piece, catalog: Catalog) -> bool:
    """Whether the catalog says which metrics are shown where it is asked which those with the value are."""
    owners = (value.dimension.partition(".") for value in piece.values)
    return any(catalog.models[model].dimensions[name].listed_with for model, _, name in owners)


def _may_be_counted(piece: Piece, catalog: Catalog) -> bool:
    """Whether no metric is the number of such things, which would be asked for then, whatever it is over. A yes-or-no is no
    thing.
    """
    if piece.metrics or any(name.boolean for name in piece.dimensions):
        return False
    owners = {name.entity for name in piece.entities} | set(things_named(catalog, piece.dimensions))
    counts = (metric for metric in catalog.metrics.values() if not metric.hidden)
    return not any(counts_entity(catalog, metric, owners) for metric in counts)


def _ending(piece: Piece, lexicon: Lexicon) -> tuple[DimensionName, ...]:
    """What the name of a value ends with: the partners of 金牌伙伴."""
    tokens = tokenize(piece.text)
    for first, last, entries in lexicon.phrases.matches(tokens):
        named = tuple(entry for entry in entries if isinstance(entry, DimensionName))
        if first and last == len(tokens) and named:
            return named
    return ()


def _told_by_values(values: Sequence[Piece], catalog: Catalog) -> list[Piece]:
    """The things that all the values are of, as a piece: the partners of "silver distributors"."""
    models = [{value.dimension.partition(".")[0] for value in piece.values} for piece in values]
    common = set.intersection(*models) if models else set()
    named = tuple(
        DimensionName(name, dimension.name, dimension.conformed)
        for name in common
        for dimension in catalog.models[name].dimensions.values()
        if things_named(catalog, (DimensionName(name, dimension.name, dimension.conformed),))
    )
    if len(named) != 1:
        return []
    last = values[-1]
    return [Piece(last.start, last.end, last.text, dimensions=named)]


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
    spans += [cue for found in marks.caught("values.place") for cue in found.cues]
    return piece.within(*spans) and not (piece.dimensions or piece.values)


def _says_more(piece: Piece) -> bool:
    if piece.filler or piece.is_("per.which", "per.all", "join.of", "per.each"):
        return piece.concerns
    return True


def _names_metric(piece: Piece, which: bool) -> bool:
    """Whether it is a number that is asked for. Where it is asked which there are, it is not, even where the number of all
    of them is called by the same word: "which employees are in Calgary".
    """
    return bool(piece.terms) or (not which and any(name.strength > BARE for name in piece.metrics))


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


def _conditions(piece: Piece, own: Set[str] | None) -> Iterator[Condition]:
    """What the value may be a condition on: of their `own` rows where it says where things are, or how many there are."""
    for value in piece.values:
        model, _, dimension = value.dimension.partition(".")
        if own is None or model in own:
            yield Condition(dimension, "=", (value.value,))


def _any_of(filters: Sequence[Sequence[Condition]]) -> list[Condition]:
    """The values of one dimension that all of them can be of: Singapore or Thailand."""
    fields = [{item.field: item.values for item in conditions} for conditions in filters]
    shared = [name for name in fields[0] if all(name in other for other in fields)]
    return [
        Condition(name, "in", tuple(dict.fromkeys(value for each in fields for value in each[name])))
        for name in shared
    ]


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
