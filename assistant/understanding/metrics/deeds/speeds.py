"""A superlative of speed beside a number of things: 哪个团队解决工单最快 asks how long resolving one took, and never how many
were resolved.
"""

from __future__ import annotations

from assistant.catalog.model import Catalog
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, ImpossibleError, UndecidedError
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.known import model_of_rows
from assistant.understanding.metrics.rates.parts_of_rates import RateParts, is_told, times_by_parts
from assistant.understanding.shape.movers import CHANGES, GAINS
from assistant.understanding.units import unit_of_metric
from assistant.understanding.words import load_vocabulary

_SPEEDS = ("order.fastest", "order.slowest")
_LASTING = "order.lasting"


def name_speeds(draft: Draft) -> None:
    """What stands before a superlative of speed is the one duration that is called by it, where it says something else or
    nothing by itself: the 成交 of 成交得最慢, "answers fastest".
    """
    if draft.ground.base is not None or draft.ground.picks:
        return
    times = times_by_parts(draft.ground.catalog)
    for mark in draft.find(_LASTING):
        at = draft.left(mark)
        lasted = _lasted(draft, at) if at is not None and _may_be_slow(draft, at) else []
        if at is not None and len(lasted) == 1:
            own = {name.metric for name in draft.pieces[at].metrics}
            draft.assumptions = [item for item in draft.assumptions if item.detail not in own]
            draft.name_instead(lasted[0], at, [at])
    for mark in draft.find(*_SPEEDS):
        at = draft.left(mark)
        passed = _passed_over(draft, mark)
        if passed and not any(piece.metrics or piece.terms for piece in draft.pieces):
            told = [parts.rate for parts in times if is_told(passed, parts.told)]
            if len(told) == 1:
                draft.metrics.append(told[0])
                draft.assume("default_metric", told[0])
        elif at is not None and _may_be_slow(draft, at):
            found = [parts.rate for parts in times if _is_called(draft, at, parts)]
            if len(found) == 1:
                draft.name_instead(found[0], at, [at])


def _lasted(draft: Draft, at: int) -> list[str]:
    """The durations that are called by what stands there and a word for the time it takes: the 停机时长 of 停机最久."""
    catalog, codewords = draft.ground.catalog, load_vocabulary().codewords
    said = words(draft.pieces[at].text)
    called = {(*said, *words(noun)) for noun in codewords["duration_nouns"]}
    return [
        metric.name
        for metric in catalog.metrics.values()
        if not metric.hidden
        and unit_of_metric(metric.card.unit) in codewords["duration_units"]
        and any(words(name) in called for name in metric.names)
    ]


def _passed_over(draft: Draft, mark: int) -> str:
    """The verb right before it that is no piece, since it says little elsewhere: the "delivers" of "delivers fastest"."""
    start = draft.pieces[mark - 1].end if mark else 0
    between = words(draft.ground.text[start : draft.pieces[mark].start])
    return between[-1] if between and between[-1].isascii() else ""


def _may_be_slow(draft: Draft, at: int) -> bool:
    """Whether it is a word of which nothing is known, or names nothing but numbers of things."""
    piece, catalog = draft.pieces[at], draft.ground.catalog
    if piece.terms or piece.dimensions or piece.entities:
        return False
    return piece.unread or (
        bool(piece.metrics) and all(is_count(catalog, name.metric) for name in piece.metrics)
    )


def _is_called(draft: Draft, at: int, parts: RateParts) -> bool:
    text = draft.pieces[at].text
    return text in parts.told or (text.isascii() and " " not in text and is_told(text, parts.told))


