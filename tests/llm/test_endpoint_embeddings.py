import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from assistant.catalog.labels import Labels
from assistant.catalog.model import Catalog, Metric, MetricCard, Planned
from assistant.errors import ModelError
from assistant.llm.endpoint_embeddings import REST, EndpointEmbeddings
from assistant.retrieval.metric_index import open_metric_index

WORDS = ("money", "cash", "time", "hours", "staff")


class Server(ThreadingHTTPServer):
    """Speaks OpenAI's embeddings: a text's vector counts five words, money and cash as the same thing."""

    status = 200
    asked: list[dict[str, object]]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, "key": self.headers["Authorization"], **body})
        data = [
            {"object": "embedding", "index": at, "embedding": vector(text)}
            for at, text in enumerate(body["input"])
        ]
        answer = {
            "object": "list",
            "data": data,
            "model": "m",
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        }
        said = json.dumps(answer if self.server.status == 200 else {"error": {"message": "down"}}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:
        pass


def vector(text: str) -> list[float]:
    counts = [float(text.lower().count(word)) for word in WORDS]
    return [0.1, counts[0] + counts[1], *counts[2:]]


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server(("127.0.0.1", 0), Handler)
    found.asked = []
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()


def embeddings(server: Server) -> EndpointEmbeddings:
    return EndpointEmbeddings("m", f"http://127.0.0.1:{server.server_port}/v1", "secret")


def metric(name: str, text: str) -> Metric:
    return Metric(name, Planned("none"), Labels(en=name), card=MetricCard(definition=Labels(en=text)))


CATALOG = Catalog(
    "shop",
    "v1",
    {},
    {item.name: item for item in (metric("xa", "Money kept."), metric("xb", "Hours of staff."))},
)


def test_texts_are_sent_as_they_are_and_come_back_as_unit_vectors(server: Server) -> None:
    found = embeddings(server).embed(["money money", "hours"])
    assert found.shape == (2, 5)
    assert np.allclose(np.linalg.norm(found, axis=1), 1)
    assert server.asked[0]["input"] == ["money money", "hours"]
    assert server.asked[0]["path"] == "/v1/embeddings"
    assert server.asked[0]["key"] == "Bearer secret"


def test_a_question_is_asked_about_once(server: Server) -> None:
    used = embeddings(server)
    assert np.array_equal(used.embed(["cash"]), used.embed(["cash"]))
    assert len(server.asked) == 1


def test_the_index_is_found_by_the_vectors_of_the_endpoint(server: Server, tmp_path: Path) -> None:
    index = open_metric_index(tmp_path, CATALOG, embeddings(server))
    assert index.search("cash")[0].name == "xa"
    assert (index.prepare() / "chroma").is_dir()


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_failing_endpoint_is_one_clear_error_and_then_left_alone(server: Server, status: int) -> None:
    now = [0.0]
    used = EndpointEmbeddings("m", f"http://127.0.0.1:{server.server_port}/v1", clock=lambda: now[0])
    server.status = status
    with pytest.raises(ModelError, match="gives no vectors for the model 'm'"):
        used.embed(["a"])
    server.status, asked = 200, len(server.asked)
    with pytest.raises(ModelError, match="has not answered for a while"):
        used.embed(["a"])
    assert len(server.asked) == asked
    now[0] = REST + 1
    assert used.embed(["a"]).shape == (1, 5)


@pytest.mark.parametrize("built", [False, True], ids=["while building", "while asking"])
def test_the_search_goes_on_without_an_endpoint(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture, built: bool
) -> None:
    index = open_metric_index(tmp_path, CATALOG, embeddings(server))
    if built:
        index.prepare()
    server.status = 404
    assert index.search("staff hours")[0].name == "xb"
    assert "the search goes on without it" in caplog.text
