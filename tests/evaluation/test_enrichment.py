from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from assistant.catalog.load import load_catalog
from assistant.evaluation.enrichment import Suggestion, enriched, from_questions
from assistant.retrieval.metric_index import MetricHit
from assistant.state.receipts import KeptReceipt
from assistant.state.reviews import Review

MODEL = """
models:
  - name: orders
    semantic_model: {enabled: true}
    agg_time_dimension: ordered_at
    columns:
      - {name: id, entity: {name: order, type: primary}}
      - {name: ordered_at, granularity: day, dimension: {type: time}}
    metrics:
      - {name: revenue, label: Revenue, type: simple, agg: sum, expr: amount}
"""
AT = datetime(2025, 12, 31)


def receipt(question: str, unread: tuple[str, ...], means: str = "time") -> KeptReceipt:
    return KeptReceipt(
        id="r", at=AT, actor="ann", conversation="c", question=question, language="en", now=AT,
        status="refuse", code="no_metric", reason="", headline="", catalog_version="v", path="reader",
        confidence=0.0, query=None, turns=(), reading=({"text": "x", "means": means},), unread=unread,
        options=(), option_queries=(), sql=(), warnings=(), timings_ms={},
    )  # fmt: skip


def review(question: str, unread: tuple[str, ...], count: int = 1, means: str = "time") -> Review:
    asked = (receipt(question, unread, means),)
    return Review(1, "refused", "open", question, "", "ann", AT, AT, count, receipts=asked)


def near(text: str) -> Sequence[MetricHit]:
    return (MetricHit("revenue", "metric", 0.7 if "takings" in text.lower() else 0.2),)


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        (review("takings last month", ("takings",)), ["synonym", "example"]),
        (review("takings from gloves", ("gloves",)), ["example"]),
        (review("weather last month", ("weather",)), []),
        (review("revenue in takings", ("takings",), means="metric"), []),
        (review("takings last month", ()), []),
        (replace(review("takings", ("takings",)), receipts=()), []),
    ],
)
def test_a_word_is_proposed_where_it_alone_leads_to_the_metric(asked: Review, kinds: list[str]) -> None:
    assert [each.kind for each in from_questions([asked], near)] == kinds


def test_what_is_asked_most_comes_first_and_once() -> None:
    asked = [review("takings", ("takings",)), review("Takings", ("Takings",), 3)]
    found = from_questions(asked, near)
    assert [(each.text, each.count) for each in found] == [("Takings", 3), ("Takings", 3)]


def test_the_diff_holds_all_suggestions_and_the_catalog_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "orders.yml"
    file.write_text(MODEL, encoding="utf-8")
    catalog = load_catalog(tmp_path)
    asked = [review("takings last month", ("takings",)), review("takings today", ("takings",))]
    found = enriched(catalog, tmp_path, from_questions(asked, near))
    assert [each.text for each in found.suggestions] == ["takings", "takings last month", "takings today"]
    assert [edit.file for edit in found.edits] == ["orders.yml"]
    assert found.diff.startswith("--- a/orders.yml\n+++ b/orders.yml\n")
    assert file.read_text(encoding="utf-8") == MODEL
    file.write_text(found.edits[0].after or "", encoding="utf-8")
    ai = load_catalog(tmp_path).metrics["revenue"].ai
    assert (ai.synonyms, ai.examples) == (("takings",), ("takings last month", "takings today"))


def test_what_is_known_already_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "orders.yml").write_text(MODEL, encoding="utf-8")
    catalog = load_catalog(tmp_path)
    asked = from_questions([review("takings", ("takings",))], near)
    known = [replace(each, text="Revenue") for each in asked if each.kind == "synonym"]
    assert enriched(catalog, tmp_path, known).suggestions == ()


def test_words_for_several_metrics_of_one_file_all_get_in(tmp_path: Path) -> None:
    file = tmp_path / "orders.yml"
    file.write_text(
        MODEL + "      - {name: orders, label: Orders, type: simple, agg: count, expr: id}\n",
        encoding="utf-8",
    )
    words = [("revenue", "takings"), ("orders", "baskets"), ("revenue", "proceeds"), ("orders", "carts")]
    told = [Suggestion(metric, "synonym", text, 0.0, "", 0) for metric, text in words]
    found = enriched(load_catalog(tmp_path), tmp_path, told)
    assert [(each.metric, each.text) for each in found.suggestions] == words
    file.write_text(found.edits[0].after or "", encoding="utf-8")
    metrics = load_catalog(tmp_path).metrics
    assert metrics["revenue"].ai.synonyms == ("takings", "proceeds")
    assert metrics["orders"].ai.synonyms == ("baskets", "carts")
