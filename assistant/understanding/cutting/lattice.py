"""The best cover of a question: every phrase that could be meant, and the cheapest way through them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from assistant.catalog.calendar import Calendar
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding.cutting.numerals import NumberSpan, find_numbers
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.ranking_periods import with_ranking_periods
from assistant.understanding.cutting.tokens import Token
from assistant.understanding.cutting.torn.parted_words import drop_parted_words
from assistant.understanding.cutting.torn.undivided import undivided
from assistant.understanding.lexicon import (
    BARE,
    DimensionName,
    EntityName,
    Lexicon,
    LexiconEntry,
    MetricName,
    ParameterName,
    SegmentName,
    Term,
    ValueName,
)
from assistant.understanding.time.grammar import recognize_times
from assistant.understanding.units import start_of_sign
from assistant.understanding.words import Vocabulary

_UNREAD = 10.0
_CATALOG, _BARE, _TIME, _NUMBER, _WORD, _FILLER = 1.0, 1.1, 1.0, 1.3, 1.2, 1.3
_TORN = 1.5
"""For a name that begins inside a date."""
_HEADED = 0.05
"""Less for a value right before the name of its own dimension: "EMEA Sales team", where EMEA is a region as well and
"sales team" another name of the teams."""
_POSSESSIVE = re.compile(r"['’]s(?![^\W_])")
_PLUS = re.compile(r"(?<=[\d%km万千亿百])\+(?!\s*[\d(])(?![a-z])")
_ONE_CHARACTER = 0.4
"""A single Chinese character is often part of a longer word."""

_ATTACHED = 0.6
"""Score of digits that stand in a word, as in "top3"."""

_TELLING = ("threshold.gt", "threshold.ge", "threshold.lt", "threshold.le", "restrict.exclude")
"""Roles of marks that are not punctuation: <, > and ≠."""

_SORTS = "order.sort"

_NOTHING = Piece(0, 0, "")
_LONG_NAME = 3
"""Words of a name that others are not to be torn out of."""
Edges = dict[tuple[int, int], Piece]


def cut(
    text: str,
    tokens: Sequence[Token],
    lexicon: Lexicon,
    vocabulary: Vocabulary,
    values: ValueIndex | None,
    calendar: Calendar,
    closed: Iterable[tuple[int, int]] = (),
    places_said: Iterable[tuple[int, int, tuple[ValueName, ...]]] = (),
    states_said: Iterable[tuple[int, int, str]] = (),
    shared: Iterable[tuple[int, int, tuple[LexiconEntry, ...]]] = (),
) -> tuple[Piece, ...]:
    """The pieces of `text` in order. `closed` stretches are read as filler whatever they hold; `places_said`
    are values that neither the catalog nor the index knows by that name, `states_said` roles of words for states,
    `shared` what tokens name that are completed by others.
    """
    edges: Edges = {}
    _add_phrases(edges, text, tokens, lexicon, vocabulary)
    places = _Places(tokens)
    for start, end in closed:
        _drop_crossing(edges, places.between(start, end))
        _put(edges, places, text, start, end, roles=frozenset({"filler.plain"}), mark=True)
    for match in with_ranking_periods(
        recognize_times(text, calendar), text, _named_at(edges, tokens), calendar
    ):
        _put(edges, places, text, match.start, match.end, time=match)
    for number in find_numbers(text):
        _put(edges, places, text, start_of_sign(text, number.start), number.end, number=number)
    for token in tokens:
        if token.kind == "digit" and places.between(token.start, token.end) not in edges:
            number = NumberSpan(token.start, token.end, float(token.text), score=_ATTACHED)
            _put(edges, places, text, token.start, token.end, number=number)
    for found in values.scan(_POSSESSIVE.sub("  ", text)) if values is not None else ():
        linked = tuple(ValueName(hit.dimension, hit.value) for hit in found.hits if hit.how == "exact")
        if linked and not text[found.start : found.end].isdigit():
            ending = _POSSESSIVE.match(text, found.end)
            end = ending.end() if ending is not None else found.end
            _put(edges, places, text, found.start, end, values=linked)
    for start, end, role in states_said:
        if (place := places.between(start, end)) is not None:
            _put(edges, places, text, start, end, roles=edges.get(place, _NOTHING).roles | {role})
    for start, end, meant in places_said:
        if (place := places.between(start, end)) is not None and not edges.get(place, _NOTHING).values:
            _put(edges, places, text, start, end, values=meant)
    for first, last, entries in shared:
        edges[first, last] = named(Piece(tokens[first].start, tokens[last - 1].end, ""), text, entries)
    drop_parted_words(edges, tokens, lexicon, vocabulary.inside)
    _add_shorter_times(edges, places, text, calendar)
    _drop_filler_around_values(edges, vocabulary)
    _part_names_from_times(edges)
    undivided(edges, text, tokens, vocabulary.codewords["undivided"])
    return _cheapest(text, tokens, edges)


def _named_at(edges: Edges, tokens: Sequence[Token]) -> frozenset[int]:
    """Where the names of metrics begin in the text."""
    return frozenset(tokens[first].start for (first, _), piece in edges.items() if piece.metrics)


def _drop_crossing(edges: Edges, closed: tuple[int, int] | None) -> None:
    """Take out words of the vocabulary that hold more than a closed stretch: the "down by" of "break it down by"."""
    first, last = closed or (0, 0)
    crossing = [
        place
        for place, piece in edges.items()
        if (place[0] < first < place[1] or place[0] < last < place[1]) and not piece.concerns
    ]
    for place in crossing:
        del edges[place]


def _part_names_from_times(edges: Edges) -> None:
    """A name that begins within a period goes without its beginning: 这个月留存 asks for the 留存 of this month, and
    本月活跃用户数, where nothing is called 活跃用户数, for the 月活跃用户数 of it. Where a shorter period ends right
    before the name, both are whole: 上周 and 日活.
    """
    times = [place for place, piece in edges.items() if piece.time is not None and not piece.concerns]
    names = [place for place, piece in edges.items() if piece.concerns and piece.time is None]
    ends = {last for _, last in times}
    for first, last in times:
        behind = max((end for start, end in names if start in (last, last + 1)), default=0)
        for start, end in names:
            if first < start < last < end and start not in ends and (start, end) in edges:
                name = edges.pop((start, end))
                cut = name.text[_length(edges[first, last], name) :]
                if end > behind and (last, end) not in edges and cut:
                    edges[last, end] = replace(name, start=name.end - len(cut), text=cut)


def _length(period: Piece, name: Piece) -> int:
    """Characters of a name that stand within a period."""
    return max(period.end - name.start, 0)


def _drop_filler_around_values(edges: Edges, vocabulary: Vocabulary) -> None:
    """A turn of phrase such as "by phone" says something where the catalog has a value of that name."""
    everyday = vocabulary.codewords["everyday"]
    values = [
        place
        for place, piece in edges.items()
        if piece.values and piece.text.isascii() and piece.text.casefold() not in everyday
    ]
    for first, last in [place for place, piece in edges.items() if piece.filler and not piece.mark]:
        if last - first > 1 and any(first <= s and e <= last and (s, e) != (first, last) for s, e in values):
            del edges[first, last]


def _add_shorter_times(edges: Edges, places: _Places, text: str, calendar: Calendar) -> None:
    """A period without its last word, where that begins a name of the catalog: 2024年 | 初诊."""
    times = [piece for piece in edges.values() if piece.time is not None]
    named = [piece for piece in edges.values() if piece.concerns]
    cuts = {
        (time.start, name.start)
        for time in times
        for name in named
        if time.start < name.start < time.end < name.end
    }
    for start, end in sorted(cuts):
        for match in recognize_times(text[start:end], calendar):
            if (match.start, match.end) == (0, end - start):
                shorter = replace(match, start=start, end=end)
                _put(edges, places, text, start, end, time=shorter)


class _Places:
    """Token numbers by character position."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._starts = [token.start for token in tokens]
        self._ends = [token.end for token in tokens]

    def between(self, start: int, end: int) -> tuple[int, int] | None:
        """The tokens that `start` to `end` consists of; None where it cuts through one."""
        first = bisect_left(self._starts, start)
        last = bisect_left(self._ends, end)
        if first >= len(self._starts) or last >= len(self._ends) or last < first:
            return None
        return (first, last + 1) if self._ends[last] == end and self._starts[first] >= start else None


