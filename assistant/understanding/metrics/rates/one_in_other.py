"""The share of one metric in another that the sentence says: "of the SQLs for each product, how many percent became
customers", 各大区收入里有几成是利润. Left to itself, each of the two would be shown as its groups' shares of the total.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Catalog, Derived, Metric, Ratio
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import name_holds
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.known import denominator, shown_with
from assistant.understanding.metrics.rates.derived_shares import derived_shares
from assistant.understanding.words import load_vocabulary

_SHARES = ("shape.share", "shape.how_much_of", "shape.multiple")
_WHOLES = ("shape.of_total", "shape.takes")
_JOINED = ("join.and", "join.or", "join.versus")
_CLAUSES = (",", "，", ";", "；")
_SEPARATE = ("per.each", "per.before")


def take_one_in_other(draft: Draft) -> None:
    """Put the catalog's rate of the two, else the one amount divided by the other, in their place.

    Raises ImpossibleError where two counts have no rate, or a difference in percent none of its own: neither of
    the two is what is asked for.
    """
    if draft.ground.base is not None or draft.ratio_to is not None or set(draft.metrics) - set(draft.focus):
        return
    if _take_for_one_unit(draft) or _drop_what_it_is_of(draft):
        return
    if len(draft.metrics) == 1:
        _take_rate_of_each(draft)
    if len(draft.metrics) != 2:
        return
    marks = draft.find(*_SHARES)
    first, second = sorted(draft.metrics, key=lambda name: draft.focus[name])
    if marks and _differ(draft, first, second):
        marks += [at for at in range(draft.focus[first]) if draft.has(at, "join.versus", "intent.define")]
        _take(draft, _variances(draft.ground.catalog, first, second), first, second, marks)
        return
    found = _sides(draft, first, second, marks)
    if found is None:
        return
    part, whole = found
    rates = _rates(draft, part, whole)
    if rates or not _are_amounts(draft, part, whole):
        _take(draft, rates, part, whole, marks)
        return
    draft.metrics = [part, whole]
    draft.ratio_to = whole
    _read(draft, part, whole, marks)


def _sides(draft: Draft, first: str, second: str, marks: list[int]) -> tuple[str, str] | None:
    """The part and the whole; None where the sentence says the two side by side."""
    one, other = draft.focus[first], draft.focus[second]
    if not marks or any(draft.has(at, *_JOINED) for at in range(one + 1, other)):
        return None
    if draft.has(other - 1, *_SEPARATE):
        return None  # revenue per order
    between = draft.between(one, other)
    ascii_ = draft.pieces[one].text.isascii() and draft.pieces[other].text.isascii()
    mark = marks[0]
    if not ascii_ or not draft.pieces[mark].text.isascii():
        among = tuple(load_vocabulary().anaphora["among"])
        if between.strip().startswith(among):
            return second, first  # 收入里有几成是利润
        if between.strip() in load_vocabulary().anaphora["within"] and mark > other:
            behind = draft.ground.text[draft.pieces[other].end :].strip()
            return (first, second) if behind.startswith(among) else None  # 服务费在收入里占多大比重
        if one < mark < other and _puts_whole_first(draft, mark):
            return second, first  # 线索有百分之多少进到商机
        makes_up = [at for at in range(one + 1, other) if draft.has(at, *_WHOLES)]
        return (first, second) if makes_up and mark > other else None  # 利润占收入的百分之几
    if draft.has(mark, "shape.multiple"):
        return None  # "ratio of orders to visits" says itself which is divided
    if mark < one:
        set_against = load_vocabulary().matching("whole.set_against", between)
        return (second, first) if _opens(draft, mark) and not set_against else None
    if one < mark < other:
        led = load_vocabulary().matching("whole.led", draft.ground.text[: draft.pieces[one].start])
        if led and not _opens(draft, mark):
            return second, first
    return None


def _opens(draft: Draft, mark: int) -> bool:
    """Whether the word for a share leads to what it is of."""
    text = draft.pieces[mark].text
    return text.split(" ")[-1] == "of" or draft.ground.text[draft.pieces[mark].end :].lstrip().startswith(
        "of "
    )


def _puts_whole_first(draft: Draft, mark: int) -> bool:
    said = draft.ground.text[: draft.pieces[mark].end]
    if draft.pieces[mark].text.isascii():
        return False
    return load_vocabulary().matching("share.of_those", said) is not None


def _rates(draft: Draft, part: str, whole: str) -> list[str]:
    catalog, said = draft.ground.catalog, words(draft.pieces[draft.focus[part]].text)
    below = [m for m in shown_with(catalog, denominator, whole) if isinstance(m.kind, Ratio)]
    exact = [m.name for m in below if m.kind.numerator.metric == part]  # type: ignore[union-attr]
    if exact := exact or derived_shares(catalog, part, whole):
        return exact
    rates = [m for m in below if m.card.unit in ("percent", "ratio")]
    above = {m.kind.numerator.metric for m in rates}  # type: ignore[union-attr]
    told = [m.name for m in rates if name_holds(m, said)]
    if told:
        return told
    shown = catalog.complete.metrics
    holding = [name for name in above if name_holds(shown[name], said)]
    return [m.name for m in rates if m.kind.numerator.metric in holding]  # type: ignore[union-attr]


def _are_amounts(draft: Draft, part: str, whole: str) -> bool:
    catalog = draft.ground.catalog
    units = {catalog.metrics[name].card.unit for name in (part, whole)}
    return len(units) == 1 and not (is_count(catalog, part) and is_count(catalog, whole))


def _differ(draft: Draft, first: str, second: str) -> bool:
    """Whether the percentage of a difference between the two is asked for."""
    one, other = draft.focus[first], draft.focus[second]
    if not any(draft.has(at, *_JOINED) for at in range(one + 1, other)):
        return False
    vocabulary, text = load_vocabulary(), draft.ground.text
    before, behind = text[: draft.pieces[one].start], text[draft.pieces[other].end :]
    return bool(
        vocabulary.matching("difference.before", before) or vocabulary.matching("difference.behind", behind)
    )


def _variances(catalog: Catalog, first: str, second: str) -> list[str]:
    """Percentages that the catalog derives from the difference of the two. What it sets the one against may be another
    number of the same unit: planned hours and those that projects took over their life.
    """
    found = [metric.name for metric in shown_with(catalog, _set_against, first, second)]
    both = [name for name in found if {first, second} <= set(_set_against(catalog, catalog.metrics[name]))]
    return both or found


def _set_against(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The two amounts of one unit that a derived percentage is the difference of."""
    kind = metric.kind
    if not isinstance(kind, Derived) or metric.card.unit != "percent" or "-" not in kind.expr.text:
        return
    inputs = {item.metric for item in kind.inputs}
    units = {catalog.complete.metrics[name].card.unit for name in inputs}
    if len(inputs) == 2 and len(units) == 1 and not any(item.offset_window for item in kind.inputs):
        yield from inputs


