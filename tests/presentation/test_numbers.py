import math

import pytest

from assistant.presentation.numbers import (
    format_cell,
    format_change,
    format_rate,
    format_size,
    format_value,
    unit_word,
)
from assistant.rows import Column


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0.123, "percent", "12.3%", "12.3%"),
        (0.00349, "percent", "0.35%", "0.35%"),
        (1, "percent", "100%", "100%"),
        (0, "percent", "0%", "0%"),
        (-0.05, "percent", "-5%", "-5%"),
        (1234.56, "currency:CNY", "¥1,234.56", "¥1,234.56"),
        (12345678.9, "currency:USD", "$12,345,679", "$12,345,679"),
        (-12, "currency:CNY", "-¥12", "-¥12"),
        (50, "currency:SEK", "SEK 50", "SEK 50"),
        (1234567, "count", "1,234,567", "1,234,567"),
        (12.3456, "count", "12.35", "12.35"),
        (1.234, "ratio", "1.23×", "1.23×"),
        (90, "seconds", "90 秒", "90 s"),
        (12.34, "minutes", "12.3 分钟", "12.3 min"),
        (3, "days", "3 天", "3 days"),
        (82.5, "score:0-100", "82.5/100", "82.5/100"),
        (4.256, "score:1-5", "4.26/5", "4.26/5"),
        (120, "currency:CNY/month", "¥120/月", "¥120/month"),
        (3.2, "count/10k CNY", "3.20/10k CNY", "3.20/10k CNY"),
        (5, "parsecs", "5 parsecs", "5 parsecs"),
        (5, None, "5", "5"),
        (None, "percent", "—", "—"),
        (math.nan, "count", "—", "—"),
        (math.inf, "ratio", "—", "—"),
        (True, None, "是", "Yes"),
        ("text", "count", "text", "text"),
        (0.00001, "count", "1e-05", "1e-05"),
    ],
)
def test_values_in_both_languages(value: object, unit: str | None, zh: str, en: str) -> None:
    assert format_value(value, unit, "zh") == zh  # type: ignore[arg-type]
    assert format_value(value, unit, "en") == en  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (123456789, "¥1.23亿", "¥123.46M"),
        (12300, "¥1.23万", "¥12.3K"),
        (9000, "¥9,000", "¥9K"),
        (2.5e9, "¥25亿", "¥2.5B"),
        (-20000, "-¥2万", "-¥20K"),
        (0.5, "¥0.50", "¥0.50"),
    ],
)
def test_short_numbers_use_the_steps_of_the_language(value: float, zh: str, en: str) -> None:
    assert format_value(value, "currency:CNY", "zh", compact=True) == zh
    assert format_value(value, "currency:CNY", "en", compact=True) == en


def test_changes_bear_signs_and_changes_of_percentages_are_points() -> None:
    assert format_change(0.021, "percent", "zh") == "+2.1 个百分点"
    assert format_change(-0.021, "percent", "en") == "-2.1 pp"
    assert format_change(-1200, "currency:CNY", "zh") == "-¥1,200"
    assert format_change(0, "count", "zh") == "0"
    assert format_change(0.3, "score:1-5", "en") == "+0.30"
    assert format_change(None, "count", "zh") == "—"
    assert format_rate(0.123, "zh") == "+12.3%"
    assert format_rate(-0.5, "en") == "-50%"
    assert format_size(-0.03, "percent", "en") == "3 pp"


def test_a_cell_follows_the_role_of_its_column() -> None:
    def cell(role: str, value: float) -> str:
        return format_cell(value, Column("x", "number", role, "x", "percent"), "zh")  # type: ignore[arg-type]

    assert cell("metric", 0.4) == "40%"
    assert cell("change", 0.02) == "+2 个百分点"
    assert cell("change_rate", 0.02) == "+2%"
    assert cell("share", 0.25) == "25%"


def test_the_unit_of_a_heading() -> None:
    assert unit_word("currency:CNY", "zh") == "¥"
    assert unit_word("minutes", "zh") == "分钟"
    assert unit_word("currency:CNY/month", "en") == "¥/month"
    assert unit_word("count", "zh") == unit_word(None, "en") == ""
