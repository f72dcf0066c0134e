"""The web chat: a conversation whose every answer carries chart, table, definition, SQL and reading.

Answers are immutable and kept in the session; a rerun of the script draws them again and never
queries again.
"""

from __future__ import annotations

import uuid
from typing import Any, Literal

import streamlit as st

from assistant import open_assistant
from assistant.answer import Answer, Clarification, Option, Outcome, Refusal
from assistant.channels.served import Served
from assistant.channels.web_answer import draw_answer, draw_notes, draw_refusal
from assistant.channels.web_evaluation import draw_evaluation
from assistant.channels.web_feedback import draw_feedback
from assistant.channels.web_review import draw_reviews
from assistant.channels.web_texts import TEXTS
from assistant.errors import AssistantError
from assistant.presentation.safe import plain
from assistant.question import Language
from assistant.wiring import Assistant

MOST_EXAMPLES = 6
REVIEWS, EVALUATION = "review", "evaluation"
"""Pages of the reviewers, as the address names them."""


def page() -> None:
    """Draw the whole page. Called by `app.py` on every rerun."""
    layout: Literal["centered", "wide"] = "wide" if _at(EVALUATION) else "centered"
    st.set_page_config(page_title="Metric Assistant · 指标问答", page_icon="📊", layout=layout)
    state = st.session_state
    state.setdefault("history", [])
    state.setdefault("conversation", uuid.uuid4().hex)
    language = _language()
    words = TEXTS[language]
    try:
        assistant = _assistant()
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    _sidebar(assistant, words)
    if _at(REVIEWS):
        draw_reviews(assistant, language)
        return
    if _at(EVALUATION):
        draw_evaluation(assistant, language)
        return
    if not state.history:
        _welcome(assistant, language)
    for position, (asked, outcome) in enumerate(state.history):
        _exchange(assistant, position, asked, outcome, last=position == len(state.history) - 1)
    typed = st.chat_input(words["placeholder"], max_chars=2000)
    chosen = state.pop("next", None)
    if typed or chosen:
        _respond(assistant, typed or chosen, language)


@st.cache_resource(show_spinner=False)
def _served() -> Served:
    return Served(lambda: open_assistant(server=True, record="all"))


def _assistant() -> Assistant:
    """The assistant of this server, over catalog and warehouse as they are now."""
    assistant = _served().current()
    st.session_state["catalog_version"] = assistant.catalog.version
    return assistant


def _language() -> Language:
    names = {"zh": "中文", "en": "English"}
    start = st.query_params.get("lang", "zh")
    with st.sidebar:
        chosen = st.segmented_control(
            "语言 / Language",
            list(names),
            format_func=names.__getitem__,
            default=start if start in names else "zh",
            key="language",
            label_visibility="collapsed",
        )
    return "en" if (chosen or start) == "en" else "zh"


def _sidebar(assistant: Assistant, words: Any) -> None:
    with st.sidebar:
        st.title(words["title"])
        st.caption(words["subtitle"])
        if st.button(words["new"], icon=":material/add:", width="stretch"):
            st.session_state.history = []
            st.session_state.conversation = uuid.uuid4().hex
            _go("")
        if assistant.review_queue().may_review:
            _switch(REVIEWS, words["reviews"], ":material/rate_review:", "reviews", words)
            _switch(EVALUATION, words["evaluation"], ":material/fact_check:", "evaluation", words)
        st.divider()
        st.caption(words["as_of"].format(date=f"{assistant.now:%Y-%m-%d}"))
        name, version = plain(assistant.catalog.name), assistant.catalog.version[:8]
        st.caption(words["catalog"].format(name=name, version=version))
        st.caption(words["actor"].format(name=plain(assistant.settings.user)))
        grant = assistant.grant()
        if grant.open_mode:
            st.caption(f":material/lock_open: {words['open_mode']}")
        else:
            roles = plain(", ".join(role.name for role in grant.roles)) or words["no_role"]
            st.caption(f":material/lock: {words['policy'].format(roles=roles)}")


def _at(page: str) -> bool:
    return st.query_params.get("page") == page


def _switch(page: str, label: str, icon: str, key: str, words: Any) -> None:
    """A button that leads to a page, and back to the questions from there."""
    here = _at(page)
    if st.button(
        words["back"] if here else label,
        icon=":material/chat:" if here else icon,
        width="stretch",
        key=key,
    ):
        _go("" if here else page)


def _go(page: str) -> None:
    """Draw another page; the address says which, so that it can be kept as a bookmark."""
    for name in ("page", "run"):
        if name in st.query_params:
            del st.query_params[name]
    if page:
        st.query_params["page"] = page
    st.rerun()


def _welcome(assistant: Assistant, language: Language) -> None:
    words = TEXTS[language]
    st.header(words["title"])
    st.write(words["subtitle"])
    st.caption(words["try"])
    for example in assistant.examples(language, MOST_EXAMPLES):
        if st.button(plain(example), key=f"example-{example}", width="stretch"):
            st.session_state["next"] = example
            st.rerun()


def _exchange(
    assistant: Assistant, position: int, asked: str, outcome: Outcome | AssistantError, last: bool
) -> None:
    with st.chat_message("user"):
        st.write(plain(asked))
    with st.chat_message("assistant"):
        if isinstance(outcome, AssistantError):
            st.error(TEXTS[_shown_language()]["fault"].format(message=plain(str(outcome))))
            return
        words = TEXTS[outcome.receipt.language]
        match outcome:
            case Answer():
                draw_answer(outcome, words, key=str(position))
            case Clarification():
                _draw_clarification(outcome, words, position, last)
            case Refusal():
                draw_refusal(outcome, words)
        draw_feedback(assistant, outcome.receipt.id, TEXTS[_shown_language()])
        if last:
            _suggest(outcome, words, position)


def _draw_clarification(outcome: Clarification, words: Any, position: int, last: bool) -> None:
    st.markdown(f"**{plain(outcome.headline)}**")
    if outcome.text:
        st.write(plain(outcome.text))
    draw_notes(outcome, words)
    for number, option in enumerate(outcome.options):
        if st.button(plain(option.label), key=f"option-{position}-{number}", disabled=not last):
            st.session_state["next"] = option
            st.rerun()


def _suggest(outcome: Outcome, words: Any, position: int) -> None:
    if not outcome.suggestions:
        return
    st.caption(words["suggestions"])
    chosen = st.pills(
        words["suggestions"],
        list(outcome.suggestions),
        format_func=plain,
        key=f"suggestions-{position}",
        label_visibility="collapsed",
    )
    if chosen:
        st.session_state["next"] = chosen
        st.rerun()


def _respond(assistant: Assistant, asked: str | Option, language: str) -> None:
    """Ask, keep the outcome, and draw the page again with it."""
    state = st.session_state
    text = asked if isinstance(asked, str) else asked.label
    with st.chat_message("user"):
        st.write(plain(text))
    with st.chat_message("assistant"), st.spinner(TEXTS[language]["thinking"]):
        outcome: Outcome | AssistantError
        try:
            if isinstance(asked, str):
                outcome = assistant.ask(asked, conversation=state.conversation)
            else:
                previous = state.history[-1][1].receipt.language
                outcome = assistant.choose(asked.query, asked.label, state.conversation, language=previous)
        except AssistantError as error:
            outcome = error
    state.history.append((text, outcome))
    st.rerun()


def _shown_language() -> str:
    return str(st.session_state.get("language") or "zh")
