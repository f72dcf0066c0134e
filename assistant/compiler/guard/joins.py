"""Joins: two relations meet on an equality, or one of them is known to be small."""

from __future__ import annotations

from sqlglot import exp

from assistant.catalog.sql_text import conjuncts
from assistant.compiler.guard.shapes import Scope, Size, Source, Values
from assistant.errors import GuardRefusal

MOST_LOOSE_JOINS = 16
"""Joins without an equality, in one statement."""

_COLLAPSING = (
    *(exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Sub, exp.Pow, exp.Case, exp.If, exp.Coalesce, exp.Nullif),
    *(exp.Sign, exp.Length, exp.Substring, exp.Left, exp.Right, exp.Replace, exp.Greatest, exp.Least),
)
"""What can make many values one: two such sides may be equal for every pair of rows."""
_COMPARISONS = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between)


def joined_rows(node: exp.Select, scope: Scope) -> tuple[Size, bool, int]:
    """How many rows the FROM has, whether they are multiplied, and the joins without an equality.

    Raises GuardRefusal for a join that can pair everything with everything.
    """
    sources = list(scope.values())
    if not sources:
        return Size.ONE, False, 0
    rows, multiplied, loose = sources[0].shape.rows, sources[0].shape.multiplied, 0
    for position, join in enumerate(node.args.get("joins") or (), 1):
        source = sources[position]
        right = source.shape
        if right.rows is Size.ONE or rows is Size.ONE:
            if not _is_equal(join, source, scope) and not _is_written(join):
                raise GuardRefusal("tables are joined by JOIN, not by commas", "join")
            rows = max(rows, right.rows)
        elif _is_equal(join, source, scope):
            rows = Size.MANY
        else:
            small = rows is Size.FEW or right.rows is Size.FEW
            so_far = dict(list(scope.items())[: position + 1])
            if not small or multiplied or right.multiplied or not _is_ranged(join, source, so_far):
                raise GuardRefusal("a join needs a condition that compares its two sides", "join")
            rows, multiplied, loose = Size.MANY, True, loose + 1
        multiplied = multiplied or right.multiplied
    return rows, multiplied, loose


def check_correlation(node: exp.Select, scope: Scope, outer: Scope) -> None:
    """A subquery that looks at the rows around it finds its own by an equality, unless those are few."""
    if all(source.shape.rows is not Size.MANY for source in outer.values()):
        return
    conditions = [join.args["on"] for join in node.args.get("joins") or () if join.args.get("on")]
    where = node.args.get("where")
    conditions += [where.this] if where is not None else []
    if not any(_ties(part, scope, outer) for condition in conditions for part in conjuncts(condition)):
        raise GuardRefusal("a subquery needs an equality with the rows that it is asked for", "join")


def _is_written(join: exp.Expr) -> bool:
    return bool(join.text("kind") or join.text("side") or join.args.get("on") or join.args.get("using"))


def _is_equal(join: exp.Expr, source: Source, scope: Scope) -> bool:
    using = join.args.get("using") or ()
    if using:
        for item in using:
            name = item.name.lower()
            if sum(bool(found.shape.columns.get(name)) for found in scope.values()) < 2:
                raise GuardRefusal(f"'{item.name}' does not join", "join")
        return True
    on = join.args.get("on")
    right = source.node.alias_or_name.lower()
    return on is not None and any(_joins(part, right, scope) for part in conjuncts(on))


def _is_ranged(join: exp.Expr, source: Source, scope: Scope) -> bool:
    """Buckets made by the statement, which may meet everything, or a condition that compares both sides."""
    if not any(found.shape.base and found.shape.rows is Size.FEW for found in scope.values()):
        return _is_written(join)
    on = join.args.get("on")
    right = source.node.alias_or_name.lower()
    for part in conjuncts(on) if on is not None else ():
        tables = _tables(part, scope) if isinstance(part, _COMPARISONS) else None
        if tables and right in tables and len(tables) > 1:
            return True
    return False


def _joins(node: exp.Expr, right: str, scope: Scope) -> bool:
    """`left = right` with columns of the joined relation on one side and of another on the other."""
    if not isinstance(node, (exp.EQ, exp.NullSafeEQ)):
        return False
    first, second = _tables(node.this, scope), _tables(node.expression, scope)
    if not first or not second or _may_collapse(node):
        return False
    return (first == {right} and right not in second) or (second == {right} and right not in first)


def _ties(node: exp.Expr, scope: Scope, outer: Scope) -> bool:
    if not isinstance(node, (exp.EQ, exp.NullSafeEQ)) or _may_collapse(node):
        return False
    sides = ((node.this, node.expression), (node.expression, node.this))
    return any(_tables(inner, scope) and _tables(around, outer) for inner, around in sides)


def _may_collapse(node: exp.Expr) -> bool:
    plain = _is_plain(node.this) or _is_plain(node.expression)
    return not plain and node.find(*_COLLAPSING) is not None


def _is_plain(node: exp.Expr) -> bool:
    return isinstance(node.this if isinstance(node, exp.Cast) else node, exp.Column)


def _tables(node: exp.Expr, scope: Scope) -> set[str] | None:
    """The relations whose columns `node` is computed from; None where one of them is a constant."""
    found = set()
    for column in node.find_all(exp.Column):
        name, table = column.name.lower(), column.table.lower()
        owners = [table] if table else [alias for alias in scope if name in scope[alias].shape.columns]
        source = scope.get(owners[0]) if len(owners) == 1 else None
        if source is None or source.shape.columns.get(name, Values.CONSTANT) is Values.CONSTANT:
            return None
        found.add(owners[0])
    return found
