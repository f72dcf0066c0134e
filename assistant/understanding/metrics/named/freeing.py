"""Names of metrics that mean something else where they stand: a unit, a value, each row's own number."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Catalog, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import VARIANT, DimensionName
from assistant.understanding.linking import distance
from assistant.understanding.metrics.columns import are_numbers
from assistant.understanding.neighbours import (
    COUNTERS,
    GROUPING,
    HOW_MANY,
    LIMITS,
    LIMITS_AFTER,
    adjacent,
    joined_by_of,
    modifies_next,
    only_bare,
)
from assistant.understanding.units import units_in

_BETWEEN = "threshold.between_after"
_LIST_MARKS = (",", "、", "/")


def free_other_names(draft: Draft) -> None:
    """Pieces that name a metric, but not here, lose that name."""
    _free_modifiers(draft)
    _free_shapes(draft)
    _free_weak(draft)
    _free_units(draft)
    _free_values(draft)
    _free_measures(draft)
    _free_numbers(draft)


def _free_modifiers(draft: Draft) -> None:
    """The sales of "per sales team" says what the teams are, where another metric is named."""
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces[:-1]):
        behind = pieces[at + 1]
        named = (behind.dimensions or behind.entities) and not behind.metrics
        grouped = draft.preceded(at, *GROUPING) and draft.between(at, at + 1).strip() == ""
        others = any(p.metrics and not only_bare(p) for n, p in enumerate(pieces) if n != at)
        if piece.metrics and named and grouped and others and not (piece.dimensions or piece.entities):
            roles = piece.roles if piece.values else piece.roles | {"filler.weak"}
            pieces[at] = replace(piece, metrics=(), roles=roles)
    draft.pieces = tuple(pieces)


def _free_shapes(draft: Draft) -> None:
    """A term such as "growth" beside a metric is about that metric."""
    shaped = [
        at for at, p in enumerate(draft.pieces) if p.terms and any(r.startswith("shape.") for r in p.roles)
    ]
    others = any(
        (p.metrics and not only_bare(p)) or p.terms for at, p in enumerate(draft.pieces) if at not in shaped
    )
    if shaped and (others or draft.ground.base is not None):
        draft.pieces = tuple(
            replace(piece, terms=(), metrics=()) if at in shaped else piece
            for at, piece in enumerate(draft.pieces)
        )


def _free_weak(draft: Draft) -> None:
    """A word that mostly means little, such as 名单, names its metric only where nothing else names one,
    and not where it follows what it is a list of.
    """
    weak = [at for at, p in enumerate(draft.pieces) if p.metrics and p.is_("filler.weak")]
    others = any(
        (piece.metrics and not only_bare(piece)) or piece.terms
        for at, piece in enumerate(draft.pieces)
        if at not in weak
    )
    freed = [at for at in weak if others or _is_list_of(draft, at)]
    for at in freed:
        draft.assume("weak_word", draft.pieces[at].text)
    draft.pieces = tuple(
        replace(piece, metrics=()) if at in freed else piece for at, piece in enumerate(draft.pieces)
    )


def _is_list_of(draft: Draft, at: int) -> bool:
    """Whether a dimension stands right before, and is not one to group by."""
    place = at - 2 if at > 1 and joined_by_of(draft, at - 2, at) else at - 1
    if place < 0 or not (joined_by_of(draft, place, at) or adjacent(draft, place, at)):
        return False
    before = draft.pieces[place]
    grouped = draft.preceded(place, *GROUPING)
    return bool(before.dimensions or before.entities) and not grouped


def _free_units(draft: Draft) -> None:
    """The "hours" of "more than 30 hours" are a unit, not the metric of that name."""
    units = [
        at
        for at, piece in enumerate(draft.pieces)
        if at and piece.metrics and units_in(piece.text) and draft.pieces[at - 1].number is not None
    ]
    if not any((p.metrics or p.terms) and at not in units for at, p in enumerate(draft.pieces)):
        return
    draft.pieces = tuple(
        replace(piece, metrics=()) if at in units else piece for at, piece in enumerate(draft.pieces)
    )


def _free_values(draft: Draft) -> None:
    """The "revenue" of "KR attainment for revenue" is the key result of that name, not a metric beside it:
    a value that the other metric is kept by, with a word such as "of" or nothing between the two.
    """
    named = [at for at, piece in enumerate(draft.pieces) if piece.metrics and not only_bare(piece)]
    values = [
        at
        for at in named
        if draft.pieces[at].values and any(_is_kept_by(draft, other, at) for other in named if other != at)
    ]
    values += [at for at in named if at not in values and _is_listed_with_values(draft, at)]
    if 0 < len(values) < len(named):
        draft.pieces = tuple(
            replace(piece, metrics=()) if at in values else piece for at, piece in enumerate(draft.pieces)
        )


def _is_listed_with_values(draft: Draft, at: int) -> bool:
    """Whether it is a value in a list of values of its dimension: 新签、续费、增购、复购."""
    owners = {name.dimension for name in draft.pieces[at].values}
    for other in (at - 1, at + 1):
        if not 0 <= other < len(draft.pieces) or draft.pieces[other].metrics:
            continue
        between = draft.between(min(at, other), max(at, other)).strip()
        if between in _LIST_MARKS and owners & {name.dimension for name in draft.pieces[other].values}:
            return True
    return False


def _free_measures(draft: Draft) -> None:
    """The score of "leads with a score above 80" is each lead's own, not the average of that name: a limit
    stands behind it, and another metric is what is asked for.
    """
    catalog = draft.ground.catalog
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces):
        limited = draft.followed(at, *LIMITS) or _is_limited_behind(draft, at)
        limited = limited or draft.preceded(at, "restrict.lacking", "restrict.null")
        others = any(
            p.metrics and (not only_bare(p) or _is_counted(draft, n)) for n, p in enumerate(pieces) if n != at
        )
        names = [item for name in piece.metrics for item in numbers_averaged(catalog, name.metric)]
        names = names or _summed_of_rows(draft, at)
        if not names and _is_limited_before(draft, at):
            limited, names = True, _had_by_counted(draft, at)
        if piece.metrics and limited and others and names:
            named = dict.fromkeys((*names, *piece.dimensions))
            pieces[at] = replace(piece, metrics=(), dimensions=tuple(named))
    draft.pieces = tuple(pieces)


def _only_describes(piece: Piece) -> bool:
    """The 存续 of 注册资本低于100万的存续企业 says which ones are counted."""
    return bool(piece.values) and not (piece.metrics or piece.dimensions or piece.entities)


def _is_counted(draft: Draft, at: int) -> bool:
    """Whether how many of the things there are is asked right behind their word: 面积在200以上的门店有多少家."""
    return at + 1 < len(draft.pieces) and draft.has(at + 1, *HOW_MANY) and not draft.between(at, at + 1)


def _free_numbers(draft: Draft) -> None:
    """The "invoice total" of "invoices with an invoice total of 10 to 20" is each row's own number of that name,
    and the number of invoices only by a word that counts are said with.
    """
    if not any(piece.number is not None for piece in draft.pieces):
        return
    pieces = list(draft.pieces)
    for at, piece in enumerate(pieces):
        derived = bool(piece.metrics) and all(name.strength == VARIANT for name in piece.metrics)
        numeric = are_numbers(draft.ground.catalog, piece.dimensions)
        if derived and numeric and any(p.metrics or p.terms for n, p in enumerate(pieces) if n != at):
            pieces[at] = replace(piece, metrics=())
    draft.pieces = tuple(pieces)


def _is_limited_behind(draft: Draft, at: int) -> bool:
    """A number and a limit behind it: 评分80分及以上."""
    number = draft.right(at, skip=("threshold.between",))
    if number is None or draft.pieces[number].number is None:
        return False
    to = draft.right(number, "threshold.to")
    if draft.has(to, "threshold.to") and draft.has(draft.right(to), *LIMITS_AFTER) is False:  # type: ignore[arg-type]
        last = draft.right(to)  # type: ignore[arg-type]
        if last is not None and draft.pieces[last].number is not None:
            return draft.has(draft.right(last, _BETWEEN, skip=COUNTERS), _BETWEEN)
    return draft.has(draft.right(number, *LIMITS_AFTER, skip=COUNTERS), *LIMITS_AFTER)


def _summed_of_rows(draft: Draft, at: int) -> list[DimensionName]:
    """The number that a sum adds up, where the limit behind it says which rows are counted: 签约金额在10万到
    50万之间的订单.
    """
    catalog = draft.ground.catalog
    behind = next(
        (p for p in draft.pieces[at + 1 :] if p.unread or (p.concerns and not _only_describes(p))), None
    )
    counted = [catalog.metrics[name.metric].kind for name in behind.metrics] if behind is not None else []
    found: list[DimensionName] = []
    for name in draft.pieces[at].metrics:
        kind = catalog.metrics[name.metric].kind
        if not isinstance(kind, Simple) or kind.function != "sum":
            continue
        same = any(isinstance(k, Simple) and k.model == kind.model and k.function == "count" for k in counted)
        if same:
            found += _numbers_of(catalog, kind)
    return list(dict.fromkeys(found))


def _is_limited_before(draft: Draft, at: int) -> bool:
    """A limit and a number right before it: "more than 100 likes"."""
    number = draft.left(at, *LIMITS_AFTER)
    if draft.has(number, *LIMITS_AFTER):
        number = draft.left(number)  # type: ignore[arg-type]
        return number is not None and draft.pieces[number].number is not None
    if number is None or draft.pieces[number].number is None:
        return False
    return draft.has(draft.left(number, *LIMITS), *LIMITS)


def _had_by_counted(draft: Draft, at: int) -> list[DimensionName]:
    """The number that a sum adds up over rows of which each is one of the things whose number is asked for, before the limit:
    the likes of "how many members have more than 100 likes", where members have a number of likes.
    """
    catalog = draft.ground.catalog
    asked = next((p for p, piece in enumerate(draft.pieces) if piece.is_(*HOW_MANY) and p < at), None)
    if asked is None:
        return []
    counted = {
        kind.model
        for piece in draft.pieces[asked + 1 : at]
        for name in piece.metrics
        if isinstance(kind := catalog.metrics[name.metric].kind, Simple) and kind.function == "count"
    }
    found: list[DimensionName] = []
    for name in draft.pieces[at].metrics:
        kind = catalog.metrics[name.metric].kind
        if isinstance(kind, Simple) and kind.function == "sum" and counted == {kind.model}:
            found += _numbers_of(catalog, kind)
    return list(dict.fromkeys(found))


def numbers_averaged(catalog: Catalog, metric: str) -> list[DimensionName]:
    """The numeric dimension that the metric is the average of."""
    kind = catalog.metrics[metric].kind
    if not isinstance(kind, Simple) or kind.function not in ("average", "median"):
        return []
    return _numbers_of(catalog, kind)


def _numbers_of(catalog: Catalog, kind: Simple) -> list[DimensionName]:
    model = catalog.models[kind.model]
    return [
        DimensionName(model.name, item.name, item.conformed)
        for item in model.dimensions.values()
        if item.expr.text == kind.expr.text and item.type == "categorical"
    ]


def _is_kept_by(draft: Draft, other: int, at: int) -> bool:
    if other < at and not joined_by_of(draft, other, at):
        return False
    if at < other and not modifies_next(draft, at, other):
        return False
    linker = draft.ground.linker
    for name in draft.pieces[other].metrics:
        options = linker.options([name.metric])
        linked = linker.values(draft.pieces[at].values, [name.metric])
        if any(distance(item.field, options) == 0 for item in linked):
            return True
    return False
