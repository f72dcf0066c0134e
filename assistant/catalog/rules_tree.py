"""Rules on the metric tree: its identities are true, and it is a tree from the North Star down."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.algebra import holds
from assistant.catalog.draft import Draft
from assistant.catalog.metric import inputs_of
from assistant.catalog.model import Catalog, Metric, Origin, Planned, Simple
from assistant.catalog.playbooks import Relation, TreeNode
from assistant.catalog.problems import Problem, error_at, warning_at
from assistant.catalog.read_card import LAYERS
from assistant.catalog.rules_graph import find_cycles
from assistant.catalog.rules_references import unknown_metric

_WORDS = {
    "product_of": ("the product of", " and "),
    "sum_of": ("the sum of", " and "),
    "difference_of": ("the difference of", " and "),
    "quotient_of": ("the quotient of", " and "),
}
_ADDITIVE = ("sum", "count", "sum_boolean")


def tree_metrics(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for node in catalog.playbooks.tree.values():
        for name in dict.fromkeys((node.metric, *node.children)):
            yield from unknown_metric(draft, catalog, name, node.origin, "metric_tree")


def tree_cycles(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    tree = catalog.playbooks.tree
    edges: dict[str, tuple[str, ...]] = {}
    for name, node in tree.items():
        edges[name] = node.children
        for child in node.children:
            edges.setdefault(child, tree[child].children if child in tree else ())
    for cycle in find_cycles(edges):
        way = " → ".join([*cycle, cycle[0]])
        fix = "a metric stands below what it moves or is part of, never above"
        yield error_at(tree[cycle[0]].origin, "cycle", f"metric_tree: {way} goes in a circle", fix)


def tree_relations(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """What is declared to be a product, sum, difference or quotient is one by the metrics' formulas."""
    for node in catalog.playbooks.tree.values():
        relation = node.relation
        if relation is None or not all(name in catalog.metrics for name in (node.metric, *relation.parts)):
            continue
        reason = _wrong(catalog, catalog.metrics[node.metric], relation)
        if reason:
            start, joint = _WORDS[relation.kind]
            message = f'metric_tree: "{node.metric}" is not {start} {joint.join(relation.parts)}: {reason}'
            place = draft.places.get(f"branch {node.metric} {relation.kind}", node.origin)
            yield error_at(place, "relation_mismatch", message, "or say what moves it: driven_by")


def _wrong(catalog: Catalog, metric: Metric, relation: Relation) -> str:
    """Why the relation cannot be true; empty where it is, or where nothing can be said."""
    true = holds(catalog, metric.name, relation)
    if true or true is None or _leaves_open(catalog, metric, relation):
        return ""
    if not isinstance(metric.kind, Simple):
        names = ", ".join(dict.fromkeys(item.metric for item in inputs_of(metric)))
        return f"it is computed from {names}" + (f" as {metric.card.formula}" if metric.card.formula else "")
    if relation.kind == "sum_of":
        return _no_sum(catalog, metric.kind, relation)
    return "it is an aggregation of its own, which these do not give"


def _leaves_open(catalog: Catalog, metric: Metric, relation: Relation) -> bool:
    """A kind without a formula on either side."""
    sides = [metric, *(catalog.metrics[name] for name in relation.parts)]
    return any(not isinstance(side.kind, Simple) and not inputs_of(side) for side in sides) or isinstance(
        metric.kind, Planned
    )


def _no_sum(catalog: Catalog, whole: Simple, relation: Relation) -> str:
    """Parts of a sum aggregate other rows of the same model in the same way."""
    if whole.function not in _ADDITIVE:
        return f"{whole.function} is not additive, so parts do not sum up to it"
    seen: dict[tuple[str, ...], str] = {}
    for name in relation.parts:
        part = catalog.metrics[name]
        kind = part.kind
        if not isinstance(kind, Simple) or kind.model != whole.model:
            continue
        if (kind.function, kind.expr.text) != (whole.function, whole.expr.text):
            return f'"{name}" is {kind.function}({kind.expr.text}), not {whole.function}({whole.expr.text})'
        filters = tuple(sorted(item.text for item in part.filters))
        if filters in seen:
            return f'"{name}" and "{seen[filters]}" count the same rows'
        seen[filters] = name
    return ""


def tree_layers(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """North Star above key results above level 1 above level 2."""
    for node in catalog.playbooks.tree.values():
        above = _rank(catalog, node.metric)
        for name in node.drivers:
            below = _rank(catalog, name)
            if above is not None and below is not None and below < above:
                message = (
                    f'metric_tree: "{name}" ({LAYERS[below]}) stands below "{node.metric}" ({LAYERS[above]})'
                )
                yield warning_at(_place(draft, node), "layer_order", message, "turn them round")


def _rank(catalog: Catalog, name: str) -> int | None:
    metric = catalog.metrics.get(name)
    layers = metric.card.layers if metric is not None else ()
    return min((LAYERS.index(layer) for layer in layers), default=None)


def _place(draft: Draft, node: TreeNode) -> Origin:
    return draft.places.get(f"branch {node.metric} driven_by", node.origin)


RULES = (tree_metrics, tree_cycles, tree_relations, tree_layers)
