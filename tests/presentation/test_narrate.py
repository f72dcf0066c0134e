from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from assistant.catalog.labels import Labels
from assistant.catalog.model import Entity
from assistant.presentation.describe import average_texts
from assistant.presentation.narrate import headline
from assistant.presentation.narrate_ends import asked_ends
from assistant.presentation.shape import shape_of
from assistant.query import Comparison, Condition, MetricQuery, Order, TimeRange
from assistant.reading import Analysis, Assumption
from assistant.rows import Column, Rows
from tests.presentation.conftest import CATALOG, NOVEMBER, YEAR, column, names, query_of, rows, shape, sql

LAST_YEAR = Comparison("same_period_last_year")
EAST = (Condition("region", "=", ("east_cn",)),)


def said(
    specs: str, data: list[list[Any]], language: str = "zh", analysis: Analysis = "value", **query: Any
) -> str:
    return headline(replace(shape(rows(specs, data), language, analysis, **query), period=NOVEMBER))


def test_a_value_with_period_and_filter() -> None:
    assert said("revenue", [[1234567]], where=EAST) == "营业收入为 ¥1,234,567（2025年11月、华东）。"
    assert (
        said("revenue", [[1234567]], "en", where=EAST) == "Revenue: ¥1,234,567 (November 2025, East China)."
    )


@pytest.mark.parametrize(
    ("metric", "value", "prior", "expected"),
    [
        ("revenue", 120, 100, "比去年同期（¥100）上升 20%，向好"),
        ("revenue", 80, 100, "比去年同期（¥100）下降 20%，变差"),
        ("cpl", 120, 100, "比去年同期（¥100）上升 20%，变差"),
        ("cpl", 80, 100, "比去年同期（¥100）下降 20%，向好"),
        ("page_views", 80, 100, "比去年同期（100）下降 20%。"),
        ("mql_rate", 0.42, 0.40, "比去年同期（40%）上升 2 个百分点，向好"),
        ("revenue", 5, 0, "比去年同期（¥0）上升 ¥5，向好"),
        ("revenue", 100, 100, "与去年同期（¥100）持平"),
        ("revenue", 100, None, "去年同期没有数据可比"),
    ],
)
def test_a_change_says_its_direction_and_whether_it_is_good(
    metric: str, value: float, prior: float | None, expected: str
) -> None:
    assert expected in said(f"{metric} {metric}__prior", [[value, prior]], compare=LAST_YEAR)


@pytest.mark.parametrize(
    ("over", "language", "expected"),
    [
        (("channel",), "zh", "平均每个渠道的线索数为 12.50（2025年11月、华东）。"),
        (("channel",), "en", "Average Leads per Channel: 12.50 (November 2025, East China)."),
        (("metric_time__month",), "zh", "平均每月的线索数为 12.50（2025年11月、华东）。"),
        (("channel", "metric_time__day"), "zh", "平均每个渠道每天的线索数为 12.50（2025年11月、华东）。"),
        (("channel", "metric_time__day"), "en", "Average Leads per Channel and day: 12.50 (November 2025, East China)."),
    ],
)  # fmt: skip
def test_a_mean_says_what_it_is_over(over: tuple[str, ...], language: str, expected: str) -> None:
    assert said("lead_count", [[12.5]], language, where=EAST, average_per=over) == expected


def test_means_of_groups_do_not_add_up() -> None:
    data: list[list[Any]] = [["email", 10], ["ads", 4]]
    assert "合计" in said("channel lead_count", data)
    assert "合计" not in said("channel lead_count", data, average_per=("rep",))


@pytest.mark.parametrize(
    ("metric", "over", "expected"),
    [
        ("lead_count", "metric_time__month", "Mean over every month of the period, those with nothing as 0"),
        ("revenue", "metric_time__month", "Mean over each month that has a value"),
        ("lead_count", "channel", "Mean over each Channel that has a value"),
    ],
)
def test_the_filters_tell_which_groups_count(metric: str, over: str, expected: str) -> None:
    query = MetricQuery((metric,), average_per=(over,))
    assert average_texts(query, names("en")) == (expected,)


