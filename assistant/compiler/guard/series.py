"""Rows out of nothing: a series of dates between bounds, which makes the buckets that facts lack.

The engine builds a series at once, past its limits of time and memory, so its length must follow from
the statement. What the data alone bounds may be as long as the calendar.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlglot import exp

from assistant.errors import GuardRefusal

MOST_ROWS = 4_000_000
"""All the days of the calendar, or 7 years of minutes."""
_FIRST, _LAST = datetime(1, 1, 1), datetime(9999, 12, 31)
_STEPS = {
    "MINUTE": timedelta(minutes=1),
    "HOUR": timedelta(hours=1),
    "DAY": timedelta(days=1),
    "WEEK": timedelta(weeks=1),
    "MONTH": timedelta(days=28),
    "QUARTER": timedelta(days=90),
    "YEAR": timedelta(days=365),
}
_INSTANTS = (exp.DType.DATE, exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ, exp.DType.DATETIME)
_TRUNCATED = (exp.TimestampTrunc, exp.DateTrunc)
_AROUND = (exp.Alias, exp.Cast, exp.Paren, *_TRUNCATED)
_Span = tuple[datetime, datetime]
"""The earliest and latest that a value can be."""


def made_rows(node: exp.Expr) -> exp.Expr | None:
    """The UNNEST that is the only column of the SELECT `node`, which reads nothing; else None."""
    plain = {name for name, value in node.args.items() if value not in (None, False, [])}
    if plain - {"expressions", "with_"} or len(node.expressions) != 1:
        return None
    item = node.expressions[0]
    while isinstance(item, _AROUND):
        item = item.this
    return item if isinstance(item, exp.Explode) else None


def check_unnest(node: exp.Expr) -> None:
    """Raises GuardRefusal unless `node` is UNNEST(GENERATE_SERIES(…)) in its place, and bounded."""
    select = node.find_ancestor(exp.Select)
    if select is None or made_rows(select) is not node or not isinstance(node.this, exp.GenerateSeries):
        raise GuardRefusal(
            "rows are made only by SELECT UNNEST(GENERATE_SERIES(…)) AS name", "table_function"
        )
    if any(value for name, value in node.args.items() if name != "this"):
        raise GuardRefusal("UNNEST has one argument", "table_function")


def check_series(node: exp.Expr) -> None:
    """Raises GuardRefusal for a series of anything but dates, or one that may be too long."""
    if not isinstance(node.parent, exp.Explode):
        raise GuardRefusal("the function generate_series() is not allowed", "function")
    start, end = _span(node.args["start"]), _span(node.args["end"])
    step = _step(node.args.get("step"))
    if start is None or end is None or step is None:
        wanted = "dates, or one MIN or MAX each, with a step of at least one minute"
        raise GuardRefusal(f"a series goes from and to {wanted}", "table_function")
    if (end[1] - start[0]) / step > MOST_ROWS:
        raise GuardRefusal(
            f"a series of more than {MOST_ROWS} rows: bound it by LEAST and GREATEST with dates", "too_large"
        )


def _step(node: exp.Expr | None) -> timedelta | None:
    count = _interval(node)
    return None if count is None or count[0] < 1 else count[0] * _STEPS[count[1]]


def _interval(node: exp.Expr | None) -> tuple[int, str] | None:
    """A written interval of whole units; a year of it counts as a year at most."""
    if not isinstance(node, exp.Interval) or not isinstance(node.this, exp.Literal):
        return None
    count, unit = node.this.name, node.text("unit").upper().removesuffix("S")
    return (int(count), unit) if count.isdigit() and len(count) < 6 and unit in _STEPS else None


def _span(node: exp.Expr | None, selected: bool = False) -> _Span | None:
    """When the bound can be; None for what is no bound. `selected`: it is the column of a subquery."""
    if isinstance(node, exp.Paren):
        return _span(node.this, selected)
    if isinstance(node, exp.Cast):
        return _cast(node, selected)
    if isinstance(node, _TRUNCATED):
        span = _span(node.this, selected)
        return span and (_moved(span[0], timedelta(days=-366)), span[1])
    if isinstance(node, (exp.Least, exp.Greatest)):
        return _chosen(node, selected)
    if isinstance(node, (exp.Add, exp.Sub)):
        return _shifted(node, selected)
    if selected:
        return (_FIRST, _LAST) if isinstance(node, (exp.Min, exp.Max, exp.Column)) else None
    return _subquery(node) if isinstance(node, exp.Subquery) else None


def _cast(node: exp.Cast, selected: bool) -> _Span | None:
    if node.to.this not in _INSTANTS:
        return None
    inner = node.this
    return _written(inner.name) if isinstance(inner, exp.Literal) else _span(inner, selected)


def _written(text: str) -> _Span | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo else (moment, moment)


def _chosen(node: exp.Expr, selected: bool) -> _Span | None:
    spans = [_span(part, selected) for part in (node.this, *node.expressions)]
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    choose = min if isinstance(node, exp.Least) else max
    return choose(low for low, _ in known), choose(high for _, high in known)


def _shifted(node: exp.Expr, selected: bool) -> _Span | None:
    span, interval = _span(node.this, selected), _interval(node.expression)
    if span is None or interval is None:
        return None
    longest = interval[0] * _STEPS[interval[1]] * 1.15
    if isinstance(node, exp.Sub):
        return _moved(span[0], -longest), span[1]
    return span[0], _moved(span[1], longest)


def _moved(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return _FIRST if by < timedelta(0) else _LAST


def _subquery(node: exp.Expr) -> _Span | None:
    """A MIN or MAX of the data, or a column of a relation that is computed from one."""
    select = node.this
    if not isinstance(select, exp.Select) or len(select.expressions) != 1:
        return None
    item = select.expressions[0]
    return _span(item.this if isinstance(item, exp.Alias) else item, selected=True)
