"""One metric divided by another that the question names: "GMV per buyer", "ratio of freight to sales", 收入除以订单数."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.catalog.metric import MEANS, models_read
from assistant.catalog.model import Metric, Ratio, Simple
from assistant.query import Condition, Filter, Order
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.tokens import singular, words
from assistant.understanding.draft import Draft, ImpossibleError, UndecidedError
from assistant.understanding.lexicon import VARIANT
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.events import is_event
from assistant.understanding.metrics.known import denominator, numerator, shown_with
from assistant.understanding.metrics.rates.derived_shares import derived_shares
from assistant.understanding.neighbours import only_bare, opening
from assistant.understanding.shape.average_things import things_at
from assistant.understanding.shape.one_of_topic import one_of_topic
from assistant.understanding.shape.said import is_said
from assistant.understanding.words import load_vocabulary

_PER = ("per.each", "per.before")
_AVERAGE = ("shape.average", "shape.on_average")
_DIVIDED = ("ratio.divided", "shape.multiple")
_SHARED = ("percent", "ratio", "score")
_PARTS = ("shape.of_total", "shape.takes", "shape.share", "shape.rate")
_MUCH = (
    "shape.how_many",
    "shape.multiple",
    "shape.how_much_of",
    "shape.share",
    "shape.of_total",
    "shape.takes",
)
_LINKS = (
    "join.versus",
    "join.than",
    "join.and",
    "threshold.to",
    "threshold.gt",
    "per.before",
    "filler.plain",
)


def is_divisor(draft: Draft, at: int) -> bool:
    """Whether it is a count that something is asked for per one of, and no thing that groups could be made of."""
    piece = draft.pieces[at]
    if not piece.metrics or piece.terms:
        return False
    best = max(name.strength for name in piece.metrics)
    named = best > VARIANT and not only_bare(piece)
    things = piece.entities or any(not item.boolean for item in piece.dimensions)
    if not is_event(draft, at) and (things or (opening(draft, at) and not named)):
        return False
    if draft.preceded(at, "join.and") or draft.followed(at, "join.and"):
        return False  # 每张表单的浏览数和提交数 are of each form
    if piece.dimensions and not _is_said_per(draft, at):
        return False  # "tickets for each paying customer" lists those who pay
    counts = all(is_count(draft.ground.catalog, name.metric) for name in piece.metrics)
    return counts and said_of_one(draft, at) is not None


def _is_said_per(draft: Draft, at: int) -> bool:
    """Whether it is "per" one, or each of them beside a word for average."""
    averaged = any(piece.is_(*_AVERAGE) and not piece.concerns for piece in draft.pieces)
    return averaged or (at > 0 and draft.pieces[at - 1].text in load_vocabulary().anaphora["per_one"])


def said_of_one(draft: Draft, at: int) -> list[int] | None:
    """The pieces right before a count that say it of one: "per", "one", 单个, 一次. None without such words, which
    may be no pieces of their own.
    """
    mark = _mark_of(draft, at)
    if mark is not None:
        return [mark]
    if behind := one_of_topic(draft, at):
        return behind
    own = bool(draft.pieces[at].entities or draft.pieces[at].dimensions)
    if not own and draft.has(at + 1 if at + 1 < len(draft.pieces) else None, "average.person"):
        return [at + 1]  # 活跃学员人均观看时长
    before = draft.ground.text[: draft.pieces[at].start].rstrip()
    said = [word for word in load_vocabulary().anaphora["one"] if _ends_with(before, word)]
    one = max(said, key=len, default="")
    single = one and not own and not one.isascii() and one not in load_vocabulary().anaphora["averaged"]
    if things_at(draft, at) and not is_event(draft, at) and not single:
        return None  # the average of each customer, where a mean is asked for
    if not one or draft.pieces[at].text.endswith("s"):
        return None
    start = len(before) - len(one)
    return [place for place in range(at) if draft.pieces[place].start >= start]


def _ends_with(text: str, word: str) -> bool:
    before = text[: -len(word)]
    return text.endswith(word) and (not word.isascii() or not before[-1:].isalnum())


def is_divided(draft: Draft) -> bool:
    """Whether a word for a division is said beside exactly two metrics."""
    named = [at for at, piece in enumerate(draft.pieces) if piece.metrics or piece.terms]
    return len(named) == 2 and (bool(draft.find(*_DIVIDED)) or _is_signed(draft, *named))


def _is_signed(draft: Draft, first: int, second: int) -> bool:
    """Whether a sign or word for a division stands between the two, or behind them: "page views over visits",
    浏览量和访问次数的比例, "divide page views by visits".
    """
    vocabulary, text = load_vocabulary(), draft.ground.text
    if vocabulary.matching("ratio.sign", text[draft.pieces[first].end : draft.pieces[second].start]):
        return True
    led = vocabulary.matching("ratio.before", text[: draft.pieces[first].start])
    if led and vocabulary.matching(
        "ratio.between", text[draft.pieces[first].end : draft.pieces[second].start]
    ):
        return True
    joined = second == first + 2 and draft.has(first + 1, "join.and", "join.versus")
    return joined and vocabulary.matching("ratio.behind", text[draft.pieces[second].end :]) is not None


def take_ratios(draft: Draft) -> None:
    """The catalog's own ratio of the two metrics, else the one divided by the other."""
    if len(draft.metrics) != 2 or draft.ground.base is not None or set(draft.metrics) - set(draft.focus):
        return
    found = _per(draft) or _divided(draft)
    if found is None:
        return
    above, below, marks = found
    own = [
        metric.name
        for metric in shown_with(draft.ground.catalog, numerator, above)
        if isinstance(metric.kind, Ratio)
        and metric.kind.denominator.metric == below
        and not (metric.kind.numerator.filters or metric.kind.denominator.filters)
    ]
    parts = any(draft.has(at, *_PARTS) for at in marks)
    if not own and not parts and not draft.find(*_DIVIDED) and _is_mean(draft, above):
        _keep_mean(draft, above, below, marks)
        return
    if not own and parts:
        _check_amount(draft, above)
        own = derived_shares(draft.ground.catalog, above, below)
    if len(own) != 1 and not draft.find(*_DIVIDED):
        _check_alike(draft, above, below)
    if len(own) != 1 and any(draft.has(at, *_PARTS[:3]) for at in marks):
        _check_rates(draft, above)
    for at in marks:
        draft.read(at, "analysis", "ratio")
    if len(own) == 1:
        place = draft.focus.pop(above)
        draft.read_as(draft.focus.pop(below), "metric", own[0])
        draft.focus[own[0]] = place
        draft.read_as(place, "metric", own[0])
        draft.metrics = own
        draft.assume("default_metric", own[0])
        return
    draft.metrics = [above, below]
    draft.ratio_to = below


