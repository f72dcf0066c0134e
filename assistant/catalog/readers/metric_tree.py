"""`metric_tree:` what a metric is made of, and what moves it."""

from __future__ import annotations

from typing import get_args

from assistant.catalog.draft import Draft
from assistant.catalog.entry import Entry
from assistant.catalog.playbooks import Relation, RelationKind, TreeNode

RELATIONS: tuple[RelationKind, ...] = get_args(RelationKind)


def read_metric_tree(entry: Entry, draft: Draft) -> None:
    """`{metric: {product_of: [...], driven_by: [...]}}`; several files may hold branches of it."""
    for name in entry.values:
        node = entry.get(name)
        inner = Entry.of(node, entry.problems, f'metric_tree, "{name:.80}"') if node is not None else None
        if inner is not None and draft.declare("branch of the metric tree", name, inner):
            _read_node(name.strip().lower(), inner, draft)


def _read_node(name: str, entry: Entry, draft: Draft) -> None:
    given = [kind for kind in RELATIONS if entry.has(kind)]
    drivers = entry.names("driven_by")
    relation = None
    for kind in given:
        parts = entry.names(kind)
        exactly = kind == "quotient_of"
        if len(parts) < 2 or (exactly and len(parts) != 2):
            wanted = "exactly two metrics" if exactly else "at least two metrics"
            entry.error(kind, "bad_relation", f"{kind} takes {wanted}", f"{kind}: [a, b]")
        else:
            relation = relation or Relation(kind, parts)
    entry.finish(also=(*RELATIONS, "driven_by"))
    if len(given) > 1:
        message = f"{' and '.join(given)}: a metric is made of its parts in one way"
        entry.error(given[1], "bad_relation", message, "keep one of them")
    elif not given and not drivers:
        fix = f"{name}: {{product_of: [a, b]}} or {{driven_by: [a, b]}}"
        entry.error("driven_by", "bad_relation", "says nothing about what the metric consists of", fix)
    else:
        draft.tree[name] = TreeNode(name, relation, drivers, entry.origin)
        draft.mark("branch", name, entry)
