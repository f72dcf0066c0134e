"""When the fiscal year begins, said beside a question: "(our fiscal year starts February 1)". Where the catalog says the same
it adds nothing; another start than the catalog's is left for the question to be refused by.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.calendar import Calendar
from assistant.understanding.time.expr import Absolute
from assistant.understanding.time.grammar import recognize_times
from assistant.understanding.words import load_vocabulary


def fiscal_years_stated(text: str, calendar: Calendar) -> Iterator[tuple[int, int]]:
    """Stretches of a normalised text that say what the calendar says."""
    for pattern in load_vocabulary().patterns.get("fiscal.stated", ()):
        for found in pattern.finditer(text):
            times = [match.expr for match in recognize_times(found["month"], calendar)]
            months = [expr for expr in times if isinstance(expr, Absolute) and expr.year is None]
            if [(expr.month, expr.day or 1) for expr in months] == [(calendar.fiscal_year_start_month, 1)]:
                yield found.span()
