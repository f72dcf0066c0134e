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

_LONGEST = 3
"""Characters of a count's bare name: 订单, and not 未发货订单."""


def take_classified(draft: Draft) -> None:
    """Where no metric is named: the whole count whose name ends with the classifier that is asked for.

    Raises UndecidedError where several counts end so.
    """
    for at, sign in _asked(draft):
        named = [metric.name for metric in shown_with(draft.ground.catalog, _ends, sign)]
        names = [name for name in named if joins_to(draft, at, name) is not None]
        name = draft.only_metric(at, names)
        if name is not None:
            draft.take_metric(name, at)
            return


def _asked(draft: Draft) -> Iterator[tuple[int, str]]:
    """The 单 of 多少单 and of 下单, with the classifier itself."""
    words = load_vocabulary().codewords
    for at, piece in enumerate(draft.pieces):
        if piece.concerns:
            continue
        if piece.text in words["ordering"]:
            yield at, piece.text[-1]
        if piece.text in words["classifier"] - words["generic"] and _is_number_of(draft, at):
            yield at, piece.text


def _is_number_of(draft: Draft, at: int) -> bool:
    """Whether it is what a number is asked for of, with nothing of the catalog right behind it."""
    behind = draft.pieces[at + 1] if at + 1 < len(draft.pieces) else None
    named = behind is not None and behind.start == draft.pieces[at].end and (behind.concerns or behind.unread)
    return draft.has(at - 1 if at else None, "shape.how_many") and not named


def _ends(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """What the short names of a whole count end with."""
    if not metric.filters and is_count(catalog, metric.name):
        names = [name for name in _bare_names(metric) if 1 < len(name) <= _LONGEST]
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
