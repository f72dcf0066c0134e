"""From what was read to an interpretation: answer, ask, or refuse, with complete readings to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.catalog.metric import Metric, inputs_of
from assistant.catalog.model import Catalog
from assistant.errors import NotSupported, QueryError
from assistant.query import Comparison, Condition, Filter, MetricQuery, RelativeTime
from assistant.reading import (
    Analysis,
    Assumption,
    Choice,
    Interpretation,
    Reading,
    Unanswerable,
    Unclear,
    Understood,
)
from assistant.resolve import is_computable, resolve_query
from assistant.resolve.own_grain import split_by_own_grain
from assistant.understanding.assemble import assemble
from assistant.understanding.conditions.contradictions import contradicting
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.draft import Draft, Ground, ImpossibleError, UndecidedError
from assistant.understanding.labels import choice_of
from assistant.understanding.meaning.meant import Meant
from assistant.understanding.metrics.counts.counted import adds_up, is_money
from assistant.understanding.metrics.counts.popular import asks_for_best, counts_things
from assistant.understanding.rules import ASSUMED_METRIC

_DOUBT: Mapping[str, float] = {
    "typo": 0.93, "weak_word": 0.95, "set_aside": 0.95, "banded": 0.95, "unshown": 0.9, "spelt_out": 0.93, "whole_name": 0.97, "default_metric": 0.92, "default_period": 0.98, "meaning_match": 0.85,
    "default_comparison": 0.92, "average_over": 0.94, "share_of": 0.96, "dimension_metric": 0.97, "assumed_year": 0.98,
}  # fmt: skip
_CERTAIN = 0.99
_MOST_CHOICES = 6

Finish = Callable[[Draft], MetricQuery]
"""The query of a draft: its own, or the previous one with it applied."""


def confidence_of(assumptions: Sequence[Assumption]) -> float:
    """Falls with everything that was assumed rather than said."""
    score = _CERTAIN
    for item in assumptions:
        score *= _DOUBT.get(item.code, 1.0)
    return round(score, 3)


def answer(
    reading: Reading, draft: Draft, query: MetricQuery, analysis: Analysis, catalog: Catalog
) -> Interpretation:
    """The query as the answer, unless it is about the future."""
    if draft.future:
        return Unanswerable(reading, "forecast", "", past_instead(catalog, query))
    clash = contradicting(query)
    if clash:
        kept = [query.but(**_without(query, item)) for item in clash]
        choices = tuple(choice_of(catalog, each) for each in kept)
        return Unanswerable(reading, "contradicting", _said(draft, clash), choices)
    split = split_by_own_grain(catalog, query, draft.ground.now)
    if split != query:
        draft.assume("split_by_own_grain", query.metrics[0])
        query, analysis = split, "trend"
    assumptions = tuple(draft.assumptions)
    confidence = confidence_of(assumptions)
    about = tuple(item for item in draft.about if item.field in query.group_by)
    claims = tuple(draft.claims)
    return Understood(reading, query, analysis, confidence, assumptions, claims=claims, about=about)


def _without(query: MetricQuery, item: Condition) -> dict[str, tuple[Filter, ...]]:
    """The conditions of the query but for one."""
    return {
        "where": tuple(other for other in query.where if other is not item),
        "having": tuple(other for other in query.having if other is not item),
    }


def _said(draft: Draft, clash: Sequence[Condition]) -> str:
    """The words that tell what the conditions are on."""
    fields = {item.field for item in clash}
    told = [at for at, (_, value) in draft.meanings.items() if value.partition("=")[0] in fields]
    return " / ".join(dict.fromkeys(draft.pieces[at].text for at in sorted(told))) or ", ".join(
        sorted(fields)
    )


def computable_instead(catalog: Catalog, query: MetricQuery, blocked: Sequence[str]) -> tuple[Choice, ...]:
    """The same question with the metrics that can be computed: the others asked for, then companions."""
    kept = tuple(name for name in query.metrics if name not in blocked)
    names = kept or tuple(dict.fromkeys(name for metric in blocked for name in _inputs(catalog, metric)))
    found = []
    for name in [kept] if kept else [(name,) for name in names]:
        if all(is_computable(catalog, each) for each in name):
            orders = tuple(replace(order, field=name[0]) for order in query.order_by[:1])
            found.append(choice_of(catalog, query.but(metrics=name, order_by=orders, having=())))
    return tuple(found[:3])


def _inputs(catalog: Catalog, name: str) -> list[str]:
    metric = catalog.metrics[name]
    names = [*(item.metric for item in inputs_of(metric)), *metric.card.companions]
    return [other for other in names if other in catalog.metrics and not catalog.metrics[other].hidden]


def past_instead(catalog: Catalog, query: MetricQuery) -> tuple[Choice, ...]:
    """What can be said instead of a forecast: the year so far and the trend."""
    so_far = query.but(
        time=RelativeTime("year_to_date"),
        compare=Comparison("same_period_last_year"),
        group_by=(),
        order_by=(),
    )
    trend = query.but(
        time=RelativeTime("last_12_months"), compare=None, group_by=("metric_time__month",), order_by=()
    )
    return choice_of(catalog, so_far), choice_of(catalog, trend)


def undecided(
    reading: Reading, problem: UndecidedError, ground: Ground, pieces: tuple[Piece, ...], finish: Finish
) -> Interpretation:
    """Ask, with a complete reading for every option; a single one that works is taken."""
    choices: list[Choice] = []
    for option in problem.options:
        query = reading_with(ground, pieces, {problem.piece.start: option}, finish)
        if query is not None and query not in [choice.query for choice in choices]:
            choices.append(choice_of(ground.catalog, query))
    if not choices:
        return _unfitting(reading, problem, ground, pieces, finish)
    choices.sort(
        key=lambda choice: not all(is_computable(ground.catalog, name) for name in choice.query.metrics)
    )
    return Unclear(reading, problem.reason, tuple(choices[:_MOST_CHOICES]), problem.piece.text)


def _unfitting(
    reading: Reading, problem: UndecidedError, ground: Ground, pieces: tuple[Piece, ...], finish: Finish
) -> Unanswerable:
    """None of the options goes with what else was said: what does not fit, and the options without it."""
    for option in problem.options:
        picked = replace(ground, picks={**ground.picks, problem.piece.start: option})
        try:
            finish(assemble(picked, pieces))
        except UndecidedError:
            continue
        except ImpossibleError as reason:
            kept = tuple(piece for piece in pieces if piece.text != reason.subject)
            found = [
                reading_with(ground, kept, {problem.piece.start: each}, finish) for each in problem.options
            ]
            queries = dict.fromkeys(query for query in found if query is not None)
            choices = tuple(choice_of(ground.catalog, query) for query in queries)
            return Unanswerable(reading, reason.reason, reason.subject, choices[:_MOST_CHOICES])
    return Unanswerable(reading, "unread_condition", problem.piece.text)


def reading_with(
    ground: Ground, pieces: tuple[Piece, ...], picks: Mapping[int, str], finish: Finish
) -> MetricQuery | None:
    """The query when the picks are taken, else the first option of what is open; None if impossible."""
    taken = {**ground.picks, **picks}
    for _ in range(4):
        try:
            return finish(assemble(replace(ground, picks=taken), pieces))
        except UndecidedError as problem:
            if problem.piece.start in taken or not problem.options:
                return None
            taken[problem.piece.start] = problem.options[0]
        except ImpossibleError:
            return None
    return None


def metric_choices(
    ground: Ground, pieces: tuple[Piece, ...], names: Sequence[str], finish: Finish
) -> tuple[Choice, ...]:
    """A complete reading for each metric that what else was said applies to."""
    found: list[Choice] = []
    for name in names:
        if len(found) == _MOST_CHOICES:
            break
        query = reading_with(ground, pieces, {ASSUMED_METRIC: name}, finish)
        if query is not None and _resolves(ground, query):
            found.append(choice_of(ground.catalog, query))
    return tuple(found)


def queries_meant(
    ground: Ground, found: Sequence[Meant], besides: Sequence[MetricQuery], finish: Finish
) -> tuple[MetricQuery, ...]:
    """The question as one for each metric it may mean, and `besides`; empty where it is one for none."""
    queries = [_query_meant(ground, each, finish) for each in found]
    fit = dict.fromkeys(query for query in (*queries, *besides) if query is not None)
    known = tuple(query for query in fit if _resolves(ground, query))
    return known[:_MOST_CHOICES] if any(query in queries for query in known) else ()


def _query_meant(ground: Ground, meant: Meant, finish: Finish) -> MetricQuery | None:
    """None where a condition of the question would get lost."""
    try:
        draft = assemble(ground, meant.pieces)
        return None if draft.unread() or draft.future else finish(draft)
    except UndecidedError:
        return reading_with(ground, meant.pieces, {}, finish)
    except ImpossibleError:
        return None


def _resolves(ground: Ground, query: MetricQuery) -> bool:
    """Whether the query can be answered as it is, periods and grains included."""
    try:
        resolve_query(ground.catalog, query, ground.now)
    except (QueryError, NotSupported):
        return False
    return True


def offered(catalog: Catalog, pieces: Sequence[Piece], likely: Sequence[str]) -> list[str]:
    """The metrics that a question without one may be about, first to last. The best of something is told by none that its
    words are like, nor by how many of them there are.
    """
    found = ranking_metrics(catalog) if asks_for_best(pieces) else [*likely, *leading_metrics(catalog)]
    return [name for name in found if not counts_things(catalog, name, pieces)]


def ranking_metrics(catalog: Catalog) -> list[str]:
    """Metrics that the best of something may be told by: those of the leading layers, then amounts of money, numbers,
    and all others.
    """

    def rank(name: str) -> tuple[int, bool, bool, bool]:
        metric, added = catalog.metrics[name], adds_up(catalog, name)
        return (
            layer_rank(metric),
            metric.card.direction == "down",
            not (is_money(metric) and added),
            not added,
        )

    return sorted(leading_metrics(catalog), key=rank)


def layer_rank(metric: Metric) -> int:
    order = ("north_star", "key_result", "l1")
    return min([order.index(each) for each in metric.card.layers if each in order], default=9)


def leading_metrics(catalog: Catalog) -> list[str]:
    """Metrics by rank of their layer, for questions that name none."""
    shown = [metric for metric in catalog.metrics.values() if not metric.hidden]
    return [metric.name for metric in sorted(shown, key=layer_rank)]
