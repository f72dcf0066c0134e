"""An unknown word right before what is measured says which of it is meant: no answer goes on as if it were not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.reading import Understood
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.read import Reader
from tests.understanding.corpus import Row, read_row, rows_of

CORPUS = Path(__file__).parents[1] / "corpus"
WORDS = {
    "zh": ("进口", "国产", "批发", "海外", "内部"),
    "en": ("refundable", "imported", "wholesale", "unpaid", "broken", "northern", "digital", "premium"),
}


def _described(reader: Reader, row: Row, word: str) -> str | None:
    """The question with the word before the first metric that it names; None where it names none by itself."""
    text, pieces = reader.cutter.cut(normalize(row.text))
    named = [piece for piece in pieces if (piece.metrics or piece.terms) and not piece.values]
    if not named:
        return None
    at = text.origin(named[0].start, named[0].end)[0]
    return f"{row.text[:at]}{word}{' ' if word.isascii() else ''}{row.text[at:]}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_answer_passes_over_what_describes_it(demo_reader: Reader, language: str) -> None:
    passed_over, tried = [], 0
    for at, row in enumerate(rows_of(CORPUS / f"reading_demo_{language}.yml")):
        words = WORDS[language]
        if "m" not in row.expected or {"after", "else"} & set(row.expected):
            continue
        asked = _described(demo_reader, row, words[at % len(words)])
        if asked is None:
            continue
        tried += 1
        plain, found = read_row(demo_reader, row), read_row(demo_reader, Row(asked, {"q": asked}))
        if isinstance(plain, Understood) and isinstance(found, Understood):
            same = (found.query.where, found.query.having) == (plain.query.where, plain.query.having)
            passed_over += [asked] if same else []
    assert tried > 50
    assert not passed_over, passed_over
