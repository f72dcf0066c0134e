"""Words for a quality that things have more or less of, as the number that measures it and the end that is meant: "our most
profitable customers" and 最赚钱的客户 ask for the highest profit, "the least punctual carrier" for the lowest on-time rate.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from assistant.catalog.model import Catalog, Metric
from assistant.kept import table
from assistant.resolve.memory import remembered
from assistant.retrieval.concepts import thesaurus
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import holds_words, words
from assistant.understanding.lexicon import VARIANT, MetricName
from assistant.understanding.vocabulary import FOLDER
from assistant.understanding.words import load_vocabulary

MEASURED = "quality.measured"
"""The role of a word that stands for the number that measures it."""
_MOST_BESIDE = 2
"""Words of a metric's name beside those for the quality: the "supplier" and "delivery" of a supplier's on-time delivery."""
_TELLING = re.compile(r"[^\W\d_a-z]{2,}|[a-z]{3,}")
_ARTICLE = "the"
_MEASURE = frozenset({MEASURED})
_ENDS = {"high": "highest", "low": "lowest", "higher": "higher", "lower": "lower"}
"""The plain words for the ends of a number."""
_TURNED = {"high": "low", "low": "high", "higher": "lower", "lower": "higher", "how": "how"}


@dataclass(frozen=True, slots=True)
class _Quality:
    named: frozenset[str]
    opposite: frozenset[str]
    """Words for a number that is the lower, the more there is of the quality."""
    units: tuple[str, ...]
    not_named: tuple[str, ...]
    of_others: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """A quality where it is said: `end` of its numbers, a key of `_ENDS` or "how", and where the word for it begins."""

    quality: str
    end: str
    start: int
    word: int
    stop: int


def with_qualities(pieces: tuple[Piece, ...], text: str, catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such words as metrics beside a word of degree, where the catalog has a number for them and gives
    the words no meaning of its own.
    """
    for said in map(_read, _words().pattern.finditer(text)):
        inside = [piece for piece in pieces if piece.start < said.stop and said.start < piece.end]
        if not inside or any(piece.concerns or piece.time or piece.mark for piece in inside):
            continue
        if text[inside[0].start : said.start].strip() == _ARTICLE:
            said = replace(said, start=inside[0].start)  # "the most" is one piece
        if inside[0].start < said.start or inside[-1].end > said.stop:
            continue
        found, turned = _measures(said.quality, text, catalog)
        named = {item.metric for piece in pieces for item in piece.metrics if item.strength > VARIANT}
        if named and found:
            pieces = _beside_named(pieces, said, text, found, named)
        elif found:
            pieces = _put(pieces, said, _measured(said, text, found, turned))
    return pieces


def _beside_named(
    pieces: tuple[Piece, ...], said: _Said, text: str, found: tuple[str, ...], named: set[str]
) -> tuple[Piece, ...]:
    """Where a number is named, the words say which end of it is meant, if it is the one that measures the quality. Of
    another one they say nothing: "the revenue of our most profitable customers" ranks them by what is not revenue.
    """
    degree, word = text[said.start : said.word].strip(), text[said.word : said.stop].strip()
    if named.intersection(found):
        whole = Piece(said.start, said.stop, f"{degree} {word}".strip(), _degree(said.end))
        return _put(pieces, said, (whole,))
    if _words().qualities[said.quality].of_others or not degree:
        return pieces
    unread = Piece(said.word, said.stop, word)
    return _put(pieces, said, (Piece(said.start, said.word, degree, _degree(said.end)), unread))


def _measured(said: _Said, text: str, found: tuple[str, ...], turned: bool) -> tuple[Piece, ...]:
    """The number and the end of it."""
    end = _TURNED[said.end] if turned else said.end
    roles = _degree(end)
    names = tuple(MetricName(name, VARIANT) for name in found)
    if said.start < said.word and (end not in ("higher", "lower") or text[said.start].isascii()):
        degree = _piece(text, said.start, said.word, roles)
        measure = _piece(text, said.word, said.stop, _MEASURE, names)
        return degree, measure
    # One word says both, or the degree stands before a predicate: the number goes first, as in 利润更高.
    last = said.stop - 1
    measure = Piece(said.start, last, text[said.start : said.stop].strip(), _MEASURE, names)
    return measure, Piece(last, said.stop, text[last : said.stop], roles)


def _piece(
    text: str, start: int, end: int, roles: frozenset[str], names: tuple[MetricName, ...] = ()
) -> Piece:
    said = text[start:end]
    stop = start + len(said.rstrip())
    return Piece(stop - len(said.strip()), stop, said.strip(), roles, names)


def _put(pieces: tuple[Piece, ...], said: _Said, new: tuple[Piece, ...]) -> tuple[Piece, ...]:
    before = [piece for piece in pieces if piece.end <= said.start]
    behind = [piece for piece in pieces if piece.start >= said.stop]
    return (*before, *new, *behind)


@cache
def _degree(end: str) -> frozenset[str]:
    """The roles of a plain word for that end."""
    return frozenset(load_vocabulary().phrases.get(_ENDS[end]) if end in _ENDS else ("filler.plain",))


