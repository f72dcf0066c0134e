"""What a mean over groups is said to be over, where the words leave it open."""

from __future__ import annotations

import pytest

from assistant.reading import Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import ask


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("average contract amount per rep", ["rep"]),
        ("平均每个销售的签约金额", ["rep"]),
        ("average tickets per agent", []),
        ("average revenue per month", []),
        ("average revenue per customer", []),
    ],
)
def test_a_mean_of_amounts_is_told_from_one_of_records(
    demo_reader: Reader, text: str, over: list[str]
) -> None:
    found = ask(demo_reader, text)
    assert isinstance(found, Understood)
    assert [item.detail for item in found.assumptions if item.code == "average_over"] == over


def test_the_reading_shows_the_words_as_they_were_taken(demo_reader: Reader) -> None:
    found = ask(demo_reader, "average orders per month")
    assert [(span.text, span.means, span.value) for span in found.reading.spans] == [
        ("average", "analysis", "average"),
        ("orders", "metric", "order_count"),
        ("per month", "grain", "metric_time__month"),
    ]
