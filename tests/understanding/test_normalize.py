from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.understanding.cutting.normalize import language_in, language_of, normalize

SPELLINGS = [
    ("ＭＱＬ　数量", "mql 数量"),
    ("按時間衰減歸因、90天窗口看各渠道貢獻", "按时间衰减归因、90天窗口看各渠道贡献"),
    ("上個月營收", "上个月营收"),
    ("re\u200bve\u00adnue", "revenue"),
    ("\u202erevenue\u202c", "revenue"),
    ("a\x00b\x07c", "abc"),
    ("rеvеnuе", "revenue"),  # Cyrillic е
    ("СРС by channel", "cpc by channel"),
    ("Ροi", "poi"),
    ("выручка", "выручка"),
    ("Café", "café"),
    ("Cafe\u0301", "café"),
    ("last   month\n\tby   week ", "last month by week"),
    ("“last month’s”", '"last month\'s"'),
    ("Jan–Mar", "jan-mar"),
    ("1½ 年", "1.5 年"),
    ("㎡", "m2"),
    ("❤️ revenue", "❤ revenue"),
    ("", ""),
    ("   ", ""),
]


@pytest.mark.parametrize(("typed", "read"), SPELLINGS)
def test_spellings_meet(typed: str, read: str) -> None:
    assert normalize(typed).text == read


@pytest.mark.parametrize(
    ("typed", "part", "stretch"),
    [
        ("ﬁrst quarter", "first", "ﬁrst"),
        ("上\u200b個月 的", "上个月", "上\u200b個月"),
        ("a  ＭＱＬ  b", "mql", "ＭＱＬ"),
        ("x ㎡ y", "m2", "㎡"),
        ("Cafe\u0301 b", "café", "Cafe\u0301"),
        ("last   month", "last month", "last   month"),
    ],
)
def test_origin_gives_the_stretch_as_typed(typed: str, part: str, stretch: str) -> None:
    normalized = normalize(typed)
    start = normalized.text.index(part)
    first, last = normalized.origin(start, start + len(part))
    assert typed[first:last] == stretch


def test_origin_of_an_empty_stretch_is_a_place() -> None:
    normalized = normalize("ab c")
    assert normalized.origin(2, 2) == (2, 2)
    assert normalized.origin(4, 4) == (4, 4)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_origins_stay_inside_and_in_order(typed: str) -> None:
    normalized = normalize(typed)
    assert len(normalized.sources) == len(normalized.text)
    last = 0
    for index in range(len(normalized.text)):
        start, end = normalized.origin(index, index + 1)
        assert 0 <= start < end <= len(typed)
        assert start >= last
        last = start
    assert "  " not in normalized.text
    assert normalized.text == normalized.text.strip()


@given(st.text(alphabet="abc ＭＱＬ上個月é①ﬁ\u200b\t", max_size=30))
@settings(max_examples=200, deadline=None)
def test_normal_form_is_stable(typed: str) -> None:
    once = normalize(typed).text
    assert normalize(once).text == once


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("上个月营收", "zh"),
        ("revenue last month", "en"),
        ("Show 渠道ROI by region for paid social, position-based", "en"),
        ("上个月的MQL和CPL", "zh"),
        ("top销售跟普通销售差在哪儿", "zh"),
        ("Read me what customers wrote in the 华北制造 group", "zh"),
        ("DAU", "en"),
        ("", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Q4", "zh"),
        ("P1", "zh"),
        ("MQL", "zh"),
        ("2024", "zh"),
        ("by region", "en"),
        ("email", "en"),
        ("华东", "zh"),
    ],
)
def test_codes_and_numbers_are_of_the_language_before(text: str, language: str) -> None:
    assert language_in(normalize(text), "zh") == language
    assert language_in(normalize("Q4"), None) == "en"


def test_simplified_and_latin_text_does_not_load_the_converter() -> None:
    code = (
        "import sys; from assistant.understanding.cutting.normalize import normalize;"
        "normalize('last month'); normalize('上个月各渠道的MQL'); assert 'opencc' not in sys.modules;"
        "normalize('上個月'); assert 'opencc' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