def _add_phrases(
    edges: Edges, text: str, tokens: Sequence[Token], lexicon: Lexicon, vocabulary: Vocabulary
) -> None:
    for first, last, entries in lexicon.phrases.matches(tokens, vocabulary.inside):
        edges[first, last] = named(_piece(edges, text, tokens, first, last), text, entries)
    for first, last, roles in vocabulary.phrases.matches(tokens):
        if last > first + 1 and _is_plural_name(edges, text, tokens, first):
            continue  # the groups of "top groups by revenue" are no "group by"
        if last > first + 1 and _SORTS in roles and _is_plural_name(edges, text, tokens, last - 1):
            continue  # "which one came second in orders"
        edges[first, last] = replace(_piece(edges, text, tokens, first, last), roles=frozenset(roles))


def named(piece: Piece, text: str, entries: Sequence[LexiconEntry]) -> Piece:
    """A stretch of the text with what the entries say that it names."""
    return replace(
        piece,
        text=text[piece.start : piece.end],
        metrics=tuple(e for e in entries if isinstance(e, MetricName)),
        terms=tuple(e for e in entries if isinstance(e, Term)),
        dimensions=tuple(e for e in entries if isinstance(e, DimensionName)),
        entities=tuple(e for e in entries if isinstance(e, EntityName)),
        values=tuple(e for e in entries if isinstance(e, ValueName)),
        parameters=tuple(e for e in entries if isinstance(e, ParameterName)),
        segments=tuple(e for e in entries if isinstance(e, SegmentName)),
    )


