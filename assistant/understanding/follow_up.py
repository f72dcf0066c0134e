"""Follow-ups: questions that only say what changes in the previous query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.catalog.model import Catalog
from assistant.query import Condition, Filter, MetricQuery, Order, QueryTime, TimeRange
from assistant.question import Turn
from assistant.resolve.periods import months_between, shift_months
from assistant.understanding.assemble import content
from assistant.understanding.continuing import CUES, about_shown, edits, has_cue
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.labels import describe
from assistant.understanding.pieces import Piece
from assistant.understanding.time.settling import METRIC_TIME, range_of, stepped, time_grain
from assistant.understanding.tokens import words
from assistant.understanding.words import load_vocabulary

_ORDINALS = tuple(f"follow.ordinal_{number}" for number in range(1, 6))
_BEHIND = "follow.remove_after"
_REMOVERS = ("follow.remove", "restrict.exclude")


@dataclass(frozen=True, slots=True)
class Edit:
    """A follow-up: what it changes, and the pieces that are left to say how."""

    base: MetricQuery
    pieces: tuple[Piece, ...]
    adds: bool = False
    replaces: bool = False
    """What is said takes the place of its like in the query."""
    chosen: bool = False
    """One of the offered readings was picked."""
    moves: bool = False
    """Asks for an earlier period instead of comparing with it: "what about the year before"."""
    about: Piece | None = None
    """The word that stands for the groups that were shown, where those are not all there are."""


def edit_of(pieces: tuple[Piece, ...], turns: Sequence[Turn], catalog: Catalog) -> Edit | None:
    """The question as an edit of what went before; None where it stands by itself."""
    last = next((turn for turn in reversed(turns) if turn.query is not None or turn.options), None)
    if last is None:
        return None
    newest = turns[-1]
    if newest.status == "clarify" and newest.options:
        chosen = _chosen(pieces, newest, catalog)
        if chosen is not None:
            return chosen
    if last.query is None or not last.query.metrics:
        return None
    about = about_shown(pieces, last.query)
    if about is None and not edits(pieces):
        return None
    adds = any(piece.is_("follow.add") for piece in pieces)
    replaces = not adds and any(piece.is_("follow.change") for piece in pieces)
    base, rest = _removed(last.query, pieces, catalog)
    base, rest = _unrestricted(base, rest)
    moves = any(piece.text in load_vocabulary().anaphora["earlier"] for piece in pieces if piece.time)
    return Edit(base, _quiet(rest), adds, replaces, moves=moves and has_cue(pieces), about=about)


def _quiet(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Words that only point back say nothing more."""
    out = []
    for piece in pieces:
        own = frozenset(role for role in piece.roles if not role.startswith("follow."))
        if own != piece.roles and not piece.concerns and not own - {"filler.plain", "filler.weak"}:
            piece = replace(piece, roles=frozenset({"filler.plain"}))
        out.append(piece)
    return tuple(out)


# ── an offered reading ──────────────────────────────────────────────────────────────────────────────


def _chosen(pieces: tuple[Piece, ...], turn: Turn, catalog: Catalog) -> Edit | None:
    for number, role in enumerate(_ORDINALS):
        if number < len(turn.options) and any(piece.is_(role) for piece in pieces):
            rest = tuple(piece for piece in pieces if not piece.is_(role))
            return Edit(turn.options[number], _quiet(rest), chosen=True)
    alone = content(pieces)
    if len(alone) == 1 and alone[0].number is not None and 1 <= alone[0].number.value <= len(turn.options):
        return Edit(turn.options[int(alone[0].number.value) - 1], (), chosen=True)
    return _worded_choice(pieces, turn.options, catalog)


def _worded_choice(
    pieces: tuple[Piece, ...], options: Sequence[MetricQuery], catalog: Catalog
) -> Edit | None:
    """The option whose own words the reply uses, and no other option's."""
    said = [piece for piece in content(pieces) if piece.time is None and piece.number is None]
    named = named_option(tuple(word for piece in pieces for word in words(piece.text)), options, catalog)
    if named is not None:
        return Edit(named, (), chosen=True)
    scores = [sum(_speaks_of(piece, option, catalog) for piece in said) for option in options]
    best = max(scores, default=0)
    if not best or scores.count(best) > 1:
        return None
    option = options[scores.index(best)]
    rest = tuple(piece for piece in pieces if piece not in said or not _speaks_of(piece, option, catalog))
    others = [piece for piece in rest if piece.metrics or piece.terms]
    return None if others else Edit(option, _quiet(rest), chosen=True)


