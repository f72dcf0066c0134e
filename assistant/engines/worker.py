"""DuckDB in a process of its own, for servers.

A statement whose single kernel ignores the interrupt cannot be stopped inside a process; here the
whole process is killed after the deadline and started again. Frames are pickles over the standard
streams of a child that only this module starts.
"""

from __future__ import annotations

import contextlib
import itertools
import pickle
import resource
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path
from typing import IO, Any

from assistant.engines.duckdb_engine import DuckDBEngine, open_duckdb
from assistant.errors import EngineError, WarehouseError
from assistant.rows import Rows
from assistant.statement import Statement

GRACE_SECONDS = 2.0
ADDRESS_SPACE_BEYOND_MEMORY = 16 << 30
"""Address space is reserved far beyond what is used: the limit only stops what runs away."""
UNITS = {"MB": 10**6, "GB": 10**9, "MiB": 1 << 20, "GiB": 1 << 30}


class _Restarted(Exception):
    """The worker died under a statement that was not the reason."""


class WorkerEngine:
    """The engine of a server: as `DuckDBEngine`, but a statement can always be stopped."""

    dialect = "duckdb"

    def __init__(self, path: Path, *, deadline: float, **limits: Any) -> None:
        with_check = open_duckdb(path, deadline=deadline, **limits)
        self._types = with_check.column_types()
        self._version = with_check.data_version()
        with_check.close()
        self._setting = (path, {"deadline": deadline} | limits)
        self._deadline = deadline
        self._lock = threading.Lock()
        self._worker: _Worker | None = None

    def run(self, statement: Statement) -> Rows:
        """Rows of a guarded statement. Raises EngineError."""
        for _ in range(3):
            worker = self._running()
            try:
                return worker.run(statement, self._deadline + GRACE_SECONDS)
            except _Restarted:
                continue
            except FutureTimeout:
                worker.kill()
                raise EngineError(
                    f"the query took longer than {self._deadline:g} seconds; ask for a shorter period or fewer groups",
                    "timeout",
                ) from None
        raise EngineError(
            "the query made the engine stop; ask for a shorter period or fewer groups", "memory"
        )

    def column_types(self) -> Mapping[str, Mapping[str, str]]:
        return self._types

    def data_version(self) -> str:
        return self._version

    def close(self) -> None:
        with self._lock:
            if self._worker is not None:
                self._worker.kill()
                self._worker = None

    def _running(self) -> _Worker:
        with self._lock:
            if self._worker is None or self._worker.dead:
                self._worker = _Worker(*self._setting)
            return self._worker


class _Worker:
    """One child process and the thread that reads its replies."""

    def __init__(self, path: Path, limits: Mapping[str, Any]) -> None:
        command = [sys.executable, "-m", "assistant.engines.worker"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._numbers = itertools.count()
        self._waiting: dict[int, Future[Rows]] = {}
        self._lock = threading.Lock()
        self.dead = False
        self._send((path, dict(limits)))
        threading.Thread(target=self._read, daemon=True).start()

    def run(self, statement: Statement, seconds: float) -> Rows:
        future: Future[Rows] = Future()
        with self._lock:
            if self.dead:
                raise _Restarted
            number = next(self._numbers)
            self._waiting[number] = future
            self._send((number, statement))
        return future.result(seconds)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def _send(self, message: object) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            _write(self._process.stdin, message)

    def _read(self) -> None:
        assert self._process.stdout is not None
        while (reply := _receive(self._process.stdout)) is not None:
            number, result = reply
            with self._lock:
                future = self._waiting.pop(number)
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)
        with self._lock:
            self.dead = True
            left, self._waiting = self._waiting, {}
        for future in left.values():
            future.set_exception(_Restarted())


def _write(stream: IO[bytes], message: object) -> None:
    data = pickle.dumps(message)
    stream.write(struct.pack("<Q", len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> Any:
    head = stream.read(8)
    if len(head) < 8:
        return None
    (size,) = struct.unpack("<Q", head)
    data = stream.read(size)
    return pickle.loads(data) if len(data) == size else None  # noqa: S301 - the other end is our own child


def _limit_memory(memory: str) -> None:
    number, unit = float(memory.rstrip("GMiB ")), memory.lstrip("0123456789. ")
    limit = int(number * UNITS[unit]) + ADDRESS_SPACE_BEYOND_MEMORY
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _serve() -> None:
    """The child: statements in, rows or errors out, several at a time."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    path, limits = _receive(source)
    _limit_memory(limits["memory"])
    engine: DuckDBEngine = open_duckdb(path, **limits)
    lock = threading.Lock()

    def work(number: int, statement: Statement) -> None:
        result: object
        try:
            result = engine.run(statement)
        except (EngineError, WarehouseError) as error:
            result = error
        except Exception:
            result = EngineError("the warehouse could not run the query")
        with lock, contextlib.suppress(BrokenPipeError):
            _write(sink, (number, result))

    with ThreadPoolExecutor(max_workers=32) as pool:
        while (message := _receive(source)) is not None:
            pool.submit(work, *message)


if __name__ == "__main__":
    _serve()