def _is_plural_name(edges: Edges, text: str, tokens: Sequence[Token], at: int) -> bool:
    named = edges.get((at, at + 1))
    typed = text[tokens[at].start : tokens[at].end]
    return named is not None and named.concerns and typed.endswith("s") and not tokens[at].text.endswith("s")


def _piece(edges: Edges, text: str, tokens: Sequence[Token], first: int, last: int) -> Piece:
    start, end = tokens[first].start, tokens[last - 1].end
    return edges.get((first, last)) or Piece(start, end, text[start:end])


def _put(edges: Edges, places: _Places, text: str, start: int, end: int, **meanings: object) -> None:
    place = places.between(start, end)
    if place is None:
        return
    piece = edges.get(place) or Piece(start, end, text[start:end])
    if piece.values and "values" in meanings:
        known = piece.values
        extra = tuple(item for item in meanings["values"] if item not in known)  # type: ignore[attr-defined]
        meanings["values"] = known + extra
    if piece.time is not None and "time" in meanings and piece.time.score >= meanings["time"].score:  # type: ignore[attr-defined]
        return
    edges[place] = replace(piece, **meanings)  # type: ignore[arg-type]


def _cheapest(text: str, tokens: Sequence[Token], edges: Edges) -> tuple[Piece, ...]:
    """Dynamic programming over token positions: least is left unread, then the fewest pieces are used."""
    starting = {first: list(items) for first, items in groupby(sorted(edges), key=lambda place: place[0])}
    torn, telling, headed = _tearing(edges), _telling(text, tokens, edges), _headed(edges)
    best: list[tuple[float, int, Piece | None]] = [(float("inf"), 0, None) for _ in range(len(tokens) + 1)]
    best[0] = (0.0, 0, None)
    for at, token in enumerate(tokens):
        cost = best[at][0]
        step = 0.01 if token.kind == "mark" and at not in telling else _UNREAD
        bare = Piece(token.start, token.end, text[token.start : token.end], mark=token.kind == "mark")
        if cost + step < best[at + 1][0]:
            best[at + 1] = (cost + step, at, bare)
        for first, last in starting.get(at, ()):
            piece = edges[first, last]
            total = cost + _cost(piece) + (_TORN if (first, last) in torn else 0.0)
            total -= _HEADED if (first, last) in headed else 0.0
            if total < best[last][0]:
                best[last] = (total, first, piece)
    return tuple(_joined(text, _walked(best)))


