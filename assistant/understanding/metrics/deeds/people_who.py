"""Numbers of people who did something at least once: the customers of "how many customers placed an order" are those
that the orders are of, and neither all of them nor the orders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.resolve.memory import remembered
from assistant.understanding.conditions.predicates import field_of
from assistant.understanding.cutting.asides.wanted_columns import COLUMN
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import singular
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import BARE, DimensionName, EntityName, MetricName
from assistant.understanding.metrics.counts.counted import counts_each_once, is_count
from assistant.understanding.metrics.counts.things import things_counted
from assistant.understanding.neighbours import HOW_MANY
from assistant.understanding.words import load_vocabulary

_OTHERWISE = (
    "per.which", "order.highest", "order.lowest", "order.best", "order.rank", "restrict.exclude", "restrict.lacking",
    "shape.share", "shape.how_much_of", "shape.average", "shape.on_average", "join.versus", "shape.money",
)  # fmt: skip
_THINGS = (DimensionName, EntityName)


def take_people_who(draft: Draft) -> None:
    """The number of different ones that what they did is kept of, where the question is for their number, beside others only
    where it is asked for in so many words.

    Raises ImpossibleError where the catalog has none, or several: what they did would get lost.
    """
    vocabulary, text = load_vocabulary(), draft.ground.text
    had = vocabulary.matching("people.who", text) is None
    found = _had(draft) if had else vocabulary.matching("people.who", text)
    if found is None or draft.ground.base is not None or not _is_known_kind(draft, found):
        return
    numbered = _is_number(draft, found.start("people"))
    if vocabulary.matching("people.otherwise", text[found.start("people") :] if numbered else text):
        return
    others = [piece for piece in draft.pieces if not (piece.is_("per.person") and piece.within(found.span()))]
    if any(piece.is_(*_OTHERWISE) and not piece.concerns for piece in others):
        return
    things = _people(draft, found["people"])
    places = [at for at, p in enumerate(draft.pieces) if p.start < found.end() and found.start() < p.end]
    beside = [name for name in draft.metrics if draft.focus.get(name) not in places]
    if beside and not numbered:
        return
    counted = [piece.number for piece in draft.pieces if piece.number is not None and piece.time is None]
    if any(number.value > 1 for number in counted):
        return
    first, last = sorted((found.span("deed"), found.span("people")))
    whole = any(p.metrics and p.start < first[1] and last[0] < p.end for p in draft.pieces)
    if whole or _says_both(draft, _deed(found), things):
        return
    names = list(dict.fromkeys(_counts(draft, _deed(found), things, had)))
    if len(names) != 1:
        if any(_counts_each(draft.ground.catalog, name, things) for name in draft.metrics):
            return  # the number of different ones that the words mean
        alone = had and not (names or beside)
        grouped = alone and _count_groups(draft, _deed(found), found.span("people"), places)
        if things and not grouped:
            raise ImpossibleError("unread_condition", found["deed"])
        return
    told = [at for at in places if _tells_deed(draft, at, found)]
    if told:
        draft.name_together(names[0], told)


def check_people_who(draft: Draft) -> None:
    """Raises ImpossibleError where how many of some things have something is answered with how many of that there are, or with
    both numbers side by side: neither is how many of them have one.
    """
    if draft.ground.base is not None or draft.count_of is not None:
        return
    for at, piece in enumerate(draft.pieces):
        thing = _thing_asked(draft, at) if piece.is_(*HOW_MANY) and not piece.concerns else None
        if thing is None:
            continue
        end = draft.pieces[thing].end
        having = load_vocabulary().matching("people.having", draft.ground.text[end:])
        behind = [name for name, place in draft.focus.items() if place > thing and name in draft.metrics]
        if having is None:
            continue
        said = draft.ground.text[end : end + having.end()].strip() or piece.text
        if _groups_by_had(draft, thing, end + having.end()):
            raise ImpossibleError("unread_condition", said, told=True)
        if not behind:
            continue
        things = _names_of_thing(draft, thing)
        catalog = draft.ground.catalog
        counts = [set(things_counted(catalog, catalog.metrics[name])) for name in behind]
        first = next(
            n
            for n in range(thing + 1, len(draft.pieces))
            if draft.pieces[n].metrics or n in draft.focus.values()
        )
        between = draft.pieces[thing + 1 : first]
        asked_again = any(other.is_(*HOW_MANY, "join.and") and not other.concerns for other in between)
        if things and all(found and not found & things for found in counts) and not asked_again:
            raise ImpossibleError("unread_condition", said, told=True)


def _groups_by_had(draft: Draft, thing: int, end: int) -> bool:
    """Whether what they are said to have is what they are shown by: the products of "how many orders have products"."""
    behind = next((n for n in range(thing + 1, len(draft.pieces)) if draft.pieces[n].start >= end), None)
    if behind is None or draft.pieces[behind].is_(COLUMN):
        return False
    return behind in draft.meanings and draft.meanings[behind][0] == "dimension"


def _thing_asked(draft: Draft, at: int) -> int | None:
    """Where the things stand whose number is asked for, behind the values that describe them."""
    for place in range(at + 1, len(draft.pieces)):
        piece = draft.pieces[place]
        if piece.entities or piece.dimensions or piece.metrics:
            return place
        if not piece.values:
            return None
        if _names_of_thing(draft, place):
            return place
    return None


def _names_of_thing(draft: Draft, at: int) -> set[str]:
    """What the things are called in the catalog: entities, and the dimensions that they are known by."""
    piece = draft.pieces[at]
    last = piece.text.split(" ")[-1] if piece.text.isascii() else _thing_in(draft, piece.text)
    found = (*piece.entities, *piece.dimensions, *draft.ground.lexicon.phrases.get(last))
    models = draft.ground.catalog.models
    names = {item.entity for item in found if isinstance(item, EntityName)}
    for item in found:
        if isinstance(item, DimensionName) and not (item.boolean or item.time):
            names |= {
                item.dimension,
                item.conformed or item.dimension,
                models[item.model].primary_entity or "",
            }
    return names - {""}


def _is_known_kind(draft: Draft, found: re.Match[str]) -> bool:
    """Whether what is said of what they had is a value, or a part of its name: the "junior credit" of "a junior credit card". A
    stalled deal is another thing than a deal.
    """
    if "kind" not in found.re.groupindex or not found["kind"]:
        return True
    start, end = found.span("kind")
    counts = {name for names in _events_by_name(draft, _deed(found), only=True) for name in names}
    for piece in draft.pieces:
        if piece.start >= end or piece.end <= start or piece.unread or piece.filler:
            continue  # what is unread stays so
        plain = bool(piece.values) and not piece.metrics
        if not (plain or any(name.metric in counts for name in piece.metrics)):
            return False
    return True


def _tells_deed(draft: Draft, at: int, found: re.Match[str]) -> bool:
    """Whether it is a part of what they did, and not between: a place that nobody knows is none."""
    piece = draft.pieces[at]
    start, end = found.span("people")
    people = bool(piece.entities) and piece.start < end and start < piece.end
    if piece.time is not None or (piece.values and not people):
        return False
    named = any(s < piece.end and piece.start < e for s, e in (found.span("deed"), found.span("people")))
    return not piece.unread or named or _is_of_verb(draft, at)


def _is_of_verb(draft: Draft, at: int) -> bool:
    """Whether it is the "awarded" of "were awarded a badge", which the catalog need not know."""
    return load_vocabulary().matching("people.given", draft.ground.text[: draft.pieces[at].end]) is not None


def _is_number(draft: Draft, at: int) -> bool:
    """Whether their number is asked for in so many words: "revenue and the number of customers who bought"."""
    return load_vocabulary().matching("people.number", draft.ground.text[:at]) is not None


def _count_groups(draft: Draft, deed: str, people: tuple[int, int], places: Sequence[int]) -> bool:
    """Count those by whom what they did can be grouped, where no number of the catalog counts them: the partners of "how
    many partners booked orders".
    """
    events = _events(draft, deed, only=True)
    said = [at for at in places if draft.pieces[at].start <= people[0] and people[1] <= draft.pieces[at].end]
    if len(events) != 1 or len(said) != 1:
        return False
    piece, linker = _without_kind(draft, said[0], people), draft.ground.linker
    keys = linker.entity(piece.entities, events)  # two of them may have the same name
    if not (keys or linker.dimension(piece.dimensions, events)):
        return False
    for at in places:
        draft.meanings.pop(at, None)
        if not (draft.pieces[at].time or draft.pieces[at].values or _is_unknown(draft, at, deed, people)):
            draft.read(at, "metric", events[0])
    draft.metrics, draft.focus = events, {events[0]: places[-1]}
    others = linker.dimension(piece.dimensions, events)
    field = keys[0].name if len(keys) == 1 else others[0].name if others else field_of(draft, said[0]).name
    if piece is draft.pieces[said[0]]:
        draft.read_as(said[0], "dimension", field)
    draft.group_by.append(field)
    draft.count_of = field
    return True


def _without_kind(draft: Draft, at: int, people: tuple[int, int]) -> Piece:
    """The piece itself, or what the things alone name where the catalog has a name for a kind of them: the partners of
    "gold partners".
    """
    piece = draft.pieces[at]
    if piece.entities or piece.dimensions or not piece.values:
        return piece
    found = draft.ground.lexicon.phrases.get(_thing_in(draft, draft.ground.text[slice(*people)]))
    dimensions = tuple(item for item in found if isinstance(item, DimensionName))
    entities = tuple(item for item in found if isinstance(item, EntityName))
    return Piece(people[0], people[1], piece.text, dimensions=dimensions, entities=entities)


def _thing_in(draft: Draft, said: str) -> str:
    """The word for the things alone: the 伙伴 of 金牌伙伴, where a value is called so."""
    phrases = draft.ground.lexicon.phrases
    if said.isascii():
        return said
    longest = (said[at:] for at in range(len(said) - 1))
    return next(
        (word for word in longest if any(isinstance(item, _THINGS) for item in phrases.get(word))), said
    )


def _deed(found: re.Match[str]) -> str:
    """What they had or did, in the singular."""
    said = found["deed"]
    return singular(said) if said.isascii() and " " not in said else said


def _is_unknown(draft: Draft, at: int, deed: str, people: tuple[int, int]) -> bool:
    """Whether nobody knows the word, and it is neither what they did nor they themselves."""
    piece = draft.pieces[at]
    return piece.unread and not piece.within(people) and deed not in piece.text and not _is_of_verb(draft, at)


def _had(draft: Draft) -> re.Match[str] | None:
    """That they had one of what the catalog counts: the transactions of "how many accounts had a transaction"."""
    found = load_vocabulary().matching("people.had", draft.ground.text)
    if found is None:
        return None
    named = draft.ground.lexicon.phrases.get(_deed(found))
    counts = [item for item in named if isinstance(item, MetricName) and item.strength >= BARE]
    counted = any(is_count(draft.ground.catalog, item.metric) for item in counts)
    return found if counted or _is_ordering(_deed(found)) else None


def _is_ordering(deed: str) -> bool:
    """Whether it is a word for an order, or for placing one."""
    listed = load_vocabulary().listed
    return deed in listed["deeds_done"] | listed["ordered"]


def _people(draft: Draft, said: str) -> set[str]:
    """The things that the word stands for; firms without another name are the customers."""
    phrases, models = draft.ground.lexicon.phrases, draft.ground.catalog.models
    words = (said, *sorted(load_vocabulary().listed["firms"])) if _is_firm(said) else (said,)
    for word in words:
        found = phrases.get(_thing_in(draft, word))
        entries = {item.entity for item in found if isinstance(item, EntityName)}
        owners = {models[item.model].primary_entity for item in found if isinstance(item, DimensionName)}
        if entries := entries or {name for name in owners if name is not None and len(owners) == 1}:
            return entries
    return set()


def _is_firm(said: str) -> bool:
    return load_vocabulary().matching("people.firm", said) is not None


def _counts_each(catalog: Catalog, name: str, things: set[str]) -> bool:
    return counts_each_once(catalog, name) and bool(
        things & set(things_counted(catalog, catalog.metrics[name]))
    )


def _says_both(draft: Draft, deed: str, things: set[str]) -> bool:
    """Whether the number of people that is named says what they did: 下单客户数."""
    catalog = draft.ground.catalog
    named = [catalog.metrics[name] for name in draft.metrics]
    counts = [metric for metric in named if things & set(things_counted(catalog, metric))]
    return any(deed in name.casefold() for metric in counts for name in metric.names)


def _counts(draft: Draft, deed: str, things: set[str], only: bool) -> Iterator[str]:
    """Numbers of different ones of the things, over the very rows that what they did is counted by; `only` those that are
    called so.
    """
    for events in _events_by_name(draft, deed, only):
        found = [name for event in events for name in different_ones(draft.ground.catalog, event, things)]
        if found:
            yield from found
            return


def _events(draft: Draft, deed: str, only: bool) -> list[str]:
    """Numbers of what they did, by the first of its names that the catalog has."""
    return next((list(dict.fromkeys(events)) for events in _events_by_name(draft, deed, only) if events), [])


def _events_by_name(draft: Draft, deed: str, only: bool) -> Iterator[list[str]]:
    catalog, phrases = draft.ground.catalog, draft.ground.lexicon.phrases
    vocabulary = load_vocabulary()
    sold = vocabulary.matching("people.sold", deed) is not None
    done = sorted(vocabulary.listed["sales_done" if sold else "deeds_done"])
    for noun in (deed, *(() if only and deed not in done and not _is_ordering(deed) else done)):
        entries = [
            item for item in phrases.get(noun) if isinstance(item, MetricName) and item.strength >= BARE
        ]
        yield [item.metric for item in entries if is_count(catalog, item.metric)]


def different_ones(catalog: Catalog, event: str, things: set[str]) -> Iterator[str]:
    kind, filters = catalog.metrics[event].kind, {item.text for item in catalog.metrics[event].filters}
    if not isinstance(kind, Simple):
        return
    for metric in _by_model(catalog).get(kind.model, ()):
        own = {item.text for item in metric.filters}
        if own == filters and things & set(things_counted(catalog, metric)):
            yield metric.name


def _by_model(catalog: Catalog) -> dict[str, list[Metric]]:
    """Numbers of different things by the model of their rows, those that no question names as well."""
    return remembered(catalog, "different things by model", lambda: _listed(catalog))


def _listed(catalog: Catalog) -> dict[str, list[Metric]]:
    found: dict[str, list[Metric]] = {}
    for metric in catalog.metrics.values():
        if isinstance(metric.kind, Simple) and counts_each_once(catalog, metric.name):
            found.setdefault(metric.kind.model, []).append(metric)
    return found