def test_no_data_is_not_zero() -> None:
    assert said("revenue", [[None]]) == "营业收入没有数据（2025年11月）。"
    assert said("channel revenue", []) == "没有符合条件的数据（2025年11月）。"
    assert said("revenue", [[0]]) == "营业收入为 ¥0（2025年11月）。"


def test_a_breakdown_names_top_bottom_and_the_total_where_it_adds_up() -> None:
    data: list[list[Any]] = [["email", 60], ["organic", 30], [None, 10]]
    assert said("channel lead_count", data) == (
        "线索数合计 100（2025年11月）：邮件 最高，为 60（占 60%），（空） 最低，为 10。"
    )
    assert "合计" not in said("channel cpl", data)
    assert "合计" not in said("channel lead_count", data, limit=3, order_by=(Order("lead_count", True),))


def test_the_total_is_the_row_of_totals_where_there_is_one() -> None:
    data: list[list[Any]] = [["email", 60], ["organic", 30], [None, 95]]
    assert "合计 95" in said("channel lead_count", data, totals=True)


def test_the_rest_is_no_group_of_its_own() -> None:
    data: list[list[Any]] = [["email", 60], ["organic", 50], [None, 900]]
    text = said("channel lead_count", data, limit=2, others=True, order_by=(Order("lead_count", True),))
    assert "最高的 2 个渠道" in text
    assert "900" not in text


def test_a_group_without_a_value_is_not_taken_for_the_rest() -> None:
    data: list[list[Any]] = [["email", 60], [None, 50]]
    assert "（空） 50" in said(
        "channel lead_count", data, limit=2, others=True, order_by=(Order("lead_count", True),)
    )


def test_ranks_in_both_directions() -> None:
    data = [["email", 60], ["organic", 50]]
    best = said("channel lead_count", data, analysis="rank", limit=2, order_by=(Order("lead_count", True),))
    assert best == "线索数最高的 2 个渠道（2025年11月）：邮件 60、自然搜索 50。"
    worst = said("channel lead_count", data[::-1], "en", "rank", limit=2, order_by=(Order("lead_count"),))
    assert worst.startswith("Lowest Leads, 2 by Channel (November 2025): Organic search 50, Email 60")


def test_a_trend_runs_from_first_to_last_complete_period() -> None:
    data: list[list[Any]] = [
        ["2025-09-01", 100],
        ["2025-10-01", 150],
        ["2025-11-01", 120],
        ["2025-12-01", 10],
    ]
    result = rows("time:month lead_count", data, as_of=datetime(2025, 12, 5))
    text = headline(replace(shape(result), period=YEAR))
    assert "从2025年9月的 100 上升到2025年11月的 120（20%，向好）" in text
    assert "最高 150（2025年10月）" in text
    assert "10" not in text.replace("100", "").replace("10月", "")


def test_buckets_that_the_period_cuts_are_not_compared() -> None:
    weeks = ["2025-10-27", "2025-11-03", "2025-11-10", "2025-11-17", "2025-11-24"]
    result = rows("time:week lead_count", [[week, 10 + n] for n, week in enumerate(weeks)])
    cut = shape_of(result, query_of(result), "trend", names(), result.as_of, NOVEMBER)
    assert cut.incomplete == {"2025-10-27"}, "the last week ends with the month"
    assert "从2025-W45的 11 上升到2025-W48的 14" in headline(cut)
    assert shape_of(result, query_of(result), "trend", names(), result.as_of).incomplete == frozenset()


def test_a_running_total_tells_what_it_has_come_to() -> None:
    data = [["2025-09-01", 100, 100], ["2025-10-01", 150, 250]]
    assert said("time:month lead_count lead_count__running", data) == (
        "线索数截至2025年10月累计 250（2025年9月为 100）。"
    )