def _telling(text: str, tokens: Sequence[Token], edges: Edges) -> set[int]:
    """Marks that say something, if only with the next one: the ! of !=."""
    return {
        at
        for (first, last), piece in edges.items()
        if (piece.is_(*_TELLING) or _is_plus(text, piece))
        and all(token.kind == "mark" for token in tokens[first:last])
        for at in range(first, last)
    }


def _is_plus(text: str, piece: Piece) -> bool:
    """Whether it is the + of "80+", with nothing that it adds."""
    return piece.is_("threshold.ge_after") and _PLUS.match(text, piece.start) is not None


def _tearing(edges: Edges) -> set[tuple[int, int]]:
    """Names that begin inside a time which begins with a number, the 月的留存 of 11月的留存, and words that end inside
    a name of several: the "the first" of "the first response time".
    """
    names = [
        (start, end)
        for (start, end), piece in edges.items()
        if piece.metrics and end - start >= _LONG_NAME and piece.text.isascii()
    ]
    words = {
        (first, last)
        for (first, last), piece in edges.items()
        if piece.roles
        and not (piece.concerns or piece.time is not None)
        and any(first < start < last < end for start, end in names)
    }
    times = [place for place, piece in edges.items() if piece.time is not None and piece.text[:1].isdigit()]
    return words | {
        (first, last)
        for (first, last), piece in edges.items()
        if piece.concerns and any(start < first < end < last for start, end in times)
    }


def _headed(edges: Edges) -> set[tuple[int, int]]:
    """Values of several words behind which the name of their own dimension begins."""
    names: dict[int, set[str]] = {}
    for (first, _), piece in edges.items():
        names.setdefault(first, set()).update(f"{each.model}.{each.dimension}" for each in piece.dimensions)
    return {
        (first, last)
        for (first, last), piece in edges.items()
        if last - first > 1 and any(value.dimension in names.get(last, ()) for value in piece.values)
    }


def _walked(best: list[tuple[float, int, Piece | None]]) -> list[Piece]:
    way: list[Piece] = []
    at = len(best) - 1
    while at > 0:
        _, before, piece = best[at]
        assert piece is not None
        way.append(piece)
        at = before
    return way[::-1]


def _cost(piece: Piece) -> float:
    others = piece.terms or piece.dimensions or piece.values or piece.entities
    if others or piece.parameters or piece.segments:
        return _CATALOG
    if piece.metrics:
        return _CATALOG if any(name.strength > BARE for name in piece.metrics) else _BARE
    if piece.time is not None:
        return _TIME + (1.0 - piece.time.score)
    if piece.mark:
        return 0.0
    short = _ONE_CHARACTER if len(piece.text) == 1 and not piece.text.isascii() else 0.0
    if piece.roles and not piece.filler:
        return _WORD + short
    if piece.number is not None:
        return _NUMBER + 1.0 - piece.number.score
    return _FILLER + short


def _joined(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbouring unread characters become one piece; unread Latin words stay apart."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last is not None and last.unread and piece.unread and last.end == piece.start:
            out[-1] = Piece(last.start, piece.end, text[last.start : piece.end])
        else:
            out.append(piece)
    return out
