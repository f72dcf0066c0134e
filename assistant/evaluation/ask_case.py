"""One case asked and judged."""

from __future__ import annotations

import hashlib
import traceback
import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.answer import Answer, Clarification, Outcome, Refusal
from assistant.errors import AssistantError
from assistant.evaluation.case import SLOTS, Case, Choose, Expectation, GoldRows
from assistant.evaluation.gold import Gold, GoldDefect
from assistant.evaluation.judge import Judgement, Seen, judge
from assistant.evaluation.result import CaseResult, Shortfall, Table
from assistant.evaluation.select import language_of_case
from assistant.evaluation.slots import Parts, Slots
from assistant.query import MetricQuery
from assistant.rows import Rows
from assistant.wiring import Assistant

MOST_ROWS_KEPT = 20
MOST_FOUND = 5
_SEARCHED = 15
"""Hits that are looked through for metrics; the others are dimensions."""


@dataclass(frozen=True, slots=True)
class Examiner:
    """Asks the cases of one configuration. Safe to use from several threads."""

    assistant: Assistant
    gold: Gold
    slots: Slots
    configuration: str = ""

    def examine(self, case: Case, repeat: int, defect: str = "") -> CaseResult:
        """How the case goes; whatever it raises is its own failure."""
        result = self._begun(case, repeat)
        try:
            outcome = self._asked(case)
        except Exception as error:
            return replace(result, verdict="fault", shortfalls=(Shortfall("fault", _told(error)),))
        result = self._with_outcome(result, case, outcome)
        if defect:
            return replace(result, verdict="gold_defect", shortfalls=(Shortfall("gold_defect", defect),))
        try:
            return self._judged(result, case, outcome)
        except GoldDefect as error:
            return replace(result, verdict="gold_defect", shortfalls=(Shortfall("gold_defect", str(error)),))
        except Exception as error:
            return replace(result, verdict="fault", shortfalls=(Shortfall("fault", _told(error)),))

    def _begun(self, case: Case, repeat: int) -> CaseResult:
        actor = case.actor.name if case.actor else self.assistant.settings.user
        return CaseResult(
            id=case.id,
            question=case.question,
            verdict="unscored",
            configuration=self.configuration,
            repeat=repeat,
            before=tuple(f"[{step.number}]" if isinstance(step, Choose) else step for step in case.after),
            language=language_of_case(case),
            actor=actor,
            tags=case.tags,
            turn=case.turn,
            pair=case.pair,
            file=case.file,
            line=case.line,
            note=case.note,
            expected_status=case.expectations[0].status if case.expectations else (),
        )

    def _asked(self, case: Case) -> Outcome:
        conversation = uuid.uuid4().hex
        outcome: Outcome | None = None
        for step in case.after:
            outcome = (
                self.assistant.ask(step, case.actor, conversation, case.now)
                if isinstance(step, str)
                else self._chosen(step, outcome, case, conversation)
            )
        return self.assistant.ask(case.question, case.actor, conversation, case.now)

    def _chosen(self, step: Choose, before: Outcome | None, case: Case, conversation: str) -> Outcome:
        options = before.options if isinstance(before, Clarification) else ()
        if step.number > len(options):
            raise LookupError(f"option {step.number} was to be chosen, {len(options)} were offered")
        option = options[step.number - 1]
        return self.assistant.choose(option.query, option.label, conversation, case.actor, now=case.now)

    def _now(self, case: Case) -> datetime:
        return case.now or self.assistant.now

    # ── judging ─────────────────────────────────────────────────────────────────────────────────────

    def _judged(self, result: CaseResult, case: Case, outcome: Outcome) -> CaseResult:
        parts = self._parts(outcome, case)
        wanted = [self._expected_parts(item, outcome.query, parts, case) for item in case.expectations]
        found = judge(case, Seen(outcome, parts), wanted, self.gold)
        return self._with_judgement(result, case, found)

    def _parts(self, outcome: Outcome, case: Case) -> Parts | None:
        if outcome.query is not None:
            return self.slots.of(outcome.query, self._now(case))
        if isinstance(outcome, Answer) and outcome.definitions:
            return self.slots.described(item.metric for item in outcome.definitions)
        return None

    def _expected_parts(
        self, expected: Expectation, query: MetricQuery | None, got: Parts | None, case: Case
    ) -> Parts:
        """The expected parts; a comparison that comes to the same dates counts as the same."""
        now = self._now(case)
        parts = dict(self.slots.of(expected.query, now))
        told = expected.query.compare
        if (
            got is None
            or query is None
            or None in (told, query.compare)
            or parts["compare"] == got["compare"]
        ):
            return parts
        try:
            mine = self.assistant.compile(query.but(compare=told), case.actor, now).prior_time
            theirs = self.assistant.compile(query, case.actor, now).prior_time
        except AssistantError:
            return parts
        return parts | {"compare": got["compare"]} if mine == theirs else parts

    def _with_judgement(self, result: CaseResult, case: Case, found: Judgement) -> CaseResult:
        nearest = found.expected or (case.expectations[0] if case.expectations else Expectation())
        gold = self.gold.rows(nearest)
        return replace(
            result,
            verdict=found.verdict,
            shortfalls=found.shortfalls,
            notes=found.notes,
            slots=found.slots or {},
            expected_status=nearest.status if case.expectations else (),
            expected_query=_expected_query(nearest),
            expected_metrics=nearest.query.metrics if "metrics" in nearest.slots else (),
            gold_sql=nearest.sql,
            gold_rows=_gold_table(gold) if gold is not None else None,
        )

    # ── what came out ───────────────────────────────────────────────────────────────────────────────

    def _with_outcome(self, result: CaseResult, case: Case, outcome: Outcome) -> CaseResult:
        receipt = outcome.receipt
        answer = outcome if isinstance(outcome, Answer) else None
        return replace(
            result,
            status=outcome.status,
            code=outcome.code if isinstance(outcome, Refusal) else "",
            analysis=answer.analysis if answer else "",
            path=receipt.path,
            confidence=receipt.confidence,
            headline=outcome.headline,
            text=_text(outcome),
            reading=tuple(f"{span.text} → {span.means} {span.value}" for span in receipt.reading),
            unread=receipt.unread,
            query=outcome.query.to_dict() if outcome.query else None,
            sql="\n\n".join(answer.sql) if answer else "",
            rows=_table(answer.rows) if answer and answer.rows is not None else None,
            found=self._found(case),
            warnings=tuple(item.code for item in outcome.warnings),
            timings_ms=dict(receipt.timings_ms),
            model=receipt.usage.model or "",
            tokens=receipt.usage.input_tokens + receipt.usage.output_tokens,
            cost=receipt.usage.cost,
            meaning=self._meaning(outcome, case),
        )

    def _found(self, case: Case) -> tuple[str, ...]:
        if not any("metrics" in item.slots for item in case.expectations):
            return ()
        hits = self.assistant.search(case.question, _SEARCHED, case.actor)
        return tuple(hit.name for hit in hits if hit.kind == "metric")[:MOST_FOUND]

    def _meaning(self, outcome: Outcome, case: Case) -> str:
        if outcome.query is None:
            return ""
        parts = self.slots.of(outcome.query, self._now(case))
        told = [(slot, _ordered(parts[slot])) for slot in SLOTS]
        return hashlib.sha256(repr((outcome.status, told)).encode()).hexdigest()[:16]


