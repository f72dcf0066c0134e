"""Verified questions: what was asked before, with the query that someone answers for.

A question takes that query only when it asks the same: in the same words apart from its frame
(`assistant.understanding.wording`), or with a single misspelt word that can change nothing. Anything that is
said beyond or differently leaves the question to the normal reading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.catalog.model import Catalog
from assistant.errors import NotSupported, QueryError
from assistant.query import MetricQuery, RelativeTime
from assistant.question import Question, Turn
from assistant.reading import Assumption, Reading, Span, Understood, Verification, analysis_of
from assistant.resolve import resolve_query
from assistant.resolve.saved import expand
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding.conversation.choosing import named_option
from assistant.understanding.conversation.edit import edit_of
from assistant.understanding.conversation.moves import standing
from assistant.understanding.cutting import match
from assistant.understanding.cutting.normalize import Normalized, language_in, normalize
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.described import description
from assistant.understanding.known_questions import Match, find
from assistant.understanding.time.settling import range_of
from assistant.understanding.wording import Wording

Cut = Callable[[Normalized], tuple[Piece, ...]]
"""The pieces of a text as it is spelt."""

_SLIP_CONFIDENCE = 0.95
_HARMLESS = ("filler.", "per.", "join.")
"""Roles of words that neither narrow a question nor pick from its answer."""


def answered(
    catalog: Catalog, values: ValueIndex | None, question: Question, text: Normalized, cut: Cut
) -> Understood | None:
    """The question with its verified query; None where it is none of them, or not for this actor."""
    if not catalog.verified_queries:
        return None
    found = find(catalog, text)
    if found is None or not _holds(found, catalog, values, question.turns, text, cut, question.now):
        return None
    query = _usable(catalog, found.known.item.query, question.now)
    return None if query is None else _understood(found, query, question, text)


# ── what else must hold ─────────────────────────────────────────────────────────────────────────────


def _holds(
    found: Match,
    catalog: Catalog,
    values: ValueIndex | None,
    turns: Sequence[Turn],
    text: Normalized,
    cut: Cut,
    now: datetime,
) -> bool:
    if _names_an_option(text, turns, catalog) or (turns and found.slip is not None):
        return False
    if found.verbatim or (not found.wording.framed and found.slip is None):
        return True
    pieces = cut(text)
    if found.wording.framed and not _is_frame(found.wording, text.text, pieces, catalog, turns, now):
        return False
    return found.slip is None or _changes_nothing(found, found.slip, pieces, values, cut)


def _names_an_option(text: Normalized, turns: Sequence[Turn], catalog: Catalog) -> bool:
    """A reply in the words of a reading that was just offered picks it."""
    options = turns[-1].options if turns and turns[-1].status == "clarify" else ()
    return bool(options) and named_option(words(text.text), options, catalog) is not None


def _is_frame(
    wording: Wording,
    text: str,
    pieces: tuple[Piece, ...],
    catalog: Catalog,
    turns: Sequence[Turn],
    now: datetime,
) -> bool:
    """Whether what was left out says nothing here: no value is called so, it makes no question about the
    catalog ("what is MRR") and none that points back (…呢 after another question).
    """
    if any(
        (piece.concerns or piece.time or piece.number) and piece.start < end and piece.end > start
        for piece in pieces
        for start, end in wording.framed
    ):
        return False
    if description(text, pieces, catalog, turns) is not None:
        return False
    return edit_of(pieces, standing(turns), catalog, now) is None


def _changes_nothing(
    found: Match, slip: int, pieces: tuple[Piece, ...], values: ValueIndex | None, cut: Cut
) -> bool:
    """The misspelt word means nothing as it is spelt, and the one it is read as narrows nothing."""
    place = found.wording.places[slip]
    read = [piece for piece in match.with_near_values(pieces, values) if (piece.start, piece.end) == place]
    if not read or not read[0].unread:
        return False
    question = normalize(found.known.question)
    meant = [piece for piece in cut(question) if found.known.words[slip] in words(piece.text)]
    return bool(meant) and all(_is_harmless(piece) for piece in meant)


def _is_harmless(piece: Piece) -> bool:
    """A dimension's name, also where some value is called so, or a connecting word; no metric, value, time,
    number or condition.
    """
    if piece.metrics or piece.terms or piece.time or piece.number:
        return False
    if piece.dimensions or piece.entities:
        return True
    return not piece.values and bool(piece.roles) and all(role.startswith(_HARMLESS) for role in piece.roles)


# ── the answer ──────────────────────────────────────────────────────────────────────────────────────


def _usable(catalog: Catalog, query: MetricQuery, now: datetime) -> MetricQuery | None:
    """The query with its dates; None where something of it is not there for this actor, is not approved or
    cannot be computed.
    """
    try:
        whole = expand(catalog, query)
        if isinstance(whole.time, RelativeTime):
            whole = whole.but(time=range_of(whole.time, now, catalog.calendar) or whole.time)
        resolved = resolve_query(catalog, whole, now)
    except (QueryError, NotSupported):
        return None
    approved = all(item.metric.card.status == "approved" for item in resolved.metrics)
    return whole if approved else None


def _understood(found: Match, query: MetricQuery, question: Question, text: Normalized) -> Understood:
    item, asked = found.known.item, found.known.question
    exact = Understood(
        Reading(
            question.language or language_in(text, question.spoken),
            (Span(question.text, 0, len(question.text), "verified", asked),),
        ),
        query,
        analysis_of(query),
        confidence=1.0,
        verified=Verification(asked, item.verified_by, item.verified_on),
    )
    if found.slip is None:
        return exact
    start, end = found.wording.places[found.slip]
    typo = Assumption("typo", f"{text.text[start:end]} → {found.known.words[found.slip]}")
    return replace(exact, confidence=_SLIP_CONFIDENCE, assumptions=(typo,))
