from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlglot

from assistant.answer import Receipt
from assistant.catalog.labels import Labels
from assistant.catalog.model import (
    AiContext,
    Catalog,
    Dimension,
    Metric,
    MetricCard,
    MetricInput,
    MetricVersion,
    Pitfall,
    Ratio,
    Relation,
    SemanticModel,
    Simple,
    SqlExpression,
    Threshold,
)
from assistant.presentation.context import Context
from assistant.presentation.names import Names
from assistant.presentation.shape import Shape, shape_of
from assistant.query import MetricQuery, TimeRange
from assistant.reading import Analysis, Reading, Understood
from assistant.rows import Column, Rows
from assistant.statement import Statement

NOW = datetime(2025, 12, 31, 23, 59, 59)
NOVEMBER = TimeRange(datetime(2025, 11, 1), datetime(2025, 12, 1))
YEAR = TimeRange(datetime(2025, 1, 1), datetime(2026, 1, 1))
LABELS = {
    ("leads.channel", "email", "zh"): "邮件",
    ("leads.channel", "email", "en"): "Email",
    ("leads.channel", "paid_search", "zh"): "搜索广告",
    ("leads.channel", "paid_search", "en"): "Paid search",
    ("leads.channel", "organic", "zh"): "自然搜索",
    ("leads.channel", "organic", "en"): "Organic search",
    ("leads.region", "east_cn", "zh"): "华东",
    ("leads.region", "east_cn", "en"): "East China",
    ("leads.region", "south_cn", "zh"): "华南",
    ("leads.region", "south_cn", "en"): "South China",
}


def sql(text: str) -> SqlExpression:
    return SqlExpression(text, sqlglot.parse_one(text, dialect="duckdb"))


def simple(function: str, expr: str) -> Simple:
    return Simple("leads", function, sql(expr), "created_at")  # type: ignore[arg-type]


DIMENSIONS = (
    Dimension("channel", "categorical", sql("channel"), Labels("渠道", "Channel"), conformed="channel"),
    Dimension("region", "categorical", sql("region"), Labels("地区", "Region")),
    Dimension("created_at", "time", sql("created_at"), Labels("创建时间", "Created"), granularity="day"),
    Dimension("owner", "categorical", sql("owner"), Labels("负责人", "Owner"), pii=True),
    Dimension("score", "categorical", sql("score"), Labels("评分", "Score"), unit="score:0-100"),
)
METRICS = (
    Metric(
        "lead_count",
        simple("count", "1"),
        Labels("线索数", "Leads"),
        ai=AiContext(("线索量",)),
        card=MetricCard(
            unit="count",
            direction="up",
            owner="marketing",
            layers=("l1",),
            definition=Labels("所有新建线索的数量", "Number of leads created"),
            companions=("mql_rate",),
        ),
    ),
    Metric("mql_count", simple("count", "mql_at"), Labels("MQL数量", "MQLs"),
           card=MetricCard(unit="count", direction="up")),
    Metric(
        "mql_rate",
        Ratio(MetricInput("mql_count"), MetricInput("lead_count")),
        Labels("MQL率", "MQL rate"),
        card=MetricCard(
            unit="percent",
            direction="up",
            owner="marketing",
            version=2,
            thresholds=(Threshold("minimum", 0.4, "行业"),),
            pitfalls=(Pitfall(Labels("样本量小时不稳定", "Unstable on small samples")),),
            history=(MetricVersion(1, "2025-02-01", Labels("阈值改为 60", "Threshold now 60"), "li.na"),),
        ),
    ),
    Metric(
        "revenue",
        simple("sum", "amount"),
        Labels("营业收入", "Revenue"),
        card=MetricCard(unit="currency:CNY", direction="up", owner="finance", layers=("north_star",)),
    ),
    Metric("cpl", simple("average", "cost"), Labels("线索成本", "Cost per lead"),
           card=MetricCard(unit="currency:CNY", direction="down", thresholds=(Threshold("maximum", 300),))),
    Metric("page_views", simple("count", "1"), Labels("浏览量", "Page views"),
           card=MetricCard(unit="count", vanity=True)),
    Metric("secret", simple("count", "1"), Labels("分母", "Denominator"), hidden=True),
)  # fmt: skip
CATALOG = Catalog(
    "shop",
    "v1",
    {
        "leads": SemanticModel(
            "leads",
            Relation("leads"),
            primary_entity="lead",
            dimensions={item.name: item for item in DIMENSIONS},
        )
    },
    {item.name: item for item in METRICS},
)


def value_label(source: str, value: object, language: str) -> str | None:
    return LABELS.get((source, str(value), language))


def names(language: str = "zh", catalog: Catalog = CATALOG) -> Names:
    return Names(catalog, language, value_label)


def column(spec: str) -> Column:
    """`time:month`, a dimension of the leads model, or a metric with its role behind `__`."""
    if spec.startswith("time:"):
        grain = spec.split(":")[1]
        return Column(f"metric_time__{grain}", "date", "time", "leads.created_at", grain=grain)
    if spec in ("channel", "region", "owner"):
        return Column(spec, "string", "dimension", f"leads.{spec}")
    if spec == "score":
        return Column(spec, "integer", "dimension", "leads.score")
    name, _, role = spec.partition("__")
    unit = "percent" if role in ("share", "change_rate") else CATALOG.metrics[name].card.unit
    return Column(spec, "number", role or "metric", name, unit)  # type: ignore[arg-type]


def rows(specs: str, data: Sequence[Sequence[Any]], **more: Any) -> Rows:
    columns = tuple(column(spec) for spec in specs.split())
    return Rows(columns, tuple(tuple(row) for row in data), **({"as_of": NOW} | more))


def query_of(result: Rows, **more: Any) -> MetricQuery:
    metrics = tuple(c.source for c in result.columns if c.role == "metric")
    keys = tuple(c.name for c in result.columns if c.role in ("time", "dimension"))
    return MetricQuery(metrics, keys, **more)


def shape(result: Rows, language: str = "zh", analysis: Analysis = "value", **more: Any) -> Shape:
    return shape_of(result, query_of(result, **more), analysis, names(language), result.as_of)


def context(language: str = "zh", catalog: Catalog = CATALOG, **more: Any) -> Context:
    receipt = Receipt("r1", language, "?", "exec", "c1", "v1")  # type: ignore[arg-type]
    known: dict[str, Any] = {"now": NOW, "value_label": value_label} | more
    return Context(receipt, catalog, language, **known)  # type: ignore[arg-type]


def understood(query: MetricQuery, analysis: Analysis = "value", **more: Any) -> Understood:
    return Understood(Reading("zh"), query, analysis, 1.0, **more)


def statement(result: Rows, **more: Any) -> Statement:
    known: dict[str, Any] = {"time": NOVEMBER} | more
    return Statement("SELECT 1", "duckdb", result.columns, **known)


def with_metric(metric: Metric) -> Catalog:
    return replace(CATALOG, metrics={**CATALOG.metrics, metric.name: metric})
