"""The SQL that catalogs may be written in: functions and node types, as allow-lists.

Catalog expressions, governed SQL and the guard share these lists. A function enters when its cost
is bounded by its input and it reads nothing but its arguments: `repeat`, `query`, `read_csv`,
`getenv` and all table functions stay out. Names are sqlglot's keys for functions that it knows, and
DuckDB's own names for the rest.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp


def words(text: str) -> frozenset[str]:
    """The words of `text`, for lists that are read as text."""
    return frozenset(text.split())


SCALAR_KEYS = words(
    """
    abs ceil floor round trunc sign sqrt ln log exp pow greatest least coalesce nullif if case
    widthbucket isnan isinf
    lower upper trim length concat concatws substring left right replace contains startswith endswith
    strposition splitpart reverse md5
    timestamptrunc datetrunc datediff dateadd datesub extract year quarter month week weekofyear day
    dayofmonth dayofweek dayofweekiso dayofyear hour minute second timetounix unixtotime lastday
    monthname dayname datefromparts timestampfromparts timetostr strtotime todays datebin
    cast trycast tsordstodate tsordstotimestamp
    arraycontains arraysize jsonextract jsonextractscalar jsonkeys
    and or xor
    """
)
SCALAR_NAMES = words(
    """
    age date_part datepart date_sub datesub hash isfinite isoyear list_has_all nfc_normalize prefix
    strip_accents suffix
    to_hours to_minutes to_months to_seconds to_weeks to_years weekday yearweek
    """
)
"""Scalar functions that sqlglot keeps as `Anonymous`."""

AGGREGATE_KEYS = words(
    """
    sum count avg min max median percentilecont percentiledisc approxdistinct approxquantile
    stddev stddevsamp stddevpop variance variancepop first last anyvalue argmax argmin logicalor logicaland
    corr covarpop covarsamp regrslope regrintercept regrr2 mode skewness kurtosis countif
    """
)
AGGREGATE_NAMES = frozenset({"entropy", "favg", "fsum", "mean", "product"})

WINDOW_KEYS = words(
    "rownumber rank denserank ntile percentrank cumedist lag lead firstvalue lastvalue nthvalue"
)

SCALAR_NODES: tuple[type[exp.Expr], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Tuple,
    exp.Neg, exp.Not, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.DPipe,
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.NullSafeEQ, exp.NullSafeNEQ,
    exp.In, exp.Between, exp.Like, exp.ILike, exp.Escape,
    exp.Interval, exp.IntervalSpan, exp.Var, exp.DataType, exp.DataTypeParam, exp.Bracket,
    exp.Parameter, exp.AtTimeZone,
    exp.JSONPath, exp.JSONPathRoot, exp.JSONPathKey, exp.JSONPathSubscript,
)  # fmt: skip
"""What a scalar expression consists of, functions apart."""

QUERY_NODES: tuple[type[exp.Expr], ...] = (
    exp.Select, exp.Subquery, exp.From, exp.Join, exp.Table, exp.TableAlias, exp.Alias, exp.With, exp.CTE,
    exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.Distinct, exp.Qualify,
    exp.Union, exp.Exists, exp.Filter, exp.Window, exp.WindowSpec, exp.WithinGroup, exp.IgnoreNulls, exp.Star,
)  # fmt: skip
"""What a SELECT has besides: for governed SQL."""


def is_aggregate(node: exp.Expr) -> bool:
    """True for a call that makes one value of many rows, also of a kind that is not allowed."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in AGGREGATE_NAMES
    return isinstance(node, exp.AggFunc)


def function_name(node: exp.Expr) -> str:
    """The name a person would know the call by, for messages."""
    if isinstance(node, exp.Anonymous):
        return str(node.name).lower()
    names = node.sql_names() if isinstance(node, exp.Func) else []
    return (names[0] if names else node.key).lower()


def is_allowed_function(node: exp.Expr, aggregates: bool = False, windows: bool = False) -> bool:
    """Whether the call `node` (a `Func`, `Anonymous` included) is on the lists asked for."""
    if isinstance(node, exp.Anonymous):
        return _listed(node.name.lower(), SCALAR_NAMES, AGGREGATE_NAMES if aggregates or windows else ())
    others = (AGGREGATE_KEYS if aggregates else frozenset()) | (WINDOW_KEYS if windows else frozenset())
    return _listed(node.key, SCALAR_KEYS, others)


def _listed(name: str, *lists: Collection[str]) -> bool:
    return any(name in names for names in lists)


def scalar_violation(ast: exp.Expr, aggregates: bool = False) -> str | None:
    """What makes `ast` more than a scalar expression over columns, as a sentence part; None if nothing."""
    for node in ast.walk():
        problem = _node_violation(node, aggregates)
        if problem:
            return problem
    return None


def _node_violation(node: exp.Expr, aggregates: bool) -> str | None:
    if isinstance(node, (exp.Query, exp.Subquery, exp.Exists)):
        return "a subquery is not allowed here"
    if isinstance(node, (exp.Window, exp.WindowSpec)) or node.key in WINDOW_KEYS:
        return "a window function is not allowed here"
    if isinstance(node, exp.Func):
        if is_aggregate(node) and not aggregates:
            return f"nested aggregate: {function_name(node)}() must not stand here"
        if not is_allowed_function(node, aggregates):
            return f"the function {function_name(node)}() is not allowed"
        return None
    if isinstance(node, exp.Star):
        return "* is not allowed here"
    return None if isinstance(node, SCALAR_NODES) else f"{node.key} is not allowed in an expression"


def query_violation(ast: exp.Expr) -> str | None:
    """What keeps `ast` from being an analytic SELECT that only computes; None if nothing."""
    for node in ast.walk():
        if isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
            return "* is not allowed: list the columns"
        if isinstance(node, exp.With) and node.args.get("recursive"):
            return "a recursive query is not allowed"
        if isinstance(node, exp.Func) and not isinstance(node, QUERY_NODES):
            if not is_allowed_function(node, aggregates=True, windows=True):
                return f"the function {function_name(node)}() is not allowed"
        elif not isinstance(node, SCALAR_NODES + QUERY_NODES):
            return f"{node.key} is not allowed in governed SQL"
    return None
