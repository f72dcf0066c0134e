"""Errors as people see them on the command line: one sentence, a fitting exit code, no traceback."""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.exceptions import TyperException

from assistant.errors import AssistantError, CatalogError, QueryError, UsageError

MOST_INPUT = 2_000_000
MOST_PROBLEMS_SHOWN = 20


def guarded(command: Callable[[], Any], as_json: bool = False) -> int:
    """Run a command and turn whatever it raises into a message and an exit code."""
    try:
        code = command()
    except typer.Exit as leave:
        return int(leave.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except TyperException as error:
        return _say(error.format_message(), 2, as_json)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except AssistantError as error:
        return _say(_sentence(error), error.exit_code, as_json, _details(error))
    except Exception as error:
        return _say(f"something went wrong that should not ({type(error).__name__}){_logged()}", 1, as_json)
    return code if isinstance(code, int) else 0


def leave(code: int) -> NoReturn:
    """End the process. Where nothing runs beside it any more, without letting go of its objects one by one, which takes
    longer than to answer a question.
    """
    if threading.active_count() > 1:
        sys.exit(code)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if not stream.closed:
            stream.flush()
    os._exit(code)


def _say(message: str, code: int, as_json: bool, details: dict[str, Any] | None = None) -> int:
    if as_json:
        document = {"status": "error", "error": message, "exit_code": code} | (details or {})
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    sys.stderr.write(f"assistant: {message}\n")
    return code


def _sentence(error: AssistantError) -> str:
    if isinstance(error, CatalogError) and error.problems:
        shown = [f"  {problem}" for problem in error.problems[:MOST_PROBLEMS_SHOWN]]
        more = len(error.problems) - len(shown)
        tail = [f"  … and {more} more; `assistant catalog check` lists all"] if more > 0 else []
        return "\n".join([str(error), *shown, *tail])
    return str(error)


def _details(error: AssistantError) -> dict[str, Any]:
    if isinstance(error, QueryError):
        return {"code": error.code, "choices": list(error.choices)}
    return {}


def _logged() -> str:
    """Keep the traceback for whoever mends it, where a log can be written."""
    try:
        from assistant.settings import load_settings

        log = load_settings().home / "faults.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat()}\n{traceback.format_exc()}\n")
    except (OSError, AssistantError):
        return "; run with ASSISTANT_HOME set to a writable folder to keep the details"
    return f"; the details are in {log}"


def read_text(source: str) -> str:
    """The text of a file, or of standard input for `-`. Raises UsageError."""
    try:
        data = sys.stdin.buffer.read(MOST_INPUT + 1) if source == "-" else _file(source)
    except OSError as error:
        raise UsageError(f"cannot read {source}: {error.strerror or 'unreadable'}") from None
    if len(data) > MOST_INPUT:
        raise UsageError(f"{source} is larger than {MOST_INPUT // 1_000_000} MB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{source} is not UTF-8 text") from None


def _file(source: str) -> bytes:
    with Path(source).open("rb") as file:
        return file.read(MOST_INPUT + 1)


def read_document(source: str) -> Any:
    """A JSON document. Raises UsageError with the line of the first mistake."""
    try:
        return json.loads(read_text(source))
    except json.JSONDecodeError as error:
        raise UsageError(f"{source} is not JSON: {error.msg} at line {error.lineno}") from None
    except RecursionError:
        raise UsageError(f"{source} is nested too deeply") from None