def _measures(quality: str, text: str, catalog: Catalog) -> tuple[tuple[str, ...], bool]:
    """The metrics that measure it, and whether by its opposite: those that a word of the question tells from others, else
    those whose names say least beside it.
    """
    found, turned = remembered(
        catalog, ("measures of", quality), lambda: _found(_words().qualities[quality], catalog)
    )
    said = words(text)
    told = tuple(
        name
        for name, beside in found.items()
        if any(word in said if word.isascii() else word in text for word in beside)
    )
    least = min((len(beside) for beside in found.values()), default=0)
    return told or tuple(name for name, beside in found.items() if len(beside) == least), turned


def _found(quality: _Quality, catalog: Catalog) -> tuple[dict[str, frozenset[str]], bool]:
    """Each with the words that its name has beside those for the quality."""
    own = _named_by(quality.named, quality, catalog)
    if own or not quality.opposite:
        return own, False
    return _named_by(quality.opposite, quality, catalog), True


def _named_by(named: frozenset[str], quality: _Quality, catalog: Catalog) -> dict[str, frozenset[str]]:
    """Those of the likeliest kind of unit that there is one of."""
    said: dict[str, frozenset[str]] = {}
    for metric in catalog.metrics.values():
        names = (metric.name.replace("_", " "), *metric.names)
        beside = [rest for name in names if (rest := _beside(name, named)) is not None]
        other = any(word in name.lower() for word in quality.not_named for name in names)
        if beside and not other and not metric.hidden:
            said[metric.name] = min(beside, key=len)
    fitting = (
        {name: rest for name, rest in said.items() if _unit(catalog.metrics[name]) == unit}
        for unit in quality.units
    )
    return next(filter(None, fitting), {})


def _beside(name: str, named: frozenset[str]) -> frozenset[str] | None:
    """What else a name says; None where it does not say the quality, or is mostly of something else."""
    lower = name.lower()
    said = [
        word for word in named if (holds_words(words(name), words(word)) if word.isascii() else word in lower)
    ]
    if not said:
        return None
    rest = lower.replace("-", " ").replace(max(said, key=len), " ")
    parts = [part for part in thesaurus().parts(rest) if not part.concepts <= thesaurus().kinds_of_number]
    telling = sum(not part.light for part in parts)
    return frozenset(_TELLING.findall(rest)[:telling]) if telling <= _MOST_BESIDE else None


def _unit(metric: Metric) -> str:
    return metric.card.unit_kind or "count"


def _read(found: re.Match[str]) -> _Said:
    known = _words()
    if (alone := found["alone"]) is not None:
        quality, end = known.alone[alone.replace("-", " ")]
        return _Said(quality, end, found.start(), found.start(), found.end())
    latin = found["en"] is not None
    degree, word = ("degree", "en") if latin else ("zh_degree", "zh")
    quality, much = (known.latin if latin else known.chinese)[found[word].replace("-", " ")]
    end = known.degrees[found[degree]]
    turned = bool(found["not"]) == much
    return _Said(quality, _TURNED[end] if turned else end, found.start(), found.start(word), found.end())


@dataclass(frozen=True, slots=True)
class _Words:
    qualities: Mapping[str, _Quality]
    latin: Mapping[str, tuple[str, bool]]
    """Each quality by its words, and whether they are for having much of it."""
    chinese: Mapping[str, tuple[str, bool]]
    alone: Mapping[str, tuple[str, str]]
    """The quality and the end of words that say both."""
    degrees: Mapping[str, str]
    pattern: re.Pattern[str]


@table
def _words() -> _Words:
    document = tomllib.loads((FOLDER / "qualities.toml").read_text(encoding="utf-8"))
    degrees = {word: end for end, said in document.pop("degrees").items() for word in said}
    qualities: dict[str, _Quality] = {}
    latin: dict[str, tuple[str, bool]] = {}
    chinese: dict[str, tuple[str, bool]] = {}
    alone: dict[str, tuple[str, str]] = {}
    for name, entry in document.items():
        qualities[name] = _Quality(
            frozenset(entry["named"]),
            frozenset(entry.get("opposite", ())),
            tuple(entry["units"]),
            tuple(entry.get("not_named", ())),
            entry.get("of_others", False),
        )
        for key, much in (("", True), ("not_", False)):
            latin |= {word.replace("-", " "): (name, much) for word in entry.get(f"{key}en", ())}
            chinese |= dict.fromkeys(entry.get(f"{key}zh", ()), (name, much))
        for end in _ENDS:
            alone |= {word.replace("-", " "): (name, end) for word in entry.get(end, ())}
    return _Words(qualities, latin, chinese, alone, degrees, _pattern(latin, chinese, alone, degrees))


def _pattern(
    latin: Iterable[str], chinese: Iterable[str], alone: Iterable[str], degrees: Iterable[str]
) -> re.Pattern[str]:
    said = "|".join(map(_spelt, sorted(alone, key=len, reverse=True)))
    english = "|".join(map(_spelt, sorted(latin, key=len, reverse=True)))
    han = "|".join(sorted(chinese, key=len, reverse=True))
    of_latin = "|".join(word for word in degrees if word.isascii())
    of_chinese = "|".join(sorted((word for word in degrees if not word.isascii()), key=len, reverse=True))
    return re.compile(
        rf"(?:(?<![a-z])(?P<degree>{of_latin}) (?P<en>{english})(?![a-z-])"
        rf"|(?P<zh_degree>{of_chinese})(?P<not>不)?(?P<zh>{han})的?"
        rf"|(?<![a-z])(?P<alone>{said})(?![a-z])的?)"
    )


def _spelt(word: str) -> str:
    return re.escape(word).replace(r"\ ", "[ -]") if word.isascii() else word
