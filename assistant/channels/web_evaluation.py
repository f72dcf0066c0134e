"""The page of evaluation runs: which there are and how they compare over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import streamlit as st

from assistant.channels.web_evaluation_run import draw_run
from assistant.channels.web_evaluation_texts import EVALUATION_TEXTS, Words
from assistant.channels.web_evaluation_trend import draw_trend
from assistant.errors import UsageError
from assistant.evaluation.reports.figures import duration, interval, percent
from assistant.evaluation.result import Verdict
from assistant.evaluation.run import folder_of
from assistant.evaluation.runs import kept_runs, summary_of
from assistant.evaluation.summaries import Summary
from assistant.presentation.safe import plain
from assistant.question import Language
from assistant.wiring import Assistant

FIRST_SHOWN = 15
ALIKE = 1.25
"""Runs whose numbers of cases follow each other within this factor are of about the same size."""
_WIDTHS = (3, 2, 3, 3, 2, 2)


def draw_evaluation(assistant: Assistant, language: Language) -> None:
    """Draw the page. Whoever is no reviewer is told so: results hold rows of everybody."""
    words = EVALUATION_TEXTS[language]
    if not assistant.grant().may_review:
        st.header(words["title"])
        st.error(plain(words["no_reviewer"]))
        return
    folder = folder_of(assistant.settings)
    files = {file.stem: file for file in kept_runs(folder / "runs")}
    chosen = st.query_params.get("run", "")
    if chosen in files:
        draw_run(assistant, files, chosen, words)
        return
    st.header(words["title"])
    st.caption(words["subtitle"])
    if chosen:
        st.warning(plain(words["no_run"].format(id=chosen)))
    _draw_list(folder / "runs", list(files.values()), words)


def _draw_list(folder: Path, files: Sequence[Path], words: Words) -> None:
    summaries, damaged = _read(files)
    if damaged:
        st.warning(
            "\n".join([plain(words["unreadable"].format(n=len(damaged))), *(f"- {plain(item)}" for item in damaged)])
        )  # fmt: skip
    if not summaries:
        st.info(words["no_runs"])
        st.code("assistant eval questions", language="bash")
        st.caption(plain(words["how"].format(folder=folder)))
        return
    groups = _alike(summaries)
    draw_trend(_of_one_size(summaries, groups, words), groups, words)
    _draw_table(summaries, words)


def _read(files: Sequence[Path]) -> tuple[list[Summary], list[str]]:
    """What can be read, newest first, and what is wrong with the others."""
    found, damaged = [], []
    for file in files:
        try:
            found.append(summary_of(file))
        except UsageError as error:
            damaged.append(str(error))
    return found, damaged


def _alike(summaries: Sequence[Summary]) -> dict[str, int]:
    """Run to the number of its group of about the same size; a set of cases that grows stays one group."""
    groups: dict[str, int] = {}
    before, number = 0, -1
    for item in sorted(summaries, key=lambda item: item.cases):
        if number < 0 or item.cases > before * ALIKE:
            number += 1
        groups[item.id], before = number, item.cases
    return groups


def _of_one_size(
    summaries: Sequence[Summary], groups: Mapping[str, int], words: Words
) -> Sequence[Summary]:  # fmt: skip
    """Those to be drawn: small runs would hide how the large ones went. No choice where all are alike."""
    titles = {}
    by_group = sorted(summaries, key=lambda item: (-groups[item.id], item.cases))
    for number, items in groupby(by_group, key=lambda item: groups[item.id]):
        sizes = [item.cases for item in items]
        cases = f"{sizes[0]:,}" if sizes[0] == sizes[-1] else f"{sizes[0]:,}–{sizes[-1]:,}"
        titles[number] = words["group"].format(cases=cases, n=len(sizes))
    if len(titles) < 2:
        return summaries
    largest = next(iter(titles))
    chosen = st.pills(
        words["size"], list(titles), format_func=titles.__getitem__, default=largest, key="run-size"
    )
    return [item for item in summaries if chosen is None or groups[item.id] == chosen]


def _draw_table(summaries: Sequence[Summary], words: Words) -> None:
    state = st.session_state
    most = state.setdefault("runs-shown", FIRST_SHOWN)
    heads = (
        words["started"],
        words["cases"],
        words["wrong"],
        words["right"],
        words["took"],
        words["catalog"],
    )
    for column, text in zip(st.columns(_WIDTHS), heads, strict=True):
        column.caption(text)
    for item in summaries[:most]:
        _draw_line(item, words)
    if len(summaries) > most and st.button(words["older"], icon=":material/expand_more:", key="older-runs"):
        state["runs-shown"] = most + FIRST_SHOWN
        st.rerun()


def _draw_line(item: Summary, words: Words) -> None:
    cells = st.columns(_WIDTHS, vertical_alignment="center")
    when = plain(item.started.replace("T", " ")[:16])
    if cells[0].button(when, key=f"open-{item.id}", type="tertiary", icon=":material/chevron_right:"):
        st.query_params["run"] = item.id
        st.rerun()
    for cell, text in zip(cells[1:], _cells(item, words), strict=True):
        cell.markdown(text)


def _cells(item: Summary, words: Words) -> Iterator[str]:
    yield f"{item.cases:,}" + ("" if item.complete else f" :orange-badge[{words['partial']}]")
    verdicts: tuple[Verdict, Verdict] = ("wrong", "right")
    for verdict in verdicts:
        rate = item.verdicts.rate(verdict)
        yield f"**{percent(rate.value)}** :small[:gray[{plain(interval(rate))}]]"
    yield plain(duration(item.seconds))
    yield f":small[{plain(item.catalog[:8])}]"
