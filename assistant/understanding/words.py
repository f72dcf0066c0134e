"""The vocabulary: what words of the two languages do in a question. Data, read once from TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from assistant.kept import table, uncollected
from assistant.understanding.cutting.phrases import Ends, PhraseTable
from assistant.understanding.cutting.tokens import words
from assistant.understanding.patterns import Pattern
from assistant.understanding.units import spoken_units
from assistant.understanding.vocabulary import FOLDER

_FILES = (
    "zh.toml", "en.toml", "conversation_zh.toml", "conversation_en.toml", "states.toml", "rankings.toml",
)  # fmt: skip
_LIGHT_FILES = ("light_zh.toml", "light_en.toml")
_OWN_TABLES = (
    "patterns", "metric_variants", "value_variants", "codewords", "anaphora", "deeds", "listed", "irregular", "opposites", "frame", "state",
    "state_names", "lacking", "unlimit", "limiting", "grouping", "again",
)  # fmt: skip
_COMPOSED = {
    "follow.unlimit": "unlimit",
    "restrict.only": "limiting",
    "per.before": "grouping",
    "filler.plain": "again",
}
"""The tables of words that make phrases together, by the role of those."""
_ASKS_NUMBER = ("filler.plain", "shape.how_many", "shape.counted")
_Document = Mapping[str, Any]
"""What a vocabulary file holds: tables of lists of phrases, or of pairs."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a question can have or lack and still be the same question. Far less than what is filler: that
    says nothing about a query by itself, but may tell two questions apart ("to" and "from")."""

    phrases: PhraseTable[str]
    """Words before and behind the question: each is `opening` or `closing`."""
    inside: frozenset[str]
    """Words that say nothing wherever they stand."""
    marks: frozenset[str]
    """Punctuation that says nothing at either end."""
    inner_marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class LightVerb:
    """A verb that says nothing new about some things, or about any where it names none."""

    forms: frozenset[str]
    things: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`phrases` gives the roles of a phrase, such as `per.before`; both languages in one table, since
    questions mix them."""

    phrases: PhraseTable[str]
    patterns: Mapping[str, tuple[Pattern, ...]]
    """Regular expressions by role, for what is recognised by its build rather than by a word."""
    endings: tuple[str, ...]
    """Ends of metric names that people leave out or exchange for one another."""
    inside: frozenset[str]
    """Words that people put into names that do not have them, such as 的."""
    rewrites: tuple[tuple[Pattern, str], ...]
    """Spellings of a metric's phrase beside the one in the catalog."""
    exchanged: tuple[frozenset[str], ...]
    """Words that stand for one another at the end of a name of money, or between its parts."""
    contrasts: tuple[tuple[str, ...], ...]
    """Words that tell names apart which are alike otherwise: budgeted and actual."""
    value_rewrites: tuple[tuple[Pattern, str], ...]
    """Other ways to say a value's name, such as "not yet resolved" for "unresolved"."""
    codewords: Mapping[str, frozenset[str]]
    """Everyday words that short codes are spelled like, and the words that tell one from the other."""
    anaphora: Mapping[str, frozenset[str]]
    """Words that stand for what the answer before showed."""
    deeds: Mapping[str, frozenset[str]]
    """Nouns that names of amounts have, by the verb that asks for them; `measure` are words for an amount."""
    frame: Frame
    kinds: tuple[str, ...]
    """Words that a dimension of kinds ends with."""
    state_phrases: PhraseTable[str]
    """The states that things are said to be in; `not` are words that deny one."""
    states: Mapping[str, tuple[str, ...]]
    """What values are called, by the state that things of them are in."""
    light: tuple[LightVerb, ...]
    light_words: Mapping[str, frozenset[str]]
    """What tells a verb of `light` from a noun or from another verb."""
    measure_words: frozenset[str]
    asked_units: frozenset[str]
    """Words for one of what is counted that also stand for it: the 单 of 几单."""
    moved_things: frozenset[str]
    """Words for whatever a business moves or sells: the 货 of 几票货."""
    opposites: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """Pairs of phrases that turn what is said into its opposite, of both languages."""
    irregular: Mapping[str, str]
    """What irregular verbs are by themselves, by their other forms."""
    listed: Mapping[str, frozenset[str]]
    """Words beside a list that say how many it holds, and what they may count."""

    def spans(
        self, role: str, text: str, start: int = 0, end: int | None = None
    ) -> tuple[tuple[int, int], ...]:
        """Where the patterns of a role match in a normalised text, or in a stretch of it, pattern by pattern."""
        last = len(text) if end is None else end
        return tuple(
            found.span()
            for pattern in self.patterns.get(role, ())
            for found in pattern.finditer(text, start, last)
        )

    def matching(self, role: str, text: str) -> re.Match[str] | None:
        """The first match of a role's patterns in a normalised text."""
        for pattern in self.patterns.get(role, ()):
            if found := pattern.search(text):
                return found
        return None


