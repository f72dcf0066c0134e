"""What the `$name` of a model's governed SQL stand for in one scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from assistant.catalog.model import SemanticModel
from assistant.catalog.parameter_sql import default_literals, literal
from assistant.catalog.parameters import AS_OF, RANGE_END, RANGE_START, TIME_GRAIN
from assistant.compiler import nodes
from assistant.plan import ResolvedField
from assistant.query import Scalar, TimeRange
from assistant.resolve.grains import grain_rank

_BEGINNING, _END = datetime(1, 1, 1), datetime(9999, 12, 31)
NO_GRAIN = "all"


@dataclass(frozen=True, slots=True)
class Span:
    """The stretch of time that a scan covers and the finest grain that divides it, where there is one."""

    range: TimeRange | None = None
    grain: str | None = None

    @classmethod
    def of(cls, asked: TimeRange | None, fields: Sequence[ResolvedField]) -> Span:
        grains = [field.grain for field in fields if field.is_metric_time and field.grain]
        return cls(asked, min(grains, key=grain_rank) if grains else None)


ANY_TIME = Span()
"""Of no period and by no grain."""


def literals(
    model: SemanticModel, bound: Mapping[str, Scalar], now: datetime, span: Span
) -> dict[str, exp.Expr]:
    """By name in lower case; parameters that are not `bound` have their defaults."""
    found = default_literals(model.parameters)
    for name, value in bound.items():
        if name in model.parameters and value is not None:
            found[name] = literal(model.parameters[name].type, value)
    start, end = (span.range.start, span.range.end) if span.range else (_BEGINNING, _END)
    return found | {
        AS_OF: nodes.timestamp(now),
        RANGE_START: nodes.timestamp(start),
        RANGE_END: nodes.timestamp(end),
        TIME_GRAIN: exp.Literal.string(span.grain or NO_GRAIN),
    }
