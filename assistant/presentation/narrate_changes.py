"""What headlines say of comparisons: which group changed most, and how a course stands against another."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.presentation.numbers import format_change, format_rate
from assistant.presentation.periods import bucket_end
from assistant.presentation.shape import Row, Series, Shape, number
from assistant.presentation.telling import change_gaps, group_name, is_flat, named_groups, short_change
from assistant.rows import ColumnRole

_CHANGES: tuple[ColumnRole, ...] = ("change_rate", "change")


@dataclass(frozen=True, slots=True)
class ByChange:
    """The change that a query orders its groups by."""

    series: Series
    role: ColumnRole
    descending: bool

    @property
    def place(self) -> int:
        return self.series.position(self.role)

    @property
    def key(self) -> str:
        return f"{self.role}_{'most' if self.descending else 'least'}"

    def rows(self, shape: Shape) -> list[Row]:
        """The groups with such a change, in the order of the rows."""
        return [row for row in named_groups(shape) if number(row[self.place]) is not None]

    def size(self, shape: Shape, row: Row) -> str:
        """The number that the row is placed by, so that a sentence never contradicts the order."""
        value, language = row[self.place], shape.names.language
        if self.role == "change_rate":
            return format_rate(value, language)
        return format_change(value, shape.column(self.series.position()).unit, language)

    def against(self, shape: Shape, row: Row) -> bool:
        """Whether what ought to have risen (or fallen) the most did not rise (or fall) at all."""
        value = number(row[self.place]) or 0.0
        return value <= 0 if self.descending else value >= 0


def by_change(shape: Shape) -> ByChange | None:
    """How the query orders by a change; None where it orders by something else."""
    if not shape.query.order_by:
        return None
    order = shape.query.order_by[0]
    for series in shape.series:
        for role in _CHANGES:
            if series.has(role) and shape.column(series.position(role)).name.lower() == order.field.lower():
                return ByChange(series, role, order.descending)
    return None


def most_changed(shape: Shape, order: ByChange, row: Row) -> str:
    """The first group in the query's own order, and that none went the way asked for where that is so."""
    key = f"headline.{order.key}" + ("_none" if order.against(shape, row) else "")
    return shape.names.words.text(key, top=group_name(shape, row), change=order.size(shape, row))


def rank_by_change(shape: Shape, order: ByChange, scope: str, most: int) -> str:
    """The groups of a ranking by change, each with its value and that change."""
    words, rows = shape.names.words, order.rows(shape)
    position = order.series.position()
    items = [
        words.text(
            "headline.rank_change_item",
            name=group_name(shape, row),
            value=shape.shown(position, row[position]),
            change=order.size(shape, row),
        )
        for row in rows[:most]
    ]
    items += ["…"] if len(rows) > most else []
    text = words.text(
        f"headline.rank_{order.key}",
        metric=order.series.label,
        count=len(rows),
        dimension="×".join(shape.heading(position) for position in shape.dimensions),
        scope=scope,
        comparison=shape.comparison,
        items=words.join(items),
    )
    none = words.text("headline.none_rose" if order.descending else "headline.none_fell")
    return _joined(shape, text, none if order.against(shape, rows[0]) else "")


def bucket_comparison(shape: Shape) -> str:
    """What one bucket of a course is compared with: the name of a whole range would be no bucket's."""
    words = shape.names.words
    kind = shape.query.compare.kind if shape.query.compare else "prior_period"
    if kind not in ("prior_period", "range"):
        return words.text(f"comparison.{kind}")
    if shape.period is None or shape.prior_period is None or shape.time is None:
        return words.text("comparison.prior_period" if kind == "prior_period" else "comparison.range")
    next_bucket = bucket_end(shape.prior_period.start, shape.column(shape.time).grain)
    return words.text(
        "comparison.prior_period" if next_bucket == shape.period.start else "comparison.counterpart"
    )


def short_comparison(shape: Shape, series: Series, row: Row) -> str:
    """(+5% against the same period last year); empty where there is nothing to compare with."""
    change = short_change(shape, series, row)
    gaps = {"comparison": bucket_comparison(shape), "change": change}
    return shape.names.words.text("headline.short_comparison", **gaps) if change else ""


def with_comparison(shape: Shape, series: Series, text: str) -> str:
    """A course's sentence with one of its last bucket against its counterpart, and one of the whole."""
    if not series.has("prior"):
        return text
    return _joined(shape, text, _last_bucket(shape, series), _whole(shape, series))


def _last_bucket(shape: Shape, series: Series) -> str:
    assert shape.time is not None
    words, time = shape.names.words, shape.time
    pairs = [
        (str(row[time]), value, prior)
        for row in shape.data
        if (value := number(row[series.position()])) is not None
        and (prior := number(row[series.position("prior")])) is not None
    ]
    comparison = bucket_comparison(shape)
    if not pairs:
        return words.text("headline.bucket_no_prior", comparison=comparison)
    # A bucket that is not over is compared as far as it goes, which is all there may be.
    start, value, prior = max([pair for pair in pairs if pair[0] not in shape.incomplete] or pairs)
    gaps = {
        "period": shape.label(time, start), "comparison": comparison,
        "value": shape.shown(series.position(), value), "prior": shape.shown(series.position(), prior),
    }  # fmt: skip
    if is_flat(value, prior):
        return words.text("headline.bucket_flat", **gaps)
    return words.text("headline.bucket_change", **gaps, **change_gaps(shape, series, value, prior))


def _whole(shape: Shape, series: Series) -> str:
    """The sums of both sides, where they add up, all of it is there and the sides do not overlap."""
    values = [number(row[series.position()]) for row in shape.data]
    priors = [number(row[series.position("prior")]) for row in shape.data]
    apart = shape.period and shape.prior_period and shape.prior_period.end <= shape.period.start
    partial = shape.incomplete or shape.rows.truncated or shape.query.limit or shape.query.having
    if not apart or partial or len(values) < 2 or None in (*values, *priors) or not series.is_additive:
        return ""
    value, prior = sum(filter(None, values)), sum(filter(None, priors))
    gaps = {
        "comparison": shape.comparison,
        "value": shape.shown(series.position(), value),
        "prior": shape.shown(series.position(), prior),
    }
    if is_flat(value, prior):
        return shape.names.words.text("headline.whole_flat", **gaps)
    return shape.names.words.text("headline.whole_change", **gaps, **change_gaps(shape, series, value, prior))


def _joined(shape: Shape, *sentences: str) -> str:
    return ("" if shape.names.language == "zh" else " ").join(filter(None, sentences))
