"""Searching the catalog with a question: its periods are no words of a metric."""

from __future__ import annotations

import pytest

from assistant.understanding.read import Reader


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("leads in 2025", "leads in"),
        ("2025年线索量", "线索量"),
        ("revenue last month", "revenue"),
        ("monthly churn rate", "monthly churn rate"),
        ("day-7 retention", "day-7 retention"),
        ("revenue growth on last year", "revenue growth on last year"),
        ("clients we lose each month", "clients we lose each month"),
        ("last month", "last month"),
        ("", ""),
    ],
)
def test_only_dates_are_left_out(demo_reader: Reader, text: str, left: str) -> None:
    assert demo_reader.undated(text) == left
