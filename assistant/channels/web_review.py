"""The page of the review queue: what people complained about or got no answer to, with the receipts."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from assistant.channels.web_propose import draw_accepted, draw_proposals
from assistant.channels.web_review_texts import REVIEW_TEXTS
from assistant.errors import AssistantError
from assistant.presentation.safe import plain
from assistant.question import Language
from assistant.state.receipts import KeptReceipt
from assistant.state.reviews import KINDS, STATES, Review
from assistant.wiring import Assistant

Words = Mapping[str, str]
MOST_SHOWN = 30


def draw_reviews(assistant: Assistant, language: Language) -> None:
    """Draw the page. Whoever is no reviewer is told so."""
    words = REVIEW_TEXTS[language]
    st.header(words["title"])
    queue = assistant.review_queue()
    if not queue.may_review:
        st.error(plain(words["no_reviewer"]))
        return
    st.caption(words["subtitle"])
    draw_accepted(language)
    state, kinds = _filters(words)
    try:
        found = queue.list(state, kinds, MOST_SHOWN + 1)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    if not found:
        st.info(words["none"])
    for review in found[:MOST_SHOWN]:
        _draw(assistant, review, language)
    if len(found) > MOST_SHOWN:
        st.caption(words["more"].format(n=MOST_SHOWN))


def _filters(words: Words) -> tuple[str, list[str]]:
    name = words.__getitem__
    states = [*STATES, "all"]
    state = st.segmented_control(
        words["state"], states, format_func=name, default=states[0], key="review-state"
    )
    kinds = st.pills(words["kind"], KINDS, format_func=name, selection_mode="multi", key="review-kinds")
    return state or states[0], list(kinds)


def _draw(assistant: Assistant, review: Review, language: Language) -> None:
    words = REVIEW_TEXTS[language]
    title = (words[review.kind], plain(review.question), plain(words["times"].format(n=review.count)))
    with st.expander(" · ".join(title)):
        if review.comment:
            st.info(f"{words['comment']}: {plain(review.comment)}", icon=":material/comment:")
        if not review.receipts:
            st.caption(words["gone"])
        for receipt in review.receipts:
            _draw_receipt(receipt, words)
        if review.state == "open":
            _draw_decision(assistant, review, words)
            draw_proposals(assistant, review, language)
        elif review.decided is not None:
            at = f"{review.decided:%Y-%m-%d %H:%M}"
            said = {"reviewer": review.reviewer, "at": at, "resolution": review.resolution}
            st.caption(plain(words["decided"].format(**said)))


def _draw_receipt(receipt: KeptReceipt, words: Words) -> None:
    dates = {"at": f"{receipt.at:%Y-%m-%d %H:%M}", "now": f"{receipt.now:%Y-%m-%d}"}
    lines = {
        "asked": words["asked_by"].format(actor=receipt.actor, **dates),
        "before": " → ".join(str(turn["text"]) for turn in receipt.turns),
        "headline": " ".join(part for part in (receipt.headline, receipt.reason) if part),
        "offered": " · ".join(receipt.options),
        "unread": ", ".join(receipt.unread),
    }
    st.markdown("\n".join(f"- **{words[name]}**: {plain(text)}" for name, text in lines.items() if text))
    _draw_reading(receipt, words)
    if receipt.query:
        said = {key: value for key, value in receipt.query.items() if value not in (None, [], {}, False)}
        st.caption(words["query"])
        st.code(json.dumps(said, ensure_ascii=False), language="json", wrap_lines=True)
    for statement in receipt.sql:
        st.caption(words["sql"])
        st.code(statement, language="sql", wrap_lines=True)
    st.caption(plain(words["version"].format(version=receipt.catalog_version)))


def _draw_reading(receipt: KeptReceipt, words: Words) -> None:
    spans = [span for span in receipt.reading if span["means"] != "filler"]
    if spans:
        columns = {"word": "text", "means": "means", "value": "value"}
        table = {words[name]: [str(span[key]) for span in spans] for name, key in columns.items()}
        st.caption(words["reading"])
        st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch")


def _draw_decision(assistant: Assistant, review: Review, words: Words) -> None:
    with st.form(f"decide-{review.id}", border=False):
        because = st.text_input(words["because"], max_chars=1000)
        if not st.form_submit_button(words["dismiss"]):
            return
    if not because.strip():
        st.error(words["no_reason"])
        return
    try:
        assistant.decide(review.id, "dismissed", because)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    st.toast(words["done"])
    st.rerun()