def test_the_first_periods_by_a_metric_are_a_rank_of_whole_periods() -> None:
    data: list[list[Any]] = [["2025-10-01", 150], ["2025-09-01", 100], ["2025-11-01", 10]]
    result = rows("time:month lead_count", data, as_of=datetime(2025, 11, 5))
    best = shape(result, analysis="rank", order_by=(Order("lead_count", True),))
    assert headline(replace(best, period=YEAR)) == (
        "线索数最高的时期（2025年）：2025年10月 150、2025年9月 100。"
    )
    worst = shape(result, "en", "rank", order_by=(Order("lead_count"),))
    assert headline(replace(worst, period=YEAR)) == (
        "Lowest Leads (2025): September 2025 100, October 2025 150."
    )


def test_a_ranking_within_groups_says_so() -> None:
    data = [["email", "east_cn", 60], ["organic", "east_cn", 50], ["email", "north_cn", 40]]
    query: dict[str, Any] = {"limit": 2, "limit_per": "region", "order_by": (Order("lead_count", True),)}
    text = said("channel region lead_count", data, "en", "rank", **query)
    assert text.startswith(
        "Highest Leads by Channel within each Region (November 2025): Email · East China 60"
    )


def test_periods_that_were_picked_say_whether_they_are_the_lowest() -> None:
    data = [["2025-09-01", "email", 5], ["2025-10-01", "organic", 7]]
    query: dict[str, Any] = {"limit": 1, "limit_per": "channel", "order_by": (Order("lead_count"),)}
    assert said("time:month channel lead_count", data, "en", "rank", **query) == (
        "Lowest Leads by Month within each Channel (November 2025): "
        "Email · September 2025 5, Organic search · October 2025 7."
    )
    assert "最低的是 邮件" in said(
        "time:month channel lead_count", [["2025-10-01", "email", 5], ["2025-10-01", "organic", 7]],
        order_by=(Order("lead_count"),),
    )  # fmt: skip


def test_a_trend_of_a_part_says_which_part() -> None:
    data = [["2025-09-01", 100], ["2025-10-01", 150]]
    assert "华东" in said("time:month lead_count", data, where=EAST)


def test_trends_of_several_metrics_and_of_groups() -> None:
    data = [["2025-09-01", 100, 0.3], ["2025-10-01", 150, 0.4]]
    assert said("time:month lead_count mql_rate", data) == (
        "线索数 100 → 150；MQL率 30% → 40%（2025年9月到2025年10月）。"
    )
    groups = [["2025-10-01", "email", 5], ["2025-10-01", "organic", 7], ["2025-09-01", "email", 99]]
    assert "2025年10月最高的是 自然搜索，为 7" in said("time:month channel lead_count", groups)


def test_shares_name_the_two_largest() -> None:
    data = [["organic", 3, 0.3], ["email", 6, 0.6], [None, 1, 0.1]]
    assert said("channel lead_count lead_count__share", data).startswith(
        "邮件 占线索数的 60%，其次是 自然搜索，占 30%"
    )


def test_compared_groups_name_the_total_and_the_largest_change() -> None:
    data: list[list[Any]] = [["email", 60, 50], ["organic", 20, 50]]
    text = said("channel lead_count lead_count__prior", data, compare=LAST_YEAR)
    assert text.startswith(
        "线索数合计 80（2025年11月），比去年同期（100）下降 20%，变差；变化最大的是 自然搜索（-60%）"
    )
    rates = said("channel mql_rate mql_rate__prior", [["email", 0.4, 0.5]], compare=LAST_YEAR)
    assert "变化最大的是 邮件（-10 个百分点）：50% → 40%" in rates


CHANGES = "channel lead_count lead_count__prior lead_count__change lead_count__change_rate"
GREW = [["email", 20, 10, 10, 1.0], ["organic", 150, 100, 50, 0.5]]


