"""Thumbs under an outcome. A thumbs-down counts at once; what is wrong can be said in addition."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant.errors import AssistantError
from assistant.presentation.safe import plain
from assistant.wiring import Assistant

Words = Mapping[str, str]
DOWN = 0
MOST_COMMENT = 1000


def draw_feedback(assistant: Assistant, receipt: str, words: Words) -> None:
    given: dict[str, int] = st.session_state.setdefault("feedback", {})
    key = f"feedback-{receipt}"
    # The page forgets a widget that it did not draw for a while, such as during a look at the reviews.
    if key not in st.session_state and receipt in given:
        st.session_state[key] = given[receipt]
    thumb = st.feedback("thumbs", key=key)
    if thumb is None:
        return
    if given.get(receipt) != thumb:
        if not _sent(assistant, receipt, thumb, "", words):
            return
        given[receipt] = thumb
    if thumb == DOWN:
        _comment(assistant, receipt, words)
    else:
        st.caption(words["thanks"])


def _comment(assistant: Assistant, receipt: str, words: Words) -> None:
    said: set[str] = st.session_state.setdefault("commented", set())
    if receipt not in said:
        with st.form(f"comment-{receipt}", border=False):
            text = st.text_input(words["comment"], max_chars=MOST_COMMENT)
            if st.form_submit_button(words["send"]) and _sent(assistant, receipt, DOWN, text, words):
                said.add(receipt)
                st.rerun()
    st.caption(words["thanks_down"])


def _sent(assistant: Assistant, receipt: str, thumb: int, comment: str, words: Words) -> bool:
    try:
        assistant.feedback(receipt, "down" if thumb == DOWN else "up", comment)
    except AssistantError as error:
        st.error(words["fault"].format(message=plain(str(error))))
        return False
    return True
