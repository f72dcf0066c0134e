"""Totals that are asked for by a verb and a unit: the rental days of 一共租了多少天车, of "how many days were cars rented"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.retrieval.concepts import thesaurus
from assistant.retrieval.tokens import has_cjk, stem
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import COUNTS, is_money
from assistant.understanding.metrics.deeds.times_asked import counts_people
from assistant.understanding.metrics.deeds.times_limited import counted_in
from assistant.understanding.metrics.known import model_of_rows, shown_with
from assistant.understanding.neighbours import only_bare, word_for_the_thing
from assistant.understanding.words import load_vocabulary

_OTHERWISE = (
    *BEFORE, *AFTER, "shape.average", "shape.on_average", "shape.share", "shape.how_much_of", "restrict.exclude",
    "restrict.lacking", "join.versus",
)  # fmt: skip
_AHEAD = "出"
"""A character that a verb may have before it in a name: 出租."""
_STEM = 4
_MONEY = "money"
_TIMES = "times"


def take_done_amounts(draft: Draft) -> None:
    """The one total over all rows that is called by the verb and measured in the unit, where nothing else is named but the
    things that it is told by.
    """
    vocabulary, text = load_vocabulary(), draft.ground.text
    found = vocabulary.matching("done.amount", text)
    named = [draft.pieces[at] for name, at in draft.focus.items() if name in draft.metrics]
    if found is None or draft.ground.base is not None or vocabulary.matching("done.otherwise", text):
        return
    if any(piece.is_(*_OTHERWISE) and not piece.concerns for piece in draft.pieces):
        return
    if not all(only_bare(piece) or word_for_the_thing(piece) for piece in named):
        return
    verb = _verb_of(draft, found)
    names = _called(draft.ground.catalog, found, verb)
    start = found.end("verb") - len(verb) if has_cjk(verb) else found.start()
    places = [n for n, piece in enumerate(draft.pieces) if piece.start < found.end() and start < piece.end]
    free = [n for n in places if not (draft.pieces[n].time or draft.pieces[n].values)]
    free = [n for n in free if not draft.pieces[n].unread or _is_said(draft, n, found, names)]
    if len(names) == 1 and free and names[0] not in draft.metrics and _tell(draft, names[0], named):
        _take(draft, names[0], free)


def _is_said(draft: Draft, at: int, found: re.Match[str], names: list[str]) -> bool:
    """Whether a word that nothing explains is the verb or the unit, or an object that goes without saying: the 车 of
    租了多少天车, where the same rows are called 租车.
    """
    piece, catalog = draft.pieces[at], draft.ground.catalog
    if any(start <= piece.start and piece.end <= end for start, end in map(found.span, ("verb", "unit"))):
        return True
    if not has_cjk(piece.text) or piece.start < found.end("unit"):
        return False
    behind, kind = found["object"], catalog.metrics[names[0]].kind if names else None
    own = [catalog.metrics[name] for name in names]
    if len(behind) == 1 and isinstance(kind, Simple):
        own += shown_with(catalog, model_of_rows, kind.model)
    return any(behind in name for metric in own for name in metric.names)


def _tell(draft: Draft, name: str, named: list[Piece]) -> bool:
    """Whether the rows of the total are those of the things that are named beside it: nothing of them gets lost."""
    linker = draft.ground.linker
    return all(linker.entity((*piece.entities, *counted_in(draft, piece)), [name]) for piece in named)


def _take(draft: Draft, name: str, places: list[int]) -> None:
    things = [draft.focus.pop(other, -1) for other in draft.metrics]
    draft.metrics.clear()
    for at in things:
        draft.meanings.pop(at, None)
    draft.take_metric(name, places[0])
    for at in (*places, *things):
        if at >= 0 and draft.free(at):
            draft.read(at, "metric" if at in places else "filler", name)
    draft.assume("default_metric", name)


def _verb_of(draft: Draft, found: re.Match[str]) -> str:
    """The verb, without the end of a word before it: the 租 of 一共租了多少天."""
    verb = found["verb"]
    last = found.end("verb") - 1
    torn = has_cjk(verb) and any(piece.start == last for piece in draft.pieces)
    return verb[-1] if torn else verb


def _called(catalog: Catalog, found: re.Match[str], verb: str) -> list[str]:
    said = found.groupdict()
    unit, behind = said.get("unit") or "", said.get("object") or ""
    chinese = has_cjk(found[0])
    key = _unit_key(unit)
    totals = shown_with(catalog, _totals, key)
    if chinese:
        for wanted in (verb + behind, verb):
            names = [metric.name for metric in totals if wanted and any(map(_begins(wanted), metric.names))]
            if names:
                return names
        return []
    return [metric.name for metric in totals if any(_is_of(name, verb, unit) for name in metric.names)]


def _unit_key(unit: str) -> str:
    known = load_vocabulary().codewords
    if unit in known["money_asked"]:
        return _MONEY
    return _TIMES if unit in known["occurrence"] else unit.removesuffix("s")


def _totals(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """What a sum or a count is asked for in: money, times, or the unit that one of its names ends with."""
    kind = metric.kind
    if not isinstance(kind, Simple) or kind.non_additive is not None:
        return
    if kind.function in COUNTS and not counts_people(catalog, metric.name):
        yield _TIMES
    if kind.function != "sum":
        return
    if is_money(metric):
        yield _MONEY
    endings = load_vocabulary().codewords["done_units"]
    for name in metric.names:
        yield from (unit for unit in endings if has_cjk(unit) and name.removesuffix("数").endswith(unit))
        yield from (word.removesuffix("s") for word in words(name) if word in endings)


def _begins(verb: str) -> Callable[[str], bool]:
    def says(name: str) -> bool:
        plain = name.lstrip(_AHEAD) if not name.startswith(verb) else name
        endings = load_vocabulary().codewords["done_endings"]
        ending = next((each for each in sorted(endings, key=len, reverse=True) if plain.endswith(each)), "")
        rest = plain.removesuffix(ending).removeprefix(verb)
        if not has_cjk(name) or not plain.startswith(verb) or not ending or len(rest) > 1:
            return False  # 退款后收入 is nothing that was returned
        first = next(iter(thesaurus().parts(plain)), None)
        return len(verb) > 1 or first is None or bool(first.concepts) or len(first.words[0]) == 1

    return says


def _is_of(name: str, verb: str, unit: str) -> bool:
    """Whether an English name says the verb and the unit, and nothing else."""
    said = [stem(word) for word in words(name) if word not in (unit, unit.removesuffix("s"))]
    told = stem(verb)
    rest = [
        word for word in said if word != "total" and not word.startswith(told) and not told.startswith(word)
    ]
    return len(told) >= _STEM and len(said) < len(words(name)) and len(said) > len(rest) == 0
