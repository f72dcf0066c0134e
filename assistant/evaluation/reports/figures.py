"""Numbers, names and texts as every report writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.evaluation.rates import Rate
from assistant.evaluation.result import CaseResult, Run, Verdict
from assistant.evaluation.score import Latency, Scores, Slice

TITLES: Mapping[Verdict, str] = {
    "wrong": "Wrong", "right": "Right", "incomplete": "Incomplete", "clarified": "Clarified",
    "refused": "Refused", "fault": "Fault", "gold_defect": "Gold defect", "unscored": "Unscored",
}  # fmt: skip
MEANINGS: Mapping[Verdict, str] = {
    "wrong": "not the expected answer, or one where none should be",
    "right": "as expected",
    "incomplete": "the right number without something that had to stand beside it",
    "clarified": "asked back where something else was expected",
    "refused": "declined where something else was expected",
    "fault": "something broke on the way",
    "gold_defect": "the case's own gold cannot be had",
    "unscored": "nothing is expected of it",
}
HEADLINE: tuple[Verdict, ...] = ("wrong", "right", "incomplete", "clarified", "refused", "fault")
SEVERITY: tuple[Verdict, ...] = ("wrong", "fault", "refused", "clarified", "incomplete")
NONE = "–"
_MOST_REASONS = 10
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def visible(text: str) -> str:
    """The text with nothing in it that a terminal or a browser would act upon, or XML forbids: texts come
    from case files and from a model.
    """
    return _UNSEEN.sub(_picture, text.replace("\r\n", "\n"))


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


def one_line(text: str, most: int = 200) -> str:
    """The visible text on one line, cut where it is longer."""
    line = " ".join(visible(text).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def cell(value: object) -> str:
    """A value of a table; nothing is not the same as an empty text."""
    if value is None:
        return "∅"
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) >= 1e7 else f"{value:,.8g}"
    return str(value)


def percent(value: float | None) -> str:
    return NONE if value is None else f"{value:.1%}"


def interval(rate: Rate) -> str:
    low, high = rate.interval
    return f"{low * 100:.1f}–{high:.1%}"


def counted(rate: Rate) -> str:
    """`96.0% (48/50)`."""
    return f"{percent(rate.value)} ({rate.count}/{rate.of})"


def milliseconds(value: float) -> str:
    if value >= 10_000:
        return f"{value / 1000:.0f} s"
    if value >= 1000:
        return f"{value / 1000:.1f} s"
    return f"{value:.0f} ms" if value >= 10 else f"{value:.1f} ms"


def stages(latency: Mapping[str, Latency]) -> list[tuple[str, Latency]]:
    """In the order of the way, the whole of it last."""
    return sorted(latency.items(), key=lambda item: item[0] == "total")


def duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"


def plural(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def configuration_title(name: str) -> str:
    return name or "as configured"


def reasons_of(result: CaseResult) -> str:
    return ", ".join(dict.fromkeys(one_line(item.code) for item in result.shortfalls))


def size(run: Run) -> str:
    """`62 cases`, and how many results where a case was run more than once."""
    cases = plural(len({item.id for item in run.results}), "case")
    repeated = len(run.results) > len({item.id for item in run.results})
    return f"{cases} ({len(run.results):,} results)" if repeated else cases


def spent(scores: Scores) -> str:
    if not scores.tokens and not scores.cost:
        return "no model was asked"
    return f"{scores.tokens:,} tokens, cost {scores.cost:,.4f}"


def named_figures(scores: Scores) -> Iterator[tuple[str, str]]:
    """Everything but the shares of verdicts; what there is nothing of is left out."""
    asked, refusal, latency = scores.clarification, scores.refusal, scores.latency
    answers = sum(item.right.of for item in scores.calibration.bins)
    if scores.slots:
        yield (
            "slots met",
            " · ".join(f"{one_line(name)} {counted(rate)}" for name, rate in scores.slots.items()),
        )
    if scores.recall_at_5.of:
        yield "retrieval", f"recall@1 {counted(scores.recall_at_1)} · recall@5 {counted(scores.recall_at_5)}"
    yield "clarification", f"precision {counted(asked.precision)} · recall {counted(asked.recall)}"
    yield "refusal", f"precision {counted(refusal.precision)} · recall {counted(refusal.recall)}"
    yield "calibration", f"error {scores.calibration.error:.3f} over {plural(answers, 'answer')}"
    if latency:
        told = (
            f"{one_line(stage)} {milliseconds(took.p50)} / {milliseconds(took.p95)}"
            for stage, took in stages(latency)
        )
        yield "latency", " · ".join(told) + " (p50 / p95)"
    yield "model", spent(scores)
    if scores.parity.of:
        yield "parity", f"{counted(scores.parity)} pairs of languages"
    if scores.stability.of:
        yield "stability", f"{counted(scores.stability)} repeated cases"
    if scores.reasons:
        reasons = [f"{one_line(code)} {count}" for code, count in scores.reasons.items()]
        yield "reasons", " · ".join(reasons[:_MOST_REASONS]) + (" · …" if reasons[_MOST_REASONS:] else "")


def partial(run: Run) -> str:
    """What a reader of an incomplete run must know first; empty for a complete one."""
    if run.complete:
        return ""
    why = f": {one_line(run.stopped)}" if run.stopped else ""
    return f"PARTIAL RUN{why}. Only {size(run)} had been run; the figures are of those."


def worst_first(slices: Mapping[str, Slice]) -> list[tuple[str, Slice]]:
    """By what is certain of them: one wrong answer out of one says less than five out of ten."""

    def badness(item: tuple[str, Slice]) -> tuple[float, float]:
        return -item[1].rate("wrong").interval[0], item[1].rate("right").interval[1]

    return sorted((item for item in slices.items() if item[1].scored), key=badness)
