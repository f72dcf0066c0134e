"""Counts that are named by the thing alone: the users of "how many users", "features with the most users"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import singular, words
from assistant.understanding.draft import Draft, soft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import DimensionName, EntityName
from assistant.understanding.linking import distance
from assistant.understanding.metrics.counts.counted import COUNTS, is_count
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.neighbours import LIMITS
from assistant.understanding.words import load_vocabulary

_COUNTED = ("shape.counted", "shape.how_many")
_RANKED = ("order.highest", "order.lowest")
_POPULAR = "order.popular"
_SHARES = ("shape.share", "shape.how_much_of")


def take_counted_thing(draft: Draft) -> None:
    """Where no metric is named: the count of the thing whose number is asked for, ranked by or limited.

    Raises UndecidedError where several counts of it fit all that the question mentions.
    """
    for at, piece in enumerate(draft.pieces):
        if piece.metrics or not draft.free(at) or not _is_counted(draft, at):
            continue
        catalog = draft.ground.catalog
        names = _best(draft, at, _counts_of(catalog, piece.entities)) if piece.entities else []
        if not piece.entities and piece.dimensions and draft.preceded(at, *_COUNTED):
            counts = _best(draft, at, _counts_named(catalog, things_named(catalog, piece.dimensions)))
            names = counts if len(counts) == 1 and not any(each.unread for each in draft.pieces) else []
        if _is_parted(draft, at):
            names = [each for each in names if _counts_all(catalog.metrics[each])] or names
        name = draft.only_metric(at, names)
        if name is not None:
            draft.take_metric(name, at)
            return


def take_counted_unit(draft: Draft) -> None:
    """签了多少单: the one count that the catalog calls by the word for one of what is counted, 单数."""
    text, catalog = draft.ground.text, draft.ground.catalog
    for at in draft.find("shape.how_many"):
        end = draft.pieces[at].end
        double = text[end : end + 2] in load_vocabulary().codewords["double_counters"]
        unit = text[end : end + 1 + double]
        end += len(unit) - 1
        if not double and unit not in load_vocabulary().codewords["classifier"]:
            continue
        if text[end + 1 : end + 2].isalnum():
            continue
        wanted = {unit + ending for ending in load_vocabulary().endings}
        named = shown_with(catalog, _unit_last, unit) if double else shown_with(catalog, names_of, *wanted)
        names = [metric.name for metric in named if is_count(catalog, metric.name)]
        if len(names) == 1 and joins_to(draft, at, names[0]) is not None:
            draft.metrics.append(names[0])
            for place in range(at, len(draft.pieces)):
                if draft.pieces[place].start <= end and draft.free(place):
                    draft.read(place, "metric", names[0])
            draft.focus[names[0]] = at
            draft.assume("default_metric", names[0])
            return


def _unit_last(_: Catalog, metric: Metric) -> Iterator[str]:
    """The word for one of what is counted that a name ends with: the 人次 of 就诊人次."""
    for name in metric.names:
        yield from (unit for unit in load_vocabulary().codewords["double_counters"] if name.endswith(unit))


def _is_counted(draft: Draft, at: int) -> bool:
    """Asked for their number, the most or fewest of them, or limited by a number right before; those who prefer
    something are not, nor what is the most popular one of them.
    """
    if draft.find("order.preferred") or draft.preceded(at, _POPULAR) or draft.followed(at, _POPULAR):
        return False
    if draft.preceded(at, *_COUNTED, *_RANKED) or draft.followed(at, *_RANKED) or _is_parted(draft, at):
        return True
    if _is_asked_around(draft, at):
        return True
    number = draft.left(at, skip=("order.counter",))
    if number is None or draft.pieces[number].number is None:
        return False
    return draft.preceded(number, *LIMITS) and not draft.preceded(number, *EXTREMES)


def _is_asked_around(draft: Draft, at: int) -> bool:
    """Whether their number is asked for before the values that say which ones, or behind them at the end: 有多少全职老师,
    全职老师有多少人.
    """
    first = at
    while first and (_says_which(draft, first - 1) or draft.has(first - 1, "join.of")):
        first -= 1
    if first < at and draft.has(first - 1 if first else None, "shape.how_many"):
        return True
    behind = at + 1
    last = all(soft(piece) for piece in draft.pieces[behind + 1 :])
    asked = behind < len(draft.pieces) and draft.has(behind, "shape.how_many")
    if not asked or draft.between(at, behind).strip() or draft.preceded(at, "per.each"):
        return False  # 平均每个客户下了几单 asks for orders
    return last and not draft.pieces[behind].concerns and not draft.pieces[at].text.isascii()


def _says_which(draft: Draft, at: int) -> bool:
    return bool(draft.pieces[at].values) and not draft.pieces[at].metrics


def _is_parted(draft: Draft, at: int) -> bool:
    """Whether a part of the things is asked for: 丢掉的单子里因为价格丢的占几成."""
    among = tuple(load_vocabulary().anaphora["among"])
    behind = draft.ground.text[draft.pieces[at].end :]
    return behind.startswith(among) and any(place > at for place in draft.find(*_SHARES))


def _counts_all(metric: Metric) -> bool:
    return isinstance(metric.kind, Simple) and not metric.filters


def counts_of(draft: Draft, at: int, entities: Sequence[EntityName]) -> list[str]:
    """Counts of one of the things that go best with all that is mentioned beside the piece at the place."""
    return _best(draft, at, _counts_of(draft.ground.catalog, entities))


def _counts_of(catalog: Catalog, entities: Sequence[EntityName]) -> list[str]:
    """Metrics that count the rows of an entity's own model, or its different keys in another one."""
    return _counts_named(catalog, [name.entity for name in entities])


