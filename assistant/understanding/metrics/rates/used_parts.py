"""Rates of use that are said as so much of what is used up: the budget burn rate of "projects that have burned more than
125% of their budget", of 花掉预算125%以上的项目 and of "how much of its budget has each project used".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.catalog.model import Catalog, Metric
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, soft
from assistant.understanding.lexicon import SYNONYM, MetricName
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.words import load_vocabulary

USED = "used.part"
"""What is used up and named a rate by that: no noun of what a verb in the sentence does."""
_RATES = ("percent", "ratio")
_PARTS = ("shape.part_of", "shape.how_much_of", "shape.share")


def name_used_parts(draft: Draft) -> None:
    """Gives what is used up, where a part of it stands before it beside a verb of using, the one rate that is called by
    its noun and one for using.
    """
    used = load_vocabulary().matching("used.verb", draft.ground.text)
    if used is None or draft.ground.base is not None:
        return
    for at, piece in enumerate(draft.pieces):
        if not (piece.metrics or piece.terms) or not _is_parted(draft, at):
            continue
        rates = _rates_of(draft.ground.catalog, piece.text)
        if len(rates) == 1:
            named = (MetricName(rates[0], SYNONYM),)
            draft.put(at, replace(piece, metrics=named, terms=(), dimensions=(), roles=frozenset({USED})))
            draft.assume("default_metric", rates[0])
            _read_words(draft, at, used.span())
            return


def _is_parted(draft: Draft, at: int) -> bool:
    """Whether a percentage, or the question for one, stands before it: only "of their" and the like between, in Chinese
    what limits the number as well.
    """
    for place in range(at - 1, -1, -1):
        piece = draft.pieces[place]
        if piece.number is not None:
            return piece.number.kind == "percent"
        if piece.is_(*_PARTS) and not piece.concerns:
            return True
        if not (soft(piece) or piece.is_("threshold.ge_after", "threshold.le_after")) or piece.mark:
            return False
    return False


def _rates_of(catalog: Catalog, text: str) -> list[str]:
    said = words(text)
    return [metric.name for metric in shown_with(catalog, _used, said)]


def _used(catalog: Catalog, metric: Metric) -> Iterator[tuple[str, ...]]:
    """What a rate says is used, by its names: the budget of "budget burn rate"."""
    if (metric.card.unit or "").partition("/")[0] not in _RATES:
        return
    using, plain = load_vocabulary().deeds["used"], load_vocabulary().deeds["measure"]
    for name in metric.names:
        parts = words(name)
        for noun in map(words, using):
            places = [n for n in range(len(parts)) if parts[n : n + len(noun)] == noun]
            for n in places:
                rest = (*parts[:n], *parts[n + len(noun) :])
                yield tuple(
                    part
                    for part in rest
                    if part not in load_vocabulary().anaphora["rate"] and part not in plain
                )


def _read_words(draft: Draft, at: int, used: tuple[int, int]) -> None:
    """The verb, and the question for a part."""
    for place, piece in enumerate(draft.pieces):
        verb = used[0] <= piece.start < used[1]
        part = place < at and piece.is_(*_PARTS)
        if draft.free(place) and (verb or part) and not piece.concerns:
            draft.read(place, "metric", draft.pieces[at].text)
