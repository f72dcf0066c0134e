"""Is an outcome what its case expects? Says what is missing, and what that makes of the case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answer import Answer, Clarification, Outcome, Refusal
from assistant.evaluation.case import Case, Expectation, FindingRule, GoldRows, Slot
from assistant.evaluation.gold import Gold
from assistant.evaluation.match_rows import RowMatch, match_rows
from assistant.evaluation.result import Shortfall, Verdict
from assistant.evaluation.slots import Parts

_ASKED_OR_DECLINED: dict[str, tuple[str, Verdict]] = {
    "clarify": ("over_clarification", "clarified"),
    "refuse": ("over_refusal", "refused"),
}
_ROWS = {"no_rows": "no_rows", "row_count": "wrong_groups", "missing_column": "wrong_values",
         "values": "wrong_values", "order": "wrong_order"}  # fmt: skip
_BESIDE = frozenset(
    {"wrong_analysis", "wrong_chart", "missing_finding", "extra_finding", "missing_warning", "extra_warning",
     "missing_text", "wrong_reason", "missing_option"}
)  # fmt: skip
"""What stands beside the number: without it an outcome is incomplete, not wrong."""
_SETTLED_BY_ROWS = frozenset({"dimensions", "filters", "time", "compare", "order_by", "limit"})
"""Parts that the gold rows settle: the same metric with the same rows is the same answer."""
_NEAREST: tuple[Verdict, ...] = ("right", "incomplete", "clarified", "refused", "wrong")
"""Verdicts of single expectations, the best first."""
_UNSEEN = frozenset(
    {"reading", "unread", "query", "queries", "conversation", "receipt", "timings_ms", "chart", "status",
     "language", "analysis", "path", "confidence", "usage", "catalog_version"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    verdict: Verdict
    shortfalls: tuple[Shortfall, ...] = ()
    notes: tuple[str, ...] = ()
    expected: Expectation | None = None
    """The expectation that it comes nearest to."""
    slots: dict[str, bool] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """An outcome with its query taken apart; `expected_parts` takes apart what is expected."""

    outcome: Outcome
    parts: Parts | None
    """None without a query."""


def judge(case: Case, seen: Seen, expected_parts: Sequence[Parts], gold: Gold) -> Judgement:
    """The best that any expectation of the case makes of the outcome. Raises GoldDefect."""
    if not case.expectations:
        return Judgement("unscored")
    found = [
        _against(expected, seen, parts, gold)
        for expected, parts in zip(case.expectations, expected_parts, strict=True)
    ]
    return min(found, key=lambda item: (_NEAREST.index(item.verdict), len(item.shortfalls)))


def _against(expected: Expectation, seen: Seen, parts: Parts, gold: Gold) -> Judgement:
    rows = gold.rows(expected)  # before anything else: a defect of the gold must show even where we refuse
    status = seen.outcome.status
    forbidden = tuple(_forbidden(expected, seen.outcome))
    if status not in expected.status:
        return _other_status(expected, status, forbidden)
    match = RowMatch()
    if rows is not None and isinstance(seen.outcome, Answer):
        match = match_rows(rows, seen.outcome.rows, expected)
    slots = _slots(expected, parts, seen.parts) if status == "answer" else {}
    settled = rows is not None and match.fault is None and _tells(rows)
    found = [*forbidden, *_slot_shortfalls(slots, parts, seen.parts, settled)]
    if match.fault is not None:
        found.append(Shortfall(_row_code(match, slots), match.detail))
    found += _beside(expected, seen.outcome)
    verdict: Verdict = "right"
    if found:
        verdict = "incomplete" if all(item.code in _BESIDE for item in found) else "wrong"
    return Judgement(verdict, tuple(found), tuple(_notes(match)), expected, slots)


def _tells(rows: GoldRows) -> bool:
    """Whether rows say anything: none are right for many questions."""
    return any(cell is not None for row in rows.data for cell in row)


def _notes(match: RowMatch) -> Iterator[str]:
    if match.extra:
        yield f"extra columns: {', '.join(match.extra)}"
    if match.renamed:
        yield f"columns under other names: {', '.join(match.renamed)}"
    if match.further:
        yield f"{match.further} further rows below those expected"


def _other_status(expected: Expectation, status: str, forbidden: tuple[Shortfall, ...]) -> Judgement:
    wanted = " or ".join(expected.status)
    detail = f"expected {wanted}, got {status}"
    if status == "answer":
        code, verdict = ("under_refusal" if "refuse" in expected.status else "under_clarification"), "wrong"
        return Judgement("wrong", (*forbidden, Shortfall(code, detail)), expected=expected)
    code, verdict = _ASKED_OR_DECLINED[status]
    return Judgement(
        "wrong" if forbidden else verdict, (*forbidden, Shortfall(code, detail)), expected=expected
    )


# ── the query ───────────────────────────────────────────────────────────────────────────────────────


def _slots(expected: Expectation, parts: Parts, got: Parts | None) -> dict[str, bool]:
    return {slot: got is not None and parts[slot] == got[slot] for slot in sorted(expected.slots)}


def _slot_shortfalls(
    slots: dict[str, bool], parts: Parts, got: Parts | None, settled: bool
) -> Iterator[Shortfall]:
    missed: list[Any] = [slot for slot, met in slots.items() if not met]
    if missed and got is None:
        yield Shortfall("no_query", "the answer is about the catalog, not a number")
        return
    for slot in missed:
        if got is not None and not (settled and _is_settled(slot, parts[slot], got[slot])):
            yield Shortfall(
                _slot_code(slot, parts[slot], got[slot]),
                f"{slot}: {_told(parts[slot])} expected, {_told(got[slot])} found",
            )


def _is_settled(slot: Slot, wanted: Any, found: Any) -> bool:
    """Whether rows that are right make up for the difference: a metric more is a column more."""
    return slot in _SETTLED_BY_ROWS or (slot == "metrics" and wanted < found)


def _slot_code(slot: Slot, wanted: Any, found: Any) -> str:
    match slot:
        case "metrics":
            return _set_code("metric", wanted, found)
        case "dimensions":
            grains = {name.split("__")[0] for name in wanted} == {name.split("__")[0] for name in found}
            return "wrong_grain" if grains else _set_code("dimension", wanted, found)
        case "filters":
            same = {item[:2] for item in wanted} == {item[:2] for item in found}
            return "wrong_value" if same else _set_code("filter", wanted, found)
        case "time":
            return _set_code("time", wanted, found)
        case "compare":
            return "wrong_comparison"
        case "order_by":
            return "wrong_order"
        case "limit" | "limit_per":
            return "wrong_limit"
        case _:
            return f"wrong_{slot}"


def _set_code(what: str, wanted: frozenset[Any], found: frozenset[Any]) -> str:
    if found < wanted:
        return f"missing_{what}"
    return f"extra_{what}" if wanted < found else f"wrong_{what}"


def _row_code(match: RowMatch, slots: dict[str, bool]) -> str:
    """Other numbers for the very query that was expected come of how it is computed."""
    told = {"metrics", "dimensions", "filters", "time"} <= set(slots) and all(slots.values())
    return (
        "wrong_computation"
        if told and match.fault in ("values", "missing_column")
        else _ROWS[match.fault or ""]
    )


def _told(part: Any) -> str:
    if isinstance(part, (frozenset, set)):
        return "{" + ", ".join(sorted(_told(item) for item in part)) + "}"
    if isinstance(part, tuple):
        return " ".join(_told(item) for item in part)
    return "none" if part is None else str(part)


# ── what stands beside it ───────────────────────────────────────────────────────────────────────────


def _beside(expected: Expectation, outcome: Outcome) -> Iterator[Shortfall]:
    codes = {item.code for item in outcome.warnings}
    yield from (Shortfall("missing_warning", code) for code in expected.warnings if code not in codes)
    yield from (Shortfall("extra_warning", code) for code in expected.no_warnings if code in codes)
    shown = visible_text(outcome).casefold()
    yield from (Shortfall("missing_text", text) for text in expected.text if text.casefold() not in shown)
    match outcome:
        case Answer():
            yield from _of_answer(expected, outcome)
        case Clarification():
            offered = {name for option in outcome.options for name in option.query.metrics}
            yield from (Shortfall("missing_option", name) for name in expected.options if name not in offered)
        case Refusal():
            if expected.reason and outcome.code != expected.reason:
                yield Shortfall("wrong_reason", f"{expected.reason} expected, {outcome.code} given")


def _of_answer(expected: Expectation, answer: Answer) -> Iterator[Shortfall]:
    if expected.analysis and answer.analysis != expected.analysis:
        yield Shortfall("wrong_analysis", f"{expected.analysis} expected, {answer.analysis} given")
    kind = answer.chart.kind if answer.chart else "none"
    if expected.chart and kind != expected.chart:
        yield Shortfall("wrong_chart", f"{expected.chart} expected, {kind} drawn")
    for rule in expected.findings:
        if not any(_fits(rule, item.kind, item.text) for item in answer.findings):
            yield Shortfall("missing_finding", f"{rule.kind} {rule.text}".strip())
    for rule in expected.no_findings:
        if any(_fits(rule, item.kind, item.text) for item in answer.findings):
            yield Shortfall("extra_finding", f"{rule.kind} {rule.text}".strip())


def _fits(rule: FindingRule, kind: str, text: str) -> bool:
    return rule.kind in ("", kind) and rule.text.casefold() in text.casefold()


def _forbidden(expected: Expectation, outcome: Outcome) -> Iterator[Shortfall]:
    shown = visible_text(outcome).casefold()
    yield from (Shortfall("forbidden_text", text) for text in expected.forbidden if text.casefold() in shown)


def visible_text(outcome: Outcome) -> str:
    """Everything of an outcome that somebody could read, without the words of the question itself."""
    document = {key: value for key, value in outcome.to_dict().items() if key not in _UNSEEN}
    return "\n".join(_texts(document))


def _texts(value: Any) -> Iterator[str]:
    """The texts and numbers in it; keys are the document's own words."""
    match value:
        case str():
            yield value
        case bool() | None:
            return
        case int() | float():
            yield str(value)
        case Mapping():
            for item in value.values():
                yield from _texts(item)
        case list() | tuple():
            for item in value:
                yield from _texts(item)
