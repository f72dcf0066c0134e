"""Names of a statement: every relation, column and join must be one that the catalog allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlglot import exp

from assistant.errors import GuardRefusal

Columns = Mapping[str, bool]
"""Column names in lower case; False where the column is a constant, which joins nothing."""
_Scope = dict[str, Columns]
_COLLAPSING = (
    *(exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Sub, exp.Pow, exp.Case, exp.If, exp.Coalesce, exp.Nullif),
    *(exp.Sign, exp.Length, exp.Substring, exp.Left, exp.Right, exp.Replace, exp.Greatest, exp.Least),
)
"""What can make many values one: two such sides may be equal for every pair of rows."""


class ScopeCheck:
    """One check of one statement. `readable` maps relations to their columns, all in lower case."""

    def __init__(
        self, readable: Mapping[str, frozenset[str]], crossing: frozenset[str] = frozenset()
    ) -> None:
        """`crossing` names what may be joined to every row: the compiler's own moments and members."""
        self._crossing = crossing
        self._readable = readable
        self._last_names = {name.rsplit(".", 1)[-1] for name in readable}

    def check(self, tree: exp.Expr) -> None:
        """Raises GuardRefusal for a relation, column, join or name that is not allowed."""
        self._query(tree, {}, [])

    def _query(self, node: exp.Expr, common: Mapping[str, Columns], outer: list[_Scope]) -> Columns:
        """The output columns of a SELECT or UNION."""
        common = self._common(node, common, outer)
        if isinstance(node, exp.Subquery):
            return self._query(node.this, common, outer)
        if isinstance(node, exp.Union):
            return self._union(node, common, outer)
        if isinstance(node, exp.Select):
            return self._select(node, common, outer)
        raise GuardRefusal("only a SELECT is allowed", "not_a_select")

    def _common(
        self, node: exp.Expr, known: Mapping[str, Columns], outer: list[_Scope]
    ) -> Mapping[str, Columns]:
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
            found[name] = self._query(item.this, found, outer)
        return found

    def _union(self, node: exp.Union, common: Mapping[str, Columns], outer: list[_Scope]) -> Columns:
        left = self._query(node.this, common, outer)
        right = self._query(node.expression, common, outer)
        if len(left) != len(right):
            raise GuardRefusal("the sides of a UNION have different columns", "syntax_not_allowed")
        outputs = {
            name: real or other for (name, real), other in zip(left.items(), right.values(), strict=True)
        }
        for clause in ("order", "limit", "offset"):
            part = node.args.get(clause)
            if part is not None:
                self._expression(part, [{"": outputs}], common, set())
        return outputs

    def _select(self, node: exp.Select, common: Mapping[str, Columns], outer: list[_Scope]) -> Columns:
        scope = self._sources(node, common, outer)
        scopes = [*outer, scope]
        aliases = {item.alias.lower() for item in node.expressions if isinstance(item, exp.Alias)}
        for part in self._parts(node):
            named = aliases if part.arg_key in ("group", "having", "qualify", "order") else set()
            self._expression(part, scopes, common, named)
        for join in node.args.get("joins") or ():
            self._join(join, scope)
        return self._outputs(node)

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

    def _sources(self, node: exp.Select, common: Mapping[str, Columns], outer: list[_Scope]) -> _Scope:
        scope: _Scope = {}
        clause = node.args.get("from_")
        relations = [clause.this] if clause is not None else []
        relations += [join.this for join in node.args.get("joins") or ()]
        for relation in relations:
            name, columns = self._source(relation, common, outer)
            if name in scope:
                raise GuardRefusal(f"'{name}' stands twice in one FROM", "shadowing")
            scope[name] = columns
        return scope

    def _source(
        self, node: exp.Expr, common: Mapping[str, Columns], outer: list[_Scope]
    ) -> tuple[str, Columns]:
        if isinstance(node, exp.Subquery):
            if not node.alias:
                raise GuardRefusal("a subquery in FROM needs a name", "syntax_not_allowed")
            return node.alias.lower(), self._query(node.this, common, outer)
        if not isinstance(node, exp.Table) or not isinstance(node.this, exp.Identifier):
            raise GuardRefusal("only relations of the catalog can be read", "relation")
        if any("." in part.name for part in node.parts):
            raise GuardRefusal("names with dots are not allowed", "relation")
        name = ".".join(part.name for part in node.parts).lower()
        if not node.db and name in common:
            return node.alias_or_name.lower(), common[name]
        if name not in self._readable:
            raise GuardRefusal("the SQL reads a relation that the catalog does not name", "relation")
        return node.alias_or_name.lower(), dict.fromkeys(self._readable[name], True)

    def _expression(
        self, node: exp.Expr, scopes: list[_Scope], common: Mapping[str, Columns], aliases: set[str]
    ) -> None:
        """Every column below `node`, subqueries in their own scope."""
        stack = [node]
        while stack:
            item = stack.pop()
            if isinstance(item, exp.Query):
                self._query(item, common, scopes)
            elif isinstance(item, exp.Column):
                self._column(item, scopes, aliases)
            else:
                stack.extend(item.iter_expressions())

    def _column(self, node: exp.Column, scopes: list[_Scope], aliases: set[str]) -> None:
        name, table = node.name.lower(), node.table.lower()
        if node.args.get("db") is not None:
            table = ""
            known = self._qualified(node, scopes)
        elif table:
            known = any(name in scope[table] for scope in scopes if table in scope)
        else:
            known = name in aliases or any(name in columns for scope in scopes for columns in scope.values())
        if not known:
            raise GuardRefusal(f"unknown column '{node.name}'", "column")

    def _qualified(self, node: exp.Column, scopes: list[_Scope]) -> bool:
        """`schema.relation.column`, where that relation stands in FROM under its own name."""
        relation = ".".join(part.name for part in node.parts[:-1]).lower()
        last = node.table.lower()
        readable = self._readable.get(relation, frozenset())
        return node.name.lower() in readable and any(last in scope for scope in scopes)

    def _join(self, node: exp.Expr, scope: _Scope) -> None:
        right = node.this.alias_or_name.lower()
        using = node.args.get("using") or ()
        if using:
            for item in using:
                if sum(columns.get(item.name.lower(), False) for columns in scope.values()) < 2:
                    raise GuardRefusal(f"'{item.name}' does not join", "join")
            return
        on = node.args.get("on")
        if node.args.get("kind") == "CROSS" and on is None and right in self._crossing:
            return
        if on is None or not any(self._joins(part, right, scope) for part in _conjuncts(on)):
            raise GuardRefusal("a join needs a condition that compares its two sides", "join")

    def _joins(self, node: exp.Expr, right: str, scope: _Scope) -> bool:
        """`left = right` with columns of the joined relation on one side and of another on the other."""
        if not isinstance(node, (exp.EQ, exp.NullSafeEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)):
            return False
        first, second = self._tables(node.this, scope), self._tables(node.expression, scope)
        if first is None or second is None or not first or not second:
            return False
        if not (_is_plain(node.this) or _is_plain(node.expression)) and node.find(*_COLLAPSING):
            return False
        return (first == {right} and right not in second) or (second == {right} and right not in first)

    def _tables(self, node: exp.Expr, scope: _Scope) -> set[str] | None:
        """The relations whose columns `node` is computed from; None where one of them is a constant."""
        found = set()
        for column in node.find_all(exp.Column):
            name, table = column.name.lower(), column.table.lower()
            owners = [table] if table else [owner for owner, columns in scope.items() if name in columns]
            if len(owners) != 1 or not scope.get(owners[0], {}).get(name, False):
                return None
            found.add(owners[0])
        return found

    @staticmethod
    def _outputs(node: exp.Select) -> Columns:
        outputs: dict[str, bool] = {}
        for position, item in enumerate(node.expressions):
            name = (item.alias_or_name or f"#{position}").lower()
            outputs[name if name not in outputs else f"#{position}"] = item.find(exp.Column) is not None
        return outputs


def _is_plain(node: exp.Expr) -> bool:
    return isinstance(node.this if isinstance(node, exp.Cast) else node, exp.Column)


def _conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    node = node.unnest()
    if isinstance(node, exp.And):
        yield from _conjuncts(node.this)
        yield from _conjuncts(node.expression)
    else:
        yield node
