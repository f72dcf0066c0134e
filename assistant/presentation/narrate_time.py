"""Headlines about results over time."""

from __future__ import annotations

from assistant.presentation.narrate_changes import short_comparison, with_comparison
from assistant.presentation.numbers import format_change, format_rate, format_value
from assistant.presentation.shape import PERIOD, Series, Shape, number
from assistant.presentation.telling import change_gaps, dimension_names, group_name, is_flat, size_of, table

_MOST_VALUES = 6
_MOST_RANKED = 3


def complete_periods(shape: Shape, series: Series) -> list[tuple[str, float]]:
    """Period labels and values in time order, without missing values and periods that are not whole."""
    assert shape.time is not None
    found = []
    dated = [row for row in shape.data if row[shape.time] is not None]
    for row in sorted(dated, key=lambda row: str(row[shape.time or 0])):
        value = number(row[series.position()])
        if value is not None and str(row[shape.time]) not in shape.incomplete:
            found.append((shape.label(shape.time, row[shape.time]), value))
    return found


def trend(shape: Shape, scope: str) -> str:
    series = shape.series[0]
    if series.has("running"):
        return running(shape, series, scope)
    return with_comparison(shape, series, _course(shape, series, scope))


def _course(shape: Shape, series: Series, scope: str) -> str:
    words = shape.names.words
    points = complete_periods(shape, series)
    unit, language = shape.column(series.position()).unit, shape.names.language
    if len(points) < 2:
        label, value = points[0] if points else _only_point(shape, series)
        shown = format_value(value, unit, language)
        return words.text("headline.trend_one", metric=series.label, value=shown, period=label, scope=scope)
    (first, start), (last, end) = points[0], points[-1]
    high, low = max(points, key=lambda item: item[1]), min(points, key=lambda item: item[1])
    gaps = {
        "metric": series.label, "scope": scope, "first": first, "last": last,
        "from": format_value(start, unit, language), "to": format_value(end, unit, language),
        "high": format_value(high[1], unit, language), "high_at": high[0],
        "low": format_value(low[1], unit, language), "low_at": low[0],
    }  # fmt: skip
    if is_flat(start, end):
        return words.text("headline.trend_flat", **gaps)
    change = change_gaps(shape, series, end, start)
    # Beside a comparison the extremes are too much for one sentence; the chart shows them.
    key = "headline.trend_short" if series.has("prior") else "headline.trend"
    return words.text(key, **gaps, **change)


def is_ranked(shape: Shape) -> bool:
    """Whether the question asks for the first periods by a metric, as in the best month."""
    plain = not (shape.series[0].has("running") or shape.series[0].has("prior"))
    by = shape.query.order_by[0].field.lower() if shape.query.order_by else ""
    wanted = by == shape.column(shape.series[0].position()).name.lower()
    return plain and wanted and shape.analysis == "rank" and len(complete_periods(shape, shape.series[0])) > 1


def ranked(shape: Shape, scope: str) -> str:
    """The first periods; one that is not whole is neither the best nor the worst."""
    series, words, descending = shape.series[0], shape.names.words, shape.query.order_by[0].descending
    points = sorted(complete_periods(shape, series), key=lambda point: point[1], reverse=descending)
    unit, language = shape.column(series.position()).unit, shape.names.language
    items = [
        words.text("headline.rank_item", name=label, value=format_value(value, unit, language))
        for label, value in points[:_MOST_RANKED]
    ]
    return words.text(
        "headline.rank_time",
        metric=series.label,
        order=words.text("headline.highest" if descending else "headline.lowest"),
        scope=scope,
        items=words.join([*items, "…"] if len(points) > _MOST_RANKED else items),
    )


def running(shape: Shape, series: Series, scope: str) -> str:
    """What a running total has come to; periods that have not ended count."""
    assert shape.time is not None
    rows = sorted(shape.data, key=lambda row: str(row[shape.time or 0]))
    first, last = rows[0], rows[-1]
    return shape.names.words.text(
        "headline.running",
        metric=series.label,
        scope=scope,
        first=shape.label(shape.time, first[shape.time]),
        last=shape.label(shape.time, last[shape.time]),
        value=shape.shown(series.position("running"), last[series.position("running")]),
        **{"from": shape.shown(series.position("running"), first[series.position("running")])},
    )


def trends(shape: Shape, scope: str) -> str:
    """Several metrics over time: each from its first to its last complete period."""
    words, language = shape.names.words, shape.names.language
    items, labels = [], ("", "")
    for series in shape.series[:_MOST_VALUES]:
        points = complete_periods(shape, series)
        if not points:
            continue
        unit = shape.column(series.position()).unit
        start, end = (format_value(value, unit, language) for value in (points[0][1], points[-1][1]))
        labels = points[0][0], points[-1][0]
        items.append(
            words.text("headline.trends_item", metric=series.label, start=start, end=end)
            + _last_change(shape, series)
        )
    if not items:
        return table(shape, scope)
    joined = words.text("list.sentence_join").join(items)
    return words.text("headline.trends", items=joined, first=labels[0], last=labels[1], scope=scope)


def _last_change(shape: Shape, series: Series) -> str:
    """How the last complete bucket stands against what it is compared with."""
    assert shape.time is not None
    known = [row for row in shape.data if number(row[series.position()]) is not None]
    whole = [row for row in known if str(row[shape.time]) not in shape.incomplete] or known
    return short_comparison(shape, series, max(whole, key=lambda row: str(row[shape.time or 0])))


