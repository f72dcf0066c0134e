"""Questions back and refusals: what is missing or not possible, and what can be asked instead."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answer import Clarification, Option, Refusal
from assistant.errors import AssistantError, EngineError, Fault, GuardRefusal, NotSupported, QueryError
from assistant.presentation.context import Context
from assistant.presentation.definition import definitions_of
from assistant.presentation.suggest import metric_questions
from assistant.reading import Choice, Unanswerable, Unclear, Understood

_OFFER_METRICS = frozenset(
    {"no_metric", "outside_catalog", "empty_question", "unknown_metric", "missing_context", "nothing_before"}
)
_MOST_CHOICES = 5


def present_clarification(found: Unclear, context: Context) -> Clarification:
    """A question back with one option per reading."""
    words = context.words
    key = f"clarify.{found.reason}"
    needs_subject = words.has(key) and "{subject}" in str(words.raw(key))
    if needs_subject and not found.subject:
        key = "clarify.no_subject"
    options = tuple(Option(_choice(item, context), item.query) for item in found.choices)
    return Clarification(
        receipt=context.receipt,
        headline=words.first(key, "clarify.other", subject=_subject(found.subject, context)),
        options=options,
        text="" if options else words.text("clarify.no_options"),
        query=found.query,
        suggestions=() if options else metric_questions(context.names),
    )


def present_refusal(found: Unanswerable, context: Context) -> Refusal:
    """The reason in a sentence, and what can be asked instead."""
    choices = tuple(_choice(item, context) for item in found.suggestions)
    suggestions = choices or (metric_questions(context.names) if found.reason in _OFFER_METRICS else ())
    metrics = [found.subject] if found.subject in context.catalog.metrics else []
    return Refusal(
        receipt=context.receipt,
        code=found.reason,
        headline=context.words.text("refuse.title"),
        reason=_reason(found.reason, found.subject, context),
        query=found.suggestions[0].query if found.suggestions else None,
        definitions=definitions_of(metrics, context.names),
        suggestions=suggestions,
    )


def present_error(
    error: AssistantError, found: Understood, context: Context, instead: tuple[Choice, ...] = ()
) -> Refusal:
    """A failed query as a refusal. Messages of errors stay in the log: they may name internals.

    `instead` is what can be asked in its place.
    """
    code, subject = _code(error, found)
    choices = error.choices if isinstance(error, QueryError) else ()
    labels = _labels(choices, found, context)
    text = context.words.text("refuse.meant", choices=context.words.join(labels)) if labels else ""
    return Refusal(
        receipt=context.receipt,
        code=code,
        headline=context.words.text("refuse.title"),
        reason=_reason(code, subject, context),
        text=text,
        query=found.query,
        definitions=definitions_of(found.query.metrics, context.names),
        suggestions=tuple(_choice(item, context) for item in instead)
        or (metric_questions(context.names) if code in _OFFER_METRICS else ()),
    )


def _code(error: AssistantError, found: Understood) -> tuple[str, str]:
    match error:
        case QueryError():
            return error.code, _first_metric(found)
        case NotSupported(feature="planned_metric"):
            return "planned_metric", _first_metric(found)
        case NotSupported():
            return "not_supported", error.feature
        case GuardRefusal():
            return "guard", ""
        case EngineError():
            return error.code, ""
        case Fault():
            return "fault", ""
        case _:
            return "bad_query", ""


def _first_metric(found: Understood) -> str:
    return found.query.metrics[0] if found.query.metrics else ""


def _reason(code: str, subject: str, context: Context) -> str:
    words = context.words
    key = f"refuse.{code}"
    if (not subject or subject in context.catalog.metrics) and words.has(f"{key}_plain"):
        key = f"{key}_plain"
    return words.first(key, "refuse.other", subject=_subject(subject, context))


def _subject(subject: str, context: Context) -> str:
    if subject in context.catalog.metrics:
        return context.names.metric(subject)
    return context.words.text(f"grain.{subject}") if context.words.has(f"grain.{subject}") else subject


def _choice(choice: Choice, context: Context) -> str:
    first, second = choice.label_zh, choice.label_en
    return (first or second) if context.language == "zh" else (second or first)


def _labels(names: Iterable[str], found: Understood, context: Context) -> list[str]:
    known = [context.names.field(name, found.query.metrics) for name in names]
    return list(dict.fromkeys(known))[:_MOST_CHOICES]
