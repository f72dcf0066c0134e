"""What the figures were taken on. Whoever compares two runs compares this first."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import assistant

PACKAGES = ("duckdb", "sqlglot", "chromadb", "numpy", "pydantic", "streamlit")


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "usable cores": len(usable_cores()),
        "processor": _processor(),
        "memory GB": _memory(),
        "platform": platform.platform(),
        "python": sys.version.split()[0],
        "assistant": assistant.__version__,
        "packages": {name: _version(name) for name in PACKAGES},
    }


def described(found: dict[str, Any]) -> str:
    """In one line, for a reader."""
    packages = ", ".join(f"{name} {number}" for name, number in found["packages"].items())
    return (
        f"{found['usable cores']} cores ({found['processor']}), {found['memory GB']} GB, {found['platform']}, "
        f"Python {found['python']}, assistant {found['assistant']}, {packages}"
    )


@dataclass(frozen=True, slots=True)
class Watch:
    """Begun before something is measured; tells afterwards what else the machine was doing."""

    at: float = field(default_factory=time.monotonic)
    all: float | None = field(default_factory=lambda: _all_cpu_seconds())
    own: float = field(default_factory=lambda: _own_cpu_seconds())

    def others(self) -> float | None:
        """How many cores were busy with other work, on average; None where the system does not say."""
        now = _all_cpu_seconds()
        if now is None or self.all is None:
            return None
        passed = max(time.monotonic() - self.at, 1e-9)
        return round(max(0.0, (now - self.all - (_own_cpu_seconds() - self.own)) / passed), 2)


def _all_cpu_seconds() -> float | None:
    """Of the whole machine, what a host takes from it included."""
    try:
        ticks = [int(word) for word in Path("/proc/stat").read_text(encoding="utf-8").split(maxsplit=9)[1:9]]
    except (OSError, ValueError):
        return None
    user, nice, system, _idle, _waiting, irq, soft_irq, stolen = ticks
    return (user + nice + system + irq + soft_irq + stolen) / os.sysconf("SC_CLK_TCK")


def _own_cpu_seconds() -> float:
    """Of this process and of those it started, which have all ended when a part is finished."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def usable_cores() -> list[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


@contextmanager
def on_cores(most: int) -> Iterator[int]:
    """Threads and processes started inside keep to `most` cores; gives how many there really are."""
    before = usable_cores()
    if len(before) <= most or not hasattr(os, "sched_setaffinity"):
        yield len(before)
        return
    os.sched_setaffinity(0, before[:most])
    try:
        yield most
    finally:
        os.sched_setaffinity(0, before)


def _processor() -> str:
    """`platform` knows it on some systems only."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        for line in listing.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError, OSError):
        return None


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
