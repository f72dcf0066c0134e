"""How the answer is to look: shares, trends, comparisons, running totals, totals and rests."""

from __future__ import annotations

from assistant.catalog.model import Simple
from assistant.query import Condition
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.kinds import is_rate
from assistant.understanding.metrics.rates.part_rates import take_rate_behind
from assistant.understanding.shape.movers import is_ranked
from assistant.understanding.shape.part_asked import check_part_asked
from assistant.understanding.shape.said import is_said, read_said
from assistant.understanding.shape.shares import group_share, share_asked_behind
from assistant.understanding.shape.sides import parts_asked
from assistant.understanding.time.settling import time_grain
from assistant.understanding.words import load_vocabulary

_ADDITIVE = ("sum", "count", "count_distinct", "sum_boolean")
_CHANGES = ("shape.growth", "shape.rise", "shape.fall", "shape.turned")


def take_shapes(draft: Draft) -> None:
    _share(draft)
    for at in draft.find("shape.trend"):
        if is_ranked(draft, at):
            continue  # "the worst revenue trend" is no lowest revenue
        draft.trend = True
        draft.read(at, "analysis", "trend")
    _running(draft)
    _compare(draft)
    _flags(draft)
    _total_words(draft)


def _share(draft: Draft) -> None:
    if parts_asked(draft):
        return
    _read_rates(draft)
    found = draft.find("shape.share")
    whole = any(piece.is_("shape.of_total") for piece in draft.pieces)
    if not found and whole and not _rates_only(draft):
        found = draft.find("shape.how_much_of", "shape.multiple")
    if not found and not _rates_only(draft):
        found = share_asked_behind(draft)
    if not found and _asks_part(draft):
        found = draft.find("shape.how_much_of")
    if not found and not (_has_sign(draft) and _asks_part(draft)):
        return
    draft.share = True
    for at in found:
        draft.read(at, "share")
    for at in range(len(draft.pieces)):
        if draft.free(at) and is_said(draft, at, "share_moves"):
            draft.trend = draft.trend or draft.grain is None
            draft.read(at, "analysis", "trend")
    parts = [*found, *draft.find("shape.of_total", "shape.takes")]
    for at in draft.find(
        "shape.of_total", "shape.takes", "shape.total", *(("per.each",) if _grouped(draft) else ())
    ):
        draft.read(at, "share")
    read_said(draft, "share_said", "share")
    if not take_rate_behind(draft, parts):
        check_part_asked(draft, found)
        group_share(draft, parts)


def _has_sign(draft: Draft) -> bool:
    """Whether a sign for percent stands behind a metric: "revenue % by region"."""
    ends = [draft.pieces[at].end for name, at in draft.focus.items() if name in draft.metrics]
    return any(load_vocabulary().matching("share.sign", draft.ground.text[end:]) for end in ends)


def _asks_part(draft: Draft) -> bool:
    """Whether "what percentage" is about parts of a whole, and neither of a rate nor of a change."""
    if _rates_only(draft) or draft.compare is not None or isinstance(draft.time, tuple):
        return False
    if any(piece.is_(*_CHANGES) and not piece.concerns for piece in draft.pieces):
        return False
    return _grouped(draft) or any(
        isinstance(item, Condition) and item.op in ("=", "in") for item in draft.where
    )


def _read_rates(draft: Draft) -> None:
    """The "share" of what is one already: 线索转商机的比例, "what share of tickets were repeat issues"."""
    if _rates_only(draft):
        for at in draft.find("shape.rate", "shape.how_much_of", "shape.of_total"):
            draft.read(at, "filler")
        for at in draft.find("shape.share"):
            if draft.pieces[at].text in load_vocabulary().codewords["share_of_rate"]:
                draft.read(at, "filler")  # 各优先级SLA超时率占百分之几
        return
    metrics = draft.ground.catalog.metrics
    rates = {draft.focus[name] for name in draft.metrics if name in draft.focus and is_rate(metrics[name])}
    for at in draft.find("shape.share"):
        also = draft.preceded(at, "join.and")
        if also and draft.right(at, skip=("join.each", "per.each")) in rates:
            draft.read(at, "filler")  # "their tickets, and what portion each of them solved in one go"


