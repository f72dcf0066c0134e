"""Clauses before or behind a question that name nothing of it: "I'm putting together the board deck and …"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.kept import table
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import soft
from assistant.understanding.patterns import Pattern
from assistant.understanding.vocabulary import FOLDER

_FILE = FOLDER / "prefaces.toml"
_ARTICLES = ("a", "an", "i", "one")
_TELLING = (
    "restrict.exclude", "restrict.lacking", "restrict.null", "restrict.only", "threshold.gt", "threshold.ge",
    "threshold.lt", "threshold.le", "order.highest", "order.lowest", "order.best", "order.worst", "join.versus",
    "per.which", "per.when", "shape.share", "shape.trend", "shape.compare",
)  # fmt: skip


Clause = tuple[int, int]
"""Where it begins and ends in the normalised text."""
Goes = Callable[[list[Piece], Clause], bool]
"""Whether a clause, of which these are the pieces, says nothing of the question."""
_OF_OCCASIONS = ("occasions", "requests", "added", "narrowed")


@dataclass(frozen=True, slots=True)
class _Words:
    words: frozenset[str]
    longest_first: tuple[str, ...]
    """Those that are not Latin."""
    phrases: tuple[Pattern, ...]
    evidence: tuple[Pattern, ...]
    nouns: tuple[Pattern, ...]
    asks: tuple[Pattern, ...]
    asked_by: tuple[Pattern, ...]
    papers: tuple[Pattern, ...]
    soon: tuple[Pattern, ...]
    ends: tuple[Pattern, ...]
    occasions: tuple[Pattern, ...]
    requests: tuple[Pattern, ...]
    added: tuple[Pattern, ...]
    narrowed: tuple[Pattern, ...]
    papers_named: frozenset[str]
    teams: frozenset[str]


@table
def _words() -> _Words:
    document = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    words = frozenset(document["words"])
    patterns = {
        kind: tuple(Pattern(each) for each in document[kind])
        for kind in (
            "phrases",
            "evidence",
            "nouns",
            "asks",
            "asked_by",
            "papers",
            "soon",
            "ends",
            *_OF_OCCASIONS,
        )
    }
    longest_first = tuple(sorted(filter(has_cjk, words), key=len, reverse=True))
    return _Words(
        words,
        longest_first,
        papers_named=frozenset(document["papers_named"]),
        teams=frozenset(document["teams"]),
        **patterns,
    )


def without_prefaces(text: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces with those of such clauses as filler, where the rest names what is asked for."""
    clauses = [(start, end) for start, end in clauses_of(text) if text[start:end].strip()]
    if len(clauses) < 2:
        return pieces
    dropped = outer_clauses(pieces, clauses, lambda inside, clause: _goes(text, pieces, inside, clause))
    rest = [piece for piece in pieces if not stands_in(piece, dropped)]
    if not dropped or not any(piece.metrics or piece.terms or piece.entities for piece in rest):
        return pieces
    timed = any(piece.time is not None for piece in rest)
    kept = {clause for clause in dropped if not timed and _is_dated(text, inside_of(pieces, clause), clause)}
    return tuple(_plain(piece, dropped - kept) for piece in pieces)


def clauses_of(text: str, openers: Iterable[Pattern] = ()) -> Iterator[Clause]:
    """Clauses of a normalised text, also where one of `openers` begins another one."""
    patterns = (*_words().ends, *openers)
    ends = sorted({found.end() for pattern in patterns for found in pattern.finditer(text)})
    yield from pairwise([0, *(end for end in ends if end < len(text)), len(text)])


def outer_clauses(pieces: Iterable[Piece], clauses: Sequence[Clause], goes: Goes) -> set[Clause]:
    """The clauses at both ends of a question that go, on each side up to the first that does not. Those of filler
    alone are passed over.
    """
    return {*_from_one_end(pieces, clauses, goes), *_from_one_end(pieces, clauses[::-1], goes)}


def _from_one_end(pieces: Iterable[Piece], clauses: Iterable[Clause], goes: Goes) -> Iterator[Clause]:
    for clause in clauses:
        inside = inside_of(pieces, clause)
        if all(piece.filler or soft(piece) for piece in inside):
            continue
        if not goes(inside, clause):
            return
        yield clause


def _goes(text: str, pieces: Iterable[Piece], inside: list[Piece], clause: Clause) -> bool:
    named = frozenset(name.metric for piece in pieces if piece not in inside for name in piece.metrics)
    return _is_preface(text, inside, clause, named) or _is_occasion(text, inside, clause, named)


def stands_in(piece: Piece, clauses: Iterable[Clause]) -> bool:
    """Whether it begins in one of them."""
    return any(start <= piece.start < end for start, end in clauses)


def inside_of(pieces: Iterable[Piece], clause: Clause) -> list[Piece]:
    """The pieces that begin in a clause."""
    return [piece for piece in pieces if clause[0] <= piece.start < clause[1]]


