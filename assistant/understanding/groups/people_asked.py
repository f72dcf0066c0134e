"""People of whom some are picked: 业绩最好的5个人, "five most overloaded delivery people"."""

from __future__ import annotations

from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.neighbours import people_behind
from assistant.understanding.words import load_vocabulary


def people_asked(draft: Draft) -> list[int]:
    """Where people are named behind a number, as a piece of the question or as a word that is none."""
    return _numbered(draft) or _left_out(draft) or _which(draft)


def _numbered(draft: Draft) -> list[int]:
    """The 人 of "5个人" where some are picked, the people of "which people"."""
    people = load_vocabulary().anaphora["people"]
    return [
        at
        for at, piece in enumerate(draft.pieces)
        if piece.text in people
        and (number := _before_described(draft, at)) is not None
        and (draft.pieces[number].number is not None or draft.has(number, "per.which"))
    ]


def _left_out(draft: Draft) -> list[int]:
    """The number of "five most overloaded delivery people", where people are no thing of the catalog."""
    at = draft.focus.get("limit")
    behind = words(draft.ground.text[draft.pieces[at].end :]) if at is not None else ()
    people = {word for word in load_vocabulary().anaphora["people"] if word.isascii()}
    return [at] if at is not None and people & set(behind[:4]) else []


def _which(draft: Draft) -> list[int]:
    """The "which" of "which people", where people are no thing of the catalog."""
    return [at for at in draft.find("per.which") if people_behind(draft, at)]


def _before_described(draft: Draft, at: int) -> int | None:
    """What stands before people, over counters and the words that say which people: "five busiest delivery
    people".
    """
    place = draft.left(at, skip=("order.counter",))
    while place is not None and place > 0:
        piece = draft.pieces[place]
        if not (
            piece.values or piece.is_(*EXTREMES) or draft.meanings.get(place, ("",))[0] in ("metric", "order")
        ):
            return place
        place = draft.left(place, skip=("order.counter",))
    return place
