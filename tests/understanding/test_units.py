"""Values said in one unit, in the unit that a metric is measured in."""

from __future__ import annotations

import pytest

from assistant.understanding.units import (
    converted,
    quantity_asked,
    sign_of,
    start_of_sign,
    unit_in_name,
    unit_of_metric,
    unit_told,
    units_in,
)


@pytest.mark.parametrize(
    ("value", "word", "unit", "wanted"),
    [
        (2, "天", "minutes", 2880),
        (90, "seconds", "minutes", 1.5),
        (3, "周", "days", 21),
        (48, "hours", "days", 2),
        (2, "年", "months", 24),
        (5, "分", "score:1-5", 5),
        (5, "分", "minutes", 5),
        (100, "元", "currency:CNY", 100),
        (100, "元", "currency:CNY/month", 100),
        (3, "个", "count", 3),
        (2, "吨", "kg", 2000),
        (3, "miles", "km", 4.828032),
        (3, "MWh", "kWh", 3000),
        (500, "公斤", "t", 0.5),
        (1500, "MB", "GB", 1.5),
        (100, "雷亚尔", "currency:BRL", 100),
        (100, "dollars", "currency:CAD", 100),
        (100, "日元", "currency:CNY", None),
        (3, "km", "kg", None),
        (3, "months", "days", None),
        (100, "usd", "currency:CNY", None),
        (2, "天", "count", None),
        (2, "天", "currency:CNY", None),
    ],
)
def test_a_value_is_converted_within_its_quantity_only(
    value: float, word: str, unit: str, wanted: float | None
) -> None:
    measured = unit_of_metric(unit)
    assert measured is not None
    assert converted(value, units_in(word), measured) == wanted


def test_other_words_are_no_units() -> None:
    assert units_in("渠道") == units_in("revenue") == frozenset()


@pytest.mark.parametrize(
    ("names", "unit"),
    [
        (("Cargo weight (kg)",), "kilogram"),
        (("里程（公里）",), "kilometre"),
        (("route distance in km",), "kilometre"),
        (("net_weight_kg", "weight"), "kilogram"),
        (("Orders in total",), None),
        (("Revenue",), None),
    ],
)
def test_a_name_tells_the_unit_of_a_number(names: tuple[str, ...], unit: str | None) -> None:
    assert unit_in_name(names) == unit


@pytest.mark.parametrize(
    ("text", "start", "code"),
    [
        ("over r$100", 5, "BRL"),
        ("over us$ 100", 5, "USD"),
        ("over ¥100", 6, "CNY"),
        ("top 100", 4, None),
        ("for 100", 4, None),
        ("users 100", 6, None),
    ],
)
def test_the_sign_before_an_amount(text: str, start: int, code: str | None) -> None:
    amount = text.index("100")
    assert start_of_sign(text, amount) == start
    found = sign_of(text, start, amount)
    assert (f"currency:{code}" in found) if code else not found


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (("Kilowatt-hours read on all meters.",), "kilowatt_hour"),
        (("各电表当月抄见电量之和（千瓦时）。",), "kilowatt_hour"),
        (("Weight of all parcels in kg",), "kilogram"),
        (("满意程度的平均值", "Orders of the day"), None),
    ],
)
def test_a_definition_tells_the_unit(texts: tuple[str, ...], unit: str | None) -> None:
    assert unit_told(texts) == unit


@pytest.mark.parametrize(
    ("word", "quantity"), [("kWh", "energy"), ("度电", "energy"), ("electricity", "energy"), ("kg", "mass"), ("days", None), ("orders", None)]
)  # fmt: skip
def test_a_quantity_is_asked_for_by_its_units_and_its_name(word: str, quantity: str | None) -> None:
    assert quantity_asked(word) == quantity
