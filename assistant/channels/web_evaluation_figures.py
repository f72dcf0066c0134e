"""The figures of a run: shares of verdicts, slices, what changed, and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import pandas as pd
import streamlit as st

from assistant.channels.web_evaluation_texts import Words
from assistant.evaluation.baseline import Change, Comparison, Movement
from assistant.evaluation.rates import Rate
from assistant.evaluation.reports.figures import (
    HEADLINE,
    interval,
    milliseconds,
    one_line,
    percent,
    worst_first,
)
from assistant.evaluation.reports.grouping import changes_of
from assistant.evaluation.result import Verdict
from assistant.evaluation.score import Latency, Scores, Slice
from assistant.presentation.safe import plain

_SLICES = ("tag", "language", "persona", "kind", "turn", "expected", "file")
_OURS = ("language", "kind", "turn", "expected")
"""Slices whose names are words of the product; the others are of the case files."""
_MOVEMENTS: tuple[Movement, ...] = ("broken", "worse", "fixed", "better")


def draw_shares(scores: Scores, comparison: Comparison | None, name: str, words: Words) -> None:
    """The share of each verdict, and by how much it moved since the run to compare with."""
    before = comparison.before.get(name) if comparison else None
    after = comparison.after.get(name) if comparison else None
    for column, verdict in zip(st.columns(len(HEADLINE)), HEADLINE, strict=True):
        rate = scores.total.rate(verdict)
        moved = _moved(before, after, verdict)
        good: Literal["normal", "inverse"] = "normal" if verdict == "right" else "inverse"
        column.metric(
            words[verdict],
            percent(rate.value),
            delta=words["delta"].format(points=moved) if moved is not None else None,
            delta_color=good if moved else "off",
            delta_arrow="auto" if moved else "off",
        )
        column.caption(f"{rate.count:,}/{rate.of:,} · {interval(rate)}")


def _moved(before: Slice | None, after: Slice | None, verdict: Verdict) -> float | None:
    """Percentage points, of the cases that both runs have scored."""
    if before is None or after is None:
        return None
    old, new = (found.rate(verdict).value or 0.0 for found in (before, after))
    return round((new - old) * 100, 1)


def draw_changes(comparison: Comparison | None, configuration: str, words: Words) -> None:
    if comparison is None:
        st.caption(words["choose_earlier"])
        return
    found = list(changes_of(comparison, configuration).values())
    after = comparison.after.get(configuration)
    counted = {
        "n": after.scored if after else 0,
        "added": len(comparison.added),
        "removed": len(comparison.removed),
    }
    st.caption(plain(words["of_both"].format(**counted)))
    if not found:
        st.info(words["no_changes"])
        return
    found.sort(key=lambda item: _MOVEMENTS.index(item.movement))
    st.dataframe(_changes(found, words), hide_index=True, width="stretch")


def _changes(found: Sequence[Change], words: Words) -> pd.DataFrame:
    table = {
        words["movement"]: [words[item.movement] for item in found],
        words["asked"]: [one_line(item.question) for item in found],
        words["before_after"]: [f"{words[item.before]} → {words[item.after]}" for item in found],
        words["why"]: [one_line(item.why) for item in found],
        "id": [one_line(item.id) for item in found],
    }
    return pd.DataFrame(table)


def draw_slices(scores: Scores, words: Words) -> None:
    kinds = [kind for kind in _SLICES if worst_first(scores.slices.get(kind, {}))]
    if not kinds:
        st.caption(words["none"])
        return
    chosen = st.pills(
        words["tab_slices"],
        kinds,
        format_func=words.__getitem__,
        default=kinds[0],
        label_visibility="collapsed",
        key="slices",
    )
    kind = chosen or kinds[0]
    table = _slices(kind, worst_first(scores.slices[kind]), words)
    st.dataframe(table, hide_index=True, width="stretch")


def _slices(kind: str, found: Sequence[tuple[str, Slice]], words: Words) -> pd.DataFrame:
    table = {
        words[kind]: [_named(kind, name, words) for name, _ in found],
        words["scored"]: [item.scored for _, item in found],
        **{words[name]: [percent(item.rate(name).value) for _, item in found] for name in HEADLINE},
        words["confidence"]: [f"{words['wrong']} {interval(item.rate('wrong'))}" for _, item in found],
    }
    return pd.DataFrame(table)


def _named(kind: str, name: str, words: Words) -> str:
    return words.get(name, name) if kind in _OURS else one_line(name) or "–"


def draw_figures(scores: Scores, words: Words) -> None:
    found = [(name, rate) for name, rate in _rates(scores, words) if rate.of]
    table = {
        words["figure"]: [name for name, _ in found],
        words["rate"]: [percent(rate.value) for _, rate in found],
        words["count"]: [f"{rate.count}/{rate.of}" for _, rate in found],
        words["confidence"]: [interval(rate) for _, rate in found],
    }
    st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch", height="content")
    total = scores.latency.get("total", Latency(0, 0, 0))
    said = {"p50": milliseconds(total.p50), "p95": milliseconds(total.p95)}
    spent = {"tokens": scores.tokens, "cost": scores.cost, "calibration": scores.calibration.error}
    st.caption(plain(words["spent"].format(**said, **spent)))


def _rates(scores: Scores, words: Words) -> Iterator[tuple[str, Rate]]:
    for name, rate in scores.slots.items():
        yield words["slot"].format(name=one_line(name)), rate
    yield words["recall"].format(n=1), scores.recall_at_1
    yield words["recall"].format(n=5), scores.recall_at_5
    yield words["clarify_precision"], scores.clarification.precision
    yield words["clarify_recall"], scores.clarification.recall
    yield words["refuse_precision"], scores.refusal.precision
    yield words["refuse_recall"], scores.refusal.recall
    yield words["parity"], scores.parity
    yield words["stability"], scores.stability
