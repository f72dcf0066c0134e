"""The rows of one model with what is joined to them: FROM, JOIN and the fields within."""

from __future__ import annotations

from datetime import datetime

from sqlglot import exp

from assistant.catalog.joins import Hop, JoinPath
from assistant.catalog.model import Dimension, SemanticModel, Window
from assistant.catalog.parameter_sql import fill
from assistant.compiler import nodes, parameters, times
from assistant.compiler.relations import (
    governed_columns,
    models_of,
    readable_columns,
    relation_name,
    relation_node,
)
from assistant.plan import Binding, GovernedQuery, ResolvedField, ResolvedFilter, Source
from assistant.resolve.fields import time_binding
from assistant.resolve.filters import resolve_expression


class Rows:
    """Grows a FROM clause: each path is joined once, when a field first needs it."""

    def __init__(
        self,
        governed: GovernedQuery,
        source: Source,
        filtered: bool = True,
        offsets: tuple[Window, ...] = (),
        span: parameters.Span = parameters.ANY_TIME,
    ) -> None:
        """`filtered` False reads the relations as they are: for the insides of a row filter. With
        `offsets` the rows count as having happened that much later. `span` is what governed SQL is
        told of the time asked for.
        """
        self._span = span
        self._offsets = offsets
        self._governed = governed
        self.catalog = governed.resolved.catalog
        self._now = governed.resolved.now
        self._filtered = filtered
        self._aliases: dict[tuple[Hop, ...], str] = {}
        self.source = source
        self.model = self.catalog.models[source.model]
        self.joins: list[exp.Join] = []
        self.tables: set[str] = set()
        self.base = self._relation(self.catalog.models[source.model], ())

    def field(self, field: ResolvedField) -> exp.Expr:
        """The field's value on a row: a bucket for a time field, else its expression."""
        binding = field.bindings[self.source]
        value = self.value(binding)
        if field.kind != "time":
            return value
        offsets = self._offsets if field.is_metric_time else ()
        return times.bucket(self.catalog, field, binding, value, offsets)

    def value(self, binding: Binding) -> exp.Expr:
        return self.expression(binding.expr.ast, self._alias(binding.path))

    def time(self) -> tuple[Binding, exp.Expr]:
        """What places the rows in time."""
        binding = time_binding(self.catalog, self.source)
        return binding, self.value(binding)

    def condition(self, item: ResolvedFilter) -> exp.Expr:
        """The filter over these rows."""
        values = {f"__field_{number}": self.field(field) for number, field in enumerate(item.fields)}
        return nodes.substituted(item.ast, values)

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
        return with_moment(ast, self._now)

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
        more = [*self._partitions(hop, left, right), *self._validity(model, right)]
        for condition in more:
            on = exp.And(this=on, expression=condition)
        self.joins.append(nodes.left_join(joined, on))

    def _partitions(self, hop: Hop, left: str, right: str) -> list[exp.Expr]:
        ours, theirs = self.catalog.models[hop.left_model], self.catalog.models[hop.right_model]
        return [
            exp.EQ(
                this=nodes.closed(self.expression(dimension.expr.ast, left)),
                expression=nodes.closed(self.expression(theirs.dimensions[name].expr.ast, right)),
            )
            for name, dimension in ours.dimensions.items()
            if dimension.is_partition and name in theirs.dimensions and theirs.dimensions[name].is_partition
        ]

    def _validity(self, model: SemanticModel, alias: str) -> list[exp.Expr]:
        """The version of the joined row that held when the row happened: from its start, before its end."""
        start = _validity_edge(model, "is_start")
        end = _validity_edge(model, "is_end")
        if start is None or end is None:
            return []
        moment = self.time()[1] if self.source.time else nodes.timestamp(self._now)
        until = nodes.closed(self.expression(end.expr.ast, alias))
        open_end = exp.Is(this=until, expression=exp.Null())
        before = exp.LT(this=nodes.closed(moment.copy()), expression=until.copy())
        return [
            exp.GTE(
                this=nodes.closed(moment), expression=nodes.closed(self.expression(start.expr.ast, alias))
            ),
            exp.Paren(this=exp.Or(this=before, expression=open_end)),
        ]

    def _relation(self, model: SemanticModel, hops: tuple[Hop, ...]) -> exp.Expr:
        alias = self._free_alias(model.name, hops)
        self._aliases[hops] = alias
        if model.governed is not None:
            return nodes.subquery(self._governed_query(model), alias)
        filters = self._governed.row_filters.get(model.name, ()) if self._filtered else ()
        self.tables.add(relation_name(self.catalog, model.relation))
        if filters:
            return nodes.subquery(self._filtered_query((model,)), alias)
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
        values = parameters.literals(model, bound, self._now, self._span)
        query = fill(model.governed.ast.copy(), values)
        self.tables.update(name for name, _ in governed_columns(self.catalog, query))
        if self._filtered:
            self._filter_inside(query)
        if not isinstance(query, exp.Query):
            raise TypeError(f"governed SQL of {model.name} is no SELECT")
        own = self._governed.row_filters.get(model.name, ()) if self._filtered else ()
        return self._own_rows(model, query) if own else query

    def _filter_inside(self, query: exp.Expr) -> None:
        common = {cte.alias.lower() for cte in query.find_all(exp.CTE)}
        for table in list(query.find_all(exp.Table)):
            if not table.db and table.name.lower() in common:
                continue
            name = ".".join(part.name for part in table.parts).lower()
            if not table.db and self.catalog.default_schema:
                name = f"{self.catalog.default_schema}.{name}".lower()
            concerned = tuple(
                m for m in models_of(self.catalog, name) if self._governed.row_filters.get(m.name)
            )
            if concerned:
                table.replace(nodes.subquery(self._filtered_query(concerned), table.alias_or_name))

    def _filtered_query(self, models: tuple[SemanticModel, ...]) -> exp.Select:
        """The rows of a relation that pass the filters of every model that reads it."""
        model = models[0]
        inner = Rows(self._governed, Source(model.name, None), filtered=False)
        base = inner._aliases[()]
        conditions = [condition for each in models for condition in inner._row_conditions(each)]
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


def with_moment(ast: exp.Expr, now: datetime) -> exp.Expr:
    """`$as_of` as a literal, in place where possible."""
    for found in list(ast.find_all(exp.Parameter, exp.Placeholder)):
        literal = nodes.timestamp(now)
        if found is ast:
            return literal
        found.replace(literal)
    return ast


def _validity_edge(model: SemanticModel, edge: str) -> Dimension | None:
    return next((d for d in model.dimensions.values() if d.validity and getattr(d.validity, edge)), None)