@pytest.mark.parametrize(
    ("data", "order", "expected"),
    [
        (GREW, Order("lead_count__change_rate", True), "增幅最大的是 邮件（+100%）"),
        (GREW[::-1], Order("lead_count__change", True), "增加最多的是 自然搜索（+50）"),
        (GREW[::-1], Order("lead_count__change_rate"), "没有下降的，增幅最小的是 自然搜索（+50%）"),
        (GREW, Order("LEAD_COUNT__CHANGE"), "没有减少的，增加最少的是 邮件（+10）"),
        ([["email", 5, 10, -5, -0.5]], Order("lead_count__change_rate"), "降幅最大的是 邮件（-50%）"),
        (
            [["email", 5, 10, -5, -0.5]],
            Order("lead_count__change", True),
            "没有增加的，减少最少的是 邮件（-5）",
        ),
        (GREW, Order("lead_count", True), "变化最大的是 自然搜索（+50%）"),
    ],
)
def test_compared_groups_follow_the_order_of_the_query(
    data: list[list[Any]], order: Order, expected: str
) -> None:
    assert said(CHANGES, data, compare=LAST_YEAR, order_by=(order,)).endswith(f"；{expected}。")


def test_a_rank_by_change_shows_the_changes() -> None:
    text = said(
        CHANGES, GREW, analysis="rank", limit=2, compare=LAST_YEAR, order_by=(Order("lead_count__change"),)
    )
    assert text == (
        "与去年同期相比，线索数变化量最低的 2 个渠道（2025年11月）：邮件 20（+10）、自然搜索 150（+50）。没有下降的。"
    )


def test_what_is_ordered_by_name_is_no_rank() -> None:
    data = [["email", 60], ["organic", 50]]
    text = said("channel lead_count", data, "en", limit=2, order_by=(Order("channel"),))
    assert not text.startswith("Lowest")


def test_a_rank_is_of_the_metric_that_it_is_by() -> None:
    data = [["email", 60, 0.9], ["organic", 50, 0.8]]
    text = said(
        "channel lead_count mql_rate", data, analysis="rank", limit=2, order_by=(Order("mql_rate", True),)
    )
    assert text.startswith("MQL率最高的 2 个渠道（2025年11月）：邮件 90%")


MONTHS = "time:month lead_count lead_count__prior"
OCTOBER = TimeRange(datetime(2025, 9, 1), datetime(2025, 11, 1))


def compared_trend(data: list[list[Any]], language: str = "zh", **more: Any) -> str:
    found = shape(rows(MONTHS, data), language, compare=more.pop("compare", LAST_YEAR))
    return headline(replace(found, period=OCTOBER, **more))


def test_a_compared_trend_tells_the_last_bucket_and_the_whole_against_the_comparison() -> None:
    data = [["2025-09-01", 100, 80], ["2025-10-01", 150, 120]]
    year_before = TimeRange(datetime(2024, 9, 1), datetime(2024, 11, 1))
    assert compared_trend(data, prior_period=year_before).endswith(
        "2025年10月为 150，比去年同期（120）上升 25%，向好。合计 250，比去年同期（200）上升 25%，向好。"
    )
    english = compared_trend(data, "en", prior_period=year_before)
    assert "October 2025: 150, up 25% from 120 in the same period last year, better. In total 250" in english


def test_a_trend_against_the_bucket_before_has_no_whole() -> None:
    data: list[list[Any]] = [["2025-09-01", 100, 80], ["2025-10-01", 150, 100]]
    month_before = TimeRange(datetime(2025, 8, 1), datetime(2025, 10, 1))
    text = compared_trend(data, compare=Comparison("range", month_before), prior_period=month_before)
    assert text.endswith("2025年10月为 150，比上一期（100）上升 50%，向好。")
    empty = [["2025-09-01", 100, None], ["2025-10-01", 150, None]]
    assert compared_trend(empty).endswith("去年同期没有数据可比。")


