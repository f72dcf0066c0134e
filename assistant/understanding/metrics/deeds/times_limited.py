"""Counts of what was done that a limited number of times is said of: the rentals of 至少租过5次车的客户, the check-ins of
"members who came in at least 50 times".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.retrieval.concepts import Part, thesaurus
from assistant.retrieval.tokens import function_words, has_cjk, light_words
from assistant.retrieval.tokens import stem as light_stem
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import SYNONYM, EntityName, MetricName
from assistant.understanding.metrics.counts.counted import COUNTS, is_count
from assistant.understanding.metrics.counts.things import things_counted
from assistant.understanding.metrics.deeds.times_asked import counts_people
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.metrics.named.apart import stem
from assistant.understanding.shape.group_counts import OWN_NUMBER
from assistant.understanding.words import load_vocabulary

_Says = Callable[[Iterable[str]], bool]
"""Whether one of some names says it."""
_LONGEST = {False: 4, True: 24}
"""Characters of a Chinese verb, and of an English one."""
_MOST, _OBJECT = 3, 2
"""Pieces that a verb may be cut into, and characters of a Chinese object."""
_ASKED = ("shape.how_many", "shape.counted", "shape.number_of")
_APART = (*BEFORE, *AFTER, "join.and", "per.each", "per.which", "shape.how_many")
_PAST = "过了掉完"
_STEM = 4
"""Letters at least that a verb and the noun for what was done have in common."""


def name_times_done(draft: Draft) -> None:
    """Has the verb beside the number name the one count that is called by it, right before the limit."""
    if draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        plain = piece.number is not None and piece.number.kind == "number" and not piece.concerns
        if not plain or not _are_times(draft, at):
            continue
        found = _limited_verb(draft, at)
        if found is not None:
            _name(draft, at, *found)
            return


def _are_times(draft: Draft, at: int) -> bool:
    said = load_vocabulary().codewords
    behind = at + 1 if at + 1 < len(draft.pieces) else None
    return behind is not None and draft.pieces[behind].text in said["occurrence"] | said["times"]


def _limited_verb(draft: Draft, at: int) -> tuple[int, list[int], int | None] | None:
    """Where the number's own limit begins, the places of the verb, and that of a limit before the verb: 至少租过5次."""
    first = at
    while first and draft.has(first - 1, *BEFORE) and not has_cjk(draft.between(first - 1, at)):
        first -= 1
    verb = _verb_before(draft, first)
    before = (verb[0] if verb else first) - 1
    if first < at or _is_limited_behind(draft, at):
        return first, verb, None
    if before >= 0 and draft.has(before, *BEFORE) and has_cjk(draft.pieces[before].text):
        return first, verb, before
    return None


def _is_limited_behind(draft: Draft, at: int) -> bool:
    return any(draft.has(place, *AFTER) for place in range(at + 2, min(at + 5, len(draft.pieces))))


def _verb_before(draft: Draft, end: int) -> list[int]:
    """The places of the words right before that are no metric and no condition."""
    found: list[int] = []
    for at in range(end - 1, -1, -1):
        piece = draft.pieces[at]
        if piece.metrics or piece.terms or piece.values or piece.time or piece.number or piece.mark:
            break
        if piece.is_(*_APART) or (piece.entities and piece.text.isascii()):
            break
        if len(found) == _MOST or draft.pieces[end - 1].end - piece.start > _LONGEST[piece.text.isascii()]:
            break
        found.insert(0, at)
    return found


def _name(draft: Draft, number: int, first: int, verb: list[int], limit: int | None) -> None:
    pieces, text = draft.pieces, draft.ground.text
    ahead = (verb[0] if verb else first) - 1
    start = pieces[ahead].end if ahead >= 0 else 0
    said = text[start : pieces[first].start].strip().rstrip(_PAST)
    things, behind = _object_behind(draft, number)
    name = _called(draft, said, behind) if said else None
    if name is None:
        return
    kept: list[Piece] = []
    begin = text.index(said, start)
    named = Piece(begin, begin + len(said), said, metrics=(MetricName(name, SYNONYM),))
    for at, piece in enumerate(pieces):
        if at == first:
            kept.append(named)
            if limit is not None:
                kept.append(pieces[limit])
        if at not in verb and at not in things and at != limit:
            kept.append(as_group(draft, piece, name))
    draft.pieces = tuple(kept)
    draft.assume("default_metric", name)


