"""Questions for a number of things, and for the unit of a number."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.catalog.model import Catalog, Metric, Ratio, Simple
from assistant.understanding.cutting.tokens import singular, words
from assistant.understanding.draft import Draft, ImpossibleError, UndecidedError
from assistant.understanding.lexicon import EntityName
from assistant.understanding.metrics.known import denominator, model_of_rows, shown_with
from assistant.understanding.neighbours import is_itself, opening
from assistant.understanding.units import converted, unit_of_metric, unit_told, units_in
from assistant.understanding.words import load_vocabulary

_OF_SHARES = ("percent", "ratio")
COUNTS = ("count", "count_distinct", "sum_boolean")


def is_count(catalog: Catalog, name: str) -> bool:
    metric = catalog.metrics[name]
    if metric.card.unit is not None:
        return metric.card.unit == "count"
    return isinstance(metric.kind, Simple) and metric.kind.function in COUNTS


def adds_up(catalog: Catalog, name: str) -> bool:
    """Whether a part of what is counted would be a part of the metric, as revenue of some is."""
    kind = catalog.metrics[name].kind
    return isinstance(kind, Simple) and kind.function in (*COUNTS, "sum")


def counts_each_once(catalog: Catalog, name: str) -> bool:
    """Whether it is a number of different things, each of which counts once however often it comes."""
    kind = catalog.metrics[name].kind
    return isinstance(kind, Simple) and kind.function == "count_distinct"


def extreme_of(catalog: Catalog, name: str) -> str | None:
    """The end that the metric is of its rows: max or min."""
    kind = catalog.metrics[name].kind
    return kind.function if isinstance(kind, Simple) and kind.function in ("max", "min") else None


def check_counted(draft: Draft) -> None:
    """ "How many" of something is no question for a rate, an amount or a duration.

    Raises ImpossibleError, unless it asks for the metric in its own unit: how many days.
    """
    if draft.counted_at is not None:
        return
    _check_money(draft)
    _check_duration(draft)
    _check_measures(draft)
    _check_each(draft)
    _check_things(draft)
    _check_named_things(draft)
    units = [draft.ground.catalog.metrics[name].card.unit for name in draft.metrics]
    measured = [unit for unit in map(unit_of_metric, units) if unit is not None and unit != "count"]
    if len(measured) < len(units):
        return
    for at, piece in enumerate(draft.pieces):
        if not piece.is_("shape.counted") or piece.concerns:
            continue
        behind = draft.right(at)
        said = _units_said(draft.pieces[behind].text) if behind is not None else frozenset()
        if not any(converted(1, said, unit) for unit in measured) and not _counts_per(draft):
            raise ImpossibleError("unread_condition", piece.text)


def _units_said(text: str) -> frozenset[str]:
    """The unit that it is, or that it ends with: the minutes of "how many call minutes"."""
    return units_in(text) or (units_in(text.split(" ")[-1]) if text.isascii() else frozenset())


def _check_things(draft: Draft) -> None:
    """有多少访客变成了线索 asks how many they are, and not for the rate that those words make up.

    Raises ImpossibleError.
    """
    catalog = draft.ground.catalog
    for name, at in draft.focus.items():
        if name not in draft.metrics or not at or (catalog.metrics[name].card.unit or "") not in _OF_SHARES:
            continue
        piece = draft.pieces[at]
        asked = draft.has(at - 1, "shape.how_many") and draft.pieces[at - 1].end == piece.start
        if asked and piece.text.casefold() not in {label.casefold() for label in catalog.metrics[name].names}:
            raise ImpossibleError("unread_condition", draft.pieces[at - 1].text)


def _check_named_things(draft: Draft) -> None:
    """有多少客户流失了 asks for a number of customers, which no rate is. Raises ImpossibleError."""
    metrics = draft.ground.catalog.metrics
    if not draft.metrics or not all(metrics[name].card.unit in _OF_SHARES for name in draft.metrics):
        return
    for at, (piece, thing) in enumerate(pairwise(draft.pieces)):
        named = thing.entities or any(isinstance(item, EntityName) for item in opening(draft, at + 1))
        if piece.is_("shape.how_many") and not piece.concerns and piece.end == thing.start and named:
            raise ImpossibleError("unread_condition", thing.text)


def _counts_per(draft: Draft) -> bool:
    """Whether what is named are numbers of things per another one: the number of "tracks per album"."""
    catalog = draft.ground.catalog
    for name, at in draft.focus.items():
        kind = catalog.metrics[name].kind if name in catalog.metrics else None
        if not isinstance(kind, Ratio) or not is_count(catalog, kind.numerator.metric):
            return False
        if not any(f" {mark} " in draft.pieces[at].text for mark in ("per", "each", "a")):
            return False
    return bool(draft.focus)


def _check_money(draft: Draft) -> None:
    """ "How much money" is no question for a count or a rate. What one of those that are counted costs
    is another metric: 拿一条线索要多少钱.

    Raises UndecidedError with the amounts per what is counted, ImpossibleError where there is none.
    """
    catalog = draft.ground.catalog
    units = {name: catalog.metrics[name].card.unit for name in draft.metrics}
    if any(
        unit.startswith("currency") if unit else not is_count(catalog, name) for name, unit in units.items()
    ):
        return
    for piece in draft.pieces:
        if not piece.is_("shape.money") or piece.concerns:
            continue
        for name, at in draft.focus.items():
            amounts = _amounts_of_one(draft, name)
            if amounts and draft.pieces[at].start not in draft.ground.picks:
                raise UndecidedError("ambiguous_metric", draft.pieces[at], amounts)
        raise ImpossibleError("unread_condition", piece.text)


def _check_duration(draft: Draft) -> None:
    """ "How long" and "how often" are no questions for the number of things, nor for money. Raises ImpossibleError."""
    catalog = draft.ground.catalog
    if draft.metrics and all(
        is_count(catalog, name) or is_money(catalog.metrics[name]) for name in draft.metrics
    ):
        for piece in draft.pieces:
            if piece.is_("duration.asked", "duration.often") and not piece.concerns and piece.time is None:
                raise ImpossibleError("unread_condition", piece.text)


def _check_measures(draft: Draft) -> None:
    """The cheapest of something is ranked by what it costs, and the longest by how long it takes.

    Raises UndecidedError with the amounts per what is counted, ImpossibleError where there is none.
    """
    catalog = draft.ground.catalog
    if not draft.metrics or not all(is_count(catalog, name) for name in draft.metrics):
        return
    for piece in draft.pieces:
        if piece.concerns or not piece.is_("order.priced", "order.lasting"):
            continue
        for name, at in draft.focus.items():
            amounts = _amounts_of_one(draft, name) if piece.is_("order.priced") else []
            if amounts and draft.pieces[at].start not in draft.ground.picks:
                _take_or_ask(draft, name, at, amounts)
                return
        raise ImpossibleError("unread_condition", piece.text)


def _amounts_of_one(draft: Draft, count: str) -> list[str]:
    """The amounts per one of what is counted; those before others that what is asked for would have computed as another
    metric.
    """
    amounts = amounts_per(draft.ground.catalog, count)
    return [name for name in amounts if is_itself(draft, name)] or amounts


def _take_or_ask(draft: Draft, name: str, at: int, options: list[str]) -> None:
    """The only metric that is meant in place of a count; UndecidedError where there are several."""
    if len(options) > 1:
        raise UndecidedError("ambiguous_metric", draft.pieces[at], options)
    draft.exchange(name, options[0])
    draft.assume("default_metric", options[0])


def _check_each(draft: Draft) -> None:
    """ "How much did each visit bring in" asks for a metric per visit, not for the visits.

    Raises UndecidedError with the metrics that are divided by the count, ImpossibleError without one.
    """
    catalog = draft.ground.catalog
    for name, at in list(draft.focus.items()):
        piece = draft.pieces[at]
        before = at - 1
        if piece.dimensions or piece.start in draft.ground.picks or not is_count(catalog, name):
            continue
        if name == draft.ratio_to:
            continue
        single = before >= 0 and draft.pieces[before].text in load_vocabulary().anaphora["single"]
        if draft.has(before, "average.person"):
            continue  # 平均每人充电次数 is a mean over people, whoever they are
        if not single or draft.between(before, at).strip() or opening(draft, at):
            continue  # the form views of 每个表单的浏览数 are those of each form
        per = [metric.name for metric in shown_with(catalog, denominator, name)]
        per = _told_by_deed(draft, per) or per
        if not per:
            raise ImpossibleError("unread_condition", draft.pieces[before].text)
        if draft.left(before) in draft.focus.values():  # another amount of each than those of the catalog
            raise UndecidedError("ambiguous_metric", piece, per)
        _take_or_ask(draft, name, at, per)
        if draft.free(before):
            draft.read(before, "connective")


def _told_by_deed(draft: Draft, names: list[str]) -> list[str]:
    """Those of the metrics that are amounts called as a verb of the question says: "bring in" for revenue."""
    catalog, deeds = draft.ground.catalog, load_vocabulary().deeds
    said = {role.removeprefix("deed.") for p in draft.pieces for role in p.roles if role.startswith("deed.")}
    nouns = {noun for deed in said for noun in deeds[deed]}
    return [
        name
        for name in names
        if is_money(catalog.metrics[name])
        and any(noun in label.casefold() for label in catalog.metrics[name].labels for noun in nouns)
    ]


def _take_worth(draft: Draft) -> None:
    """ "The value of orders" is the amount that adds up over the orders, not their number.

    Raises UndecidedError with such amounts where there are several, ImpossibleError without one.
    """
    catalog = draft.ground.catalog
    for at in draft.find("shape.worth_of"):
        counted = next((name for name, place in draft.focus.items() if place == at + 1), None)
        if counted is None or not is_count(catalog, counted):
            draft.read(at, "filler")
            continue
        own = draft.focus[counted]
        if draft.pieces[own].start in draft.ground.picks:
            draft.read(at, "filler")
            continue
        sums = [m.name for m in _beside(catalog, counted) if _adds_up_rows_of(catalog, m, counted)]
        if not sums:
            raise ImpossibleError("unread_condition", draft.pieces[at].text)
        worth = [name for name in sums if _is_called_worth(catalog.metrics[name])]
        if len(worth) != 1:
            raise UndecidedError("ambiguous_metric", draft.pieces[own], worth or sums)
        _take_or_ask(draft, counted, own, worth)
        draft.read(at, "metric", worth[0])


def sums_over(catalog: Catalog, count: str) -> list[str]:
    """The amounts of money that add up over the very rows that are counted; the one that is called their worth, where
    one alone is.
    """
    sums = [m.name for m in _beside(catalog, count) if _adds_up_rows_of(catalog, m, count)]
    worth = [name for name in sums if _is_called_worth(catalog.metrics[name])]
    return worth if len(worth) == 1 else sums


def _is_called_worth(metric: Metric) -> bool:
    """Whether one of its names says that it is an amount: the freight of orders is not what they are worth."""
    said = load_vocabulary().codewords["worth"]
    names = [name for name in metric.names if name.isascii()]
    return any(set(words(name)) & said for name in names)


def _adds_up_rows_of(catalog: Catalog, metric: Metric, count: str) -> bool:
    """Whether it adds up an amount of money over all the rows that are counted."""
    kinds = metric.kind, catalog.metrics[count].kind
    if not (is_money(metric) and isinstance(kinds[0], Simple) and isinstance(kinds[1], Simple)):
        return False
    same = kinds[0].model == kinds[1].model and metric.filters == catalog.metrics[count].filters
    return same and kinds[0].function == "sum"


def take_amounts(draft: Draft) -> None:
    """The amount of what is counted, where the question asks for both: 多少停滞商机,金额多大.

    Raises UndecidedError, ImpossibleError.
    """
    _take_worth(draft)
    _take_paid(draft)
    for at in draft.find("shape.amount"):
        if draft.has(at, "threshold.worth") and _limits(draft, at + 1):
            continue  # "deals worth more than 300k" limits what each of them is worth
        if draft.metrics and all(is_money(draft.ground.catalog.metrics[name]) for name in draft.metrics):
            draft.read(at, "filler")  # 预算金额 of what is money anyway
            continue
        counts = [name for name in draft.metrics if is_count(draft.ground.catalog, name)]
        sums = [other.name for name in counts for other in _sums_of(draft.ground.catalog, name)]
        if len(sums) == 1:
            draft.read(at, "metric", sums[0])
            draft.focus.setdefault(sums[0], at)
            draft.metrics += [name for name in sums if name not in draft.metrics]


def _take_paid(draft: Draft) -> None:
    """That it is paid says nothing more of what is named before and is a cost: "how much subsidy did we pay per order"."""
    metrics = draft.ground.catalog.metrics
    shown = [name for name in draft.metrics if not is_count(draft.ground.catalog, name)]
    if not shown or not all(is_money(metrics[name]) for name in shown):
        return
    costs = all(metrics[name].card.direction != "up" for name in shown)
    for at in draft.find("shape.money") if costs else ():
        if all(draft.focus.get(name, at) < at for name in shown):
            draft.read(at, "filler")


def _limits(draft: Draft, at: int) -> bool:
    pieces = draft.pieces[at : at + 2]
    marked = bool(pieces) and any(role.startswith("threshold.") for role in pieces[0].roles)
    return marked and any(piece.number is not None for piece in pieces)


def is_money(metric: Metric) -> bool:
    return (metric.card.unit or "").startswith("currency")


def amounts_per(catalog: Catalog, count: str) -> list[str]:
    """Metrics of money that are divided by the count, or by a part of what it counts, or that add up what
    is counted.
    """
    per = [metric for metric in shown_with(catalog, _divided_by, count) if is_money(metric)]
    return list(dict.fromkeys(metric.name for metric in (*per, *_sums_of(catalog, count))))


def _divided_by(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The counts that a ratio is per: its denominator, and counts of the same rows without the filters of that."""
    for below in denominator(catalog, metric):
        yield below
        part = catalog.metrics[below]
        for key in _rows(catalog, part) if part.filters else ():
            wholes = shown_with(catalog, _rows, key)
            yield from (whole.name for whole in wholes if not whole.filters and whole.kind == part.kind)