def _rates_only(draft: Draft) -> bool:
    units = [draft.ground.catalog.metrics[name].card.unit for name in draft.metrics]
    return bool(units) and all(unit in ("percent", "ratio") for unit in units)


def _running(draft: Draft) -> None:
    base = draft.ground.base
    shown = base is not None and time_grain(base.group_by) is not None
    for at in draft.find("shape.running"):
        # "Cumulative" about what was just shown asks for its course.
        draft.trend = draft.trend or (base is not None and draft.grain is None and not shown)
        draft.running = "all" if draft.grain is not None or draft.trend or shown else None
        draft.read(at, "analysis", "running")


def _compare(draft: Draft) -> None:
    """ "Compare" is read where there is something to set side by side."""
    settled = (
        draft.compare is not None
        or isinstance(draft.time, tuple)
        or bool(draft.group_by)
        or draft.grain is not None
        or len(draft.metrics) > 1
    )
    for at in draft.find("shape.compare", "join.versus"):
        if settled and (draft.has(at, "shape.compare") or len(draft.metrics) > 1):
            draft.read(at, "comparison")
    beside, named = load_vocabulary().codewords["set_beside"], draft.focus.values()
    for at in draft.find("join.than") if len(draft.metrics) > 1 else ():
        if draft.pieces[at].text in beside and draft.left(at) in named and draft.right(at) in named:
            draft.read(at, "comparison")  # "revenue compared to bookings"


def _flags(draft: Draft) -> None:
    base = draft.ground.base
    if not _grouped(draft):
        return
    for at in draft.find("shape.totals"):
        if at + 1 < len(draft.pieces) and draft.pieces[at + 1].metrics:
            continue  # "net revenue and total refunds by category" asks for the refunds
        draft.totals = True
        draft.read(at, "analysis", "totals")
    if draft.limit is not None or (base is not None and base.limit is not None):
        for at in draft.find("shape.others"):
            draft.others = True
            for mark in draft.find("follow.together"):
                draft.read(mark, "analysis", "others")  # 其余的合并成其他
            draft.read(at, "analysis", "others")


def _total_words(draft: Draft) -> None:
    """ "Total" of a sum and "average" of an average say nothing new; of anything else they stay unread."""
    additive = [name for name in draft.metrics if _is_additive(draft, name)]
    for at in draft.find("shape.total", "shape.totals"):
        if additive and draft.free(at):
            draft.read(at, "filler")
    for at in draft.find("shape.together", "shape.added"):
        draft.read(at, "filler")
    if draft.metrics and len(additive) < len(draft.metrics):
        for at in draft.find("shape.average"):
            draft.read(at, "filler")
    for at in draft.find("shape.number_of"):
        if _names_number(draft, at):
            draft.read(at, "filler")
    counts = bool(draft.metrics) and all(is_count(draft.ground.catalog, name) for name in draft.metrics)
    for at in draft.find("shape.how_many", "per.which", "per.all"):
        if draft.has(at, "filler.plain") or _grouped(draft) or (counts and draft.has(at, "shape.how_many")):
            draft.read(at, "filler")
    if draft.where or draft.having or draft.limit or draft.time:
        for at in draft.find("restrict.only"):
            draft.read(at, "filter")


def _grouped(draft: Draft) -> bool:
    base = draft.ground.base
    return bool(draft.group_by) or (base is not None and bool(base.group_by))


def _names_number(draft: Draft, at: int) -> bool:
    """ "Number" beside a metric is that metric; beside what is grouped it is a count of that."""
    beside = (draft.left(at), draft.right(at))
    named = [name for name, place in draft.focus.items() if place in beside]
    counts = any(is_count(draft.ground.catalog, name) for name in draft.metrics)
    return any(name in draft.metrics or counts for name in named)


def _is_additive(draft: Draft, name: str) -> bool:
    metric = draft.ground.catalog.metrics[name]
    return isinstance(metric.kind, Simple) and metric.kind.function in _ADDITIVE
