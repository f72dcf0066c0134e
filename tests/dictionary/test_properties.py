"""What must hold for any metric, dimension, filter and period: no way of slicing changes a number.

Metrics, dimensions, values and periods are drawn; the answers are only compared with each other. So this
finds what fixed queries cannot: joins that repeat rows, groups that get lost, averages of averages.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dictionary.comparing import differences, same
from tests.dictionary.drawing import ADDITIVE, DISTINCT, FIRST_DAY, TIMED, Demo, Row, draw_dimensions, time_of
from tests.dictionary.reference import Period, add_months, references

drawn = settings(derandomize=True, max_examples=30, deadline=None, database=None)
data = given(st.data())


def added(values: Iterable[Any]) -> Any:
    """The sum, None where there is nothing to add; None values are left out."""
    some = [value for value in values if value is not None]
    return sum(some) if some else None


def as_count(value: Any) -> Any:
    """An additive total as a number: no rows may be empty in one place and zero in another."""
    return 0 if value is None else value


def last(rows: Iterable[Row]) -> list[Any]:
    return [row[-1] for row in rows]


@drawn
@data
def test_slices_add_up_to_the_total(demo: Demo, data: st.DataObject) -> None:
    metric = demo.draw_metric(data.draw, ADDITIVE)
    asked = _asked(demo, data, metric)
    slices = demo.rows(metric, draw_dimensions(data.draw, references()[metric]), **asked)
    assert same(as_count(added(last(slices))), as_count(demo.total(metric, **asked)))


@drawn
@data
def test_buckets_of_time_add_up_to_the_total(demo: Demo, data: st.DataObject) -> None:
    metric = demo.draw_metric(data.draw, ADDITIVE)
    asked = _asked(demo, data, metric)
    grain = data.draw(st.sampled_from(["month", "quarter", "year"]))
    buckets = demo.rows(metric, [f"metric_time__{grain}"], **asked)
    assert same(as_count(added(last(buckets))), as_count(demo.total(metric, **asked)))


@drawn
@data
def test_a_ratio_is_its_numerator_over_its_denominator(demo: Demo, data: st.DataObject) -> None:
    ratios = demo.ratios()
    metric = data.draw(st.sampled_from(sorted(ratios)))
    period = demo.draw_period(data.draw, metric)
    asked = {"time": time_of(period), "where": demo.draw_filter(data.draw, metric, ratios[metric].dimensions)}
    by = data.draw(st.lists(st.sampled_from(ratios[metric].dimensions), max_size=2, unique=True))
    above, below = (_groups(demo.rows(name, by, **asked)) for name in ratios[metric].inputs)
    # Where only the other one has rows, a count is zero and a sum is empty.
    nothing = 0 if demo.is_count(ratios[metric].inputs[0]) else None
    expected = [(*key, _divided(above.get(key, nothing), below.get(key))) for key in {*above, *below}]
    assert not differences(demo.rows(metric, by, **asked), expected, len(by))


@drawn
@data
def test_metrics_asked_together_are_what_they_are_apart(demo: Demo, data: st.DataObject) -> None:
    """Also when they come from different facts, which are never joined row to row."""
    first, second = data.draw(
        st.lists(st.sampled_from(demo.computable(TIMED)), min_size=2, max_size=2, unique=True)
    )
    shared = [one for one in references()[first].dimensions if one in references()[second].dimensions]
    by = data.draw(st.lists(st.sampled_from([*shared, "metric_time__year"]), max_size=2, unique=True))
    asked = {"time": time_of(demo.draw_period(data.draw, None))}
    apart = [_groups(demo.rows(name, by, **asked)) for name in (first, second)]
    together = demo.rows([first, second], by, **asked)
    assert {row[: len(by)] for row in together} == {*apart[0], *apart[1]}
    for row in together:
        for value, groups in zip(row[len(by) :], apart, strict=True):
            # Beside another metric a group without rows has a count of 0.
            assert same(value, groups[row[: len(by)]]) if row[: len(by)] in groups else value in (None, 0)


@drawn
@data
def test_a_total_row_is_the_total(demo: Demo, data: st.DataObject) -> None:
    """Whatever it is grouped by, also by a dimension that is a join away, and also where values do not add up."""
    metric = demo.draw_metric(data.draw, TIMED)
    asked = _asked(demo, data, metric)
    by = draw_dimensions(data.draw, references()[metric])
    rows = demo.rows(metric, by, totals=True, **asked)
    grouped = demo.rows(metric, by, **asked)
    assert not differences(rows[:-1], grouped, len(by))
    if grouped:
        assert same(rows[-1][-1], demo.total(metric, **asked))


def test_a_total_row_of_nothing_is_the_total(demo: Demo) -> None:
    before = time_of(Period(date(2020, 1, 1), date(2021, 1, 1)))
    assert demo.rows("lead_count", ["channel"], totals=True, time=before) == [(None, 0)]


@drawn
@data
def test_filters_by_each_value_add_up_to_the_total(demo: Demo, data: st.DataObject) -> None:
    metric = demo.draw_metric(data.draw, ADDITIVE)
    dimension = data.draw(st.sampled_from(references()[metric].dimensions))
    asked = {"time": time_of(demo.draw_period(data.draw, metric))}
    parts = [
        demo.total(metric, where=[_is(dimension, value)], **asked) for value in demo.values(metric, dimension)
    ]
    assert same(as_count(added(parts)), as_count(demo.total(metric, **asked)))


@drawn
@data
def test_a_filter_gives_what_the_group_gives(demo: Demo, data: st.DataObject) -> None:
    metric = demo.draw_metric(data.draw, TIMED)
    dimension = data.draw(st.sampled_from(references()[metric].dimensions))
    asked = {"time": time_of(demo.draw_period(data.draw, metric))}
    groups = {row[0]: row[-1] for row in demo.rows(metric, [dimension], **asked)}
    if groups:
        value = data.draw(st.sampled_from(sorted(groups, key=str)))
        assert same(demo.total(metric, where=[_is(dimension, value)], **asked), groups[value])


@drawn
@data
def test_distinct_counts_lie_between_the_largest_slice_and_the_sum(demo: Demo, data: st.DataObject) -> None:
    metric = demo.draw_metric(data.draw, DISTINCT)
    asked = _asked(demo, data, metric)
    by = data.draw(
        st.sampled_from([["metric_time__month"], draw_dimensions(data.draw, references()[metric])])
    )
    slices = last(demo.rows(metric, by, **asked))
    total = demo.total(metric, **asked)
    assert max(slices, default=0) <= total <= sum(slices)


@drawn
@data
def test_a_period_is_the_sum_of_its_parts(demo: Demo, data: st.DataObject) -> None:
    metric = demo.draw_metric(data.draw, ADDITIVE)
    period = demo.draw_period(data.draw, metric)
    where = demo.draw_filter(data.draw, metric)
    cut = _cut(data, period)
    parts = [part for part in (Period(period.start, cut), Period(cut, period.end)) if part.start < part.end]
    values = [demo.total(metric, where=where, time=time_of(part)) for part in parts]
    assert same(as_count(added(values)), as_count(demo.total(metric, where=where, time=time_of(period))))


@drawn
@data
def test_order_and_limit_change_no_value(demo: Demo, data: st.DataObject) -> None:
    metric = demo.draw_metric(data.draw, TIMED)
    asked = _asked(demo, data, metric)
    by = draw_dimensions(data.draw, references()[metric])
    every = demo.rows(metric, by, **asked)
    direction = data.draw(st.sampled_from(["asc", "desc"]))
    limit = data.draw(st.integers(1, 5))
    order = [{"field": metric, "direction": direction}]
    top = demo.rows(metric, by, order_by=order, limit=limit, **asked)
    assert not differences(demo.rows(metric, by, order_by=order, **asked), every, len(by))
    assert not differences(top, [row for row in every if row[:-1] in _groups(top)], len(by))
    values = sorted((row[-1] for row in every if row[-1] is not None), reverse=direction == "desc")
    best = [*values, *[None] * (len(every) - len(values))][:limit]
    # Sums of the same numbers may differ in the last digit, so near ties may change places.
    assert all(map(same, last(top), best))
    assert len(top) == len(best)


@drawn
@data
def test_shares_add_up_to_one(demo: Demo, data: st.DataObject) -> None:
    metric = demo.draw_metric(data.draw, ADDITIVE)
    asked = _asked(demo, data, metric)
    rows = demo.rows(metric, draw_dimensions(data.draw, references()[metric]), share_of_total=True, **asked)
    total = demo.total(metric, **asked)
    if total:
        assert same(added(last(rows)), 1.0)
        assert all(row[-2] is None or same(row[-1], row[-2] / total) for row in rows)


@drawn
@data
def test_top_and_others_are_the_total(demo: Demo, data: st.DataObject) -> None:
    metric = demo.draw_metric(data.draw, ADDITIVE)
    asked = _asked(demo, data, metric)
    by = draw_dimensions(data.draw, references()[metric], 1)
    order = [{"field": metric, "direction": "desc"}]
    rows = demo.rows(metric, by, order_by=order, limit=2, others=True, **asked)
    assert len(rows) <= 3
    assert same(as_count(added(last(rows))), as_count(demo.total(metric, **asked)))


@drawn
@data
def test_the_prior_column_is_the_query_of_the_prior_period(demo: Demo, data: st.DataObject) -> None:
    metric = demo.draw_metric(data.draw, TIMED)
    where = demo.draw_filter(data.draw, metric)
    by = data.draw(st.sampled_from([[], draw_dimensions(data.draw, references()[metric])]))
    kind, period, prior = _compared(data)
    comparison = {"kind": kind, **(time_of(prior) if kind == "range" else {})}
    compared = demo.rows(metric, by, where=where, time=time_of(period), compare=comparison)
    current, before = (_groups(demo.rows(metric, by, where=where, time=time_of(p))) for p in (period, prior))
    # Every group of either period has a row.
    assert {tuple(row[: len(by)]) for row in compared} == {*current, *before}
    for row in compared:
        key, (now, then) = tuple(row[: len(by)]), row[len(by) : len(by) + 2]
        assert same(as_count(now), as_count(current.get(key)))
        assert same(as_count(then), as_count(before.get(key)))


def test_what_is_drawn_from_is_there() -> None:
    """The lists come from the fixtures: none may be empty by mistake."""
    assert min(map(len, (ADDITIVE, DISTINCT, TIMED))) >= 10


def _asked(demo: Demo, data: st.DataObject, metric: str) -> dict[str, Any]:
    period = demo.draw_period(data.draw, metric)
    return {"time": time_of(period), "where": demo.draw_filter(data.draw, metric)}


def _groups(rows: Iterable[Row]) -> dict[Row, Any]:
    """Rows of one metric by their group."""
    return {tuple(row[:-1]): row[-1] for row in rows}


def _divided(above: Any, below: Any) -> Any:
    return above / below if below and above is not None else None


def _is(dimension: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {"field": dimension, "op": "is null"}
    return {"field": dimension, "op": "=", "values": [value]}


def _cut(data: st.DataObject, period: Period) -> date:
    """Somewhere inside: at a month where the period is of whole months."""
    if period.start.day == period.end.day == 1:
        return add_months(period.start, data.draw(st.integers(0, period.months)))
    return period.start + timedelta(data.draw(st.integers(0, (period.end - period.start).days)))


def _compared(data: st.DataObject) -> tuple[str, Period, Period]:
    """A quarter or a year, with what stands before it."""
    kind = data.draw(st.sampled_from(["prior_period", "same_period_last_year", "range"]))
    length = data.draw(st.sampled_from([3, 12]))
    start = add_months(FIRST_DAY, 12 + length * data.draw(st.integers(0, 24 // length - 1)))
    back = 12 if kind == "same_period_last_year" else length
    period = Period(start, add_months(start, length))
    return kind, period, Period(add_months(start, -back), add_months(start, length - back))
