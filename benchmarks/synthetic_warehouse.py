"""Tables and questions for the made-up catalogs, so that they can be asked and not only loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from assistant.catalog import load_catalog
from assistant.catalog.metric import Simple
from benchmarks.synthetic import CATEGORIES, FOREIGN_KEYS, write_catalog

METRICS_A_MODEL = 50
VALUES_A_METRIC = 100
LAST_DAY = "2025-12-31"
MOST_QUESTIONS = 300
SYLLABLES = tuple(f"{first}{second}" for first in "bdfgklmnprstvz" for second in "aeiou")
CHARACTERS = (
    "安宝昌诚达德东发丰福富光广海和恒宏华汇吉佳嘉建金锦景康乐力利联龙茂明宁鹏庆荣瑞润盛世顺泰天通旺祥信兴"
)
LENGTH = 4
"""Of a made-up name, in syllables or characters: millions of them."""


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up catalog with its warehouse."""

    catalog: Path
    warehouse: Path
    metrics: int
    models: int
    values: int
    """Different values of dimensions, all of which questions can name."""

    def settings(self, home: Path) -> dict[str, Any]:
        return {
            "home": str(home),
            "catalog": str(self.catalog),
            "warehouse": str(self.warehouse),
            "now": LAST_DAY,
        }


def made(folder: Path, metrics: int) -> Made:
    """Written once for all parts of a run."""
    models = max(2, metrics // METRICS_A_MODEL)
    rows = max(10, metrics * VALUES_A_METRIC // (models * CATEGORIES))
    catalog, warehouse = folder / f"catalog-{metrics}", folder / f"catalog-{metrics}.duckdb"
    if not warehouse.exists():
        write_catalog(catalog, metrics, models)
        _write_warehouse(warehouse, models, rows)
    return Made(catalog, warehouse, metrics, models, models * CATEGORIES * rows)


def _write_warehouse(file: Path, models: int, rows: int) -> None:
    with duckdb.connect(str(file)) as connection:
        for model in range(models):
            columns = ", ".join(_columns(model, models, rows))
            connection.execute(f"CREATE TABLE m{model:04d} AS SELECT {columns} FROM range({rows}) AS t(i)")


def _columns(model: int, models: int, rows: int) -> Iterator[str]:
    keys = [number for number in range(model, model + FOREIGN_KEYS + 1) if number < models]
    yield from (f"i AS m{key:04d}_id" for key in keys)
    yield f"DATE '{LAST_DAY}' - CAST(i % 700 AS INTEGER) AS happened_at"
    for index in range(CATEGORIES):
        yield f"{_name_of((model * CATEGORIES + index) * rows, chinese=index % 2 == 1)} AS c{index}"
    yield from (f"i % {7 + index} AS amount_{model}_{index}" for index in range(9))
    yield from (f"i % {5 + index} AS rate_{model}_{index}" for index in range(5))


def _name_of(first: int, chinese: bool) -> str:
    """SQL of a name for each row, no name twice: the number of the row, shuffled, written in syllables."""
    parts = tuple(CHARACTERS) if chinese else SYLLABLES
    several = len(parts) ** LENGTH
    number = f"(({first} + i) * 1000003 % {several})"
    listed = ", ".join(f"'{part}'" for part in parts)
    digits = [f"[{listed}][1 + {number} // {len(parts) ** place} % {len(parts)}]" for place in range(LENGTH)]
    return " || ".join([*digits, "'公司'" if chinese else "''"])


def synthetic_questions(large: Made, most: int = MOST_QUESTIONS) -> list[str]:
    """In both languages, of metrics of every kind, some about one value."""
    catalog = load_catalog(large.catalog)
    metrics = list(catalog.metrics.values())
    chosen = metrics[:: max(1, len(metrics) * 3 // most)]
    with duckdb.connect(str(large.warehouse), read_only=True) as connection:
        asked: list[str] = []
        for number, metric in enumerate(chosen):
            zh, en = metric.labels.zh, metric.labels.en
            asked += [f"上个月{zh}是多少", f"{en} by month in 2025"]
            if not isinstance(metric.kind, Simple):
                asked.append(f"{en} last month")
                continue
            english, chinese = _two_values(connection, metric.kind.model)
            asked.append(f"{en} for {english} last month" if number % 2 else f"{chinese}上个月的{zh}")
    return asked[:most]


def odd_questions(asked: Sequence[str]) -> list[str]:
    """Two for each: with a word that nothing knows beside it, and with such words alone in the metric's place."""
    out: list[str] = []
    for number, text in enumerate(asked):
        if text.isascii():
            out += [f"{text} when frobbed{number}", f"How many glorps did we frob{number} in 2025, by month"]
        else:
            out += [f"怪话{number}的时候{text}", f"上个月一共蹦跶了多少个玄乎{number}"]
    return out


def _two_values(connection: Any, model: str) -> tuple[str, str]:
    """One in each language, of categories that no metric's own filter is about."""
    english, chinese = connection.execute(f"SELECT c0, c3 FROM {model} LIMIT 1 OFFSET 3").fetchone()
    return english, chinese
