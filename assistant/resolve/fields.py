"""Names of fields bound to every source that a query reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlglot import exp

from assistant.catalog.joins import JoinPath
from assistant.catalog.model import Catalog, DataType, Dimension, SqlExpression
from assistant.errors import QueryError, choices_text, did_you_mean
from assistant.plan import Binding, CustomBuckets, ResolvedField, Source
from assistant.resolve.data_types import dimension_type, expression_type, full_name, plain_type
from assistant.resolve.field_index import BY_SUFFIX, Candidate, candidates, field_index
from assistant.resolve.grains import default_grain, grain_rank, require_grain, source_grain
from assistant.resolve.memory import remembered
from assistant.resolve.names import METRIC_TIME, FieldName, is_metric
from assistant.resolve.sources import sources_for

SPINE_MOMENT = SqlExpression("_moment", exp.column("_moment"))
"""What places rows in time that have no time of their own: the moments of a time spine."""
Match = tuple[Candidate, ...]
"""One candidate per source, in the order of the sources."""


@dataclass(frozen=True, slots=True, eq=False)
class FieldOption:
    """A field that all of some metrics can be grouped and filtered by.

    `name` is the shortest that is unambiguous for them; `model` that of the first metric's binding,
    empty for `metric_time`.
    """

    name: str
    qualified_name: str
    kind: Literal["dimension", "time", "entity"]
    dimension: Dimension | None
    model: str
    conformed: str | None


def custom_grains(catalog: Catalog) -> Mapping[str, CustomBuckets]:
    """The catalog's own grains, by name in lower case."""
    return remembered(catalog, "custom_grains", lambda: _custom_grains(catalog))


def _custom_grains(catalog: Catalog) -> dict[str, CustomBuckets]:
    return {
        grain.name.lower(): CustomBuckets(spine, grain.column)
        for spine in catalog.time_spines.values()
        for grain in spine.custom_grains
    }


def resolve_field(
    catalog: Catalog, name: FieldName, sources: Sequence[Source], preferred_grain: str | None = None
) -> ResolvedField:
    """Bind `name` in every source. `preferred_grain` is what a bare `metric_time` means.

    Raises QueryError: unknown_field, incompatible_dimension, ambiguous_dimension, too_fine_grain,
    snapshot_only (time of something that has none).
    """
    key = ("field", name, tuple(sources), preferred_grain)
    return remembered(catalog, key, lambda: _resolve(catalog, name, tuple(sources), preferred_grain))


def _resolve(
    catalog: Catalog, name: FieldName, sources: tuple[Source, ...], preferred: str | None
) -> ResolvedField:
    if name.base == METRIC_TIME:
        return _metric_time(catalog, name, sources, preferred)
    chosen, name = _choose_with_grain_read(catalog, name, sources)
    bindings = {source: item.binding for source, item in zip(sources, chosen, strict=True)}
    kind = chosen[0].kind
    if chosen[0].rank[1] == BY_SUFFIX:
        name = replace(name, given=_with_suffix(chosen[0].qualified_name, name))
    if kind == "time":
        return _time_field(catalog, name, bindings)
    if name.grain or name.date_part:
        raise QueryError(
            f"'{name.given}': {name.base} is not a date, so it has no {name.grain or name.date_part}"
        )
    return ResolvedField(name.given, kind, bindings, data_type=_data_type(catalog, chosen[0].binding))


def _with_suffix(qualified: str, name: FieldName) -> str:
    suffix = f"extract_{name.date_part}" if name.date_part else name.grain
    return f"{qualified}__{suffix}" if suffix else qualified


def _metric_time(
    catalog: Catalog, name: FieldName, sources: tuple[Source, ...], preferred: str | None
) -> ResolvedField:
    placed = [source for source in sources if source.time is not None]
    if not placed:
        raise QueryError(
            f"'{name.given}' needs a metric with a history; this one only stands for the present",
            "snapshot_only",
        )
    finest = [source_grain(catalog, source) for source in placed]
    bindings = {source: time_binding(catalog, source) for source in placed}
    owners = [source.model for source in placed]
    return _buckets(catalog, name, bindings, finest, owners, preferred or "day", is_metric_time=True)


def time_binding(catalog: Catalog, source: Source) -> Binding:
    """The time dimension by which the rows of `source` (which has one) are placed in time."""
    model = catalog.models[source.model]
    if source.time == METRIC_TIME:
        return Binding(JoinPath(), model, SPINE_MOMENT)
    dimension = model.dimensions[source.time or ""]
    return remembered(
        catalog, ("time", source), lambda: Binding(JoinPath(), model, dimension.expr, dimension)
    )


