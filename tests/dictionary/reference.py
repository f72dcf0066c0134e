"""Reference SQL of the metric dictionary, put together from fragments that were written by hand.

The fragments are in tests/fixtures/dictionary, written from the business definitions and neither from the
metric catalog nor from what the compiler makes. A metric is one aggregate over a fact:

    fact         a name of facts.yml, or a FROM clause with dimensions of its own
    join         more joins for this metric
    time         the column that the period is cut by; without it the metric has no time axis
    where        the rows that are meant
    value        the aggregate
    latest       semi-additive: only the rows of the last value of this column in the period count
    dimensions   what it can be grouped by, the first two also together
    always       dimensions without which it means nothing
    instead      the dimensions by which another formula holds
    grain, range month and 2025 unless said
    per_bucket   each bucket is computed as a period of its own, by `{start}` and `{end}`; with
                 `trailing_months`, which end with the period, whatever its length
    only         values of dimensions that the reference is limited to
    only_over_time  a longer period than a bucket has no reference

or an expression over several `parts` of that form, each aggregated on its own and only then joined;
`counts: true` marks a part that is 0 and not empty where it has no rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

FOLDER = Path(__file__).parent.parent / "fixtures" / "dictionary"
AS_OF = datetime(2025, 12, 31, 23, 59, 59)
MONTHS = {"month": 1, "quarter": 3, "year": 12}
BUCKET = "bucket"
"""The grain of a query over one bucket."""
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Period:
    """Half-open. `{start}`, `{end}` and `{as_of}` in SQL stand for it."""

    start: date
    end: date

    def fill(self, sql: str) -> str:
        for name, moment in (("start", self.start), ("end", self.end), ("as_of", AS_OF)):
            sql = sql.replace("{" + name + "}", f"TIMESTAMP '{moment}'")
        return sql

    @property
    def months(self) -> int:
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month

    def buckets(self, grain: str) -> Iterator[tuple[date, Period]]:
        """Starts of the calendar's buckets, and what of them lies in the period."""
        if grain == "week":
            bucket = self.start - timedelta(self.start.weekday())
        else:
            bucket = date(self.start.year, (self.start.month - 1) // MONTHS[grain] * MONTHS[grain] + 1, 1)
        while bucket < self.end:
            following = bucket + timedelta(7) if grain == "week" else add_months(bucket, MONTHS[grain])
            yield bucket, Period(max(bucket, self.start), min(following, self.end))
            bucket = following


@dataclass(frozen=True)
class Reference:
    """One metric with its reference; `dimensions` in the order in which they are tested."""

    name: str
    parts: Mapping[str, Mapping[str, Any]]
    value: str
    dimensions: tuple[str, ...]
    always: tuple[str, ...] = ()
    instead: tuple[Reference, ...] = ()
    grain: str = "month"
    period: Period = Period(date(2025, 1, 1), date(2026, 1, 1))
    per_bucket: Mapping[str, int] | None = None
    only: Mapping[str, Sequence[str]] | None = None
    only_over_time: bool = False
    other_period: bool = True
    """Whether it can be asked for any other period."""
    file: str = ""

    @property
    def has_time(self) -> bool:
        return self.per_bucket is not None or any("time" in part for part in self.parts.values())

    def by(self, dimensions: Sequence[str]) -> Reference:
        """The formula that holds by these dimensions."""
        for other in self.instead:
            if set(dimensions) & set(other.dimensions):
                return other
        return self


@cache
def references() -> dict[str, Reference]:
    facts = yaml.safe_load((FOLDER / "facts.yml").read_text("utf-8"))["facts"]
    found = {}
    for file in sorted(FOLDER.glob("*.yml")):
        metrics = yaml.safe_load(file.read_text("utf-8")).get("metrics", {})
        found.update(
            {name: replace(_read(name, spec, facts), file=file.stem) for name, spec in metrics.items()}
        )
    return found


def _read(name: str, spec: Mapping[str, Any], facts: Mapping[str, Any]) -> Reference:
    parts = spec.get("parts") or {"v": spec}
    whole = Reference(
        name=name,
        parts={key: {**part, "fact": _fact(part["fact"], facts)} for key, part in parts.items()},
        value=spec["value"] if "parts" in spec else "v",
        dimensions=tuple(spec["dimensions"]),
        always=tuple(spec.get("always", ())),
        instead=tuple(_read(name, other, facts) for other in spec.get("instead", ())),
        grain=spec.get("grain", "month"),
        per_bucket=spec.get("per_bucket"),
        only=spec.get("only"),
        only_over_time=spec.get("only_over_time", False),
    )
    return replace(whole, period=Period(*spec["range"]), other_period=False) if "range" in spec else whole


def _fact(named: str | Mapping[str, Any], facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return facts[named] if isinstance(named, str) else named


def expected(
    connection: duckdb.DuckDBPyConnection, metric: Reference, dimensions: Sequence[str], by_time: bool
) -> list[Row]:
    """Rows of the dimensions, then the bucket's start as an ISO date, then the value."""
    reference = metric.by(dimensions)
    if not by_time:
        return _run(connection, reference, dimensions, _looked_at(metric, metric.period), None)
    if metric.per_bucket is None:
        return _run(connection, reference, dimensions, metric.period, metric.grain)
    rows = []
    for start, bucket in metric.period.buckets(metric.grain):
        found = _run(connection, reference, dimensions, _looked_at(metric, bucket), BUCKET)
        rows += [(*row[:-2], start.isoformat(), row[-1]) for row in found]
    return rows


def _looked_at(metric: Reference, period: Period) -> Period:
    months = (metric.per_bucket or {}).get("trailing_months")
    return Period(add_months(period.end, -months), period.end) if months else period


def _run(
    connection: duckdb.DuckDBPyConnection,
    reference: Reference,
    dimensions: Sequence[str],
    period: Period,
    grain: str | None,
) -> list[Row]:
    sql = period.fill(_statement(reference, dimensions, grain))
    return [tuple(_plain(value) for value in row) for row in connection.execute(sql).fetchall()]


def _statement(reference: Reference, dimensions: Sequence[str], grain: str | None) -> str:
    keys = [f"k{i}" for i in range(len(dimensions) + (grain is not None))]
    parts = reference.parts
    ctes = ", ".join(f"part_{name} AS ({_part(part, dimensions, grain)})" for name, part in parts.items())
    values = ", ".join(
        f"coalesce(part_{name}.v, 0) AS {name}" if part.get("counts") else f"part_{name}.v AS {name}"
        for name, part in parts.items()
    )
    if not keys:
        joined = " CROSS JOIN ".join(f"part_{name}" for name in parts)
        return f"WITH {ctes} SELECT {reference.value} FROM (SELECT {values} FROM {joined})"
    union = " UNION ".join(f"SELECT {', '.join(keys)} FROM part_{name}" for name in parts)
    joined = " ".join(
        f"LEFT JOIN part_{name} ON "
        + " AND ".join(f"part_{name}.{key} IS NOT DISTINCT FROM every_key.{key}" for key in keys)
        for name in parts
    )
    selected = ", ".join(f"every_key.{key}" for key in keys)
    return (
        f"WITH {ctes}, every_key AS ({union}) "
        f"SELECT {', '.join(keys)}, {reference.value} FROM (SELECT {selected}, {values} FROM every_key {joined})"
    )


def _part(part: Mapping[str, Any], dimensions: Sequence[str], grain: str | None) -> str:
    fact, time = part["fact"], part.get("time")
    keys = [fact["dimensions"][name] for name in dimensions]
    # What has no time of its own, a state or a bucket that is a period of its own, has one bucket.
    moment = "{end} - INTERVAL 1 SECOND" if grain == BUCKET or not time else time
    bucket = f"date_trunc('{'day' if grain == BUCKET else grain}', {moment})::DATE" if grain else None
    source = f"{fact['from']} {part.get('join', '')}"
    conditions = [f"({text})" for text in (fact.get("where"), part.get("where")) if text]
    if time:
        conditions += [f"{time} >= {{start}}", f"{time} < {{end}}"]
    if latest := part.get("latest"):
        # The last value of the period, or of each bucket.
        grouped = f"GROUP BY {bucket}" if bucket else ""
        conditions.append(
            f"{latest} IN (SELECT max({latest}) FROM {source} WHERE {' AND '.join(conditions)} {grouped})"
        )
    columns = [f"{text} AS k{i}" for i, text in enumerate([*keys, bucket] if bucket else keys)]
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {', '.join([*columns, part['value'] + ' AS v'])} FROM {source} {where} " + (
        "GROUP BY ALL HAVING count(*) > 0" if columns else ""
    )


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value


def add_months(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, day.day)
