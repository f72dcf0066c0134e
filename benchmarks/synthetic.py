"""Made-up catalogs of any size, as dbt's latest YAML: models with keys, dimensions and metrics of every kind.

`python -m benchmarks.synthetic FOLDER [METRICS]` writes one to look at.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

SUBJECTS = (
    *("订单 order", "线索 lead", "退款 refund", "访问 visit", "工单 ticket", "发货 shipment", "课程 course"),
    *(
        "合同 contract",
        "活动 campaign",
        "库存 stock",
        "会员 member",
        "账单 invoice",
        "设备 device",
        "门店 store",
    ),
)
PLACES = ("华东 eastern", "华南 southern", "华北 northern", "西南 western", "海外 overseas", "全国 national")
AGGREGATIONS = ("sum", "count", "average", "max", "count_distinct", "median", "min")
FOREIGN_KEYS = 2
CATEGORIES = 4
LIBRARY = 40
"""Metrics of several models, a file of them."""


def write_catalog(folder: Path, metrics: int = 10_000, models: int = 200) -> Path:
    """Files of `models` models and `metrics` metrics: two thirds simple, the rest of all other kinds."""
    (folder / "models").mkdir(parents=True, exist_ok=True)
    (folder / "metrics").mkdir(exist_ok=True)
    simple = max(models, metrics * 2 // 3)
    names: list[str] = []
    for number in range(models):
        count = simple // models + (number < simple % models)
        text = "\n".join(_model(number, models, count))
        (folder / "models" / f"m{number:04d}.yml").write_text(text + "\n", encoding="utf-8")
        names += [_metric_name(number, index) for index in range(count)]
    further = [_further(number, names) for number in range(metrics - len(names))]
    for start in range(0, len(further), LIBRARY):
        lines = ["metrics:", *(line for item in further[start : start + LIBRARY] for line in item)]
        (folder / "metrics" / f"x{start // LIBRARY:04d}.yml").write_text(
            "\n".join(lines) + "\n", encoding="utf-8"
        )
    (folder / "catalog.yml").write_text("catalog: {name: synthetic, schema: main}\n", encoding="utf-8")
    return folder


def _metric_name(model: int, index: int) -> str:
    return f"m{model:04d}_value_{index}"


def _model(number: int, models: int, count: int) -> Iterator[str]:
    yield "models:"
    yield f"  - name: m{number:04d}"
    yield f"    description: Made-up facts, number {number}."
    yield "    semantic_model: true"
    yield "    agg_time_dimension: happened_at"
    yield "    columns:"
    yield f"      - {{name: m{number:04d}_id, entity: {{type: primary, name: e{number:04d}}}}}"
    for key in range(1, FOREIGN_KEYS + 1):
        other = (number + key) % models
        if number + key < models:  # no circles: only later models are looked up
            yield f"      - {{name: m{other:04d}_id, entity: {{type: foreign, name: e{other:04d}}}}}"
    yield "      - {name: happened_at, granularity: day, dimension: {type: time}}"
    for index in range(CATEGORIES):
        zh, en = _words(PLACES, number + index)
        labels = f"{{zh: {zh}类别{number}之{index}, en: {en} category {number} {index}}}"
        yield f"      - name: c{index}"
        yield f"        dimension: {{type: categorical, config: {{meta: {{labels: {labels}}}}}}}"
    yield "    metrics:"
    for index in range(count):
        yield from _simple(number, index)


def _simple(number: int, index: int) -> Iterator[str]:
    aggregation = AGGREGATIONS[index % len(AGGREGATIONS)]
    name = _metric_name(number, index)
    yield f"      - name: {name}"
    yield f"        description: The {aggregation} of a made-up amount, number {index}."
    yield f"        agg: {aggregation}"
    yield f"        expr: {_expression(number, index)}"
    if index % 4 == 1:
        yield f"        filter: \"{{{{ Dimension('e{number:04d}__c{index % CATEGORIES}') }}}} = 'v{index % 9}'\""
    yield from _card(number * 997 + index, name, 8)


def _expression(number: int, index: int) -> str:
    """Nine columns a model, and what is computed of two of them."""
    amount, rate = f"amount_{number}_{index % 9}", f"rate_{number}_{index % 5}"
    forms = (amount, f"{amount} * {rate}", f"case when {rate} > {index % 4} then {amount} end")
    return forms[index % 3]


def _further(number: int, names: list[str]) -> Iterator[str]:
    first, second = names[number * 7 % len(names)], names[(number * 11 + 1) % len(names)]
    name = f"x{number:05d}"
    yield f"  - name: {name}"
    yield f"    description: A metric of other metrics, number {number}."
    yield from _kind(number, first, second)
    yield from _card(number * 991 + 7, name, 4)


def _kind(number: int, first: str, second: str) -> Iterator[str]:
    match number % 6:
        case 0 | 1:
            yield from ("    type: ratio", f"    numerator: {first}", f"    denominator: {second}")
        case 2 | 3:
            yield from ("    type: derived", f"    expr: {first} - before")
            yield f"    input_metrics: [{first}, {{name: {first}, alias: before, offset_window: 1 month}}]"
        case 4:
            yield from ("    type: cumulative", f"    input_metric: {first}")
            yield "    window: 7 days" if number % 4 else "    grain_to_date: month"
        case _:
            model = first.split("_")[0]
            yield "    type: conversion"
            yield f"    entity: e{model[1:]}"
            yield f"    base_metric: {first}"
            yield f"    conversion_metric: {model}_value_0"
            yield from ("    calculation: conversion_rate", "    window: 7 days")


def _card(seed: int, name: str, indent: int) -> Iterator[str]:
    subject_zh, subject_en = _words(SUBJECTS, seed)
    place_zh, place_en = _words(PLACES, seed // 5)
    zh, en = f"{place_zh}{subject_zh}指标{name}", f"{place_en} {subject_en} figure {name}"
    lines = (
        "config:",
        "  meta:",
        f"    labels: {{zh: {zh}, en: {en.capitalize()}}}",
        f"    ai_context: {{synonyms: [{subject_zh}数{name}, {subject_en} number {name}]}}",
        f"    definition: {{zh: {zh}的定义。, en: Definition of the {en}., formula: made up}}",
        f"    unit: {'percent' if seed % 3 == 0 else 'count'}",
        f"    direction: {'up' if seed % 2 else 'down'}",
        f"    owner: team_{seed % 12}",
        f"    refresh: {'daily' if seed % 2 else 'weekly'}",
    )
    yield from (" " * indent + line for line in lines)


def _words(pairs: tuple[str, ...], seed: int) -> tuple[str, str]:
    zh, en = pairs[seed % len(pairs)].split()
    return zh, en


if __name__ == "__main__":
    write_catalog(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
