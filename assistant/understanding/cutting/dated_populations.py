"""People or things that are only told by when they came to be: the 注册的用户 of 8月注册的用户各端的7日留存 says what the
period is of, and no number, where the metrics are dated by that anyway.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.echoes import own_times
from assistant.understanding.lexicon import EntityName, Lexicon
from assistant.understanding.words import load_vocabulary

_OF = "的"
_PLAIN = frozenset({"filler.plain"})


def with_dated_populations(
    pieces: tuple[Piece, ...], catalog: Catalog, lexicon: Lexicon
) -> tuple[Piece, ...]:
    """The pieces with such people as nothing but that, behind a period and before metrics of the same date."""
    for at in range(1, len(pieces)):
        if pieces[at - 1].time is None or not pieces[at].metrics:
            continue
        last = _last_of(pieces, at, lexicon)
        if last is None or not _same_dates(pieces, at, last, catalog):
            continue
        plain = [Piece(p.start, p.end, p.text, _PLAIN, mark=p.mark) for p in pieces[at : last + 1]]
        return (*pieces[:at], *plain, *pieces[last + 1 :])
    return pieces


def _last_of(pieces: Sequence[Piece], at: int, lexicon: Lexicon) -> int | None:
    """Where the word for the people ends, which is not the first of a list: 注册的用户, 注册的这批用户."""
    piece = pieces[at]
    head, of, tail = piece.text.rpartition(_OF)
    last: int | None = None
    if of and head and any(isinstance(entry, EntityName) for entry in lexicon.phrases.get(tail)):
        last = at
    elif at + 1 < len(pieces) and pieces[at + 1].text == _OF:
        place = at + 2
        idle = load_vocabulary().listed["batch"]
        while place < len(pieces) and (pieces[place].filler or pieces[place].text in idle):
            place += 1
        thing = pieces[place] if place < len(pieces) else piece
        last = place if thing.entities and not (thing.metrics or thing.values) else None
    if last is None or last + 1 >= len(pieces):
        return None
    behind = pieces[last + 1]
    listed = behind.is_("join.and", "join.or", "join.of") or behind.text in (",", "、")
    batch = any(p.text in load_vocabulary().listed["batch"] for p in pieces[at:last])
    return last if not listed or (batch and behind.text == ",") else None


def _same_dates(pieces: Sequence[Piece], at: int, last: int, catalog: Catalog) -> bool:
    """Whether all other metrics are of the date that the people are told by, and stand behind."""
    own = own_times(catalog, [name.metric for name in pieces[at].metrics])
    if any(piece.metrics or piece.terms for piece in pieces[:at]):
        return False
    others = [piece for piece in pieces[last + 1 :] if piece.metrics or piece.terms]
    return bool(own and others) and all(
        piece.metrics and own_times(catalog, [name.metric for name in piece.metrics]) == own
        for piece in others
    )
