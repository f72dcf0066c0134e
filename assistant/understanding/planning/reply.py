"""What a model said, as types: the edge where its JSON comes in. Names are checked elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import QueryError
from assistant.query import AllOf, AnyOf, Filter, JinjaFilter, MetricQuery, Not

Outcome = Literal["answer", "clarify", "refuse"]
Part = Literal[
    "metrics", "group_by", "average_per", "where", "having", "time", "compare", "order_by", "limit",
    "limit_per", "others", "totals", "share_of_total", "share_within", "ratio_to", "count_of", "running", "moving", "against", "parameters", "nothing",
]  # fmt: skip
Reason = Literal[
    "no_metric", "unread_condition", "incompatible_dimension", "unsupported_analysis", "outside_catalog",
    "forecast", "personal_data", "write_request", "raw_sql", "injection",
]  # fmt: skip
OUTCOMES, PARTS, REASONS = get_args(Outcome), get_args(Part), get_args(Reason)
MOST_READINGS = 5
_KEYS = frozenset(PARTS) - {"nothing"}


class Cover(BaseModel):
    """Words of the question, as they stand in it, and what of the query they became."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: str = Field(max_length=1000)
    part: Part


class ModelReply(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    outcome: Outcome
    query: dict[str, Any] | None = None
    readings: list[dict[str, Any]] = Field(default_factory=list, max_length=20)
    reason: Reason | None = None
    covers: list[Cover] = Field(default_factory=list, max_length=200)


def read_reply(document: Mapping[str, Any]) -> ModelReply:
    """Raises QueryError saying which key is wrong."""
    try:
        return ModelReply.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"][:4])
        raise QueryError(
            f"the answer does not fit the schema at '{place:.80}': {first['msg']:.120}"
        ) from None


def read_query(document: Mapping[str, Any]) -> MetricQuery:
    """A query that a model wrote; only what the schema offers. Raises QueryError."""
    for key in document:
        if key not in _KEYS:
            raise QueryError(f"a query has no key '{key:.60}'")
    given = dict(document)
    settings = given.get("parameters")
    if isinstance(settings, list):
        given["parameters"] = _settings(settings)
    query = MetricQuery.from_dict(given)
    if any(_is_text(item) for item in (*query.where, *query.having, *query.sides)):
        raise QueryError("a filter is an object with field, op and values")
    return query


def _settings(items: list[Any]) -> dict[str, Any]:
    try:
        return {str(item["name"]): item["value"] for item in items}
    except (KeyError, TypeError):
        raise QueryError("'parameters' takes a list of {name, value}") from None


def _is_text(item: Filter) -> bool:
    match item:
        case JinjaFilter():
            return True
        case AnyOf() | AllOf():
            return any(_is_text(each) for each in item.items)
        case Not():
            return _is_text(item.item)
        case _:
            return False
