"""Verbs that only say how a thing has a value of its own, beside the value: "who pay in", "billed in", 用…付款, 通过…来的."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.catalog.model import Catalog, Dimension
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.cutting.values.names_around import ending_at, piece_from
from assistant.understanding.cutting.values.owners import is_called_so, things_of
from assistant.understanding.cutting.values.word_roots import shares_root
from assistant.understanding.words import load_vocabulary

_LIMITS = (
    "threshold.gt",
    "threshold.ge",
    "threshold.lt",
    "threshold.le",
    "threshold.between",
    "restrict.using",
)
_GROUPING = ("per.before", "per.each", "per.which", "per.all")
_BEFORE = (
    "related.named_before",
    "related.before",
    "related.paid_before",
    "related.came_before",
    "related.authored_before",
    "related.rooted_before",
)
"""Verbs before the value; the first only where the noun of the dimension's name is said as well."""
_AUTHORED = ("related.authored_before", "related.authored_behind")
"""Verbs that say whose something is, beside the name of somebody: "posts written by Kim", 由小王发布的帖子."""
_CAME = ("related.came_before", "related.came_behind")
"""Verbs that say how there came to be such things, which all of them did."""
_OF = "的"


def related_verbs(
    pieces: Sequence[Piece],
    named: tuple[int, int],
    text: str,
    dimension: Dimension,
    catalog: Catalog,
) -> Iterator[tuple[int, int, str, bool]]:
    """First and last piece of the value with such a verb and what belongs to it, the verb where it may be a deed, and
    whether it is of this dimension alone.
    """
    first, last = named
    start, end = pieces[first].start, pieces[last].end
    patterns = load_vocabulary().patterns
    ended = _as_what(pieces, last, text, dimension)
    named_so = names_its_things(catalog, dimension)
    for role in _BEFORE if first < last else _BEFORE[1:]:
        if role in _AUTHORED and not named_so:
            continue
        own = _preposition(pieces[first]) if role == "related.rooted_before" else 0
        for found in ending_at(patterns.get(role, ()), text[: start + own]):
            place = piece_from(pieces, found.start())
            dated = role in _AUTHORED
            if place is None or not _may_be_verb(pieces, range(place, first), dimension, dated):
                continue
            if found["verb"].isascii() and not _has_subject(pieces, place, catalog):
                continue
            if role != "related.rooted_before" or _is_rooted(found["verb"], dimension, catalog):
                yield place, ended, "" if role in (*_CAME, *_AUTHORED) else found["verb"], role in _AUTHORED
    for role in ("related.behind", "related.came_behind", "related.authored_behind", "related.rooted_behind"):
        if role in _AUTHORED and not named_so:
            continue
        for pattern in patterns.get(role, ()):
            behind = pattern.match(text, end)
            place = _piece_until(pieces, behind.end(), text) if behind is not None else None
            if (
                behind is None
                or place is None
                or not _may_be_verb(pieces, range(last + 1, place + 1), dimension)
            ):
                continue
            if role != "related.rooted_behind" or _is_rooted(behind["verb"], dimension, catalog):
                lead = next(ending_at(patterns.get("related.lead", ()), text[:start]), None)
                opening = piece_from(pieces, lead.start()) if lead is not None else None
                whole = first if opening is None else opening
                yield whole, place, "" if role in (*_CAME, *_AUTHORED) else behind["verb"], role in _AUTHORED
    if ended > last:
        yield first, ended, "", False


def _preposition(value: Piece) -> int:
    """How much of the value is the preposition that its name begins with: the "by " of "by phone"."""
    lead, _, rest = value.text.partition(" ")
    return len(lead) + 1 if rest and lead in load_vocabulary().listed["denied_by"] else 0


def names_its_things(catalog: Catalog, dimension: Dimension) -> bool:
    """Whether it is what things are called by: the users by a user's name."""
    return any(
        model.dimensions.get(dimension.name) is dimension
        and is_called_so(catalog, model.name, dimension.name)
        for model in catalog.models.values()
    )


