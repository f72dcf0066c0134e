"""The name of a sum that a limit on each row is said by, which is no number that is asked for: the 充 of 单次充了40度以上的有多少次
where the catalog has a 充电量, which counts the rows.
"""

from __future__ import annotations

import re

from assistant.catalog.model import Metric, Simple
from assistant.resolve.fields import FieldOption
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.known import model_of_rows, shown_with
from assistant.understanding.patterns import either
from assistant.understanding.words import load_vocabulary


def drop_limited_name(draft: Draft, first: int, field: FieldOption) -> None:
    """Ask for what else is named, or for the one count of all the rows, where a word behind the limit asks how many. `first` is
    where the limit begins, right behind the name.
    """
    at = first - 1
    names = [name for name, place in draft.focus.items() if place == at and name in draft.metrics]
    if len(names) != 1 or not _is_sum_of(draft.ground.catalog.metrics[names[0]], field):
        return
    [name] = names
    if len(draft.metrics) > 1:
        draft.metrics.remove(name)
        draft.focus.pop(name)
    else:
        counts = [
            metric.name
            for metric in shown_with(draft.ground.catalog, model_of_rows, field.model)
            if not metric.filters
            and isinstance(metric.kind, Simple)
            and metric.kind.function == "count"
            and is_count(draft.ground.catalog, metric.name)
        ]
        if len(counts) != 1 or not _asks_how_many(draft, first):
            return
        draft.exchange(name, counts[0])
        draft.assume("default_metric", counts[0])
    draft.read_as(at, "filter", field.name)


def _asks_how_many(draft: Draft, first: int) -> bool:
    """Whether a number is asked for behind the limit, of nothing or of one of what is counted: 有几次, 各有多少单."""
    vocabulary = load_vocabulary()
    counters = vocabulary.codewords["classifier"] | vocabulary.measure_words | vocabulary.codewords["times"]
    behind = draft.ground.text[draft.pieces[first].end :]
    return re.search(rf"(?:多少|几)(?:{either(counters)})?(?=$|[\s,，。;；?？呢])", behind) is not None


def _is_sum_of(metric: Metric, field: FieldOption) -> bool:
    """Whether it adds up the very number that is limited."""
    kind, dimension = metric.kind, field.dimension
    if not isinstance(kind, Simple) or dimension is None:
        return False
    return kind.function == "sum" and (kind.model, kind.expr.text) == (field.model, dimension.expr.text)
