"""Every way in which an endpoint can fail, over real HTTP."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence

import pytest

from assistant.errors import ModelError
from assistant.llm.model import Message, Reply
from assistant.llm.openai_model import Endpoint, OpenAIModel
from tests.llm.endpoint import Body, Said, Script, completion, error, serving, way_of

SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "integer"}},
    "required": ["a"],
    "additionalProperties": False,
}
MESSAGES = [Message("system", "rules"), Message("user", '{"question": "?"}')]
GOOD = completion('{"a": 1}')
LONG = 30.0


def asked(url: str, seconds: float = LONG) -> Reply:
    return OpenAIModel(Endpoint("test", url, "secret-key")).reply(MESSAGES, SCHEMA, seconds)


def test_a_schema_is_asked_for_and_the_object_comes_back() -> None:
    with serving([GOOD]) as endpoint:
        reply = asked(endpoint.url)
    assert reply.document == {"a": 1}
    assert (reply.input_tokens, reply.output_tokens) == (100, 20)
    body = endpoint.requests[0]
    assert body["model"] == "test"
    assert body["temperature"] == 0
    assert body["response_format"]["json_schema"]["strict"] is True
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert endpoint.headers[0]["authorization"] == "Bearer secret-key"


def only(*ways: str) -> Script:
    """An endpoint that knows these ways of giving a schema, and answers 400 to the others."""

    def script(body: Body, _: int) -> Said:
        way = way_of(body)
        if way not in ways:
            return error(400, f"{way} is not supported")
        return completion(arguments='{"a": 2}') if way == "tools" else completion('{"a": 2}')

    return script


@pytest.mark.parametrize(
    ("ways", "tried"),
    [
        (["json_schema"], ["json_schema"]),
        (["tools"], ["json_schema", "tools"]),
        (["json_object"], ["json_schema", "tools", "json_object"]),
    ],
)
def test_the_ladder_goes_down_and_remembers_where_it_stood(ways: list[str], tried: list[str]) -> None:
    with serving(only(*ways)) as endpoint:
        model = OpenAIModel(Endpoint("test", endpoint.url))
        assert model.reply(MESSAGES, SCHEMA, LONG).document == {"a": 2}
        assert endpoint.ways == tried
        assert model.reply(MESSAGES, SCHEMA, LONG).document == {"a": 2}
    assert endpoint.ways == [*tried, tried[-1]]
    if ways == ["json_object"]:
        assert json.dumps(SCHEMA) in endpoint.requests[-1]["messages"][-1]["content"]


def test_functions_that_are_ignored_without_a_word_lead_to_the_next_way() -> None:
    def script(body: Body, _: int) -> Said:
        return {"json_schema": error(400), "tools": completion(None)}.get(
            way_of(body), completion('{"a": 3}')
        )

    with serving(script) as endpoint:
        reply = asked(endpoint.url)
    assert reply.document == {"a": 3}
    assert (reply.input_tokens, reply.output_tokens) == (200, 40)
    assert endpoint.ways == ["json_schema", "tools", "json_object"]


def test_functions_that_are_ignored_may_be_answered_in_text() -> None:
    def script(body: Body, _: int) -> Said:
        return error(400) if way_of(body) == "json_schema" else completion('{"a": 4}')

    with serving(script) as endpoint:
        assert asked(endpoint.url).document == {"a": 4}
    assert endpoint.ways == ["json_schema", "tools"]


def test_a_model_that_takes_no_temperature_is_asked_without() -> None:
    def script(body: Body, _: int) -> Said:
        return error(400, "Unsupported value: 'temperature'") if "temperature" in body else GOOD

    with serving(script) as endpoint:
        assert asked(endpoint.url).document == {"a": 1}
    assert endpoint.ways == ["json_schema", "json_schema"]


@pytest.mark.parametrize(
    "content",
    [
        '```json\n{"a": 1}\n```',
        'Here it is:\n```\n{"a": 1}\n```\nAnything else?',
        '<think>\nIs it {"a": 7}? No.\n</think>\n{"a": 1}',
        '<think>hm</think>\n\n```json\n{"a": 1}\n```',
        'Sure! {"a": 1}',
    ],
)
def test_what_stands_around_the_object_is_left_out(content: str) -> None:
    with serving([completion(content)]) as endpoint:
        assert asked(endpoint.url).document == {"a": 1}


FAILURES: list[tuple[str, Sequence[Said], str]] = [
    ("cut off and said so", [completion('{"a": ', finish="length")], "truncated"),
    ("cut off inside, with whole objects in it", [completion('{"a": {"b": 1}, "c": [{"d": 2}')], "garbage"),
    ("cut off in its thoughts", [completion('<think>perhaps {"a": 1}')], "garbage"),
    ("no object", [completion("I think it is 1.")], "garbage"),
    ("a list", [completion("[1, 2]")], "garbage"),
    ("nothing", [completion("")], "garbage"),
    ("no number", [completion('{"a": NaN}')], "garbage"),
    ("refusing", [completion(None, refusal="I cannot help with that.")], "refused"),
    ("filtered", [completion("", finish="content_filter")], "refused"),
    ("no completion", [Said(200, b"<html>gateway</html>")], "garbage"),
    ("an empty body", [Said(200, b"")], "garbage"),
    ("no choices", [Said(200, {"id": "x", "object": "chat.completion", "choices": []})], "garbage"),
    ("null choices", [Said(200, {"error": None, "choices": None})], "garbage"),
    ("no such key", [error(401)], "denied"),
    ("no such right", [error(403)], "denied"),
    ("no such model", [error(404)], "unavailable"),
    ("broken", [error(500, headers={"retry-after-ms": "1"})], "unavailable"),
    ("busy", [error(429, headers={"retry-after-ms": "1"})], "rate_limited"),
    ("nothing of it", [error(400)], "rejected"),
]


@pytest.mark.parametrize(("said", "code"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_what_cannot_be_used_has_a_code(said: Sequence[Said], code: str) -> None:
    with serving(said) as endpoint, pytest.raises(ModelError) as found:
        asked(endpoint.url)
    assert found.value.code == code
    assert "secret-key" not in str(found.value)


def test_tokens_of_a_useless_answer_are_counted() -> None:
    cut = completion('{"a": ', finish="length", usage=(70, 9))
    with serving([cut]) as endpoint, pytest.raises(ModelError) as found:
        asked(endpoint.url)
    assert (found.value.input_tokens, found.value.output_tokens) == (70, 9)


def test_busy_twice_and_then_an_answer() -> None:
    busy = error(429, headers={"retry-after-ms": "1"})
    with serving([busy, busy, GOOD]) as endpoint:
        assert asked(endpoint.url).document == {"a": 1}
    assert len(endpoint.requests) == 3


@pytest.mark.parametrize("slow", [Said(200, GOOD.body, wait=20), Said(200, GOOD.body, drip=0.05)])
def test_whoever_is_slow_is_not_waited_for(slow: Said) -> None:
    """One that says nothing, and one that says a byte at a time, which no timeout between bytes notices."""
    with serving([slow]) as endpoint, pytest.raises(ModelError) as found:
        asked(endpoint.url, 2.0)
    assert found.value.code == "timeout"


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(ModelError) as found:
        asked(f"http://127.0.0.1:{port}/v1")
    assert found.value.code == "unavailable"


def test_an_endpoint_that_is_away_is_left_alone_for_a_while() -> None:
    with serving([error(401)]) as endpoint:
        model = OpenAIModel(Endpoint("test", endpoint.url))
        codes = []
        for _ in range(5):
            with pytest.raises(ModelError) as found:
                model.reply(MESSAGES, SCHEMA, LONG)
            codes.append(found.value.code)
    assert codes == ["denied", "denied", "denied", "resting", "resting"]
    assert len(endpoint.requests) == 3


def test_nothing_is_traced_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain_core.messages import AIMessage
    from langsmith import utils

    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    utils.get_env_var.cache_clear()
    traced: list[object] = []

    class Client:
        def invoke(self, *_: object, **__: object) -> AIMessage:
            traced.append(utils.tracing_is_enabled())
            return AIMessage('{"a": 1}')

    model = OpenAIModel(Endpoint("test", "http://localhost:1/v1"))
    monkeypatch.setattr(model, "_chat", Client)
    assert utils.tracing_is_enabled()
    model.reply(MESSAGES, SCHEMA, LONG)
    assert traced == [False]
    utils.get_env_var.cache_clear()
