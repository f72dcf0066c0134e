"""Numbers as people write them in Chinese and English: 1,200 · 3.5 · 10万 · 三成 · 5k · twenty-one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from assistant.kept import table
from assistant.understanding.patterns import either
from assistant.understanding.vocabulary import FOLDER

_WEAK = 0.4
_MODERATE = 0.8
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """`value` of a percent is the share itself: 30% and 三成 are 0.3.

    `score` below 1 marks a reading that gives way to any other, such as the "one" of "one of them".
    """

    start: int
    end: int
    value: float
    kind: Literal["number", "percent", "ordinal"] = "number"
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class _Numerals:
    digits: dict[str, int]
    tens: dict[str, int]
    myriads: dict[str, int]
    zh_suffixes: dict[str, float]
    zh_phrases: dict[str, float]
    counters: re.Pattern[str]
    excluded: re.Pattern[str]
    en_words: dict[str, int]
    scales: dict[str, int]
    en_phrases: dict[str, float]
    ordinals: dict[str, int]
    weak: frozenset[str]
    en_suffixes: dict[str, float]
    scan: re.Pattern[str]
    range_marks: re.Pattern[str]
    scale: re.Pattern[str]
    tenth: str


def find_numbers(text: str) -> tuple[NumberSpan, ...]:
    """The numbers of a normalised text in order, the longest at each place, none overlapping."""
    numerals = _numerals()
    excluded = [match.span() for match in numerals.excluded.finditer(text)]
    found = []
    for match in numerals.scan.finditer(text):
        told = match.lastgroup == "percent_zh"  # the 之一 of 百分之一 is no word of its own
        if not told and any(start < match.end() and match.start() < end for start, end in excluded):
            continue
        if (span := _span(match, text, numerals)) is not None:
            found.append(span)
    for at, (first, last) in enumerate(pairwise(found)):
        found[at] = _scaled_alike(first, last, text, numerals)
    return tuple(found)


def _scaled_alike(first: NumberSpan, last: NumberSpan, text: str, numerals: _Numerals) -> NumberSpan:
    """The lower end of a range with the scale that is said at its upper end alone: 5到10万, "5 to 10k", 5-10%."""
    said = text[first.start : first.end]
    bare = first.kind == "number" and numerals.scale.search(said) is None
    if not bare or not numerals.range_marks.fullmatch(text[first.end : last.start]):
        return first
    scale = numerals.scale.search(text[last.start : last.end])
    if last.kind == "percent":
        factor = 0.1 if text[last.end - 1] == numerals.tenth else 0.01
    elif last.kind == "number" and scale is not None:
        known = numerals.scales | numerals.en_suffixes | numerals.zh_suffixes
        factor = known[scale[1]]
    else:
        return first
    fits = first.value * factor < last.value
    return replace(first, value=first.value * factor, kind=last.kind) if fits else first


def parse_chinese(text: str) -> float | None:
    """二十一 → 21, 一百二 → 120, 三万五 → 35000, 二〇二五 → 2025, 三点五 → 3.5; None: no number."""
    if len(text) > _LONGEST:
        return None
    numerals = _numerals()
    whole, point, fraction = text.partition("点")
    if point:
        decimals = "".join(str(numerals.digits[c]) for c in fraction if c in numerals.digits)
        integer = parse_chinese(whole)
        return (
            None
            if integer is None or len(decimals) != len(fraction) or not decimals
            else integer + float(f"0.{decimals}")
        )
    if not text or any(c not in numerals.digits | numerals.tens | numerals.myriads for c in text):
        return None
    if all(c in numerals.digits for c in text):
        if len(text) == 2 and numerals.digits[text[1]] == numerals.digits[text[0]] + 1 > 1:
            return None  # 两三个 is a guess, not 23
        return float("".join(str(numerals.digits[c]) for c in text))
    return _with_myriads(text, numerals)


def _with_myriads(text: str, numerals: _Numerals) -> float | None:
    for unit in sorted(numerals.myriads, key=lambda c: -numerals.myriads[c]):
        if unit in text:
            head, _, tail = text.rpartition(unit)
            high = parse_chinese(head) if head else None
            low = _tail(tail, numerals.myriads[unit], numerals)
            return None if high is None or low is None else high * numerals.myriads[unit] + low
    return _below_myriad(text, numerals)


def _tail(text: str, unit: int, numerals: _Numerals) -> float | None:
    """What follows a unit; a lone digit counts tenths of it, as in 三万五 and 一百二."""
    if not text:
        return 0
    if len(text) == 1 and text in numerals.digits and numerals.digits[text]:
        return numerals.digits[text] * unit / 10
    return parse_chinese(text.lstrip("零〇"))


def _below_myriad(text: str, numerals: _Numerals) -> float | None:
    total, last = 0.0, 10_000
    rest = text
    while rest:
        if rest[0] in numerals.tens:
            digit, unit, rest = 1, numerals.tens[rest[0]], rest[1:]
        elif len(rest) > 1 and rest[0] in numerals.digits and rest[1] in numerals.tens:
            digit, unit, rest = numerals.digits[rest[0]], numerals.tens[rest[1]], rest[2:]
        elif rest == text.lstrip("零〇") == text:
            return None  # digits in a row before a unit, as in 一二十
        else:
            low = _tail(rest, last, numerals) if last > 10 else _units(rest, numerals)
            return None if low is None else total + low
        if unit >= last:
            return None
        total, last = total + digit * unit, unit
    return total


def _units(text: str, numerals: _Numerals) -> float | None:
    return float(numerals.digits[text]) if text in numerals.digits else None


def _span(match: re.Match[str], text: str, numerals: _Numerals) -> NumberSpan | None:
    start, end = match.span()
    body = match[0]
    match match.lastgroup:
        case "digits":
            return _digit_span(match, numerals)
        case "percent_zh":
            value = _chinese_or_digits(match["share"])
            return None if value is None else NumberSpan(start, end, value / 100, "percent")
        case "tenths":
            value = (
                parse_chinese(match["tenth"]) if not match["tenth"][0].isdigit() else float(match["tenth"])
            )
            if value is None or value > 10:
                return None
            more = 0.5 if match["halves"] else numerals.digits.get(match["more"] or "", 0) / 10
            return NumberSpan(start, end, (value + more) / 10, "percent")
        case "ordinal_zh":
            value = _chinese_or_digits(match["rank"])
            return None if value is None else NumberSpan(start, end, value, "ordinal")
        case "phrase":
            weak = body in numerals.weak
            value = numerals.zh_phrases.get(body, numerals.en_phrases.get(body, 0.0))
            return NumberSpan(start, end, value, score=_WEAK if weak else _MODERATE)
        case "ordinal_en":
            score = _WEAK if body in numerals.weak else _MODERATE
            return NumberSpan(start, end, numerals.ordinals[body], "ordinal", score)
        case "words":
            return _word_span(match, numerals)
        case _:
            return _chinese_span(match, text, numerals)


def _digit_span(match: re.Match[str], numerals: _Numerals) -> NumberSpan:
    value = float(match["amount"].replace(",", "")) * (-1 if match["minus"] else 1)
    unit = match["unit"]
    if unit:
        value *= numerals.zh_suffixes.get(unit) or numerals.en_suffixes.get(unit) or numerals.scales[unit]
    if match["sign"]:
        return NumberSpan(*match.span(), value / (1000 if match["sign"] == "‰" else 100), "percent")
    return NumberSpan(*match.span(), value, "ordinal" if match["th"] else "number")


def _chinese_or_digits(text: str) -> float | None:
    return float(text) if text[0].isdigit() else parse_chinese(text)


def _word_span(match: re.Match[str], numerals: _Numerals) -> NumberSpan | None:
    total, current = 0, 0
    words = re.split(r"[\s-]+", match["english"])
    if len(words) > _LONGEST:
        return None
    for word in words:
        if word in numerals.scales:
            scale = numerals.scales[word]
            if scale == 100:
                current *= 100
            else:
                total, current = total + current * scale, 0
        elif word != "and":
            current += numerals.en_words[word]
    value = float(total + current)
    if match["percent_en"]:
        return NumberSpan(*match.span(), value / 100, "percent")
    return NumberSpan(*match.span(), value, score=_WEAK if match[0] in numerals.weak else 1.0)


def _chinese_span(match: re.Match[str], text: str, numerals: _Numerals) -> NumberSpan | None:
    value = parse_chinese(match["chinese"])
    if value is None:
        return None
    if latin := match["latin"]:  # 五百w
        return NumberSpan(
            *match.span(), value * (numerals.zh_suffixes.get(latin) or numerals.en_suffixes[latin])
        )
    lone = len(match[0]) == 1 and not numerals.counters.match(text, match.end())
    return NumberSpan(*match.span(), value, score=_WEAK if lone else 1.0)


def _pairs(text: str) -> dict[str, float]:
    parts = text.split()
    return {name: float(value) for name, value in zip(parts[::2], parts[1::2], strict=True)}


def _whole(text: str) -> dict[str, int]:
    return {name: int(value) for name, value in _pairs(text).items()}


@table
def _numerals() -> _Numerals:
    zh = tomllib.loads((FOLDER / "numerals_zh.toml").read_text(encoding="utf-8"))
    en = tomllib.loads((FOLDER / "numerals_en.toml").read_text(encoding="utf-8"))
    en_words = _whole(en["ones"]) | _whole(en["tens"])
    scales, ordinals = _whole(en["scales"]), _whole(en["ordinals"])
    en_suffixes, zh_suffixes = _pairs(en["suffixes"]), _pairs(zh["suffixes"])
    phrases = {name: float(value) for name, value in en["phrases"].items()}
    zh_phrases = _pairs(zh["phrases"])
    characters = "".join(zh["digits"].split()[::2] + zh["tens"].split()[::2] + zh["myriads"].split()[::2])
    return _Numerals(
        digits=_whole(zh["digits"]),
        tens=_whole(zh["tens"]),
        myriads=_whole(zh["myriads"]),
        zh_suffixes=zh_suffixes,
        zh_phrases=zh_phrases,
        counters=re.compile(either(zh["counters"].split())),
        excluded=re.compile(either(zh["not_numbers"].split())),
        en_words=en_words,
        scales=scales,
        en_phrases=phrases,
        ordinals=ordinals,
        weak=frozenset(en["weak"].split() + zh["weak"].split()),
        en_suffixes=en_suffixes,
        scan=re.compile("|".join(_forms(zh, en, characters)), re.VERBOSE),
        range_marks=re.compile(rf"\s*(?:{either(zh['range'].split() + en['range'].split())})\s*"),
        scale=re.compile(rf"(?<=.)({either([*zh_suffixes, *scales, *en_suffixes])})$"),
        tenth=zh["tenth"],
    )


def _forms(zh: dict[str, Any], en: dict[str, Any], characters: str) -> tuple[str, ...]:
    """The ways a number is written, the more specific first."""
    scales, percent = either(_pairs(en["scales"])), either(en["percent_words"].split())
    word = f"(?:{either(_pairs(en['ones']) | _pairs(en['tens']))})"
    unit = (
        rf"{either(_pairs(zh['suffixes']))}|(?:{scales})\b|(?:{either(_pairs(en['suffixes']))})(?![a-z0-9])"
    )
    latin = either(each for each in _pairs(zh["suffixes"]) | _pairs(en["suffixes"]) if each.isascii())
    amount = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
    minus = r"(?<![\w)%\]]\s)(?<![a-z0-9_)%\]])-"
    tenth = rf"(?<![a-z0-9_.])\d(?:\.\d)?|(?<![{characters}])[{characters}]"
    return (
        rf"(?P<tenths>(?P<tenth>{tenth}){zh['tenth']}(?:(?P<halves>半)|(?P<more>[{characters}])(?={zh['behind_more_tenths']}))?"
        rf"(?!{either(zh['not_behind_tenth'].split())}))",
        rf"""(?P<digits>(?<![a-z0-9_.])(?P<minus>{minus})?(?P<amount>{amount})(?:\s?(?P<unit>{unit}))?
            (?:\s?(?P<sign>%|‰|(?:{percent})\b)|(?P<th>st|nd|rd|th)\b)?(?![a-z0-9_])(?!\.\d))""",
        rf"(?P<percent_zh>{zh['percent_prefix']}(?P<share>\d+(?:\.\d+)?|[{characters}点]+))",
        rf"(?P<ordinal_zh>{zh['ordinal_prefix']}(?P<rank>\d+|[{characters}]+))",
        rf"(?P<phrase>\b(?:{_spaced(en['phrases'])})\b|{either(_pairs(zh['phrases']))})",
        rf"""(?P<words>\b(?P<english>{word}(?:[\s-]+(?:and\s)?(?:{word}|{scales})\b)*)
            (?P<percent_en>\s(?:{percent}))?\b)""",
        rf"(?P<ordinal_en>\b(?:{either(_pairs(en['ordinals']))})\b)",
        rf"(?P<chinese>[{characters}]+(?:点[{characters}]+)?)(?:(?P<latin>{latin})(?![a-z0-9]))?",
    )


def _spaced(phrases: dict[str, float]) -> str:
    return either(phrases).replace("\\ ", r"\s")