def named_option(
    typed: tuple[str, ...], options: Sequence[MetricQuery], catalog: Catalog
) -> MetricQuery | None:
    """The option whose label was typed, in either language."""
    for option in options:
        if typed in (words(describe(catalog, option, "zh")), words(describe(catalog, option, "en"))):
            return option
    return None


def _speaks_of(piece: Piece, option: MetricQuery, catalog: Catalog) -> int:
    """How many words of the piece the names of the option's metrics hold; a metric itself counts most."""
    if piece.is_(*CUES) and not piece.concerns:
        return 0
    if any(name.metric in option.metrics for name in piece.metrics):
        return 10
    parts = words(piece.text)
    for name in option.metrics:
        metric = catalog.metrics.get(name)
        phrases = (name, *metric.labels, *metric.ai.synonyms) if metric else (name,)
        for phrase in phrases:
            whole = words(phrase)
            if any(whole[at : at + len(parts)] == parts for at in range(len(whole) - len(parts) + 1)):
                return len(parts)
    return 0


# ── leaving something out ───────────────────────────────────────────────────────────────────────────


def _removed(
    query: MetricQuery, pieces: Sequence[Piece], catalog: Catalog
) -> tuple[MetricQuery, tuple[Piece, ...]]:
    """The query without the metric, grouping, filter or comparison that the question takes back."""
    meaningful = [at for at, piece in enumerate(pieces) if not piece.filler]
    for first, second in pairwise(meaningful):
        closed = bool(meaningful) and pieces[meaningful[-1]].is_("follow.filters")
        if not pieces[first].is_(*_REMOVERS) or (pieces[first].concerns and not closed):
            continue
        changed = _without(query, pieces[second], catalog)
        if changed is not None:
            gone = (first, second, meaningful[-1]) if closed else (first, second)
            return changed, tuple(piece for at, piece in enumerate(pieces) if at not in gone)
    for first, second in pairwise(meaningful):
        # 项目类型不用分了: the word stands behind what it takes back.
        changed = _without(query, pieces[first], catalog) if pieces[second].is_(_BEHIND) else None
        if changed is not None:
            return changed, tuple(piece for at, piece in enumerate(pieces) if at not in (first, second))
    return query, tuple(pieces)


def _unrestricted(query: MetricQuery, pieces: tuple[Piece, ...]) -> tuple[MetricQuery, tuple[Piece, ...]]:
    """ "Nationwide", 全国呢: without the one condition that there is. Of several it is not said which."""
    said = [piece for piece in pieces if not piece.filler]
    alone = [piece for piece in said if not piece.is_(*CUES) or piece.concerns]
    if len(alone) != 1 or not alone[0].is_("follow.everywhere"):
        return query, pieces
    if len({_field(item) for item in query.where}) != 1 or not _field(query.where[0]):
        return query, pieces
    return query.but(where=()), tuple(piece for piece in pieces if piece is not alone[0])


def _without(query: MetricQuery, piece: Piece, catalog: Catalog) -> MetricQuery | None:
    if piece.is_("follow.filters"):
        return query.but(where=(), having=())
    if piece.time is not None and piece.time.kind == "comparison":
        return query.but(compare=None)
    named = {name.metric for name in piece.metrics}
    if named & set(query.metrics) and len(query.metrics) > 1:
        kept = tuple(name for name in query.metrics if name not in named)
        return query.but(metrics=kept, order_by=tuple(o for o in query.order_by if o.field not in named))
    if piece.values:
        left = tuple(item for item in query.where if not _holds(item, piece))
        return query.but(where=left) if left != query.where else None
    if not piece.dimensions:
        return None
    names = {key for name in piece.dimensions for key in (name.dimension, name.conformed) if key}
    groups = tuple(name for name in query.group_by if name.rsplit("__", 1)[-1] not in names)
    if groups != query.group_by:
        return query.but(group_by=groups, limit=None, limit_per=None, order_by=())
    where = tuple(item for item in query.where if _field(item).rsplit("__", 1)[-1] not in names)
    return query.but(where=where) if where != query.where else None


