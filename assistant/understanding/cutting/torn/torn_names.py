"""Names of metrics with something else inside: the website leads of 官网上个月的线索数, the payment value of "value of
credit card payments".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize, words
from assistant.understanding.lexicon import BARE, VARIANT, DimensionName, Lexicon, MetricName
from assistant.understanding.words import load_vocabulary

_SHORTEST = 2
"""Characters of the name of a thing."""
_LONGEST = 4
"""Pieces that may stand inside a name."""
_GROUPING = ("per.before", "per.each", "per.which", "per.all", "per.overall")
_OPENING = ("shape.worth_of", "intent.outside")
"""Roles of words that are no part of a name elsewhere: the new of "new prepaid subscribers", "value of"."""
_ASIDE = "filler.plain"
_RANKED = "order.rank"
_AMOUNT = ("shape.how_many", "shape.amount", "shape.total")
"""What may be asked right before the thing of which it is asked: 带来多少签约额."""


def with_torn_names(
    pieces: Sequence[Piece], text: str, lexicon: Lexicon, catalog: Catalog
) -> tuple[Piece, ...]:
    """The pieces with two that are one name together read as that name, where only a period, values and words that
    add nothing stand between the two: moved out of the name they would say the same. A ranking is of the things that
    the name opens with: 伙伴今年业绩排名.
    """
    out = list(pieces)
    ranked = any(piece.is_(_RANKED) and not piece.concerns for piece in pieces)
    for at, whole in enumerate(pieces):
        opening = _thing_of_value(whole, lexicon) or whole
        if opening is whole and not _may_open(pieces, at):
            continue
        for end in range(at + 2, min(len(pieces), at + 2 + _LONGEST)):
            inside = out[at + 1 : end]
            if not _is_inside(inside, text, opening.end, out[end].start):
                break
            if opening.text.isascii() and _measured(pieces[:at]):
                break  # the finished projects of "hours variance for finished software projects" are no count
            named = _named(opening, inside, out[end], lexicon, catalog)
            if named:
                if opening is whole:
                    out[at] = (
                        replace(opening, metrics=(), terms=())
                        if opening.dimensions and ranked
                        else Piece(opening.start, opening.end, opening.text, frozenset({_ASIDE}))
                    )
                plain = Piece(out[end].start, out[end].end, out[end].text)
                out[end] = replace(plain, metrics=named)
                break
    return tuple(out)


def _thing_of_value(piece: Piece, lexicon: Lexicon) -> Piece | None:
    """The 伙伴 of 金牌伙伴, whose tier the value is of; the condition that it is stays as it is."""
    if piece.text.isascii() or not piece.values or piece.metrics or piece.dimensions:
        return None
    models = {value.dimension.partition(".")[0] for value in piece.values}
    for size in range(1, len(piece.text) - _SHORTEST + 1):
        entries = lexicon.phrases.get(words(piece.text[size:]))
        if any(isinstance(item, DimensionName) and item.model in models for item in entries):
            return Piece(piece.start + size, piece.end, piece.text[size:])
    return None


def _measured(before: Sequence[Piece]) -> bool:
    """Whether a metric is named there."""
    return any(name.strength > BARE for piece in before for name in piece.metrics)


def _may_open(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a name can begin there: with a word of the catalog, or an unread one, that is no condition and not grouped by."""
    piece = pieces[at]
    if piece.mark or piece.time is not None or piece.number is not None:
        return False
    if piece.values or (at and pieces[at - 1].is_(*_GROUPING)):
        return False
    return piece.concerns or piece.unread or piece.is_(*_OPENING)


def _is_inside(inside: Sequence[Piece], text: str, start: int, end: int) -> bool:
    """Whether the pieces can stand inside a name, and at least one of them says something of its own."""
    if any(not text[p.start : p.end].strip() or p.mark for p in inside):
        return False
    ends = [start, *(p.end for p in inside)]
    starts = [*(p.start for p in inside), end]
    if any(text[a:b].strip() for a, b in zip(ends, starts, strict=True)):
        return False
    return all(_adds_beside(piece) for piece in inside)


def _adds_beside(piece: Piece) -> bool:
    if _opens_with_and(piece):
        return False
    if piece.time is not None or (piece.values and not piece.metrics and not piece.is_(*_GROUPING)):
        return True
    return not piece.concerns and (piece.filler or piece.is_("join.of", *_AMOUNT)) and not _joins(piece)


def _opens_with_and(piece: Piece) -> bool:
    """The 和同比 of 营收和同比增速 parts two numbers."""
    if piece.time is None:
        return False
    found = load_vocabulary().phrases.matches(tokenize(piece.text))
    return any(first == 0 and "join.and" in roles for first, _, roles in found)


def _joins(piece: Piece) -> bool:
    return any(role.startswith("join.") and role != "join.of" for role in piece.roles) or piece.is_(
        *_GROUPING
    )


def _named(
    opening: Piece, inside: Sequence[Piece], ending: Piece, lexicon: Lexicon, catalog: Catalog
) -> tuple[MetricName, ...]:
    """The metrics whose name the two make, with or without the words between that add nothing."""
    if ending.mark or ending.time is not None or ending.number is not None or _joins(ending):
        return ()
    if not any(piece.time is not None or piece.values for piece in inside):
        return ()
    if opening.text.isascii() and ending.text.isascii() and not _is_described(opening, inside, ending):
        return ()
    own = {name.metric for name in (*opening.metrics, *ending.metrics) if name.strength > BARE}
    for said in _wordings(_heads(opening, catalog), inside, ending):
        found = tuple(
            entry
            for entry in lexicon.phrases.get(said)
            if isinstance(entry, MetricName) and entry.strength > BARE
        )
        if found and not all(name.metric in own for name in found):
            return found
    return ()


def _is_described(opening: Piece, inside: Sequence[Piece], ending: Piece) -> bool:
    """Whether only values and "of" stand inside, where words are spaced, and not between two metrics."""
    two = all(any(name.strength > BARE for name in piece.metrics) for piece in (opening, ending))
    return not two and all(piece.values or piece.is_("join.of") for piece in inside)


def _heads(opening: Piece, catalog: Catalog) -> tuple[tuple[str, ...], ...]:
    """What is said, and what else its metric is called: the MDF of 市场发展基金今年带来的签约额."""
    names = (
        words(phrase)
        for name in opening.metrics
        if name.strength > VARIANT
        for phrase in catalog.metrics[name.metric].names
        if phrase.isascii() or not opening.text.isascii()
    )
    return tuple(dict.fromkeys((words(opening.text), *names)))


def _wordings(
    heads: Sequence[tuple[str, ...]], inside: Sequence[Piece], ending: Piece
) -> Iterator[tuple[str, ...]]:
    """Both with and without each of what adds nothing."""
    tail = words(ending.text)
    asides = (words(p.text) for p in inside if not p.concerns and p.time is None and not p.is_(*_AMOUNT))
    links = load_vocabulary().inside
    bare = [tuple(word for word in aside if word not in links) for aside in asides]
    for head, kept in product(heads, product((True, False), repeat=len(bare))):
        middle = tuple(word for aside, keep in zip(bare, kept, strict=True) if keep for word in aside)
        yield (*head, *middle, *tail)
