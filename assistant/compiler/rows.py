"""The rows of one model with what is joined to them: FROM, JOIN and the fields within."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlglot import exp

from assistant.catalog.filters import FilterExpression
from assistant.catalog.joins import Hop, JoinPath
from assistant.catalog.model import SemanticModel, Window
from assistant.catalog.parameter_sql import fill
from assistant.compiler import nodes, parameters, times
from assistant.compiler.formula import condition_of
from assistant.compiler.join_conditions import held_then, same_partitions
from assistant.compiler.relations import (
    governed_columns,
    models_of,
    readable_columns,
    relation_name,
    relation_node,
)
from assistant.plan import (
    Binding,
    CustomBuckets,
    GovernedQuery,
    PerEntity,
    ResolvedField,
    ResolvedFilter,
    ResolvedQuery,
    Source,
)
from assistant.resolve.fields import time_binding
from assistant.resolve.filters import resolve_expression

FILTERED = "filtered"
"""Marks a scan that is wrapped in its row filter."""


@dataclass(frozen=True, slots=True)
class _Alias:
    name: str
    is_new: bool


class Rows:
    """Grows a FROM clause: each path is joined once, when a field first needs it."""

    def __init__(
        self,
        governed: GovernedQuery,
        source: Source,
        filtered: bool = True,
        offsets: tuple[Window, ...] = (),
        side: Literal["LEFT", "FULL"] = "LEFT",
        span: parameters.Span = parameters.ANY_TIME,
    ) -> None:
        """`filtered` False reads the relations as they are: for the insides of a row filter. With
        `offsets` the rows count as having happened that much later. With the side FULL what is joined
        keeps its rows that nothing refers to. `span` is what governed SQL is told of the time asked for.
        """
        self._span = span
        self._offsets = offsets
        self._side = side
        self._lookups: dict[Hashable, str] = {}
        self._governed = governed
        self.catalog = governed.resolved.catalog.complete
        self.now = governed.resolved.now
        self._filtered = filtered
        self._aliases: dict[tuple[Hop, ...], str] = {}
        self.source = source
        self.model = self.catalog.models[source.model]
        self.joins: list[exp.Join] = []
        self.tables: set[str] = set()
        self.base = self._relation(self.catalog.models[source.model], ())

    def field(self, field: ResolvedField) -> exp.Expr:
        """The field's value on a row: a bucket for a time field, else its expression."""
        binding = self._binding(field)
        value = self.value(binding)
        if field.per_entity is not None:
            return self._metric_of_entity(value, field.per_entity)
        if field.kind != "time":
            return value
        offsets = self._offsets if field.is_metric_time else ()
        bucket = times.bucket(self.catalog, field, binding, value, offsets)
        return bucket if field.custom is None else self._custom_bucket(bucket, field, field.custom)

    def _binding(self, field: ResolvedField) -> Binding:
        """Where no time matters, aggregations placed in time by other dimensions share the rows of a model."""
        found = field.bindings.get(self.source)
        if found is None:
            rows = (self.source.model, self.source.parameters)
            found = next(b for s, b in field.bindings.items() if (s.model, s.parameters) == rows)
        return found

    def _custom_bucket(self, moment: exp.Expr, field: ResolvedField, custom: CustomBuckets) -> exp.Expr:
        """The bucket that the time spine names for a moment, carried by the offsets in that grain."""
        later = sum(w.count for w in self._offsets if field.is_metric_time and w.grain == field.grain)
        spine = custom.spine
        alias = self._joined(("spine", str(spine.relation), moment.sql(), later), f"_{custom.column}")
        if alias.is_new:
            self.tables.add(relation_name(self.catalog, spine.relation))
            source = relation_node(self.catalog, spine.relation, None if later else alias.name)
            node = nodes.subquery(_carried_buckets(source, custom, later), alias.name) if later else source
            on = exp.EQ(this=nodes.closed(moment), expression=nodes.column(spine.column, alias.name))
            # The last periods have none to be carried to.
            self.joins.append(exp.Join(this=node, side="" if later else "LEFT", on=on))
        return nodes.column(custom.column, alias.name)

    def _metric_of_entity(self, entity: exp.Expr, wanted: PerEntity) -> exp.Expr:
        """The entity's number: a query of its own, joined on the entity."""
        from assistant.compiler.compile import compile_draft, syntax_tree  # a query within a query

        query = wanted.query
        metric, key = query.metrics[0].name, query.keys[0].name
        alias = self._joined(("metric", wanted.identity, entity.sql()), f"_per_{key}_{metric}")
        if alias.is_new:
            draft = compile_draft(self._governed_part(query))
            self.tables |= draft.tables
            on = exp.EQ(this=nodes.closed(entity), expression=nodes.column(key, alias.name))
            inner = nodes.subquery(syntax_tree(draft), alias.name)
            self.joins.append(exp.Join(this=inner, side=self._side, on=on))
        return nodes.column(metric, alias.name)

    def _governed_part(self, query: ResolvedQuery) -> GovernedQuery:
        """A query within this one, over the same rows; it only decides which rows count."""
        if not self._filtered:
            return GovernedQuery(query)
        return replace(self._governed, resolved=query, minimum_group=1)

    def _joined(self, what: Hashable, name: str) -> _Alias:
        """The alias of something joined beside the models, made when it is first needed."""
        if what in self._lookups:
            return _Alias(self._lookups[what], False)
        taken = {alias.lower() for alias in (*self._aliases.values(), *self._lookups.values())}
        free, number = name, 2
        while free.lower() in taken:
            free, number = f"{name}_{number}", number + 1
        self._lookups[what] = free
        return _Alias(free, True)

    def value(self, binding: Binding) -> exp.Expr:
        return self.expression(binding.expr.ast, self._alias(binding.path))

    def alias_of(self, hops: tuple[Hop, ...]) -> str:
        """What is joined by `hops` already; the model's own rows where there are none."""
        return self._aliases[hops]

    def time(self) -> tuple[Binding, exp.Expr]:
        """What places the rows in time."""
        binding = time_binding(self.catalog, self.source)
        return binding, self.value(binding)

    def condition(self, item: ResolvedFilter) -> exp.Expr:
        """The filter over these rows."""
        return condition_of(item, self.field)

    def expression(self, ast: exp.Expr, alias: str | None = None) -> exp.Expr:
        """A copy of a catalog expression with its columns qualified; without `alias`, of the model itself."""
        table = nodes.identifier(alias or self._aliases[()])
        if isinstance(ast, exp.Column):
            return exp.Column(this=ast.this.copy(), table=table)
        made = ast.copy()
        for column in made.find_all(exp.Column):
            column.set("table", table.copy())
        return self._as_of(made)

    def _as_of(self, ast: exp.Expr) -> exp.Expr:
        return with_moment(ast, self.now)

    def _alias(self, path: JoinPath) -> str:
        for length in range(1, len(path.hops) + 1):
            hops = path.hops[:length]
            if hops not in self._aliases:
                self._join(hops)
        return self._aliases[path.hops]

    def _join(self, hops: tuple[Hop, ...]) -> None:
        hop, left = hops[-1], self._aliases[hops[:-1]]
        model = self.catalog.models[hop.right_model]
        joined = self._relation(model, hops)
        right = self._aliases[hops]
        on: exp.Expr = exp.EQ(
            this=nodes.closed(self.expression(hop.left.ast, left)),
            expression=nodes.closed(self.expression(hop.right.ast, right)),
        )
        for condition in (*same_partitions(self, hops), *held_then(self, model, right)):
            on = exp.And(this=on, expression=condition)
        self.joins.append(exp.Join(this=joined, side=self._side, on=on))

    def _relation(self, model: SemanticModel, hops: tuple[Hop, ...]) -> exp.Expr:
        alias = self._free_alias(model.name, hops)
        self._aliases[hops] = alias
        if model.governed is not None:
            scan = nodes.subquery(self._governed_query(model), alias)
            scan.meta[FILTERED] = bool(self._own_filters(model))
            return scan
        name = relation_name(self.catalog, model.relation)
        self.tables.add(name)
        counted = not hops or self._side == "FULL"  # there, rows are listed that nothing leads to
        concerned = self._concerned(name, model if counted else None)
        if concerned:
            return self._filtered_scan(concerned, alias)
        own_name = alias == model.relation.name
        return relation_node(self.catalog, model.relation, None if own_name else alias)

    def _free_alias(self, name: str, hops: tuple[Hop, ...]) -> str:
        taken = {alias.lower() for alias in self._aliases.values()}
        if name.lower() not in taken:
            return name
        long = "__".join(hop.entity for hop in hops)
        number = 2
        alias = long
        while alias.lower() in taken:
            alias, number = f"{long}_{number}", number + 1
        return alias

    def _governed_query(self, model: SemanticModel) -> exp.Query:
        """The model's SELECT at this moment, its relations filtered, and its own rows as well."""
        assert model.governed is not None
        bound = dict(self.source.parameters) if model.name == self.source.model else {}
        values = parameters.literals(model, bound, self.now, self._span)
        query = fill(model.governed.ast.copy(), values)
        self.tables.update(name for name, _ in governed_columns(self.catalog, query))
        if self._filtered:
            self._filter_inside(query)
        if not isinstance(query, exp.Query):
            raise TypeError(f"governed SQL of {model.name} is no SELECT")
        return self._own_rows(model, query) if self._own_filters(model) else query

    def _own_filters(self, model: SemanticModel) -> tuple[FilterExpression, ...]:
        return self._governed.row_filters.get(model.name, ()) if self._filtered else ()

    def _filter_inside(self, query: exp.Expr) -> None:
        common = {cte.alias.lower() for cte in query.find_all(exp.CTE)}
        for table in list(query.find_all(exp.Table)):
            if not table.db and table.name.lower() in common:
                continue
            name = ".".join(part.name for part in table.parts).lower()
            if not table.db and self.catalog.default_schema:
                name = f"{self.catalog.default_schema}.{name}".lower()
            concerned = self._concerned(name)
            if concerned:
                table.replace(self._filtered_scan(concerned, table.alias_or_name))

    def _concerned(self, relation: str, base: SemanticModel | None = None) -> tuple[SemanticModel, ...]:
        """The models whose filters the rows of a relation must pass. Reference data is filtered by what
        it leads to only as `base`, whose rows are counted: elsewhere a permitted row leads to it.
        """
        filters = self._governed.row_filters
        if not filters or not self._filtered:
            return ()
        reference = self._governed.reference
        return tuple(
            model
            for model in models_of(self.catalog, relation)
            if filters.get(model.name) and (model is base or model.name not in reference)
        )

    def _filtered_scan(self, models: tuple[SemanticModel, ...], alias: str) -> exp.Subquery:
        scan = nodes.subquery(self._filtered_query(models), alias)
        scan.meta[FILTERED] = True
        return scan

    def _filtered_query(self, models: tuple[SemanticModel, ...]) -> exp.Select:
        """The rows of a relation that pass the filters of every model that reads it."""
        model = models[0]
        inner = Rows(self._governed, Source(model.name, None), filtered=False)
        base = inner._aliases[()]
        conditions = [condition for each in models for condition in inner._row_conditions(each)]
        self.tables |= inner.tables
        columns = sorted(readable_columns(self.catalog)[relation_name(self.catalog, model.relation)])
        projections: list[exp.Expr] = [nodes.column(name, base) for name in columns]
        return nodes.select(projections, inner.base, inner.joins, nodes.both(conditions))

    def _own_rows(self, model: SemanticModel, query: exp.Query) -> exp.Select:
        inner = Rows(self._governed, Source(model.name, None), filtered=False)
        conditions = inner._row_conditions(model)
        projections: list[exp.Expr] = [nodes.column(name, model.name) for name in query.named_selects]
        return nodes.select(
            projections, nodes.subquery(query, model.name), inner.joins, nodes.both(conditions)
        )

    def _row_conditions(self, model: SemanticModel) -> list[exp.Expr]:
        source = Source(model.name, None)
        found = self._governed.row_filters.get(model.name, ())
        before, self.source = self.source, source
        conditions = [self.condition(resolve_expression(self.catalog, item, (source,))) for item in found]
        self.source = before
        return conditions