def _has_subject(pieces: Sequence[Piece], at: int, catalog: Catalog) -> bool:
    """Whether things stand before the verb that it can be said of: not the "paying" of "tickets from paying customers", nor
    what somebody wants to see.
    """
    before = at - 1
    while before >= 0 and _leads_to_verb(pieces[before]):
        before -= 1
    if any(piece.text in load_vocabulary().anaphora["relative"] for piece in pieces[before + 1 : at]):
        while before > 0 and _is_limit(pieces[before]):
            before -= 1  # "visits with a wait of 10 to 20 minutes that were not booked through …"
    if before > 0 and pieces[before].unread and pieces[before - 1].is_("join.of"):
        before -= 2  # "consumption of gas paid in euros"
    return before >= 0 and bool(things_of(pieces[before], catalog) or pieces[before].metrics)


def _is_limit(piece: Piece) -> bool:
    """A number, its unit, what it limits and the words around them."""
    named = piece.metrics or piece.entities or piece.values
    limits = (
        piece.is_("threshold.unit", "threshold.to", "join.of", "filler.plain") or piece.number is not None
    )
    return not named and (limits or bool(piece.dimensions) or piece.is_(*_LIMITS))


def _leads_to_verb(piece: Piece) -> bool:
    """A comma, a word such as "who" or "them", and the number that is asked for."""
    said = load_vocabulary().codewords["before_verb"]
    return not piece.concerns and (
        piece.text in said or piece.is_("per.person", "shape.how_many", "shape.share", "restrict.exclude")
    )


def _as_what(pieces: Sequence[Piece], last: int, text: str, dimension: Dimension) -> int:
    """The last piece of "as their currency" behind the value; `last` itself without."""
    for pattern in load_vocabulary().patterns.get("related.as", ()):
        found = pattern.match(text, pieces[last].end)
        if found is None:
            continue
        named = [at for at in range(last + 1, len(pieces)) if pieces[at].start >= found.end()]
        if named and _names(pieces[named[0]], dimension):
            return named[0]
    return last


def _names(piece: Piece, dimension: Dimension) -> bool:
    said = words(piece.text)
    return any(said == words(name) or set(said) < set(words(name)) for name in dimension.names)


def _piece_until(pieces: Sequence[Piece], end: int, text: str) -> int | None:
    """The piece that ends there, or with the 的 behind: 带来的."""
    ends = (end, end + 1) if text[end : end + 1] == _OF else (end,)
    return next((at for at, piece in enumerate(pieces) if piece.end in ends), None)


def _may_be_verb(pieces: Sequence[Piece], places: range, dimension: Dimension, dated: bool = False) -> bool:
    """Whether the catalog knows nothing by the words but the value's dimension, if `dated` the date of what was done as
    well, and nothing is dated by them.
    """
    return all(
        (
            not pieces[at].concerns
            or _is_own_name(pieces, at, dimension)
            or (dated and _is_only_date(pieces[at]))
        )
        and pieces[at].time is None
        and pieces[at].number is None
        for at in places
    )


def _is_only_date(piece: Piece) -> bool:
    """Whether all that it names is the date of something: the "posted" of "posts posted by Kim"."""
    other = piece.metrics or piece.terms or piece.entities or piece.values or piece.segments or piece.key
    return bool(piece.dimensions) and not other and all(item.time for item in piece.dimensions)


def _is_own_name(pieces: Sequence[Piece], at: int, dimension: Dimension) -> bool:
    """Whether it names the dimension, as the "major" of "majoring in", and groups nothing by it."""
    grouped = at > 0 and pieces[at - 1].is_(*_GROUPING)
    own = any(item.dimension == dimension.name for item in pieces[at].dimensions)
    return own and not grouped and not pieces[at].values


def _is_rooted(verb: str, dimension: Dimension, catalog: Catalog) -> bool:
    """Whether the verb is that of the dimension's name: the "paid" of a payment currency, the "booked" of a booking channel
    where nothing else is called so.
    """
    known = load_vocabulary().codewords
    if verb in known["outcome"] and (verb not in known["making"] or _is_recorded(verb, catalog)):
        return False
    return any(shares_root(verb, name) for name in dimension.names)


def _is_recorded(verb: str, catalog: Catalog) -> bool:
    """Whether a metric, a state or a flag is called by the verb: only some of the things may be so."""
    if any(shares_root(verb, name) for metric in catalog.metrics.values() for name in metric.names):
        return True
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            names = [text for value in dimension.values for text in (*value.labels, *value.synonyms) if text]
            names += dimension.names if dimension.data_type == "boolean" else ()
            if any(shares_root(verb, name) for name in names):
                return True
    return False