def _ordered(part: object) -> object:
    """The part with its sets in an order, so that equal parts are written alike."""
    if isinstance(part, frozenset):
        return sorted((_ordered(item) for item in part), key=repr)
    return tuple(_ordered(item) for item in part) if isinstance(part, tuple) else part


def _expected_query(expected: Expectation) -> dict[str, object] | None:
    if not expected.slots:
        return None
    document = expected.query.to_dict()
    keys = {"dimensions": ("group_by",), "filters": ("where", "having")}
    named = [key for slot in SLOTS if slot in expected.slots for key in keys.get(slot, (slot,))]
    return {key: document[key] for key in named}


def _text(outcome: Outcome) -> str:
    match outcome:
        case Answer():
            return outcome.text
        case Clarification():
            return "\n".join([outcome.text, *(f"· {option.label}" for option in outcome.options)]).strip()
        case Refusal():
            return outcome.reason


def _table(rows: Rows) -> Table:
    shown = tuple(tuple(row) for row in rows.data[:MOST_ROWS_KEPT])
    return Table(tuple(column.name for column in rows.columns), shown, len(rows.data) - len(shown))


def _gold_table(gold: GoldRows) -> Table:
    shown = gold.data[:MOST_ROWS_KEPT]
    return Table(gold.columns, shown, len(gold.data) - len(shown))


def _told(error: Exception) -> str:
    """The error and where it came from; a fault of the product is looked for, not shown to askers."""
    frames = traceback.extract_tb(error.__traceback__)
    place = (
        f" at {frames[-1].name}:{frames[-1].lineno}"
        if frames and not isinstance(error, AssistantError)
        else ""
    )
    return f"{type(error).__name__}: {error}{place}"
