"""Expressions that are compiled when a text has their letters find what `re` finds."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.analyses.marks import load_vocabulary as analysis_words
from assistant.understanding.cutting.asides import contexts, prefaces
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.patterns import Pattern
from assistant.understanding.words import load_vocabulary

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("多少钱", {"多少钱"}),
        ("which (?:one|ones) of", {"which "}),
        ("(?:which|what) of them", {" of them"}),
        ("(?:which|what)s?", {"which", "what"}),
        ("哪(?:个|些)?渠道", {"渠道"}),
        ("渠道(?:[A-Z]+)?", {"渠道"}),
        ("abc?", {"ab"}),
        ("ab{2,3}c", {"a"}),
        ("ab{0,3}", {"a"}),
        ("(?:ab)*cd+e", {"c"}),
        ("(?:ab)+", {"ab"}),
        (r"\bper \d+\.5", {"per "}),
        (r"(?<!not )sold(?! out)", {"sold"}),
        (r"(?P<verb>卖|买)(?P=verb)", set()),
        ("(?i)sold", set()),
        (r"\u4e00", set()),
        ("a|b|", set()),
        ("a|[bc]", set()),
        ("[]a]b", {"b"}),
        (r"[^\]a]bc", {"bc"}),
        ("a(?=bc)", {"bc"}),
    ],
)
def test_what_an_expression_cannot_do_without(pattern: str, needs: set[str]) -> None:
    assert set(Pattern(pattern).needs) == needs


def test_letters_in_either_case_are_found_where_case_does_not_matter() -> None:
    pattern = Pattern("Per Day", re.IGNORECASE)
    assert pattern.search("sales PER DAY")
    assert not Pattern("Per Day").search("sales per day")


def test_it_is_kept_as_its_text() -> None:
    pattern = Pattern("(卖|买)了", re.IGNORECASE)
    pattern.search("卖了")
    again = pickle.loads(pickle.dumps(pattern))
    assert (again.pattern, again.flags) == (pattern.pattern, re.IGNORECASE)
    assert again.sub("x", "都卖了") == "都x"


def test_methods_are_those_of_a_compiled_expression() -> None:
    pattern = Pattern("(?P<n>a+)b")
    for text in ("xaab ab", "xyz", ""):
        plain = re.compile("(?P<n>a+)b")
        for start, end in ((0, len(text)), (1, 4), (2, 3)):
            said, expected = pattern.match(text, start, end), plain.match(text, start, end)
            assert (said and said.span()) == (expected and expected.span())
            spans = [found.span("n") for found in pattern.finditer(text, start, end)]
            assert spans == [found.span("n") for found in plain.finditer(text, start, end)]
        assert (pattern.fullmatch(text) is None) == (plain.fullmatch(text) is None)
        assert (pattern.search(text, 1) is None) == (plain.search(text, 1) is None)
        assert pattern.sub("-", text) == plain.sub("-", text)


_LETTER = st.sampled_from(["a", "b", "卖", "[ab]", r"\d", ".", r"\.", "^", "$", r"\b"])
_EXPRESSIONS = st.recursive(
    _LETTER,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("|".join),
        inner.map(lambda it: f"(?:{it})"),
        inner.map(lambda it: f"({it})"),
        inner.map(lambda it: f"(?!{it})"),
        inner.map(lambda it: f"(?={it})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,1}", "??", "+?"])).map(
            lambda it: f"(?:{it[0]}){it[1]}"
        ),
    ),
    max_leaves=8,
)


@given(_EXPRESSIONS, st.text(alphabet="ab卖1. ", max_size=8))
def test_no_match_is_missed(pattern: str, text: str) -> None:
    expected = re.compile(pattern).search(text)
    found = Pattern(pattern).search(text)
    assert (found and found.span()) == (expected and expected.span())


def test_none_of_the_vocabulary_is_missed_in_the_questions() -> None:
    texts = [normalize(text).text for text in _questions()][::9]
    assert len(texts) > 200
    for pattern in _patterns():
        fresh = [bool(Pattern(pattern.pattern, pattern.flags).search(text)) for text in texts]
        plain = re.compile(pattern.pattern, pattern.flags)
        assert fresh == [bool(plain.search(text)) for text in texts], pattern


def _patterns() -> Iterator[Pattern]:
    for words in (load_vocabulary(), analysis_words("analyses"), analysis_words("dictionary")):
        yield from (pattern for patterns in words.patterns.values() for pattern in patterns)
    for said in (contexts._words(), prefaces._words()):
        for name in said.__slots__:
            yield from (each for each in getattr(said, name) if isinstance(each, Pattern))


def _questions() -> Iterator[str]:
    for file in sorted((ROOT / "tests" / "questions").glob("*.yml")):
        document = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        yield from _texts(document["cases"] if isinstance(document, dict) else document)


def _texts(item: Any) -> Iterator[str]:
    for case in item:
        question = case["question"]
        yield from question.values() if isinstance(question, dict) else [question]
