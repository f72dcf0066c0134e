"""People said by the place that they are of: the 巴西人 of 巴西人买了多少, the "Brazilians" of "how much did Brazilians spend"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog, SemanticModel
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import singular
from assistant.understanding.cutting.values.places import is_people, places_of
from assistant.understanding.lexicon import ValueName
from assistant.understanding.words import load_vocabulary

_MARKS = (",", "、", "/")
PEOPLE = "people.of"
"""The role of a value that stands for the people of a place."""


def with_people_of_places(pieces: Sequence[Piece], catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such people as one piece each: the value of the place, where the catalog has those who buy of
    their own place, and not of that of what they buy.
    """
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if last is not None and _is_of(last, piece, catalog):
            text = last.text + piece.text
            out[-1] = _people(replace(last, end=piece.end, text=text), catalog)
        elif piece.values and not piece.metrics and is_people(piece.text):
            out.append(_people(piece, catalog))
        else:
            out.append(piece)
    return _with_listed(out, catalog)


def _with_listed(pieces: list[Piece], catalog: Catalog) -> tuple[Piece, ...]:
    """With the other places of a list as people too: 德国和法国人, "Germans and the French"."""
    known = [at for at, piece in enumerate(pieces) if piece.is_(PEOPLE)]
    for step in (-1, 1):
        for at in known:
            while (other := _next_listed(pieces, at, step)) is not None:
                pieces[other] = _people(pieces[other], catalog)
                at = other
    return tuple(pieces)


def _next_listed(pieces: Sequence[Piece], at: int, step: int) -> int | None:
    """The next place of the list that a piece stands in."""
    place, joined = at + step, False
    while 0 <= place < len(pieces) and not pieces[place].values:
        piece = pieces[place]
        joined = joined or piece.text in _MARKS or piece.is_("join.and", "join.or")
        if not (piece.text in _MARKS or piece.filler or piece.is_("join.and", "join.or")):
            return None
        place += step
    own = {value.dimension for value in pieces[at].values}
    inside = joined and 0 <= place < len(pieces) and not pieces[place].is_(PEOPLE)
    return place if inside and any(v.dimension in own for v in pieces[place].values) else None


def says_buyers(piece: Piece) -> bool:
    """Whether the piece names those who buy: by their place, or by a value that ends with a word for them."""
    if piece.is_(PEOPLE):
        return True
    buyers = load_vocabulary().anaphora["buyers"]
    if piece.text.isascii():
        last = piece.text.rpartition(" ")[2]
        return last in buyers or singular(last) in buyers
    return piece.text.endswith(tuple(word for word in buyers if not word.isascii()))


def _is_of(place: Piece, people: Piece, catalog: Catalog) -> bool:
    said = people.text in load_vocabulary().codewords["people_of"] and not people.concerns
    close = place.end == people.start and not place.text.isascii()
    dimensions = places_of(catalog)
    return said and close and any(value.dimension in dimensions for value in place.values)


def _people(piece: Piece, catalog: Catalog) -> Piece:
    own = tuple(value for value in piece.values if is_of_buyers(value, catalog))
    return replace(piece, values=own or piece.values, roles=frozenset({PEOPLE}))


def is_of_buyers(value: ValueName, catalog: Catalog) -> bool:
    """Whether it is a value of those who buy, and of nothing else that is counted."""
    model = catalog.models[value.dimension.partition(".")[0]]
    return bool(load_vocabulary().anaphora["buyers"] & _names(model))


def _names(model: SemanticModel) -> frozenset[str]:
    """What the things are called that a model has one row of."""
    entity = model.entities.get(model.primary_entity or "")
    said = [
        *filter(None, model.labels),
        *(entity.names if entity is not None else ()),
        model.primary_entity or "",
    ]
    return frozenset(form for name in said for form in (name.casefold(), singular(name.casefold())))
