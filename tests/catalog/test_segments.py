"""Segments and listings of a catalog: read, and refused with what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.catalog.load import load_catalog
from tests.catalog.writing import ORDERS, codes_of, write


def _segment(query: str) -> str:
    return f"{ORDERS}segments:\n  - {{name: big, labels: {{en: big}}, query: {query}}}\n"


def test_what_is_limited_is_shown(tmp_path: Path) -> None:
    having = "having: [{field: revenue, op: '>', values: [10]}]"
    text = _segment(f"{{metrics: [order_count], group_by: [status], {having}}}")
    segment = load_catalog(write(tmp_path, catalog_part__yml=text)).playbooks.segments["big"]
    assert segment.query.metrics == ("order_count", "revenue")
    assert segment.query.group_by == ("status",)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (_segment("{metrics: [revenue]}"), ["bad_segment"]),
        (_segment("{having: [{field: revenue, op: '>', values: [10]}]}"), ["bad_segment"]),
        (_segment("{where: [{field: status, op: '=', values: [paid]}], limit: 3}"), ["bad_segment"]),
        (_segment("{where: [{field: state, op: '=', values: [paid]}]}"), ["unknown_dimension"]),
        (
            _segment("{group_by: [status], having: [{field: profit, op: '>', values: [1]}]}"),
            ["unknown_metric"],
        ),
        (f"{ORDERS}segments:\n  - {{name: big, labels: {{en: big}}}}\n", ["bad_segment"]),
    ],
    ids=["no condition", "no groups", "more than a condition", "dimension", "metric", "no query"],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, codes: list[str]) -> None:
    found = codes_of(tmp_path, text)
    assert [code for code in found if code in ("bad_segment", *codes)] == codes


def test_names_of_listings_are_checked(tmp_path: Path) -> None:
    listed = "{type: categorical, config: {meta: {listed_with: [profit], listed_by: [shop]}}}"
    text = ORDERS.replace("dimension: categorical", f"dimension: {listed}")
    assert {"unknown_metric", "unknown_dimension"} <= set(codes_of(tmp_path, text))
