"""Verbs for having come to an end where a light verb would stand: 完成了多少单 counts the completed orders, where the catalog
tells them from those that were placed, and so does "how many orders did we complete".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.metric import Simple
from assistant.catalog.model import Catalog, Metric
from assistant.query import Condition, Scalar, filtered_fields
from assistant.resolve.fields import FieldOption
from assistant.resolve.kept_values import kept_by
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.echoes import own_times
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.metrics.named.apart import stem
from assistant.understanding.words import load_vocabulary


def take_finished(draft: Draft) -> None:
    """Put the count of what the verb says in the place of the count of all of the things.

    Raises UndecidedError where several are called by it.
    """
    found = _verb(draft)
    if found is None or draft.ground.base is not None:
        return
    catalog = draft.ground.catalog
    for name in list(draft.metrics):
        at = draft.focus.get(name)
        if at is None or catalog.metrics[name].filters or not _leaves_open(catalog, name, found["verb"]):
            continue
        part = draft.only_metric(at, _parts_called(catalog, name, found["verb"]))
        if part is not None:
            draft.exchange(name, part)
            draft.read_within(*found.span("verb"), "metric", part)
            draft.assume("default_metric", part)


def limit_to_finished(draft: Draft) -> None:
    """Where no count is called by the verb: those of the things whose state it is.

    Raises ImpossibleError where several of their values are called so, or where they have a date of it, by which they may
    be meant.
    """
    found = _verb(draft)
    if found is None or draft.ground.base is not None:
        return
    catalog = draft.ground.catalog
    names = [name for name in draft.metrics if _leaves_open(catalog, name, found["verb"])]
    fields = filtered_fields(draft.where)
    if not names or len(names) < len(draft.metrics):
        return
    states = [
        (option, value) for option in _own_fields(draft, names) for value in _called_so(option, found["verb"])
    ]
    kept = {own for name in names for own, _ in kept_by(catalog, name)}
    if any(option.name in fields or (option.model, _name_of(option)) in kept for option, _ in states):
        return
    own = own_times(catalog, names)
    dated = draft.time is not None and any(
        _is_date_of(option, found["verb"]) and (option.model, _name_of(option)) not in own
        for option in _own_fields(draft, names)
    )
    if len(states) > 1 or dated:
        raise ImpossibleError("unread_condition", found["verb"])
    if not states:
        return
    field, value = states[0][0].name, states[0][1]
    draft.where.append(Condition(field, "=", (value,)))
    draft.read_within(*found.span("verb"), "value", f"{field}={value}")
    draft.assume("value_variant", f"{found['verb']} → {field}={value}")


def _verb(draft: Draft) -> re.Match[str] | None:
    """The verb where it stands outside all that the catalog names."""
    named = [piece for piece in draft.pieces if piece.concerns]
    for pattern in load_vocabulary().patterns["finished.verb"]:
        for found in pattern.finditer(draft.ground.text):
            start, end = found.span("verb")
            if not any(piece.start < end and start < piece.end for piece in named):
                return found
    return None


def _leaves_open(catalog: Catalog, name: str, verb: str) -> bool:
    """Whether it counts things, and is not called by that end of theirs itself."""
    metric = catalog.metrics[name]
    if not is_count(catalog, name) or not isinstance(metric.kind, Simple):
        return False
    return not any(verb in each.casefold() for each in metric.names)


def _parts_called(catalog: Catalog, name: str, verb: str) -> list[str]:
    """The counts of a part of what a metric counts that the verb names, without those that say more of them."""
    whole = catalog.metrics[name]
    called = [
        metric
        for metric in shown_with(catalog, _rows_counted, *_rows_counted(catalog, whole))
        if metric.name != name and any(verb in each.casefold() for each in metric.names)
    ]
    fewest = min((len(metric.filters) for metric in called), default=0)
    return [metric.name for metric in called if len(metric.filters) == fewest]


def _rows_counted(_: Catalog, metric: Metric) -> Iterator[tuple[str, str, str]]:
    """What is counted of which rows, whatever is left out of them."""
    kind = metric.kind
    if isinstance(kind, Simple):
        yield kind.model, kind.function, kind.expr.text


def _own_fields(draft: Draft, names: list[str]) -> Iterator[FieldOption]:
    models = {name for metric in names for name, _, _ in _rows_counted_of(draft, metric)}
    for option in draft.ground.linker.options(names):
        if option.model in models and option.dimension is not None:
            yield option


def _rows_counted_of(draft: Draft, name: str) -> Iterator[tuple[str, str, str]]:
    catalog = draft.ground.catalog
    return _rows_counted(catalog, catalog.metrics[name])


def _called_so(option: FieldOption, verb: str) -> Iterator[Scalar]:
    for value in option.dimension.values if option.dimension is not None else ():
        names = (str(value.value), *value.labels, *value.synonyms)
        said = (name.casefold() for name in names if name)
        if value.declared and any(_is_done(each, verb) for each in said):
            yield value.value


def _is_done(name: str, verb: str) -> bool:
    """Whether it is the verb or what is done by it: 已完成, "completed"."""
    done = load_vocabulary().matching("state.done", name)
    said = name[done.end() :] if done is not None else name
    return said == verb or (verb.isascii() and stem(said) == stem(verb))


def _name_of(option: FieldOption) -> str:
    return option.dimension.name if option.dimension is not None else option.name


def _is_date_of(option: FieldOption, verb: str) -> bool:
    dimension = option.dimension
    if dimension is None or dimension.type != "time":
        return False
    return any(verb in name.casefold() for name in dimension.names)
