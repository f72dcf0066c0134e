"""Folding of words, phrase tables and the lexicon of a catalog."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.catalog.load import load_catalog
from assistant.catalog.model import Catalog
from assistant.understanding.cutting.phrases import PhraseTable
from assistant.understanding.cutting.tokens import singular, tokenize, words
from assistant.understanding.kept_lexicon import recall_lexicon
from assistant.understanding.lexicon import BARE, LABEL, NAME, MetricName, lexicon_of
from assistant.understanding.words import load_vocabulary
from tests.understanding.conftest import ROOT


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Leads", "lead"), ("categories", "category"), ("boxes", "box"), ("status", "status"), ("CPL", "cpl"),
        ("month's", "month"), ("MQLs", "mql"), ("analysis", "analysis"), ("is", "is"),
    ],
)  # fmt: skip
def test_singular(word: str, folded: str) -> None:
    assert singular(word) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lead-to-MQL rate", ("lead", "to", "mql", "rate")),
        ("mql_count", ("mql", "count")),
        ("D7留存", ("d", "7", "留", "存")),
        ("MQL->SQL", ("mql", "→", "sql")),
        ("top10", ("top", "10")),
    ],
)
def test_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


def test_offsets_of_tokens() -> None:
    text = "各渠道 Leads's, x-y"
    assert [text[token.start : token.end] for token in tokenize(text)] == [
        "各",
        "渠",
        "道",
        "Leads's",
        ",",
        "x",
        "y",
    ]


@pytest.mark.parametrize(
    "text", ["渠道数量", "", "late orders", "Late Orders'", "D7留存", "SQL数", "a-b c", " x  y "]
)
def test_the_quick_way_to_the_words_of_a_phrase_finds_the_same(text: str) -> None:
    assert words(text) == tuple(token.text for token in tokenize(text) if token.text != "'")


def test_open_phrases_are_found_with_each_of_their_ends() -> None:
    table: PhraseTable[str] = PhraseTable()
    table.add("订单", "orders")
    table.add("订单数", "number")
    table.add_open("订单", (("数",), ("总", "数")), "other number")
    found = {
        (first, last): items for first, last, items in table.matches(tokenize("订单总数"), frozenset({"的"}))
    }
    assert found == {(0, 2): ("orders",), (0, 4): ("other number",)}
    assert table.get("订单数") == ("number", "other number")
    assert table.get("订单") == ("orders",)
    assert not table.get("订单总")
    assert {*table.vocabulary()} == {*"订单总数"}


def test_phrases_are_listed_while_others_are_looked_up() -> None:
    table: PhraseTable[str] = PhraseTable()
    table.add("订单", "orders")
    table.add_open("订单", (("数",), ("总", "数")), "number")
    assert [table.get([*parts, "数"]) for parts in table.spelled()][:1] == [("number",)]


def test_phrases_match_whole_words_only() -> None:
    table: PhraseTable[str] = PhraseTable()
    table.add("lead", "metric")
    table.add("lead score", "dimension")
    table.add("线索", "metric")
    assert list(table.matches(tokenize("leadership"))) == []
    assert [(f, last, i) for f, last, i in table.matches(tokenize("Lead scores"))] == [
        (0, 1, ("metric",)), (0, 2, ("dimension",)),
    ]  # fmt: skip
    assert [(f, last) for f, last, _ in table.matches(tokenize("看线索量"))] == [(1, 3)]


def test_metrics_are_known_by_name_label_and_without_their_ending(library_catalog: Catalog) -> None:
    phrases = lexicon_of(library_catalog).phrases
    assert MetricName("loan_count", NAME) in phrases.get("loan count")
    assert MetricName("loan_count", LABEL) in phrases.get("借阅量")
    assert MetricName("loan_count", BARE) in phrases.get("借阅")
    assert phrases.get("借阅数量")


def test_a_lexicon_is_built_once_per_catalog(library_catalog: Catalog, demo_catalog: Catalog) -> None:
    assert lexicon_of(library_catalog) is lexicon_of(library_catalog)
    assert lexicon_of(library_catalog) is not lexicon_of(demo_catalog)


def test_vocabulary_holds_both_languages() -> None:
    phrases = load_vocabulary().phrases
    assert "per.before" in phrases.get("按")
    assert "per.before" in phrases.get("broken down by")
    assert "intent.define" in phrases.get("口径")


def test_a_lexicon_is_kept_on_disk_and_found_again(tmp_path: Path) -> None:
    catalog = load_catalog(ROOT / "metric_catalog")
    recall_lexicon(catalog, tmp_path)
    built, (file,) = lexicon_of(catalog), tmp_path.glob("lexicon-*.pickle")
    again = load_catalog(ROOT / "metric_catalog")
    recall_lexicon(again, tmp_path)
    found = lexicon_of(again)
    assert found is not built
    assert {*found.phrases.spelled()} == {*built.phrases.spelled()}
    assert found.phrases.get("线索总数") == built.phrases.get("线索总数") != ()
    file.write_bytes(b"damaged")
    third = load_catalog(ROOT / "metric_catalog")
    recall_lexicon(third, tmp_path)
    assert lexicon_of(third).chinese == built.chinese


def test_what_is_hidden_has_a_lexicon_of_its_own(tmp_path: Path) -> None:
    catalog = load_catalog(ROOT / "metric_catalog")
    metrics = {**catalog.metrics, "revenue": replace(catalog.metrics["revenue"], hidden=True)}
    for each in (catalog, replace(catalog, metrics=metrics)):
        recall_lexicon(each, tmp_path)
        named = any(isinstance(item, MetricName) for item in lexicon_of(each).phrases.get("总收入"))
        assert named == (each is catalog)
    assert len([*tmp_path.glob("lexicon-*.pickle")]) == 2
