"""Everyday wordings over other people's catalogs: what each is read as, or that it is not answered.

Percentages of things in a state by a group, few of something asked for by its classifier, amounts asked for by their
unit, what those who buy buy, and words for whatever a business moves or sells.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from assistant import open_assistant
from assistant.query import MetricQuery, filtered_fields
from assistant.wiring import Assistant

HERE = Path(__file__).parent
NOW = "2025-12-31"


class Row(NamedTuple):
    trade: str
    question: str
    metric: str
    groups: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


ANSWERED = (
    Row("food_delivery", "percentage of coupons redeemed by city", "coupon_redemption_rate", ("city_name",)),
    Row(
        "food_delivery",
        "share of refunds approved by city",
        "refund_count",
        ("city_name", "status"),
        ("status",),
    ),
    Row("food_delivery", "上周接了几单", "order_count"),
    Row("food_delivery", "今年西餐一共完成了多少单", "completed_orders", (), ("cuisine",)),
    Row("food_delivery", "今年有多少订单成交了", "completed_orders"),
    Row("food_delivery", "今年各城市的下单用户，平均每人完成了几单", "completed_orders", ("city_name",)),
    Row("food_delivery", "上个月的下单量", "order_count"),
    Row("hotels", "percentage of bookings cancelled by hotel", "cancellation_rate", ("hotel_name",)),
    Row(
        "hotels",
        "channels where more than 10% of bookings were cancelled",
        "cancellation_rate",
        ("channel_name",),
    ),
    Row("hotels", "room nights by type of room", "room_nights", ("room_type",)),
    Row("hotels", "北京门店2025年客房收入排名", "room_revenue", ("hotel_name",), ("city",)),
    Row("hotels", "how often do our hotels fail inspections", "inspection_fail_rate"),
    Row(
        "hotels",
        "今年从携程、官网来的预订量，两家分开讲",
        "booking_count",
        ("channel_name",),
        ("channel_name",),
    ),
    Row("hotels", "集团里有几家四星酒店", "hotel_count", (), ("star_rating",)),
    Row("hotels", "2024年各渠道佣金支出", "commission_cost", ("channel_name",)),
    Row("insurer", "赔得最多的三个分公司", "claims_paid", ("branch",)),
    Row(
        "insurer",
        "2024年在广州分公司出过单的银行总共有几家",
        "producing_agents",
        (),
        ("branch", "agent_type"),
    ),
    Row("insurer", "2024年已退保的车险保单有多少", "policies_cancelled", (), ("line_of_business",)),
    Row("insurer", "cancelled motor policies in 2024", "policies_cancelled", (), ("line_of_business",)),
    Row(
        "insurer",
        "how many of the policies issued in 2024 were cancelled",
        "policies_issued",
        (),
        ("policy_status",),
    ),
    Row(
        "insurer",
        "what was the monthly average of payouts on home claims in 2024",
        "claims_paid",
        (),
        ("line_of_business",),
    ),
    Row("insurer", "percentage of claims rejected by branch", "rejection_rate", ("branch",)),
    Row(
        "insurer",
        "how long does it take to settle a claim, theft vs fire",
        "days_to_close",
        ("cause",),
        ("cause",),
    ),
    Row("music_store", "how much did Canada buy in 2024", "revenue", (), ("country",)),
    Row("music_store", "加拿大2024年从我们这儿买了多少钱", "revenue", (), ("country",)),
    Row("music_store", "how many tracks are over 8 minutes long", "track_count", (), ("track_length",)),
    Row("music_store", "how many albums are in our shop", "album_count"),
    Row("music_store", "tracks sold in May 2025", "units_sold"),
    Row("music_store", "the number of different tracks sold in May 2025", "tracks_sold"),
    Row("music_store", "how many copies of Rock were sold in 2024", "units_sold", (), ("genre_name",)),
    Row("education", "有多少全职老师", "teacher_count", (), ("employment",)),
    Row("education", "全职老师有多少人", "teacher_count", (), ("employment",)),
    Row("education", "全职老师有多少人，兼职呢", "teacher_count", ("employment",), ("employment",)),
    Row("education", "how many full-time teachers do we have", "teacher_count", (), ("employment",)),
)

RATIOS = (
    ("how much subsidy per order did we pay in December", "subsidy_amount", "order_count"),
    ("how much subsidy do we pay per order", "subsidy_amount", "order_count"),
    ("platform subsidy per completed order", "subsidy_amount", "completed_orders"),
    ("commission income per order by city", "commission_income", "order_count"),
    ("每单佣金收入是多少", "commission_income", "order_count"),
)
"""What is asked for per one of something, and the two that are divided."""

NOT_ANSWERED = (
    ("food_delivery", "每个骑手平均送了几单"),  # no time of a delivery
    ("food_delivery", "上周接了几单外卖"),
    ("food_delivery", "how many orders did riders deliver in March"),  # known by the time of the order alone
    ("food_delivery", "今年各城市的下单用户，人均"),  # how much of what
    ("music_store", "revenue in our store managers"),  # people, and not the store
    ("hotels", "集团里的员工有多少"),
    ("hotels", "今年从携程、官网来的预订量，三家分开讲"),  # of which only two are named
    ("insurer", "2024年保费收入支出"),  # what comes in is not what is paid
    ("music_store", "how many tracks are over 8 minutes old"),
    ("insurer", "2024年报过案的经纪公司一共有几家"),  # claims know no number of brokers
    ("music_store", "what was the price on average in 2024"),  # today's list has no 2024
    ("food_delivery", "orders from Beijing that went out last month"),  # and not those outside Beijing
    ("hotels", "room nights by type of carpet"),
    ("music_store", "how much did we buy from Canada in 2024"),
    ("music_store", "how many copies of Rock were not sold in 2024"),
    ("education", "老师有多少课时"),
    ("factory", "which supplier delivered the most steel in 2025"),  # and not the most on time
    ("factory", "今年哪个供应商交货最多"),
)


@pytest.fixture(scope="module")
def trades(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Assistant]]:
    opened: dict[str, Assistant] = {}
    for name in sorted({row.trade for row in ANSWERED} | {trade for trade, _ in NOT_ANSWERED}):
        folder = tmp_path_factory.mktemp(name)
        file = folder / f"{name}.duckdb"
        with duckdb.connect(str(file)) as connection:
            connection.execute((HERE / name / "setup.sql").read_text(encoding="utf-8"))
        opened[name] = open_assistant(home=folder / "home", catalog=HERE / name / "catalog", warehouse=file)
    yield opened
    for assistant in opened.values():
        assistant.close()


@pytest.mark.parametrize(("question", "above", "below"), RATIOS)
def test_an_amount_per_one_of_something(
    question: str, above: str, below: str, trades: dict[str, Assistant]
) -> None:
    found = trades["food_delivery"].ask(question, now=NOW)
    assert found.status == "answer", found.headline
    assert isinstance(found.query, MetricQuery)
    assert (found.query.metrics, found.query.ratio_to) == ((above, below), below)


@pytest.mark.parametrize("row", ANSWERED, ids=lambda row: row.question)
def test_everyday_wordings_are_read(row: Row, trades: dict[str, Assistant]) -> None:
    answer = trades[row.trade].ask(row.question, now=NOW)
    query = answer.query
    assert answer.status == "answer", answer
    assert isinstance(query, MetricQuery)
    assert query.metrics == (row.metric,)
    assert query.group_by == row.groups
    assert (
        tuple(name for name in filtered_fields((*query.where, *query.having)) if name != row.metric)
        == row.conditions
    )


@pytest.mark.parametrize(("trade", "question"), NOT_ANSWERED)
def test_what_says_more_is_not_answered(trade: str, question: str, trades: dict[str, Assistant]) -> None:
    assert trades[trade].ask(question, now=NOW).status != "answer"


def test_a_year_between_by_and_what_is_ranked_by_is_no_last_date(trades: dict[str, Assistant]) -> None:
    for question, start in (
        ("the two best countries by 2024 revenue", "2024-01-01"),
        ("revenue by 2024", "1970-01-01"),
    ):
        query = trades["music_store"].ask(question, now=NOW).query
        assert isinstance(query, MetricQuery)
        assert str(getattr(query.time, "start", ""))[:10] == start