def take_speeds(draft: Draft) -> None:
    """Put the one duration of the very things that are counted in the place of their number, where the words that name the
    number tell it.

    Raises UndecidedError where several durations of them are known and none is told, ImpossibleError without any.
    """
    catalog = draft.ground.catalog
    grows = any(piece.is_(*CHANGES, *GAINS) and not piece.concerns for piece in draft.pieces)
    if len(draft.metrics) != 1 or draft.ground.base is not None or grows:
        return
    count = draft.metrics[0]
    at = draft.focus.get(count)
    if at is None or not is_count(catalog, count) or not _is_fast(draft, at):
        return
    if draft.pieces[at].start in draft.ground.picks:
        return
    times = _times_of(catalog, count)
    told = [parts.rate for parts in times if _tells(draft, at, parts)]
    if not times:
        raise ImpossibleError("unread_condition", draft.pieces[at + 1].text)
    if len(told) != 1:
        raise UndecidedError("ambiguous_metric", draft.pieces[at], told or [parts.rate for parts in times])
    draft.exchange(count, told[0])
    draft.assume("default_metric", told[0])
    if _is_deed(draft, at - 1):
        draft.read(at - 1, "metric", told[0])


def take_compared_speeds(draft: Draft) -> None:
    """The same where two of them are compared: "do enterprise deals take longer to close than SMB ones" asks how long closing
    took, and no number of deals is longer than another.

    Raises UndecidedError where several durations are known and none is told, ImpossibleError without any.
    """
    catalog, slower = draft.ground.catalog, load_vocabulary().codewords["slower"]
    mark = next(
        (at for at, each in enumerate(draft.pieces) if each.text in slower and not each.concerns), None
    )
    counts = draft.metrics and all(is_count(catalog, name) for name in draft.metrics)
    if mark is None or not counts or draft.ground.base is not None or not draft.find("join.than", "join.or"):
        return
    piece, said = draft.pieces[mark], {*words(draft.ground.text)}
    if piece.start in draft.ground.picks:
        return
    times = {parts.rate: parts for name in draft.metrics for parts in _times_of(catalog, name)}
    told = [name for name, parts in times.items() if any(is_told(word, parts.told) for word in said)]
    if not times:
        raise ImpossibleError("unread_condition", piece.text)
    if len(told or times) != 1:
        raise UndecidedError("ambiguous_metric", piece, told or [*times])
    found = next(iter(told or times))
    for name in draft.metrics[1:]:
        draft.metrics.remove(name)
    draft.exchange(draft.metrics[0], found)
    draft.assume("default_metric", found)


def _times_of(catalog: Catalog, count: str) -> list[RateParts]:
    """The durations of the rows that are counted."""
    models = set(model_of_rows(catalog, catalog.metrics[count]))
    return [
        parts
        for parts in times_by_parts(catalog)
        if models.intersection(model_of_rows(catalog, catalog.metrics[parts.rate]))
    ]


def _is_fast(draft: Draft, at: int) -> bool:
    """Whether the superlative is said of what is counted there: right behind it."""
    behind = draft.right(at, *_SPEEDS)
    return draft.has(behind, *_SPEEDS) and not draft.pieces[behind].concerns  # type: ignore[index]


def _is_deed(draft: Draft, at: int) -> bool:
    """Whether what stands there is no word that is known for anything: the "resolves" of "resolves tickets"."""
    return at >= 0 and draft.free(at) and draft.pieces[at].unread


def _tells(draft: Draft, at: int, parts: RateParts) -> bool:
    """Whether the words, as they were typed, say what the duration is of: the 解决 of 解决工单."""
    first = at - 1 if _is_deed(draft, at - 1) else at
    text = draft.ground.text[draft.pieces[first].start : draft.pieces[at].end]
    if text.isascii():
        return any(is_told(word, parts.told) for word in words(text))
    return any(len(told) > 1 and told in text for told in parts.told)


def check_speeds(draft: Draft) -> None:
    """No amount of money is fast or slow, unless it is how it grows: "slowest to pay" is no question for what was spent.
    Raises ImpossibleError.
    """
    if draft.compare is not None or not draft.metrics:
        return
    metrics = draft.ground.catalog.metrics
    money = all((metrics[name].card.unit or "").startswith("currency") for name in draft.metrics)
    for at, piece in enumerate(draft.pieces):
        if money and piece.is_(*_SPEEDS) and not piece.concerns and draft.is_read(at):
            raise ImpossibleError("unread_condition", piece.text)
