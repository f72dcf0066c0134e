"""What is said around a request and is no part of it: courtesy, and clauses about why somebody asks.

A clause about a situation ("the regional director is on the line", 财务总监刚问我) may hold words that nobody
knows. It is set aside, and said to be, where nothing in it could be a condition of the question.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.kept import table
from assistant.understanding.cutting.asides.prefaces import (
    Clause,
    clauses_of,
    inside_of,
    is_soon,
    metrics_of,
    outer_clauses,
    stands_in,
)
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import soft
from assistant.understanding.lexicon import VARIANT
from assistant.understanding.patterns import Pattern
from assistant.understanding.time.expr import GrainWord
from assistant.understanding.vocabulary import FOLDER

_FILE = FOLDER / "contexts.toml"
_MARKS = r"[,.!?;:，。！？；：、~…()\n-]"
_ENDS = " ,.!?;:，。！？；：、~…-"
_ASKING = ("duration.asked", "shape.how_many", "shape.money", "shape.share")
ASIDE = "filler.aside"
"""The role of pieces of a clause that was set aside and has words of its own."""


@dataclass(frozen=True, slots=True)
class _Words:
    closed: tuple[Pattern, ...]
    situations: tuple[Pattern, ...]
    leads: tuple[Pattern, ...]
    open: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    clocks: tuple[Pattern, ...]
    openers: tuple[Pattern, ...]
    nouns: frozenset[str]
    each_one: frozenset[str]
    telling: tuple[str, ...]


@table
def _words() -> _Words:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    said = document["situations"]
    between = [rf"(?:^|(?<={_MARKS}))\s*(?:{each})\s*(?={_MARKS}|$)" for each in document["alone"]]

    def patterns(texts: Iterable[str]) -> tuple[Pattern, ...]:
        return tuple(Pattern(each.replace("PERSONS", said["persons"])) for each in texts)

    return _Words(
        closed=patterns((*document["courtesies"], *between)),
        situations=patterns(said["patterns"]),
        leads=patterns(said["leads"]),
        open=patterns(said["open"]),
        unless=patterns(said["unless"]),
        clocks=patterns(said["clocks"]),
        openers=patterns(said["openers"]),
        nouns=frozenset(said["nouns"]),
        each_one=frozenset(said["each_one"]),
        telling=tuple(said["telling"]),
    )


def courtesies(text: str) -> Iterator[Clause]:
    """Stretches of a normalised text that are only polite."""
    for pattern in _words().closed:
        for found in pattern.finditer(text):
            yield found.span()


def without_contexts(text: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with those of clauses about the situation as filler, where the rest names what is asked for."""
    clauses = [each for each in clauses_of(text, _words().openers) if text[slice(*each)].strip()]
    pieces = _without_leads(text, pieces, clauses)
    if len(clauses) < 2:
        return pieces
    said = _without_courtesies(text)
    dropped = outer_clauses(
        pieces, clauses, lambda inside, clause: _is_situation(said[slice(*clause)], inside, clause, pieces)
    )
    rest = [piece for piece in pieces if not stands_in(piece, dropped)]
    if not dropped or not any(piece.metrics or piece.terms for piece in rest):
        return pieces
    timed = any(piece.time is not None and not isinstance(piece.time.expr, GrainWord) for piece in rest)
    kept = {clause for clause in dropped if not timed and _is_dated(inside_of(pieces, clause))}
    if any(piece.text.casefold() in _words().each_one for piece in rest):
        kept |= {clause for clause in dropped if any(p.dimensions for p in inside_of(pieces, clause))}
    return tuple(_set_aside(piece, dropped - kept) for piece in pieces)


def _without_leads(text: str, pieces: tuple[Piece, ...], clauses: Iterable[Clause]) -> tuple[Piece, ...]:
    """Who asks, where it stands in one clause with what is asked for: "the boss wants …"."""
    found = []
    for start, end in clauses:
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        for pattern in _words().leads:
            match = pattern.match(text, first, end)
            inside = inside_of(pieces, match.span()) if match is not None else []
            whole = match is not None and bool(inside) and inside[-1].end <= match.end()
            if (
                match is not None
                and whole
                and all(_may_be_set_aside(each, (), True, False) for each in inside)
            ):
                found.append(match.span())
                break
    rest = [piece for piece in pieces if not stands_in(piece, found)]
    named = any(piece.metrics or piece.terms for piece in rest)
    return tuple(_set_aside(piece, found) for piece in pieces) if found and named else pieces


