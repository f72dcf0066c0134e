"""Values said in one unit, in the unit that a metric is measured in."""

from __future__ import annotations

import pytest

from assistant.understanding.units import converted, unit_of_metric, units_in


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
