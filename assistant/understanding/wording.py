"""The words by which a question is recognised as one that is known: all that could tell it from another one.

Left out is only its frame (`Frame` of the vocabulary): greetings and words of asking at its ends, punctuation,
the article. Everything else counts, in its order: prepositions, signs, the point in 1.5, capitals that make a
code of an everyday word (US and "us").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.understanding.cutting.normalize import Normalized
from assistant.understanding.cutting.tokens import Token, tokenize
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.words import Frame, Vocabulary

Words = tuple[str, ...]
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wording:
    """Two questions with the same `words` ask the same."""

    words: Words
    places: tuple[Stretch, ...]
    """Where each of the words stands in the normalised text."""
    framed: tuple[Stretch, ...]
    """Words of asking that were left out at either end."""


def wording_of(text: Normalized, lexicon: Lexicon, vocabulary: Vocabulary) -> Wording:
    """Empty where nothing is asked."""
    tokens = tokenize(text.text)
    names = tuple((first, last) for first, last, _ in lexicon.phrases.matches(tokens, vocabulary.inside))
    spelt = [_word(text, token, vocabulary) for token in tokens]
    first, last, framed = _core(tokens, spelt, names, vocabulary.frame)
    words: list[str] = []
    places: list[Stretch] = []
    for at in range(first, last):
        for joint, start, end in _joint(text, tokens, names, first, at):
            words.append(joint)
            places.append((start, end))
        if not _is_silent(spelt[at], tokens, names, at, vocabulary.frame):
            words.append(spelt[at])
            places.append((tokens[at].start, tokens[at].end))
    return Wording(tuple(words), tuple(places), framed)


def _core(
    tokens: Sequence[Token], spelt: Sequence[str], names: Sequence[Stretch], frame: Frame
) -> tuple[int, int, tuple[Stretch, ...]]:
    """The tokens between what opens and what closes the question, and what was left out."""
    openings: dict[int, int] = {}
    closings: dict[int, int] = {}
    for start, end, kinds in frame.phrases.matches(tokens):
        codes = any(spelt[at] != tokens[at].text for at in range(start, end))
        if codes or _cuts(names, start, end):
            continue  # "HI leads", "show ME leads", and a metric that is called show-me rate
        if "opening" in kinds:
            openings[start] = end  # of several the longest, which comes last
        if "closing" in kinds:
            closings.setdefault(end, start)
    first, opened = _opened(tokens, openings, frame.marks)
    last, closed = _closed(tokens, closings, frame.marks, first)
    return first, last, (*opened, *closed)


def _opened(
    tokens: Sequence[Token], openings: Mapping[int, int], marks: frozenset[str]
) -> tuple[int, list[Stretch]]:
    first = 0
    framed: list[Stretch] = []
    while first < len(tokens):
        past = openings.get(first)
        if past is None and not _is_mark(tokens, first, marks):
            break
        if past is not None:
            framed.append((tokens[first].start, tokens[past - 1].end))
        first = past or first + 1
    return first, framed


def _closed(
    tokens: Sequence[Token], closings: Mapping[int, int], marks: frozenset[str], first: int
) -> tuple[int, list[Stretch]]:
    last = len(tokens)
    framed: list[Stretch] = []
    while last > first:
        start = closings.get(last, -1)
        if start < first and not _is_mark(tokens, last - 1, marks):
            break
        if start >= first:
            framed.append((tokens[start].start, tokens[last - 1].end))
        last = start if start >= first else last - 1
    return last, framed


def _cuts(names: Sequence[Stretch], start: int, end: int) -> bool:
    """Whether a name of the catalog lies across the phrase."""
    return any(first < end and last > start and not (start <= first and last <= end) for first, last in names)


def _is_mark(tokens: Sequence[Token], at: int, marks: frozenset[str]) -> bool:
    """Punctuation, unless it belongs to a number (1,000) or to another sign (!=)."""
    token = tokens[at]
    if token.kind != "mark" or token.text not in marks:
        return False
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    if behind is None or behind.start != token.end:
        return True
    return behind.kind != "digit" and (behind.kind != "mark" or behind.text in marks)


def _joint(
    text: Normalized, tokens: Sequence[Token], names: Sequence[Stretch], first: int, at: int
) -> tuple[tuple[str, int, int], ...]:
    """The hyphen or point before a token, unless it is inside a name: click-through, but Q1-Q3 and 1.5."""
    if at == first:
        return ()
    start, end = tokens[at - 1].end, tokens[at].start
    joint = text.text[start:end].strip()
    if not joint or any(name < at < behind for name, behind in names):
        return ()
    return ((joint, start, end),)


def _word(text: Normalized, token: Token, vocabulary: Vocabulary) -> str:
    """The folded word; one that is a code when it is typed in capitals keeps them."""
    start, end = text.origin(token.start, token.end)
    typed = text.raw[start:end]
    if typed.isupper() and token.kind == "latin":
        everyday = vocabulary.codewords["everyday"] | vocabulary.codewords["object"]
        if typed.lower() in everyday:
            return typed
    return token.text


def _is_silent(word: str, tokens: Sequence[Token], names: Sequence[Stretch], at: int, frame: Frame) -> bool:
    """A comma between two names lists them: "MQL, SQL rate" is not "MQL SQL rate"."""
    if word in frame.inside:
        return True
    if not _is_mark(tokens, at, frame.inner_marks):
        return False
    return not (any(last == at for _, last in names) and any(first == at + 1 for first, _ in names))
