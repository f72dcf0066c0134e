"""Headlines about results by group."""

from __future__ import annotations

from assistant.presentation.narrate_changes import by_change, most_changed, rank_by_change
from assistant.presentation.numbers import format_change, format_value
from assistant.presentation.shape import Row, Series, Shape, number
from assistant.presentation.share_shape import named_rows, whole_of
from assistant.presentation.telling import (
    change_gaps,
    dimension_names,
    group_name,
    named_groups,
    short_change,
    size_of,
)

_MOST_RANKED = 5
_MOST_VALUES = 6


def share(shape: Shape, scope: str) -> str:
    """The largest shares; of groups that were picked, the share of each."""
    series, words = shape.series[0], shape.names.words
    place = series.position("share")
    rows = sorted(named_groups(shape), key=lambda row: -(number(row[place]) or 0))
    gaps = {"metric": whole_of(shape, series.label), "scope": scope, "top": group_name(shape, rows[0])}
    gaps["share"] = shape.shown(place, rows[0][place])
    if len(rows) < 2:
        return words.text("headline.share", **gaps)
    second = {"second": group_name(shape, rows[1]), "second_share": shape.shown(place, rows[1][place])}
    return words.text("headline.share_two", **gaps, **second)


def picked_shares(shape: Shape, scope: str) -> str:
    """The share of each part that was named, and what they come to together."""
    series, words = shape.series[0], shape.names.words
    place = series.position("share")
    rows = [row for row in named_rows(shape) if number(row[place]) is not None]
    gaps = {"metric": series.label, "scope": scope}
    if len(rows) == 1:
        gaps |= {"top": group_name(shape, rows[0]), "share": shape.shown(place, rows[0][place])}
        gaps["value"] = shape.shown(series.position(), rows[0][series.position()])
        before = _share_before(shape, series, rows[0])
        if not before and _shows_whole(shape):
            whole = sum(number(row[series.position()]) or 0.0 for row in shape.data)
            gaps["whole"] = shape.shown(series.position(), whole)
            return words.text("headline.share_part_of_whole", **gaps)
        return words.text("headline.share_part_before" if before else "headline.share_part", **gaps, **before)
    items = [
        words.text("headline.rank_item", name=group_name(shape, row), value=shape.shown(place, row[place]))
        for row in rows[:_MOST_RANKED]
    ]
    total = format_value(sum(number(row[place]) or 0.0 for row in rows), "percent", shape.names.language)
    items = [*items, "…"] if len(rows) > _MOST_RANKED else items
    return words.text("headline.share_parts", **gaps, items=words.join(items), total=total)


def _shows_whole(shape: Shape) -> bool:
    """Whether the rows of one grouping are all there, so that they add up to what the share is of."""
    query = shape.query
    picked = query.having or query.limit or query.others or query.totals or query.share_within
    return bool(shape.about) and len(shape.dimensions) == 1 and not picked


def _share_before(shape: Shape, series: Series, row: Row) -> dict[str, str]:
    """The share that it is compared with; empty without one."""
    prior = number(row[series.position("share_prior")]) if series.has("share_prior") else None
    if prior is None:
        return {}
    language = shape.names.language
    change = format_change((number(row[series.position("share")]) or 0.0) - prior, "percent", language)
    shown = format_value(prior, "percent", language)
    return {"prior": shown, "change": change, "comparison": shape.comparison}


def rank(shape: Shape, scope: str) -> str:
    order = by_change(shape)
    if order is not None and order.rows(shape):
        return rank_by_change(shape, order, scope, _MOST_RANKED)
    series, words = _ordered_series(shape), shape.names.words
    position = series.position()
    rows = [row for row in named_groups(shape) if number(row[position]) is not None]
    descending = not shape.query.order_by or shape.query.order_by[0].descending
    if not shape.query.order_by:
        rows.sort(key=lambda row: -size_of(row, series))
    items = [
        words.text(
            "headline.rank_item", name=group_name(shape, row), value=shape.shown(position, row[position])
        )
        for row in rows[:_MOST_RANKED]
    ]
    if len(rows) > _MOST_RANKED:
        items.append("…")
    gaps = {
        "metric": series.label,
        "order": words.text("headline.highest" if descending else "headline.lowest"),
        "scope": scope,
        "items": words.join(items),
    }
    per = _ranked_within(shape)
    if per is not None:
        return words.text("headline.rank_per", **gaps, per=per[0], dimension=per[1])
    return words.text("headline.rank", **gaps, count=len(rows), dimension=dimension_names(shape))


