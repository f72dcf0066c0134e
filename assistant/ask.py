"""The way of a question: read → resolve → govern → compile → guard → run → present.

Only this module composes the stages; it holds no rule of its own.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from assistant.answer import Answer, Clarification, Outcome, QueryResult, Receipt, Refusal, Usage
from assistant.catalog.masking import without_key
from assistant.catalog.model import Catalog
from assistant.compiler.compile import compile_resolved
from assistant.engines.engine import Engine
from assistant.errors import AssistantError, EngineError, Fault, QueryError
from assistant.governance.govern import govern
from assistant.governance.grants import require_role
from assistant.governance.repeat import may_repeat
from assistant.governance.value_scope import ValueScope
from assistant.policy import Grant
from assistant.presentation.analyses import present_analysis
from assistant.presentation.leading import leading_group
from assistant.presentation.nameless import of_named_only
from assistant.presentation.present import (
    Beside,
    Context,
    companion_queries,
    present_answer,
    present_clarification,
    present_description,
    present_error,
    present_refusal,
    stands_beside,
    with_warning,
)
from assistant.presentation.samples import NOTE as SMALL_SAMPLE
from assistant.presentation.samples import few_behind, sample_query
from assistant.presentation.unmet import conditions_alone, has_no_numbers, has_only_noughts, present_unmet
from assistant.query import Filter, MetricQuery
from assistant.question import Actor, Language, Move, Question, Turn
from assistant.reading import (
    AnalysisAsked,
    Choice,
    Described,
    Interpretation,
    Reading,
    Unanswerable,
    Unclear,
    Understood,
    analysis_of,
)
from assistant.resolve import resolve_query
from assistant.resolve.own_grain import NOTE as OWN_GRAIN
from assistant.rows import Rows
from assistant.state.conversations import Conversations
from assistant.statement import Statement
from assistant.understanding.conversation.moves import is_answer, query_left, standing
from assistant.understanding.cutting.normalize import language_of
from assistant.understanding.labels import choice_of, labelled
from assistant.understanding.read import Reader
from assistant.understanding.time.widening import widened

if TYPE_CHECKING:
    from assistant.understanding.planner import Planner
    from assistant.understanding.planning.sitting import Planned


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that answering one actor needs, put together by `wiring` and kept for others who see
    the same.
    """

    catalog: Catalog
    reader: Reader
    engine: Engine
    conversations: Conversations
    value_label: Callable[[str, object, str], str | None]
    now: Callable[[], datetime]
    grant: Grant
    """Of the actor that this desk is for: catalog and reader know only what it shows."""
    values: ValueScope | None = None
    """Which values exist for the actor; None: all."""
    mask_key: str | None = None
    planner: Planner | None = None
    """Asks a language model where the reader is not certain; None where there is none."""
    record: Callable[[Question, Outcome], None] | None = None
    """Takes note of every question and how it ended; at once, and without failing."""


@dataclass(slots=True)
class Clock:
    """Milliseconds by stage."""

    started: float = field(default_factory=time.perf_counter)
    last: float = field(default_factory=time.perf_counter)
    stages: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.stages[stage] = round(self.stages.get(stage, 0) + (now - self.last) * 1000, 2)
        self.last = now

    def total(self) -> dict[str, float]:
        return self.stages | {"total": round((time.perf_counter() - self.started) * 1000, 2)}


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
    rows = _run(desk, statement)
    answer = present_answer(found, _shown(desk, statement), replace(rows, as_of=moment), context)
    assert answer.rows is not None
    return QueryResult(
        query, answer.rows, answer.sql[0], answer.column_labels, answer.time, answer.warnings, answer.text
    )


def compile_governed(
    desk: Desk, query: MetricQuery, now: datetime | None, dialect: str | None = None
) -> Statement:
    """The guarded statement of a query, narrowed to its actor. Raises QueryError or NotSupported."""
    require_role(desk.grant)
    resolved = resolve_query(desk.catalog, query, now or desk.now())
    return compile_resolved(govern(resolved, desk.grant), dialect or desk.engine.dialect)


def _run(desk: Desk, statement: Statement) -> Rows:
    """The rows. Raises QueryError too_few_rows where a policy leaves nothing of them."""
    rows = desk.engine.run(statement)
    applied = statement.applied
    if applied is not None and applied.minimum_group > 1 and not rows.data:
        raise QueryError(
            f"there are fewer than {applied.minimum_group} records, too few to be shown", "too_few_rows"
        )
    return rows


def _shown(desk: Desk, statement: Statement) -> Statement:
    return replace(statement, sql=without_key(statement.sql, desk.mask_key))


