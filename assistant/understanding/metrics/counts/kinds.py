"""Numbers of things and amounts that are asked for in the words of a rate: the activated users of 上个月激活人数, the
discount of 各类别折扣总额. What the rate is the share by is what is asked for.
"""

from __future__ import annotations

from assistant.catalog.metric import Metric
from assistant.catalog.model import Catalog, Ratio
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import VARIANT
from assistant.understanding.metrics.counts.counted import is_money
from assistant.understanding.patterns import Pattern
from assistant.understanding.words import load_vocabulary

NUMBER, AMOUNT, SHARE = "kind.number", "kind.amount", "kind.share"
_MOST = 2
"""Metrics that are named where one is said of the other."""


def settle_kind(draft: Draft) -> None:
    """Put what it divides in the place of the rate that is named by its name, where a number of things or an
    amount of money is asked for and no word says a share; what it is a share of then is only said of these.

    Raises ImpossibleError where a number is asked for in the words of several rates.
    """
    if draft.ground.base is not None or not 0 < len(draft.metrics) <= _MOST:
        return
    catalog = draft.ground.catalog
    rates = [name for name in draft.metrics if is_rate(catalog.metrics[name])]
    asked = [(name, found) for name in rates if (found := _asked_of(draft, name)) is not None]
    if len(asked) == 1 and len(rates) == 1:
        (name, (part, words)), others = asked[0], [each for each in draft.metrics if each != asked[0][0]]
        if all(_is_whole(draft, other, name) for other in others):
            at, whole = draft.focus[name], [draft.focus[other] for other in others if other in draft.focus]
            draft.name_together(part, (at, *whole))
            draft.read_within(*words, "filler")
        elif words[0] == draft.pieces[draft.focus[name]].end:
            draft.exchange(name, part)  # 新用户数和激活人数
            draft.assume("default_metric", part)
            draft.read_within(*words, "filler")
    elif len(rates) == len(draft.metrics) and any(found for _, (_, found) in asked):
        raise ImpossibleError("unread_condition", draft.ground.text[slice(*asked[0][1][1])])


def _asked_of(draft: Draft, name: str) -> tuple[str, tuple[int, int]] | None:
    """What the rate divides, and where the words stand that ask for it."""
    catalog = draft.ground.catalog
    at, part = draft.focus.get(name), part_of_rate(catalog, name)
    if at is None or part is None or not _is_named(draft, at, name):
        return None
    piece, text = draft.pieces[at], draft.ground.text
    typed = draft.ground.typed(piece.start, piece.end).casefold()
    if any(map(says_share, (text[: piece.start], typed, text[piece.end :]))):
        return None
    metric = catalog.metrics[part]
    kind = AMOUNT if is_money(metric) else NUMBER if metric.card.unit in (None, "count") else None
    found = _asked(kind, text, piece.start, piece.end) if kind is not None else None
    return (part, found) if found is not None else None


def _is_whole(draft: Draft, other: str, rate: str) -> bool:
    """Whether it is what the rate is a share of, said of the same things: "how many of the sign-ups were activated"."""
    kind = draft.ground.catalog.metrics[rate].kind
    if not isinstance(kind, Ratio) or kind.denominator.metric != other or other not in draft.focus:
        return False
    first, last = sorted((draft.focus[other], draft.focus[rate]))
    inside = draft.pieces[first + 1 : last]
    return not any(piece.mark or piece.is_("join.and", "join.versus", "join.or") for piece in inside)


def part_of_rate(catalog: Catalog, name: str) -> str | None:
    """What a percentage is the share by, where it is taken as it is."""
    metric = catalog.metrics[name]
    if not is_rate(metric) or not isinstance(metric.kind, Ratio):
        return None
    above = metric.kind.numerator
    plain = not (above.filters or above.offset_window or above.offset_to_grain)
    return above.metric if plain and above.metric in catalog.metrics else None


def is_rate(metric: Metric) -> bool:
    return metric.card.unit == "percent"


def asks_number(text: str) -> bool:
    """Whether the words ask for a number of things, and for no share of them."""
    return load_vocabulary().matching(NUMBER, text) is not None and not says_share(text)


def says_share(text: str) -> bool:
    return load_vocabulary().matching(SHARE, text) is not None


def _is_named(draft: Draft, at: int, name: str) -> bool:
    """Whether it is named by more than words that may mean it."""
    piece = draft.pieces[at]
    strengths = [each.strength for each in piece.metrics if each.metric == name]
    return bool(piece.terms) or (bool(strengths) and max(strengths) > VARIANT)


def _asked(kind: str, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the words stand that ask for the number, outside the name."""
    vocabulary = load_vocabulary()
    behind = vocabulary.matching(f"{kind}_behind", text[end:])
    if behind is not None:
        return end + behind.start(), end + behind.end()
    patterns: tuple[Pattern, ...] = vocabulary.patterns.get(kind, ())
    for pattern in patterns:
        for match in pattern.finditer(text):
            if match.end() <= start or match.start() >= end:
                return match.span()
    return None
