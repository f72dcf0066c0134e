"""The words of time in a text: phrases of the vocabulary and the calendar, numbers, written dates.

A vocabulary file holds tables; the table's name is the kind of its words, the key what they stand for:

    [period]  "unit offset"      [unit] unit            [span]   "n unit"        [part] "field value"
    [shift]   offset             [recent] manner        [window] "unit part"     [comparison] "kind unit"
    [grain]   unit, or "unit trend" for a word that needs 走势 or the like behind it

and, for all other tables, a number or a plain word. `guards` say around which words a phrase does not
count: regular expressions of which `before` or `after` must hold, `not_before` and `not_after` must not.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from assistant.catalog.calendar import Calendar
from assistant.kept import table
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.cutting.numerals import parse_chinese
from assistant.understanding.time.dates_written import century, written_dates
from assistant.understanding.time.expr import (
    Absolute,
    GrainWord,
    HolidayRef,
    Relative,
    Rolling,
    Third,
    TimeComparison,
    ToDate,
    Window,
)
from assistant.understanding.vocabulary import FOLDER

_FILES = ("time_zh.toml", "time_en.toml")
_NOT_WORDS = ("guards", "preceded_by", "followed_by", "cohort")
_DIGITS = re.compile(r"(?<![a-z0-9_#.])\d{1,4}(?![a-z_]|\d|\.\d)|(?<![0-9_#.])(?:19|20)\d\d(?=年)")
_GLUED_DIGITS = re.compile(
    r"(?<![a-z0-9_#.])\d{1,3}(?=(?:st|nd|rd|th|days?|weeks?|months?|years?|quarters?|hours?)\b)"
)
_CHINESE_NUMBER = re.compile(r"[〇零一二两三四五六七八九十百千]+")
_ZEROES = "零〇"
_CHINESE_PAIR = "一二两三四五六七八九"
_INNER_HYPHEN = r"(?<=[a-z])-(?=[a-z]|(?:19|20)\d\d(?!\d))"
_ORDINAL = re.compile(r"(?<![a-z0-9_.])(?:the )?(\d{1,2})(?:st|nd|rd|th)\b")


class Word(NamedTuple):
    """A word and where it stands; `value` is None where the kind says it all."""

    start: int
    end: int
    kind: str
    value: Any = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Guard:
    """`only` narrows the guard to some kinds of words."""

    before: str | None = None
    after: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    only: str | None = None
    unless_before: str | None = None
    """What makes all of the others not count."""

    def concerns(self, kind: str) -> bool:
        return self.only is None or kind in self.only.split()

    def allows(self, text: str, start: int, end: int) -> bool:
        if self.unless_before and _precedes(self.unless_before, text, start, end):
            return True
        wanted = (self.before, _precedes), (self.after, _follows)
        asked = any(pattern for pattern, _ in wanted)
        if asked and not any(pattern and holds(pattern, text, start, end) for pattern, holds in wanted):
            return False
        refused = (self.not_before, _precedes), (self.not_after, _follows)
        return not any(pattern and holds(pattern, text, start, end) for pattern, holds in refused)


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The vocabulary of both languages. `phrases` gives the meanings of a phrase as (kind, value)."""

    phrases: Mapping[str, tuple[tuple[str, Any], ...]]
    lengths: Mapping[str, tuple[int, ...]]
    """By first character, the lengths of phrases, longest first."""
    guards: Mapping[str, tuple[Guard, ...]]
    named_guards: Mapping[str, Guard] = field(default_factory=dict)

    def in_text(self, text: str) -> Iterator[Word]:
        """Every phrase of the vocabulary in `text`, overlaps included."""
        for start in range(len(text)):
            for length in self.lengths.get(text[start], ()):
                phrase = text[start : start + length]
                if phrase in self.phrases and _whole_word(text, start, start + len(phrase)):
                    yield from self._meanings(phrase, text, start)

    def _meanings(self, phrase: str, text: str, start: int) -> Iterator[Word]:
        end = start + len(phrase)
        guards = self.guards.get(phrase, ())
        for kind, value in self.phrases[phrase]:
            if all(guard.allows(text, start, end) for guard in guards if guard.concerns(kind)):
                yield Word(start, end, kind, value)


def words_of(text: str, calendar: Calendar, vocabulary: TimeWords) -> list[Word]:
    """All words about time in a text with `unhyphenated` words."""
    found = list(vocabulary.in_text(text))
    found += _holiday_table(calendar).in_text(text)
    found += _numbers(text)
    found += written_dates(text, Word, vocabulary.named_guards)
    return found


def unhyphenated(text: str) -> tuple[str, list[Word]]:
    """The text with spaces for hyphens inside words ("year-to-date"), and those hyphens as words, since
    some of them mean "to" ("Jan-Mar")."""
    if "-" not in text:
        return text, []
    pattern = _hyphen()
    hyphens = [Word(match.start(), match.end(), "to") for match in pattern.finditer(text)]
    return (pattern.sub(" ", text) if hyphens else text), hyphens


