"""Names of a statement: every relation, column and join must be one that the catalog allows.

A table of the warehouse has columns that the catalog does not mention, and the engine looks a name up
there first: in the innermost FROM, before outer ones and before the aliases of the SELECT. Names that
mean anything else are therefore rewritten so that they can mean nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from sqlglot import exp

from assistant.compiler.guard_joins import MOST_LOOSE_JOINS, check_correlation, joined_rows
from assistant.compiler.guard_series import made_rows
from assistant.compiler.guard_shapes import Scope, Shape, Size, Source, shape_of
from assistant.errors import GuardRefusal

MOST_READS = 2_000
"""Of base relations, with every use of a common table expression counted: engines may copy them."""
MOST_REPLACEMENTS = 200

_Common = Mapping[str, Shape]
_NAMED = ("group", "having", "qualify", "order")
"""Where the aliases of a SELECT may be used."""


class ScopeCheck:
    """One check of one statement, whose names it rewrites. `readable`: relations by name in lower case."""

    def __init__(self, readable: Mapping[str, Shape]) -> None:
        self._readable = readable
        self._last_names = {name.rsplit(".", 1)[-1] for name in readable}
        self._reads = 0
        self._loose = 0
        self._replaced = 0

    def check(self, tree: exp.Expr) -> None:
        """Raises GuardRefusal for a relation, column, join or name that is not allowed."""
        self._query(tree, {}, [])

    def _query(self, node: exp.Expr, common: _Common, outer: list[Scope]) -> Shape:
        """The result of a SELECT or UNION."""
        common = self._common(node, common)
        if isinstance(node, exp.Subquery):
            return self._query(node.this, common, outer)
        if isinstance(node, exp.Union):
            return self._union(node, common, outer)
        if isinstance(node, exp.Select):
            return self._select(node, common, outer)
        raise GuardRefusal("only a SELECT is allowed", "not_a_select")

    def _common(self, node: exp.Expr, known: _Common) -> _Common:
        clause = node.args.get("with_")
        if clause is None:
            return known
        found = dict(known)
        for item in clause.expressions:
            name = item.alias.lower()
            if name in self._readable or name in self._last_names:
                raise GuardRefusal(f"'{item.alias}' is the name of a governed relation", "shadowing")
            if name in found:
                raise GuardRefusal(f"'{item.alias}' is defined twice", "shadowing")
            before, self._reads = self._reads, 0
            shape = self._query(item.this, found, [])
            found[name] = Shape(shape.columns, shape.rows, shape.multiplied, self._reads)
            self._reads = before
        return found

    def _union(self, node: exp.Union, common: _Common, outer: list[Scope]) -> Shape:
        left = self._query(node.this, common, outer)
        right = self._query(node.expression, common, outer)
        if len(left.columns) != len(right.columns):
            raise GuardRefusal("the sides of a UNION have different columns", "syntax_not_allowed")
        pairs = zip(left.columns.items(), right.columns.values(), strict=True)
        outputs = {name: max(first, second) for (name, first), second in pairs}
        rows = max(left.rows, right.rows, Size.FEW)
        shape = Shape(outputs, rows, left.multiplied or right.multiplied)
        result = Source(node, shape)
        for clause in ("order", "limit", "offset"):
            part = node.args.get(clause)
            if part is not None:
                self._expression(part, [{"": result}], common, {})
        if result.seen_from_inside:
            raise GuardRefusal("a subquery cannot look at the rows of a UNION", "column")
        return shape

    def _select(self, node: exp.Select, common: _Common, outer: list[Scope]) -> Shape:
        scope = self._sources(node, common, outer)
        makes_rows = made_rows(node) is not None
        scopes = [scope] if makes_rows else [*outer, scope]
        outputs = {item.alias_or_name.lower(): item for item in node.expressions}
        looks_out = False
        for part in list(self._parts(node)):
            named = outputs if part.arg_key in _NAMED else {}
            looks_out = self._expression(part, scopes, common, named) or looks_out
        rows, multiplied, loose = joined_rows(node, scope)
        self._loose += loose
        if self._loose > MOST_LOOSE_JOINS:
            raise GuardRefusal("too many joins without an equality", "join")
        if looks_out:
            check_correlation(
                node, scope, {alias: source for around in outer for alias, source in around.items()}
            )
        shape = shape_of(node, scope, Size.FEW if makes_rows else rows, multiplied)
        self._tell_apart(scope, scopes)
        return shape

    @staticmethod
    def _parts(node: exp.Select) -> Iterator[exp.Expr]:
        """Everything of a SELECT that holds expressions."""
        yield from node.expressions
        for name in ("where", "group", "having", "qualify", "order", "limit", "offset", "distinct"):
            part = node.args.get(name)
            if isinstance(part, exp.Expr):
                yield part
        for join in node.args.get("joins") or ():
            if join.args.get("on") is not None:
                yield join.args["on"]

    def _sources(self, node: exp.Select, common: _Common, outer: list[Scope]) -> Scope:
        scope: Scope = {}
        clause = node.args.get("from_")
        relations = [clause.this] if clause is not None else []
        relations += [join.this for join in node.args.get("joins") or ()]
        for relation in relations:
            shape = self._relation(relation, common, outer)
            name = relation.alias_or_name.lower()
            if name in scope:
                raise GuardRefusal(f"'{name}' stands twice in one FROM", "shadowing")
            scope[name] = Source(relation, shape)
        return scope

    def _relation(self, node: exp.Expr, common: _Common, outer: list[Scope]) -> Shape:
        if isinstance(node, exp.Subquery):
            if not node.alias:
                raise GuardRefusal("a subquery in FROM needs a name", "syntax_not_allowed")
            return self._query(node.this, common, outer)
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
            raise GuardRefusal("only relations of the catalog can be read", "relation")
        if any("." in part.name for part in node.parts):
            raise GuardRefusal("names with dots are not allowed", "relation")
        name = ".".join(part.name for part in node.parts).lower()
        found = common.get(name) if not node.db else None
        found = found or self._readable.get(name)
        if found is None:
            raise GuardRefusal("the SQL reads a relation that the catalog does not name", "relation")
        self._reads += found.reads
        if self._reads > MOST_READS:
            raise GuardRefusal("the SQL is too large", "too_large")
        return found

    def _expression(
        self, node: exp.Expr, scopes: list[Scope], common: _Common, outputs: Mapping[str, exp.Expr]
    ) -> bool:
        """Checks every column below `node`, subqueries in their own scope; whether one is of an outer scope."""
        looks_out = False
        stack = [node]
        while stack:
            item = stack.pop()
            if isinstance(item, exp.Query):
                self._query(item, common, scopes)
            elif isinstance(item, exp.Column):
                meant = self._output(item, scopes[-1], outputs)
                if meant is None:
                    looks_out = self._column(item, scopes) or looks_out
                else:
                    stack.append(meant)
            elif isinstance(item, (exp.Table, exp.From, exp.Join)):
                raise GuardRefusal("a relation stands where a value is wanted", "relation")
            else:
                stack.extend(item.iter_expressions())
        return looks_out

    def _column(self, node: exp.Column, scopes: list[Scope]) -> bool:
        """Whether the column is of an outer scope."""
        name, table = node.name.lower(), node.table.lower()
        for scope in reversed(scopes):
            owners = [scope[table]] if table in scope else []
            if not table:
                owners = [source for source in scope.values() if name in source.shape.columns]
            if owners:
                is_outer = scope is not scopes[-1]
                self._belongs(node, owners, is_outer, beside_others=len(scope) > 1)
                return is_outer
        raise GuardRefusal(f"unknown column '{node.name}'", "column")

    def _belongs(self, node: exp.Column, owners: list[Source], is_outer: bool, beside_others: bool) -> None:
        """Binds the column to its relation; of two that have it, only USING makes one."""
        owner, table = owners[0], node.args.get("table")
        if len(owners) > 1:
            if is_outer:
                raise GuardRefusal(f"'{node.name}' is a column of several relations", "column")
            return
        if node.name.lower() not in owner.shape.columns or (
            node.args.get("db") is not None and not self._is_qualified(node, owner)
        ):
            raise GuardRefusal(f"unknown column '{node.name}'", "column")
        if table is None and beside_others:
            node.set("table", _called(owner.node))
        if table is not None or beside_others or is_outer:
            owner.references.append(node)
        owner.seen_from_inside |= is_outer

    @staticmethod
    def _is_qualified(node: exp.Column, source: Source) -> bool:
        """`schema.relation.column`, where that relation stands in FROM under its own name."""
        relation = source.node
        if not isinstance(relation, exp.Table) or not source.shape.base:
            return False
        return [part.name.lower() for part in node.parts[:-1]] == [p.name.lower() for p in relation.parts]

    def _output(self, node: exp.Column, scope: Scope, outputs: Mapping[str, exp.Expr]) -> exp.Expr | None:
        """What stands in the place of `node` where it means an output of the SELECT.

        Alone in ORDER BY it stays: outputs come first there. Elsewhere the engine looks for a column first.
        """
        name = node.name.lower()
        item = outputs.get(name) if node.args.get("table") is None else None
        if item is None or item.parent is None:
            return None
        select, clause = item.parent, node.parent
        if isinstance(clause, exp.Ordered) and clause.parent is select.args.get("order"):
            return cast(exp.Expr, node.this)
        if any(name in source.shape.columns for source in scope.values()):
            return None
        if not isinstance(item, exp.Alias):
            return None
        if isinstance(clause, exp.Group):
            return node.replace(exp.Literal.number(str(select.expressions.index(item) + 1)))
        self._replaced += 1
        if self._replaced > MOST_REPLACEMENTS:
            raise GuardRefusal("aliases are used too often", "too_large")
        return node.replace(exp.Paren(this=item.this.copy()))

    @staticmethod
    def _tell_apart(scope: Scope, scopes: list[Scope]) -> None:
        """A source that subqueries look at gets a name that no column of theirs can have."""
        for alias, source in list(scope.items()):
            if not source.seen_from_inside:
                continue
            name = f"_outer_{alias}"
            if not alias or any(name in known for known in scopes):
                raise GuardRefusal("a subquery names what it looks at", "shadowing")
            identifier = exp.to_identifier(name, quoted=True)
            source.node.set("alias", exp.TableAlias(this=identifier))
            for column in source.references:
                column.set("table", identifier.copy())
                column.set("db", None)
                column.set("catalog", None)


def _called(relation: exp.Expr) -> exp.Expr | None:
    """The name that columns of the relation bear; nothing for the result of a UNION."""
    alias = relation.args.get("alias")
    name = alias.this if alias is not None else relation.this
    return name.copy() if isinstance(name, exp.Identifier) else None
