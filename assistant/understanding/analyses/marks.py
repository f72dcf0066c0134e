"""Words that ask for an analysis, found in a question by phrases and by build. Data, read once from TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.kept import table
from assistant.understanding.cutting.phrases import PhraseTable
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.patterns import Pattern
from assistant.understanding.vocabulary import FOLDER

_NAMED_AS_WELL = (
    "touch.",
    "test.",
    "change.",
    "cadence.",
    "channel.",
    "cohort.",
    "limit.",
    "path.frame",
    "owner.",
    "layer.",
    "decision.frame",
    "problems.frame",
)
"""Roles of words that a catalog may name too and that mean the same then."""
_NOTHING = ["\u00a6"]
"""Stands for what says nothing: a mark that no phrase has."""
_KNOWN = "intent.asked"
_PLAIN = "plain"
"""Of a pattern for words that are no marks where they stand, as the "down" of "break them down"."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the normalised text with what it does, such as `drivers.ask`."""

    role: str
    start: int
    end: int
    factor: float | None = None
    """Of a word such as "doubled": the change as a rate."""

    def is_(self, *roles: str) -> bool:
        return self.role in roles


@dataclass(frozen=True, slots=True)
class Found:
    """What a pattern caught: the words that ask, and the parts that it names."""

    role: str
    cues: tuple[tuple[int, int], ...]
    parts: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    phrases: PhraseTable[str]
    factors: PhraseTable[float]
    patterns: Mapping[str, tuple[Pattern, ...]]


@table
def _vocabularies() -> dict[str, Vocabulary]:
    return {kind: _vocabulary(kind) for kind in ("analyses", "dictionary")}


def load_vocabulary(kind: str = "analyses") -> Vocabulary:
    """The words of both languages of `analyses_*.toml` or `dictionary_*.toml`."""
    return _vocabularies()[kind]


def _vocabulary(kind: str) -> Vocabulary:
    phrases: PhraseTable[str] = PhraseTable()
    factors: PhraseTable[float] = PhraseTable()
    patterns: dict[str, tuple[Pattern, ...]] = {}
    for language in ("zh", "en"):
        document = tomllib.loads((FOLDER / f"{kind}_{language}.toml").read_text(encoding="utf-8"))
        for role, entries in document["phrases"].items():
            for entry in entries:
                phrases.add(entry, role)
        for entry, factor in document.get("factors", {}).items():
            factors.add(entry, float(factor))
        for role, expressions in document["patterns"].items():
            known = tuple(Pattern(each, re.IGNORECASE) for each in expressions)
            patterns[role] = patterns.get(role, ()) + known
    return Vocabulary(phrases, factors, patterns)


@dataclass(frozen=True, slots=True)
class Marks:
    """Every mark of one question, and what its patterns caught."""

    text: str
    marks: tuple[Mark, ...]
    found: tuple[Found, ...]

    def spans(self) -> list[tuple[int, int]]:
        caught = [span for item in self.found for span in item.cues]
        return [(mark.start, mark.end) for mark in self.marks] + caught

    def of(self, *roles: str) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.role in roles)

    def caught(self, *roles: str) -> tuple[Found, ...]:
        return tuple(item for item in self.found if item.role in roles)

    def has(self, *roles: str) -> bool:
        return bool(self.of(*roles) or self.caught(*roles))

    def ends_at(self, place: int, *roles: str) -> bool:
        """Whether such a mark ends right before `place`, spaces and articles apart."""
        before = self.text[:place].rstrip()
        for article in (" the", " a", " an", "的"):
            before = before.removesuffix(article).rstrip()
        return any(mark.end == len(before) for mark in self.of(*roles))

    def begins_at(self, place: int, *roles: str) -> bool:
        gap = len(self.text[place:]) - len(self.text[place:].lstrip())
        return any(mark.start == place + gap for mark in self.of(*roles))


def marks_of(text: str, pieces: Sequence[Piece], vocabulary: Vocabulary) -> Marks:
    """The marks of a normalised text. What the catalog names in it is no mark, unless the mark says more."""
    tokens = tokenize(text)
    spans = [(piece.start, piece.end) for piece in pieces if piece.concerns]
    whole = [(p.start, p.end) for p in pieces if p.time is not None or p.number is not None]
    marks = [
        Mark(role, tokens[first].start, tokens[last - 1].end)
        for first, last, roles in vocabulary.phrases.matches(tokens)
        for role in roles
    ]
    marks += [
        Mark("change.up" if factor > 0 else "change.down", tokens[first].start, tokens[last - 1].end, factor)
        for first, last, factors in vocabulary.factors.matches(tokens)
        for factor in factors
    ]
    caught = list(_caught(text, vocabulary, spans))
    whole += [span for item in caught if item.role == _PLAIN for span in item.cues]
    kept = tuple(mark for mark in marks if stands(mark, spans) and not _is_inside(mark, whole))
    return Marks(text, kept, tuple(item for item in caught if item.role != _PLAIN))


def _is_inside(mark: Mark, whole: Iterable[tuple[int, int]]) -> bool:
    """Whether the mark is only a part of a period or a number."""
    place = (mark.start, mark.end)
    return any(start <= mark.start and mark.end <= end and (start, end) != place for start, end in whole)


def stands(mark: Mark, named: Iterable[tuple[int, int]]) -> bool:
    for start, end in named:
        if start >= mark.end or end <= mark.start:
            continue
        inside = mark.start <= start and end <= mark.end
        same = (start, end) == (mark.start, mark.end)
        if not inside or (same and not mark.role.startswith(_NAMED_AS_WELL)):
            return False
    return True


def _caught(text: str, vocabulary: Vocabulary, named: Sequence[tuple[int, int]]) -> Iterator[Found]:
    for role, patterns in vocabulary.patterns.items():
        for pattern in patterns:
            for match in pattern.finditer(text):
                groups = {name: match.span(name) for name, said in match.groupdict().items() if said}
                cues = tuple(span for name, span in groups.items() if name.startswith("cue"))
                parts = {name: span for name, span in groups.items() if not name.startswith("cue")}
                if not cues and not parts:
                    cues = (match.span(),)
                if parts or all(stands(Mark(role, *span), named) for span in cues):
                    yield Found(role, cues, parts)


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text of the same length with stretches of it made to say nothing."""
    out = list(text)
    for start, end in spans:
        out[start:end] = _NOTHING * (end - start)
    return "".join(out)


def shielded(text: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Unread pieces that are words of an analysis, marked as known: they are no misspelt names."""
    marks = [
        mark
        for kind in ("analyses", "dictionary")
        for mark in marks_of(text, pieces, load_vocabulary(kind)).spans()
    ]
    return tuple(
        replace(piece, roles=piece.roles | {_KNOWN}) if piece.unread and piece.within(*marks) else piece
        for piece in pieces
    )


def unshielded(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(
        replace(piece, roles=piece.roles - {_KNOWN}) if _KNOWN in piece.roles else piece for piece in pieces
    )
