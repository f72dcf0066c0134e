"""What a run can be told, from the environment once. docs/benchmarks.md lists them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.demo.sizes import SIZES

LARGEST_CATALOG = 100_000


@dataclass(frozen=True, slots=True)
class Options:
    """Each field is the environment variable `BENCH_<FIELD>`."""

    askers: int = 64
    """Who ask at the same time in `load`."""
    minutes: float = 1.0
    """How long each of the two ways of `load` lasts."""
    cores: int = 2
    """How many cores `load` may use, where the machine has more and the system can keep to some."""
    metrics: tuple[int, ...] = (100, 1_000, 10_000)
    """Sizes of the catalogs of `scale`; `memory` takes the largest."""
    sizes: tuple[str, ...] = ("small", "default")
    """Sizes of the demo in `data`; building `large` takes minutes."""

    @property
    def seconds(self) -> float:
        return self.minutes * 60


def read_options(environ: Mapping[str, str] | None = None) -> Options:
    """Raises ValueError naming the variable and what it takes."""
    given = os.environ if environ is None else environ
    usual = Options()
    return Options(
        askers=_whole(given, "ASKERS", usual.askers, 1_000),
        minutes=_minutes(given, usual.minutes),
        cores=_whole(given, "CORES", usual.cores, 1_024),
        metrics=_counts(given, usual.metrics),
        sizes=_sizes(given, usual.sizes),
    )


def _whole(given: Mapping[str, str], name: str, usual: int, most: int) -> int:
    text = given.get(f"BENCH_{name}") or str(usual)
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise ValueError(f"BENCH_{name} takes a whole number from 1 to {most}, not '{text}'")
    return int(text)


def _minutes(given: Mapping[str, str], usual: float) -> float:
    text = given.get("BENCH_MINUTES") or str(usual)
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= 600:
        raise ValueError(f"BENCH_MINUTES takes a number of minutes up to 600, not '{text}'")
    return minutes


def _counts(given: Mapping[str, str], usual: tuple[int, ...]) -> tuple[int, ...]:
    words = (given.get("BENCH_METRICS") or " ".join(map(str, usual))).split()
    wrong = [word for word in words if not word.isdigit() or not 10 <= int(word) <= LARGEST_CATALOG]
    if wrong:
        raise ValueError(f"BENCH_METRICS takes whole numbers from 10 to {LARGEST_CATALOG}, not '{wrong[0]}'")
    return tuple(sorted({int(word) for word in words}))


def _sizes(given: Mapping[str, str], usual: tuple[str, ...]) -> tuple[str, ...]:
    words = (given.get("BENCH_SIZES") or " ".join(usual)).split()
    wrong = [word for word in words if word not in SIZES]
    if wrong:
        raise ValueError(f"BENCH_SIZES takes some of {', '.join(SIZES)}, not '{wrong[0]}'")
    return tuple(dict.fromkeys(words))
