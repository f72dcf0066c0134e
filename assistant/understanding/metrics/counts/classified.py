"""Counts that are asked for by the classifier of what they count: 下了多少单 for orders, 下单最多的客户."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.metric import Metric
from assistant.catalog.model import Catalog
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.words import load_vocabulary

_LONGEST, _OF_PART = 3, 2
"""Characters of a count's bare name: 订单, and not 未发货订单. Where it leaves some of the things out, a shorter one has to
say nothing of that: 订单 without cancelled ones, and not 退货单."""


def take_classified(draft: Draft) -> None:
    """Where no metric is named: the whole count whose name ends with the classifier that is asked for.

    Raises UndecidedError where several counts end so.
    """
    for at, sign in _asked(draft):
        named = shown_with(draft.ground.catalog, _ends, sign)
        fitting = [metric for metric in named if joins_to(draft, at, metric.name) is not None]
        whole = [metric for metric in fitting if not metric.filters]
        name = draft.only_metric(at, [metric.name for metric in whole or fitting])
        if name is not None:
            draft.take_metric(name, at)
            return


def _asked(draft: Draft) -> Iterator[tuple[int, str]]:
    """The 单 of 多少单 and of 下单, with the classifier itself."""
    words, units = load_vocabulary().codewords, load_vocabulary().asked_units
    for at, piece in enumerate(draft.pieces):
        if piece.concerns:
            continue
        if piece.text in words["ordering"]:
            yield at, piece.text[-1]
        if piece.text in (words["classifier"] - words["generic"]) | units and _is_number_of(draft, at):
            yield at, piece.text
        thing = next((each for each in load_vocabulary().moved_things if piece.text.endswith(each)), "")
        sign = piece.text.removesuffix(thing)[-1:]
        if len(piece.text) > 1 and sign in units and _ends_question(draft, at):
            yield at, sign


def _is_number_of(draft: Draft, at: int) -> bool:
    """Whether it is what a number is asked for of, with nothing of the catalog right behind it."""
    return draft.has(at - 1 if at else None, "shape.how_many") and not _is_named_behind(draft, at)


def _ends_question(draft: Draft, at: int) -> bool:
    """Whether it asks for a number with its classifier, as 几单 does, and says no more of what is counted."""
    return draft.has(at, "shape.counted") and not _is_named_behind(draft, at)


def _is_named_behind(draft: Draft, at: int) -> bool:
    behind = draft.pieces[at + 1] if at + 1 < len(draft.pieces) else None
    if behind is None or behind.start != draft.pieces[at].end:
        return False
    return behind.concerns or (behind.unread and behind.text not in load_vocabulary().moved_things)


def _ends(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """What the short names of a whole count end with."""
    if is_count(catalog, metric.name):
        longest = _OF_PART if metric.filters else _LONGEST
        names = [name for name in _bare_names(metric) if 0 < len(name) <= longest]
        yield from (name[at:] for name in names for at in range(len(name)))


def _bare_names(metric: Metric) -> Iterator[str]:
    for name in metric.names:
        yield next(
            (
                name.removesuffix(end)
                for end in load_vocabulary().endings
                if name.endswith(end) and end != name
            ),
            name,
        )
