"""The guard: SQL is re-parsed and must consist of what is listed here, over what the catalog names.

Everything that is not on a list is refused: statements, node types and their arguments, functions,
relations, columns. What runs afterwards is SQL regenerated from the tree that was checked, so that a
difference between two parsers cannot matter.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from assistant.catalog.model import Catalog
from assistant.compiler.guard.nodes import check_nodes
from assistant.compiler.guard.scopes import ScopeCheck
from assistant.compiler.guard.shapes import base_shapes
from assistant.compiler.guard.text import check_text, check_text_against_tree, check_tokens
from assistant.errors import GuardRefusal
from assistant.resolve.memory import remembered

MOST_VERDICTS = 512


class Guard:
    """Checks SQL against one catalog. Safe to use from several threads."""

    def __init__(self, catalog: Catalog) -> None:
        self._readable = base_shapes(catalog)
        self._verdicts: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = Lock()

    def check(self, sql: str, dialect: str = "duckdb") -> exp.Expr:
        """The tree of `sql`, to be regenerated and run. Raises GuardRefusal with a stable `reason`."""
        check_text(sql)
        tree = _parse(sql, dialect)
        check_nodes(tree)
        check_text_against_tree(sql, tree)
        ScopeCheck(self._readable).check(tree)
        return tree

    def checked_sql(self, sql: str, dialect: str = "duckdb") -> str:
        """`sql` regenerated from its checked tree. Verdicts on the latest statements are kept."""
        key = (sql, dialect)
        with self._lock:
            known = self._verdicts.get(key)
            if known is not None:
                self._verdicts.move_to_end(key)
                return known
        made = self.check(sql, dialect).sql(dialect, pretty=True, copy=False)
        with self._lock:
            self._verdicts[key] = made
            if len(self._verdicts) > MOST_VERDICTS:
                self._verdicts.popitem(last=False)
        return made


def guard_for(catalog: Catalog) -> Guard:
    """The guard over `catalog`, made once."""
    return remembered(catalog, "guard", lambda: Guard(catalog))


def _parse(sql: str, dialect: str) -> exp.Expr:
    spoken = Dialect.get_or_raise(dialect)
    try:
        tokens = spoken.tokenize(sql)
        check_tokens(tokens)
        statements = [item for item in spoken.parser().parse(tokens, sql) if item is not None]
    except SqlglotError:
        raise GuardRefusal("this is not valid SQL", "syntax") from None
    except RecursionError:
        raise GuardRefusal("the SQL is nested too deeply", "too_large") from None
    if len(statements) != 1:
        raise GuardRefusal("exactly one SELECT is allowed", "multiple_statements")
    return statements[0]
