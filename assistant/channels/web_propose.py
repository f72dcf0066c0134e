"""A review turned into a change: chosen, filled in, previewed, and only then accepted."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from assistant.catalog.problems import Problems
from assistant.channels.web_preview import draw_preview, summary
from assistant.channels.web_propose_forms import Form, filled_in
from assistant.channels.web_propose_texts import PROPOSE_TEXTS, Words
from assistant.errors import AssistantError
from assistant.evaluation.case import Case
from assistant.evaluation.proposals import Preview, Proposal, Reviewed, preview
from assistant.evaluation.question_sets import find_question_sets
from assistant.evaluation.read_cases import read_cases
from assistant.evaluation.run import Progress
from assistant.presentation.safe import plain
from assistant.question import Language
from assistant.state.reviews import Review
from assistant.wiring import Assistant

KINDS = ("case", "synonym", "value_alias", "verified_query", "patch")
_PREVIEWS, _ACCEPTED = "previews", "accepted"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A preview that the reviewer has in front of them."""

    kind: str
    preview: Preview
    problems: int
    """Of the question sets."""


def draw_proposals(assistant: Assistant, review: Review, language: Language) -> None:
    """What an open review can be turned into."""
    words = PROPOSE_TEXTS[language]
    kind = st.pills(words["turn_into"], KINDS, format_func=words.__getitem__, key=f"turn-{review.id}")
    if kind is None:
        return
    if kind == "patch":
        _draw_command(assistant, review, words)
        return
    reviewed = Reviewed(assistant.review_queue(), review)
    try:
        sets = find_question_sets(assistant.settings)
        form = Form(assistant, reviewed, language, words, sets)
        proposal = filled_in(kind, form)
        if proposal is not None:
            _previews().pop(review.id, None)
            _previews()[review.id] = _look(proposal, kind, form)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    seen = _previews().get(review.id)
    if seen is not None and seen.kind == kind:
        _draw_seen(seen, form)


def draw_accepted(language: Language) -> None:
    """What was just accepted, once."""
    place = st.container()  # always there: what is open below closes where its place on the page moves
    told = st.session_state.pop(_ACCEPTED, None)
    if told is not None:
        words, (what, files, changes_catalog) = PROPOSE_TEXTS[language], told
        said = words["accepted"].format(what=what, files=", ".join(files))
        place.success(plain(f"{said} {words['reload' if changes_catalog else 'committed']}"))


def _draw_command(assistant: Assistant, review: Review, words: Words) -> None:
    st.caption(plain(words["patch_how"]))
    who = shlex.quote(assistant.settings.user)
    command = f"assistant propose patch change.diff --review {review.id} --reviewer {who}"
    st.code(f"{command}\n{command} --accept", language="bash", wrap_lines=True)


def _previews() -> dict[int, _Seen]:
    found: dict[int, _Seen] = st.session_state.setdefault(_PREVIEWS, {})
    return found


# ── preview ───────────────────────────────────────────────────────────────────────────────────────


def _look(proposal: Proposal, kind: str, form: Form) -> _Seen:
    """Raises what reading the cases and `preview` raise."""
    cases, problems = _cases(form)
    place = st.empty()
    try:
        seen = preview(proposal, cases, watch=_shown_progress(place, form.words))
    except AssistantError:
        place.empty()
        raise
    place.empty()
    return _Seen(kind, seen, problems)


def _cases(form: Form) -> tuple[Sequence[Case], int]:
    problems = Problems()
    found = read_cases([form.sets], problems) if form.sets is not None else ()
    return found, len(list(problems))


def _shown_progress(place: st.delta_generator.DeltaGenerator, words: Words) -> Callable[[Progress], None]:
    """A thousand cases need no thousand messages to the browser."""
    place.progress(0.0, words["checking"])
    last = 0

    def show(now: Progress) -> None:
        nonlocal last
        percent = 100 * now.done // max(now.total, 1)
        if percent != last:
            last = percent
            place.progress(percent / 100, words["asking"].format(done=now.done, total=now.total))

    return show


# ── acceptance ────────────────────────────────────────────────────────────────────────────────────


def _draw_seen(seen: _Seen, form: Form) -> None:
    words, found, number = form.words, seen.preview, form.number
    draw_preview(found, form.language)
    if seen.problems:
        st.warning(plain(words["sets_problems"].format(n=seen.problems)))
    if found.problems or found.stopped:
        return
    force = False
    if found.breaks:
        worse = len(found.broken) + len(found.worse)
        force = st.checkbox(words["force"].format(n=worse), key=f"force-{number}")
    refused = found.breaks and not force
    if st.button(words["accept"], type="primary", disabled=refused, key=f"accept-{number}"):
        _accept(found, form, force)


def _accept(seen: Preview, form: Form, force: bool) -> None:
    try:
        form.reviewed.accept(seen, force=force)
    except AssistantError as error:
        st.error(plain(str(error)))
        return
    _previews().pop(form.number, None)
    form.assistant.is_outdated(at_once=True)  # so that the page that is drawn next has the changed catalog
    files = [edit.file for edit in seen.edits]
    st.session_state[_ACCEPTED] = summary(seen, form.words), files, seen.proposal.kind != "case"
    st.rerun()