@table
@uncollected()
def load_vocabulary() -> Vocabulary:
    documents = [_document(name) for name in _FILES]
    variants = [document["metric_variants"] for document in documents if "metric_variants" in document]
    light, light_words, measures = _light_verbs()
    one_of = frozenset(each + word for each in measures["each"] for word in measures["of"])
    anaphora = _sets(documents, "anaphora")
    return Vocabulary(
        phrases=_phrases(documents, light, light_words, measures),
        patterns=_patterns(documents),
        endings=_joined(variants, "endings"),
        inside=frozenset(_joined(variants, "inside")),
        rewrites=tuple((Pattern(old), new) for old, new in _joined(variants, "rewrites")),
        exchanged=tuple(map(frozenset, _joined(variants, "exchanged"))),
        contrasts=tuple(map(tuple, _joined(variants, "contrasts"))),
        value_rewrites=tuple(
            (Pattern(old, re.IGNORECASE), new)
            for document in documents
            for old, new in document.get("value_variants", {}).get("rewrites", ())
        ),
        codewords=_sets(documents, "codewords"),
        anaphora=anaphora | {kind: anaphora[kind] | one_of for kind in ("single", "averaged", "one")},
        deeds=_sets(documents, "deeds"),
        frame=_frame([document["frame"] for document in documents if "frame" in document]),
        kinds=tuple(word for document in documents for word in document.get("per", {}).get("kind_of", ())),
        state_phrases=_state_phrases(documents),
        states={
            state: tuple(names)
            for document in documents
            for state, names in document.get("state_names", {}).items()
        },
        light=light,
        light_words=light_words,
        measure_words=measures["of"],
        asked_units=measures["units"],
        moved_things=measures["things"],
        opposites=_opposites(documents),
        irregular={
            form: verb
            for document in documents
            for verb, forms in document.get("irregular", {}).items()
            for form in forms
        },
        listed=_sets(documents, "listed"),
    )


def _document(name: str) -> _Document:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _joined(tables: Sequence[_Document], key: str) -> tuple[Any, ...]:
    """The entries that the tables have under `key`, one behind the other."""
    return tuple(entry for table in tables for entry in table.get(key, ()))


def _sets(documents: Sequence[_Document], table: str) -> dict[str, frozenset[str]]:
    sets: dict[str, frozenset[str]] = {}
    for document in documents:
        for kind, spellings in document.get(table, {}).items():
            sets[kind] = sets.get(kind, frozenset()) | frozenset(spellings)
    return sets


def _opposites(documents: Sequence[_Document]) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The languages' phrases for the two sides of each pair, which are the same pairs in both."""
    tables = [document.get("opposites", {}) for document in documents]
    pairs = dict.fromkeys(name for table in tables for name in table)
    return tuple(
        tuple(
            tuple(phrase for table in tables if pair in table for phrase in table[pair][side])
            for side in (0, 1)
        )  # type: ignore[misc]
        for pair in pairs
    )


def _patterns(documents: Sequence[_Document]) -> dict[str, tuple[Pattern, ...]]:
    patterns: dict[str, tuple[Pattern, ...]] = {}
    for document in documents:
        for role, expressions in document.get("patterns", {}).items():
            patterns[role] = patterns.get(role, ()) + tuple(map(Pattern, expressions))
    return patterns


