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
    Row("insurer", "赔得最多的三个分公司", "claims_paid", ("branch",)),
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
    Row("music_store", "how many copies of Rock were sold in 2024", "units_sold", (), ("genre_name",)),
)

NOT_ANSWERED = (
    ("food_delivery", "每个骑手平均送了几单"),  # no time of a delivery
    ("food_delivery", "上周接了几单外卖"),
    ("food_delivery", "orders from Beijing that went out last month"),  # and not those outside Beijing
    ("hotels", "room nights by type of carpet"),
    ("music_store", "how much did we buy from Canada in 2024"),
    ("music_store", "how many copies of Rock were not sold in 2024"),
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
