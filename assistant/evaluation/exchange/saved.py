"""Saved queries of a dbt project: the label is the question, the query what is expected."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.actor_filters import told
from assistant.catalog.entry import by_script
from assistant.catalog.labels import Labels
from assistant.catalog.load import load_catalog
from assistant.catalog.model import Catalog, SavedQuery
from assistant.catalog.problems import Problems
from assistant.errors import QueryError, UsageError
from assistant.evaluation.exchange.document import Document, query_document
from assistant.evaluation.exchange.record import Record, Source
from assistant.query import Filter, JinjaFilter, MetricQuery
from assistant.resolve.filters import parsed
from assistant.resolve.saved import expand


def read_saved(source: Source, problems: Problems) -> Iterator[Record]:
    """Raises CatalogError for a project with errors, UsageError for one without saved queries."""
    catalog = load_catalog(source.path)
    if not catalog.saved_queries:
        raise UsageError(f"{source.path} has no saved queries")
    for saved in catalog.saved_queries.values():
        try:
            expected = _expected(catalog, saved, problems)
        except QueryError as error:
            problems.error(saved.origin, "bad_query", f'saved query "{saved.name}": {error}')
            continue
        document: Document = {"question": _question(saved), "tags": ["saved-query"], "expect": expected}
        yield Record(document, saved.origin.line, saved.name, saved.origin.file)


def _question(saved: SavedQuery) -> str | dict[str, str]:
    labels = saved.labels if saved.labels != Labels() else by_script(saved.description)
    if labels.zh and labels.en:
        return {"zh": labels.zh, "en": labels.en}
    return labels.zh or labels.en or saved.name.replace("_", " ")


def _expected(catalog: Catalog, saved: SavedQuery, problems: Problems) -> Document:
    query = expand(catalog, MetricQuery(saved_query=saved.name))
    where = tuple(_typed(item) for item in query.where)
    document = query_document(query.but(where=where))
    found: Document = {"metrics": document.get("metrics", []), "dimensions": document.get("group_by", [])}
    if any(isinstance(item, JinjaFilter) for item in where):
        message = f'saved query "{saved.name}": its filter has no form as conditions, and is not expected'
        problems.warning(saved.origin, "untold_filter", message)
    else:
        found["filters"] = document.get("where", [])
    return found | {key: document[key] for key in ("order_by", "limit") if key in document}


def _typed(item: Filter) -> Filter:
    """Jinja as conditions: what is asked in words leads to these."""
    return told(parsed(item.text)) if isinstance(item, JinjaFilter) else item
