"""Cases as documents: the mappings that a case file holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from assistant.evaluation.case import SLOTS, TOLERANCE, Case, Choose, Expectation, FindingRule, Slot, Step
from assistant.evaluation.read_paraphrases import paraphrase
from assistant.query import MetricQuery, TimeRange, iso

Document = dict[str, Any]

MOST_SPOKEN = 5000
"""Letters of a question in two languages; the reader takes no more."""
_OF_QUERY: dict[Slot, str] = {"dimensions": "group_by", "filters": "where"}
_FLAGS = ("ordered", "zero_is_null")
_TEXTS = ("analysis", "chart", "reason")
_LISTS = ("warnings", "no_warnings", "options", "text", "forbidden")


def documents_of(cases: Iterable[Case]) -> Iterator[Document]:
    """One document per case; the halves of a pair become one where both are there and alike, and so do a
    case and its paraphrases.

    A half that is alone keeps its id and its language and is no longer part of a pair. Paraphrases without
    their case, or of which one differs in more than its wording, become cases like any other.
    """
    given = tuple(cases)
    others: dict[str, list[Case]] = defaultdict(list)
    for case in given:
        others[case.paraphrase_of].append(case)
    documents: dict[int, Document] = {}
    folded = {""}
    for place, case, document in _asked(given):
        mine = others[case.id] if case.id not in folded else []
        if _are_paraphrases(mine, case, document["question"]):
            folded.add(case.id)
            begun = {key: document[key] for key in ("id", "question")}
            document = {**begun, "paraphrases": [_paraphrase(item) for item in mine], **document}
        documents[place] = document
    for place, case in enumerate(given):
        if place in documents:
            yield documents[place]
        elif case.paraphrase_of not in folded:
            yield document_of(case)


def _asked(given: Sequence[Case]) -> Iterator[tuple[int, Case, Document]]:
    """What is no paraphrase, with its place: the cases, and the pairs as one."""
    halves: dict[str, list[Case]] = defaultdict(list)
    for case in given:
        halves[case.pair].append(case)
    written: set[str] = set()
    for place, case in enumerate(given):
        if case.paraphrase_of:
            continue
        both = sorted(halves[case.pair], key=lambda half: half.language != "zh") if case.pair else []
        if not (both and _is_pair(both)):
            yield place, case, document_of(case)
        elif case.pair not in written:
            written.add(case.pair)
            whole = replace(case, id=case.pair, language=None)
            spoken = {half.language: half.question for half in both}
            yield place, whole, {**document_of(whole), "question": spoken}


def _are_paraphrases(found: Sequence[Case], case: Case, question: str | dict[str, str]) -> bool:
    """Whether they read back as exactly these from under the case."""
    said = [item.question for item in found]
    texts = {question} if isinstance(question, str) else set(question.values())
    if not all(text.strip() for text in said) or len(texts | set(said)) < len(texts) + len(said):
        return False
    return bool(found) and all(
        replace(item, file="", line=0)
        == replace(paraphrase(case, number), question=item.question, language=item.language, file="", line=0)
        for number, item in enumerate(found, start=1)
    )


def _paraphrase(case: Case) -> Any:
    return case.question if case.language is None else {"question": case.question, "language": case.language}


def _is_pair(halves: Sequence[Case]) -> bool:
    """Whether one question in two languages reads back as exactly these."""
    named = [(half.id, half.language) for half in halves]
    if named != [(f"{halves[0].pair}.{language}", language) for language in ("zh", "en")]:
        return False
    texts = [half.question for half in halves]
    if not all(text and text == text.strip() and len(text) <= MOST_SPOKEN for text in texts):
        return False
    one, other = (replace(half, id="", question="", language=None, file="", line=0) for half in halves)
    return one == other


def document_of(case: Case) -> Document:
    """The case by itself, without what is as it would be anyway."""
    found: Document = {"id": case.id, "question": case.question}
    if case.tags:
        found["tags"] = list(case.tags)
    if case.language is not None:
        found["language"] = case.language
    if case.actor is not None:
        found["actor"] = case.actor.name
        if case.actor.attributes:
            found["attributes"] = dict(case.actor.attributes)
    if case.now is not None:
        found["now"] = case.now.isoformat()
    if case.after:
        found["after"] = [_step(step) for step in case.after]
    if case.expectations:
        found["expect"] = _expectation(case.expectations[0])
    if case.expectations[1:]:
        found["alternatives"] = [_expectation(item) for item in case.expectations[1:]]
    if case.note:
        found["note"] = case.note
    return found


def _step(step: Step) -> Any:
    return {"choose": step.number} if isinstance(step, Choose) else step


def _expectation(expected: Expectation) -> Document:
    found: Document = {}
    if expected.status != ("answer",):
        found["status"] = expected.status[0] if len(expected.status) == 1 else list(expected.status)
    found |= _query(expected)
    if expected.sql:
        found["sql"] = expected.sql
    if expected.rows is not None:
        names = expected.rows.columns
        found["rows"] = [dict(zip(names, row, strict=True)) for row in expected.rows.data]
    found |= {key: True for key in _FLAGS if getattr(expected, key)}
    if expected.tolerance != TOLERANCE:
        found["tolerance"] = expected.tolerance
    found |= {key: getattr(expected, key) for key in _TEXTS if getattr(expected, key)}
    rules = {"must": expected.findings, "must_not": expected.no_findings}
    if any(rules.values()):
        found["findings"] = {key: [_rule(item) for item in items] for key, items in rules.items() if items}
    return found | {key: list(getattr(expected, key)) for key in _LISTS if getattr(expected, key)}


def _rule(rule: FindingRule) -> Document:
    return {key: value for key, value in (("kind", rule.kind), ("text", rule.text)) if value}


# ── queries ─────────────────────────────────────────────────────────────────────────────────────────


def _query(expected: Expectation) -> Document:
    """The slots that are expected; the whole query where all of them are."""
    if expected.slots == frozenset(SLOTS):
        return {"query": query_document(expected.query)}
    document = _every_key(expected.query)
    document["where"] += document["having"]
    return {slot: document[_OF_QUERY.get(slot, slot)] for slot in SLOTS if slot in expected.slots}


def query_document(query: MetricQuery) -> Document:
    """The query with everything that is read from it, and nothing that is empty."""
    found = {key: value for key, value in _every_key(query).items() if value not in (None, [], {}, False)}
    if query.saved_query is not None:
        found["saved_query"] = query.saved_query
    if query.min_max_only:
        found["min_max_only"] = True
    return found if query.apply_group_by else {**found, "apply_group_by": False}


def _every_key(query: MetricQuery) -> Document:
    found = query.to_dict()
    if isinstance(query.time, TimeRange):
        found["time"] = _range(query.time)
    elif isinstance(query.time, tuple):
        found["time"] = [_range(item) for item in query.time]
    if query.compare is not None and query.compare.range is not None:
        found["compare"] = {"kind": query.compare.kind, **_range(query.compare.range)}
    return found


def _range(item: TimeRange) -> Document:
    """A range that is widened to whole buckets was given by its last day or second."""
    if not item.whole_buckets:
        return {"start": iso(item.start), "end": iso(item.end)}
    step = timedelta(days=1) if item.end.time() == time() else timedelta(seconds=1)
    return {"start": iso(item.start), "end": iso(item.end - step), "end_inclusive": True}