def _turns(desk: Desk, actor: Actor, conversation: str) -> tuple[Turn, ...]:
    """The conversation as far as the speaker may know it: what others asked only if it may be asked anew."""
    turns = desk.conversations.turns(conversation)
    # Nothing can follow up on what the speaker may not ask, or on a metric that a changed catalog no longer has;
    # and what was asked before it is not what "and last year?" means.
    gone = [place for place, turn in enumerate(turns) if not _may_go_on(desk, actor, turn)]
    kept = turns[gone[-1] + 1 :] if gone else turns
    return tuple(turn if turn.actor == actor.name else replace(turn, sql=()) for turn in kept)


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
        shown = _shown(desk, compile_governed(desk, last, question.now))
    except AssistantError:
        return ()
    return (*turns[:at], replace(turns[at], sql=(shown.sql,)))


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
        rows = _run(desk, statement)
        clock.lap("run")
    except AssistantError as error:
        if isinstance(error, Fault) and not isinstance(error, EngineError):
            raise
        return present_error(error, found, context, _coarser(desk, error, found, question.now))
    if (named := _of_named_only(desk, found, rows, question.now)) is not None:
        found, statement, rows = named
        clock.lap("run")
    if (unmet := _unmet(desk, found, rows, question.now)) is not None:
        return present_unmet(found, *unmet, context)
    beside = tuple(_beside(desk, found.query, rows, question.now, clock))
    statement = _with_sample(desk, found.query, statement, rows, question.now, clock)
    dated = replace(rows, as_of=question.now)
    answer = present_answer(found, _shown(desk, statement), dated, context, beside)
    clock.lap("present")
    return answer


def _of_named_only(
    desk: Desk, found: Understood, rows: Rows, now: datetime
) -> tuple[Understood, Statement, Rows] | None:
    """The ranking that a question asks for without those who have no name, where one of them would come out of it."""
    query = of_named_only(found.query, rows) if found.reading.spans else None
    if query is None:
        return None
    try:
        statement = compile_governed(desk, query, now)
        named = _run(desk, statement)
    except AssistantError:
        return None  # it cannot be told apart; the answer stands
    return (replace(found, query=query), statement, named) if named.data else None


def _coarser(desk: Desk, error: AssistantError, found: Understood, now: datetime) -> tuple[Choice, ...]:
    """The same question over the whole weeks or months around its period, where the data is no finer."""
    if not isinstance(error, QueryError) or error.code != "too_fine_grain" or not error.choices:
        return ()
    query = widened(found.query, error.choices[0], desk.catalog.calendar)
    if query is None:
        return ()
    try:
        compile_governed(desk, query, now)
    except AssistantError:
        return ()
    return (choice_of(desk.catalog, query, desk.value_label),)


def _unmet(desk: Desk, found: Understood, rows: Rows, now: datetime) -> tuple[Filter, Choice] | None:
    """A condition read from the question that no row behind the metrics ever meets, and the question without it."""
    if not found.reading.spans or not has_no_numbers(rows):
        return None
    for item, alone, kept in conditions_alone(found.query, desk.catalog):
        try:
            if has_only_noughts(_run(desk, compile_governed(desk, alone, now))):
                return item, choice_of(desk.catalog, kept, desk.value_label)
        except AssistantError:
            continue  # it cannot be asked by itself; the answer stands
    return None


def _beside(desk: Desk, query: MetricQuery, answer: Rows, now: datetime, clock: Clock) -> Iterator[Beside]:
    """The companions of the answer's metrics, where the same query can be asked of them."""
    for ways in companion_queries(query, desk.catalog):
        for way in ways:
            try:
                statement = compile_governed(desk, way, now)
                clock.lap("compile")
                if any(code == OWN_GRAIN for code, _ in statement.notes):
                    continue  # over this stretch it is another number than the one to read beside the answer
                rows = _run(desk, statement)
                clock.lap("run")
            except AssistantError:
                continue  # it has no such dimension, period or parameter; the answer stands without it
            found = Beside(way, rows, _shown(desk, statement).sql)
            if stands_beside(found, answer):
                yield found
                break


def _with_sample(
    desk: Desk, query: MetricQuery, statement: Statement, answer: Rows, now: datetime, clock: Clock
) -> Statement:
    """The statement with a note where one of the answer's rates rests on few records."""
    behind = sample_query(query, desk.catalog)
    if behind is None:
        return statement
    try:
        sizes = _run(desk, compile_governed(desk, behind, now))
    except AssistantError:
        return statement  # the number of records is not for the actor to see, or not by these keys
    clock.lap("run")
    few = few_behind(sizes, answer)
    return statement if few is None else replace(statement, notes=(*statement.notes, (SMALL_SAMPLE, few)))


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