def _time_field(catalog: Catalog, name: FieldName, bindings: Mapping[Source, Binding]) -> ResolvedField:
    finest = [b.dimension.granularity or "day" for b in bindings.values() if b.dimension]
    owners = [binding.model.name for binding in bindings.values()]
    placing = all(
        not b.path and b.dimension is not None and b.dimension.name == source.time
        for source, b in bindings.items()
    )
    return _buckets(catalog, name, bindings, finest, owners, None, is_metric_time=placing)


def _buckets(
    catalog: Catalog,
    name: FieldName,
    bindings: Mapping[Source, Binding],
    finest: Sequence[str],
    owners: Sequence[str],
    preferred: str | None,
    is_metric_time: bool,
) -> ResolvedField:
    """A time field by its grain, which is the finest that all have where the name has none."""
    grain = (
        None
        if name.date_part
        else name.grain or default_grain([*finest, *([preferred] if preferred else [])])
    )
    custom = custom_grains(catalog).get(grain or "")
    for fine, owner in zip(finest, owners, strict=True):
        require_grain(custom.spine.grain if custom else grain or "day", fine, name.given, owner)
    data_type = _custom_type(catalog, custom) if custom else _bucket_type(grain)
    shown = _qualified(name, grain)
    return ResolvedField(shown, "time", bindings, grain, name.date_part, is_metric_time, data_type, custom)


def _qualified(name: FieldName, grain: str | None) -> str:
    """MetricFlow's names carry the grain in the output, also where the query leaves it out."""
    bare = name.grain is None and name.date_part is None
    return (
        f"{name.given}__{grain}" if bare and ("__" in name.given or name.base == METRIC_TIME) else name.given
    )


def _custom_type(catalog: Catalog, custom: CustomBuckets) -> DataType | None:
    relation = custom.spine.relation
    types = catalog.column_types.get(str(relation)) or catalog.column_types.get(
        full_name(catalog, relation), {}
    )
    return plain_type(types.get(custom.column) or types.get(custom.column.lower()))


def _bucket_type(grain: str | None) -> DataType:
    if grain is None:
        return "integer"
    return "date" if grain_rank(grain) >= grain_rank("day") else "timestamp"


def _data_type(catalog: Catalog, binding: Binding) -> DataType | None:
    if binding.dimension is not None:
        return dimension_type(catalog, binding.model, binding.dimension)
    return expression_type(catalog, binding.model, binding.expr)


def _choose_with_grain_read(
    catalog: Catalog, name: FieldName, sources: tuple[Source, ...]
) -> tuple[Match, FieldName]:
    """A dimension may itself be called `month`: the whole name is tried before its grain is split off."""
    whole = FieldName(name.given, name.given.lower())
    if name != whole and any(candidates(catalog, source.model, whole.base) for source in sources):
        name = whole
    match = _choose(catalog, name, sources)
    if match is None:
        raise _unreachable(catalog, name, sources)
    return match, name


def _choose(catalog: Catalog, name: FieldName, sources: tuple[Source, ...]) -> Match | None:
    """What `name` means in each source; None if it is out of reach. Raises QueryError if ambiguous."""
    options = [_same_field(catalog, source, candidates(catalog, source.model, name.base), name, sources)
               for source in sources]  # fmt: skip
    matches = _matches(options) if all(options) else []
    if not matches:
        return None
    best = min(cost for cost, _ in matches)
    distinct = {tuple(_meaning(item) for item in match): match for cost, match in matches if cost == best}
    if len(distinct) > 1:
        raise _ambiguous(name, list(distinct.values()))
    return next(iter(distinct.values()))


def _same_field(
    catalog: Catalog,
    source: Source,
    found: tuple[Candidate, ...],
    name: FieldName,
    sources: tuple[Source, ...],
) -> tuple[Candidate, ...]:
    """A source that lacks a qualified name may still carry the dimension it is conformed with."""
    if found or "__" not in name.base:
        return found
    shared = {
        identity[1]
        for other in sources
        for item in candidates(catalog, other.model, name.base)
        for identity in item.identities
        if identity[0] == "conformed"
    }
    return tuple(item for tag in shared for item in candidates(catalog, source.model, tag))


def _matches(options: Sequence[tuple[Candidate, ...]]) -> list[tuple[tuple[int, ...], Match]]:
    """Every way to mean the same field in all sources, with its cost: joins first, then naming."""
    shared = frozenset.intersection(*(frozenset().union(*(c.identities for c in found)) for found in options))
    matches: list[tuple[tuple[int, ...], Match]] = []
    for identity in shared:
        nearest = [_nearest([c for c in found if identity in c.identities]) for found in options]
        for match in _products(nearest):
            cost = (sum(c.rank[0] for c in match), sum(c.rank[1] for c in match))
            matches.append((cost, match))
    return matches


