"""A preview of a proposal on the page: the diff, what it fixes and breaks, and the question before and after."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from assistant.catalog.problems import Problem
from assistant.channels.web_evaluation_texts import EVALUATION_TEXTS
from assistant.channels.web_propose_texts import PROPOSE_TEXTS, Words
from assistant.evaluation.proposals import Preview, Synonym, ValueAlias, VerifiedEntry
from assistant.evaluation.result import CaseResult
from assistant.presentation.safe import plain, visible
from assistant.question import Language

MOST_SHOWN = 50
MOST_PROBLEMS = 10
_MOVEMENTS = ("broken", "worse", "fixed", "better")


def draw_preview(seen: Preview, language: Language) -> None:
    words = PROPOSE_TEXTS[language]
    st.markdown(f"**{words['what']}: {plain(summary(seen, words))}**")
    st.code(seen.diff, language="diff", wrap_lines=True)
    if seen.problems:
        st.error(_listed(words["refused"], seen.problems))
        return
    if seen.warnings:
        st.warning(_listed(words["warned"], seen.warnings))
    _draw_cases(seen, language)
    _draw_question(seen, language)
    if seen.stopped:
        st.error(plain(words["stopped"].format(why=seen.stopped)))


def summary(seen: Preview, words: Words) -> str:
    """What changes, in one line in the language of the page."""
    match seen.proposal.change:
        case Synonym() as made:
            told = f"{made.word} → {made.name}"
        case ValueAlias() as made:
            told = f"{made.word} → {made.dimension} = {made.value}"
        case VerifiedEntry() as made:
            told = made.question
        case _:
            told = ", ".join(edit.file for edit in seen.edits)
    return f"{words[seen.proposal.kind]} {told}"


def _listed(title: str, problems: Sequence[Problem]) -> str:
    lines = [f"- {plain(str(item))}" for item in problems[:MOST_PROBLEMS]]
    return "\n".join([plain(title), *lines, *(["- …"] if len(problems) > MOST_PROBLEMS else [])])


def _draw_cases(seen: Preview, language: Language) -> None:
    words = PROPOSE_TEXTS[language]
    if seen.was_broken:
        st.warning(words["was_broken"])
    elif seen.comparison is not None:
        counts = {name: len(getattr(seen, name)) for name in _MOVEMENTS}
        show = st.error if seen.breaks else st.success if seen.fixed else st.info
        show(plain(words["compared"].format(n=seen.cases, **counts)))
        _draw_moved(seen, language)
    elif seen.proposal.kind != "case":
        st.warning(plain(words["no_cases"]))


def _draw_moved(seen: Preview, language: Language) -> None:
    words, verdicts = PROPOSE_TEXTS[language], EVALUATION_TEXTS[language]
    moved = [item for name in _MOVEMENTS for item in getattr(seen, name)]
    if not moved:
        return
    rows = [
        {
            words["moved"]: words[item.movement],
            words["id"]: item.id,
            words["asked"]: visible(item.question),
            words["was"]: verdicts.get(item.before or "", item.before),
            words["becomes"]: verdicts.get(item.after or "", item.after),
            words["why"]: visible(item.why),
        }
        for item in moved[:MOST_SHOWN]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")
    if len(moved) > MOST_SHOWN:
        st.caption(words["more"].format(n=MOST_SHOWN))


def _draw_question(seen: Preview, language: Language) -> None:
    words = PROPOSE_TEXTS[language]
    if seen.before is None:
        return
    if seen.proposal.kind == "case":
        verdict = EVALUATION_TEXTS[language].get(seen.before.verdict, seen.before.verdict)
        st.markdown(f"**{words['today']}: {plain(verdict)}** — {_told(seen.before, words)}")
        return
    for name, result in (("now", seen.before), ("after", seen.after)):
        if result is not None:
            st.markdown(f"**{words[name]}:** {_told(result, words)}")


def _told(result: CaseResult, words: Words) -> str:
    short = "; ".join(f"{item.code} {item.detail}".strip() for item in result.shortfalls)
    status = words[result.status or "failed"]
    return " — ".join([status, *(plain(text) for text in (result.headline, short) if text)])
