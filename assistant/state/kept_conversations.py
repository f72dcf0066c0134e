"""Conversations that outlive a process: one small file each, in a folder that only its owner may read."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.analysis_request import AnalysisRequest, request_from_dict, request_to_dict
from assistant.errors import QueryError, StateError
from assistant.query import MetricQuery, Scalar
from assistant.question import Turn
from assistant.state.conversations import MOST_TURNS, Conversations

MOST_FILES = 1000


class KeptConversations(Conversations):
    """Reads and writes the folder at every turn; the oldest files go when there are too many.

    What is kept are questions, queries and the name that a ranking came out with, never a number. Raises StateError where a file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def turns(self, conversation: str) -> tuple[Turn, ...]:
        file = self._file(conversation)
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
            return tuple(_turn(item) for item in document)
        except FileNotFoundError:
            return ()
        except OSError:
            raise StateError(f"the conversation in {file} cannot be read; check its permissions") from None
        except (ValueError, TypeError, KeyError, QueryError):
            raise StateError(f"the conversation in {file} is damaged; delete it to begin anew") from None

    def add(self, conversation: str, turn: Turn) -> None:
        kept = (*self.turns(conversation), turn)[-MOST_TURNS:]
        text = json.dumps([turn_document(item) for item in kept], ensure_ascii=False)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(self._file(conversation), text)
            self._forget_oldest()
        except OSError:
            message = f"the conversation cannot be written to {self._folder}; check its permissions"
            raise StateError(message) from None

    def _file(self, conversation: str) -> Path:
        # A name that somebody chose is no file name.
        return self._folder / f"{hashlib.sha256(conversation.encode()).hexdigest()[:32]}.json"

    def _forget_oldest(self) -> None:
        files = list(self._folder.glob("*.json"))
        if len(files) > MOST_FILES:
            for file in sorted(files, key=_written)[: len(files) - MOST_FILES]:
                file.unlink(missing_ok=True)


def _written(file: Path) -> float:
    """When a file was written; one that another process has just removed counts as old."""
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _write(file: Path, text: str) -> None:
    """Written aside and moved into place, so that nobody reads half a file."""
    handle, name = tempfile.mkstemp(prefix=f"{file.stem}-", suffix=".part", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(name, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def turn_document(turn: Turn) -> dict[str, Any]:
    """A turn as it is written down."""
    return {
        "text": turn.text,
        "status": turn.status,
        "language": turn.language,
        "query": turn.query.to_dict() if turn.query else None,
        "options": [query.to_dict() for query in turn.options],
        "sql": list(turn.sql),
        "actor": turn.actor,
        "move": turn.move,
        "request": _request_document(turn),
        "leading": list(turn.leading) if turn.leading is not None else None,
    }


def _turn(document: Mapping[str, Any]) -> Turn:
    query = document["query"]
    return Turn(
        text=str(document["text"]),
        status=document["status"],
        language=document["language"],
        query=MetricQuery.from_dict(query) if query is not None else None,
        options=tuple(MetricQuery.from_dict(item) for item in document["options"]),
        sql=tuple(document["sql"]),
        actor=str(document["actor"]),
        move=document.get("move", ""),  # not there in conversations of earlier versions
        request=_request(document.get("request")),
        leading=_leading(document.get("leading")),
    )


def _leading(document: Sequence[Any] | None) -> tuple[str, Scalar] | None:
    return (str(document[0]), document[1]) if document is not None else None


def _request_document(turn: Turn) -> dict[str, Any] | None:
    if turn.request is None:
        return None
    return {"query": turn.request.query.to_dict(), "request": request_to_dict(turn.request)}


def _request(document: Mapping[str, Any] | None) -> AnalysisRequest | None:
    if document is None:
        return None
    return request_from_dict(document["request"], MetricQuery.from_dict(document["query"]))
