"""Regular expressions of the vocabulary, of which a question needs few: each is compiled when a text first has the letters
that the expression cannot do without.

Of eleven hundred expressions a question leaves about eighty; to compile them all takes 0.2 s.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property

_QUANTIFIERS = "*+?{"
_COUNT = re.compile(r"\{(\d*)(?:,\d*)?\}")
_PLAIN_ESCAPES = frozenset("bBAZdDsSwW0123456789")
"""Letters behind a backslash that stand for no letter of their own."""


class Pattern:
    """One regular expression. Methods are those of `re.Pattern`; it is pickled as its text."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags
        self._compiled: re.Pattern[str] | None = None

    def __reduce__(self) -> tuple[type[Pattern], tuple[str, int]]:
        return Pattern, (self.pattern, self.flags)

    def __repr__(self) -> str:
        return f"Pattern({self.pattern!r})"

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Strings of which a text has one, in lower case where case does not matter, or nothing in it matches. Empty where
        that is not known.
        """
        found = _Reader(self.pattern).needed() or ()
        return tuple(each.lower() for each in found) if self.flags & re.IGNORECASE else tuple(found)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        found = self._for(text)
        return found.search(text, start) if found else None

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        found = self._for(text)
        return found.match(text, start, end) if found else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        found = self._for(text)
        return found.fullmatch(text) if found else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        found = self._for(text)
        return found.finditer(text, start, end) if found else iter(())

    def sub(self, replacement: str, text: str) -> str:
        found = self._for(text)
        return found.sub(replacement, text) if found else text

    def _for(self, text: str) -> re.Pattern[str] | None:
        """The expression compiled; None where it cannot match in the text. Once it is compiled, to try is cheaper than to
        look first.
        """
        if self._compiled is None:
            said = text.lower() if self.flags & re.IGNORECASE else text
            if self.needs and not any(each in said for each in self.needs):
                return None
            self._compiled = re.compile(self.pattern, self.flags)
        return self._compiled


def either(said: Iterable[str]) -> str:
    """An expression for one of these as it is written, the longest first; to be put in a group."""
    return "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True))


class _Unknown(Exception):
    """What is written in a way that this module does not read."""


class _Reader:
    """Reads an expression for the strings that it cannot do without. Knows what the vocabulary uses: letters, classes,
    groups, looking around and quantifiers.
    """

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def needed(self) -> frozenset[str] | None:
        """Strings of which every match has one; None where there are none, or they are not known."""
        try:
            found = self._either()
        except _Unknown:
            return None
        return found if self._at == len(self._text) else None

    def _either(self) -> frozenset[str] | None:
        """Of ways parted by "|", one string for each."""
        ways = [self._row()]
        while self._next() == "|":
            self._at += 1
            ways.append(self._row())
        known = [way for way in ways if way is not None]
        return frozenset().union(*known) if len(known) == len(ways) else None

    def _row(self) -> frozenset[str] | None:
        """Of what stands one behind the other, the part that says most."""
        parts: list[frozenset[str]] = []
        run = ""
        while (letter := self._next()) and letter not in "|)":
            part = self._part()
            least = self._least()
            if least is None and isinstance(part, str):
                run += part
                continue
            if run:
                parts.append(frozenset({run}))
            run = ""
            if part and least != 0:
                parts.append(frozenset({part}) if isinstance(part, str) else part)
        if run:
            parts.append(frozenset({run}))
        return max(parts, key=lambda part: (min(map(len, part)), -len(part)), default=None)

    def _part(self) -> str | frozenset[str] | None:
        """One letter, what a group needs, or None for what stands for several letters or for none."""
        letter = self._text[self._at]
        self._at += 1
        if letter == "\\":
            return self._escaped()
        if letter == "[":
            self._pass_class()
            return None
        if letter == "(":
            return self._group()
        return None if letter in ".^$" else letter

    def _escaped(self) -> str | None:
        letter = self._next()
        self._at += 1
        if letter in _PLAIN_ESCAPES:
            return None
        if not letter or letter.isalnum():
            raise _Unknown
        return letter

    def _pass_class(self) -> None:
        start = self._at + (self._next() == "^")
        self._at = start
        while (letter := self._next()) != "]" or self._at == start:
            if not letter:
                raise _Unknown
            self._at += 2 if letter == "\\" else 1
        self._at += 1

    def _group(self) -> frozenset[str] | None:
        ahead = True
        if self._next() == "?":
            kinds = ("?:", "?=", "?!", "?<=", "?<!", "?P<")
            kind = next((kind for kind in kinds if self._text.startswith(kind, self._at)), None)
            if kind is None:
                raise _Unknown
            self._at += len(kind)
            if kind == "?P<":
                self._at = self._text.index(">", self._at) + 1
            ahead = not kind.endswith("!")
        inside = self._either()
        if self._next() != ")":
            raise _Unknown
        self._at += 1
        return inside if ahead else None

    def _least(self) -> int | None:
        """How often what stands before has to come at least; None where nothing says so, which is once."""
        letter = self._next()
        if not letter or letter not in _QUANTIFIERS:
            return None
        least = 1 if letter == "+" else 0
        if letter == "{":
            told = _COUNT.match(self._text, self._at)
            if told is None:
                raise _Unknown
            least = int(told[1] or 0)
            self._at = told.end() - 1
        self._at += 1
        if self._next() in ("?", "+"):
            self._at += 1
        return least

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]
