"""Saved queries, and the object syntax of dbt in place of plain names."""

from __future__ import annotations

import re
from typing import Any

from assistant.catalog.filters import parse_field
from assistant.catalog.model import Catalog
from assistant.catalog.sql_text import BadExpression
from assistant.errors import QueryError, did_you_mean, suggestion
from assistant.query import MetricQuery, Order
from assistant.resolve.names import name_of

_OBJECT = re.compile(r"\s*(Dimension|TimeDimension|Entity|Metric)\s*\(")
_KEYS = ("metrics", "group_by", "where", "order_by", "limit")


def expand(catalog: Catalog, query: MetricQuery) -> MetricQuery:
    """`query` with its saved query filled in and object syntax as names. What the query says itself
    is added to the lists of the saved one; its own limit wins.
    """
    if query.saved_query is not None:
        query = _merged(_saved(catalog, query.saved_query), query)
    if not any(
        _OBJECT.match(name)
        for name in (*query.group_by, *query.average_per, *(o.field for o in query.order_by))
    ):
        return query
    return query.but(
        group_by=tuple(_plain(name) for name in query.group_by),
        average_per=tuple(_plain(name) for name in query.average_per),
        order_by=tuple(_plain_order(order) for order in query.order_by),
    )


def _saved(catalog: Catalog, name: str) -> MetricQuery:
    found = catalog.saved_queries.get(name) or catalog.saved_queries.get(name.lower())
    if found is None:
        names = tuple(catalog.saved_queries)
        raise QueryError(
            f"there is no saved query '{name}'.{suggestion(name, names)}", "unknown_saved_query",
            did_you_mean(name, names),
        )  # fmt: skip
    document: dict[str, Any] = {key: value for key, value in found.query.items() if key in _KEYS and value}
    return MetricQuery.from_dict(document)


def _merged(saved: MetricQuery, query: MetricQuery) -> MetricQuery:
    return query.but(
        saved_query=None,
        metrics=tuple(dict.fromkeys((*saved.metrics, *query.metrics))),
        group_by=tuple(dict.fromkeys((*saved.group_by, *query.group_by))),
        where=(*saved.where, *query.where),
        order_by=query.order_by or saved.order_by,
        limit=query.limit or saved.limit,
    )


def _plain(name: str) -> str:
    if not _OBJECT.match(name):
        return name
    try:
        return name_of(parse_field(name)).given
    except BadExpression as problem:
        raise QueryError(f"'{name}' cannot be read: {problem}", "bad_query") from None


def _plain_order(order: Order) -> Order:
    text, descending = order.field, order.descending
    flag = re.search(r"\.descending\(\s*(True|False)?\s*\)\s*\Z", text)
    if flag:
        text, descending = text[: flag.start()], flag[1] != "False"
    return Order(_plain(text), descending)
