"""An edit changes what it says and nothing else, whatever it goes on from; or it is refused or asked about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.query import Condition, MetricQuery
from assistant.reading import Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask, rows_of, turn_of

CORPUS = Path(__file__).parents[1] / "corpus"
SLOTS = (
    *("metrics", "group_by", "where", "having", "time", "compare", "order_by", "limit", "share_of_total"),
    *("running", "moving", "totals", "average_per", "parameters"),
)
Holds = Callable[[MetricQuery, MetricQuery], bool]
"""The query before and after an edit to whether it says what was said."""


def _bases(language: str) -> list[str]:
    rows = rows_of(CORPUS / f"reading_demo_{language}.yml")
    return [row.text for row in rows if not {"else", "after"} & set(row.expected)]


def _keeps(value: str) -> Holds:
    return lambda before, after: any(
        item.op in ("=", "in") and value in item.values for item in _conditions(after)
    )


def _leaves_out(value: str, field: str) -> Holds:
    def holds(before: MetricQuery, after: MetricQuery) -> bool:
        left_in = any(item.op in ("=", "in") and value in item.values for item in _conditions(after))
        had = any(item.op in ("=", "in") and value in item.values for item in _conditions(before))
        out = any(item.op in ("!=", "not in") and value in item.values for item in _conditions(after))
        # Where others of its dimension are shown alone, it is left out already.
        narrowed = any(item.field == field and item.op in ("=", "in") for item in _conditions(before))
        return not left_in and (had or out or (narrowed and before.where == after.where))

    return holds


def _groups(name: str) -> Holds:
    return lambda before, after: name in {group.rsplit("__", 1)[-1] for group in after.group_by}


def _groups_also(name: str) -> Holds:
    return lambda before, after: _groups(name)(before, after) and set(before.group_by) <= set(after.group_by)


def _shows(name: str) -> Holds:
    return lambda before, after: name in after.metrics


def _shows_also(name: str) -> Holds:
    return lambda before, after: {*before.metrics, name} <= set(after.metrics)


def _conditions(query: MetricQuery) -> list[Condition]:
    return [item for item in (*query.where, *query.having) if isinstance(item, Condition)]


def _shows_all_parts(before: MetricQuery, after: MetricQuery) -> bool:
    """Whether the share of one part becomes those of all: grouped by what the part was picked by."""
    gone = [item for item in before.having if item not in after.having]
    parts = before.share_of_total and bool(gone) and not set(after.having) - set(before.having)
    return parts and all(isinstance(item, Condition) and item.field in before.group_by for item in gone)


_NARROWS, _GROUPS = ("where", "having"), ("group_by", "order_by", "limit")
_METRICS, _COMPARES = ("metrics", "order_by", "having"), ("compare", "time")
EDITS: tuple[tuple[str, Holds, tuple[str, ...]], ...] = (
    ("只看制造业", _keeps("manufacturing"), _NARROWS),
    ("那华东呢", _keeps("east_cn"), _NARROWS),
    ("去掉华东", _leaves_out("east_cn", "region"), _NARROWS),
    ("把企业版剔除", _leaves_out("Enterprise", "product"), _NARROWS),
    ("按区域看", _groups("region"), _GROUPS),
    ("再按行业拆", _groups_also("industry"), _GROUPS),
    ("赢单率呢", _shows("win_rate"), _METRICS),
    ("再加上线索量", _shows_also("lead_count"), _METRICS),
    ("不要对比了", lambda before, after: after.compare is None, _COMPARES),
    ("同比呢", lambda before, after: after.compare is not None, _COMPARES),
    ("区域不限", lambda before, after: "region" not in {item.field for item in _conditions(after)}, _NARROWS),
    ("only manufacturing", _keeps("manufacturing"), _NARROWS),
    ("what about East China?", _keeps("east_cn"), _NARROWS),
    ("leave East China out", _leaves_out("east_cn", "region"), _NARROWS),
    ("everything except Professional", _leaves_out("Professional", "product"), _NARROWS),
    ("per region", _groups("region"), _GROUPS),
    ("also by industry", _groups_also("industry"), _GROUPS),
    ("and win rate?", _shows("win_rate"), _METRICS),
    ("show leads too", _shows_also("lead_count"), _METRICS),
    ("without the comparison", lambda before, after: after.compare is None, _COMPARES),
    ("year over year", lambda before, after: after.compare is not None, _COMPARES),
    (
        "any region",
        lambda before, after: "region" not in {item.field for item in _conditions(after)},
        _NARROWS,
    ),
)


@pytest.mark.parametrize(("said", "holds", "slots"), EDITS, ids=[edit[0] for edit in EDITS])
def test_an_edit_changes_what_it_says_and_nothing_else(
    demo_reader: Reader, said: str, holds: Holds, slots: tuple[str, ...]
) -> None:
    answered = 0
    for text in _bases("en" if said.isascii() else "zh"):
        base = ask(demo_reader, text)
        if not isinstance(base, Understood) or not base.query.metrics:
            continue
        found = ask(demo_reader, said, (turn_of(text, base),))
        if not isinstance(found, Understood):
            continue
        answered += 1
        told = {item.code for item in found.assumptions} & {"not_kept", "comparison_not_kept"}
        kept = [name for name in SLOTS if getattr(base.query, name) != getattr(found.query, name)]
        assert holds(base.query, found.query), text
        if _shows_all_parts(base.query, found.query):
            kept.remove("having")
        assert told or set(kept) <= set(slots), (text, kept)
    assert answered > 20