def _take(draft: Draft, rates: list[str], part: str, whole: str, marks: list[int]) -> None:
    if len(rates) != 1:
        told = not any(_puts_whole_first(draft, at) for at in marks)
        raise ImpossibleError("unread_condition", draft.pieces[marks[0]].text, told=told)
    _read(draft, part, whole, marks)
    [rate] = rates
    if _is_asked_too(draft, part, whole):
        draft.exchange(part, rate)
        draft.metrics = [whole, rate]
        draft.assume("default_metric", rate)
        return
    place, other = draft.focus.pop(part), draft.focus.pop(whole)
    draft.metrics = [rate]
    draft.focus[rate] = place
    for at in (place, other):
        draft.read_as(at, "metric", rate)
    draft.assume("default_metric", rate)


def _is_asked_too(draft: Draft, part: str, whole: str) -> bool:
    """Whether the number of the whole is asked for in a clause before: 来了多少线索，其中有多大比例变成MQL."""
    first, last = draft.focus[whole], draft.focus[part]
    if first > last:
        return False
    asked = any(piece.is_("shape.how_many") for piece in draft.pieces[:first])
    asked = asked or any(
        word in draft.pieces[first].text for word in load_vocabulary().codewords["asks_number"]
    )
    between = draft.between(first, last)
    return asked and any(mark in between for mark in _CLAUSES)


