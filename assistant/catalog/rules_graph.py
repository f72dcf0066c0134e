"""Rules on metrics made of metrics: no cycles, no explosion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log2

from assistant.catalog.draft import Draft
from assistant.catalog.metric import inputs_of
from assistant.catalog.model import Catalog, Origin
from assistant.catalog.problems import Problem, error_at

MAX_TERMS = 500
_SHOWN = 6


def _edges(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(item.metric for item in inputs_of(metric) if item.metric in catalog.metrics)
        for name, metric in catalog.metrics.items()
    }


def cycles(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for cycle in find_cycles(_edges(catalog)):
        first = catalog.metrics[cycle[0]]
        place: Origin = draft.place(
            "metric", first, "input_metrics", "numerator", "input_metric", "type_params"
        )
        message = (
            f'metric "{first.name}": cycle of length {len(cycle)} starting at {first.name}: {_chain(cycle)}'
        )
        yield error_at(place, "cycle", message, "a metric must not be computed from itself")


def find_cycles(edges: dict[str, tuple[str, ...]]) -> Iterator[list[str]]:
    """One cycle for each knot of names, without recursion."""
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        waiting = [iter((start,))]
        while waiting:
            name = next(waiting[-1], None)
            if name is None:
                waiting.pop()
                done.update(path[-1:])
                del path[-1:]
            elif name in path:
                yield path[path.index(name) :]
            elif name not in done:
                path.append(name)
                waiting.append(iter(edges[name]))


def _chain(cycle: Sequence[str]) -> str:
    names = [*cycle, cycle[0]]
    if len(names) > 2 * _SHOWN:
        names = [*names[:_SHOWN], "…", *names[-2:]]
    return " → ".join(names)


def expansion(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """How many terms a metric has once everything in it is written out."""
    edges = _edges(catalog)
    if any(True for _ in find_cycles(edges)):
        return
    sizes: dict[str, int] = {}
    for name in _inputs_first(edges):
        sizes[name] = sum(sizes[item] for item in edges[name]) or 1
        # only the first metric over the limit is named, not everything built on it
        if sizes[name] > MAX_TERMS and all(sizes[item] <= MAX_TERMS for item in edges[name]):
            metric = catalog.metrics[name]
            largest = _largest(name, edges)
            message = f'metric "{name}": expanded expression too large ({largest} terms, at most {MAX_TERMS})'
            yield error_at(
                draft.place("metric", metric, "expr"), "expansion", message, "derive it from fewer metrics"
            )


def _largest(name: str, edges: dict[str, tuple[str, ...]]) -> str:
    """The size of the largest metric built on `name`, as the power of two that shows what is going on."""
    sizes: dict[str, int] = {}
    for item in _inputs_first(edges):
        sizes[item] = sum(sizes[part] for part in edges[item]) or 1
    return f"2^{round(log2(max(sizes.values())))}"


def _inputs_first(edges: dict[str, tuple[str, ...]]) -> list[str]:
    order: dict[str, None] = {}
    stack = list(reversed(edges))
    while stack:
        name = stack[-1]
        waiting = [item for item in edges[name] if item not in order]
        if name in order or not waiting:
            order.setdefault(stack.pop(), None)
        else:
            stack += waiting
    return list(order)


RULES = (cycles, expansion)
