"""The amount of what is counted, where a question asks for both: 签了多少单,总共签了多少钱, "how many stalled deals are
there, and how much money is tied up in them".
"""

from __future__ import annotations

from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.metrics.counts.counted import is_count, is_money, sums_over
from assistant.understanding.metrics.deeds.deeds import DEED, amounts_of_deed, deeds_of
from assistant.understanding.neighbours import HOW_MANY, asks_number_of
from assistant.understanding.words import load_vocabulary


def take_their_money(draft: Draft) -> None:
    """Raises UndecidedError where several amounts are meant as well, ImpossibleError where there is none."""
    metrics = draft.ground.catalog.metrics
    if draft.ground.base is not None or any(is_money(metrics[name]) for name in draft.metrics):
        return
    asked = [(at, name) for name, at in draft.focus.items() if _is_asked_for(draft, name, at)]
    if not asked:
        return
    counted, name = max(asked)
    at = next((place for place in range(counted + 1, len(draft.pieces)) if _asks_money(draft, place)), None)
    if at is None:
        return
    amount = draft.only_metric(at, _meant(draft, name, counted, at))
    if amount is not None:
        draft.take_metric(amount, at)
    elif soft(draft.pieces[at]) and not draft.has(at, "shape.money"):
        raise ImpossibleError("unread_condition", draft.pieces[at].text)


def _is_asked_for(draft: Draft, name: str, at: int) -> bool:
    """Whether it is a count, and its number is asked for by a word of its own."""
    if name not in draft.metrics or not is_count(draft.ground.catalog, name):
        return False
    if asks_number_of(draft, at) or draft.has(at, *HOW_MANY) or draft.followed(at, *HOW_MANY):
        return True
    return any(place > at and _stands_alone(draft, place) for place in draft.find(*HOW_MANY))


def _stands_alone(draft: Draft, at: int) -> bool:
    """Asks for no thing right behind it: "orders over 500k: how many, and how much money"."""
    behind = next((place for place in range(at + 1, len(draft.pieces)) if not draft.pieces[place].mark), None)
    if behind is None:
        return True
    piece = draft.pieces[behind]
    return not piece.concerns and piece.is_("join.and", "shape.money")


def _asks_money(draft: Draft, at: int) -> bool:
    piece, vocabulary = draft.pieces[at], load_vocabulary()
    if piece.concerns or not draft.free(at) or not piece.is_("shape.money", "shape.amount"):
        return False
    behind = draft.ground.text[piece.start :]
    return vocabulary.matching("money.asked", behind) is not None


def _meant(draft: Draft, count: str, counted: int, at: int) -> list[str]:
    """What the verb beside it says the amount is, else what adds up over the rows that are counted. The verb of what
    is counted ("how many did we sign, and for how much") tells one of the latter.
    """
    own = sums_over(draft.ground.catalog, count)
    for deed, place in [*_own_deeds(draft, counted), *reversed(deeds_of(draft))]:
        named = amounts_of_deed(draft, place, deed)
        theirs = [name for name in named if name in own]
        if theirs or (named and any(draft.has(between, "join.and") for between in range(counted + 1, place))):
            return theirs or named
    return own


def _own_deeds(draft: Draft, at: int) -> list[tuple[str, int]]:
    """The verbs in the name of what is counted: the 签了 of 签了多少单."""
    found = load_vocabulary().phrases.matches(tokenize(draft.pieces[at].text))
    return [(role.removeprefix(DEED), at) for _, _, roles in found for role in roles if role.startswith(DEED)]