def _holds(item: Filter, piece: Piece) -> bool:
    """Whether a condition keeps exactly one of the values that the piece can mean."""
    if not isinstance(item, Condition) or item.op not in ("=", "in"):
        return False
    name = item.field.rsplit("__", 1)[-1]
    meant = {value.value for value in piece.values if value.dimension.rpartition(".")[2] == name}
    return bool(item.values) and set(item.values) <= meant


# ── applying an edit ────────────────────────────────────────────────────────────────────────────────


def applied(edit: Edit, draft: Draft) -> MetricQuery:
    """The previous query with what the follow-up says. Raises ImpossibleError where they clash."""
    if edit.about is not None:
        return _about_the_same(edit, edit.about, draft)
    query = _with_metrics(edit, draft)
    before = query
    query = query.but(
        group_by=_groups(query.group_by, draft, edit),
        where=_conditions(query.where, draft.where, edit.adds),
        having=_replaced(query.having, draft.having),
    )
    query = _with_time(edit, before, query, draft)
    query = _with_order(query, draft)
    query = query.but(
        share_of_total=query.share_of_total or draft.share,
        totals=query.totals or draft.totals,
        others=query.others or draft.others,
        running=draft.running or query.running,
        moving=draft.moving or query.moving,
        average_per=tuple(
            name for name in draft.average_per or query.average_per if name not in query.group_by
        ),
        parameters={**(query.parameters or {}), **draft.parameters} or None,
    )
    _check_fields(query, draft)
    return query


def _about_the_same(edit: Edit, about: Piece, draft: Draft) -> MetricQuery:
    """Further metrics of the groups that were shown: those stay picked and ordered as they were.

    Raises ImpossibleError for anything else that is said of them, which would pick others.
    """
    base = edit.base
    others = draft.where or draft.having or draft.order_by or draft.limit is not None or draft.share
    moved = draft.time is not None and draft.time != base.time
    if others or moved or draft.compare is not None or set(draft.group_by) - set(base.group_by):
        raise ImpossibleError("unread_condition", about.text)
    query = base.but(metrics=tuple(dict.fromkeys((*base.metrics, *draft.metrics))))
    _check_fields(query, draft)
    return query


def _with_time(edit: Edit, before: MetricQuery, query: MetricQuery, draft: Draft) -> MetricQuery:
    """The period and the comparison; one with the bucket before follows the period and the buckets."""
    now, calendar = draft.ground.now, draft.ground.catalog.calendar
    by_step = before.compare is not None and before.compare.kind == "range"
    by_step = by_step and before.compare == stepped(
        range_of(before.time, now, calendar), time_grain(before.group_by)
    )
    if draft.time is not None:
        compare = query.compare if query.compare and query.compare.kind != "range" else None
        query = query.but(time=draft.time, compare=compare)
    if by_step and not isinstance(query.time, tuple):
        span = range_of(query.time, now, calendar)
        query = query.but(compare=stepped(span, time_grain(query.group_by)))
    if draft.compare is not None and edit.moves and isinstance(before.time, TimeRange):
        earlier = _earlier(before.time, draft.compare.kind)
        return query.but(time=earlier, compare=None) if earlier is not None else query
    if draft.compare is not None:
        time: QueryTime = query.time[-1] if isinstance(query.time, tuple) else query.time
        query = query.but(compare=draft.compare, time=time)
    return query


def _earlier(time: TimeRange, kind: str) -> TimeRange | None:
    """The stretch of the same length a year, or its own length, before; None where it is no whole months."""
    months = months_between(time.start.date(), time.end.date()) if time.start.day == time.end.day == 1 else 0
    if not months:
        return None
    back = 12 if kind == "same_period_last_year" else months
    return TimeRange(shift_months(time.start, -back), shift_months(time.end, -back))


def _with_metrics(edit: Edit, draft: Draft) -> MetricQuery:
    base = edit.base
    named = tuple(name for name in draft.focus if name in draft.metrics)
    if not named or set(named) == set(base.metrics):
        return base
    only_order = bool(draft.order_by) and all(order.field in base.metrics for order in draft.order_by)
    if edit.adds or only_order:
        return base.but(metrics=tuple(dict.fromkeys((*base.metrics, *named))))
    first = named[0]
    orders = tuple(
        replace(order, field=first if order.field in base.metrics else order.field) for order in base.order_by
    )
    having = tuple(item for item in base.having if _field(item) in named)
    return base.but(metrics=named, order_by=orders, having=having)


