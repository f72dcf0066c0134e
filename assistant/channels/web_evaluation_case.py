"""One case of a run: what was asked, what was expected and what came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pandas as pd
import streamlit as st

from assistant.channels.web_evaluation_texts import Words
from assistant.evaluation.reports.figures import cell, one_line, visible
from assistant.evaluation.reports.query_parts import query_parts
from assistant.evaluation.result import CaseResult, Table
from assistant.presentation.safe import plain

LONG_LINES, LONG_HEIGHT = 20, 440
"""SQL of more lines scrolls in a box of this many pixels, so that what comes after it is found."""
_SIGNS = {"met": "✓ ", "missed": "≠ ", "free": ""}


def draw_case(case: CaseResult, key: str, words: Words) -> None:
    """`key` is of this case alone."""
    st.caption(plain(_origin(case)))
    _lines(case, words)
    _draw_reading(case, words)
    _draw_query(case, key, words)
    if case.rows or case.gold_rows:
        left, right = st.columns(2)
        with left:
            _draw_rows(words["rows_expected"], case.gold_rows, f"gold-{key}", words)
        with right:
            _draw_rows(words["rows_got"], case.rows, f"rows-{key}", words)
    if case.sql or case.gold_sql:
        left, right = st.columns(2)
        with left:
            _draw_sql(words["sql_expected"], case.gold_sql, words)
        with right:
            _draw_sql(words["sql_got"], case.sql, words)


def _origin(case: CaseResult) -> str:
    place = f"{case.file}:{case.line}" if case.file else ""
    return " · ".join(part for part in (case.id, place, case.actor, ", ".join(case.tags), case.note) if part)


def _lines(case: CaseResult, words: Words) -> None:
    for name, texts in _texts(case, words):
        shown = [plain(item) for item in texts if item]
        if len(shown) == 1:
            st.markdown(f"**{words[name]}**  {shown[0]}")
        elif shown:
            st.markdown(f"**{words[name]}**\n\n" + "\n".join(f"1. {item}" for item in shown))


def _texts(case: CaseResult, words: Words) -> Iterator[tuple[str, list[str]]]:
    yield ("conversation", [*case.before, case.question]) if case.before else ("asked", [case.question])
    yield "short", [f"{item.code}: {item.detail}" if item.detail else item.code for item in case.shortfalls]
    expected = " / ".join(words.get(status, status) for status in case.expected_status)
    got = " · ".join(part for part in (words.get(case.status, case.status), case.code, case.analysis) if part)
    if case.status not in case.expected_status:
        yield "expected_outcome", [expected]
        yield "got_outcome", [got]
    yield "reply", [" ".join(part for part in (case.headline, case.text) if part)]
    yield "warnings", list(case.warnings)
    yield "notes", list(case.notes)


def _draw_reading(case: CaseResult, words: Words) -> None:
    spans = [f":gray-badge[{plain(item)}]" for item in case.reading if " → filler" not in item]
    spans += [f":orange-badge[{plain(item)} → {words['unread']}]" for item in case.unread]
    if spans:
        st.markdown(f"**{words['reading']}**  " + " ".join(spans))
    if case.found and case.expected_metrics and case.turn == 1:
        st.caption(f"{words['proposed']}: {plain(', '.join(case.found[:5]))}")


def _draw_query(case: CaseResult, key: str, words: Words) -> None:
    parts = list(query_parts(case))
    if not parts:
        return
    table = {
        words["query"]: [one_line(part.key) for part in parts],
        words["expected"]: [visible(part.expected) if part.state != "free" else "" for part in parts],
        words["got"]: [_SIGNS[part.state] + visible(part.got) for part in parts],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch", key=f"query-{key}")


def _draw_rows(title: str, table: Table | None, key: str, words: Words) -> None:
    st.caption(title)
    if table is None:
        st.markdown(f":gray[{words['absent']}]")
        return
    names = [one_line(name) for name in table.columns]
    # A frame needs distinct headings; two columns may well be called the same.
    distinct = [name + " " * names[:place].count(name) for place, name in enumerate(names)]
    data = [[visible(cell(value)) for value in row] for row in table.data]
    st.dataframe(pd.DataFrame(data, columns=distinct), hide_index=True, width="stretch", key=key)
    if table.more:
        st.caption(words["more_rows"].format(n=f"{table.more:,}"))


def _draw_sql(title: str, sql: str, words: Words) -> None:
    st.caption(title)
    if sql:
        height: int | Literal["content"] = LONG_HEIGHT if sql.count("\n") > LONG_LINES else "content"
        st.code(visible(sql), language="sql", wrap_lines=True, height=height)
    else:
        st.markdown(f":gray[{words['absent']}]")
