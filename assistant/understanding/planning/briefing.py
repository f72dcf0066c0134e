"""What a model is told about one question: a prompt with the rules, and one JSON document with the data.

Everything that catalogs, warehouses and people wrote stands in strings of that document, cut to a line.
"""

from __future__ import annotations

import calendar
import json
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.catalog.model import Metric
from assistant.llm.model import Message
from assistant.llm.prompts import Prompt
from assistant.query import MetricQuery
from assistant.question import Question
from assistant.reading import Interpretation, Unanswerable, Unclear, Understood
from assistant.resolve.fields import FieldOption
from assistant.understanding.planning.coverage import unread_words
from assistant.understanding.planning.plain import QUESTION, SENTENCE, plain, plain_all
from assistant.understanding.planning.shortlist import Shortlist, queries_of
from assistant.understanding.planning.values import Values, Veil, source_of

MOST_VALUES = 30
"""Of a dimension; a longer list says little and costs much."""
MOST_TURNS = 3
_MOST_OPTIONS = 6
_MOST_FIELDS = 60
"""Of one metric."""


def messages_of(
    prompt: Prompt, question: Question, text: str, found: Interpretation, shortlist: Shortlist, values: Values,
    veil: Veil,
) -> list[Message]:  # fmt: skip
    """`text` is the normalised question."""
    language = question.language or found.reading.language
    sets = list(dict.fromkeys(shortlist.fields_of(metric) for metric in shortlist.metrics))
    document = {
        "question": plain(question.text, QUESTION),
        "today": f"{question.now:%Y-%m-%d, %A}",
        "week_starts_on": calendar.day_name[shortlist.catalog.calendar.week_start],
        "metrics": [_metric(metric, shortlist, sets, language) for metric in shortlist.metrics],
        "dimension_sets": {str(number): names[:_MOST_FIELDS] for number, names in enumerate(sets)},
        "dimensions": [_dimension(name, options, values) for name, options in shortlist.dimensions.items()],
        "values": _values(text, found, shortlist, values),
        "reader": _reader(found, veil),
        "conversation": _conversation(question, veil),
    }
    data = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return [Message("system", prompt.text), Message("user", data)]


def correction(said: str, problem: str) -> list[Message]:
    """What a model wrote, and why it cannot be used."""
    text = f"This cannot be used: {plain(problem, 600).rstrip('.')}. Answer again with one whole object."
    return [*([Message("assistant", said)] if said else []), Message("user", text)]


def _metric(
    metric: Metric, shortlist: Shortlist, sets: Sequence[tuple[str, ...]], language: str
) -> dict[str, Any]:
    fields = shortlist.fields[metric.name]
    settings = shortlist.settings(metric)
    card: dict[str, Any] = {
        "name": metric.name,
        "labels": plain_all(metric.labels),
        "synonyms": plain_all(metric.ai.synonyms),
        "definition": plain(metric.card.definition.text(language, metric.description), SENTENCE),
        "unit": metric.card.unit,
        "dimension_set": str(sets.index(shortlist.fields_of(metric))),
        "has_time": any(option.name == "metric_time" for option in fields),
    }
    notes = plain(metric.ai.instructions or "", SENTENCE)
    finest = metric.card.refresh
    return (
        card
        | ({"notes": notes} if notes else {})
        | ({"refreshed": finest} if finest else {})
        | ({"parameters": settings} if settings else {})
    )


def _dimension(name: str, options: Sequence[FieldOption], values: Values) -> dict[str, Any]:
    first = next(option.dimension for option in options if option.dimension)
    labels = [label for o in options if o.dimension for label in o.dimension.names]
    said: dict[str, Any] = {
        "name": name,
        "labels": plain_all(labels),
        "type": "time" if first.type == "time" else first.data_type or "text",
    }
    if first.description:
        said["description"] = plain(first.description, SENTENCE)
    listed = _listed(options, values)
    return said | ({"values": listed} if listed else {})


def _listed(options: Sequence[FieldOption], values: Values) -> list[dict[str, Any]]:
    """The code list of a field; none where one of its meanings has none, or a long one."""
    known: dict[object, list[str]] = {}
    for option in options:
        dimension = option.dimension
        if dimension is None or not dimension.codes or not values.sendable(dimension):
            return []
        items = {item.value: item for item in dimension.values if item.value in dimension.codes}
        for code in values.existing(option, list(items)):
            item = items[code]  # type: ignore[index]
            known.setdefault(code, []).extend((*item.labels, *item.synonyms))
    if len(known) > MOST_VALUES:
        return []
    return [{"value": _sent(code), "names": plain_all(names, 4)} for code, names in known.items()]


def _values(text: str, found: Interpretation, shortlist: Shortlist, values: Values) -> list[dict[str, Any]]:
    """Values that words of the question name, by the fields that the metrics have them in."""
    fields = {
        source_of(option): (name, option.dimension)
        for name, options in shortlist.dimensions.items()
        for option in options
    }
    said = []
    for hit in values.mentioned(text, unread_words(found)):
        name, dimension = fields.get(hit.dimension, ("", None))
        if dimension is not None and values.sendable(dimension):
            entry = {"field": name, "value": _sent(hit.value), "name": plain(hit.name)}
            if entry not in said:
                said.append(entry)
    return said[:MOST_VALUES]


def _reader(found: Interpretation, veil: Veil) -> dict[str, Any]:
    """What the rules made of the question. Codes of values are told by `query` only, where they may be."""
    outcome = {Understood: "understood", Unclear: "unclear", Unanswerable: "not understood"}
    queries = [_told(query, veil) for query in queries_of(found)]
    return {
        "outcome": outcome.get(type(found), ""),
        "reason": getattr(found, "reason", None),
        "words": [
            {"words": plain(span.text), "means": span.means}
            for span in found.reading.spans
            if span.means not in ("filler", "connective")
        ],
        "not_understood": [plain(word) for word in unread_words(found)],
        "query": queries[0] if queries else None,
        "other_readings": queries[1:_MOST_OPTIONS],
    }


def _conversation(question: Question, veil: Veil) -> list[dict[str, Any]]:
    """The last turns, the latest last; only the last one's query, which a follow-up would change."""
    turns = question.turns[-MOST_TURNS:]
    said: list[dict[str, Any]] = [
        {"question": plain(turn.text, SENTENCE), "outcome": turn.status} for turn in turns
    ]
    if turns and turns[-1].query is not None:
        said[-1]["query"] = _told(turns[-1].query, veil)
    return said


def _told(query: MetricQuery, veil: Veil) -> Mapping[str, Any]:
    """A query as a model writes it, without what says nothing."""
    document = veil.over(query).to_dict()
    settings = document.pop("parameters")
    if settings:
        document["parameters"] = [{"name": name, "value": value} for name, value in settings.items()]
    return {key: value for key, value in document.items() if value not in (None, [], False)}


def _sent(value: object) -> object:
    return plain(value) if isinstance(value, str) else value