def _is_mean(draft: Draft, name: str) -> bool:
    metric = draft.ground.catalog.metrics[name]
    mean = isinstance(metric.kind, Ratio) or (
        isinstance(metric.kind, Simple) and metric.kind.function in MEANS
    )
    return mean or metric.card.unit_kind in _SHARED


def _keep_mean(draft: Draft, above: str, below: str, marks: list[int]) -> None:
    """每个工单的平均满意度 is the mean over the tickets, which is not divided by their number once more.

    Raises ImpossibleError where it is no mean over what is counted.
    """
    metrics = draft.ground.catalog.complete.metrics
    if not set(models_read(metrics, above)) & set(models_read(metrics, below)):
        raise ImpossibleError("unread_condition", draft.pieces[draft.focus[below]].text, told=True)
    draft.metrics.remove(below)
    draft.read_as(draft.focus.pop(below), "metric", above)
    for at in marks:
        draft.read(at, "connective")


def _check_alike(draft: Draft, above: str, below: str) -> None:
    """ "Media cost per new customer" may be another cost per new customer that the catalog has; revenue per lead is no cost
    of a lead.

    Raises UndecidedError with those metrics.
    """
    catalog, at = draft.ground.catalog, draft.focus[above]
    metric, counted = catalog.metrics[above], _words(catalog.metrics[below])
    said = _words(metric) - counted
    alike = [
        other.name
        for other in shown_with(catalog, denominator, below)
        if other.card.unit == metric.card.unit
        and {other.card.direction, metric.card.direction} != {"up", "down"}
        and said & (_words(other) - counted)
    ]
    if alike and draft.pieces[at].start not in draft.ground.picks:
        raise UndecidedError("ambiguous_metric", draft.pieces[at], alike)


