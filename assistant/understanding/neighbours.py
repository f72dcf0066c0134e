"""How pieces of a question stand to one another: side by side, or linked by words such as "of"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, soft
from assistant.understanding.echoes import own_times
from assistant.understanding.lexicon import BARE, VARIANT, DimensionName, EntityName
from assistant.understanding.words import load_vocabulary

GROUPING = ("per.before", "per.which", "per.all", "per.overall")
"""Roles of the words before what a question groups by: "by", "which", 各."""

LIMITS = ("threshold.gt", "threshold.ge", "threshold.lt", "threshold.le")
LIMITS_AFTER = ("threshold.ge_after", "threshold.le_after")
_WORD = re.compile(r"\s*([a-z]+)")
_COUNTERS_OF_PEOPLE = ("个", "位", "名")
HOW_MANY = ("shape.how_many", "shape.counted")
COUNTERS = ("order.counter", "threshold.unit")
"""What may stand between a number and what it limits or picks."""


def unknown_before(pieces: Iterable[Piece]) -> Iterator[tuple[Piece | None, Piece, Piece]]:
    """Each word that nothing explains, with what stands before it and what right behind it, or behind 的; and those that
    say nothing elsewhere, as in "how many were delivered", and that describe what stands right behind them.
    """
    qualifying = load_vocabulary().codewords["qualifying"]
    said = [piece for piece in pieces if not (piece.is_("join.of") and not piece.text.isascii())]
    for before, first, thing in zip([None, *said], said, said[1:], strict=False):
        unknown = first.unread and not soft(first)
        plain = first.text in qualifying and not first.concerns
        if (unknown or plain) and thing.start - first.end <= 1:
            yield before, first, thing


def described_from(draft: Draft, at: int) -> int:
    """Where a thing begins with the values right before it that describe it: the gold of "each gold partner"."""
    while at and only_describes(draft.pieces[at - 1]):
        at -= 1
    return at


def described_to(draft: Draft, at: int | None) -> int | None:
    """Where the thing stands that a value stands right before: the campaigns of "which 5 paid search campaigns"."""
    while at is not None and at + 1 < len(draft.pieces) and only_describes(draft.pieces[at]):
        if draft.between(at, at + 1).strip("的 "):
            return at
        at = draft.right(at)
    return at


def only_describes(piece: Piece) -> bool:
    """Whether it is a value and nothing else: it only says which things are meant."""
    return bool(piece.values) and not (piece.metrics or piece.dimensions or piece.entities)


def asks_number_of(draft: Draft, at: int) -> bool:
    """Whether how many of the thing there are is asked right before it, or in the piece itself: 多少单."""
    own = draft.pieces[at].text.startswith(tuple(load_vocabulary().listed["asked"]))
    return own or draft.preceded(at, *HOW_MANY)


def only_bare(piece: Piece) -> bool:
    return not piece.terms and all(name.strength == BARE for name in piece.metrics)


def word_for_the_thing(piece: Piece) -> bool:
    """Whether the piece is the word for a thing, which no catalog has declared to be its count."""
    return bool(piece.entities) and all(name.strength <= VARIANT for name in piece.metrics)


def people_behind(draft: Draft, at: int) -> bool:
    """Whether a word for people follows, as a piece of the question or as one that says nothing: "which eight people"."""
    people = load_vocabulary().anaphora["people"]
    behind = draft.ground.text[draft.pieces[at].end :]
    said = _WORD.match(behind)
    if said is not None:
        return said[1] in people
    behind = behind.lstrip("".join(_COUNTERS_OF_PEOPLE))
    return behind.startswith(tuple(word for word in people if not word.isascii()))


def adjacent(draft: Draft, first: int, second: int) -> bool:
    return second == first + 1 and not draft.between(first, second).strip()


def joined_by_of(draft: Draft, first: int, second: int) -> bool:
    """Only words such as "of" or 的 stand between the two."""
    inside = range(first + 1, second)
    return bool(inside) and all(draft.has(place, "join.of") for place in inside)


def modifies_next(draft: Draft, at: int, following: int) -> bool:
    """Whether a name stands as a modifier right before the other piece: 工单的超时率, "lead win rate"."""
    if draft.pieces[at].text.isascii() and draft.pieces[following].text.isascii():
        return adjacent(draft, at, following) and not draft.pieces[at].text.endswith("s")
    possessive = joined_by_of(draft, at, following) and not draft.pieces[at + 1].text.isascii()
    return possessive or (adjacent(draft, at, following) and draft.between(at, following) == "")


def is_what_is_measured(draft: Draft, at: int) -> bool:
    """Whether it is the word for the metric's own rows right before the metric: "opportunity win rate"."""
    behind = draft.right(at)
    if behind is None or behind not in draft.focus.values() or not modifies_next(draft, at, behind):
        return False
    catalog = draft.ground.catalog
    own = {model for model, _ in own_times(catalog, draft.metrics)}
    return any(
        name.model in own and catalog.models[name.model].entities[name.entity].type == "primary"
        for name in draft.pieces[at].entities
    )


def opening(draft: Draft, at: int) -> tuple[object, ...]:
    """What the longest beginning of the piece's text names, short of all of it: things, and no yes-or-no, so
    that 伙伴订单金额 opens with partners and not with whether an order is one of theirs.
    """
    tokens = tokenize(draft.pieces[at].text)
    found: tuple[object, ...] = ()
    for first, last, entries in draft.ground.lexicon.phrases.matches(tokens):
        named = tuple(
            item
            for item in entries
            if isinstance(item, EntityName) or (isinstance(item, DimensionName) and not item.boolean)
        )
        if first == 0 and last < len(tokens) and named:
            found = named
    return found


def is_replaced(draft: Draft, name: str, others: Sequence[str]) -> bool:
    """Whether it would be computed as another one of them by what is mentioned."""
    return any(other != name and other in others for other in _computed_as(draft, name))


def is_itself(draft: Draft, name: str) -> bool:
    """Whether nothing that is mentioned has it computed as another metric."""
    return not any(_computed_as(draft, name))


def _computed_as(draft: Draft, name: str) -> Iterator[str]:
    card = draft.ground.catalog.metrics[name].card
    said = {item.dimension for piece in draft.pieces for item in piece.dimensions}
    said |= {item.dimension.partition(".")[2] for piece in draft.pieces for item in piece.values}
    yield from (other for key, other in card.by_dimension.items() if key in said)
