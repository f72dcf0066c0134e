"""From the files of a folder to a draft, and from the draft to a checked Catalog."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from assistant.catalog.check import check_draft
from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.governed_models import govern_models
from assistant.catalog.model import Catalog, Relation
from assistant.catalog.node import Node
from assistant.catalog.policy_file import POLICY_FILES, read_policy
from assistant.catalog.problems import Problems
from assistant.catalog.readers.alerts import read_alert
from assistant.catalog.readers.benchmarks import read_benchmark
from assistant.catalog.readers.calendar import read_calendar
from assistant.catalog.readers.diagnosis import read_diagnosis_row
from assistant.catalog.readers.experiments import read_experiment
from assistant.catalog.readers.fields import words
from assistant.catalog.readers.funnels import read_funnel
from assistant.catalog.readers.legacy import (
    create_proxy_metrics,
    read_legacy_metric,
    read_project_configuration,
    read_semantic_model,
)
from assistant.catalog.readers.metric_tree import read_metric_tree
from assistant.catalog.readers.metrics import read_metric
from assistant.catalog.readers.models import read_model, read_model_config
from assistant.catalog.readers.playbooks import read_ambiguity, read_saved_query
from assistant.catalog.readers.segments import read_segment
from assistant.catalog.readers.verified_queries import read_verified_query
from assistant.catalog.sources import Sources, read_sources
from assistant.catalog.yaml_source import read_yaml

DBT_SECTIONS = words(
    """
    version sources seeds snapshots tests data_tests unit_tests exposures macros analyses groups functions
    anchors
    """
)
_CATALOG_FILES = ("catalog.yml", "catalog.yaml")


def read_catalog(path: str | Path, variables: Mapping[str, str] | None = None) -> tuple[Catalog, Problems]:
    """The catalog as far as it can be read, and everything that is wrong with it.

    Raises UsageError where there is nothing at `path`.
    """
    problems = Problems()
    sources = read_sources(path, problems, variables)
    return build_catalog(path, sources, problems, variables), problems


def build_catalog(
    path: str | Path, sources: Sources, problems: Problems, variables: Mapping[str, str] | None
) -> Catalog:
    """Read `sources`, apply every rule, and say to `problems` what is wrong."""
    name = Path(path).resolve().name
    draft = Draft(problems, name=name, project=sources.project, sql_files=sources.sql)
    draft.folder = Path(path) if Path(path).is_dir() else Path(path).parent
    documents = list(_documents(sources, problems, variables))
    _read_settings(documents, draft)
    for document in documents:
        _read_configs(document, draft)
        _read_items(document, draft, _BENCHMARKS)
    for document in documents:
        _read_items(document, draft, _MODELS)
        inner = document.entry("project_configuration")
        if inner is not None:
            read_project_configuration(inner, draft)
    for document in documents:
        _read_document(document, draft)
    create_proxy_metrics(draft)
    for document in documents:
        _read_playbooks(document, draft)
    govern_models(draft)
    if not draft.declared and not problems.errors:
        problems.error(Node(None, name, 0), "empty_catalog", "the catalog declares no model and no metric")
    catalog = draft.catalog(sources.version)
    check_draft(draft, catalog)
    return catalog


def _documents(sources: Sources, problems: Problems, variables: Mapping[str, str] | None) -> Iterable[Entry]:
    for file, text in sources.yaml.items():
        if not text.strip():
            if not any(p.file == file for p in problems):
                problems.error(Node(None, file, 0), "empty_file", "the catalog file is empty", "remove it")
            continue
        for node in read_yaml(_as_yaml(text, file), file, problems, variables):
            entry = Entry.of(node, problems, file)
            if entry is not None:
                yield entry


def _as_yaml(text: str, file: str) -> str:
    """JSON is YAML but for its escapes; what is no JSON is left for the YAML reader to report."""
    if not file.endswith(".json"):
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=1)
    except (ValueError, RecursionError):
        return text


def _read_settings(documents: Iterable[Entry], draft: Draft) -> None:
    """catalog.yml first: where relations are decides how the rest is read."""
    for document in documents:
        if document.has("catalog"):
            inner = document.entry("catalog")
        elif document.node.file in _CATALOG_FILES:
            inner = document
        else:
            continue
        if inner is not None:
            draft.name = inner.text("name") or draft.name
            draft.default_schema = inner.optional_text("schema")
            _read_relations(inner, draft)
            if inner is not document:
                inner.finish()


def _read_relations(entry: Entry, draft: Draft) -> None:
    node = entry.get("relations")
    if node is None:
        return
    if isinstance(node.value, list):
        for name in entry.texts("relations"):
            draft.relations[name.rsplit(".", 1)[-1].lower()] = _relation(name, draft.default_schema)
        return
    inner = entry.entry("relations")
    for name in inner.values if inner is not None else ():
        target = inner.text(name) if inner is not None else ""
        if target:
            draft.relations[name.lower()] = _relation(target, draft.default_schema)


def _relation(text: str, schema: str | None) -> Relation:
    *before, name = text.split(".")
    return Relation(name, before[-1] if before else schema, before[-2] if len(before) > 1 else None)


def _read_top_metric(entry: Entry, draft: Draft) -> None:
    if entry.has("type_params"):
        read_legacy_metric(entry, draft)
    else:
        read_metric(entry, draft, None)


_Items = dict[str, tuple[str, Callable[[Entry, Draft], None]]]
_MODELS: _Items = {
    "models": ("model", read_model),
    "semantic_models": ("semantic model", read_semantic_model),
}
_METRICS: _Items = {
    "metrics": ("metric", _read_top_metric),
    "saved_queries": ("saved query", read_saved_query),
    "ambiguities": ("ambiguity", read_ambiguity),
}
_BENCHMARKS: _Items = {"benchmarks": ("benchmark", read_benchmark)}
_PLAYBOOKS: _Items = {
    "segments": ("segment", read_segment),
    "funnels": ("funnel", read_funnel),
    "diagnosis_matrix": ("diagnosis", read_diagnosis_row),
    "experiments": ("experiment", read_experiment),
    "alerts": ("alert", read_alert),
    "verified_queries": ("verified query", read_verified_query),
}
_SINGULAR = {"semantic_models": "semantic_model", "metrics": "metric", "saved_queries": "saved_query"}
"""Keys of documents that hold one object each."""


def _read_items(document: Entry, draft: Draft, items: _Items) -> None:
    for key, (what, read) in items.items():
        for entry in document.entries(key, what):
            read(entry, draft)
        single = _SINGULAR.get(key)
        node = document.get(single) if single is not None else None
        entry_of_one = Entry.of(node, draft.problems, what) if node is not None else None
        if entry_of_one is not None:
            entry_of_one.name_after(what)
            read(entry_of_one, draft)


def _read_configs(document: Entry, draft: Draft) -> None:
    """Where models are, before anything refers to one."""
    node = document.values.get("models")
    for item in node.value if node is not None and isinstance(node.value, list) else ():
        if isinstance(item.value, dict):
            read_model_config(Entry(item, draft.problems, "model"), draft)


def _read_document(document: Entry, draft: Draft) -> None:
    """Everything but models, which come before: metrics of any file may be made of them."""
    _read_items(document, draft, _METRICS)
    if document.has("calendar"):
        inner = document.entry("calendar")
        if inner is not None:
            read_calendar(inner, draft)
    if document.has("policy"):
        inner = document.entry("policy")
        if inner is not None:
            draft.policy = read_policy(inner)
    if document.has("policy") != (document.node.file in POLICY_FILES):
        # a policy that is found here and not where it is looked for would leave everything open
        message = f"the policy belongs in {POLICY_FILES[0]} beside the catalog, under the key policy"
        document.error("policy", "misplaced_policy", message)


def _read_playbooks(document: Entry, draft: Draft) -> None:
    """After the metrics, whose cards hold thresholds too; the last of the document's keys."""
    _read_items(document, draft, _PLAYBOOKS)
    tree = document.entry("metric_tree")
    if tree is not None:
        read_metric_tree(tree, draft)
    ours = bool(document.asked & document.values.keys())
    document.finish(also=("catalog",), silent=DBT_SECTIONS, only_near=not ours)
