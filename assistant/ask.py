"""The way of a question: read → resolve → govern → compile → guard → run → present.

Only this module composes the stages; it holds no rule of its own.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from assistant.answer import Answer, Clarification, Outcome, QueryResult, Receipt, Refusal, Usage
from assistant.besides import coarser, companions, ranked_by_name, unknown_key, unmet_condition, with_sample
from assistant.catalog.model import Catalog
from assistant.desk import Clock, Desk, compile_governed, run_statement, shown
from assistant.errors import AssistantError, EngineError, Fault
from assistant.governance.repeat import may_repeat
from assistant.presentation.analyses import present_analysis
from assistant.presentation.leading import leading_group
from assistant.presentation.present import (
    Context,
    present_answer,
    present_clarification,
    present_description,
    present_error,
    present_refusal,
    with_warning,
)
from assistant.presentation.unmet import present_unmet
from assistant.query import MetricQuery
from assistant.question import Actor, Language, Move, Question, Turn
from assistant.reading import (
    AnalysisAsked,
    Described,
    Interpretation,
    Reading,
    Unanswerable,
    Unclear,
    Understood,
    analysis_of,
)
from assistant.understanding.conversation.moves import is_answer, query_left, standing
from assistant.understanding.cutting.normalize import language_of
from assistant.understanding.labels import labelled

if TYPE_CHECKING:
    from assistant.understanding.planning.sitting import Planned


def ask(
    desk: Desk,
    text: str,
    actor: Actor,
    conversation: str | None,
    now: datetime | None,
    language: Language | None,
) -> Outcome:
    """Answer, ask back or refuse. Raises a Fault when the warehouse fails, nothing for what is asked."""
    clock = Clock()
    conversation = conversation or uuid.uuid4().hex
    question = Question(
        text, actor, now or desk.now(), conversation, _turns(desk, actor, conversation), language
    )
    found = desk.reader.read(question) if desk.grant.open_mode or desk.grant.roles else _no_access(text)
    clock.lap("read")
    planned = desk.planner.plan(question, found) if desk.planner is not None else None
    if planned is not None:
        clock.lap("model")
        found = planned.found
    if isinstance(found, Described) and found.topic == "last_sql":
        question = replace(question, turns=_with_statement(desk, question))
    return _concluded(desk, question, labelled(found, desk.catalog, desk.value_label), clock, planned)


def choose(
    desk: Desk,
    query: MetricQuery,
    label: str,
    actor: Actor,
    conversation: str,
    language: Language | None,
    now: datetime | None = None,
) -> Outcome:
    """Answer the query of an option that was offered, as the next turn of its conversation."""
    turns = _turns(desk, actor, conversation)
    spoken = language or (turns[-1].language if turns else "en")
    found = Understood(Reading(spoken), query, analysis_of(query), confidence=1.0)
    question = Question(label, actor, now or desk.now(), conversation, turns, spoken)
    return _concluded(desk, question, found, Clock())


def run_query(desk: Desk, query: MetricQuery, actor: Actor, now: datetime | None) -> QueryResult:
    """A typed query without a question: compiled, governed and run. Raises the errors of each stage."""
    moment = now or desk.now()
    statement = compile_governed(desk, query, moment)
    found = Understood(Reading("en"), query, analysis_of(query), confidence=1.0)
    context = _context(desk, Question("", actor, moment), found)
    rows = run_statement(desk, statement)
    answer = present_answer(found, shown(desk, statement), replace(rows, as_of=moment), context)
    assert answer.rows is not None
    return QueryResult(
        query, answer.rows, answer.sql[0], answer.column_labels, answer.time, answer.warnings, answer.text
    )


def _turns(desk: Desk, actor: Actor, conversation: str) -> tuple[Turn, ...]:
    """The conversation as far as the speaker may know it: what others asked only if it may be asked anew."""
    turns = desk.conversations.turns(conversation)
    # Nothing can follow up on what the speaker may not ask, or on a metric that a changed catalog no longer has;
    # and what was asked before it is not what "and last year?" means.
    gone = [place for place, turn in enumerate(turns) if not _may_go_on(desk, actor, turn)]
    kept = turns[gone[-1] + 1 :] if gone else turns
    return tuple(turn if turn.actor == actor.name else replace(turn, sql=(), leading=None) for turn in kept)


def _may_go_on(desk: Desk, actor: Actor, turn: Turn) -> bool:
    if turn.actor != actor.name and not may_repeat(turn, desk.catalog, desk.grant, desk.values, desk.now()):
        return False
    queries = (*((turn.query,) if turn.query else ()), *turn.options)
    return all(name.lower() in desk.catalog.metrics for query in queries for name in query.metrics)


def _with_statement(desk: Desk, question: Question) -> tuple[Turn, ...]:
    """The turns that count, the last answer with its statement: what somebody else asked, as the speaker's own
    would be.
    """
    turns = standing(question.turns)
    at = next((at for at in reversed(range(len(turns))) if is_answer(turns[at])), None)
    last = turns[at].query if at is not None else None
    if at is None or last is None or turns[at].sql:
        return turns[: at + 1] if at is not None else ()
    try:
        statement = shown(desk, compile_governed(desk, last, question.now))
    except AssistantError:
        return ()
    return (*turns[:at], replace(turns[at], sql=(statement.sql,)))


def _no_access(text: str) -> Unanswerable:
    return Unanswerable(Reading(language_of(text)), "no_access")


def _concluded(
    desk: Desk, question: Question, found: Interpretation, clock: Clock, planned: Planned | None = None
) -> Outcome:
    context = _context(desk, question, found, planned)
    outcome = _outcome(desk, question, found, context, clock)
    if planned is not None and planned.note:
        outcome = with_warning(outcome, planned.note, context)
    outcome = replace(outcome, receipt=replace(outcome.receipt, timings_ms=clock.total()))
    if question.conversation is not None:
        turn = _turn(question, outcome, desk.catalog, found.reading.move)
        desk.conversations.add(question.conversation, turn)
    if desk.record is not None:
        desk.record(question, outcome)
    return outcome


def _outcome(
    desk: Desk, question: Question, found: Interpretation, context: Context, clock: Clock
) -> Outcome:
    match found:
        case Unclear():
            return present_clarification(found, context)
        case Unanswerable():
            return present_refusal(found, context)
        case Described():
            return present_description(found, context)
        case AnalysisAsked():
            return present_analysis(found, context)
        case Understood():
            return _answer(desk, question, found, context, clock)


def _answer(
    desk: Desk, question: Question, found: Understood, context: Context, clock: Clock
) -> Answer | Refusal:
    try:
        statement = compile_governed(desk, found.query, question.now)
        clock.lap("compile")
        rows = run_statement(desk, statement)
        clock.lap("run")
    except AssistantError as error:
        if isinstance(error, Fault) and not isinstance(error, EngineError):
            raise
        return present_error(error, found, context, coarser(desk, error, found, question.now))
    if (named := ranked_by_name(desk, found, rows, question.now)) is not None:
        found, statement, rows = named
        clock.lap("run")
    if (missing := unknown_key(desk, found, rows, question.now)) is not None:
        return present_unmet(found, *missing, context, code="no_such_value")
    if (unmet := unmet_condition(desk, found, rows, question.now)) is not None:
        return present_unmet(found, *unmet, context)
    beside = tuple(companions(desk, found.query, rows, question.now, clock))
    statement = with_sample(desk, found.query, statement, rows, question.now, clock)
    dated = replace(rows, as_of=question.now)
    answer = present_answer(found, shown(desk, statement), dated, context, beside)
    clock.lap("present")
    return answer


def _context(
    desk: Desk, question: Question, found: Interpretation, planned: Planned | None = None
) -> Context:
    reading: Reading = found.reading
    language = question.language or reading.language
    verified = found.verified if isinstance(found, Understood) else None
    receipt = Receipt(
        id=uuid.uuid4().hex,
        language=language,
        question=question.text,
        actor=question.actor.name,
        conversation=question.conversation or "",
        catalog_version=desk.catalog.version,
        reading=reading.spans,
        unread=reading.unread,
        path="verified" if verified is not None else planned.path if planned is not None else "reader",
        confidence=found.confidence if isinstance(found, Understood) else 0.0,
        usage=planned.usage if planned is not None else Usage(),
        verified=verified,
    )
    return Context(
        receipt=receipt,
        catalog=desk.catalog,
        language=language,
        now=question.now,
        turns=question.turns,
        value_label=desk.value_label,
        open_mode=desk.grant.open_mode,
    )


def _turn(question: Question, outcome: Outcome, catalog: Catalog, move: Move = "") -> Turn:
    options = outcome.options if isinstance(outcome, Clarification) else ()
    status: Literal["answer", "clarify", "refuse"] = outcome.status
    request = outcome.request if isinstance(outcome, Refusal) else None
    return Turn(
        text=question.text,
        status=status,
        language=outcome.receipt.language,
        query=query_left(outcome.code, move, outcome.query)
        if isinstance(outcome, Refusal)
        else outcome.query,
        options=tuple(option.query for option in options),
        sql=outcome.sql if isinstance(outcome, Answer) else (),
        actor=question.actor.name,
        move=move,
        request=request,
        leading=leading_group(outcome.query, outcome.rows, catalog) if isinstance(outcome, Answer) else None,
    )
