"""A local endpoint that speaks OpenAI's chat completions, and misbehaves as it is told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """One HTTP answer. `drip` sends it byte by byte with so many seconds between."""

    status: int = 200
    body: Body | bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0


Script = Callable[[Body, int], Said]
"""The request's body and how many came before it."""


def completion(
    content: str | None = None,
    arguments: str | None = None,
    finish: str = "stop",
    refusal: str | None = None,
    usage: tuple[int, int] = (100, 20),
) -> Said:
    message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": refusal}
    if arguments is not None:
        call = {"id": "c1", "type": "function", "function": {"name": "reply", "arguments": arguments}}
        message["tool_calls"] = [call]
    body = {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "test",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)},
    }
    return Said(body=body)


def error(status: int, message: str = "no", headers: Mapping[str, str] | None = None) -> Said:
    return Said(
        status, {"error": {"message": message, "type": "x", "param": None, "code": None}}, headers or {}
    )


def way_of(body: Body) -> str:
    """How a request holds the model to a schema."""
    if "tools" in body:
        return "tools"
    return str(body.get("response_format", {}).get("type", "none"))


@dataclass
class Endpoint:
    url: str
    requests: list[Body]
    headers: list[Mapping[str, str]]

    @property
    def ways(self) -> list[str]:
        return [way_of(body) for body in self.requests]


@contextmanager
def serving(script: Script | Sequence[Said]) -> Iterator[Endpoint]:
    """An endpoint on a free port; of a sequence the last answer is given again and again."""
    answers = script if callable(script) else lambda _, number: script[min(number, len(script) - 1)]
    found = Endpoint("", [], [])
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                number = len(found.requests)
                found.requests.append(body)
                found.headers.append({name.lower(): value for name, value in self.headers.items()})
            said = answers(body, number)
            time.sleep(said.wait)
            raw = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            try:
                self.send_response(said.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                for part in [raw] if not said.drip else [raw[i : i + 1] for i in range(len(raw))]:
                    self.wfile.write(part)
                    self.wfile.flush()
                    time.sleep(said.drip)
            except OSError:
                return  # the client has gone

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
