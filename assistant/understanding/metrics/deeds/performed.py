"""Metrics that are named by what was done: "which form converted best" for the form conversion rate; and the
rate of two amounts that is said as so much "of every dollar".
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric, Ratio
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.lexicon import MetricName
from assistant.understanding.metrics.counts.counted import is_money
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import numerator, shown_with
from assistant.understanding.words import load_vocabulary

_NOUN = "performed "
_STEM = 6
"""Letters that a verb and a noun of one stem have in common at least."""


def take_performed(draft: Draft) -> None:
    """Where no metric is named: the one whose name has a noun of the verb before "best" or another superlative,
    and a word for what is asked for. Raises UndecidedError where several have.
    """
    for at, piece in enumerate(draft.pieces):
        behind = at + 1 < len(draft.pieces) and draft.pieces[at + 1].is_(*EXTREMES)
        if not (piece.unread and piece.text.isascii() and behind and len(piece.text) >= _STEM):
            continue
        things = {word for p in draft.pieces[:at] if p.dimensions or p.entities for word in words(p.text)}
        named = [name for name in _named_by(draft, piece.text) if joins_to(draft, at, name) is not None]
        own = [name for name in named if _words_of(draft.ground.catalog.metrics[name]) & things]
        name = draft.only_metric(at, own or named)
        if name is not None:
            draft.take_metric(name, at)
            return


def take_called_by_noun(draft: Draft) -> None:
    """Where no metric is named: the one called by the noun of a verb that stands right before a superlative, 打折最狠 by
    折扣, "discounted hardest" by discount. Raises UndecidedError where the noun names several.
    """
    degree, text = load_vocabulary().codewords["degree_link"], draft.ground.text
    for at in draft.find(*EXTREMES):
        before = text[: draft.pieces[at].start].rstrip()
        before = next((before.removesuffix(end) for end in degree if before.endswith(end)), before)
        said = [(verb, noun) for noun, verb in _verbs_by_noun() if _ends_with(before, verb)]
        if not said:
            continue
        verb, noun = max(said, key=lambda each: len(each[0]))
        span = len(before) - len(verb), len(before)
        inside = [place for place, piece in enumerate(draft.pieces) if piece.within(span)]
        if not inside or any(draft.pieces[place].concerns for place in inside):
            continue
        entries = draft.ground.lexicon.phrases.get(words(noun))
        names = list(dict.fromkeys(item.metric for item in entries if isinstance(item, MetricName)))
        name = draft.only_metric(inside[-1], names)
        if name is not None:
            draft.take_metric(name, inside[-1])
            for place in inside[:-1]:
                draft.read(place, "metric", name)
            return


def _verbs_by_noun() -> Iterator[tuple[str, str]]:
    for key, verbs in load_vocabulary().codewords.items():
        if key.startswith(_NOUN):
            yield from ((key.removeprefix(_NOUN), verb) for verb in verbs)


def _ends_with(text: str, word: str) -> bool:
    whole = not word.isascii() or not text[: -len(word)][-1:].isalnum()
    return text.endswith(word) and whole


def take_part_of_amount(draft: Draft) -> None:
    """ "Of every dollar we sold, how much went on freight": the one rate of money over money whose upper amount
    is the one that is named. Elsewhere such words stay unread.
    """
    found = load_vocabulary().matching("amount.of_each", draft.ground.text)
    if found is None or draft.ground.base is not None:
        return
    below = [
        name for name, at in draft.focus.items() if found.start() <= draft.pieces[at].start < found.end()
    ]
    asked = [name for name in draft.metrics if name not in below]
    if len(asked) != 1 or set(draft.metrics) - set(asked) - set(below):
        return
    catalog, amount = draft.ground.catalog, asked[0]
    rates = [
        metric.name
        for metric in shown_with(catalog, numerator, amount)
        if isinstance(metric.kind, Ratio)
        and is_money(catalog.complete.metrics[metric.kind.denominator.metric])
        and set(below) <= {metric.kind.denominator.metric}
    ]
    if len(rates) != 1:
        return
    at = draft.focus.pop(amount)
    for name in below:
        draft.focus.pop(name)
    draft.metrics[:] = rates
    draft.focus[rates[0]] = at
    draft.meanings[at] = ("metric", rates[0])
    draft.assume("default_metric", rates[0])
    for place, piece in enumerate(draft.pieces):
        inside = found.start() <= piece.start and piece.end <= found.end()
        if draft.free(place) and (inside or piece.is_("shape.amount", "shape.money")) and not piece.concerns:
            draft.read(place, "metric", rates[0])


def read_degrees(draft: Draft) -> None:
    """The "used" of "the least used features, by adoption": how much of it there is, which the metric behind "by"
    says. Words for what became of a thing ("returned") are none of these.
    """
    degrees = load_vocabulary().codewords["degree"]
    for at, piece in enumerate(draft.pieces):
        if piece.text not in degrees or not draft.free(at) or piece.concerns or not draft.order_by:
            continue
        before = at > 0 and draft.pieces[at - 1].is_(*EXTREMES) and draft.is_read(at - 1)
        behind = at + 1 < len(draft.pieces) and (draft.is_read(at + 1))
        named = draft.focus.get(draft.order_by[0].field)
        if before and behind and named is not None and named > at:
            draft.read(at, "order", draft.order_by[0].field)
            draft.assume("weak_word", piece.text)


def _named_by(draft: Draft, verb: str) -> list[str]:
    return [metric.name for metric in shown_with(draft.ground.catalog, _stems, verb[:_STEM])]


def _stems(catalog: Catalog, metric: Metric) -> Iterator[str]:
    yield from (word[:_STEM] for word in _words_of(metric) if len(word) >= _STEM)


def _words_of(metric: Metric) -> set[str]:
    phrases = [label for label in metric.names if label.isascii()]
    return {word.removesuffix("s") for phrase in phrases for word in words(phrase)}
