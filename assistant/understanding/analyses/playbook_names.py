"""What the catalog's playbooks are called, and the experiments and funnel steps that a question describes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.catalog.metric import models_read
from assistant.catalog.model import Catalog
from assistant.catalog.playbooks import Experiment, Funnel
from assistant.query import Condition, Scalar, TimeRange
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.phrases import PhraseTable
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize, words


@dataclass(frozen=True, slots=True)
class Named:
    """A funnel or an experiment that is named in the text, with its place."""

    kind: str
    name: str
    start: int
    end: int


def named_playbooks(catalog: Catalog, text: str) -> tuple[Named, ...]:
    """Funnels and experiments by name, label or synonym; of overlapping ones the longest."""
    table = remembered(catalog, "playbook_names", lambda: _table(catalog))
    tokens = tokenize(text)
    found = [
        Named(kind, name, tokens[first].start, tokens[last - 1].end)
        for first, last, entries in table.matches(tokens)
        for kind, name in entries
    ]
    longest = max((item.end - item.start for item in found), default=0)
    return tuple(item for item in found if item.end - item.start == longest)


def _table(catalog: Catalog) -> PhraseTable[tuple[str, str]]:
    table: PhraseTable[tuple[str, str]] = PhraseTable()
    for funnel in catalog.playbooks.funnels.values():
        for phrase in (funnel.name, *funnel.labels, *funnel.synonyms):
            if len(words(phrase)) > 1:
                table.add(phrase, ("funnel", funnel.name))
    for experiment in catalog.playbooks.experiments.values():
        for phrase in (experiment.key, *experiment.labels):
            table.add(phrase, ("experiment", experiment.key))
    return table


# ── funnels ─────────────────────────────────────────────────────────────────────────────────────────


def step_named(funnel: Funnel, phrase: str, metrics: Iterable[str]) -> str | None:
    """The step that a phrase names: by name or label, else by the metric that the phrase stands for."""
    said = words(phrase)
    known = set(metrics)
    for step in funnel.steps:
        if said in [words(each) for each in (step.name, *step.labels)]:
            return step.name
    return next((step.name for step in funnel.steps if step.metric in known), None)


def numbers_of(catalog: Catalog, funnel: Funnel) -> frozenset[str]:
    """Metrics that are about the funnel without being the count of a step: its rates, others of its model."""
    counts = {step.metric for step in funnel.steps}
    rates = {step.rate for step in funnel.steps if step.rate}
    own = {
        name
        for name in catalog.metrics
        if funnel.model is not None and models_read(catalog.metrics, name) == (funnel.model,)
    }
    return frozenset((rates | own) - counts)


# ── experiments ─────────────────────────────────────────────────────────────────────────────────────


def described_experiment(
    catalog: Catalog, named: Sequence[Named], text: str, pieces: Sequence[Piece], period: TimeRange | None
) -> tuple[Experiment | None, tuple[tuple[int, int], ...]]:
    """The experiment that the text describes best, and the words that describe it.

    Its own name decides; else what is said of its label, its arms and its dates. None where several fit alike.
    """
    known = catalog.playbooks.experiments
    for item in named:
        if item.kind == "experiment":
            return known[item.name], ((item.start, item.end),)
    scored = [(_score(each, known.values(), text, pieces, period), each) for each in known.values()]
    best = max((score for (score, _), _ in scored), default=0)
    fitting = [(spans, each) for (score, spans), each in scored if score == best and score > 0]
    if len(fitting) != 1:
        return None, ()
    spans, experiment = fitting[0]
    return experiment, spans


def _score(
    experiment: Experiment, every: Iterable[Experiment], text: str, pieces: Sequence[Piece],
    period: TimeRange | None,
) -> tuple[int, tuple[tuple[int, int], ...]]:  # fmt: skip
    """How much of the text describes it. Words that all experiments share describe none of them."""
    others = [set(_label_words(each)) for each in every if each.key != experiment.key]
    own = {word for word in _label_words(experiment) if not any(word in each for each in others)}
    spans = [(t.start, t.end) for t in tokenize(text) if t.text in own and not t.text.isdigit()]
    score = len({text[start:end].lower() for start, end in spans})
    arms = list(_arms(experiment, pieces))
    score += len(arms)
    told = bool(spans or arms)
    if told and period is not None and _overlaps(experiment, period):
        score += 1
    shared = set(_label_words(experiment))
    spans += [(t.start, t.end) for t in tokenize(text) if told and t.text in shared and not t.text.isdigit()]
    return score, tuple(spans + [(piece.start, piece.end) for piece in arms])


def _label_words(experiment: Experiment) -> Iterator[str]:
    for phrase in (experiment.key, *experiment.labels):
        yield from (word for word in words(phrase) if len(word) > 1 or not word.isascii())


def _arms(experiment: Experiment, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces that name its control, or that it is the experiment of the row's filter."""
    field = f"{experiment.model}.{experiment.variant}"
    keys = set(_keys(experiment))
    for piece in pieces:
        for value in piece.values:
            if (value.dimension == field and value.value == experiment.control) or value.value in keys:
                yield piece
                break


def variant_values(catalog: Catalog, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces that name an experiment by what its rows hold, or an arm of one."""
    every = catalog.playbooks.experiments.values()
    fields = {f"{each.model}.{each.variant}" for each in every}
    keys = {value for each in every for value in _keys(each)}
    return tuple(p for p in pieces if any(v.dimension in fields or v.value in keys for v in p.values))


def _keys(experiment: Experiment) -> Iterator[Scalar]:
    """Values that its rows are told by."""
    for item in experiment.where:
        if isinstance(item, Condition):
            yield from item.values


def _overlaps(experiment: Experiment, period: TimeRange) -> bool:
    start = datetime(experiment.start.year, experiment.start.month, experiment.start.day)
    end = datetime(experiment.end.year, experiment.end.month, experiment.end.day)
    return start < period.end and period.start < end
