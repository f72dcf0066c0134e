"""Means over what a question names with "per" or "each" beside a word for average: 平均每个销售, per month.

The word for average says what is done with the values of the single groups, and "each" which groups these
are. Without one of the two nothing is averaged: "revenue per customer" lists customers, and what an
average is over that is only "by region" stays unsaid. An average that the catalog has as a ratio of the
amount to a count of the thing is that metric.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.catalog.model import Catalog, Ratio
from assistant.errors import NotSupported
from assistant.resolve.checks import ADDITIVE, is_amount
from assistant.resolve.formulas import formula_of
from assistant.understanding.conditions.predicates import field_of
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize
from assistant.understanding.draft import Draft, ImpossibleError, soft
from assistant.understanding.lexicon import Lexicon, MetricName
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.things import counts_entity
from assistant.understanding.metrics.known import numerator, shown_with
from assistant.understanding.neighbours import only_describes
from assistant.understanding.shape.average_things import (
    TYPICAL,
    check_not_their_own,
    field_of_persons,
    is_typical,
    people_before,
)
from assistant.understanding.shape.averaged_across import is_across, is_behind, said_across
from assistant.understanding.time.expr import GrainWord, KindOfDay
from assistant.understanding.time.settling import GRAINS, METRIC_TIME, refreshed_by
from assistant.understanding.words import load_vocabulary

_AVERAGE = "shape.average"
_PERSON = "average.person"
_ONE = ("a", "an", "one")
_ADVERBS = ("shape.on_average", "shape.averaged")
_BUCKETS = tuple(f"average.{grain}" for grain in GRAINS)
"""Words that name what they average over: 日均."""


@dataclass(frozen=True, slots=True)
class _Group:
    """What an average may be over. `mark` is the word for "each" before it, if it is no word such as
    "monthly", which says so only right beside the word for average.
    """

    place: int
    mark: str
    grain: str | None
    first: int
    """Where the words for it begin."""
    near: bool = False
    """Meant only right behind the word for average: the one day of 平均一天, 一 being a number elsewhere."""


def with_averages_apart(
    pieces: Sequence[Piece], text: str, catalog: Catalog, lexicon: Lexicon
) -> tuple[Piece, ...]:
    """The "average orders" of "average orders per month" are orders: another number of the same words
    than the catalog's "average order", beside what an average can be over.
    """
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        named = bool(piece.metrics or piece.terms)
        over = named and (
            any(_groups(pieces, text, at + 1)) or any(map(_is_week, pieces)) or _is_per_count(pieces, at + 1)
        )
        found += (_parted(piece, catalog, lexicon) if over else None) or (piece,)
    return tuple(found)


def _is_per_count(pieces: Sequence[Piece], first: int) -> bool:
    """Whether what a metric counts stands behind "per": "per paying customer"."""
    return any(
        pieces[at].metrics and pieces[at - 1].is_("per.each") and not pieces[at - 1].concerns
        for at in range(max(first, 1), len(pieces))
    )


def _is_week(piece: Piece) -> bool:
    """Whether it puts days of the week side by side."""
    return piece.time is not None and piece.time.expr == KindOfDay("week")


def _parted(piece: Piece, catalog: Catalog, lexicon: Lexicon) -> tuple[Piece, Piece] | None:
    tokens = tokenize(piece.text)
    if _is_spelled_so(catalog, piece):
        return None
    for first, last, roles in load_vocabulary().phrases.matches(tokens):
        if first or last >= len(tokens) or _AVERAGE not in roles:
            continue
        rest = piece.text[tokens[last].start :]
        counts = tuple(item for item in lexicon.phrases.get(rest) if isinstance(item, MetricName))
        if not any(is_count(catalog, item.metric) for item in counts):
            continue
        word = Piece(
            piece.start,
            piece.start + tokens[last - 1].end,
            piece.text[: tokens[last - 1].end],
            frozenset(roles),
        )
        return word, replace(
            piece, start=piece.start + tokens[last].start, text=rest, metrics=counts, terms=()
        )
    return None


def _is_spelled_so(catalog: Catalog, piece: Piece) -> bool:
    """Whether the very words are a name in the catalog, and not another number of them."""
    terms = {word for term in piece.terms for word in term.ambiguity.terms}
    metrics = [catalog.metrics[name.metric] for name in piece.metrics if name.metric in catalog.metrics]
    names = {name for metric in metrics for name in metric.names}
    return piece.text.casefold() in {name.casefold() for name in terms | names}


def take_averages(draft: Draft) -> None:
    """Read words for average with what they are over. Raises UndecidedError, ImpossibleError."""
    if not draft.metrics or not all(is_averaged(draft, name) for name in draft.metrics):
        return
    _take_persons(draft)
    for at in draft.find(_AVERAGE, TYPICAL, "shape.averaged", *_BUCKETS):
        named = next((grain for grain in GRAINS if draft.has(at, f"average.{grain}")), None)
        over = [] if named else _averaged_over(draft, at)
        if named:
            _add(draft, bucket_of(draft, named))
        for group in over:
            _take(draft, group)
        if named or over:
            draft.read(at, "analysis", "average")
            _name_ratio(draft, over)
            _say_what_of(draft, over)
    check_not_their_own(draft)


def _take_persons(draft: Draft) -> None:
    """人均 and "per head" are over the people that the metrics are of, and need no other word for average."""
    for at in draft.find(_PERSON, "average.buyer"):
        before = people_before(draft, at)
        name = (before or field_of_persons(draft, at)).name
        _add(draft, name)
        draft.read(at, "analysis", "average")
        if before is not None:
            draft.read(at - 1, "dimension", name)
        for place in draft.find(_AVERAGE):
            draft.read(place, "analysis", "average")
        draft.assume("average_over", name)


def _averaged_over(draft: Draft, at: int) -> list[_Group]:
    """What follows the word: the first group and those right behind it, which are said in one breath with
    it; else the nearest one before a word that may stand behind.
    """
    found = [
        group
        for group in _groups(draft.pieces, draft.ground.text)
        if draft.free(group.place) and (_is_near(group, at) or _is_around(draft, group, at))
    ]
    if beside := [group for group in found if _touches(draft, group, at)]:
        return beside  # 每个客户平均
    behind = [group for group in found if group.place > at]
    if behind:
        count = 1
        while count < len(behind) and _is_next(draft, behind[count - 1], behind[count]):
            count += 1
        return behind[:count]
    last = found[-1:]
    adverb = bool(last) and (not last[0].mark or is_across(last[0].mark))
    own = bool(at) and draft.has(at - 1, "join.of") and not draft.pieces[at].text.isascii()
    possessive = own and not _is_number_of_each(draft, last)
    if not (adverb or (draft.has(at, *_ADVERBS) and not possessive)):
        return []
    first = len(found) - 1
    while first > 0 and _is_next(draft, found[first - 1], found[first]):
        first -= 1
    return found[max(first, 0) :]


def _is_number_of_each(draft: Draft, group: Sequence[_Group]) -> bool:
    """Whether 每位客户的平均订单数 is one number: a count has no average of its own for a single one, unless it is one
    of buckets of time. 每个区域的平均订单数 may be a list of them.
    """
    timed = any(piece.time is not None and isinstance(piece.time.expr, GrainWord) for piece in draft.pieces)
    counts = all(is_count(draft.ground.catalog, name) for name in draft.metrics)
    single = bool(group) and group[0].mark in load_vocabulary().anaphora["single_one"]
    return single and counts and not timed


def _touches(draft: Draft, group: _Group, at: int) -> bool:
    """Whether it stands right before the word for average: 每个客户平均, 门店平均客房收入, "an agent's average"."""
    if group.place != at - 1:
        return False
    between = draft.between(at - 1, at)
    if draft.pieces[at].text.isascii():
        return bool(group.mark) and draft.pieces[at - 1].text.endswith(("'s", "s'"))
    return not between


def _is_near(group: _Group, at: int) -> bool:
    if group.near:
        return group.first == at + 1 or group.place == at - 1
    return bool(group.mark) or abs(group.place - at) == 1


def _is_around(draft: Draft, group: _Group, at: int) -> bool:
    """Whether only what is averaged stands between: "daily order average"."""
    between = draft.pieces[group.place + 1 : at]
    return group.grain is not None and len(between) == 1 and bool(between[0].metrics)


def _groups(pieces: Sequence[Piece], text: str, first: int = 0) -> Iterator[_Group]:
    for at in range(first, len(pieces)):
        piece = pieces[at]
        if piece.time is not None:
            grain: str | None = piece.time.expr.unit if isinstance(piece.time.expr, GrainWord) else None
            mark = _own_mark(piece)
            if grain in GRAINS and mark is not None:
                yield _Group(at, mark, grain, at)
            continue
        unit = next((unit for unit in GRAINS if piece.is_(f"grain.{unit}")), None)
        named = bool(piece.entities) or any(not item.boolean for item in piece.dimensions)
        if not named and (unit is None or piece.concerns):
            continue
        grain = None if named else unit
        if named and (lead := said_across(pieces, text, at)) is not None:
            yield _Group(at, lead[0], None, lead[1])
        elif mark := _mark_before(pieces, text, at):
            yield _Group(at, mark, grain, at - 1 if at and pieces[at - 1].text == mark else at)
        elif (one := _one_before(pieces, at)) is not None:
            yield _Group(at, pieces[one].text, grain, one, near=True)
        elif named and (said := _one_said(pieces, text, at)):
            yield _Group(at, said, None, at, near=True)
        elif (named and (_is_bare(pieces, at) or is_behind(pieces, at))) or is_typical(pieces, text, at):
            yield _Group(at, "", grain, at, near=True)


def _one_said(pieces: Sequence[Piece], text: str, at: int) -> str:
    """Words such as 一个 and 单个 right before it that are no piece of their own, or none of the number."""
    before = text[: pieces[at].start]
    marks = (
        word for word in load_vocabulary().anaphora["one"] if not word.isascii() and before.endswith(word)
    )
    return max(marks, key=len, default="")


def _is_bare(pieces: Sequence[Piece], at: int) -> bool:
    """The 门店 of 门店平均客房收入: no word for each before it, and what is averaged right behind."""
    if at + 2 >= len(pieces) or pieces[at].text.isascii() or pieces[at].metrics:
        return False
    average, metric = pieces[at + 1], pieces[at + 2]
    if not average.is_(_AVERAGE) or average.concerns or not metric.metrics or average.end != metric.start:
        return False
    return pieces[at].end == average.start and not (
        at and pieces[at - 1].is_("per.before", "per.each", "per.which")
    )


def _one_before(pieces: Sequence[Piece], at: int) -> int | None:
    """Where the number 1 stands right before a piece, or before its counter."""
    place = at - 2 if at > 1 and pieces[at - 1].is_("order.counter") else at - 1
    number = pieces[place].number if place >= 0 else None
    return place if number is not None and number.value == 1 else None


def _own_mark(piece: Piece) -> str | None:
    """The word for "each" that a grain begins with: the "per" of "per month". Empty for "monthly", None for
    "by month" and 各月, which list.
    """
    marks = load_vocabulary().anaphora["averaged"]
    found = [mark for mark in marks if _opens(piece.text, mark)]
    if found:
        return max(found, key=len)
    tokens = tokenize(piece.text)
    listing = (
        first == 0 and last < len(tokens) and {"per.before", "per.which"} & set(roles)
        for first, last, roles in load_vocabulary().phrases.matches(tokens)
    )
    return None if any(listing) else ""


def _opens(text: str, word: str) -> bool:
    return text.startswith(word) and (not word.isascii() or text[len(word) :][:1] == " ")


def _mark_before(pieces: Sequence[Piece], text: str, at: int) -> str:
    """The word for "each" right before a piece, whether or not it is a piece of its own; empty for none."""
    marks = load_vocabulary().anaphora["averaged"]
    before, start = pieces[at - 1] if at else None, pieces[at].start
    if before is not None and only_describes(before):
        return _mark_before(pieces, text, at - 1)  # "on average, how often did a corporate driver …"
    if before is not None and not text[before.end : start].strip():
        return before.text if before.text in marks and not before.concerns else ""
    between = text[before.end if before is not None else 0 : start].strip()
    asking, _, mark = between.rpartition(" ")
    if asking in load_vocabulary().codewords["asking"] and before is not None and pieces[at].text.isascii():
        return mark if mark in marks else ""  # "how many orders did a customer place on average"
    return between if between in marks else ""


def _is_next(draft: Draft, first: _Group, second: _Group) -> bool:
    """Whether nothing but the second one's mark stands between, and that is of the same kind: "per rep
    per month" is one breath, "per rep each month" is not. Of one that stands for all, the verb may come between:
    "how many orders did a customer place per month".
    """
    between = draft.ground.text[draft.pieces[first.place].end : draft.pieces[second.place].start].strip()
    alike = first.mark.startswith(second.mark) or second.mark.startswith(first.mark)
    inside = draft.pieces[first.place + 1 : second.place]
    any_one = first.mark in _ONE and second.grain is not None and second.mark in (*_ONE, "per")
    if any_one and all(soft(piece) or piece.unread for piece in inside):
        return True
    return alike and between in ("", second.mark)


def _take(draft: Draft, group: _Group) -> None:
    at = group.place
    name = bucket_of(draft, group.grain) if group.grain else field_of(draft, at).name
    _add(draft, name)
    draft.read(at, "grain" if group.grain else "dimension", name)
    for place in range(group.first, at):
        draft.read(place, "connective")


def _add(draft: Draft, name: str) -> None:
    if name not in draft.average_per:
        draft.average_per.append(name)


def bucket_of(draft: Draft, grain: str) -> str:
    """The field of time that a mean is over. Raises ImpossibleError where the metrics have no such buckets."""
    if not any(option.name == METRIC_TIME for option in draft.ground.linker.options(draft.metrics)):
        raise ImpossibleError("incompatible_dimension", grain)
    cards = [draft.ground.catalog.metrics[name].card.refresh for name in draft.metrics]
    finest = max((refreshed_by(card) for card in cards if card), key=GRAINS.index, default="minute")
    if GRAINS.index(grain) < GRAINS.index(finest):
        raise ImpossibleError("too_fine_grain", grain, finest=finest)
    return f"{METRIC_TIME}__{grain}"


def is_averaged(draft: Draft, name: str) -> bool:
    """Whether groups of it have values that differ with their size; an average word says nothing of a rate."""
    catalog = draft.ground.catalog
    try:
        formula = formula_of(catalog, catalog.metrics[name])
    except NotSupported:
        return False
    return is_amount(formula, (*ADDITIVE, "count_distinct"))


def _name_ratio(draft: Draft, over: list[_Group]) -> None:
    """The catalog's own metric for the mean over things, which is that of all amounts and all things."""
    if len(over) != 1 or len(draft.average_per) != 1 or len(draft.metrics) != 1:
        return
    at, name = over[0].place, draft.metrics[0]
    catalog = draft.ground.catalog
    entities = {item.entity for item in draft.pieces[at].entities}
    for metric in shown_with(catalog, numerator, name):
        kind = metric.kind
        if not isinstance(kind, Ratio):
            continue
        plain = not (kind.numerator.filters or kind.denominator.filters)
        below = catalog.metrics.get(kind.denominator.metric)
        if plain and below is not None and counts_entity(catalog, below, entities):
            draft.metrics[0] = metric.name
            draft.average_per.clear()
            draft.focus[metric.name] = draft.focus.pop(name, at)
            for place, (means, value) in list(draft.meanings.items()):
                if means == "metric" and value == name:
                    draft.meanings[place] = ("metric", metric.name)
            draft.meanings[at] = ("metric", metric.name)
            return


def _say_what_of(draft: Draft, over: list[_Group]) -> None:
    """The average amount of each group could also be that of its single records: which it is, is said."""
    amounts = not all(is_count(draft.ground.catalog, name) for name in draft.metrics)
    for group in over:
        if amounts and draft.average_per and group.grain is None:
            draft.assume("average_over", draft.meanings[group.place][1])