def _carried_buckets(spine: exp.Expr, custom: CustomBuckets, later: int) -> exp.Select:
    """Each moment of the spine with the bucket that comes `later` buckets after its own."""
    own, column = custom.column, custom.spine.column
    periods = nodes.select([nodes.column(own)], spine.copy(), where=nodes.present(nodes.column(own)))
    periods.set("distinct", exp.Distinct())
    order = exp.Order(expressions=[exp.Ordered(this=nodes.column(own))])
    lead = exp.Window(
        this=exp.Lead(this=nodes.column(own), offset=exp.Literal.number(str(later))), order=order
    )
    carried = nodes.select([nodes.column(own), nodes.aliased(lead, "_later")], nodes.subquery(periods, "_p"))
    join = exp.Join(
        this=nodes.subquery(carried, "_c"),
        on=exp.EQ(this=nodes.column(own, "_moments"), expression=nodes.column(own, "_c")),
    )
    moments = nodes.select([nodes.column(column), nodes.column(own)], spine.copy())
    return nodes.select(
        [nodes.column(column, "_moments"), nodes.aliased(nodes.column("_later", "_c"), own)],
        nodes.subquery(moments, "_moments"),
        [join],
        nodes.present(nodes.column("_later", "_c")),
    )


def with_moment(ast: exp.Expr, now: datetime) -> exp.Expr:
    """`$as_of` as a literal, in place where possible."""
    for found in list(ast.find_all(exp.Parameter, exp.Placeholder)):
        literal = nodes.timestamp(now)
        if found is ast:
            return literal
        found.replace(literal)
    return ast