def _ranked_within(shape: Shape) -> tuple[str, str] | None:
    """What each ranking is within and what is ranked there, where a query ranks within one dimension."""
    per = (shape.query.limit_per or "").rsplit("__", 1)[-1].lower()
    names = [
        (shape.column(at).name.rsplit("__", 1)[-1].lower(), shape.heading(at)) for at in shape.dimensions
    ]
    within = [heading for name, heading in names if name == per]
    ranked = [heading for name, heading in names if name != per]
    return (within[0], ranked[0]) if len(within) == 1 and len(ranked) == 1 else None


def _ordered_series(shape: Shape) -> Series:
    """The metric that a ranking is by: the one ordered by, else the first."""
    wanted = shape.query.order_by[0].field.lower() if shape.query.order_by else ""
    known = [s for s in shape.series if any(number(row[s.position()]) is not None for row in shape.data)]
    named = [s for s in known if shape.column(s.position()).name.lower() == wanted]
    return (named or known or shape.series)[0]


def breakdown(shape: Shape, scope: str) -> str:
    series, words = shape.series[0], shape.names.words
    position = series.position()
    rows = sorted(
        (row for row in named_groups(shape) if number(row[position]) is not None),
        key=lambda row: -size_of(row, series),
    )
    gaps = {
        "metric": series.label, "scope": scope, "top": group_name(shape, rows[0]),
        "value": shape.shown(position, rows[0][position]), "bottom": group_name(shape, rows[-1]),
        "least": shape.shown(position, rows[-1][position]),
    }  # fmt: skip
    if len(rows) == 1:
        return words.text("headline.breakdown_one", **gaps)
    total = _total(shape, series)
    if total is None or total <= 0:
        return words.text("headline.breakdown", **gaps)
    share = format_value(size_of(rows[0], series) / total, "percent", shape.names.language)
    return words.text("headline.breakdown_total", **gaps, total=shape.shown(position, total), share=share)


def breakdowns(shape: Shape, scope: str) -> str:
    """Several metrics by group: the largest group of each."""
    words = shape.names.words
    items = []
    for series in shape.series[:_MOST_VALUES]:
        position = series.position()
        rows = [row for row in named_groups(shape) if number(row[position]) is not None]
        if rows:
            top = max(rows, key=lambda row: size_of(row, series))
            value = shape.shown(position, top[position])
            gaps = {"metric": series.label, "top": group_name(shape, top), "value": value}
            items.append(words.text("headline.breakdowns_item", **gaps))
    return words.text("headline.breakdowns", items=words.text("list.sentence_join").join(items), scope=scope)


def compared_groups(shape: Shape, scope: str) -> str:
    order = by_change(shape)
    series, words = order.series if order else shape.series[0], shape.names.words
    pairs = [
        (row, value, prior)
        for row in named_groups(shape)
        if (value := number(row[series.position()])) is not None
        and (prior := number(row[series.position("prior")])) is not None
    ]
    if not pairs:
        return breakdown(shape, scope)
    row, value, prior = max(pairs, key=lambda item: abs(item[1] - item[2]))
    most = words.text(
        "headline.change_largest", top=group_name(shape, row), change=short_change(shape, series, row)
    )
    if order is not None and order.rows(shape):
        row = order.rows(shape)[0]
        value, prior = number(row[series.position()]) or 0.0, number(row[series.position("prior")]) or 0.0
        most = most_changed(shape, order, row)
    gaps = {"metric": series.label, "scope": scope, "comparison": shape.comparison, "most": most}
    totals = _total(shape, series), _total(shape, series, prior=True)
    if totals[0] is None or totals[1] is None or totals[0] == totals[1]:
        prior_text = shape.shown(series.position("prior"), prior)
        shown = shape.shown(series.position(), value)
        return words.text("headline.compare_groups_open", **gaps, prior=prior_text, value=shown)
    change = change_gaps(shape, series, totals[0], totals[1])
    sums = {
        "value": shape.shown(series.position(), totals[0]),
        "prior": shape.shown(series.position(), totals[1]),
    }
    return words.text("headline.compare_groups", **gaps, **sums, **change)


def _total(shape: Shape, series: Series, prior: bool = False) -> float | None:
    """The whole: the row of totals, else the sum of the groups where they add up and none is cut off."""
    position = series.position("prior" if prior else "metric")
    if shape.total is not None:
        return number(shape.total[position])
    cut = shape.rows.truncated or (shape.query.limit is not None and not shape.query.others)
    if cut or shape.query.having or not series.is_additive:
        return None
    return sum(number(row[position]) or 0.0 for row in shape.data)
