from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.understanding.cutting.numerals import find_numbers, parse_chinese

READINGS = [
    ("12", "12", 12, "number"),
    ("3.5", "3.5", 3.5, "number"),
    ("1,200", "1,200", 1200, "number"),
    ("1,234,567.5", "1,234,567.5", 1234567.5, "number"),
    (".5", ".5", 0.5, "number"),
    ("-5", "-5", -5, "number"),
    ("三个", "三", 3, "number"),
    ("十五天", "十五", 15, "number"),
    ("两家", "两", 2, "number"),
    ("二十一", "二十一", 21, "number"),
    ("一百二十", "一百二十", 120, "number"),
    ("一百二", "一百二", 120, "number"),
    ("一百零二", "一百零二", 102, "number"),
    ("两千", "两千", 2000, "number"),
    ("三万五", "三万五", 35000, "number"),
    ("一亿两千万", "一亿两千万", 120_000_000, "number"),
    ("二〇二五", "二〇二五", 2025, "number"),
    ("三点五", "三点五", 3.5, "number"),
    ("超过10万元", "10万", 100_000, "number"),
    ("1.2亿", "1.2亿", 120_000_000, "number"),
    ("5千万", "5千万", 50_000_000, "number"),
    ("5k", "5k", 5000, "number"),
    ("3m", "3m", 3_000_000, "number"),
    ("1.5bn", "1.5bn", 1_500_000_000, "number"),
    ("2 million", "2 million", 2_000_000, "number"),
    ("百分之三十", "百分之三十", 0.3, "percent"),
    ("百分之3.5", "百分之3.5", 0.035, "percent"),
    ("30%", "30%", 0.3, "percent"),
    ("不到五成五的", "五成五", 0.55, "percent"),
    ("三成一共", "三成", 0.3, "percent"),
    ("3‰", "3‰", 0.003, "percent"),
    ("30 percent", "30 percent", 0.3, "percent"),
    ("thirty percent", "thirty percent", 0.3, "percent"),
    ("少了三成", "三成", 0.3, "percent"),
    ("两成半", "两成半", 0.25, "percent"),
    ("3成客户", "3成", 0.3, "percent"),
    ("第三", "第三", 3, "ordinal"),
    ("3rd", "3rd", 3, "ordinal"),
    ("超过五百w", "五百w", 5_000_000, "number"),
    ("twenty-one", "twenty-one", 21, "number"),
    ("one hundred and five", "one hundred and five", 105, "number"),
    ("two million three hundred thousand", "two million three hundred thousand", 2_300_000, "number"),
    ("a dozen partners", "a dozen", 12, "number"),
    ("一半的客户", "一半", 0.5, "number"),
    ("top 5", "5", 5, "number"),
    ("前10名", "10", 10, "number"),
    ("top10", None, 0, ""),
    ("e023", None, 0, ""),
    ("5.2.0", None, 0, ""),
    ("d7留存", None, 0, ""),
    ("万一", None, 0, ""),
    ("统一口径", None, 0, ""),
    ("两三个渠道", None, 0, ""),
    ("一下", None, 0, ""),
]


@pytest.mark.parametrize(("text", "said", "value", "kind"), READINGS)
def test_reading(text: str, said: str | None, value: float, kind: str) -> None:
    found = find_numbers(text)
    if said is None:
        assert found == ()
        return
    assert [(text[span.start : span.end], span.kind) for span in found] == [(said, kind)]
    assert found[0].value == pytest.approx(value)


@pytest.mark.parametrize("text", ["张三", "one of the channels", "a second opinion", "五星"])
def test_words_that_only_look_like_numbers_are_weak(text: str) -> None:
    assert all(span.score < 0.5 for span in find_numbers(text))


def test_several_numbers_do_not_overlap() -> None:
    found = find_numbers("大于1000且小于2万,或者是三成到50%")
    assert [span.value for span in found] == [1000, 20000, 0.3, 0.5]
    assert all(one.end <= other.start for one, other in pairwise(found))


def chinese(number: int) -> str:
    """Read out digit by digit with its units, as one would count."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return chinese(high) + "万" + ("" if not low else ("零" if low < 1000 else "") + chinese(low))
    out, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return out


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numbers_read_back(number: int) -> None:
    assert parse_chinese(chinese(number)) == number


@given(st.text(alphabet="零〇一二两三九十百千万亿点", max_size=8))
@example("一二十")
def test_any_row_of_numerals_comes_to_an_end(text: str) -> None:
    parse_chinese(text)


@given(st.integers(min_value=0, max_value=10**12))
def test_digits_read_back_with_and_without_separators(number: int) -> None:
    for text in (str(number), f"{number:,}"):
        (found,) = find_numbers(text)
        assert (found.start, found.end, found.value) == (0, len(text), number)


@pytest.mark.parametrize("text", ["一" * 5000, "9" * 5000, "one hundred and " * 500, "1,111," * 500])
def test_long_input_is_harmless(text: str) -> None:
    assert all(span.value < float("inf") or span.end - span.start > 300 for span in find_numbers(text))


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("5到10万", (50_000, 100_000)),
        ("五到十万", (50_000, 100_000)),
        ("3至5百万", (3_000_000, 5_000_000)),
        ("5 to 10k", (5_000, 10_000)),
        ("2 - 3 million", (2_000_000, 3_000_000)),
        ("5-10%", (0.05, 0.1)),
        ("2到3成", (0.2, 0.3)),
        ("500 to 1k", (500, 1_000)),
        ("1万到5万", (10_000, 50_000)),
        ("3到5月", (3, 5)),
        ("5和10万", (5, 100_000)),
        ("30% to 1k", (0.3, 1_000)),
    ],
)
def test_scale_said_at_the_end_of_a_range_holds_for_both_ends(text: str, ends: tuple[float, float]) -> None:
    assert tuple(number.value for number in find_numbers(text)) == pytest.approx(ends)
