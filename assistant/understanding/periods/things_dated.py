"""Dates of the things that are measured, told by what these did: "partners who joined before 2024", 2024年以前加入的伙伴,
where the date is called "Partner joined" or 伙伴加入日期."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.catalog.model import Catalog
from assistant.resolve.fields import FieldOption
from assistant.resolve.memory import remembered
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import DimensionName, EntityName, lexicon_of
from assistant.understanding.patterns import Pattern
from assistant.understanding.words import load_vocabulary

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class _Deed:
    """A date's name in two: whose date it is, and what these did then."""

    thing: str
    deed: str


def date_of_thing(
    draft: Draft, at: int, times: list[FieldOption]
) -> tuple[FieldOption, tuple[tuple[int, int], ...], str] | None:
    """The one date that the words around a period speak of, where these words stand, and "<" or ">=" where a word
    before the period says that what is meant lies before or behind it.
    """
    piece, text = draft.pieces[at], draft.ground.text
    before, behind = text[: piece.start], text[piece.end :]
    found: dict[str, tuple[FieldOption, tuple[tuple[int, int], ...], str]] = {}
    for field in times:
        for deed in _deeds(draft.ground.catalog, field):
            said = _said_before(deed, before) or _said_behind(deed, behind, piece.end)
            if said is not None:
                found.setdefault(field.name, (field, (said[0],), said[1]))
    return found.popitem()[1] if len(found) == 1 else None


def _said_before(deed: _Deed, text: str) -> tuple[tuple[int, int], str] | None:
    patterns = load_vocabulary().patterns
    role = "deed.before_zh" if has_cjk(deed.deed) else "deed.before_en"
    for pattern in patterns.get(role, ()):
        found = _filled(pattern, deed).search(text)
        if found is not None:
            op = "<" if found["earlier"] else ">=" if found["later"] else ""
            return (found.start("said"), max(found.end(name) for name in ("said", "earlier", "later"))), op
    return None


def _said_behind(deed: _Deed, text: str, start: int) -> tuple[tuple[int, int], str] | None:
    if not has_cjk(deed.deed):
        return None
    for pattern in load_vocabulary().patterns.get("deed.behind_zh", ()):
        found = _filled(pattern, deed).match(text)
        if found is not None:
            return (start, start + found.end("said")), ""
    return None


def _filled(pattern: Pattern, deed: _Deed) -> re.Pattern[str]:
    stem = re.sub(r"(?:ed|ing)$", "", deed.deed) if deed.deed.isascii() else deed.deed
    return re.compile(
        pattern.pattern.replace("THING", re.escape(deed.thing)).replace("DEED", re.escape(stem))
    )


def _deeds(catalog: Catalog, option: FieldOption) -> tuple[_Deed, ...]:
    assert option.dimension is not None
    names = tuple(normalize(name).text for name in option.dimension.names if name)
    key = ("deeds_of_date", option.model, option.dimension.name)
    return remembered(catalog, key, lambda: tuple(_split(catalog, option.model or "", names)))


def _split(catalog: Catalog, model: str, names: tuple[str, ...]) -> Iterator[_Deed]:
    ending = load_vocabulary().patterns["date_ending"]
    for name in names:
        chinese = has_cjk(name)
        short = ending[0 if chinese else 1].sub("", name).strip()
        cuts = range(_SHORTEST, len(short) - 1) if chinese else [m.start() for m in re.finditer(" ", short)]
        for cut in cuts:
            thing, deed = short[:cut].strip(), short[cut:].strip()
            if len(deed) >= _SHORTEST and _names_thing(catalog, model, thing):
                yield _Deed(thing, deed)


def _names_thing(catalog: Catalog, model: str, name: str) -> bool:
    entries = lexicon_of(catalog).phrases.get(name)
    return any(isinstance(e, DimensionName | EntityName) and e.model == model for e in entries)
