"""Metrics that are said as an amount of one thing each: the cost per lead of "what does a lead cost us"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from assistant.catalog.model import Catalog, Ratio
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import VARIANT, MetricName, name_holds
from assistant.understanding.metrics.counts.counted import amounts_per, is_count, is_money
from assistant.understanding.metrics.known import denominator, numerator, shown_with
from assistant.understanding.neighbours import is_itself, joined_by_of, modifies_next
from assistant.understanding.words import load_vocabulary

_SHARES = ("shape.share", "shape.how_much_of")


def take_quotients(draft: Draft) -> None:
    """Where an amount stands beside a count of which one is meant, the catalog's ratios of the two are
    what is named, if it has any: "a qualified lead cost", 每条线索花费, "cost of an SQL".
    """
    if _take_part(draft):
        return
    catalog = draft.ground.catalog
    amounts = [at for at, piece in enumerate(draft.pieces) if any(_amounts(catalog, piece))]
    named = [at for at in amounts if draft.pieces[at].concerns]
    if named:  # "how much subsidy do we pay per order" is of the subsidy, and not of all that is paid
        amounts = [at for at in amounts if at in named or not draft.has(at, "shape.money")]
    for at, piece in enumerate(draft.pieces):
        counts = tuple(_counts(catalog, piece))
        for other in amounts:
            if other == at or not counts:
                continue
            one = _said_of_one(draft, at)
            if one is None and not (modifies_next(draft, at, other) and _is_of_one(draft, at, other)):
                continue
            found = _ratios(catalog, set(_amounts(catalog, draft.pieces[other])), counts)
            found = [name for name in found if is_itself(draft, name)] or found
            if found:
                _name(draft, at, other, found)
                _read_one(draft, at, one or 0)
                return


def _is_of_one(draft: Draft, at: int, other: int) -> bool:
    """Whether a thing right before an amount says that it is of one of them: the cost of 线索的成本, where 客户的销售额 are
    all the sales.
    """
    metrics = draft.ground.catalog.metrics
    costs = all(
        metrics[name].card.direction == "down" for name in _amounts(draft.ground.catalog, draft.pieces[other])
    )
    return costs or not joined_by_of(draft, at, other)


def take_rate_of(draft: Draft) -> bool:
    """Put the one rate that a single count is the numerator of in its place; False where there is none."""
    catalog = draft.ground.catalog
    rates = [
        metric.name
        for metric in (shown_with(catalog, numerator, *draft.metrics) if len(draft.metrics) == 1 else ())
        if metric.card.unit == "percent"
    ]
    if len(rates) != 1:
        return False
    draft.focus[rates[0]] = draft.focus.pop(draft.metrics[0], 0)
    draft.metrics[:] = rates
    draft.share = False
    draft.assume("default_metric", rates[0])
    return True


def _take_part(draft: Draft) -> bool:
    """ "What share of form views turned into submissions", 线索中MQL占多少: the catalog's rate of the two.

    Raises ImpossibleError where it has none: neither of the counts is what is asked for.
    """
    catalog = draft.ground.catalog
    counts = [at for at, piece in enumerate(draft.pieces) if any(_counts(catalog, piece))]
    for whole, part in pairwise(counts):
        turned = _is_whole_of(draft, whole, part)
        if turned:
            whole, part = part, whole  # MQL占线索的比例
        elif not _is_part_of(draft, whole, part):
            continue
        wholes, parts = set(_counts(catalog, draft.pieces[whole])), set(_counts(catalog, draft.pieces[part]))
        if wholes & parts:
            continue
        said = words(draft.pieces[part].text)
        found = [
            metric.name
            for metric in shown_with(catalog, denominator, *wholes)
            if isinstance(metric.kind, Ratio)
            and (metric.kind.numerator.metric in parts or name_holds(metric, said))
        ]
        if not found:
            raise ImpossibleError("unread_condition", draft.pieces[whole].text, told=turned)
        _name(draft, whole, part, found)
        return True
    return False


def _is_whole_of(draft: Draft, part: int, whole: int) -> bool:
    """A word such as 占 leads from the part to the whole, and one for a share follows."""
    inside = [at for at in range(part + 1, whole) if not draft.has(at, "join.of")]
    makes_up = bool(inside) and all(draft.has(at, "shape.of_total") for at in inside)
    behind = draft.right(whole, *_SHARES, skip=("join.of",))
    return makes_up and draft.has(behind, *_SHARES)


def _is_part_of(draft: Draft, whole: int, part: int) -> bool:
    """A word for a share stands before the whole ("share of A that became B"), or behind the part where
    a word such as 中 leads to it.
    """
    share = draft.left(whole)
    opens = draft.has(share, "shape.share") and draft.pieces[share].text.split(" ")[-1] == "of"  # type: ignore[index]
    if opens and draft.pieces[whole].text.isascii() and not _joined(draft, whole, part):
        return True
    between = draft.between(whole, part).strip()
    among = load_vocabulary().anaphora["among"]
    inside = range(whole + 1, part)
    if between.startswith(tuple(among)) and any(draft.has(at, *_SHARES) for at in inside):
        return True
    behind = draft.right(part, *_SHARES, skip=("shape.of_total",))
    return between in among and draft.has(behind, *_SHARES)


def _joined(draft: Draft, first: int, second: int) -> bool:
    return any(draft.has(at, "join.and", "join.versus", "per.before") for at in range(first + 1, second))


def _name(draft: Draft, at: int, other: int, found: list[str]) -> None:
    named = tuple(MetricName(name, VARIANT) for name in found)
    priced = draft.has(other, "order.priced")  # the superlative is still to be read
    place = at if priced else other
    draft.put(place, replace(draft.pieces[place], metrics=named, terms=(), dimensions=(), entities=()))
    if not priced:
        draft.put(at, replace(draft.pieces[at], metrics=(), terms=(), dimensions=(), entities=()))
        draft.read(at, "metric", found[0])


def _said_of_one(draft: Draft, at: int) -> int | None:
    """Length of the words before the count that say it of one thing: "a", 一条."""
    before = draft.ground.text[: draft.pieces[at].start].rstrip()
    said = [len(word) for word in load_vocabulary().anaphora["one"] if _ends_with(before, word)]
    return max(said) if said else None


def _read_one(draft: Draft, at: int, length: int) -> None:
    start = len(draft.ground.text[: draft.pieces[at].start].rstrip()) - length
    for place in range(at):
        if draft.pieces[place].start >= start:
            draft.read(place, "connective")


def _ends_with(text: str, word: str) -> bool:
    if not text.endswith(word):
        return False
    before = text[: -len(word)]
    return not word.isascii() or not before or not before[-1].isalnum()


def _candidates(catalog: Catalog, piece: Piece) -> Iterator[str]:
    """What a name can mean: the metrics of the best names, or of a term."""
    for term in piece.terms:
        yield from (name for name in term.ambiguity.candidates if name in catalog.metrics)
    best = max((name.strength for name in piece.metrics), default=0)
    yield from (name.metric for name in piece.metrics if name.strength == best)


def _amounts(catalog: Catalog, piece: Piece) -> Iterator[str]:
    """Amounts of money that the piece names; any of them for a word such as 多少钱."""
    if piece.is_("shape.money", "order.priced") and not piece.concerns:
        yield from (metric.name for metric in catalog.metrics.values() if is_money(metric))
    yield from (name for name in _candidates(catalog, piece) if is_money(catalog.metrics[name]))


def _counts(catalog: Catalog, piece: Piece) -> Iterator[str]:
    yield from (name for name in _candidates(catalog, piece) if is_count(catalog, name))


def _ratios(catalog: Catalog, amounts: set[str], counts: tuple[str, ...]) -> list[str]:
    """Ratios of one of the amounts to one of the counts, or to a part of what it counts."""
    found: list[str] = []
    for count in counts:
        for name in amounts_per(catalog, count):
            kind = catalog.metrics[name].kind
            if isinstance(kind, Ratio) and kind.numerator.metric in amounts and name not in found:
                found.append(name)
    return found
