"""Counts that are asked for by the classifier of what they count: 下了多少单 for orders, 下单最多的客户."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.metric import Metric
from assistant.catalog.model import Catalog
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.metrics.counted import is_count
from assistant.understanding.metrics.things import joins_to
from assistant.understanding.words import load_vocabulary

_LONGEST = 3
"""Characters of a count's bare name: 订单, and not 未发货订单."""


def take_classified(draft: Draft) -> None:
    """Where no metric is named: the whole count whose name ends with the classifier that is asked for.

    Raises UndecidedError where several counts end so.
    """
    for at, sign in _asked(draft):
        names = [
            name for name in _counts(draft.ground.catalog, sign) if joins_to(draft, at, name) is not None
        ]
        picked = draft.ground.picks.get(draft.pieces[at].start)
        names = [picked] if picked in names else names
        if len(names) > 1:
            raise UndecidedError("ambiguous_metric", draft.pieces[at], names)
        if names:
            draft.metrics.append(names[0])
            draft.read(at, "metric", names[0])
            draft.focus[names[0]] = at
            draft.assume("default_metric", names[0])
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


def _counts(catalog: Catalog, sign: str) -> list[str]:
    return [
        metric.name
        for metric in catalog.metrics.values()
        if not metric.hidden
        and not metric.filters
        and is_count(catalog, metric.name)
        and any(name.endswith(sign) and 1 < len(name) <= _LONGEST for name in _bare_names(metric))
    ]


def _bare_names(metric: Metric) -> Iterator[str]:
    for name in (*metric.labels, *metric.ai.synonyms):
        yield next(
            (
                name.removesuffix(end)
                for end in load_vocabulary().endings
                if name.endswith(end) and end != name
            ),
            name,
        )
