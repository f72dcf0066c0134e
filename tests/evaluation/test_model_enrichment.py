"""Words for the catalog from a language model behind a local endpoint, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.catalog.load import load_catalog
from assistant.evaluation.model_enrichment import Proposed, from_model
from assistant.llm.openai_model import Endpoint, OpenAIModel
from assistant.llm.prompts import load_prompt
from assistant.retrieval.metric_index import MetricHit
from assistant.settings import bundled
from tests.llm.endpoint import Body, Said, completion, error, serving

MODEL = """
models:
  - name: orders
    semantic_model: {enabled: true}
    agg_time_dimension: ordered_at
    columns:
      - {name: id, entity: {name: order, type: primary}}
      - {name: ordered_at, granularity: day, dimension: {type: time}}
      - name: region
        dimension:
          type: categorical
          config: {meta: {labels: {en: Region, zh: 区域}, values: [{value: n, labels: {en: North, zh: 北方}}]}}
    metrics:
      - {name: revenue, label: Revenue, type: simple, agg: sum, expr: amount}
      - {name: orders, label: Orders, type: simple, agg: count, expr: id}
"""


def near(text: str) -> Sequence[MetricHit]:
    """Nearest by meaning: what speaks of baskets is about orders, all else about nothing."""
    return (MetricHit("orders", "metric", 0.8),) if "basket" in text else ()


def said(*entries: Mapping[str, Any]) -> Said:
    return completion(json.dumps({"metrics": entries}))


def entry(name: str, synonyms: object = (), examples: object = ()) -> Mapping[str, Any]:
    return {"name": name, "synonyms": synonyms, "examples": examples}


def proposed(tmp_path: Path, script: Said | Sequence[Said]) -> tuple[Proposed, list[Body]]:
    (tmp_path / "orders.yml").write_text(MODEL, encoding="utf-8")
    catalog = load_catalog(tmp_path)
    with serving(script if isinstance(script, Sequence) else [script]) as endpoint:
        model = OpenAIModel(Endpoint("test", endpoint.url))
        prompt = load_prompt(bundled("prompts"), "propose_words")
        found = from_model(catalog, list(catalog.metrics), model, prompt, near)
    return found, endpoint.requests


def test_what_a_model_proposes_is_taken_with_its_cost(tmp_path: Path) -> None:
    found, requests = proposed(
        tmp_path,
        said(
            entry("revenue", ["takings", "进账"], ["what did we take in?"]), entry("orders", ["full baskets"])
        ),
    )
    assert [(each.metric, each.kind, each.text) for each in found.suggestions] == [
        ("revenue", "synonym", "takings"), ("revenue", "synonym", "进账"),
        ("revenue", "example", "what did we take in?"), ("orders", "synonym", "full baskets"),
    ]  # fmt: skip
    assert (found.input_tokens, found.output_tokens, found.failed) == (100, 20, {})
    told = json.loads(requests[0]["messages"][-1]["content"])
    assert [card["name"] for card in told["metrics"]] == ["revenue", "orders"]


@pytest.mark.parametrize(
    "entries",
    [
        [entry("orders", ["Revenue"])],  # another metric's name
        [entry("revenue", ["区域"]), entry("revenue", ["north"])],  # a dimension's, a value's
        [entry("revenue", ["full baskets"])],  # nearer to another metric
        [entry("revenue", ["takings"]), entry("orders", ["Takings"])],  # written for two
        [entry("revenue", ["x", "y" * 61, "", " \u200b"])],  # no words
        [entry("profit", ["margin"])],  # no metric that was asked about
        [entry("revenue", "takings"), entry("revenue", [7, None, {}])],  # not what the schema says
        ["revenue", None, 3],
    ],
)
def test_what_could_turn_answers_is_left_out(tmp_path: Path, entries: list[Any]) -> None:
    found, _ = proposed(tmp_path, said(*entries))
    assert found.suggestions == ()


def test_a_call_that_fails_costs_its_own_metrics_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.evaluation.model_enrichment.AT_ONCE", 1)
    found, _ = proposed(tmp_path, [error(401, "bad key"), said(entry("orders", ["full baskets"]))])
    assert [each.metric for each in found.suggestions] == ["orders"]
    assert list(found.failed) == ["revenue"]


@pytest.mark.parametrize("answer", [completion("no"), completion("[1]"), completion('{"metrics": 3}')])
def test_an_answer_that_is_none_is_no_fault(tmp_path: Path, answer: Said) -> None:
    found, _ = proposed(tmp_path, answer)
    assert found.suggestions == ()