def _phrases(
    documents: Sequence[_Document],
    light: Sequence[LightVerb],
    light_words: Mapping[str, frozenset[str]],
    measures: Mapping[str, frozenset[str]],
) -> PhraseTable[str]:
    phrases: PhraseTable[str] = PhraseTable()
    for document in documents:
        for concern, roles in document.items():
            for role, entries in () if concern in _OWN_TABLES else roles.items():
                for entry in entries:
                    phrases.add(entry, f"{concern}.{role}")
    for first, ends in _of_lacking(documents):
        phrases.add_open(first, ends, "restrict.lacking")
    for role, tables in _COMPOSED.items():
        for first, ends in _composed(documents, tables):
            phrases.add_open(first, ends, role)
    for phrase, role in _of_measure_words(measures):
        phrases.add(phrase, role)
    for phrase in spoken_units():
        phrases.add(phrase, "threshold.unit")
    for form in (form for verb in light for form in verb.forms):
        if form.rpartition(" ")[2] in light_words["particle"]:
            phrases.add(form, "light.verb")
    return phrases


def _state_phrases(documents: Sequence[_Document]) -> PhraseTable[str]:
    phrases: PhraseTable[str] = PhraseTable()
    for document in documents:
        for state, entries in document.get("state", {}).items():
            for entry in entries:
                phrases.add(entry, state)
    return phrases


def _light_verbs() -> tuple[tuple[LightVerb, ...], dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """The light verbs, the words that tell them from others, and the measure words."""
    verbs: list[LightVerb] = []
    told: dict[str, frozenset[str]] = {}
    measures: dict[str, frozenset[str]] = {}
    for name in _LIGHT_FILES:
        document = _document(name)
        for verb in document["light"].values():
            verbs.append(LightVerb(frozenset(verb["forms"]), frozenset(verb.get("things", ()))))
        for kind, entries in document["light_words"].items():
            told[kind] = frozenset(entries)
        for kind, entries in document.get("measure_words", {}).items():
            measures[kind] = measures.get(kind, frozenset()) | frozenset(entries)
    return tuple(verbs), told, measures


def _of_lacking(documents: Sequence[_Document]) -> Iterator[tuple[str, Ends]]:
    """Ways to say that something is part of none: 没有归到任何, "not attached to any"; how they begin, and how they end."""
    for said in (document["lacking"] for document in documents if "lacking" in document):
        bare, only_any, any_ = (
            [words(word) for word in said[kind]] for kind in ("linked", "only_any", "any")
        )
        whole, only = ([first + last for first in linked for last in any_] for linked in (bare, only_any))
        yield from ((denied, [*bare, *whole, *only]) for denied in said["not"])
        yield from ((denied, only) for denied in said["only_any_not"])


def _composed(documents: Sequence[_Document], table: str) -> Iterator[tuple[str, Ends]]:
    """Each of the first words of a table, with each of the second and so on; "" is none of them."""
    for first, *rest in (document[table]["parts"] for document in documents if table in document):
        said = [[words(word) for word in part] for part in rest]
        ends = [sum(each, ()) for each in product(*said)]
        yield from ((word, ends) for word in first)


def _of_measure_words(measures: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """What measure words make with the words beside them, with its roles: 每首, 哪一首, 多少首, 几票货."""
    for word in sorted(measures["of"]):
        for each in measures["each"]:
            yield from ((each + word, "per.before"), (each + word, "per.each"))
        for which in measures["which"]:
            yield which + word, "per.which"
        for asked in measures["asked"]:
            yield from ((asked + word, role) for role in _ASKS_NUMBER)
    for word in sorted(measures["units"] - measures["of"]):
        yield from ((asked + word, role) for asked in measures["asked_few"] for role in _ASKS_NUMBER)
    chinese = sorted(thing for thing in measures["things"] if not thing.isascii())
    for word, thing in product(sorted(measures["of_things"]), chinese):
        yield from ((asked + word + thing, role) for asked in measures["asked"] for role in _ASKS_NUMBER)


def _frame(tables: Sequence[Mapping[str, list[str]]]) -> Frame:
    phrases: PhraseTable[str] = PhraseTable()
    for said in tables:
        for kind in ("opening", "closing"):
            for entry in said[kind]:
                phrases.add(entry, kind)
    inside, marks, inner = (
        frozenset(entry for said in tables for entry in said[kind])
        for kind in ("inside", "marks", "inner_marks")
    )
    return Frame(phrases, inside, marks, inner)
