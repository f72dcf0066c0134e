"""Periods that another date is in than the one that metrics are dated by: 入住日期在10月的预订量."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.catalog.model import Catalog
from assistant.query import AllOf, AnyOf, Condition, Filter, RelativeTime, TimeRange
from assistant.resolve.fields import FieldOption
from assistant.resolve.memory import remembered
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.conditions.values.value_labels import read_described
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.echoes import own_times
from assistant.understanding.linking import distance
from assistant.understanding.neighbours import GROUPING
from assistant.understanding.patterns import Pattern
from assistant.understanding.periods.acts import act_beside, dates_of_act, says_own_deed
from assistant.understanding.periods.things_dated import date_of_thing
from assistant.understanding.time.dates import EARLIEST
from assistant.understanding.time.expr import (
    After,
    AsOf,
    GrainWord,
    Since,
    TimeComparison,
    TimeExpr,
    Versus,
)
from assistant.understanding.time.meant import base_time
from assistant.understanding.time.resolve import resolve_time
from assistant.understanding.time.settling import dates_of
from assistant.understanding.time.spoken import placed
from assistant.understanding.words import load_vocabulary

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class _Named:
    """A date, the pieces that name it and the words that lead from it to its period."""

    field: FieldOption
    pieces: tuple[int, ...]
    links: tuple[int, ...]
    own: bool = False
    """The date that the metrics are dated by anyway."""
    of_thing: bool = False
    side: str = ""
    """"<" or ">=" where what is meant lies before or behind the period."""


def take_dated(draft: Draft) -> None:
    """Conditions on dates that are named beside a period. Where no other period is said, all data is meant.

    Raises ImpossibleError where such a date is said to be in something that is no period.
    """
    taken = False
    for at, piece in enumerate(draft.pieces):
        if piece.time is None or not draft.free(at) or isinstance(piece.time.expr, GrainWord | AsOf):
            continue
        named = _named_before(draft, at) or _named_behind(draft, at) or _named_by_act(draft, at)
        named = named or _named_of_thing(draft, at)
        if named is None:
            continue
        if named.own:
            for place in named.pieces:
                draft.meanings[place] = ("filler", draft.pieces[place].text)
            draft.assume("weak_word", " ".join(draft.pieces[place].text for place in named.pieces))
            continue
        condition = _alternatives(draft, at, named.field.name)
        if named.side and isinstance(condition, AllOf) and len(condition.items) == 2:
            condition = _on_side(condition, named.side)
        draft.where.extend(condition.items if isinstance(condition, AllOf) else (condition,))
        for place in named.pieces:
            draft.meanings[place] = ("filter", named.field.name)
        for place in named.links:
            draft.read(place, "connective")
        if named.of_thing:
            read_described(draft, max(at, *named.pieces), named.field, linked=True)
        taken = True
    if taken and draft.ground.base is None:
        _date_by_default(draft)


def says_more(draft: Draft, first: int, second: int) -> bool:
    """Whether a word that nothing has read stands between two periods: "Q3, enrolled in Q2"."""
    start, end = draft.pieces[first].end, draft.pieces[second].start
    tokens = tokenize(draft.ground.text[start:end])
    known = {
        place for begin, last, _ in load_vocabulary().phrases.matches(tokens) for place in range(begin, last)
    }
    inside = [
        (piece.start - start, piece.end - start)
        for at, piece in enumerate(draft.pieces[first + 1 : second], first + 1)
        if piece.concerns and draft.meanings.get(at, ("",))[0] != "filler"
    ]
    return any(
        token.kind != "mark"
        and at not in known
        and not any(begin <= token.start < stop for begin, stop in inside)
        for at, token in enumerate(tokens)
    )


def _date_by_default(draft: Draft) -> None:
    """The period that is said is that of another date: a default one would cut its rows off unseen."""
    others = [
        piece.time for at, piece in enumerate(draft.pieces) if piece.time is not None and draft.free(at)
    ]
    compared = [other for other in others if isinstance(other.expr, TimeComparison)]
    if compared and (len(others) == 1 or any(_is_of_years(other.expr) for other in compared)):
        raise ImpossibleError("unread_condition", draft.ground.text[compared[0].start : compared[0].end])
    if all(isinstance(other.expr, GrainWord) for other in others):
        draft.time = RelativeTime("all_time")
        draft.assume("default_period", "all_time")


def _is_of_years(said: TimeExpr) -> bool:
    """The condition would stay in its year while what is compared is of another one."""
    return isinstance(said, TimeComparison) and said.kind == "same_period"


def _alternatives(draft: Draft, at: int, name: str) -> Filter:
    """The condition of 10月或11月 where the date is named once."""
    found = [_condition(draft, at, name)]
    while at + 2 < len(draft.pieces) and draft.has(at + 1, "join.or") and _is_period(draft, at + 2):
        at += 2
        draft.read(at - 1, "connective")
        found.append(_condition(draft, at, name))
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def _is_period(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    return piece.time is not None and piece.time.kind == "period" and draft.free(at)


def _condition(draft: Draft, at: int, name: str) -> Filter:
    piece, calendar, now = draft.pieces[at], draft.ground.catalog.calendar, draft.ground.now
    expr = piece.time.expr if piece.time is not None else None
    if expr is None or isinstance(expr, TimeComparison | Versus | GrainWord):
        raise ImpossibleError("unread_condition", piece.text)
    found = resolve_time(placed(expr, base_time(draft), now), now, calendar)
    if found.missing or not found.ranges:
        raise ImpossibleError("no_such_period", piece.text)
    if found.assumed_year:
        draft.assume(
            "assumed_year", str(found.ranges[0].end.year if found.open_start else found.ranges[0].start.year)
        )
    draft.read(at, "filter", f"{name}={' | '.join(dates_of(item) for item in found.ranges)}")
    within = [_within(name, item) for item in found.ranges]
    if isinstance(expr, Since | After):
        return within[0][0]  # what has a date yet to come counts
    every = [each[0] if len(each) == 1 else AllOf(tuple(each)) for each in within]
    return every[0] if len(every) == 1 else AnyOf(tuple(every))


def _within(name: str, span: TimeRange) -> list[Condition]:
    ends = Condition(name, "<", (span.end.date().isoformat(),))
    if span.start.date() == EARLIEST:
        return [ends]
    return [Condition(name, ">=", (span.start.date().isoformat(),)), ends]


def _named_before(draft: Draft, at: int) -> _Named | None:
    """ "Check-in date in October", 入住日期在10月; also "enrolled in Q2" of a date that rows themselves have."""
    linking = load_vocabulary().patterns["dated_link"]
    text, end = draft.ground.text, draft.pieces[at].start
    found = linking[0].search(text[:end])
    stop = found.start() if found is not None else len(text[:end].rstrip())
    for field, name, whole in _dates(draft):
        start = stop - len(name)
        if start < 0 or text[start:stop] != name or not _stands_alone(text, start, stop):
            continue
        pieces = _pieces_in(draft, start, stop, whole)
        told = bool(pieces) and _is_relative(draft, pieces[0] - 1)
        if pieces and (not whole or told or not draft.preceded(pieces[0], *GROUPING)):
            links = (*((pieces[0] - 1,) if told else ()), *range(pieces[-1] + 1, at))
            return _Named(field, pieces, links)
    return None


def _is_relative(draft: Draft, at: int) -> bool:
    """The "who" of "customers who joined in 2022" asks for nobody."""
    if at < 1 or not draft.pieces[at - 1].concerns or draft.pieces[at].concerns:
        return False
    return draft.pieces[at].text in load_vocabulary().anaphora["relative"]


def _named_behind(draft: Draft, at: int) -> _Named | None:
    """11月入住的预订量"""
    text, start = draft.ground.text, draft.pieces[at].end
    for field, name, whole in _dates(draft):
        stop = start + len(name)
        if whole or not has_cjk(name) or text[start:stop] != name:
            continue
        pieces = _pieces_in(draft, start, stop, whole)
        if pieces:
            return _Named(field, pieces, ())
    return None


def _named_by_act(draft: Draft, at: int) -> _Named | None:
    """ "Scheduled to kick off in 2025", 计划2025年启动的: the one date that is named by such acts."""
    act = act_beside(draft, at)
    if act is None:
        return None
    catalog = draft.ground.catalog
    options = draft.ground.linker.options(draft.metrics)
    own = own_times(catalog, draft.metrics)
    times = [item for item in options if item.kind == "time" and item.dimension is not None]
    near = [item for item in times if _is_own(item, own) or distance(item, options) == 0]
    dates = [(item.model or "", item.name, item.dimension) for item in near if item.dimension is not None]
    names = set(dates_of_act(draft, act, dates))
    found = [item for item in near if item.name in names]
    found = [item for item in found if _is_own(item, own)] or found
    pieces = tuple(
        place for start, end in act.spans for place in _pieces_in(draft, start, end, whole=act.planned)
    )
    if len({item.dimension.name for item in found if item.dimension}) != 1 or not pieces:
        return None
    says_own = all(says_own_deed(draft, place) for place in pieces)
    return _Named(found[0], pieces, (), says_own or _is_own(found[0], own))


def _named_of_thing(draft: Draft, at: int) -> _Named | None:
    """ "Partners who joined before 2024", 2024年以前加入的伙伴"""
    own = own_times(draft.ground.catalog, draft.metrics)
    options = draft.ground.linker.options(draft.metrics)
    times = [item for item in options if item.kind == "time" and item.dimension is not None]
    found = date_of_thing(draft, at, [item for item in times if not _is_own(item, own)])
    if found is None:
        return None
    field, spans, side = found
    pieces = tuple(place for start, end in spans for place in _pieces_in(draft, start, end, whole=True))
    return _Named(field, pieces, (), of_thing=True, side=side) if pieces else None


def _on_side(within: AllOf, side: str) -> Condition:
    first, last = within.items
    assert isinstance(first, Condition)
    assert isinstance(last, Condition)
    return replace(last, values=first.values) if side == "<" else replace(first, values=last.values)


def _pieces_in(draft: Draft, start: int, stop: int, whole: bool) -> tuple[int, ...]:
    """The pieces that make up a name, where none of them is read or, for a short name, says something else."""
    inside = [
        at
        for at, piece in enumerate(draft.pieces)
        if piece.start < stop and piece.end > start and not piece.mark
    ]
    for at in inside:
        piece = draft.pieces[at]
        other = piece.terms or piece.values or any(each.metric in draft.metrics for each in piece.metrics)
        free = draft.free(at) or draft.meanings[at][0] == "filler"
        other = other or any(role.startswith("grain.") for role in piece.roles)
        if not free or piece.start < start or piece.end > stop or (other and not whole):
            return ()
    return tuple(inside)


def _stands_alone(text: str, start: int, stop: int) -> bool:
    before, first = text[start - 1 : start], text[start]
    glued = before.isascii() and before.isalnum() and first.isascii()
    return not glued and not (
        text[stop - 1].isascii() and text[stop : stop + 1].isascii() and text[stop : stop + 1].isalnum()
    )


def _dates(draft: Draft) -> Iterator[tuple[FieldOption, str, bool]]:
    """Dates other than the metrics' own, nearest first, by each of their names: whole ones, and for those of
    the metrics' own rows also without the word that says that it is a date."""
    catalog = draft.ground.catalog
    options = draft.ground.linker.options(draft.metrics)
    own = own_times(catalog, draft.metrics)
    times = [item for item in options if item.kind == "time" and item.dimension is not None]
    taken = {
        name
        for item in times
        if _is_own(item, own)
        for names in _names(catalog, item)
        for name in names
        if name
    }
    for item in sorted(times, key=lambda option: distance(option, options)):
        if _is_own(item, own):
            continue
        for name, short in _names(catalog, item):
            if name not in taken:
                yield item, name, True
            if short and short not in taken and distance(item, options) == 0:
                yield item, short, False


def _is_own(option: FieldOption, own: frozenset[tuple[str, str]]) -> bool:
    return option.dimension is not None and (option.model, option.dimension.name) in own


def _names(catalog: Catalog, option: FieldOption) -> list[tuple[str, str]]:
    """Each name of a date, the longest first, and what it is without the word that says that it is a date."""
    dimension = option.dimension
    if dimension is None:
        return []

    def build() -> list[tuple[str, str]]:
        said = (*dimension.names, dimension.name.replace("_", " "))
        names = sorted({normalize(name).text for name in said if name}, key=len, reverse=True)
        return [(name, _short(name)) for name in names]

    return remembered(catalog, ("date_names", option.model, dimension.name), build)


def _short(name: str) -> str:
    ending: Pattern = load_vocabulary().patterns["date_ending"][0 if has_cjk(name) else 1]
    short = ending.sub("", name)
    return short if short != name and len(short) >= _SHORTEST else ""
