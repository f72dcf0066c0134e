"""One outcome on the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from assistant.answer import Answer, Clarification, Definition, Refusal
from assistant.presentation.safe import plain, plain_cell
from assistant.presentation.table import table_texts
from assistant.reading import Verification
from assistant.rows import Rows

Words = Mapping[str, str]


def draw_answer(answer: Answer, words: Words, key: str) -> None:
    """Headline, what it covers, and tabs for chart, table, definition, SQL and reading."""
    st.markdown(f"##### {plain(answer.headline)}")
    if answer.receipt.verified is not None:
        st.badge(_verified(answer.receipt.verified, words), icon=":material/verified:", color="green")
    if answer.text:
        st.write(plain(answer.text))
    covers = [*answer.filters, answer.freshness]
    st.caption(" · ".join(plain(item) for item in covers if item))
    for finding in answer.findings:
        if finding.kind == "companion":
            st.caption(plain(finding.text))
        else:
            st.info(plain(finding.text), icon=":material/flag:")
    draw_notes(answer, words)
    names = ["chart", "table", "definition", "sql", "reading"]
    chart, table, definition, sql, reading = st.tabs([words[name] for name in names])
    with chart:
        _draw_chart(answer, words, key)
    with table:
        _draw_table(answer, words, key)
    with definition:
        for item in answer.definitions:
            draw_definition(item, words)
    with sql:
        for statement in answer.sql:
            st.code(statement, language="sql", wrap_lines=True)
    with reading:
        _draw_reading(answer, words)


def draw_refusal(refusal: Refusal, words: Words) -> None:
    st.markdown(f"**{plain(refusal.headline)}**")
    if refusal.reason and refusal.reason != refusal.headline:
        st.write(plain(refusal.reason))
    draw_notes(refusal, words)
    for item in refusal.definitions:
        with st.expander(plain(item.label)):
            draw_definition(item, words)


def draw_notes(outcome: Answer | Clarification | Refusal, words: Words) -> None:
    """Warnings and the words that were not understood."""
    for warning in outcome.warnings:
        if warning.code == "open_mode":  # the sidebar says it once for the whole page
            continue
        st.caption(f":material/warning: {plain(warning.text)}")
    if outcome.receipt.unread:
        st.caption(f":material/help: {words['unread']}: {plain(', '.join(outcome.receipt.unread))}")


def draw_definition(item: Definition, words: Words) -> None:
    """The dictionary entry that was applied."""
    st.markdown(f"**{plain(item.label)}** · {words['version']} {item.version}")
    if item.definition:
        st.write(plain(item.definition))
    if item.formula:
        st.code(item.formula, language="sql", wrap_lines=True)
    lines = {
        "owner": item.owner or "",
        "sources": ", ".join(item.sources),
        "refresh": item.refresh or "",
        "use": item.decision_use,
        "pitfalls": "; ".join(item.pitfalls),
        "thresholds": "; ".join(item.thresholds),
        "companions": ", ".join(item.companions),
        "synonyms": ", ".join(item.synonyms),
    }
    st.markdown("\n".join(f"- {words[name]}: {plain(text)}" for name, text in lines.items() if text))


def _verified(item: Verification, words: Words) -> str:
    """Who answers for the query, since when, and the question as it was verified."""
    on = item.on.isoformat() if item.on is not None else None
    return " · ".join(plain(part) for part in (words["verified"], item.by, on, item.question) if part)


def _draw_chart(answer: Answer, words: Words, key: str) -> None:
    if answer.rows is not None and not answer.rows.data:
        st.write(words["no_rows"])
    elif answer.chart is None:
        st.write(words["no_chart"])
    else:
        st.vega_lite_chart(dict(answer.chart.spec), width="stretch", theme=None, key=f"chart-{key}")


def _draw_table(answer: Answer, words: Words, key: str) -> None:
    if answer.rows is None:
        return
    st.dataframe(_displayed(answer), hide_index=True, width="stretch", key=f"table-{key}")
    if answer.rows.truncated:
        st.caption(words["truncated"].format(n=len(answer.rows.data)))
    st.download_button(
        words["download"],
        _csv(answer.rows, answer.column_labels),
        file_name="answer.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"csv-{key}",
    )


def _draw_reading(answer: Answer, words: Words) -> None:
    spans = answer.receipt.reading
    if spans:
        table = {
            words["word"]: [span.text for span in spans],
            words["means"]: [span.means for span in spans],
            words["value"]: [span.value for span in spans],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch")
    took = answer.receipt.timings_ms.get("total")
    if took is not None:
        st.caption(words["took"].format(ms=f"{took:.0f}"))


def _displayed(answer: Answer) -> pd.DataFrame:
    headings, rows = table_texts(answer)
    # A frame needs distinct headings; two columns may well be called the same.
    distinct = [heading + " " * headings[:place].count(heading) for place, heading in enumerate(headings)]
    return pd.DataFrame(rows, columns=distinct)


def _csv(rows: Rows, labels: Mapping[str, str]) -> bytes:
    """Plain numbers for further work; a byte-order mark so that spreadsheets read Chinese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([plain_cell(labels.get(column.name, column.name)) for column in rows.columns])
    for row in rows.data:
        writer.writerow([plain_cell(value) if isinstance(value, str) else value for value in row])
    return ("\ufeff" + text.getvalue()).encode()
