"""Every rule of a catalog, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from assistant.catalog.binding import BINDING_RULES, ColumnTypes, check_column_types, check_join_types
from assistant.catalog.draft import Draft
from assistant.catalog.model import Catalog
from assistant.catalog.placing import warehouse_of
from assistant.catalog.problems import Problem, Problems
from assistant.catalog.rules import graph, joins, parameters, playbooks, policy, references, tree, words

Rule = Callable[[Draft, Catalog], Iterator[Problem]]


def declared_types(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """Types that the YAML itself declares contradict each other."""
    yield from check_join_types(catalog, {})
    yield from check_column_types(catalog, {})


RULES: tuple[Rule, ...] = (
    *references.RULES,
    *graph.RULES,
    *parameters.RULES,
    *joins.RULES,
    declared_types,
    *words.RULES,
    *playbooks.RULES,
    *tree.RULES,
    *policy.RULES,
)


def check_draft(draft: Draft, catalog: Catalog) -> None:
    """Apply every rule; what they find goes to the draft's problems."""
    for rule in RULES:
        draft.problems.extend(rule(draft, catalog))


def check_catalog(
    path: str | Path, variables: Mapping[str, str] | None = None, column_types: ColumnTypes | None = None
) -> tuple[Problem, ...]:
    """All problems of the catalog at `path`, errors first; with `column_types` also against the warehouse.

    Raises UsageError where there is nothing at `path`.
    """
    from assistant.catalog.read import read_catalog

    catalog, problems = read_catalog(path, variables)
    if column_types is not None:
        problems.extend(check_binding(catalog, column_types))
    return problems.sorted()


def check_binding(catalog: Catalog, column_types: ColumnTypes) -> tuple[Problem, ...]:
    """What `catalog` names and the warehouse does not have.

    `column_types` maps every relation (`schema.name`) to its columns and their warehouse types.
    """
    problems, warehouse = Problems(), warehouse_of(column_types)
    for rule in BINDING_RULES:
        problems.extend(rule(catalog, warehouse))
    return problems.sorted()
