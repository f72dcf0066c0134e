"""A question as an edit of the query before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from assistant.catalog.model import Catalog
from assistant.query import MetricQuery, filtered_fields
from assistant.question import Turn
from assistant.reading import Meaning
from assistant.understanding.conversation import corrected, exchanging, framing, lifting, regrouping, stepping
from assistant.understanding.conversation.choosing import another, chosen
from assistant.understanding.conversation.continuing import (
    about_shown,
    adds_metric,
    edits,
    is_thing_beside,
    names_shown,
    narrows,
)
from assistant.understanding.conversation.first_shown import the_first
from assistant.understanding.conversation.limited_shown import limits_shown
from assistant.understanding.conversation.narrowed_things import without_narrowed_thing
from assistant.understanding.conversation.picked_of_shown import with_shown_picked
from assistant.understanding.conversation.removing import leave_out, negates
from assistant.understanding.conversation.work import Place, Work, bare
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.words import load_vocabulary

_STEPS = (
    corrected.name_slot,
    corrected.move_to,
    corrected.namely,
    corrected.also_beside,
    corrected.deny,
    corrected.exchange_times,
    exchanging.correct,
    framing.add_condition,
    framing.unchanged,
    framing.kinds,
    framing.groupings,
    framing.what_is_left,
    the_first,
    exchanging.put_back,
    exchanging.take_out,
    exchanging.exchange,
    exchanging.put_instead,
    exchanging.swap,
    regrouping.only,
    regrouping.together,
    lifting.all_of,
    regrouping.widen,
    lifting.lift,
    regrouping.widen_all,
    lifting.widening,
    leave_out,
    regrouping.apart,
    regrouping.reverse,
    stepping.set_against,
    stepping.before_what_is_shown,
    stepping.step_on,
)
_POINTERS = frozenset(
    {
        "follow.cue",
        "follow.same",
        "follow.same_period",
        "follow.change",
        "follow.add",
        "follow.frame",
        "follow.beside",
    }
)
"""Roles of words that say that something changes, and not what."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A follow-up: the query with what was taken back, and the pieces that are left to say the rest."""

    before: MetricQuery
    """As the turn before left it."""
    base: MetricQuery
    pieces: tuple[Piece, ...]
    told: Mapping[Place, tuple[Meaning, str]] = field(default_factory=dict)
    """What the pieces that are not left meant."""
    adds: bool = False
    adds_metric: bool = False
    """A metric is said to come beside what is shown, whatever else changes: "just P1, and add the breach rate"."""
    replaces: bool = False
    """What is said takes the place of its like in the query."""
    exchanges: bool = False
    """A metric is said to come instead of what was shown: 换成赢单率, "change it to the win rate"."""
    negates: bool = False
    """Says of a value what something is not, rather than to take it away."""
    shown: bool = False
    """The query before was answered: it is known what it gives."""
    chosen: bool = False
    """One of the offered readings was picked."""
    moves: bool = False
    """Asks for an earlier period instead of comparing with it: "what about the year before"."""
    about: Piece | None = None
    """The word that stands for the groups that were shown, where those are not all there are."""
    limits: bool = False
    """Only says which of the groups shown are left, by a limit."""


def edit_of(
    pieces: tuple[Piece, ...], turns: Sequence[Turn], catalog: Catalog, now: datetime, force: bool = False
) -> Edit | None:
    """The question as an edit of what went before; None where it stands by itself.

    `turns` are those that still count. `force` takes it as an edit although it could stand by itself.
    """
    last = next((turn for turn in reversed(turns) if turn.query is not None or turn.options), None)
    if last is None:
        return None
    newest = turns[-1]
    if newest.status == "clarify" and newest.options and not force:
        picked = chosen(pieces, newest, catalog)
        if picked is not None:
            option, rest = picked
            told = _told(pieces, rest)
            return Edit(option, option, _quiet(rest), told, chosen=True)
        instead = another(pieces, newest)
        if instead is not None:
            return Edit(instead, instead, _quiet(pieces), exchanges=True, chosen=True)
    # What was asked back and not chosen from says nothing yet: the query before it still stands.
    last = next((turn for turn in reversed(turns) if turn.query is not None), last)
    if last.query is None or not last.query.metrics:
        return None
    narrowed = without_narrowed_thing(pieces, last.query, catalog)
    pieces = narrowed or pieces
    picked_of = with_shown_picked(pieces, last.query, catalog) if narrowed is None else None
    pieces, picks = picked_of or (pieces, False)
    about = about_shown(pieces, last.query)
    limits = limits_shown(pieces, last.query)
    surely = force or picks or limits or narrowed is not None
    if about is None and not surely and not edits(pieces, last.query):
        return None
    found = _edited(last.query, pieces, catalog, now, about)
    return replace(found, shown=last.status == "answer", limits=limits)