def _rows(catalog: Catalog, metric: Metric) -> Iterator[tuple[str, str, str]]:
    """What a simple metric does to which rows, whatever filters it has."""
    if isinstance(metric.kind, Simple):
        yield (metric.kind.model, metric.kind.function, metric.kind.expr.text)


def _sums_of(catalog: Catalog, count: str) -> list[Metric]:
    """Amounts of money of the very rows that are counted, where these are some of all."""
    filters = catalog.metrics[count].filters
    return [m for m in _beside(catalog, count) if filters and m.filters == filters and is_money(m)]


def _beside(catalog: Catalog, name: str) -> list[Metric]:
    """Metrics that are computed from rows of the same model."""
    return shown_with(catalog, model_of_rows, *model_of_rows(catalog, catalog.metrics[name]))


def measured_in(metric: Metric) -> str | None:
    """The unit of its card; of a plain number the one that its names or its definition tell."""
    unit = unit_of_metric(metric.card.unit)
    if unit not in (None, "count"):
        return unit
    return (
        unit_told(tuple(filter(None, (*metric.names, *metric.card.definition, metric.description)))) or unit
    )


def read_units(draft: Draft) -> None:
    """A unit that a metric is measured in says nothing new: 销售周期是多少天, "how many days is ..."."""
    metrics = [draft.ground.catalog.metrics[name] for name in draft.metrics]
    measured = [unit for unit in map(measured_in, metrics) if unit is not None]
    for at, piece in enumerate(draft.pieces):
        if not draft.free(at) or piece.concerns or (at and draft.pieces[at - 1].number is not None):
            continue
        said = units_in(piece.text)
        if said and "count" in said and singular(piece.text) == piece.text and piece.text.isascii():
            continue  # how many times is asked for; "on time" is something else
        if said and any(converted(1, said, unit) for unit in measured):
            draft.read(at, "filler")