def _words(metric: Metric) -> frozenset[str]:
    """Of all its names: English words, and each two Chinese characters that stand side by side."""
    return frozenset(
        part
        for name in metric.names
        for word in words(name)
        for part in (["".join(pair) for pair in pairwise(word)] if has_cjk(word) else [singular(word)])
    )


def _check_amount(draft: Draft, above: str) -> None:
    """A rate is no share of an amount, whatever word of it was said: "discount as a share of revenue" is of discounts.

    Raises ImpossibleError.
    """
    if draft.ground.catalog.metrics[above].card.unit in ("percent", "ratio"):
        raise ImpossibleError("unread_condition", draft.pieces[draft.focus[above]].text, told=True)


def _check_rates(draft: Draft, above: str) -> None:
    """Gross profit as a share of revenue may be the margin that the catalog has, which is of other revenue.

    Raises UndecidedError with such rates.
    """
    at = draft.focus[above]
    rates = [m.name for m in shown_with(draft.ground.catalog, numerator, above) if m.card.unit == "percent"]
    if rates and draft.pieces[at].start not in draft.ground.picks:
        raise UndecidedError("ambiguous_metric", draft.pieces[at], rates)


def rank_by_ratio(draft: Draft) -> None:
    """What is ranked and limited is the ratio, and not what it is of."""
    if draft.ratio_to is None:
        return
    above = next(name for name in draft.metrics if name != draft.ratio_to)
    column = f"{above}__ratio"
    draft.order_by = [
        Order(column, order.descending) if order.field == above else order for order in draft.order_by
    ]
    draft.having = [_about_ratio(item, above, column) for item in draft.having]


def _about_ratio(item: Filter, above: str, column: str) -> Filter:
    return replace(item, field=column) if isinstance(item, Condition) and item.field == above else item


def _per(draft: Draft) -> tuple[str, str, list[int]] | None:
    """A metric per one of what the other counts."""
    places = {at: name for name, at in draft.focus.items() if name in draft.metrics}
    divisors = [at for at in places if is_divisor(draft, at)]
    if len(divisors) != 1:
        return None
    [at] = divisors
    marks = said_of_one(draft, at) or []
    above = next(name for place, name in places.items() if place != at)
    return above, places[at], [*marks, *draft.find(*_AVERAGE)]


def _divided(draft: Draft) -> tuple[str, str, list[int]] | None:
    """Two metrics beside a word for a division, the first one by the second."""
    marks = draft.find(*_DIVIDED)
    first, second = sorted(draft.metrics, key=lambda name: draft.focus[name])
    if not marks and not _is_signed(draft, draft.focus[first], draft.focus[second]):
        return None
    links = [
        at
        for at in range(draft.focus[first] + 1, draft.focus[second])
        if draft.has(at, *_LINKS, *_PARTS) and not draft.pieces[at].concerns
    ]
    if any(draft.has(at, *_PARTS) for at in links):
        behind = draft.right(draft.focus[second], *_MUCH, skip=("join.of",))
        links += [behind] if behind is not None and draft.has(behind, *_MUCH) and draft.free(behind) else []
    links += [at for at in (draft.focus[second] + 1, draft.focus[second] + 2) if _is_rate_word(draft, at)]
    links += [at for at in range(len(draft.pieces)) if draft.free(at) and is_said(draft, at, "ratio_said")]
    return first, second, [*marks, *links]


def _is_rate_word(draft: Draft, at: int) -> bool:
    return (
        at < len(draft.pieces)
        and draft.free(at)
        and draft.has(at, "shape.rate")
        and not draft.pieces[at].text.isascii()
    )


def _mark_of(draft: Draft, at: int) -> int | None:
    """The word for each right before a count; one that lists ("by") is none."""
    before = at - 1
    if before < 0 or not draft.has(before, *_PER) or draft.pieces[before].concerns:
        return None
    if draft.has(before, "per.kind"):
        return None  # 各类工单的平均满意度
    close = not draft.between(before, at).strip()
    return before if close and draft.has(before, "per.each") else None