def _edited(
    before: MetricQuery, pieces: tuple[Piece, ...], catalog: Catalog, now: datetime, about: Piece | None
) -> Edit:
    if narrows(pieces):
        read = [_without_number(piece) for piece in pieces]
    else:
        read = [_as_shown(piece, before) for piece in pieces]
    work = Work(before, read, catalog, now)
    shown = names_shown(pieces, before) if about is None else ()
    if shown:
        work.take(shown, "dimension", pieces_text(shown))
    for step in _STEPS:
        step(work)
    beside = any(piece.is_("follow.add", "follow.beside") for piece in work.pieces)
    adds = work.adds or ((_brings(work.pieces) or beside) and not work.replaces)
    replaces = not adds and (work.replaces or any(piece.is_("follow.change") for piece in pieces))
    earlier = any(piece.text in load_vocabulary().anaphora["earlier"] for piece in work.pieces if piece.time)
    return Edit(
        before,
        work.query,
        _quiet(work.pieces),
        work.told,
        adds,
        replaces=replaces,
        adds_metric=adds_metric(pieces),
        exchanges=replaces and (work.replaces or _exchanges(work.pieces)),
        negates=any(negates(piece) for piece in work.pieces),
        moves=earlier
        and not any(piece.is_("shape.compare", "join.versus", "join.than") for piece in work.pieces),
        about=about,
    )


def _without_number(piece: Piece) -> Piece:
    """A thing that is named beside one of its values is only what that is a value of."""
    if piece.entities:
        return replace(piece, metrics=(), terms=())
    bare = is_thing_beside(piece)
    return Piece(piece.start, piece.end, piece.text, frozenset({"filler.plain"})) if bare else piece


def _exchanges(pieces: Sequence[Piece]) -> bool:
    said = [piece for piece in pieces if piece.concerns or not piece.filler]
    return any(
        before.is_("follow.change") and not before.concerns and bool(piece.metrics or piece.terms)
        for before, piece in pairwise(said)
    )


def _brings(pieces: Sequence[Piece]) -> bool:
    """ "Now with emails": shown as well, not nothing but them."""
    said = [piece for piece in pieces if piece.concerns or not (piece.filler or piece.time)]
    at = next((at for at, piece in enumerate(said) if piece.is_("follow.with")), None)
    return at is not None and all(piece.is_(*_POINTERS) for piece in said[:at]) and len(said) == at + 2


def _as_shown(piece: Piece, query: MetricQuery) -> Piece:
    """A value of several dimensions is that of the one that was shown or narrowed."""
    shown = {bare(name) for name in (*query.group_by, *filtered_fields(query.where))}
    meant = tuple(value for value in piece.values if value.dimension.rpartition(".")[2] in shown)
    fields = {value.dimension.rpartition(".")[2] for value in meant}
    return replace(piece, values=meant) if len(fields) == 1 else piece


def pieces_text(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in pieces)


def _told(pieces: Sequence[Piece], rest: Sequence[Piece]) -> dict[Place, tuple[Meaning, str]]:
    left = {(piece.start, piece.end) for piece in rest}
    gone = [piece for piece in pieces if (piece.start, piece.end) not in left and not piece.filler]
    return {(piece.start, piece.end): ("connective", piece.text) for piece in gone}


def _quiet(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Words that only point back say nothing more. Words that take something back do, as long as nothing
    has been taken back for them."""
    out = []
    for piece in pieces:
        own = piece.roles - _POINTERS
        framing = piece.is_("follow.frame")
        if (
            own != piece.roles
            and not piece.concerns
            and (framing or not own - {"filler.plain", "filler.weak"})
        ):
            piece = replace(piece, roles=frozenset({"filler.plain"}))
        out.append(piece)
    return tuple(out)
