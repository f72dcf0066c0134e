"""Values that are denied by what somebody did not do: "everyone who did not sign up on web", "tickets not raised by
phone", 没在网页端注册的用户. Only where the value tells of the people or things themselves: who "did not order online" may
have ordered elsewhere as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.echoes import own_times
from assistant.understanding.words import load_vocabulary

_DENIED = ("restrict.exclude", "restrict.lacking")
_PLAIN = frozenset({"filler.plain"})
_EXCLUDED = frozenset({"restrict.exclude"})
_RELATIVE = ("per.person",)
_MOST_WORDS = 3
"""Words such as "on" and "through the" between the verb and the value."""


def with_denied_deeds(pieces: tuple[Piece, ...], catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with the verb left out, which says nothing that the value does not, and the denial as that of the value."""
    out = list(pieces)
    for at, piece in enumerate(pieces):
        if not piece.is_(*_DENIED) or piece.concerns or piece.number is not None:
            continue
        _read_everyone(out, at, catalog)
        found = _said_of(out, at)
        if found is None:
            continue
        value, between = found
        if not _is_told_of_rows(out, at, value, between, catalog):
            continue
        out[at] = replace(piece, roles=_EXCLUDED)
        for place in between:
            out[place] = _plain(out[place])
        _read_whose(out, at, catalog)
    return tuple(out)


def _said_of(pieces: Sequence[Piece], at: int) -> tuple[int, list[int]] | None:
    """The value, and what stands between the denial and it: a verb and words such as "on", or 在 alone."""
    words = load_vocabulary().listed["denied_by"]
    between: list[int] = []
    for place in range(at + 1, min(len(pieces), at + 3 + _MOST_WORDS)):
        piece = pieces[place]
        if piece.values and not piece.metrics:
            return (place, between) if between else None
        leads = piece.text.casefold() in words
        verb = not between and piece.text.isascii() and _may_be_verb(piece)
        idle = piece.text.isascii() and _is_idle(piece)
        if piece.mark or not (leads or verb or idle):
            return None
        between.append(place)
    return None


def _may_be_verb(piece: Piece) -> bool:
    """An unknown word, what is done for a metric, or what a date is called by."""
    dated = bool(piece.dimensions) and all(name.time for name in piece.dimensions)
    return piece.unread or bool(piece.metrics) or (dated and not piece.values)


def _is_told_of_rows(
    pieces: Sequence[Piece], at: int, value: int, between: Sequence[int], catalog: Catalog
) -> bool:
    """Whether the value is one of the people's or things' own: those named before, else those that are measured."""
    models = {name.dimension.partition(".")[0] for name in pieces[value].values}
    noun = _noun_before(pieces, at)
    if noun is not None and noun.entities:
        return bool(models & _owners(noun, catalog))
    if noun is not None and noun.dimensions:
        return False  # "which reps did not sell in EMEA" may have sold elsewhere
    others = {name.metric for p in pieces if all(p is not pieces[b] for b in between) for name in p.metrics}
    own = {model for model, _ in own_times(catalog, sorted(others))}
    return bool(own) and own <= models


def _noun_before(pieces: Sequence[Piece], at: int) -> Piece | None:
    """What the denial is said of, over "who" and words that say nothing."""
    for place in range(at - 1, -1, -1):
        piece = pieces[place]
        if piece.is_(*_RELATIVE) or _is_everyone(piece) or _is_idle(piece) or piece.time is not None:
            continue
        return piece
    return None


def _owners(noun: Piece, catalog: Catalog) -> set[str]:
    return {
        name.model
        for name in noun.entities
        if catalog.models[name.model].primary_entity == name.entity
        or catalog.models[name.model].entities[name.entity].type == "primary"
    }


def _read_everyone(pieces: list[Piece], at: int, catalog: Catalog) -> None:
    """The "everyone" of "everyone except EMEA" says nothing more, where something else is measured."""
    place = at - 1
    while place > 0 and _is_idle(pieces[place]) and not _is_everyone(pieces[place]):
        place -= 1
    said = pieces[max(0, place)]
    if _is_everyone(said) and not said.concerns and any(piece.metrics for piece in pieces):
        pieces[place] = _plain(said)


def _read_whose(pieces: list[Piece], at: int, catalog: Catalog) -> None:
    """The "users who" before the denial, where the metrics are of users anyway."""
    place = at - 1
    while place >= 0 and (_is_idle(pieces[place]) or pieces[place].is_(*_RELATIVE)):
        if not pieces[place].concerns:
            pieces[place] = _plain(pieces[place])
        place -= 1
    noun = pieces[place] if place >= 0 else None
    if noun is not None and _is_everyone(noun):
        pieces[place] = _plain(noun)
    elif noun is not None and noun.entities and not noun.metrics:
        own = {model for model, _ in own_times(catalog, [name.metric for p in pieces for name in p.metrics])}
        if own and own <= _owners(noun, catalog):
            pieces[place] = _plain(noun)


def _is_idle(piece: Piece) -> bool:
    """A word that says nothing in most places."""
    named = piece.concerns or piece.time is not None or piece.number is not None
    return piece.mark or (piece.is_("filler.plain") and not named)


def _is_everyone(piece: Piece) -> bool:
    return piece.text.casefold() in load_vocabulary().listed["everyone"] and not piece.concerns


def _plain(piece: Piece) -> Piece:
    return piece if piece.mark else Piece(piece.start, piece.end, piece.text, _PLAIN)