def _is_situation(said: str, inside: Sequence[Piece], clause: Clause, pieces: Iterable[Piece]) -> bool:
    """`said` is the clause without what is only polite."""
    said = said.rstrip(_ENDS)
    if any(pattern.search(said) for pattern in _words().unless):
        return False
    if _is_period(inside):
        return False  # 截止8月底,今年累计多少: a period that opens the question is a part of it
    start = clause[0]
    clocks = [found.span() for pattern in _words().clocks for found in pattern.finditer(said)]
    matches = [found.span() for pattern in _words().situations for found in pattern.finditer(said)]
    opened = any(pattern.search(said) for pattern in _words().open)
    if not matches and not opened:
        return False
    rest = [piece for piece in pieces if piece not in inside]
    told = opened and _tells_only(inside, rest)
    if any(map(_asks, inside)) and not any(map(_asks, rest)):
        return False  # what is asked is no aside: 客户提单之后，咱们平均多久才给第一次回复
    return all(
        _may_be_set_aside(piece, rest, _within(piece, start, matches), _within(piece, start, clocks))
        or (told and _is_mentioned(piece))
        for piece in inside
    )


def _tells_only(inside: Sequence[Piece], rest: Sequence[Piece]) -> bool:
    """Whether it says something that nobody knows, and what stands behind it is a whole question: "I need to chase payments -
    which five partners had the lowest collection rate?".
    """
    last = max((piece.end for piece in inside), default=0)
    behind = [piece for piece in rest if piece.start >= last and not piece.mark]
    joined = bool(behind) and behind[0].is_("join.and", "join.or")
    named = any(name.strength > VARIANT for piece in behind for name in piece.metrics)
    known = any(piece.unread for piece in inside) and named and len(behind) == sum(not p.mark for p in rest)
    return known and not joined and any(map(_asks_which, behind))


def _asks_which(piece: Piece) -> bool:
    return piece.is_("per.which", *_ASKING) and not piece.concerns


def _is_mentioned(piece: Piece) -> bool:
    """Whether it names a number or a thing, and no condition, period or group."""
    if (
        piece.values
        or piece.parameters
        or piece.segments
        or piece.time is not None
        or piece.number is not None
    ):
        return False
    return piece.concerns and not piece.is_(*_words().telling)


def _is_period(inside: Sequence[Piece]) -> bool:
    """Whether there is nothing but a period that figures could be of."""
    said = [piece for piece in inside if not piece.mark and not piece.filler]
    return bool(said) and all(piece.time is not None and not is_soon(piece) for piece in said)


def _asks(piece: Piece) -> bool:
    return piece.is_(*_ASKING) and not piece.concerns


def _without_courtesies(text: str) -> str:
    """The text with blanks for what is only polite."""
    for start, end in courtesies(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _within(piece: Piece, start: int, stretches: Iterable[Clause]) -> bool:
    return any(first <= piece.start - start and piece.end - start <= last for first, last in stretches)


def _may_be_set_aside(piece: Piece, rest: Sequence[Piece], named: bool, clock: bool) -> bool:
    """Whether it can be no condition, group or number of the question. `named`: it stands in words of the
    situation, such as the customer of "the customer is waiting".
    """
    if piece.filler or soft(piece) or piece.unread or clock:
        return True
    if named and piece.text.casefold() in _words().nouns:
        return True
    if piece.values or piece.parameters or piece.segments:
        return bool(piece.values) and _is_named_again(piece, rest)
    if piece.concerns and not _is_named_again(piece, rest) and (piece.metrics or piece.terms or not named):
        return False
    if piece.is_(*_words().telling) or any(role.startswith("intent.") for role in piece.roles):
        return False
    return piece.number is None or piece.time is not None or piece.number.value == 1


def _is_named_again(piece: Piece, rest: Sequence[Piece]) -> bool:
    """Whether the request names the same."""
    own = _names_of(piece)
    return any(own <= _names_of(other) for other in rest if other.concerns)


def _names_of(piece: Piece) -> frozenset[object]:
    return frozenset(metrics_of(piece) | set(piece.dimensions) | set(piece.entities) | set(piece.values))


def _is_dated(inside: Iterable[Piece]) -> bool:
    """Whether a period is said that figures could be of."""
    return any(piece.time is not None and not is_soon(piece) for piece in inside)


def _set_aside(piece: Piece, dropped: Iterable[Clause]) -> Piece:
    if piece.mark or not stands_in(piece, dropped):
        return piece
    roles = {"filler.plain"} if piece.filler else {"filler.plain", ASIDE}
    return Piece(piece.start, piece.end, piece.text, frozenset(roles))


def asides_in(pieces: Iterable[Piece]) -> Iterator[Clause]:
    """Stretches that were set aside, with the filler around them, from mark to mark."""
    run: list[Piece] = []
    for piece in (*pieces, None):
        if piece is not None and piece.filler and not piece.mark:
            run.append(piece)
            continue
        if any(each.is_(ASIDE) for each in run):
            yield run[0].start, run[-1].end
        run = []