def test_a_trend_of_one_unfinished_bucket_is_compared_as_far_as_it_goes() -> None:
    result = rows(MONTHS, [["2025-12-01", 30, 20]], as_of=datetime(2025, 12, 5))
    text = headline(shape(result, compare=LAST_YEAR))
    assert text.endswith("2025年12月为 30，比去年同期（20）上升 50%，向好。")


def test_compared_trends_of_several_metrics_and_of_groups() -> None:
    data = [["2025-09-01", 100, 80, 0.3, 0.2], ["2025-10-01", 150, 120, 0.4, 0.5]]
    text = said(f"{MONTHS} mql_rate mql_rate__prior", data, compare=LAST_YEAR)
    assert "线索数 100 → 150（比去年同期 +25%）；MQL率 30% → 40%（比去年同期 -10 个百分点）" in text
    groups = [["2025-10-01", "email", 5, 4], ["2025-10-01", "organic", 7, None]]
    top = said("time:month channel lead_count lead_count__prior", groups[:1], compare=LAST_YEAR)
    assert "邮件，为 5（比去年同期 +25%）" in top


def test_several_metrics_of_groups_each_have_their_top() -> None:
    text = said("channel lead_count mql_rate", [["email", 9, 0.2], ["organic", 4, 0.5]])
    assert text == "线索数最高的是 邮件（9）；MQL率最高的是 自然搜索（50%）（2025年11月）。"


PERIOD = Column("period", "string", "time", "period")
NEW, OLD = "2025-01-01..2026-01-01", "2024-01-01..2025-01-01"


def test_ranges_side_by_side_are_told_in_order_with_the_change() -> None:
    result = Rows((PERIOD, column("revenue")), ((NEW, 120.0), (OLD, 100.0)))
    assert headline(shape(result)) == "营业收入：2024年 ¥100、2025年 ¥120（+20%）。"


def test_groups_are_not_added_up_over_ranges() -> None:
    data = ((NEW, "email", 70.0), (NEW, "organic", 50.0), (OLD, "email", 100.0))
    amounts = Rows((PERIOD, column("channel"), column("revenue")), data)
    assert headline(shape(amounts)) == "营业收入：2024年 ¥100、2025年 ¥120（+20%）。"
    averages = Rows((PERIOD, column("channel"), column("cpl")), data)
    assert headline(shape(averages)) == "线索成本：共 3 行。"


def test_a_neighbouring_period_is_called_by_its_name() -> None:
    given = shape(rows("revenue revenue__prior", [[120, 100]]), compare=Comparison("prior_period"))
    assert "比2025年11月（¥100）上升 20%" in headline(replace(given, prior_period=NOVEMBER))


def test_a_key_is_named_as_where_it_is_the_key() -> None:
    models = dict(CATALOG.models)
    key = Entity("account", "foreign", sql("account_id"))
    models["leads"] = replace(models["leads"], entities={"account": key})
    named = replace(key, type="primary", labels=Labels("客户", "Customer"))
    models["accounts"] = replace(models["leads"], name="accounts", entities={"account": named})
    found = names("zh", replace(CATALOG, models=models))
    assert found.column(Column("account", "integer", "dimension", "leads.account")) == "客户"


def test_both_ends_of_a_ranking_are_named() -> None:
    data = [["email", 9], ["paid_search", 5], ["organic", 7]]
    order = {"order_by": (Order("lead_count", True),)}
    shown = replace(shape(rows("channel lead_count", data), "en", "rank", **order), period=NOVEMBER)
    assert headline(shown, (2, 1)) == (
        "Leads (November 2025): highest Email 9, Organic search 7; lowest Paid search 5."
    )
    assert asked_ends((Assumption("both_ends", "2,1"),)) == (2, 1)
    assert asked_ends(()) is None
