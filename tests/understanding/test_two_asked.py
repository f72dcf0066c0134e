"""Two numbers of different kinds that are asked for in clauses of their own: one is never passed over for the other."""

from __future__ import annotations

import pytest

from assistant.reading import Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask


@pytest.mark.parametrize(
    ("question", "metrics"),
    [
        ("2025年P1工单有多少张，平均多久解决", {"ticket_count", "art"}),
        ("2025年华东被投诉了多少次，平均多久解决", {"art"}),
        ("how many outages did we have in 2025, and how long does it take to resolve a ticket", {"art"}),
    ],
)
def test_either_both_or_neither(demo_reader: Reader, question: str, metrics: set[str]) -> None:
    found = ask(demo_reader, question)
    assert not isinstance(found, Understood) or (len(metrics) == 2 and set(found.query.metrics) == metrics)