def _is_preface(text: str, inside: list[Piece], clause: Clause, named: frozenset[str]) -> bool:
    """`named` are the metrics that the rest of the question names: "the CFO asks about costs"."""
    said, start = text[slice(*clause)], clause[0]
    phrases = [found.span() for pattern in _words().phrases for found in pattern.finditer(said)]
    if not phrases and not any(pattern.search(said) for pattern in _words().evidence):
        return False
    told = [
        piece
        for piece in inside
        if _may_be_condition(piece)
        or not any(s <= piece.start - start and piece.end - start <= e for s, e in phrases)
    ]
    told = [piece for piece in told if not (_only_metrics(piece) and named & metrics_of(piece))]
    known = _listed(said, start)
    return all(_says_nothing(text, piece, known) for piece in told)


def _may_be_condition(piece: Piece) -> bool:
    """A value that is not called as a team is: the 华东 of 华东周会要用, and not the 市场 of 市场周会要用."""
    return bool(piece.values) and piece.text.casefold() not in _words().teams


def _is_occasion(text: str, inside: list[Piece], clause: Clause, named: frozenset[str]) -> bool:
    """Whether it only says what a request behind it is for: 明天要过预算,请帮我…. Metrics in it are not asked for, where
    the request names some and does not say that it adds to them.
    """
    said, behind = text[slice(*clause)], text[clause[1] :]
    known = _words()
    if not named or not any(pattern.search(said) for pattern in known.occasions):
        return False
    if not any(pattern.match(behind) for pattern in known.requests):
        return False
    if any(p.search(behind) for p in known.added) or any(p.search(said) for p in known.narrowed):
        return False
    return all(_may_be_occasion(piece, inside) for piece in inside)


def _may_be_occasion(piece: Piece, inside: list[Piece]) -> bool:
    """No condition, period, number or group."""
    if piece.mark or piece.filler or soft(piece) or (piece.time is not None and is_soon(piece)):
        return True
    if piece.values or piece.parameters or piece.segments or piece.time or piece.number is not None:
        return False
    return not piece.is_(*_TELLING) and not any(other.is_("per.before", "per.each") for other in inside)


def _only_metrics(piece: Piece) -> bool:
    others = piece.values or piece.dimensions or piece.entities or piece.parameters or piece.segments
    return bool(metrics_of(piece)) and not others


def metrics_of(piece: Piece) -> frozenset[str]:
    """The metrics that it may name."""
    terms = {name for term in piece.terms for name in term.ambiguity.candidates}
    return frozenset(terms | {name.metric for name in piece.metrics})


def _says_nothing(text: str, piece: Piece, known: frozenset[int]) -> bool:
    """Whether it can be part of such a clause; `known` are the places of the words of such clauses."""
    if piece.mark or piece.text.casefold() in _ARTICLES or _is_who_asks(text, piece, known):
        return True
    if _is_paper(text, piece):
        return True
    if piece.values or piece.parameters or piece.segments or piece.number is not None:
        return False
    listed = known.issuperset(at for at in range(piece.start, piece.end) if text[at] != " ")
    if piece.concerns or piece.time is not None:
        before_noun = any(pattern.search(text[piece.end :]) for pattern in _words().nouns)
        return before_noun or (piece.time is not None and (listed or is_soon(piece)))
    if piece.is_(*_TELLING) or any(role.startswith("intent.") for role in piece.roles):
        return listed and not piece.is_(*_TELLING)
    return piece.filler or soft(piece) or listed


def _is_paper(text: str, piece: Piece) -> bool:
    """The report of "I'm writing a report", though there is a value of that name."""
    named = piece.text.casefold() in _words().papers_named
    return named and any(pattern.search(text[: piece.start]) for pattern in _words().papers)


def _is_who_asks(text: str, piece: Piece, known: frozenset[int]) -> bool:
    """The manager of "my manager wants to know", though there is a dimension of that name."""
    if piece.start not in known or piece.values or piece.metrics:
        return False
    before, behind = text[: piece.start], text[piece.end :]
    named = any(pattern.search(before) for pattern in _words().asked_by)
    return named and any(pattern.search(behind) for pattern in _words().asks)


def _listed(said: str, start: int) -> frozenset[int]:
    """Places of words of such clauses."""
    found = [
        match.span() for match in re.finditer(r"[a-z]+(?:['’-][a-z]+)*", said) if match[0] in _words().words
    ]
    for word in _words().longest_first:
        found += [match.span() for match in re.finditer(re.escape(word), said)]
    return frozenset(start + at for first, last in found for at in range(first, last))


def is_soon(piece: Piece) -> bool:
    """Whether it is a time that no figures are of, such as "tomorrow"."""
    return any(pattern.match(piece.text) for pattern in _words().soon)


def _is_dated(text: str, inside: Iterable[Piece], clause: Clause) -> bool:
    """Whether a period is said that figures could be of: the Q3 of "for my Q3 review"."""
    said = text[slice(*clause)]
    if any(pattern.search(said) for pattern in _words().phrases):
        return False
    return any(piece.time is not None and not is_soon(piece) for piece in inside)


def _plain(piece: Piece, dropped: Iterable[Clause]) -> Piece:
    if piece.mark or not stands_in(piece, dropped):
        return piece
    return Piece(piece.start, piece.end, piece.text, frozenset({"filler.plain"}))
