"""One measured figure, and how samples become one."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """`values` by name, such as p50 and p95; `how` says how it was taken."""

    what: str
    values: Mapping[str, float]
    unit: str
    bar: str
    how: str

    @property
    def shown(self) -> str:
        return ", ".join(
            f"{name} {_number(value)} {self.unit}".strip() for name, value in self.values.items()
        )

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def spread(samples: Sequence[float], *shares: int) -> dict[str, float]:
    """Median and 95th percentile, or the percentiles that are named."""
    ordered = sorted(samples)
    return {f"p{share}": _percentile(ordered, share) for share in shares or (50, 95)}


def _percentile(ordered: Sequence[float], share: int) -> float:
    if share == 50:
        return statistics.median(ordered)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]
