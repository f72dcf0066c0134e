"""Nothing that was said gets lost: every content word is in a span, or unread."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.reading import Interpretation, Understood
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.read import Reader
from tests.understanding.corpus import Row, ask, read_row, rows_of

CORPUS = Path(__file__).parents[1] / "corpus"
ROWS = [row for name in ("zh", "en") for row in rows_of(CORPUS / f"reading_demo_{name}.yml")]
STRANGE = ("火星", "蓝色眼睛的", "Atlantis", "left-handed", "zebra", "量子", "凌晨三更")


def lost(text: str, found: Interpretation) -> list[str]:
    """Words of the question that neither a span nor the unread list holds."""
    covered = {at for span in found.reading.spans for at in range(span.start, span.end)}
    unread = " ".join(found.reading.unread)
    normalized = normalize(text)
    out = []
    for token in tokenize(normalized.text):
        start, _ = normalized.origin(token.start, token.end)
        said = normalized.text[token.start : token.end]
        if token.kind != "mark" and start not in covered and said not in unread:
            out.append(said)
    return out


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_word_is_accounted_for(demo_reader: Reader, row: Row) -> None:
    found = read_row(demo_reader, row)
    if getattr(found, "reason", "") not in (
        "empty_question",
        "too_long",
        "injection",
        "write_request",
        "raw_sql",
    ):
        assert lost(row.text, found) == []


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_spans_quote_the_question(demo_reader: Reader, row: Row) -> None:
    for span in read_row(demo_reader, row).reading.spans:
        assert row.text[span.start : span.end] == span.text


@pytest.mark.parametrize("word", STRANGE)
@pytest.mark.parametrize(
    "question",
    ["上个月{}各渠道的线索量", "{}今年的收入", "leads by channel {} last month", "revenue in 2025 {}"],
)
def test_a_strange_condition_is_never_dropped(demo_reader: Reader, question: str, word: str) -> None:
    found = ask(demo_reader, question.format(word))
    assert not isinstance(found, Understood), found
    assert lost(question.format(word), found) == []


PARTS = (
    "上个月",
    "各渠道",
    "华东",
    "线索量",
    "除了邮件",
    "前3",
    "同比",
    "占比",
    "revenue",
    "by region",
    "火星",
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from(PARTS), min_size=1, max_size=6, unique=True))
def test_any_mixture_of_parts_is_read_or_said_to_be_unread(demo_reader: Reader, parts: list[str]) -> None:
    text = " ".join(parts)
    found = ask(demo_reader, text)
    assert lost(text, found) == []
    if "火星" in parts:
        assert not isinstance(found, Understood)


def test_the_order_of_chinese_parts_does_not_matter(demo_reader: Reader) -> None:
    queries = set()
    for parts in permutations(("上个月", "华东", "线索量")):
        found = ask(demo_reader, "".join(parts))
        assert isinstance(found, Understood)
        queries.add(str(found.query.to_dict()))
    assert len(queries) == 1
