"""Names of a thing and what was done with it, said as a verb and its object: "which sites delivered the most energy" for what
is called Energy delivered, "how much rent did they collect" for Rent collected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import BARE, VARIANT, Lexicon, MetricName
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.neighbours import only_bare
from assistant.understanding.words import load_vocabulary

_BETWEEN = ("order.highest", "order.lowest", "join.of", "shape.total")
"""What may stand between the verb and its object."""
_DENIALS = ("restrict.exclude", "restrict.lacking")
_ASKS = ("shape.amount", "shape.how_many")
_SHORTEST = 4
_THING_AND_DEED = 2


def with_object_names(pieces: tuple[Piece, ...], lexicon: Lexicon, catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with the object as the metric and the verb as what says nothing more. Without a verb, the "energy" of "how
    many sessions and how much energy" is short for the one name that goes on with what was done.
    """
    found = [
        (thing, verb, named)
        for thing, piece in enumerate(pieces)
        if _is_thing(piece)
        for verb in _verbs(pieces, thing)
        if verb is not None and (named := _called(pieces[thing], pieces[verb], lexicon))
    ]
    if not found:
        return tuple(_short_for(pieces, at, catalog) for at in range(len(pieces)))
    if len(found) != 1:
        return pieces
    thing, verb, named = found[0]
    out = list(pieces)
    out[thing] = replace(out[thing], metrics=named, roles=frozenset(), entities=())
    out[verb] = Piece(out[verb].start, out[verb].end, out[verb].text, frozenset({"filler.plain"}))
    return tuple(out)


def _short_for(pieces: Sequence[Piece], at: int, catalog: Catalog) -> Piece:
    piece = pieces[at]
    if not piece.unread or not piece.text.isalpha() or not at or not pieces[at - 1].is_("shape.amount"):
        return piece
    behind = pieces[at + 1] if at + 1 < len(pieces) else None
    ends = behind is None or behind.mark or behind.time is not None
    if not ends and behind.text not in load_vocabulary().codewords["where_and_when"]:  # type: ignore[union-attr]
        return piece  # "how much energy did we lose"
    named = [metric.name for metric in shown_with(catalog, _things_done, piece.text)]
    if len(named) != 1:
        return piece
    return replace(piece, metrics=(MetricName(named[0], BARE),))


def _things_done(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The thing of a sum that is called by it and what was done with it."""
    if not isinstance(metric.kind, Simple) or metric.kind.function != "sum":
        return
    for name in metric.names:
        said = words(name)
        past = said[-1].endswith("ed") or said[-1] in load_vocabulary().irregular
        if name.isascii() and len(said) == _THING_AND_DEED and past:
            yield said[0]


def _is_thing(piece: Piece) -> bool:
    if not (piece.text.isascii() and piece.text.isalpha()) or piece.values or piece.time is not None:
        return False
    return piece.unread or bool(piece.entities) or (bool(piece.metrics) and only_bare(piece))


def _verbs(pieces: Sequence[Piece], thing: int) -> tuple[int | None, ...]:
    if pieces[thing].entities:
        return _verb_behind(pieces, thing), _verb_of_ours(pieces, thing)
    return _verb_before(pieces, thing), _verb_behind(pieces, thing), _verb_of_ours(pieces, thing)


def _verb_of_ours(pieces: Sequence[Piece], thing: int) -> int | None:
    """The "saw" of "patients aged 60 plus that we saw": what we did with the things, and nothing else between."""
    for at in range(thing + 1, len(pieces)):
        piece, before = pieces[at], pieces[at - 1]
        if before.text.split()[-1] == "we" and at > thing + 1:
            return at if _is_verb(piece) else None
        if piece.mark or not (piece.is_("filler.plain") or _describes(piece)):
            return None
    return None


def _describes(piece: Piece) -> bool:
    plain = piece.is_("per.which", "restrict.which") and not piece.concerns
    return plain or (bool(piece.values) and not (piece.metrics or piece.dimensions or piece.entities))


def _is_verb(piece: Piece) -> bool:
    plain = piece.text.isascii() and piece.text.isalpha()
    long = len(piece.text) >= _SHORTEST or piece.text in load_vocabulary().irregular
    return plain and long and not piece.concerns and (piece.unread or piece.filler)


def _verb_before(pieces: Sequence[Piece], thing: int) -> int | None:
    """The "delivered" of "delivered the most energy"; none behind a denial, whose number is another one."""
    at = thing - 1
    while at >= 0 and not _is_form(pieces[at]) and (pieces[at].filler or pieces[at].is_(*_BETWEEN)):
        if pieces[at].mark:
            return None
        at -= 1
    if at < 0 or not _is_verb(pieces[at]):
        return None
    return None if at and pieces[at - 1].is_(*_DENIALS) else at


def _verb_behind(pieces: Sequence[Piece], thing: int) -> int | None:
    """The "deliver" of "how much energy did each site deliver", the first verb that is left behind "did"."""
    if not (thing and pieces[thing - 1].is_(*_ASKS)) or thing + 1 >= len(pieces):
        return None
    asking = load_vocabulary().codewords["asking"]
    asked = False
    for at in range(thing + 1, len(pieces)):
        piece = pieces[at]
        if piece.mark or piece.is_(*_DENIALS):
            return None
        if not asked:
            asked = piece.text.split()[0] in asking
            if not (asked or piece.filler):
                return None
        elif _is_verb(piece) and _is_form(piece):
            return at
    return None


def _is_form(piece: Piece) -> bool:
    """Whether it may be a verb at all, and no word such as "the"."""
    return _is_verb(piece) and piece.text not in load_vocabulary().codewords["asking"]


def _called(thing: Piece, verb: Piece, lexicon: Lexicon) -> tuple[MetricName, ...]:
    """The one metric that is called so, in whatever form of the verb it is."""
    for form in _participles(verb.text):
        entries = lexicon.phrases.get((*words(thing.text), form))
        names = {each.metric for each in entries if isinstance(each, MetricName) and each.strength > VARIANT}
        if len(names) == 1:
            return (MetricName(names.pop(), VARIANT),)
    return ()


def _participles(verb: str) -> Iterator[str]:
    """The verb as it stands, and as what was done: "deliver", "delivers" and "delivering" as "delivered"."""
    irregular = load_vocabulary().irregular
    yield verb
    bases = [
        verb,
        irregular.get(verb, verb),
        *(verb.removesuffix(end) for end in ("s", "es", "ing") if verb.endswith(end)),
    ]
    for base in bases:
        yield from (form for form, plain in irregular.items() if plain == base)
        yield f"{base}d" if base.endswith("e") else f"{base}ed"
        yield f"{base}ed" if base.endswith("e") else f"{base}d"
        if base.endswith("y"):
            yield f"{base[:-1]}ied"