def _nearest(found: list[Candidate]) -> list[Candidate]:
    best = min(item.rank for item in found)
    return [item for item in found if item.rank == best]


def _products(choices: list[list[Candidate]]) -> list[Match]:
    """All combinations; there is more than one only where a name is ambiguous in some source."""
    products: list[Match] = [()]
    for items in choices:
        products = [(*before, item) for before in products for item in items][:16]
    return products


def _meaning(item: Candidate) -> tuple[object, ...]:
    return (item.binding.path.hops, item.binding.model.name, item.binding.expr.text, item.kind)


def _ambiguous(name: FieldName, matches: list[Match]) -> QueryError:
    names = sorted({item.qualified_name for match in matches for item in match})
    if len(names) == 1:
        names = sorted(
            {f"{i.binding.model.name}.{name.last} by {i.qualified_name}" for m in matches for i in m}
        )
    return QueryError(f"'{name.given}' can mean {' or '.join(names)}", "ambiguous_dimension", names)


def _unreachable(catalog: Catalog, name: FieldName, sources: tuple[Source, ...]) -> QueryError:
    shared = tuple(option.name for option in options_for(catalog, sources))
    everywhere = {known for model in catalog.models for known in field_index(catalog, model)}
    if name.base not in everywhere:
        known = shared or tuple(sorted(everywhere, key=lambda known: ("__" in known or "." in known, known)))
        near = did_you_mean(name.base, known)
        return QueryError(_no_field(catalog, name, known), "unknown_field", near or shared)
    without = [s.model for s in sources if not candidates(catalog, s.model, name.base)] or [
        s.model for s in sources
    ]
    listed = f" They can be grouped by {', '.join(shared[:12])}." if shared else ""
    return QueryError(
        f"'{name.given}' does not apply to {' and '.join(dict.fromkeys(without))}.{listed}",
        "incompatible_dimension", shared,
    )  # fmt: skip


def _no_field(catalog: Catalog, name: FieldName, known: Sequence[str]) -> str:
    if is_metric(catalog, name.given):
        return f"'{name.given}' is a metric: 'group_by' and 'where' take dimensions, 'having' takes metrics."
    return f"there is no field '{name.given}'.{choices_text(name.base, known)}"


def fields_for(catalog: Catalog, metrics: Sequence[str]) -> tuple[FieldOption, ...]:
    """What all `metrics` can be grouped and filtered by. Raises QueryError for an unknown metric."""
    return options_for(catalog, sources_for(catalog, metrics))


def options_for(catalog: Catalog, sources: Sequence[Source]) -> tuple[FieldOption, ...]:
    """What all `sources` can be grouped by: metric_time where all have a history, own fields first."""
    key = ("options", tuple(sources))
    return remembered(catalog, key, lambda: tuple(_options(catalog, tuple(dict.fromkeys(sources)))))


def _options(catalog: Catalog, sources: tuple[Source, ...]) -> list[FieldOption]:
    if not sources:
        return []
    options: dict[object, FieldOption] = {}
    if any(source.time for source in sources):
        options[METRIC_TIME] = FieldOption(METRIC_TIME, METRIC_TIME, "time", None, "", None)
    first = field_index(catalog, sources[0].model)
    seen = {_meaning(item): item for items in first.values() for item in items}
    for item in _nearest_paths(sorted(seen.values(), key=lambda item: item.rank[0])):
        option = _option(catalog, item, sources)
        if option is not None:
            options.setdefault(_meaning(item), option)
    return list(options.values())


def _nearest_paths(found: Sequence[Candidate]) -> list[Candidate]:
    """Without those that are a longer way to what a shorter one leads to; equally long ways differ."""
    nearest: dict[object, int] = {}
    kept = []
    for item in found:
        target = (item.binding.model.name, item.binding.expr.text, item.kind)
        if item.rank[0] <= nearest.setdefault(target, item.rank[0]):
            kept.append(item)
    return kept


def _option(catalog: Catalog, item: Candidate, sources: tuple[Source, ...]) -> FieldOption | None:
    """The option under the shortest name that means `item` in all sources; None if no name does."""
    dimension = item.binding.dimension
    own = dimension.name if dimension else item.qualified_name.rsplit("__", 1)[-1]
    tag = dimension.conformed if dimension else None
    for name in dict.fromkeys(filter(None, (own, tag, item.qualified_name))):
        try:
            match = _choose(catalog, FieldName(name, name.lower()), sources)
        except QueryError:
            continue
        if match and _meaning(match[0]) == _meaning(item):
            return FieldOption(name, item.qualified_name, item.kind, dimension, item.binding.model.name, tag)
    return None
