"""What of a catalog a model is shown for one question: the metrics it may mean, and their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.catalog.metric import models_read
from assistant.catalog.model import Catalog, Metric
from assistant.errors import StateError
from assistant.query import MetricQuery
from assistant.question import Turn
from assistant.reading import Interpretation, Unanswerable, Unclear, Understood
from assistant.resolve import is_computable
from assistant.resolve.fields import FieldOption, custom_grains, fields_for
from assistant.retrieval.metric_index import MetricIndex
from assistant.understanding.time.settling import GRAINS, METRIC_TIME

MOST_METRICS = 18
MOST_FIELDS = 120
"""Distinct names of fields, over all metrics; those nearest to the metrics come first."""
_TOO_FAR = 2
"""Joins in the name of a field from which it is seldom what somebody means."""
_SEARCHED = 24
_WITH_COMPANIONS = 3
"""Metrics whose companions are shown too."""


@dataclass(frozen=True)
class Shortlist:
    """`fields` are those that each metric can be grouped and filtered by, nearest first."""

    catalog: Catalog
    metrics: tuple[Metric, ...]
    fields: dict[str, tuple[FieldOption, ...]]

    @cached_property
    def dimensions(self) -> dict[str, tuple[FieldOption, ...]]:
        """What each name of a field can mean, for one metric or another; times that place rows left out."""
        found: dict[str, list[FieldOption]] = {}
        for options in self.fields.values():
            for option in options:
                if option.dimension is not None and option.name.count("__") < _TOO_FAR:
                    found.setdefault(option.name, []).append(option)
        return {name: tuple(options) for name, options in list(found.items())[:MOST_FIELDS]}

    @cached_property
    def grains(self) -> tuple[str, ...]:
        """Names to group by time with."""
        own = custom_grains(self.catalog)
        return tuple(f"{METRIC_TIME}__{grain}" for grain in (*GRAINS[1:], *own))

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the settings of governed models that the metrics are computed by."""
        return tuple(dict.fromkeys(name for metric in self.metrics for name in self.settings(metric)))

    def settings(self, metric: Metric) -> dict[str, str]:
        """The settings of a metric that a query may change, with what each takes."""
        whole = self.catalog.complete
        return {
            name: parameter.allowed
            for model in models_read(whole.metrics, metric.name)
            for name, parameter in whole.models[model].parameters.items()
            if name not in metric.parameters
        }

    def fields_of(self, metric: Metric) -> tuple[str, ...]:
        """The names that the metric can be grouped and filtered by."""
        return tuple(option.name for option in self.fields[metric.name] if option.name in self.dimensions)

    def named(self, name: str) -> tuple[FieldOption, ...]:
        return self.dimensions.get(name, ())


def shortlist_of(
    catalog: Catalog, index: MetricIndex | None, text: str, found: Interpretation, turns: Sequence[Turn]
) -> Shortlist:
    """What was found by name first, then what is near by meaning, then companions, then whatever else
    there is room for.
    """
    names: list[str] = []
    for name in _candidates(catalog, index, text, found, turns):
        metric = catalog.metrics.get(name)
        fits = metric is not None and not metric.hidden and name not in names
        if fits and is_computable(catalog, name):
            names.append(name)
        if len(names) == MOST_METRICS:
            break
    metrics = tuple(catalog.metrics[name] for name in names)
    return Shortlist(catalog, metrics, {name: fields_for(catalog, [name]) for name in names})


def queries_of(found: Interpretation) -> tuple[MetricQuery, ...]:
    """What was understood so far, the likeliest first."""
    match found:
        case Understood():
            return (found.query,)
        case Unclear():
            return (*((found.query,) if found.query else ()), *(choice.query for choice in found.choices))
        case Unanswerable():
            return tuple(choice.query for choice in found.suggestions)
        case _:
            return ()


def _candidates(
    catalog: Catalog, index: MetricIndex | None, text: str, found: Interpretation, turns: Sequence[Turn]
) -> Iterator[str]:
    named = [name for query in queries_of(found) for name in query.metrics]
    named += [span.value for span in found.reading.spans if span.means == "metric"]
    if isinstance(found, Unanswerable):
        named.append(found.subject)
    named += [name for turn in turns[-1:] if turn.query for name in turn.query.metrics]
    yield from named
    yield from _with_companions(catalog, [*named, *_near(index, text)])
    yield from catalog.metrics


def _near(index: MetricIndex | None, text: str) -> list[str]:
    """Metrics by meaning; none where there is no index, or one that cannot be used."""
    if index is None:
        return []
    try:
        return [hit.name for hit in index.search(text, _SEARCHED, kind="metric")]
    except StateError:
        return []


def _with_companions(catalog: Catalog, names: Iterable[str]) -> Iterator[str]:
    known = [name for name in dict.fromkeys(names) if name in catalog.metrics]
    yield from known[: MOST_METRICS - _WITH_COMPANIONS]
    for name in known[:_WITH_COMPANIONS]:
        yield from catalog.metrics[name].card.companions
    yield from known
