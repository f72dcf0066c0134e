"""Verbs that only say how a thing has a value of its own, and the noun that its name ends with: the "pay in" of "customers
who pay in EUR", the "wear" and "t-shirts" of "members who wear medium size t-shirts", 用欧元付款的客户.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.catalog.model import Catalog
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.values.currencies import currency_values
from assistant.understanding.cutting.values.names_around import ends_with_foreign, named_around
from assistant.understanding.cutting.values.owners import counts_deed, models_near, things_of
from assistant.understanding.cutting.values.related_verbs import related_verbs
from assistant.understanding.lexicon import DimensionName, EntityName, Lexicon, MetricName, ValueName

_EQUALS = "="


@dataclass(frozen=True, slots=True)
class _Related:
    """Where a verb and its value stand, the values that are meant, and the words that say nothing beside them."""

    first: int
    last: int
    values: tuple[ValueName, ...]
    aside: str


def with_related_values(
    pieces: Sequence[Piece], text: str, catalog: Catalog, lexicon: Lexicon, index: ValueIndex | None
) -> tuple[Piece, ...]:
    """The pieces with the value and the words around it as one, which is the value. Only where the dimension is one of the
    thing that is named, or of what each of these has one of; and never where the verb is something that is counted
    by itself.
    """
    out = list(pieces)
    at = 0
    while at < len(out):
        _name_label(out, at)
        plain, currency = out[at], _currency_apart(out[at], index)
        out[at] = _with_currency(plain, index)
        if not _may_be_related(out[at]) and not currency:
            at += 1
            continue
        apart = (
            [*out[:at], *currency, *out[at + 1 :]] if currency else _with_verb_apart(out, at, text, lexicon)
        )
        valued = at + len(currency[:-1])
        found = _related(apart, valued, text, catalog)
        if found is None:
            described = _as_described(out, at, text, catalog)
            out[at] = plain if described is out[at] else described
            at += 1
            continue
        out = apart
        start, end = out[found.first].start, out[found.last].end
        out[found.first : found.last + 1] = [
            Piece(start, end, text[start:end], values=found.values, typo=out[valued].typo, aside=found.aside)
        ]
        at = found.first + 1
    return tuple(out)


def _name_label(pieces: list[Piece], at: int) -> None:
    """Have a word before an equals sign be the value's dimension, and no number of things: Country = "SVK"."""
    before = at - 1
    while before >= 0 and pieces[before].mark:
        before -= 1
    signs = [piece.text for piece in pieces[before + 1 : at]]
    if before < 0 or _EQUALS not in signs or not pieces[before].metrics:
        return
    owners = {value.dimension for value in pieces[at].values}
    own = tuple(n for n in pieces[before].dimensions if f"{n.model}.{n.dimension}" in owners)
    if own:
        label = pieces[before]
        pieces[before] = Piece(label.start, label.end, label.text, dimensions=own)


def _may_be_related(piece: Piece) -> bool:
    return bool(piece.values) and not piece.metrics and piece.time is None and piece.number is None


def _currency_apart(piece: Piece, index: ValueIndex | None) -> tuple[Piece, ...]:
    """The "in dollars" of "customers billed in dollars", which elsewhere only says that an amount is asked for, in two."""
    link, _, said = piece.text.partition(" ")
    values = currency_values(said, index) if piece.is_("shape.in_amount") and said else ()
    start = piece.start + len(link)
    plain = frozenset({"filler.plain"})
    return (
        (Piece(piece.start, start, link, plain), Piece(start + 1, piece.end, said, values=values))
        if values
        else ()
    )


def _with_currency(piece: Piece, index: ValueIndex | None) -> Piece:
    """A unit with the values that it is the currency of, which it is not meant as elsewhere."""
    alone = piece.is_("threshold.unit") and not piece.concerns and piece.number is None
    values = currency_values(piece.text, index) if alone else ()
    return replace(piece, values=values) if values else piece


def _with_verb_apart(pieces: Sequence[Piece], at: int, text: str, lexicon: Lexicon) -> list[Piece]:
    """With the verb that a hyphen joins to the value as a piece of its own: the customers of "euro-paying customers" are no
    paying customers.
    """
    out = list(pieces)
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    if behind is None or not behind.metrics or text[pieces[at].end : behind.start] != "-":
        return out
    verb, _, noun = behind.text.partition(" ")
    entries = lexicon.phrases.get(noun) if noun else ()
    if entries:
        start = behind.start + len(verb)
        named = Piece(
            start + 1,
            behind.end,
            noun,
            metrics=tuple(entry for entry in entries if isinstance(entry, MetricName)),
            dimensions=tuple(entry for entry in entries if isinstance(entry, DimensionName)),
            entities=tuple(entry for entry in entries if isinstance(entry, EntityName)),
        )
        out[at + 1 : at + 2] = [Piece(behind.start, start, verb), named]
    return out


def _as_described(pieces: Sequence[Piece], at: int, text: str, catalog: Catalog) -> Piece:
    """A unit that says which things are meant, and no amount: "euro customers" where customers have a currency."""
    piece = pieces[at]
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    if not piece.is_("threshold.unit") or behind is None or text[piece.end : behind.start].strip():
        return piece
    if at and pieces[at - 1].number is not None:
        return piece
    own = next(models_near(things_of(behind, catalog), catalog))
    values = tuple(value for value in piece.values if value.dimension.partition(".")[0] in own)
    return replace(piece, values=values, roles=frozenset()) if values else piece


def _related(pieces: Sequence[Piece], at: int, text: str, catalog: Catalog) -> _Related | None:
    for values in _by_dimension(pieces[at].values):
        model, _, name = values[0].dimension.partition(".")
        dimension = catalog.models[model].dimensions[name]
        named = named_around(pieces, at, dimension, text)
        for first, last, verb, alone in related_verbs(pieces, named, text, dimension, catalog):
            meant = _own(pieces, at, (first, last), values, verb, catalog)
            meant = _same(meant, values) if alone else meant
            if meant:
                aside = " ".join(
                    part for part in (_between(pieces, first, at), _between(pieces, at + 1, last + 1)) if part
                )
                return _Related(first, last, meant, aside)
        if ends_with_foreign(pieces, at, named):
            return _Related(*named, _same(pieces[at].values, values), _between(pieces, at + 1, named[1] + 1))
    return None


def _by_dimension(values: Sequence[ValueName]) -> list[tuple[ValueName, ...]]:
    names = dict.fromkeys(value.dimension for value in values)
    return [tuple(value for value in values if value.dimension == name) for name in names]


def _same(every: Sequence[ValueName], values: Sequence[ValueName]) -> tuple[ValueName, ...]:
    return tuple(value for value in every if value.dimension == values[0].dimension)


def _between(pieces: Sequence[Piece], first: int, end: int) -> str:
    return " ".join(piece.text for piece in pieces[first:end] if not piece.mark)


def _own(
    pieces: Sequence[Piece],
    at: int,
    span: tuple[int, int],
    values: Sequence[ValueName],
    verb: str,
    catalog: Catalog,
) -> tuple[ValueName, ...]:
    """The values that the thing named nearest has itself, else those that what it has one of has; none where no such
    thing is named.
    """
    every = pieces[at].values
    near = [*range(span[0] - 1, -1, -1), *range(span[1] + 1, len(pieces))]
    for place in near:
        things = things_of(pieces[place], catalog)
        if not things:
            continue
        for models in models_near(things, catalog):
            own = tuple(value for value in every if value.dimension.partition(".")[0] in models)
            if any(value in own for value in values):
                return () if verb and counts_deed(verb, pieces[place], values[0], catalog) else own
    return ()