def _read(draft: Draft, part: str, whole: str, marks: list[int]) -> None:
    one, other = sorted((draft.focus[part], draft.focus[whole]))
    for at in [*marks, *(at for at in range(one + 1, other) if draft.free(at) and draft.has(at, *_WHOLES))]:
        draft.read(at, "analysis", "ratio")


def _take_rate_of_each(draft: Draft) -> None:
    """ "What share of each priority's tickets breached the SLA" and 各优先级的工单有几成超时 are each priority's rate, and
    no part of all breaches.
    """
    marks = draft.find("shape.share", "shape.how_much_of")
    if len(marks) != 1:
        return
    [name], [mark] = draft.metrics, marks
    at = draft.focus.get(name, -1)
    whole_first = _puts_whole_first(draft, mark)
    beside = [
        place
        for place in (range(mark) if whole_first else range(mark + 1, at))
        if place in draft.meanings and draft.meanings[place][0] == "filler"
    ]
    whole = next((draft.meanings[place][1] for place in beside if draft.pieces[place].metrics), None)
    if whole is None or (whole_first and at < mark):
        return
    if not whole_first and (not draft.has(mark + 1, "per.each") or not _opens(draft, mark)):
        return
    rates = _rates(draft, name, whole)
    if len(rates) != 1:
        raise ImpossibleError("unread_condition", draft.pieces[mark].text, told=not whole_first)
    draft.exchange(name, rates[0])
    draft.read(mark, "metric", rates[0])
    draft.assume("default_metric", rates[0])


def _take_for_one_unit(draft: Draft) -> bool:
    """ "For every yuan spent on ads, how much revenue": the second amount divided by the first, or the catalog's own ratio.

    Raises ImpossibleError where no two amounts of one unit are named, and what is named is no such ratio.
    """
    pattern = load_vocabulary().matching("money.one", draft.ground.text)
    if pattern is None:
        return False
    catalog = draft.ground.catalog
    start, end = pattern.span()
    if all(catalog.metrics[name].card.unit in ("ratio", "percent") for name in draft.metrics):
        return False
    if any(isinstance(catalog.metrics[name].kind, Ratio) for name in draft.metrics):
        return False
    said = draft.ground.text[start:end].strip()
    if len(draft.metrics) != 2:
        raise ImpossibleError("unread_condition", said, told=True)
    below, above = sorted(draft.metrics, key=lambda name: draft.focus[name])
    if not start <= draft.pieces[draft.focus[below]].start or not _are_amounts(draft, above, below):
        raise ImpossibleError("unread_condition", said, told=True)
    for at, piece in enumerate(draft.pieces):
        if start <= piece.start and piece.end <= end and at not in draft.focus.values():
            draft.read_as(at, "analysis", "ratio")
    own = [m.name for m in shown_with(catalog, denominator, below) if _divides(m, above)]
    if len(own) == 1:
        _take(draft, own, above, below, [])
    else:
        draft.metrics, draft.ratio_to = [above, below], below
    return True


def _divides(metric: Metric, above: str) -> bool:
    return isinstance(metric.kind, Ratio) and metric.kind.numerator.metric == above


def _drop_what_it_is_of(draft: Draft) -> bool:
    """一个客户平均贡献多少收入 is one number: the revenue says what the average of a customer is of."""
    if len(draft.metrics) != 2:
        return False
    first, second = sorted(draft.metrics, key=lambda name: draft.focus[name])
    one, other = draft.focus[first], draft.focus[second]
    kind = draft.ground.catalog.metrics[first].kind
    if not isinstance(kind, Ratio) or kind.numerator.metric != second:
        return False
    inside = range(one + 1, other)
    asked = [at for at in inside if draft.has(at, "shape.how_many", "shape.amount")]
    if not asked or any(draft.has(at, *_JOINED) or draft.pieces[at].mark for at in inside):
        return False
    draft.metrics.remove(second)
    draft.focus.pop(second)
    draft.read_as(other, "metric", first)
    return True
