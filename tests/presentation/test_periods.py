from datetime import date

import pytest

from assistant.presentation.periods import period_text
from assistant.query import BEGINNING, TimeRange


@pytest.mark.parametrize(
    ("start", "end", "zh", "en"),
    [
        (date(2025, 1, 1), date(2026, 1, 1), "2025年", "2025"),
        (date(2025, 7, 1), date(2025, 10, 1), "2025年第3季度", "Q3 2025"),
        (date(2025, 11, 1), date(2025, 12, 1), "2025年11月", "November 2025"),
        (date(2025, 11, 11), date(2025, 11, 12), "2025-11-11", "2025-11-11"),
        (date(2025, 11, 1), date(2025, 11, 12), "2025-11-01 至 2025-11-11", "2025-11-01 to 2025-11-11"),
        (BEGINNING, date(2025, 10, 1), "截至 2025-09-30", "up to 2025-09-30"),
    ],
)
def test_periods_in_words(start: date, end: date, zh: str, en: str) -> None:
    period = TimeRange.of_dates(start, end)
    assert (period_text(period, "zh"), period_text(period, "en")) == (zh, en)
