"""Answers about the catalog: one aspect of a definition, where numbers come from, how they can be split."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.catalog.load import load_catalog
from assistant.presentation.context import Context
from assistant.presentation.present import present_description
from assistant.question import Language
from assistant.reading import Described, Reading
from tests.presentation.conftest import context as context_of

DEMO = load_catalog(Path(__file__).parents[2] / "metric_catalog")


def context(language: Language) -> Context:
    return context_of(language, catalog=DEMO)


READING = Reading("en")

ASPECTS = [
    ("mql_rate", "owner", "MQL rate belongs to marketing.", "MQL率由 marketing 负责。"),
    ("negotiation_win_rate", "thresholds", "at least 35%", "不低于 35%"),
    (
        "mql_count",
        "versions",
        "last changed on 2025-02-01, from v1 to v2",
        "最近一次变更在 2025-02-01，从 v1 改为 v2",
    ),
    ("cpl", "versions", "has not changed", "没有改过"),
    ("frt", "unit", "measured in min", "单位是分钟"),
    ("aov", "pitfalls", "Promotions", "促销"),
]


@pytest.mark.parametrize(("metric", "aspect", "en", "zh"), ASPECTS, ids=[f"{a[0]}-{a[1]}" for a in ASPECTS])
def test_an_aspect_of_a_definition(metric: str, aspect: str, en: str, zh: str) -> None:
    languages: tuple[tuple[Language, str], ...] = (("en", en), ("zh", zh))
    for language, text in languages:
        given = present_description(Described(READING, "define", (metric,), aspect), context(language))
        assert isinstance(given, Answer)
        assert text in given.headline
        assert [item.metric for item in given.definitions] == [metric]


def test_definitions_side_by_side() -> None:
    given = present_description(Described(READING, "define", ("cpl", "lac"), "difference"), context("en"))
    assert isinstance(given, Answer)
    assert given.headline == "Definitions of Cost per lead, Lead acquisition cost."
    assert given.text.splitlines()[0].startswith("Cost per lead: ")
    assert given.text.splitlines()[1].startswith("Lead acquisition cost: ")


def test_where_a_number_comes_from() -> None:
    given = present_description(Described(READING, "meta", ("cpl",), "lineage"), context("en"))
    assert isinstance(given, Answer)
    assert given.headline == "Cost per lead is computed from ad_spend_daily, leads; source systems: AD, CRM."
    assert given.rows is not None
    assert [row[2:5] for row in given.rows.data] == [
        ("ad_spend_daily", "spend", "spend_date"),
        ("leads", "", "created_at"),
    ]


def test_how_often_a_metric_is_refreshed() -> None:
    given = present_description(Described(READING, "meta", ("cpl",), "freshness"), context("en"))
    assert isinstance(given, Answer)
    assert given.headline == "Cost per lead is refreshed weekly. Data as of 2025-12-31."


def test_what_a_metric_can_be_split_by() -> None:
    given = present_description(Described(READING, "list", ("cpl",), "dimensions"), context("en"))
    assert isinstance(given, Answer)
    assert given.rows is not None
    assert "Channel" in [row[0] for row in given.rows.data]
    assert given.headline == f"Cost per lead can be split by {len(given.rows.data)} dimensions."


def test_metrics_about_something() -> None:
    given = present_description(Described(READING, "list", topic="留存"), context("zh"))
    assert isinstance(given, Answer)
    assert given.rows is not None
    assert {"retention_d7", "crr"} <= {row[1] for row in given.rows.data}