def as_group(draft: Draft, piece: Piece, name: str) -> Piece:
    """The word for a number of things that the count is told by, as the things: those that the limit picks."""
    counts = bool(piece.metrics) and all(
        is_count(draft.ground.catalog, each.metric) for each in piece.metrics
    )
    things = (*piece.entities, *counted_in(draft, piece))
    if not counts or not draft.ground.linker.entity(things, [name]):
        return piece
    asked = any(other.is_(*_ASKED) and not other.concerns for other in draft.pieces)
    roles = piece.roles | {OWN_NUMBER} if asked else piece.roles
    return replace(piece, metrics=(), terms=(), entities=things, roles=roles)


def _object_behind(draft: Draft, number: int) -> tuple[list[int], str]:
    """What the verb is done to, between the times and what links or limits: the 车 of 租过5次车的客户."""
    text = draft.ground.text
    found: list[int] = []
    start = draft.pieces[number + 1].end
    for at in range(number + 2, len(draft.pieces)):
        piece = draft.pieces[at]
        if draft.has(at, *AFTER) and not found and piece.start == start:
            start = piece.end
        elif draft.has(at, "join.of"):
            behind = text[start : piece.start]
            return (found, behind) if has_cjk(behind) and len(behind) <= _OBJECT else ([], "")
        elif piece.values or piece.time or piece.number or piece.metrics or not has_cjk(piece.text):
            return [], ""
        else:
            found.append(at)
    return [], ""


def _called(draft: Draft, verb: str, behind: str) -> str | None:
    """The one count of what was done that can be told by a thing of the question."""
    catalog = draft.ground.catalog
    counts = [metric for metric in shown_with(catalog, _done, True) if _fits(draft, metric.name)]
    if has_cjk(verb):
        ways = (_begins(verb + behind), *((_begins(verb),) if not behind else ()), _says(verb + behind))
    else:
        ways = (_stems(verb), _says(verb))
    for says in ways:
        labelled = [metric.name for metric in counts if says(metric.labels)]
        found = labelled or [metric.name for metric in counts if says(metric.names)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _done(catalog: Catalog, metric: Metric) -> Iterator[bool]:
    """Whether it is a number of deeds, and neither of people nor a state of things."""
    kind = metric.kind
    if isinstance(kind, Simple) and kind.function in COUNTS and kind.non_additive is None:
        yield not counts_people(catalog, metric.name)


def _fits(draft: Draft, name: str) -> bool:
    linker = draft.ground.linker
    return any(
        linker.entity((*piece.entities, *counted_in(draft, piece)), [name])
        or linker.dimension(piece.dimensions, [name])
        for piece in draft.pieces
    )


def counted_in(draft: Draft, piece: Piece) -> Iterator[EntityName]:
    """What it names a number of."""
    catalog = draft.ground.catalog
    for named in piece.metrics:
        metric = catalog.metrics[named.metric]
        if isinstance(metric.kind, Simple):
            yield from (EntityName(metric.kind.model, thing) for thing in things_counted(catalog, metric))


def _begins(said: str) -> _Says:
    return lambda names: any(name.startswith(said) for name in names)


def _stems(verb: str) -> _Says:
    """Whether every word of the verb that says anything is one of a name, but for its ending."""
    stems = [stem(word) for word in words(verb) if not _is_light(word)]

    def says(names: Iterable[str]) -> bool:
        told = {stem(word) for name in names for word in words(name)}
        return bool(stems) and all(
            len(each) >= _STEM and any(other.startswith(each) for other in told) for each in stems
        )

    return says


def _says(said: str) -> _Says:
    """Whether all that the verb says is meant by a name."""
    parts = [_concepts_of(part) for part in thesaurus().parts(said) if not part.light]

    def says(names: Iterable[str]) -> bool:
        told = _concepts(names)
        return bool(parts) and all(meant & told for meant in parts)

    return says


def _is_light(word: str) -> bool:
    return word in function_words() or light_words().has(light_stem(word))


def _concepts(texts: Iterable[str]) -> frozenset[str]:
    """What is meant besides numbers and people."""
    return frozenset(
        concept for text in texts for part in thesaurus().parts(text) for concept in _concepts_of(part)
    )


def _concepts_of(part: Part) -> frozenset[str]:
    known = thesaurus()
    people = frozenset(
        concept for concept in part.concepts if "person" in known.widened(frozenset({concept}))
    )
    return part.concepts - people - frozenset(known.units.values()) - light_words().concepts
