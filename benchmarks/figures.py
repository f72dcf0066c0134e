"""One measured figure, and how samples become one."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """`values` by name, such as p50 and p95; `how` says how it was taken."""

    what: str
    values: dict[str, float]
    unit: str
    bar: str
    how: str

    @property
    def shown(self) -> str:
        return ", ".join(f"{name} {value:.3g} {self.unit}".strip() for name, value in self.values.items())

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def timed(call: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def spread(samples: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    ordered = sorted(samples)
    return {
        "p50": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))],
    }
