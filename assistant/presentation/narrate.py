"""The headline of an answer: one sentence with the numbers, by the shape of the result."""

from __future__ import annotations

from collections.abc import Callable

from assistant.presentation.against_shape import is_set_against, of_sides, set_against
from assistant.presentation.describe import scope_values
from assistant.presentation.narrate_ends import both_ends
from assistant.presentation.narrate_groups import (
    breakdown,
    breakdowns,
    compared_groups,
    picked_shares,
    rank,
    share,
)
from assistant.presentation.narrate_time import (
    grouped_trend,
    is_ranked,
    picked_periods,
    picks_periods,
    ranges,
    ranked,
    side_by_side,
    trend,
    trends,
)
from assistant.presentation.periods import period_text
from assistant.presentation.ratio_shape import of_ratios
from assistant.presentation.shape import Row, Series, Shape, number
from assistant.presentation.share_shape import of_shares, picked_groups
from assistant.presentation.telling import change_gaps, is_flat, short_change, table
from assistant.query import TimeRange

_MOST_VALUES = 6
_MOST_LISTED = 12


def headline(shape: Shape, ends: tuple[int, int] | None = None) -> str:
    """One sentence in the language of the answer. `ends`: how many of the highest and lowest to name."""
    shape = of_sides(of_ratios(shape))
    if not (_by_group(shape) and (_of_picked_parts(shape) or not picked_groups(shape))):
        shape = of_shares(shape)
    # What a course over time says begins and ends with its own periods.
    told = shape.time is not None and not shape.dimensions and not _ranks_periods(shape)
    scope = _scope(shape, None if told else shape.period)
    if not shape.series and shape.dimensions and shape.data:
        return _listed(shape, scope)
    if not shape.series or not _has_numbers(shape):
        return _empty(shape, scope)
    if ends is not None and (shape.time is None or _ranks_periods(shape)) and shape.keys:
        return both_ends(shape, scope, ends)
    for applies, tell in _TELLERS:
        if applies(shape):
            return tell(shape, scope)
    return table(shape, scope)


def _scope(shape: Shape, period: TimeRange | None) -> str:
    words = shape.names.words
    parts = [period_text(period, shape.names.language)] if period else []
    parts += scope_values(shape.query, shape.names)
    return words.text("headline.scope", parts=words.join(parts)) if parts else ""


def _has_numbers(shape: Shape) -> bool:
    return any(number(row[series.position()]) is not None for series in shape.series for row in shape.data)


def _empty(shape: Shape, scope: str) -> str:
    words = shape.names.words
    if len(shape.series) == 1 and not shape.keys:
        return words.text("headline.no_value", metric=shape.series[0].label, scope=scope)
    return words.text("headline.empty", scope=scope)


def _listed(shape: Shape, scope: str) -> str:
    """The values of a question without a metric."""
    first = shape.dimensions[0]
    shown = [shape.label(first, row[first]) for row in shape.data[:_MOST_LISTED]]
    rest = ["…"] if len(shape.data) > _MOST_LISTED else []
    words = shape.names.words
    return words.text(
        "headline.listed", heading=shape.headings[shape.column(first).name], count=len(shape.data),
        scope=scope, items=words.join([*shown, *rest]),
    )  # fmt: skip


def _value(shape: Shape, scope: str) -> str:
    row, words = shape.data[0], shape.names.words
    if len(shape.series) > 1:
        items = [
            words.text("headline.values_item", metric=s.label, value=_with_change(shape, s, row))
            for s in shape.series[:_MOST_VALUES]
        ]
        return words.text("headline.values", items=words.text("list.sentence_join").join(items), scope=scope)
    series = shape.series[0]
    gaps = {
        "metric": series.label,
        "value": shape.shown(series.position(), row[series.position()]),
        "scope": scope,
    }
    if not series.has("prior"):
        return words.text("headline.value", **gaps)
    return _compared(shape, series, row, gaps)


def _compared(shape: Shape, series: Series, row: Row, gaps: dict[str, str]) -> str:
    words = shape.names.words
    gaps = gaps | {"comparison": shape.comparison}
    value, prior = number(row[series.position()]), number(row[series.position("prior")])
    if value is None or prior is None:
        return words.text("headline.change_no_prior", **gaps)
    gaps["prior"] = shape.shown(series.position("prior"), prior)
    if is_flat(value, prior):
        return words.text("headline.change_flat", **gaps)
    return words.text("headline.change", **gaps, **change_gaps(shape, series, value, prior))


def _with_change(shape: Shape, series: Series, row: Row) -> str:
    value = shape.shown(series.position(), row[series.position()])
    change = short_change(shape, series, row)
    return f"{value} ({change})" if change else value


def _is_rank(shape: Shape) -> bool:
    asked = shape.analysis == "rank" or shape.query.limit is not None
    return asked and bool(shape.dimensions) and shape.time is None and not _by_name(shape)


def _by_name(shape: Shape) -> bool:
    """Ordered by a key, the first groups are neither the highest nor the lowest."""
    keys = {shape.column(position).name.lower() for position in shape.keys}
    return bool(shape.query.order_by) and shape.query.order_by[0].field.lower() in keys


def _over_time(shape: Shape) -> bool:
    return shape.time is not None and not shape.dimensions and len(shape.series) == 1


def _ranks_periods(shape: Shape) -> bool:
    return _over_time(shape) and is_ranked(shape)


def _of_picked_parts(shape: Shape) -> bool:
    """Whether the shares are those of parts that were named, in one whole."""
    parts = set(shape.dimensions) <= set(picked_groups(shape))
    one = len(shape.series) == 1 and shape.series[0].has("share")
    return (
        _by_group(shape)
        and one
        and parts
        and any(number(row[shape.series[0].position("share")]) is not None for row in shape.data)
    )


def _by_group(shape: Shape) -> bool:
    return bool(shape.dimensions) and shape.time is None


_TELLERS: tuple[tuple[Callable[[Shape], bool], Callable[[Shape, str], str]], ...] = (
    (is_set_against, set_against),
    (lambda shape: not shape.keys and len(shape.data) == 1, _value),
    (_ranks_periods, ranked),
    (_over_time, trend),
    (lambda shape: shape.time is not None and not shape.dimensions, trends),
    (picks_periods, picked_periods),
    (lambda shape: shape.time is not None and len(shape.dimensions) == 1, grouped_trend),
    (lambda shape: _by_group(shape) and side_by_side(shape), ranges),
    (_of_picked_parts, picked_shares),
    (lambda shape: _by_group(shape) and shape.series[0].has("share"), share),
    (_is_rank, rank),
    (lambda shape: _by_group(shape) and shape.series[0].has("prior"), compared_groups),
    (lambda shape: _by_group(shape) and len(shape.series) > 1, breakdowns),
    (_by_group, breakdown),
)
