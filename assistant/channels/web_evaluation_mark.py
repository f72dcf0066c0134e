"""Marking a case as a gold defect, and taking the mark away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import streamlit as st

from assistant.channels.web_evaluation_texts import Words
from assistant.errors import StateError
from assistant.evaluation.case import Case
from assistant.evaluation.find_case import find_case
from assistant.evaluation.marks import Mark, is_of, take_mark, write_mark
from assistant.evaluation.result import CaseResult
from assistant.presentation.safe import plain

MOST_LETTERS = 500
JUST_MARKED = "just-marked"
"""In the session, keys of entries to be left open: one whose label gets a flag is another widget."""


@dataclass(frozen=True, slots=True)
class Marking:
    """The mark of one case, and what a reviewer may do about it."""

    result: CaseResult
    mark: Mark | None
    place: str
    """The folder of the run, which the name of the case's file refers to."""
    folder: Path
    """Where marks are kept."""
    reviewer: str
    key: str

    def draw(self, words: Words) -> None:
        st.divider()
        if self.mark is not None and not self.mark.taken_by:
            self._draw_standing(self.mark, words)
            return
        st.markdown(f"**{words['mark_title']}**")
        if self.mark is not None:
            st.caption(plain(_told("taken", self.mark, words)))
        self._draw_form(words)

    def _draw_standing(self, mark: Mark, words: Words) -> None:
        case = find_case(self.result, self.place)
        outdated = isinstance(case, Case) and not is_of(mark, case)
        st.info(plain(_told("marked", mark, words)), icon=":material/flag:")
        st.caption(words["outdated" if outdated else "counts"])
        if st.button(words["take"], key=f"take-{self.key}"):
            self._do(
                lambda: take_mark(self.folder, mark.case, self.reviewer, datetime.now()), "taken_now", words
            )
        if outdated:
            self._draw_form(words)

    def _draw_form(self, words: Words) -> None:
        st.caption(words["mark_hint"])
        with st.form(f"mark-{self.key}", border=False):
            reason = st.text_input(words["reason"], max_chars=MOST_LETTERS)
            if not st.form_submit_button(words["mark"], icon=":material/flag:"):
                return
        if not reason.strip():
            st.error(words["no_reason"])
            return
        case = find_case(self.result, self.place)
        if not isinstance(case, Case):
            st.error(plain(words[case].format(file=self.result.file, id=self.result.id)))
            return
        now = datetime.now()
        self._do(
            lambda: write_mark(self.folder, case, reason.strip(), self.reviewer, now), "marked_now", words
        )

    def _do(self, change: Callable[[], None], done: str, words: Words) -> None:
        try:
            change()
        except StateError as error:
            st.error(plain(str(error)))
            return
        st.session_state[JUST_MARKED].add(self.key)
        st.toast(words[done])
        st.rerun()


def _told(text: str, mark: Mark, words: Words) -> str:
    said = {"by": mark.by, "on": mark.on, "taken_by": mark.taken_by, "taken_on": mark.taken_on}
    return words[text].format(reason=mark.reason, **said)
