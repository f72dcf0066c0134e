"""An outcome in the words of docs/what-you-can-ask.md: what was counted, split, for when, on which conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

from assistant.answer import Answer, Clarification, Outcome, Refusal
from assistant.catalog.model import Catalog
from assistant.presentation.names import Names
from assistant.presentation.numbers import format_value
from assistant.presentation.periods import period_text
from assistant.query import MetricQuery, Scalar, TimeRange

_FEW = 3
_CLAIMED = ("claim", "benchmark")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "by": "{metrics} by {fields}",
        "all": "all data",
        "and": " and ",
        "compared": "compared with {period}",
        "desc": "highest first",
        "asc": "lowest first",
        "change_desc": "highest growth first",
        "change_asc": "steepest fall first",
        "others": "the rest together",
        "stated": "Compared with",
        "top": "top {count}",
        "bottom": "bottom {count}",
        "per": "{text} in each {field}",
        "share": "share of the total",
        "claim": "says whether it is so",
        "benchmark": "set against the benchmark or target",
        "running": "running total",
        "moving": "moving average of {count} periods",
        "define": "definition of {metrics}",
        "list": "list of metrics",
        "owner": "owner {owner}",
        "clarify": "asks which: {options}",
        "refuse": "not answered: {reason}",
    },
    "zh": {
        "by": "{metrics}，按{fields}",
        "all": "全部数据",
        "and": "、",
        "compared": "对比{period}",
        "desc": "从高到低",
        "asc": "从低到高",
        "change_desc": "增长从高到低",
        "change_asc": "下降从大到小",
        "others": "其余合并",
        "stated": "对比：",
        "top": "前{count}名",
        "bottom": "后{count}名",
        "per": "每个{field}{text}",
        "share": "占比",
        "claim": "说明是否如此",
        "benchmark": "与基准或目标比较",
        "running": "累计",
        "moving": "{count}期移动平均",
        "define": "{metrics}的定义",
        "list": "指标清单",
        "owner": "负责部门 {owner}",
        "clarify": "请您选择：{options}",
        "refuse": "不回答：{reason}",
    },
}


def told(outcome: Outcome, catalog: Catalog) -> tuple[str, ...]:
    """The parts of a cell, in the language of the outcome."""
    language = outcome.receipt.language
    names = Names(catalog, language, lambda *_: None)
    match outcome:
        case Refusal():
            return (_WORDS[language]["refuse"].format(reason=outcome.reason),)
        case Clarification():
            labels = [option.label for option in outcome.options]
            shown = " / ".join(labels[:_FEW]) + (" / …" if len(labels) > _FEW else "")
            return (_WORDS[language]["clarify"].format(options=shown),)
        case Answer():
            return tuple(_answer(outcome, names))
    assert_never(outcome)


def _answer(outcome: Answer, names: Names) -> Iterator[str]:
    words = _WORDS[names.language]
    if outcome.analysis == "define":
        yield words["define"].format(metrics=names.words.join([item.label for item in outcome.definitions]))
    elif outcome.analysis == "list":
        yield from _listed(outcome, names)
    elif outcome.query is None or outcome.analysis == "meta":
        yield outcome.headline
    else:
        yield _counted(outcome.query, names)
        yield _when(outcome, names)
        yield from _compared(outcome, names)
        yield from outcome.filters
        yield from _shape(outcome.query, names)
        yield from dict.fromkeys(words[item.kind] for item in outcome.findings if item.kind in _CLAIMED)


def _listed(outcome: Answer, names: Names) -> Iterator[str]:
    """Metrics, with whose they are where all of them are of one; any other list by its headline."""
    words = _WORDS[names.language]
    rows = outcome.rows.data if outcome.rows else ()
    listed = [metric for row in rows for cell in row if (metric := names.catalog.metrics.get(str(cell)))]
    owners = {metric.card.owner for metric in listed}
    yield words["list"] if listed else outcome.headline
    if len(owners) == 1:
        yield words["owner"].format(owner=owners.pop())


def _counted(query: MetricQuery, names: Names) -> str:
    metrics = names.words.join([names.metric(name) for name in query.metrics])
    if query.ratio_to:
        above = [names.metric(name) for name in query.metrics if name != query.ratio_to]
        metrics = f"{names.words.join(above)} ÷ {names.metric(query.ratio_to)}"
    if query.count_of:
        metrics = names.words.text("count_of.groups", field=names.field(query.count_of, query.metrics))
    groups = [name for name in query.group_by if name != query.count_of]
    if not groups:
        return metrics
    fields = names.words.join([_field(name, query, names) for name in groups])
    return _WORDS[names.language]["by"].format(metrics=metrics, fields=fields)


def _field(name: str, query: MetricQuery, names: Names) -> str:
    """A heading within a sentence: product category, but SLA as it is."""
    label = names.field(name, query.metrics)
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _when(outcome: Answer, names: Names) -> str:
    asked = outcome.query.time if outcome.query else None
    periods = asked if isinstance(asked, tuple) else (outcome.time,)
    words = _WORDS[names.language]
    return words["and"].join(period_text(each, names.language) if each else words["all"] for each in periods)


def _compared(outcome: Answer, names: Names) -> Iterator[str]:
    """The dates of the comparison, as the answer itself states them."""
    if outcome.query is None or outcome.query.compare is None:
        return
    words = _WORDS[names.language]
    dates = _ISO.findall(outcome.text.partition(words["stated"])[2])[:2]
    start, end = date.fromisoformat(dates[0]), date.fromisoformat(dates[-1])
    period = TimeRange.of_dates(start, end + timedelta(days=1))
    yield words["compared"].format(period=period_text(period, names.language))


def _shape(query: MetricQuery, names: Names) -> Iterator[str]:
    words = _WORDS[names.language]
    yield from _order(query, names)
    if query.others:
        yield words["others"]
    if query.share_of_total:
        yield words["share"]
    if query.running:
        yield words["running"]
    if query.moving:
        yield words["moving"].format(count=query.moving)
    for name, value in (query.parameters or {}).items():
        yield _setting(name, value, names)


def _order(query: MetricQuery, names: Names) -> Iterator[str]:
    words = _WORDS[names.language]
    for order in query.order_by[:1]:
        falling = order.descending
        kind = "change_" if "__change" in order.field else ""
        text = words[kind + ("desc" if falling else "asc")]
        if query.limit:
            text = words["top" if falling else "bottom"].format(count=query.limit)
        if query.limit_per:
            text = words["per"].format(text=text, field=_field(query.limit_per, query, names))
        yield text


def _setting(name: str, value: Scalar, names: Names) -> str:
    known = next(model.parameters[name] for model in names.catalog.models.values() if name in model.parameters)
    choice = next((item for item in known.choices if item.value == value), None)
    shown = format_value(value, known.unit, names.language)
    label = choice.labels.text(names.language, shown) if choice else shown
    return names.words.text("parameter.item", name=known.labels.text(names.language, name), value=label)
