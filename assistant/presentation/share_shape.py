"""Results whose shares are what is told and drawn: of a part that was named, within groups, over time."""

from __future__ import annotations

from dataclasses import replace

from assistant.presentation.shape import Row, Series, Shape
from assistant.presentation.telling import named_groups
from assistant.query import Condition
from assistant.rows import ColumnRole


def of_shares(shape: Shape) -> Shape:
    """The shape with each metric's share in its place, where one number per group does not say it all.

    A part that was picked alone is no group any more: it is in the name of what is measured.
    """
    if not shape.query.share_of_total or not any(series.has("share") for series in shape.series):
        return shape
    if shape.about and shape.time is None:
        return shape
    picked = picked_groups(shape)
    alone = [at for at in picked if len(shape.distinct(at)) <= 1]
    if not picked and shape.time is None and len(shape.dimensions) < 2:
        return shape
    names = [shape.told(at, shape.data[0][at]) for at in alone] if shape.data else []
    series, headings = [], dict(shape.headings)
    for item in shape.series:
        if not item.has("share"):
            continue
        label = _label(shape, item, names)
        headings[shape.column(item.position("share")).name] = label
        columns: dict[ColumnRole, int] = {"metric": item.position("share")}
        if item.has("share_prior"):
            columns["prior"] = item.position("share_prior")
        series.append(Series(None, label, columns))
    dimensions = tuple(at for at in shape.dimensions if at not in alone)
    return replace(shape, series=tuple(series), headings=headings, dimensions=dimensions)


def picked_groups(shape: Shape) -> list[int]:
    """The dimensions whose groups a condition on them picks."""
    picks = (*shape.query.having, *shape.about)
    fields = {item.field.lower() for item in picks if isinstance(item, Condition)}
    return [at for at in shape.dimensions if shape.column(at).name.lower() in fields]


def named_rows(shape: Shape) -> list[Row]:
    """The rows of the groups that the question named; all of them where it picked these."""
    rows = named_groups(shape)
    for item in shape.about:
        at = next(
            (at for at in shape.dimensions if shape.column(at).name.lower() == item.field.lower()), None
        )
        rows = [row for row in rows if at is None or row[at] in item.values]
    return rows


def whole_of(shape: Shape, metric: str) -> str:
    """What the shares are of: the metric, or that of each group that the query names."""
    within = [name.lower() for name in shape.query.share_within]
    labels = [shape.heading(at) for at in shape.dimensions if shape.column(at).name.lower() in within]
    if not labels:
        return metric
    words = shape.names.words
    return words.text("headline.share_within", metric=metric, dimension=words.join(labels))


def _label(shape: Shape, series: Series, names: list[str]) -> str:
    words = shape.names.words
    if not names:
        return shape.heading(series.position("share"))
    return words.text("headline.share_of_part", part=words.join(names), metric=series.label)
