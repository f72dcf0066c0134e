"""Which nouns a verb makes: the consumption of "consumed", the production of "produces"."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.kept import table
from assistant.understanding.cutting.tokens import singular
from assistant.understanding.patterns import Pattern
from assistant.understanding.vocabulary import FOLDER
from assistant.understanding.words import load_vocabulary

_FILE = FOLDER / "verb_nouns.toml"
_SHORTEST = 4
"""Letters of a verb that tells the noun; shorter ones are only known by name."""
_VOWELS = frozenset("aeiou")
_DOERS = ("ers", "er", "ors", "or")


@dataclass(frozen=True, slots=True)
class VerbNouns:
    made: Sequence[tuple[str, str]]
    forms: Sequence[tuple[str, str]]
    plain: frozenset[str]
    asked: tuple[Pattern, ...]
    """Asks for an amount by a verb."""
    irregular: Mapping[str, frozenset[str]]
    endings: tuple[str, ...]
    """Of Chinese names, longest first."""
    leading: tuple[str, ...]
    aspect: tuple[str, ...]


@table
def verb_nouns() -> VerbNouns:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    english, chinese = document["en"], document["zh"]
    return VerbNouns(
        tuple(map(tuple, english["made"])),
        tuple(map(tuple, english["forms"])),
        frozenset(english["plain"]),
        tuple(map(Pattern, english["asked"])),
        {verb: frozenset(nouns) for verb, nouns in english["irregular"].items()},
        tuple(sorted(chinese["endings"], key=len, reverse=True)),
        tuple(chinese["plain"]),
        tuple(sorted(chinese["aspect"], key=len, reverse=True)),
    )


@cache
def nouns_of(form: str) -> frozenset[str]:
    """The nouns, in the singular, that the verb of an English form can make; those that are no words meet no name."""
    found: set[str] = set()
    for verb in _verbs(form.casefold()):
        found |= verb_nouns().irregular.get(verb, frozenset())
        if len(verb) >= _SHORTEST:
            found.update(_made(verb))
    return frozenset(found)


@cache
def nouns_of_doer(form: str) -> frozenset[str]:
    """The nouns of the verb that a word for those who do it is made of: the consumption of "consumers"."""
    found: set[str] = set()
    for end in _DOERS:
        stem = form.casefold().removesuffix(end)
        if stem == form.casefold() or len(stem) < _SHORTEST:
            continue
        for verb in (stem, f"{stem}e", *((stem[:-1],) if stem[-1] == stem[-2] else ())):
            found |= verb_nouns().irregular.get(verb, frozenset())
            found.update(_made(verb))
    return frozenset(found)


def _verbs(form: str) -> Iterator[str]:
    known = load_vocabulary().irregular.get(form)
    if known is not None:
        yield known
        return
    forms = [(end, verb_end) for end, verb_end in verb_nouns().forms if form.endswith(end)]
    if not forms or form.endswith(("ss", "eed")):
        yield form
    for end, verb_end in forms:
        if len(form) - len(end) + len(verb_end) >= _SHORTEST:
            verb = form[: len(form) - len(end)] + verb_end
            yield verb
            if verb_end == "" and len(verb) > _SHORTEST and verb[-1] == verb[-2]:
                yield verb[:-1]  # shipped


def _made(verb: str) -> Iterator[str]:
    for end, noun_end in verb_nouns().made:
        if not verb.endswith(end) or (end == "" and verb[-1] in _VOWELS):
            continue
        yield singular(verb[: len(verb) - len(end)] + noun_end)
