"""The forms of a proposal: what each kind needs to know, filled in from the receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import streamlit as st

from assistant.catalog.labels import Labels
from assistant.catalog.model import Catalog
from assistant.channels.web_propose_texts import Words
from assistant.errors import UsageError
from assistant.evaluation.proposals import CaseEntry, Proposal, Reviewed, Synonym, ValueAlias, VerifiedEntry
from assistant.evaluation.proposals.drafts import (
    dated_document,
    expectation_of,
    expectation_text,
    query_of,
    verified_document,
)
from assistant.evaluation.question_sets import reviewed_file
from assistant.evaluation.read_cases import case_files
from assistant.presentation.safe import plain, visible
from assistant.query import MetricQuery
from assistant.question import Language, Question
from assistant.wiring import Assistant

MOST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Form:
    """Where a reviewer fills in a proposal for one review."""

    assistant: Assistant
    reviewed: Reviewed
    language: Language
    words: Words
    sets: Path | None
    """The question sets, where there are some."""

    @property
    def number(self) -> int:
        return self.reviewed.review.id

    @property
    def unread(self) -> str:
        """The first of the words that nobody understood: mostly the one that is missing."""
        receipt = self.reviewed.receipt
        return receipt.unread[0] if receipt is not None and receipt.unread else ""


def filled_in(kind: str, form: Form) -> Proposal | None:
    """Draw the form; the proposal once a preview of it is asked for. Raises UsageError."""
    draw = {
        "synonym": _synonym,
        "value_alias": _value_alias,
        "verified_query": _verified,
        "case": _case,
    }
    return draw[kind](form)


def _synonym(form: Form) -> Proposal | None:
    words, names = form.words, _names(form, metrics=True)
    with st.form(f"synonym-{form.number}", border=False):
        name = _pick(words["name"], names, form, "synonym")
        word = st.text_input(words["word"], form.unread, max_chars=200, key=f"synonym-word-{form.number}")
        if not st.form_submit_button(words["look"]):
            return None
    _require(words, name, word)
    return Proposal(Synonym(name, word.strip()), form.reviewed.complaint())


def _value_alias(form: Form) -> Proposal | None:
    words, names = form.words, _names(form, metrics=False)
    with st.form(f"alias-{form.number}", border=False):
        name = _pick(words["dimension"], names, form, "alias")
        value = st.text_input(words["stored"], max_chars=200, key=f"alias-value-{form.number}")
        word = st.text_input(words["word"], form.unread, max_chars=200, key=f"alias-word-{form.number}")
        if not st.form_submit_button(words["look"]):
            return None
    _require(words, name, value, word)
    return Proposal(ValueAlias(name, value.strip(), word.strip()), form.reviewed.complaint())


def _verified(form: Form) -> Proposal | None:
    words, number, complaint = form.words, form.number, form.reviewed.complaint()
    chosen, query = _begin_with(form)
    with st.form(f"verified-{number}", border=False):
        # A question that followed others does not stand alone.
        start = "" if complaint.after else complaint.question
        question = st.text_input(words["question"], start, max_chars=200, key=f"verified-question-{number}")
        text = _query_text(query, form)
        said = st.text_area(
            words["query"], text, height=160, max_chars=MOST_TEXT, key=f"verified-query-{number}-{chosen}"
        )
        by = st.text_input(
            words["by"], form.assistant.settings.user, max_chars=200, key=f"verified-by-{number}"
        )
        if not st.form_submit_button(words["look"]):
            return None
    _require(words, question, said)
    alone = replace(complaint, question=question.strip(), after=())
    return Proposal(VerifiedEntry(alone.question, _json(said, words), by.strip() or None), alone)


def _case(form: Form) -> Proposal | None:
    words, number = form.words, form.number
    if form.sets is None:
        st.info(plain(words["no_sets"]))
        return None
    root = form.sets if form.sets.is_dir() else form.sets.parent
    files = list(dict.fromkeys([reviewed_file(form.sets), *case_files([form.sets])]))
    with st.form(f"case-{number}", border=False):
        file = st.selectbox(
            words["file"],
            files,
            format_func=lambda item: visible(item.relative_to(root).as_posix()),
            key=f"case-file-{number}",
        )
        text = st.text_area(
            words["expectation"],
            expectation_text(form.reviewed.receipt),
            height=160,
            max_chars=MOST_TEXT,
            key=f"case-expectation-{number}",
        )
        st.caption(words["expectation_hint"])
        if not st.form_submit_button(words["look"]):
            return None
    change = CaseEntry(file, expectation_of(text, words["expectation"]))
    return Proposal(change, form.reviewed.complaint())


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────


def _pick(label: str, names: Mapping[str, str], form: Form, key: str) -> str:
    return (
        st.selectbox(
            label,
            list(names),
            index=None,
            format_func=names.__getitem__,
            placeholder=form.words["pick"],
            key=f"{key}-name-{form.number}",
        )
        or ""
    )


def _names(form: Form, metrics: bool) -> dict[str, str]:
    """What a word can be for, with what it is called: of what the reviewer may see."""
    catalog = form.assistant.catalog_for()
    found = {
        metric.name: _shown(metric.labels, metric.name, form.language)
        for metric in catalog.metrics.values()
        if metrics and not metric.hidden
    }
    return found | _dimensions(catalog, form.language, with_times=metrics)


def _dimensions(catalog: Catalog, language: Language, with_times: bool) -> dict[str, str]:
    """Those that are conformed are one."""
    found: dict[str, str] = {}
    for model in catalog.models.values():
        for item in model.dimensions.values():
            if with_times or item.type == "categorical":
                name = item.conformed or f"{model.name}.{item.name}"
                found.setdefault(name, _shown(item.labels, name, language))
    return found


def _shown(labels: Labels, name: str, language: Language) -> str:
    label = labels.text(language)
    return visible(f"{label} · {name}" if label else name)


def _begin_with(form: Form) -> tuple[int, MetricQuery | None]:
    """The query of the receipt, or of an option that it offered."""
    receipt = form.reviewed.receipt
    if receipt is None:
        return 0, None
    queries = [("", receipt.query), *zip(receipt.options, receipt.option_queries, strict=False)]
    found = [(label, query) for label, stored in queries if (query := query_of(stored)) is not None]
    if len(found) < 2:
        return 0, found[0][1] if found else None
    labels = [visible(label) or form.words["receipt_query"] for label, _ in found]
    chosen = st.selectbox(
        form.words["option"],
        range(len(found)),
        format_func=labels.__getitem__,
        key=f"verified-option-{form.number}",
    )
    return chosen, found[chosen][1]


def _query_text(query: MetricQuery | None, form: Form) -> str:
    """With a relative period where the question has one: a verified query is asked on other days too."""
    receipt = form.reviewed.receipt
    if query is None or receipt is None:
        return '{"metrics": []}'
    complaint, assistant = form.reviewed.complaint(), form.assistant
    assert complaint.actor is not None
    question = Question(
        complaint.question, complaint.actor, receipt.now, language=cast("Language", receipt.language)
    )
    try:
        document = verified_document(query, question, assistant.reader, assistant.catalog.calendar)
    except UsageError as error:
        st.warning(plain(str(error)))
        document = dated_document(query)
    return json.dumps(document, ensure_ascii=False)


def _json(text: str, words: Words) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(words["bad_json"].format(line=error.lineno)) from None
    except RecursionError:
        raise UsageError(words["bad_json"].format(line=1)) from None
    if not isinstance(found, dict):
        raise UsageError(words["bad_json"].format(line=1))
    return found


def _require(words: Words, *given: str) -> None:
    if not all(text.strip() for text in given):
        raise UsageError(words["missing"])
