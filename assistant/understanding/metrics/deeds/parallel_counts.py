"""Numbers of one thing that are each asked for by a verb: the finished ones of 报了多少故障、修好了多少, the closed ones of
"how many tickets were opened and how many were closed".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.metrics.named.apart import stem
from assistant.understanding.words import load_vocabulary

_ASKING = ("shape.how_many", "shape.counted", "shape.number_of")


def take_parallel_counts(draft: Draft) -> None:
    """Beside the one count that is named: the one called by its things and the verb of the second question. Raises
    UndecidedError where several counts are called so.
    """
    found = _asked(draft)
    if found is None or len(draft.metrics) != 1 or not is_count(draft.ground.catalog, draft.metrics[0]):
        return
    first = draft.focus.get(draft.metrics[0])
    at = next((n for n in draft.find(*_ASKING) if draft.pieces[n].start >= found.start("ask")), None)
    if first is None or at is None or draft.pieces[first].start >= found.start("parted"):
        return
    called = _called(found["verb"], draft.pieces[first].text)
    names = [
        name
        for name in dict.fromkeys(
            metric.name for key in called for metric in shown_with(draft.ground.catalog, _keys, key)
        )
        if name != draft.metrics[0] and joins_to(draft, at, name) is not None
    ]
    name = draft.only_metric(at, names)
    if name is None:
        return
    draft.take_metric(name, at)
    for place, piece in enumerate(draft.pieces):
        if piece.within(found.span("verb")) and draft.free(place) and not piece.metrics:
            draft.read(place, "metric", name)


def check_parallel_counts(draft: Draft) -> None:
    """Two numbers are asked for, and there is one: raises ImpossibleError."""
    found = _asked(draft)
    if found is None or len(draft.metrics) > 1 or draft.order_by or len(draft.group_by) > 1:
        return
    if draft.ratio_to or draft.against or draft.share or draft.count_of:
        return
    before = draft.ground.text[: found.start("parted")]
    if re.sub(r"\s", "", found["verb"]) not in before:
        start, end = sorted((*found.span("verb"), *found.span("ask")))[::3]
        raise ImpossibleError("unread_condition", draft.ground.text[start:end])


def _asked(draft: Draft) -> re.Match[str] | None:
    if draft.ground.base is not None:
        return None
    return load_vocabulary().matching("number.parallel", draft.ground.text)


def _called(verb: str, thing: str) -> list[frozenset[str]]:
    """What a number of the things that the verb was done to may be called."""
    if not has_cjk(verb):
        return [frozenset({stem(word), stem(verb)}) for word in words(thing)]
    listed = load_vocabulary().listed
    for word in sorted(listed["asked"], key=len, reverse=True):
        thing = thing.rpartition(word)[2] or thing  # 报了多少工单
    done = listed["done_before"]
    return [
        frozenset({text})
        for text in (verb + thing, thing + verb, f"{verb}的{thing}", *(each + verb + thing for each in done))
    ]


def _keys(catalog: Catalog, metric: Metric) -> Iterator[frozenset[str]]:
    """The names of a count without the words for a number."""
    said = load_vocabulary().codewords["count_words"]
    for name in metric.names if is_count(catalog, metric.name) else ():
        if has_cjk(name):
            ending = next((each for each in sorted(said, key=len, reverse=True) if name.endswith(each)), "")
            yield frozenset({name.removesuffix(ending)})
        else:
            yield frozenset(stem(part) for part in words(name.casefold()) if part not in said)
