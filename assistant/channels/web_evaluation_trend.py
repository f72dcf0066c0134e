"""The shares of wrong and right answers over the runs, as two charts: the small one would be flat beside the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from assistant.channels.web_evaluation_texts import Words
from assistant.evaluation.reports.figures import interval, one_line, percent
from assistant.evaluation.result import Verdict
from assistant.evaluation.summaries import Summary
from assistant.presentation.chart_frame import BAD, GOOD, Spec, framed

HEIGHT = 200
_COLOURS: Mapping[Verdict, str] = {"wrong": BAD, "right": GOOD}


def draw_trend(summaries: Sequence[Summary], groups: Mapping[str, int], words: Words) -> None:
    """`groups` say which runs may be joined by a line. One run alone is no trend."""
    if len(summaries) < 2:
        return
    for column, (verdict, colour) in zip(st.columns(2), _COLOURS.items(), strict=True):
        spec = trend(summaries, groups, verdict, colour, words)
        column.vega_lite_chart(spec, width="stretch", theme=None, key=f"trend-{verdict}")
    st.caption(words["trend"])


def trend(
    summaries: Sequence[Summary], groups: Mapping[str, int], verdict: Verdict, colour: str, words: Words
) -> Spec:
    """The chart of one verdict, oldest run first."""
    records = [_record(item, groups[item.id], verdict) for item in reversed(summaries)]
    x = {
        "field": "when", "type": "ordinal", "sort": None, "title": None,
        "axis": {"labelExpr": "slice(datum.label, 5, 16)", "labelOverlap": "greedy"},
    }  # fmt: skip
    y = {"field": "share", "type": "quantitative", "title": None, "scale": {"zero": verdict == "wrong"},
         "axis": {"format": ".1%" if verdict == "wrong" else ".0%", "tickCount": 5}}  # fmt: skip
    hint = [
        {"field": field, "title": words[title]}
        for field, title in {"when": "started", "told": verdict, "range": "confidence", "cases": "cases"}.items()
    ]  # fmt: skip
    whisker = {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}, "tooltip": hint}
    line = {"x": x, "y": y, "detail": {"field": "group", "type": "nominal"}}
    layers = [
        {"mark": {"type": "rule", "opacity": 0.35, "color": colour, "strokeWidth": 2}, "encoding": whisker},
        {"mark": {"type": "line", "color": colour}, "encoding": line},
        {"mark": {"type": "point", "filled": True, "opacity": 1, "size": 60, "color": colour},
         "encoding": {"x": x, "y": y, "tooltip": hint}},
    ]  # fmt: skip
    title = words["share"].format(verdict=words[verdict])
    return framed({"data": {"values": records}, "layer": layers}, title, height=HEIGHT)


def _record(item: Summary, group: int, verdict: Verdict) -> dict[str, Any]:
    rate = item.verdicts.rate(verdict)
    low, high = rate.interval
    return {
        "when": one_line(item.started.replace("T", " ")),
        "share": rate.value,
        "low": low if rate.of else None,
        "high": high if rate.of else None,
        "told": percent(rate.value),
        "range": interval(rate),
        "cases": item.cases,
        "group": group,
    }
