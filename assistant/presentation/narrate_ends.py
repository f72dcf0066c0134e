"""Headlines that name both ends of a ranking."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.presentation.narrate_time import complete_periods
from assistant.presentation.numbers import format_value
from assistant.presentation.shape import Series, Shape, number
from assistant.presentation.telling import group_name, named_groups
from assistant.reading import Assumption

_MOST_NAMED = 5


def asked_ends(assumptions: Iterable[Assumption]) -> tuple[int, int] | None:
    """How many of the highest and of the lowest were asked for; None for any other question."""
    detail = next((item.detail for item in assumptions if item.code == "both_ends"), None)
    if detail is None:
        return None
    top, _, bottom = detail.partition(",")
    return int(top), int(bottom)


def both_ends(shape: Shape, scope: str, ends: tuple[int, int]) -> str:
    """By the metric that the query orders by, whichever end comes first."""
    series, words = _ordered(shape), shape.names.words
    points = sorted(_points(shape, series), key=lambda point: -point[1])
    top, bottom = points[: ends[0]], points[::-1][: ends[1]]
    return words.text(
        "headline.both_ends",
        metric=series.label,
        scope=scope,
        top=_named(top, series, shape),
        bottom=_named(bottom, series, shape),
    )


def _ordered(shape: Shape) -> Series:
    wanted = shape.query.order_by[0].field.lower() if shape.query.order_by else ""
    named = [s for s in shape.series if shape.column(s.position()).name.lower() == wanted]
    return (named or list(shape.series))[0]


def _points(shape: Shape, series: Series) -> list[tuple[str, float]]:
    if shape.time is not None:
        return complete_periods(shape, series)
    return [
        (group_name(shape, row), value)
        for row in named_groups(shape)
        if (value := number(row[series.position()])) is not None
    ]


def _named(points: list[tuple[str, float]], series: Series, shape: Shape) -> str:
    words, unit = shape.names.words, shape.column(series.position()).unit
    items = [
        words.text("headline.rank_item", name=name, value=format_value(value, unit, shape.names.language))
        for name, value in points[:_MOST_NAMED]
    ]
    return words.join([*items, "…"] if len(points) > _MOST_NAMED else items)
