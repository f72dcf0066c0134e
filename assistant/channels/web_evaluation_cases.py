"""The cases of a run: chosen by verdict, change, tag, language and text."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from assistant.channels.web_evaluation_case import draw_case
from assistant.channels.web_evaluation_mark import JUST_MARKED, Marking
from assistant.channels.web_evaluation_texts import Words
from assistant.errors import StateError
from assistant.evaluation.baseline import Change, Movement
from assistant.evaluation.marks import Mark, read_marks
from assistant.evaluation.reports.figures import SEVERITY, one_line, reasons_of
from assistant.evaluation.result import CaseResult, Verdict
from assistant.presentation.safe import plain

FIRST_SHOWN = 20
ORDER: tuple[Verdict, ...] = (*SEVERITY, "gold_defect", "unscored", "right")
"""Worst first."""
_ELSEWHERE = ("right", "unscored")
"""Listed only for those who ask for them."""
_COLOURS: Mapping[Verdict, str] = {
    "wrong": "red", "fault": "red", "refused": "orange", "clarified": "orange", "incomplete": "yellow",
    "gold_defect": "violet", "unscored": "gray", "right": "green",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows the cases of: one configuration of a run."""

    id: str
    results: tuple[CaseResult, ...]
    changes: Mapping[str, Change]
    """How cases moved since the run that was chosen to compare with, by id."""
    place: str
    """The folder of the run, which names of case files refer to."""
    folder: Path
    """Where marks are kept."""
    reviewer: str


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Nothing chosen is no limit, but for the verdicts."""

    verdicts: Sequence[Verdict]
    movements: Sequence[Movement]
    tags: Sequence[str]
    language: str
    text: str


def draw_cases(shown: Shown, words: Words) -> None:
    first = [item for item in shown.results if item.repeat == 1]
    chosen = _filters(shown.id, first, shown.changes, words)
    found = [item for item in first if _is_chosen(item, shown.changes.get(item.id), chosen)]
    found.sort(key=lambda item: ORDER.index(item.verdict))
    marks = _marks(shown.folder)
    st.caption(words["found"].format(n=len(found)) if found else words["none"])
    state, key = st.session_state, f"{shown.id}-most"
    most = state.setdefault(key, FIRST_SHOWN)
    for item in found[:most]:
        _draw_entry(item, shown, marks, words)
    if len(found) > most:
        label = words["more"].format(n=min(FIRST_SHOWN, len(found) - most))
        if st.button(label, icon=":material/expand_more:", key="more-cases"):
            state[key] = most + FIRST_SHOWN
            st.rerun()


def _marks(folder: Path) -> Mapping[str, Mark] | None:
    """None where they cannot be read, which the page says once."""
    try:
        return read_marks(folder)
    except StateError as error:
        st.error(plain(str(error)))
        return None


def _filters(
    id: str, results: Sequence[CaseResult], changes: Mapping[str, Change], words: Words
) -> _Chosen:  # fmt: skip
    counts = Counter(item.verdict for item in results)
    verdicts = _counted(f"{id}-verdicts", "verdict", counts, ORDER, words, help=words["default_verdicts"])
    moved = Counter(item.movement for item in changes.values())
    movements = _counted(f"{id}-movements", "movement", moved, list(moved), words) if moved else []
    left, middle, right = st.columns((2, 1, 2))
    tags = left.multiselect(
        words["tag"],
        sorted({tag for item in results for tag in item.tags}),
        format_func=one_line,
        placeholder=words["all"],
        key=f"{id}-tags",
    )
    languages = ["", *sorted({item.language for item in results if item.language})]
    language = middle.selectbox(
        words["language"],
        languages,
        format_func=lambda name: words.get(name, one_line(name)) if name else words["all"],
        key=f"{id}-language",
    )
    text = right.text_input(words["search"], key=f"{id}-text")
    return _Chosen(verdicts, movements, tags, language, text.strip().casefold())


def _counted(
    key: str,
    title: str,
    counts: Mapping[Any, int],
    order: Sequence[Any],
    words: Words,
    help: str | None = None,
) -> list[Any]:
    """Those of the order that there are any of, each with its number."""
    return st.pills(
        words[title],
        [name for name in order if counts.get(name)],
        format_func=lambda name: f"{words[name]} {counts[name]}",
        selection_mode="multi",
        key=key,
        help=help,
    )


def _is_chosen(item: CaseResult, change: Change | None, chosen: _Chosen) -> bool:
    if chosen.verdicts:
        fits = item.verdict in chosen.verdicts
    else:
        fits = bool(chosen.movements) or item.verdict not in _ELSEWHERE
    return (
        fits
        and (not chosen.movements or (change is not None and change.movement in chosen.movements))
        and set(chosen.tags) <= set(item.tags)
        and chosen.language in ("", item.language)
        and chosen.text in f"{item.id}\n{item.question}\n{reasons_of(item)}".casefold()
    )


def _draw_entry(item: CaseResult, shown: Shown, marks: Mapping[str, Mark] | None, words: Words) -> None:
    """What is inside is drawn only once it is opened: a case has many parts."""
    key = key_of(shown.id, item.configuration, item.id)
    mark = marks.get(item.id) if marks else None
    label = _label(item, shown.changes.get(item.id), mark, words)
    kept_open = key in st.session_state.setdefault(JUST_MARKED, set())
    with st.expander(label, kept_open, key=key, on_change="rerun") as entry:
        if entry.open:
            draw_case(item, key, words)
            if marks is not None:
                Marking(item, mark, shown.place, shown.folder, shown.reviewer, key).draw(words)


def _label(item: CaseResult, change: Change | None, mark: Mark | None, words: Words) -> str:
    parts = [f":{_COLOURS[item.verdict]}-badge[{words[item.verdict]}]"]
    if change is not None:
        parts.append(f":blue-badge[{words[change.movement]}]")
    if mark is not None and not mark.taken_by:
        parts.append(":violet-badge[:material/flag:]")
    parts.append(plain(one_line(item.question, 120)))
    reasons = reasons_of(item)
    return " ".join(parts) + (f" :gray[:small[{plain(one_line(reasons, 80))}]]" if reasons else "")


def key_of(*parts: str) -> str:
    """A widget's key: ids of cases may hold anything."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
