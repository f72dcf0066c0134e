"""Leaving something out: "drop the comparison", 不用分了, "take out Enterprise"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.query import Condition, Filter, MetricQuery, Order, filtered_fields
from assistant.reading import Meaning
from assistant.understanding.conversation.work import (
    Work,
    bare,
    conditions_on,
    field_of,
    grouped_by,
    names_of,
    without_groups,
)
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.labels import field_label
from assistant.understanding.time.settling import METRIC_TIME

Change = tuple[MetricQuery, Meaning, str]

REMOVERS = ("follow.remove", "restrict.exclude")
_BEHIND = ("follow.remove_after", "restrict.exclude_after", "follow.remove", "restrict.exclude")
_LINKS = ("per.before", "per.after", "join.and", "join.or", "follow.same", "follow.filters", "restrict.kind")
"""Words around and between what is left out."""


def leave_out(work: Work) -> None:
    """Take the metric, group, condition, comparison or form that the question takes back."""
    for role, change in _WHOLE:
        said = [piece for piece in work.pieces if piece.is_(role) and not piece.concerns]
        if said:
            query, means, value = change(work.query)
            work.query = query
            work.take(said, means, value)
    _leave_out_behind(work)
    _leave_out_before(work)


def _leave_out_behind(work: Work) -> None:
    """What stands behind a word such as "drop", one after the other."""
    for piece in list(work.pieces):
        if not piece.is_(*REMOVERS) or piece not in work.pieces:
            continue
        at = work.pieces.index(piece)
        if _lists_others(work, at):
            work.pieces[at] = replace(piece, roles=piece.roles | {"restrict.exclude"})
            continue
        taken, told = _targets(work, at + 1, negates(piece) and not _closed(work, at))
        closed = any(each.is_("follow.filters") for each in taken)
        if piece.concerns and not closed:
            continue
        if told is not None:
            work.take((piece, *taken), *told)
        elif piece.is_("follow.remove") and not piece.is_("restrict.exclude"):
            # What is not there to be taken back is left out: by an exclusion.
            work.pieces[at] = replace(piece, roles=piece.roles | {"restrict.exclude"})


def _lists_others(work: Work, at: int) -> bool:
    """ "Drop retail and finance" of which only the first is a condition: both are left out."""
    fields: set[str] = set()
    known: list[bool] = []
    for piece in work.pieces[at + 1 :]:
        own = {value.dimension.rpartition(".")[2] for value in piece.values}
        if piece.values and (not fields or own & fields):
            fields = fields or own
            known.append(_value(work.query, piece) is not None)
        elif piece.concerns or not (piece.is_("join.and", "join.or") or piece.text == "、"):
            break
    return len(known) > 1 and len(set(known)) > 1


def _targets(work: Work, first: int, negated: bool) -> tuple[list[Piece], tuple[Meaning, str] | None]:
    taken: list[Piece] = []
    pending: list[Piece] = []
    told: tuple[Meaning, str] | None = None
    for piece in work.pieces[first:]:
        change = without(work.query, piece) or _in_part(work, piece)
        if negated and _is_last_value(work.query, piece):
            change = None  # said to be something else, it is not without a condition
        if told is not None and not pending and piece.is_("follow.filters"):
            taken.append(piece)  # "the age filter"
        elif change is not None and (told is None or _goes_on(pending, told[0], change[1])):
            work.query, told = change[0], change[1:]
            taken += [*pending, piece]
            pending = []
        elif piece.filler or piece.mark or piece.is_(*_LINKS):
            pending.append(piece)
        else:
            break
    else:
        taken += [] if told is None else [each for each in pending if not each.is_("per.before")]
        return taken, told
    closers = _until(pending, "per.before")
    return [*taken, *(closers if told is not None else ())], told


def negates(piece: Piece) -> bool:
    """Whether the word says what something is not, as "not" and 以外 do, rather than to take it away."""
    return piece.is_("follow.negate") or (
        piece.is_("restrict.exclude", "restrict.exclude_after")
        and not piece.is_("follow.remove", "follow.remove_after")
    )


def _is_last_value(query: MetricQuery, piece: Piece) -> bool:
    """Whether the piece names the only values that a condition has."""
    change = _value(query, piece)
    return change is not None and len(change[0].where) < len(query.where)


def _closed(work: Work, at: int) -> bool:
    """ "Not the email filter" is about the filter."""
    return any(piece.is_("follow.filters") for piece in work.pieces[at + 1 :])


def _goes_on(pending: list[Piece], before: Meaning, means: Meaning) -> bool:
    """Whether what comes behind a comma or "and" is left out as well: only its like is, and not where a word
    such as "by" asks for it.
    """
    listed = any(piece.mark or piece.is_("join.and", "join.or") for piece in pending)
    alike = means == before and means in ("metric", "dimension", "filter")
    return not listed or (alike and not any(piece.is_("per.before") for piece in pending))


def _until(pieces: list[Piece], role: str) -> list[Piece]:
    stop = next((at for at, piece in enumerate(pieces) if piece.mark or piece.is_(role)), len(pieces))
    return [piece for piece in pieces[:stop] if not piece.filler]


def _leave_out_before(work: Work) -> None:
    """What stands before a word such as 去掉 at the end: 项目类型不用分了, 浏览时长去掉."""
    said = work.said()
    for at in range(1, len(said)):
        if not said[at].is_(*_BEHIND) or (said[at].concerns and at != len(said) - 1):
            continue
        behind = said[at + 1] if at + 1 < len(said) else None
        if behind is not None and not (_is_apart(work, said[at], behind) or _only_points(said[at + 1 :])):
            continue
        back = at - 1
        while back > 0 and said[back].is_("per.after", "restrict.kind") and not said[back].concerns:
            back -= 1
        change = without(work.query, said[back])
        if negates(said[at]) and _is_last_value(work.query, said[back]):
            if not said[at].is_("restrict.exclude_after"):
                _leaves_out_before(work, said[at], "follow.negate")
            return
        if change is not None:
            work.query = change[0]
            lead = [said[back - 1]] if back and said[back - 1].is_("per.before") else []
            work.take((*lead, *said[back : at + 1]), *change[1:])
            return
        if said[back].values and not said[at].is_("restrict.exclude_after"):
            # 把北美剔掉: it is left out by an exclusion.
            _leaves_out_before(work, said[at], "follow.remove")


def _leaves_out_before(work: Work, mark: Piece, role: str) -> None:
    place = work.pieces.index(mark)
    work.pieces[place] = replace(mark, roles=frozenset({"restrict.exclude_after", role}))


def _only_points(behind: list[Piece]) -> bool:
    """把教育拿掉再看看: nothing else is said."""
    return all(piece.is_("follow.cue", "follow.same") and not piece.concerns for piece in behind)


def _is_apart(work: Work, first: Piece, second: Piece) -> bool:
    return any(piece.mark and first.end <= piece.start < second.start for piece in work.pieces)


def _in_part(work: Work, piece: Piece) -> Change | None:
    """The condition or group whose name has the word in it: "the age filter" of an age group."""
    kind = piece.is_("per.kind_of", "restrict.kind") and not piece.concerns
    if not piece.unread and not kind:
        return None
    said = words(piece.text)
    fields = (*work.query.group_by, *filtered_fields(work.query.where))
    named = [name for name in dict.fromkeys(fields) if _is_part(said, _labels(work, name))]
    if len(named) != 1:
        return None
    if named[0] in work.query.group_by:
        return without_groups(work.query, named), "dimension", f"-{named[0]}"
    left = tuple(item for item in work.query.where if field_of(item) != named[0])
    return work.query.but(where=left), "filter", f"-{named[0]}"


def _labels(work: Work, name: str) -> list[tuple[str, ...]]:
    return [words(field_label(work.catalog, name, language)) for language in ("zh", "en")]


def _is_part(said: tuple[str, ...], labels: list[tuple[str, ...]]) -> bool:
    return bool(said) and any(
        label[at : at + len(said)] == said for label in labels for at in range(len(label))
    )


# ── one thing ───────────────────────────────────────────────────────────────────────────────────────


def without(query: MetricQuery, piece: Piece) -> Change | None:
    """The query without what the piece names, if that is in it."""
    for kind in (_metric, _value, _dimension, _bucket, _form):
        found = kind(query, piece)
        if found is not None:
            return found
    return None


def _metric(query: MetricQuery, piece: Piece) -> Change | None:
    named = {name.metric for name in piece.metrics} & set(query.metrics)
    if not named or len(named) == len(query.metrics):
        return None
    kept = tuple(name for name in query.metrics if name not in named)
    orders = _orders_kept(query, named, kept[0])
    having = tuple(item for item in query.having if field_of(item) not in named)
    return query.but(metrics=kept, order_by=orders, having=having), "metric", f"-{', '.join(sorted(named))}"


def _orders_kept(query: MetricQuery, gone: set[str], first: str) -> tuple[Order, ...]:
    """The orders without those by what is gone; what picks the first ones goes by another metric then."""
    kept = tuple(order for order in query.order_by if order.field.partition("__")[0] not in gone)
    if kept or query.limit is None:
        return kept
    return tuple(replace(order, field=first) for order in query.order_by[:1])


def _value(query: MetricQuery, piece: Piece) -> Change | None:
    for item in query.where:
        if not isinstance(item, Condition):
            continue
        meant = _meant(item, piece)
        if not meant:
            continue
        left = tuple(value for value in item.values if value not in meant)
        if item.op in ("=", "in"):
            return query.but(where=_put(query.where, item, left)), "filter", f"-{item.field}"
    return None


def _meant(item: Condition, piece: Piece) -> set[object]:
    """The values of the condition that the piece can mean."""
    name = item.field.rsplit("__", 1)[-1]
    meant = {value.value for value in piece.values if value.dimension.rpartition(".")[2] == name}
    return {value for value in item.values if value in meant}


def _put(where: tuple[Filter, ...], item: Condition, left: tuple[object, ...]) -> tuple[Filter, ...]:
    """The conditions with fewer values in one of them; without it where none is left."""
    fewer = Condition(item.field, "=" if len(left) == 1 else "in", left)  # type: ignore[arg-type]
    return tuple(each if each is not item else fewer for each in where if each is not item or left)


def _dimension(query: MetricQuery, piece: Piece) -> Change | None:
    groups = grouped_by(query, piece)
    if groups:
        return without_groups(query, groups), "dimension", f"-{', '.join(groups)}"
    averaged = tuple(name for name in query.average_per if bare(name) in names_of(piece))
    if averaged:
        left_over = tuple(name for name in query.average_per if name not in averaged)
        return query.but(average_per=left_over), "dimension", f"-{', '.join(averaged)}"
    conditions = conditions_on(query, piece)
    if conditions:
        left = tuple(item for item in query.where if item not in conditions)
        return query.but(where=left), "filter", f"-{field_of(conditions[0])}"
    return None


def _bucket(query: MetricQuery, piece: Piece) -> Change | None:
    """不按月了, "no monthly split"."""
    if piece.concerns or (piece.time is None and not any(role.startswith("grain.") for role in piece.roles)):
        return None
    if piece.time is not None and piece.time.kind != "grain":
        return None
    times = tuple(name for name in query.group_by if name.startswith(METRIC_TIME))
    if not times:
        return None
    return without_groups(query, times).but(running=None, moving=None), "grain", f"-{times[0]}"


def _form(query: MetricQuery, piece: Piece) -> Change | None:
    """A comparison, a share, an order …; they are gone as well where there was none."""
    if piece.time is not None and piece.time.kind == "comparison":
        return _uncompared(query)
    if piece.concerns:
        return None
    return next((change(query) for roles, change in _FORMS if piece.is_(*roles)), None)


def _uncompared(query: MetricQuery) -> Change:
    time = query.time[-1] if isinstance(query.time, tuple) else query.time
    return query.but(compare=None, time=time), "comparison", "-"


def _unshared(query: MetricQuery) -> Change:
    return query.but(share_of_total=False, share_within=()), "share", "-"


def _unfiltered(query: MetricQuery) -> Change:
    return query.but(where=(), having=()), "filter", "-"


def _unordered(query: MetricQuery) -> Change:
    return query.but(order_by=(), limit=None, limit_per=None, others=False), "order", "-"


_FORMS: tuple[tuple[tuple[str, ...], Callable[[MetricQuery], Change]], ...] = (
    (("follow.filters",), _unfiltered),
    (("shape.share",), _unshared),
    (("shape.running",), lambda query: (query.but(running=None), "analysis", "-running")),
    (("shape.moving",), lambda query: (query.but(moving=None), "analysis", "-moving")),
    (("shape.average",), lambda query: (query.but(average_per=()), "analysis", "-average")),
    (("shape.compare", "join.versus"), _uncompared),
    (("shape.totals",), lambda query: (query.but(totals=False), "analysis", "-totals")),
    (("shape.others",), lambda query: (query.but(others=False), "analysis", "-others")),
    (("order.sort", "order.rank", "order.top", "follow.limit"), _unordered),
)
_WHOLE: tuple[tuple[str, Callable[[MetricQuery], Change]], ...] = (
    ("follow.no_comparison", _uncompared),
    ("follow.absolute", _unshared),
)
