"""What else people call what a catalog names: the terms and abbreviations of a trade, words of a name that mean the
same. They are names only where they can mean nothing else of the catalog.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from assistant.understanding.cutting.tokens import words
from assistant.understanding.vocabulary import FOLDER

T = TypeVar("T")
Words = tuple[str, ...]
_FILE = FOLDER / "other_names.toml"
_KINDS = {
    "percent": "shares",
    "currency": "money",
    "minutes": "durations",
    "hours": "durations",
    "days": "durations",
}
_SHORTEST = 2
"""Words of a name, or Chinese characters, that are enough to tell it from any other word."""


@dataclass(frozen=True, slots=True)
class OwnName:
    """A phrase that the catalog has, by its words, and what it names."""

    said: Words
    unit: str = ""
    """The kind of the metric's unit, such as "percent"; empty for a dimension."""


@dataclass(frozen=True, slots=True)
class _Table:
    same: tuple[tuple[Words, ...], ...]
    homonyms: frozenset[Words]
    """Phrases that name other numbers as well."""
    groups: Mapping[str, tuple[tuple[Words, ...], ...]]
    """Words that stand for one another in any name ("words"), and at the end of names of a kind the one that a name has
    with what else is said."""
    turned: frozenset[Words]
    turned_own: frozenset[Words]
    """The same, for names as the catalog has them."""
    turned_fields: frozenset[Words]
    """The same, for dimensions."""
    turned_by: Words
    articles: tuple[Words, ...]
    behind: frozenset[Words]
    """First words of a name that stay the first when it is turned around."""
    things: tuple[tuple[Words, ...], ...]
    """Words for the same things and people."""


@cache
def _table() -> _Table:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    same = _groups(document["same"])
    counts = Counter(phrase for group in same for phrase in group)
    return _Table(
        same,
        frozenset(phrase for phrase, count in counts.items() if count > 1)
        | set(map(words, document["weak"])),
        {kind: _groups(document[kind]) for kind in ("words", "shares", "money", "durations")},
        frozenset(map(words, document["turned"])),
        frozenset(map(words, document["turned_own"])),
        frozenset(map(words, document["turned_fields"])),
        words(document["turned_by"]),
        tuple(map(words, document["turned_articles"])),
        frozenset(map(words, document["turned_behind"])),
        _groups(document["things"]),
    )


def other_words_of_things(
    named: Callable[[Words], Iterable[T]], same: Callable[[Sequence[T]], bool], known: Callable[[Words], bool]
) -> Iterator[tuple[Words, tuple[T, ...]]]:
    """Words for things that are named by another word for them, with what that names: the 客服专员 of a catalog that has
    支持专员. None that is a phrase already, and none of a set whose words name what is not the `same`.
    """
    counts = Counter(phrase for group in _table().things for phrase in group)
    for group in _table().things:
        told = [phrase for phrase in group if counts[phrase] == 1]
        meant = tuple(dict.fromkeys(each for phrase in told for each in named(phrase)))
        if meant and same(meant):
            yield from ((phrase, meant) for phrase in group if not known(phrase))


def other_names(
    named: Mapping[T, Iterable[OwnName]], known: Callable[[Words], bool]
) -> Iterator[tuple[Words, T]]:
    """Other names of what is `named`. None that is a phrase already, as `known` says, or that two would have."""
    owners: dict[Words, set[T]] = defaultdict(set)
    for what, names in named.items():
        for name in names:
            owners[name.said].add(what)
    found: dict[Words, set[T]] = defaultdict(set)
    for group in _table().same:
        own = {what for phrase in group if phrase not in _table().homonyms for what in owners.get(phrase, ())}
        for phrase in group if own else ():
            found[phrase] |= own
    for what, names in named.items():
        for name in names:
            for phrase in _exchanged(name, owners.keys()):
                found[phrase].add(what)
    for phrase, meant in found.items():
        if len(meant) == 1 and not known(phrase):
            yield phrase, next(iter(meant))


def _exchanged(name: OwnName, owned: Set[Words]) -> set[Words]:
    """The name with other words, and turned around."""
    if not name.unit:
        fields = _table().turned_fields
        return set(_turned_around(name.said, ())) if name.said[-1:] in fields else set()
    found = {name.said}
    for group in _table().groups["words"]:
        found |= {other for said in found for other in _inside(said, group)}
    ends = _table().groups.get(_KINDS.get(name.unit, ""), ())
    ended = {other for said in found for other in _ended(said, ends, owned, name.unit == "percent")}
    found |= ended
    found |= {other for said in found for other in _turned(said, said == name.said)}
    return {said for said in found if len(said) >= _SHORTEST and said != name.said}


def _inside(said: Words, group: tuple[Words, ...]) -> Iterator[Words]:
    for old in group:
        for at in range(len(said) - len(old) + 1) if old[0] in said else ():
            if said[at : at + len(old)] == old:
                yield from (said[:at] + new + said[at + len(old) :] for new in group if new != old)
                return


def _ended(
    said: Words, groups: tuple[tuple[Words, ...], ...], owned: Set[Words], shares: bool
) -> Iterator[Words]:
    """With another end. Only the nearest to the end of a rate where the rest names a number of its own: a share of
    gross profit is no gross margin.
    """
    fitting = [group for group in groups if len(said) > len(group[0]) and said[-len(group[0]) :] == group[0]]
    longest = max((len(end) for end, *_ in fitting), default=0)
    for end, *others in fitting:
        stem = said[: -len(end)]
        if len(end) == longest:
            yield from (stem + new for new in (others[:1] if shares and stem in owned else others))


def _turned(said: Words, own: bool) -> Iterator[Words]:
    table = _table()
    opening = said[:1] if said[:1] in table.behind else ()
    thing = said[len(opening) : -1]
    if thing and (said[-1:] in table.turned or (own and said[-1:] in table.turned_own)):
        yield from _turned_around(said, opening)


def _turned_around(said: Words, opening: Words) -> Iterator[Words]:
    table, thing = _table(), said[len(opening) : -1]
    for article in ((), *table.articles) if thing else ():
        yield opening + said[-1:] + table.turned_by + article + thing


def _groups(document: Iterable[Iterable[str]]) -> tuple[tuple[Words, ...], ...]:
    return tuple(tuple(dict.fromkeys(words(phrase) for phrase in group)) for group in document)