def _only_point(shape: Shape, series: Series) -> tuple[str, float | None]:
    assert shape.time is not None
    row = next(row for row in shape.data if number(row[series.position()]) is not None)
    return shape.label(shape.time, row[shape.time]), number(row[series.position()])


def grouped_trend(shape: Shape, scope: str) -> str:
    assert shape.time is not None
    series = shape.series[0]
    ended = [row for row in shape.data if str(row[shape.time]) not in shape.incomplete] or list(shape.data)
    known = [row for row in ended if number(row[series.position()]) is not None] or list(shape.data)
    rows = [row for row in known if row[shape.time] is not None] or known
    last = max(str(row[shape.time]) for row in rows)
    rising = _ascends(shape, series)
    pick = min if rising else max
    top = pick((row for row in rows if str(row[shape.time]) == last), key=lambda row: size_of(row, series))
    return shape.names.words.text(
        "headline.trend_grouped_lowest" if rising else "headline.trend_grouped",
        metric=series.label,
        dimension=dimension_names(shape),
        scope=scope,
        last=shape.label(shape.time, top[shape.time]),
        top=group_name(shape, top),
        value=shape.shown(series.position(), top[series.position()]) + short_comparison(shape, series, top),
    )


def _ascends(shape: Shape, series: Series) -> bool:
    """Whether the question is about the lowest values of the metric."""
    return _ordered_by(shape, series) and not shape.query.order_by[0].descending


def _ordered_by(shape: Shape, series: Series) -> bool:
    name = shape.column(series.position()).name.lower()
    return bool(shape.query.order_by) and shape.query.order_by[0].field.lower() == name


def picks_periods(shape: Shape) -> bool:
    """Whether the first ones of periods and groups were asked for, as in the best month of each region."""
    if shape.query.limit is None or shape.time is None or not shape.dimensions:
        return False
    return any(_ordered_by(shape, series) for series in shape.series)


def picked_periods(shape: Shape, scope: str) -> str:
    """The periods that were picked, each with its group and value."""
    by = shape.query.order_by[0]
    series, words = next(s for s in shape.series if _ordered_by(shape, s)), shape.names.words
    rows = [row for row in shape.data if number(row[series.position()]) is not None]
    items = [
        words.text(
            "headline.rank_item",
            name=" · ".join(shape.label(key, row[key]) for key in (*shape.dimensions, shape.time or 0)),
            value=shape.shown(series.position(), row[series.position()]),
        )
        for row in rows[:_MOST_VALUES]
    ]
    gaps = {
        "metric": series.label,
        "order": words.text("headline.highest" if by.descending else "headline.lowest"),
        "scope": scope,
        "items": words.join([*items, "…"] if len(rows) > _MOST_VALUES else items),
    }
    within = (shape.query.limit_per or "").rsplit("__", 1)[-1].lower()
    within_time = (shape.query.limit_per or "").startswith("metric_time")
    per = [
        key
        for key in shape.keys
        if (key == shape.time and within_time) or shape.column(key).name.rsplit("__", 1)[-1].lower() == within
    ]
    others = "×".join(shape.heading(key) for key in (*shape.dimensions, shape.time or 0) if key not in per)
    if per:
        return words.text("headline.rank_per", **gaps, per=shape.heading(per[0]), dimension=others)
    return words.text("headline.rank", **gaps, count=len(rows), dimension=others)


def side_by_side(shape: Shape) -> bool:
    """Whether stretches of time were set side by side, alone or within groups."""
    return any(shape.column(position).name == PERIOD for position in shape.dimensions)


def ranges(shape: Shape, scope: str) -> str:
    """Stretches of time side by side, in order, with the change from the first to the last.

    Within groups it tells the sums where the groups add up, else only what there is.
    """
    series, words = shape.series[0], shape.names.words
    values = _by_range(shape, series)
    if len(shape.series) > 1 or not values:
        return table(shape, scope)
    position = series.position()
    items = [
        words.text("headline.rank_item", name=label, value=shape.shown(position, value))
        for label, value in values
    ]
    change = _first_to_last(shape, series, [value for _, value in values])
    return words.text(
        "headline.ranges", metric=series.label, scope=scope, items=words.join(items), change=change
    )


def _by_range(shape: Shape, series: Series) -> list[tuple[str, float | None]]:
    """Label and value of each range, in time order; nothing where groups cannot be put together."""
    place = next(p for p in shape.dimensions if shape.column(p).name == PERIOD)
    whole = len(shape.dimensions) == 1
    if not whole and (not series.is_additive or shape.rows.truncated or shape.query.limit):
        return []
    found: dict[str, float | None] = {}
    for row in sorted(shape.data, key=lambda row: str(row[place])):
        label, value = shape.label(place, row[place]), number(row[series.position()])
        found[label] = value if whole else (found.get(label) or 0.0) + (value or 0.0)
    return list(found.items())


def _first_to_last(shape: Shape, series: Series, values: list[float | None]) -> str:
    first, last = values[0], values[-1]
    if len(values) < 2 or first is None or last is None:
        return ""
    unit, language = shape.column(series.position()).unit, shape.names.language
    if unit == "percent" or first == 0:
        change = format_change(last - first, unit, language)
    else:
        change = format_rate((last - first) / abs(first), language)
    return shape.names.words.text("headline.scope", parts=change)
