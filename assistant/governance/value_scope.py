"""Which values of dimensions exist for an actor.

A code list (declared in the catalog or in a table of labels) is known to all who may see the
dimension, unless a row filter is about it. Every other value exists for an actor who is limited to
some rows only if such a row carries it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from assistant.catalog.joins import reachable
from assistant.catalog.masking import is_masked
from assistant.catalog.model import Catalog, Dimension
from assistant.governance.permissions import permissions
from assistant.governance.row_filters import fits_of
from assistant.plan import Binding, Source
from assistant.policy import Grant, Role
from assistant.query import Scalar
from assistant.resolve.memory import remembered
from assistant.resolve.sources import sources_for

Finder = Callable[[Grant, Source, tuple[Role, ...], Binding, Sequence[Scalar]], Collection[Scalar]]
"""Those of the values that rows of the source carry which the roles may see."""
_MOST_KEPT = 50_000


def concerned_fields(catalog: Catalog, roles: tuple[Role, ...]) -> frozenset[str]:
    """The dimensions (`model.name`) that some role's row filter is about, under whatever name: conformed
    with a field of it, or coded by the same list.
    """
    whole = catalog.complete
    key = ("concerned_fields", roles)
    return remembered(whole, key, lambda: frozenset(_concerned(whole, roles)))


class ValueScope:
    """What values one grant knows. Safe to share between threads; keeps what it has looked up."""

    def __init__(self, catalog: Catalog, grant: Grant, find: Finder) -> None:
        """`catalog` is the visible one."""
        self._catalog = catalog
        self._grant = grant
        self._find = find
        self._concerned = concerned_fields(catalog, grant.roles)
        self._scopes = {scope.roles: scope for scope in permissions(catalog, grant.roles).scopes.values()}
        self._limited = bool(self._scopes) and all(scope.limited for scope in self._scopes.values())
        self._known: OrderedDict[tuple[str, Scalar], bool] = OrderedDict()
        self._lock = threading.Lock()

    def seen(self, dimension: str, values: Iterable[Scalar]) -> frozenset[Scalar]:
        """Those of the values of a dimension (`model.name`) that exist for the actor."""
        wanted = frozenset(values)
        model, _, name = dimension.partition(".")
        found = self._catalog.models[model].dimensions.get(name) if model in self._catalog.models else None
        if found is None or is_masked(found):
            return frozenset()
        if not self._limited or (_is_coded(found) and dimension not in self._concerned):
            return wanted
        return self._carried(dimension, wanted)

    def _carried(self, dimension: str, wanted: frozenset[Scalar]) -> frozenset[Scalar]:
        with self._lock:
            unknown = [value for value in wanted if (dimension, value) not in self._known]
        if unknown:
            present = self._look_up(dimension, unknown)
            with self._lock:
                self._known.update({(dimension, value): value in present for value in unknown})
                while len(self._known) > _MOST_KEPT:
                    self._known.popitem(last=False)
                return frozenset(v for v in wanted if self._known.get((dimension, v), v in present))
        with self._lock:
            return frozenset(value for value in wanted if self._known.get((dimension, value)))

    def _look_up(self, dimension: str, values: list[Scalar]) -> set[Scalar]:
        present: set[Scalar] = set()
        for roles, source, binding in self._ways(dimension):
            missing = [value for value in values if value not in present]
            if not missing:
                break
            present.update(self._find(self._grant, source, roles, binding, missing))
        return present

    def _ways(self, dimension: str) -> Iterator[tuple[tuple[Role, ...], Source, Binding]]:
        """Rows that lead to the dimension: its own model's first, then those of other counted models."""
        whole, (model, _, name) = self._catalog.complete, dimension.partition(".")
        for roles, sources in self._sources():
            for source in sorted(sources, key=lambda item: (item.model != model, item.model)):
                for item in reachable(whole, source.model).dimensions:
                    if (item.model.name, item.dimension.name) == (model, name):
                        yield (
                            roles,
                            source,
                            Binding(item.path, item.model, item.dimension.expr, item.dimension),
                        )

    def _sources(self) -> Iterator[tuple[tuple[Role, ...], set[Source]]]:
        """The rows that each scope counts, one way of placing them in time for each model."""
        whole = self._catalog.complete
        scopes = permissions(self._catalog, self._grant.roles).scopes
        for roles in self._scopes:
            names = tuple(name for name, scope in scopes.items() if scope.roles == roles)
            by_model = {source.model: source for source in sources_for(whole, names)}
            yield roles, set(by_model.values())


def _concerned(catalog: Catalog, roles: tuple[Role, ...]) -> Iterator[str]:
    bound = [
        binding
        for role in roles
        if role.row_filter is not None
        for fit in fits_of(catalog, role).by_model.values()
        for field in fit.fields.values()
        for binding in field.bindings.values()
        if binding.dimension is not None
    ]
    filtered = {f"{b.model.name}.{b.dimension.name}": b.dimension for b in bound if b.dimension}
    tags = {item.conformed for item in filtered.values() if item.conformed}
    lists = [item.values_from for item in filtered.values() if item.values_from]
    declared = [item.codes for item in filtered.values() if item.codes]
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            same_list = dimension.values_from in lists or dimension.codes in declared
            if f"{model.name}.{dimension.name}" in filtered or dimension.conformed in tags or same_list:
                yield f"{model.name}.{dimension.name}"


def _is_coded(dimension: Dimension) -> bool:
    return bool(dimension.codes) or dimension.values_from is not None
