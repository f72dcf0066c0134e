"""Counts that are each asked for by a verb: the clicks of 曝光了多少次、被点了多少下, of "how often were they clicked"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric, Simple
from assistant.resolve.memory import remembered
from assistant.retrieval.concepts import thesaurus
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import BARE
from assistant.understanding.metrics.counts.counted import counts_each_once, is_count
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.metrics.named.apart import stem
from assistant.understanding.numbers_asked import number_asked
from assistant.understanding.words import load_vocabulary


def take_times_asked(draft: Draft) -> None:
    """Beside metrics that are named: the count called as each further verb that is asked for by number. Raises
    UndecidedError where several counts are called so.
    """
    if not draft.metrics:
        return
    for at, piece in enumerate(draft.pieces):
        asked = number_asked(draft, piece) if piece.unread and draft.free(at) else None
        if asked is None:
            continue
        names = _called(draft, at, asked)
        if len(names) > 1 and at + 1 in draft.focus.values():
            continue  # the number of 下几单 is that of the orders, which are named
        name = draft.only_metric(at, names)
        if name is not None and name not in draft.metrics:
            _drop_unit(draft, name, at, asked)
            _take(draft, name, at)
            _read_question(draft, at)


def _drop_unit(draft: Draft, name: str, at: int, asked: re.Match[str]) -> None:
    """The 多少单 of 赢了多少单 is the end of a name of what is asked for, and no other number."""
    piece = draft.pieces[at]
    whole = piece.text + (asked.groupdict().get("unit") or "")
    if whole == piece.text or whole not in set(
        cores(draft.ground.catalog, draft.ground.catalog.metrics[name])
    ):
        return
    for other, place in list(draft.focus.items()):
        unit = draft.pieces[place]
        inside = piece.end <= unit.start and unit.end <= piece.end + asked.end()
        if inside and other in draft.metrics and all(each.strength == BARE for each in unit.metrics):
            draft.focus_elsewhere([place])
            if draft.focus[other] == place:
                draft.metrics.remove(other)
                draft.focus.pop(other)
            draft.read_as(place, "metric", name)


def read_asked_counts(draft: Draft) -> None:
    """The 有多少个 right behind a count that is named says nothing new, whatever else is asked for beside it."""
    for at in draft.find("shape.counted"):
        means, name = draft.meanings.get(at - 1, ("", ""))
        close = at > 0 and draft.pieces[at - 1].end == draft.pieces[at].start
        if close and means == "metric" and is_count(draft.ground.catalog, name):
            draft.read(at, "filler")


def check_numbers_done(draft: Draft) -> None:
    """流失了多少客户、流失率多少 asks for two numbers, whatever rate the verb may stand for. Raises ImpossibleError."""
    catalog = draft.ground.catalog
    _check_each_asked(draft)
    if len(draft.metrics) < 2:
        return
    for at, (means, name) in draft.meanings.items():
        metric = catalog.metrics.get(name) if means == "metric" else None
        if metric is None or metric.card.unit not in ("percent", "ratio"):
            continue
        piece = draft.pieces[at]
        asked = load_vocabulary().matching("number.done", draft.ground.text[piece.end :])
        if asked is not None and piece.text not in {label.casefold() for label in metric.labels}:
            raise ImpossibleError("unread_condition", piece.text)


def check_times_of_people(draft: Draft) -> None:
    """How often something was done is no number of different people: "how many times did members fly". Raises
    ImpossibleError.
    """
    catalog = draft.ground.catalog
    if not draft.metrics or not all(counts_people(catalog, name) for name in draft.metrics):
        return
    words = load_vocabulary().codewords
    for at, piece in enumerate(draft.pieces):
        if piece.concerns or not piece.is_("shape.how_many"):
            continue
        behind = draft.pieces[at + 1].text if at + 1 < len(draft.pieces) else ""
        if piece.text.endswith(tuple(words["occurrence"])) or behind in words["times"]:
            raise ImpossibleError("unread_condition", f"{piece.text} {behind}".strip())


def counts_people(catalog: Catalog, name: str) -> bool:
    """Whether it counts different people."""
    return remembered(catalog, ("counts people", name), lambda: _counts_people(catalog, name))


def _counts_people(catalog: Catalog, name: str) -> bool:
    names = catalog.metrics[name].names
    said = frozenset(c for text in names for part in thesaurus().parts(text) for c in part.concepts)
    return counts_each_once(catalog, name) and "person" in thesaurus().widened(said)


def _check_each_asked(draft: Draft) -> None:
    """A verb with its own 多少次, between others that are, asks for a number that is to be among those shown: the 看 of
    花了多少钱、被看了多少次、点了多少下. Raises ImpossibleError.
    """
    named = [draft.pieces[at].start for name, at in draft.focus.items() if name in draft.metrics]
    text, asked = draft.ground.text, load_vocabulary().patterns.get("number.times", ())
    clauses = [each for each in re.finditer(r"[^、,，;；]+", text) if named]
    times = [each for each in clauses if any(pattern.search(each[0]) for pattern in asked)]
    counts = [name for name in draft.metrics if is_count(draft.ground.catalog, name)]
    if len(times) > max(1, len(counts)):
        raise ImpossibleError("unread_condition", times[0][0].strip())
    for clause in clauses:
        found = next((match for pattern in asked if (match := pattern.search(clause[0]))), None)
        if found is None or any(clause.start() <= start < clause.end() for start in named):
            continue
        if clause.start() > min(named):
            raise ImpossibleError("unread_condition", found[0])


def _called(draft: Draft, at: int, asked: re.Match[str]) -> list[str]:
    """Counts with the name of the verb, or else with one that begins with it: of the rows at hand, where some are."""
    catalog, text = draft.ground.catalog, draft.pieces[at].text
    verb = text if has_cjk(text) else stem(text)
    unit = asked.groupdict().get("unit") or ""
    for keys, wanted in ((cores, verb + unit), (cores, verb), (beginnings, verb)):
        found = [metric.name for metric in shown_with(catalog, keys, wanted)]
        found = [name for name in found if joins_to(draft, at, name) is not None]
        models = {model for name in draft.metrics for model in _models(catalog, name)}
        near = [name for name in found if models & _models(catalog, name)]
        if near or found:
            return near or (found if keys is cores else [])
    return []


def _models(catalog: Catalog, name: str) -> set[str]:
    parts = with_inputs(catalog.complete.metrics, name)
    return {part.kind.model for part in parts if isinstance(part.kind, Simple)}


def cores(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The names of a count without the words for a number."""
    said = load_vocabulary().codewords["count_words"]
    for name in metric.names if is_count(catalog, metric.name) else ():
        if has_cjk(name):
            ending = next((each for each in sorted(said, key=len, reverse=True) if name.endswith(each)), "")
            yield name.removesuffix(ending)
        else:
            parts = [part for part in name.casefold().split() if part not in said]
            if len(parts) == 1:
                yield stem(parts[0])


def beginnings(catalog: Catalog, metric: Metric) -> Iterator[str]:
    for core in cores(catalog, metric):
        if has_cjk(core):
            yield from (core[:length] for length in range(1, len(core)))


def _take(draft: Draft, name: str, at: int) -> None:
    """Among the metrics, where the question has it."""
    draft.take_metric(name, at)
    first = {each: draft.focus.get(each, -1) for each in draft.metrics}
    draft.metrics.sort(key=lambda each: first[each])


def _read_question(draft: Draft, at: int) -> None:
    """The "how often" that leads to the verb."""
    for place in range(at):
        role = draft.pieces[place].is_("duration.often") and not draft.pieces[place].concerns
        if role and draft.free(place):
            draft.read(place, "filler")