def _groups(before: Sequence[str], draft: Draft, edit: Edit) -> tuple[str, ...]:
    """What is said replaces its like: dimensions, or the buckets of time; "by month instead" of a
    query without buckets replaces its dimensions."""
    times = [name for name in draft.group_by if name.startswith(METRIC_TIME)]
    dimensions = [name for name in draft.group_by if name not in times]
    old_times = [name for name in before if name.startswith(METRIC_TIME)]
    old_dimensions = [name for name in before if name not in old_times]
    swapped = bool(dimensions) or (edit.replaces and bool(times) and not old_times)
    kept = old_dimensions if edit.adds or not swapped else []
    return tuple(dict.fromkeys((*kept, *dimensions, *(times or old_times))))


def _conditions(before: Sequence[Filter], new: Sequence[Filter], adds: bool) -> tuple[Filter, ...]:
    out = list(before)
    for item in new:
        out = _with_condition(out, item, adds)
    return tuple(out)


def _with_condition(before: list[Filter], item: Filter, adds: bool) -> list[Filter]:
    """A value replaces the values of its dimension; an exclusion takes it out of them or adds to it."""
    if not isinstance(item, Condition):
        return [*before, item]
    same = [old for old in before if isinstance(old, Condition) and old.field == item.field]
    others = [old for old in before if old not in same]
    included = next((old for old in same if old.op in ("=", "in")), None)
    if item.op in ("!=", "not in"):
        if included is not None and set(item.values) & set(included.values):
            left = tuple(value for value in included.values if value not in item.values)
            return (
                [*others, Condition(item.field, "=" if len(left) == 1 else "in", left)]
                if left
                else [*others, item]
            )
        excluded = tuple(value for old in same if old.op in ("!=", "not in") for value in old.values)
        values = tuple(dict.fromkeys((*excluded, *item.values)))
        kept = [old for old in same if old.op not in ("!=", "not in")]
        return [*others, *kept, Condition(item.field, "!=" if len(values) == 1 else "not in", values)]
    if adds and included is not None and item.op in ("=", "in"):
        values = tuple(dict.fromkeys((*included.values, *item.values)))
        return [*others, Condition(item.field, "in", values)]
    return [*others, item]


def _replaced(before: Sequence[Filter], new: Sequence[Filter]) -> tuple[Filter, ...]:
    fields = {_field(item) for item in new}
    return (*(item for item in before if _field(item) not in fields), *new)


def _with_order(query: MetricQuery, draft: Draft) -> MetricQuery:
    orders, base = tuple(draft.order_by) or query.order_by, draft.ground.base
    if draft.limit is not None:
        orders = orders or (Order(query.metrics[0], True),)
        per = draft.limit_per or _time_beside_groups(query.group_by)
        return query.but(limit=draft.limit, order_by=orders, limit_per=per)
    if query.limit_per is not None and query.limit_per not in query.group_by:
        query = query.but(limit_per=None)
    added = [name for name in query.group_by if base is not None and name not in base.group_by]
    if query.limit is not None and query.limit_per is None and len(added) == 1 < len(query.group_by):
        # The first few of what there was, in each group of what is added; not the first few cells.
        query = query.but(limit_per=added[0])
    fields = {*query.metrics, *query.group_by}
    return query.but(order_by=tuple(order for order in orders if order.field in fields))


def _time_beside_groups(groups: Sequence[str]) -> str | None:
    """The buckets within which groups are ranked, where a query has both."""
    times = [name for name in groups if name.startswith(METRIC_TIME)]
    return times[0] if len(times) == 1 < len(groups) else None


def _check_fields(query: MetricQuery, draft: Draft) -> None:
    """What was kept must still apply to the metrics."""
    linker = draft.ground.linker
    swaps = {
        name for metric in query.metrics for name in draft.ground.catalog.metrics[metric].card.by_dimension
    }
    usable = {option.name for option in linker.options(query.metrics)}
    usable |= {option.qualified_name for option in linker.options(query.metrics)}
    for name in [*query.group_by, *(_field(item) for item in query.where)]:
        base = METRIC_TIME if name.startswith(METRIC_TIME) else name
        bare = base.rsplit("__", 1)[0]
        if base and base not in usable and bare not in usable and base not in swaps:
            raise ImpossibleError("incompatible_dimension", base)


def _field(item: Filter) -> str:
    return item.field if isinstance(item, Condition) else ""
