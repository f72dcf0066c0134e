"""Synonyms and examples for the catalog, proposed by a language model.

The model sees names and definitions, never rows. What it writes that another metric, a dimension or a
value goes by, or that is nearer to another metric, is left out: such a word would turn answers.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from assistant.catalog.model import Catalog, Metric
from assistant.catalog.rules.words import folded
from assistant.errors import ModelError
from assistant.evaluation.enrichment import LIKELY, SHORTEST, Search, Suggestion
from assistant.llm.model import LanguageModel, Message
from assistant.llm.prompts import Prompt
from assistant.understanding.planning.plain import QUESTION, SENTENCE, plain, plain_all

AT_ONCE = 6
"""Metrics of one call."""
SECONDS = 120.0
"""For one call: the answer is long, and nobody waits for it in a chat."""
_MOST_OTHERS = 400
_LONGEST: Mapping[str, int] = {"synonym": 60, "example": 200}
_MOST: Mapping[str, int] = {"synonym": 16, "example": 4}
"""Of one metric."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """`left_out` counts what was written and not taken; `failed` says for which metrics a call failed, and why."""

    suggestions: tuple[Suggestion, ...] = ()
    left_out: int = 0
    failed: Mapping[str, str] = field(default_factory=dict)
    input_tokens: int = 0
    output_tokens: int = 0


def from_model(
    catalog: Catalog, metrics: Sequence[str], model: LanguageModel, prompt: Prompt, search: Search
) -> Proposed:
    """What the model writes for these metrics. A call that fails costs its own metrics only."""
    known, written = _Known(catalog), list[Suggestion]()
    failed: dict[str, str] = {}
    spent = [0, 0]
    for start in range(0, len(metrics), AT_ONCE):
        names = metrics[start : start + AT_ONCE]
        try:
            reply = model.reply(_messages(catalog, names, prompt), _schema(names), SECONDS)
        except ModelError as error:
            failed |= dict.fromkeys(names, str(error))
            used = error.input_tokens, error.output_tokens
        else:
            written += _written(reply.document, names)
            used = reply.input_tokens, reply.output_tokens
        spent = [total + tokens for total, tokens in zip(spent, used, strict=True)]
    kept = tuple(_kept(written, known, search))
    return Proposed(kept, len(written) - len(kept), failed, *spent)


def _messages(catalog: Catalog, names: Sequence[str], prompt: Prompt) -> list[Message]:
    others = [
        each.labels.text("en", each.name)
        for each in catalog.metrics.values()
        if each.name not in names and not each.hidden
    ]
    document = {
        "metrics": [_card(catalog.metrics[name]) for name in names],
        "others": plain_all(others, _MOST_OTHERS),
        "languages": ["zh", "en"],
    }
    return [Message("system", prompt.text), Message("user", json.dumps(document, ensure_ascii=False))]


def _card(metric: Metric) -> dict[str, Any]:
    return {
        "name": metric.name,
        "labels": plain_all(metric.labels),
        "synonyms": plain_all(metric.ai.synonyms, 60),
        "examples": [plain(text, QUESTION) for text in metric.ai.examples[:4]],
        "definition": plain(metric.card.definition.text("en", metric.description), SENTENCE),
        "unit": metric.card.unit,
    }


def _schema(names: Sequence[str]) -> dict[str, Any]:
    texts = {"type": "array", "items": {"type": "string"}}
    entry = {"name": {"type": "string", "enum": list(names)}, "synonyms": texts, "examples": texts}
    item = {"type": "object", "properties": entry, "required": list(entry), "additionalProperties": False}
    whole = {"metrics": {"type": "array", "items": item}}
    return {"type": "object", "properties": whole, "required": ["metrics"], "additionalProperties": False}


def _written(document: Mapping[str, Any], names: Sequence[str]) -> Iterator[Suggestion]:
    """What stands in an answer that may not follow the schema."""
    entries = document.get("metrics")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("name") in names:
            yield from _texts(entry["name"], "synonym", entry.get("synonyms"))
            yield from _texts(entry["name"], "example", entry.get("examples"))


def _texts(metric: str, kind: Literal["synonym", "example"], texts: object) -> Iterator[Suggestion]:
    for text in (texts if isinstance(texts, list) else ())[: _MOST[kind]]:
        if isinstance(text, str):
            yield Suggestion(metric, kind, plain(text, QUESTION), 0.0, "", 0)


def _kept(written: Sequence[Suggestion], known: _Known, search: Search) -> Iterator[Suggestion]:
    owners = defaultdict(set)
    for each in written:
        owners[folded(each.text)].add(each.metric)
    seen: set[tuple[str, str]] = set()
    for each in written:
        key = each.kind, folded(each.text)
        fits = SHORTEST <= len(each.text) <= _LONGEST[each.kind]
        if fits and key not in seen and len(owners[key[1]]) == 1 and not known.elsewhere(each):
            nearest = _nearness(each, search)
            if nearest is not None:
                seen.add(key)
                yield replace(each, score=nearest)


def _nearness(each: Suggestion, search: Search) -> float | None:
    """How near the text is to its metric already; None where it is nearer to another one."""
    hits = search(each.text)
    if hits and hits[0].name != each.metric and hits[0].score >= LIKELY:
        return None
    return next((hit.score for hit in hits if hit.name == each.metric), 0.0)


class _Known:
    """What the catalog's entries go by."""

    def __init__(self, catalog: Catalog) -> None:
        self._metrics: defaultdict[str, set[str]] = defaultdict(set)
        for metric in catalog.metrics.values():
            for name in (metric.name, *metric.names):
                self._metrics[folded(name)].add(metric.name)
        self._others = {folded(name) for name in _names_of_fields(catalog)}

    def elsewhere(self, each: Suggestion) -> bool:
        """Whether something else goes by this already."""
        text = folded(each.text)
        return bool(self._metrics[text] - {each.metric}) or (each.kind == "synonym" and text in self._others)


def _names_of_fields(catalog: Catalog) -> Iterator[str]:
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            yield from dimension.names
            for value in dimension.values:
                yield from (str(value.value), *value.labels, *value.synonyms)