@cache
def _hyphen() -> re.Pattern[str]:
    """Between letters, before a year, and between a day and the name of a month ("15-Oct")."""
    names = [phrase for phrase in _tables("month_name") if phrase.isalpha()]
    return re.compile(rf"{_INNER_HYPHEN}|(?<=\d)-(?=(?:{'|'.join(names)})\b)")


@cache
def _after_versus() -> re.Pattern[str]:
    """The number of 3月vs4月, which is glued to the word before it."""
    said = "|".join(phrase for phrase in _tables("versus") if phrase.isascii() and phrase.isalpha())
    return re.compile(rf"[^\x00-\x7f](?:{said})(\d{{1,4}})(?![a-z_]|\d|\.\d)")


def _tables(kind: str) -> dict[str, list[tuple[str, Any]]]:
    """One table of the vocabulary files."""
    phrases: dict[str, list[tuple[str, Any]]] = {}
    for name in _FILES:
        _add_table(kind, _document(name).get(kind, {}), phrases)
    return phrases


@cache
def _document(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _numbers(text: str) -> Iterator[Word]:
    for match in _CHINESE_NUMBER.finditer(text):
        value = parse_chinese(match[0])
        if len(match[0]) == 2 and all(digit in _CHINESE_PAIR for digit in match[0]):
            yield from _two_digits(match)
        elif len(match[0]) == 2 and match[0][0] in _ZEROES and value is not None:
            yield Word(match.start(), match.end(), "short_year", Absolute(year=century(int(value))))
        elif value is not None:
            yield Word(match.start(), match.end(), "n", int(value))
    for pattern in (_DIGITS, _GLUED_DIGITS):
        for match in pattern.finditer(text):
            yield Word(match.start(), match.end(), "n", int(match[0]))
    for match in _after_versus().finditer(text):
        yield Word(*match.span(1), "n", int(match[1]))
    for match in _ORDINAL.finditer(text):
        for start in {match.start(), match.start(1)}:
            yield Word(start, match.end(), "day_ordinal", int(match[1]))


def _two_digits(match: re.Match[str]) -> Iterator[Word]:
    """二五 is a year, 七八 two months in a row, 两三 a guess."""
    first, second = (int(parse_chinese(digit) or 0) for digit in match[0])
    yield Word(*match.span(), "year_digits", first * 10 + second)
    if second == first + 1:
        yield Word(*match.span(), "pair", (first, second))
        yield Word(*match.span(), "few", str(second))


@table
def time_vocabulary() -> TimeWords:
    phrases: dict[str, list[tuple[str, Any]]] = {}
    guards: dict[str, list[Guard]] = {}
    named: dict[str, dict[str, str]] = {}
    for name in _FILES:
        document = _document(name)
        for kind in document.keys() - set(_NOT_WORDS):
            _add_table(kind, document[kind], phrases)
        for label, entry in document.get("guards", {}).items():
            _add_guard(label, dict(entry), guards, named)
        for kind in ("preceded_by", "followed_by", "cohort"):
            for key, pattern in document.get(kind, {}).items():
                side = "not_before" if kind == "preceded_by" else "not_after"
                joined = [named.get(f"{kind}.{key}", {}).get(side), pattern]
                named[f"{kind}.{key}"] = {side: "|".join(part for part in joined if part)}
    frozen = {phrase: tuple(meanings) for phrase, meanings in phrases.items()}
    return TimeWords(
        frozen,
        _lengths(frozen),
        {phrase: tuple(items) for phrase, items in guards.items()},
        {label: Guard(**entry) for label, entry in named.items()},
    )


def _add_table(kind: str, table: Mapping[str, str], phrases: dict[str, list[tuple[str, Any]]]) -> None:
    for key, text in table.items():
        actual, value = _meaning(kind, key)
        for phrase in text.split("|"):
            phrases.setdefault(phrase, []).append((actual, value))


def _add_guard(
    label: str, entry: dict[str, str], guards: dict[str, list[Guard]], named: dict[str, dict[str, str]]
) -> None:
    listed = entry.pop("phrases", None)
    if listed is None:
        known = named.setdefault(label, {})
        for side, pattern in entry.items():
            known[side] = f"{known[side]}|{pattern}" if side in known else pattern
    elif entry:
        for phrase in listed.split("|"):
            guards.setdefault(phrase, []).append(Guard(**entry))


def _meaning(kind: str, key: str) -> tuple[str, Any]:
    if kind in _READERS:
        return kind if kind != "mark" else key, _READERS[kind](key)
    if kind == "mark":
        return f"mark_{key}", None
    if kind == "grain" and key.endswith(" trend"):
        return "grain_of_trend", GrainWord(key.split()[0])  # type: ignore[arg-type]
    if kind == "grain":
        return kind, GrainWord(key)  # type: ignore[arg-type]
    if not key:
        return kind, None
    return kind, int(key) if key.lstrip("-").isdigit() else key


def _period(key: str) -> Relative:
    unit, offset = key.split()
    return Relative(unit, int(offset))  # type: ignore[arg-type]


def _span(key: str) -> tuple[int, str]:
    n, unit = key.split()
    return int(n), unit


def _part(key: str) -> Absolute:
    name, value = key.split()
    return Absolute(**{name: int(value) if value.isdigit() else value})  # type: ignore[arg-type]


def _window(key: str) -> Window:
    unit, part = key.split()
    return Window(part, unit)  # type: ignore[arg-type]


def _comparison(key: str) -> TimeComparison:
    kind, _, unit = key.partition(" ")
    return TimeComparison(kind, unit=unit or None)  # type: ignore[arg-type]


def _rolling(key: str) -> Rolling:
    n, unit = _span(key)
    return Rolling(unit, n)  # type: ignore[arg-type]


_READERS: dict[str, Callable[[str], Any]] = {
    "period": _period,
    "span": _span,
    "part": _part,
    "window": _window,
    "comparison": _comparison,
    "rolling": _rolling,
    "whole_unit": _period,
    "third": lambda key: Third(int(key)),
    "to_date": lambda key: ToDate(key),  # type: ignore[arg-type]
}

_holiday_tables: dict[int, tuple[Calendar, TimeWords]] = {}


def _holiday_table(calendar: Calendar) -> TimeWords:
    """The calendar's own names. Kept per calendar object, a few at a time."""
    known = _holiday_tables.get(id(calendar))
    if known is None or known[0] is not calendar:
        if len(_holiday_tables) >= 16:
            _holiday_tables.clear()
        known = (calendar, _named_holidays(calendar))
        _holiday_tables[id(calendar)] = known
    return known[1]


def _named_holidays(calendar: Calendar) -> TimeWords:
    phrases: dict[str, tuple[tuple[str, Any], ...]] = {}
    partial: dict[str, set[tuple[tuple[str, Any], ...]]] = {}
    for holiday in calendar.holidays:
        for name in (*holiday.labels, *holiday.synonyms, holiday.name.replace("_", " ")):
            phrase = unhyphenated(normalize(name).text)[0]
            meaning = (("holiday", HolidayRef(holiday.name)),)
            phrases[phrase] = phrases[phrase.replace("'", "")] = meaning
            for short in _shorter(phrase):
                partial.setdefault(short, set()).add(meaning)
    told = {
        name: next(iter(said)) for name, said in partial.items() if len(said) == 1 and name not in phrases
    }
    amount = {
        phrase: (time_vocabulary().named_guards["preceded_by.amount"],)
        for phrase in phrases
        if phrase.isdigit()
    }
    told_apart = dict.fromkeys(told, (time_vocabulary().named_guards["partial_holiday"],))
    phrases |= told
    return TimeWords(phrases, _lengths(phrases), amount | told_apart)


def _shorter(name: str) -> Iterator[str]:
    """The name without a last word or character that only says that it is a holiday (中秋节, Spring
    Festival). What is left may be a word of its own (劳动节), so it only counts where it is told apart."""
    for tail in _tables("holiday_last"):
        left = name.removesuffix(tail)
        if left != name and len(left.strip()) >= _SHORTEST_NAME:
            yield left.strip()


_SHORTEST_NAME = 2


def _lengths(phrases: Mapping[str, object]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        if phrase:
            found.setdefault(phrase[0], set()).add(len(phrase))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def _whole_word(text: str, start: int, end: int) -> bool:
    """Latin words stand alone; a digit may touch them ("30days"), but no digit touches a digit."""
    first, last = text[start], text[end - 1]
    if start and first.isascii() and first.isalnum():
        before = text[start - 1]
        if before.isascii() and (before.isalpha() or before == "_" or (first.isdigit() and before.isdigit())):
            return False
    if end < len(text) and last.isascii() and last.isalnum():
        after = text[end]
        glued = after.isdigit() and start > 0 and not text[start - 1].isascii()  # 3月vs4月
        if after.isascii() and (after.isalnum() or after == "_") and not glued:
            return False
    return True


@cache
def _compiled(pattern: str, side: str) -> re.Pattern[str]:
    if side == "before":
        return re.compile(rf"(?:^|(?<![a-z0-9])|(?<=[^\x00-\x7f]))(?:{pattern})\s*$")
    return re.compile(rf"\s*(?:{pattern})")


def _precedes(pattern: str, text: str, start: int, _end: int) -> bool:
    return _compiled(pattern, "before").search(text[max(0, start - 48) : start]) is not None


def _follows(pattern: str, text: str, _start: int, end: int) -> bool:
    return _compiled(pattern, "after").match(text, end) is not None
