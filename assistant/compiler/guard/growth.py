"""How much longer than a column a text may become: nested concatenation doubles and doubles."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

MOST_GROWTH = 256
_COLUMN = 256
"""How many characters count as the length of a column."""

GROWING = (exp.DPipe, exp.Concat, exp.ConcatWs, exp.Literal, exp.TimeToStr, exp.Replace)


def factor(node: exp.Expr) -> int:
    """By how much `node` alone can lengthen the longest of its parts."""
    if isinstance(node, exp.DPipe):
        return 2
    if isinstance(node, (exp.Concat, exp.ConcatWs)):
        return max(1, len(node.expressions))
    if isinstance(node, exp.Literal):
        return max(1, len(node.name) // _COLUMN)
    if isinstance(node, exp.TimeToStr):
        return max(1, len(node.text("format")) // 20)
    if isinstance(node, exp.Replace):
        replacement = node.args.get("replacement")
        if replacement is None or replacement.is_string:
            return max(1, len(replacement.name) if replacement is not None else 1)
        return MOST_GROWTH + 1
    return 1


def most_growth(tree: exp.Expr) -> int:
    """The most that any text of the query can grow, through its subqueries and common table expressions."""
    return _query(tree, {})


def _query(node: exp.Expr, common: Mapping[str, int]) -> int:
    clause = node.args.get("with_")
    known = dict(common)
    for item in clause.expressions if clause is not None else ():
        known[item.alias.lower()] = _query(item.this, known)
    if isinstance(node, exp.Select):
        return _read(node, known) * _written(node, known)
    return max((_query(child, known) for child in node.iter_expressions() if child is not clause), default=1)


def _read(node: exp.Select, common: Mapping[str, int]) -> int:
    """The growth that the relations of FROM bring along."""
    clause = node.args.get("from_")
    relations = [clause.this] if clause is not None else []
    relations += [join.this for join in node.args.get("joins") or ()]
    brought = [1]
    for relation in relations:
        if isinstance(relation, exp.Table):
            brought.append(1 if relation.db else common.get(relation.name.lower(), 1))
        else:
            brought.append(_query(relation, common))
    return max(brought)


def _written(node: exp.Select, common: Mapping[str, int]) -> int:
    """The growth of the longest chain of operations in any expression of the SELECT itself."""
    grown = [1]
    for name, value in node.args.items():
        if name in ("with_", "from_"):
            continue
        parts = value if isinstance(value, list) else [value]
        parts = [p.args.get("on") if isinstance(p, exp.Join) else p for p in parts]
        grown += [_chain(part, common) for part in parts if isinstance(part, exp.Expr)]
    return max(grown)


def _chain(node: exp.Expr, common: Mapping[str, int]) -> int:
    if isinstance(node, exp.Query):
        return _query(node, common)
    below = max((_chain(child, common) for child in node.iter_expressions()), default=1)
    return min(factor(node) * below, MOST_GROWTH + 1)
