"""`assistant demo build`: the demo warehouse with a progress bar."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.demo.build import build_demo
from assistant.demo.sizes import SIZES
from assistant.errors import UsageError
from assistant.settings import load_settings


def build_with_progress(folder: Path | None, size: str, if_needed: bool) -> None:
    """Build, publish and say where. Raises UsageError for an unknown size."""
    if size not in SIZES:
        raise UsageError(f"unknown size '{size}'; use one of {', '.join(SIZES)}")
    target = folder or load_settings().demo
    console = Console(stderr=True, highlight=False)
    started = time.perf_counter()
    with _bar(console) as bar:
        task = bar.add_task(f"demo warehouse ({size})", total=1.0)

        def report(step: str, done: float) -> None:
            bar.update(task, completed=done, description=f"demo warehouse ({size}): {step}")

        file = build_demo(target, size, progress=report, force=not if_needed)
        bar.update(task, completed=1.0, description=f"demo warehouse ({size})")
    console.print(f"demo warehouse ready: {file} ({time.perf_counter() - started:.1f} s)", soft_wrap=True)


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
    )