def _counts_named(catalog: Catalog, entities: Sequence[str]) -> list[str]:
    return [metric.name for metric in shown_with(catalog, things_counted, *entities)]


def things_named(catalog: Catalog, dimensions: Sequence[DimensionName]) -> list[str]:
    """The entities that dimensions are the very names of: the artists whose rows have a column called Artist, and not the
    customers who have a city.
    """
    found: list[str] = []
    for name in dimensions:
        model = catalog.models[name.model]
        entity = model.entities.get(model.primary_entity or "")
        if entity is None:
            continue
        called = {singular(each) for each in (entity.name, *entity.names, *model.labels)}
        own = {singular(each) for each in model.dimensions[name.dimension].names}
        if called & own:
            found.append(entity.name)
    return list(dict.fromkeys(found))


def counts_entity(catalog: Catalog, metric: Metric, wanted: set[str]) -> bool:
    """Whether a metric is the number of one of the things `wanted`, which are names of entities."""
    return not wanted.isdisjoint(things_counted(catalog, metric))


def things_counted(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The entities that a metric is the number of."""
    kind = metric.kind
    if not isinstance(kind, Simple) or kind.function not in COUNTS or not is_count(catalog, metric.name):
        return
    for entity in catalog.models[kind.model].entities.values():
        whole = entity.type == "primary" and kind.function == "count"
        distinct = kind.function == "count_distinct" and kind.expr.text == entity.expr.text
        if whole or distinct:
            yield entity.name


def names_of(catalog: Catalog, metric: Metric) -> tuple[str, ...]:
    return metric.names


def _best(draft: Draft, at: int, names: Sequence[str]) -> list[str]:
    """Those that go with all that is mentioned; of these the ones that say most of it, then the nearest."""
    fitting = [(name, joins) for name in names if (joins := joins_to(draft, at, name)) is not None]
    if not fitting:
        return []
    said = {name: _said(draft, at, name) for name, _ in fitting}
    ranked = [(said[name], -joins, name) for name, joins in fitting]
    best = max(ranked)[:2]
    return [name for *rank, name in ranked if tuple(rank) == best]


def joins_to(draft: Draft, at: int, name: str, but: Collection[int] = ()) -> int | None:
    """Joins to the fields that are mentioned, at other places than `but`; None where one of them is not to be had."""
    linker = draft.ground.linker
    options = linker.options([name])
    total = 0
    for other, piece in enumerate(draft.pieces):
        if other == at or other in but or piece.metrics or not (piece.dimensions or piece.values):
            continue
        fields = [item.field for item in linker.values(piece.values, [name])]
        fields = fields or list(linker.dimension(piece.dimensions, [name]))
        if not fields:
            if piece.roles or piece.entities:
                continue
            return None
        total += min(distance(field, options) for field in fields)
    return total


def _said(draft: Draft, at: int, name: str) -> int:
    """Words of the question that stand in a name of the metric, beside the thing itself."""
    metric = draft.ground.catalog.metrics[name]
    known = {word for phrase in (metric.name, *metric.names) for word in words(phrase)}
    catalog = draft.ground.catalog
    return sum(_is_said(catalog, piece, known) for n, piece in enumerate(draft.pieces) if n != at)


def _is_said(catalog: Catalog, piece: Piece, known: set[str]) -> bool:
    """Whether the words hold the piece, or the name of what the piece is a value of."""
    if not (piece.concerns or piece.unread):
        return False
    owners = {name.dimension.partition(".")[::2] for name in piece.values}
    labels = [label for model, name in owners for label in catalog.models[model].dimensions[name].labels]
    return any(own and set(own) <= known for own in map(words, (piece.text, *labels)))
