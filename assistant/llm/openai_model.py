"""Models behind any endpoint that speaks OpenAI's chat completions, by way of langchain-openai.

Endpoints differ in how they can be held to a JSON schema. Three ways are tried from the strictest on, and
the one that worked is remembered: the schema as the response format, the schema as the arguments of a
function, a plain JSON object with the schema in the prompt. Whatever comes back is read by `objects`,
since parsers of the libraries mend what is cut off.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import ModelError
from assistant.llm.model import Message, Reply
from assistant.llm.objects import read_object
from assistant.llm.resting import Rest
from assistant.llm.within import Lanes

WAYS = ("json_schema", "tools", "json_object")
OPENAI = "https://api.openai.com/v1"
"""Said outright: left open, variables of the environment could lead elsewhere."""
FUNCTION = "reply"
RETRIES = 2
"""Of a call that the endpoint turned away for the moment: 429, 5xx, a broken connection."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is. Without a `key` a placeholder is sent, which local servers ignore."""

    model: str
    base_url: str | None = None
    key: str | None = None


@dataclass(slots=True)
class _Spent:
    input: int = 0
    output: int = 0


class OpenAIModel:
    """A `LanguageModel`. Safe to share between threads. Nothing is imported before the first question."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._way = 0
        self._temperature: float | None = 0.0
        self._client: Any = None
        self._lanes = Lanes()
        self._rest = Rest()

    @property
    def name(self) -> str:
        return self._endpoint.model

    def reply(self, messages: Sequence[Message], schema: Mapping[str, Any], seconds: float) -> Reply:
        self._rest.check()
        end = time.monotonic() + seconds
        spent = _Spent()
        try:
            found = self._lanes.within(seconds, lambda: self._asked(messages, schema, end, spent))
        except ModelError as error:
            self._rest.note(error)
            tokens = spent.input + error.input_tokens, spent.output + error.output_tokens
            raise ModelError(str(error), error.code, *tokens) from None
        self._rest.note(None)
        return found

    def _asked(
        self, messages: Sequence[Message], schema: Mapping[str, Any], end: float, spent: _Spent
    ) -> Reply:
        """The first way that the endpoint takes, beginning with the one that worked before."""
        for way in range(self._way, len(WAYS)):
            raw = self._called(WAYS[way], messages, schema, end)
            if raw is None:
                continue
            used = raw.usage_metadata or {}
            spent.input += used.get("input_tokens", 0)
            spent.output += used.get("output_tokens", 0)
            text = _text(raw)
            if WAYS[way] == "tools" and not text:
                continue  # the endpoint knows nothing of functions and answered nothing else
            found = _object(text)
            self._way = way
            return Reply(found, text, spent.input, spent.output)
        raise ModelError("the language model's endpoint takes no request of ours", "rejected")

    def _called(
        self, way: str, messages: Sequence[Message], schema: Mapping[str, Any], end: float
    ) -> Any | None:
        """The raw message; None where the endpoint does not know this way."""
        import openai
        from langsmith import tracing_context

        prompts, options = _request(way, messages, schema)
        for _ in range(2):
            left = end - time.monotonic()
            if left <= 0:
                raise ModelError("the language model did not answer in time", "timeout")
            if self._temperature is not None:
                options["temperature"] = self._temperature
            try:
                # What is asked goes to the endpoint and nowhere else, whatever the environment says of tracing.
                with tracing_context(enabled=False):
                    raw = self._chat().invoke(prompts, timeout=left, **options)
            except openai.BadRequestError as error:
                if self._temperature is None or "temperature" not in str(error):
                    return None
                self._temperature = None
                del options["temperature"]
                continue
            except Exception as error:
                raise _model_error(error) from None
            _require_whole(raw)
            return raw
        return None

    def _chat(self) -> Any:
        if self._client is None:
            from langchain_openai import ChatOpenAI

            self._client = ChatOpenAI(
                model=self._endpoint.model,
                base_url=self._endpoint.base_url or OPENAI,
                api_key=self._endpoint.key or "none",
                max_retries=RETRIES,
                use_responses_api=False,
            )
        return self._client


def _request(
    way: str, messages: Sequence[Message], schema: Mapping[str, Any]
) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    prompts: list[tuple[str, str]] = [(message.role, message.text) for message in messages]
    named = {"name": FUNCTION, "schema": schema, "strict": True}
    if way == "json_schema":
        return prompts, {"response_format": {"type": "json_schema", "json_schema": named}}
    if way == "tools":
        tool = {"type": "function", "function": {"name": FUNCTION, "parameters": schema}}
        return prompts, {"tools": [tool], "tool_choice": {"type": "function", "function": {"name": FUNCTION}}}
    shape = "Answer with one JSON object that fits this JSON schema:\n" + json.dumps(schema)
    return [*prompts, ("system", shape)], {"response_format": {"type": "json_object"}}


def _require_whole(raw: Any) -> None:
    """Raises ModelError where the model declined, or ran out of tokens: half a plan looks like a plan."""
    told = raw.response_metadata or {}
    used = raw.usage_metadata or {}
    spent = used.get("input_tokens", 0), used.get("output_tokens", 0)
    if raw.additional_kwargs.get("refusal") or told.get("finish_reason") == "content_filter":
        raise ModelError("the language model declined to answer", "refused", *spent)
    if told.get("finish_reason") == "length":
        raise ModelError("the language model's answer was cut off", "truncated", *spent)


def _text(raw: Any) -> str:
    """What was written: the arguments of the function, else the text."""
    calls = [*raw.tool_calls, *raw.invalid_tool_calls]
    if calls:
        arguments = calls[0]["args"]
        return arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    if isinstance(raw.content, str):
        return raw.content
    return "".join(part.get("text", "") for part in raw.content if isinstance(part, dict))


def _object(text: str) -> dict[str, Any]:
    try:
        return read_object(text)
    except ValueError:
        raise ModelError("the language model's answer is no JSON object", "garbage") from None


def _model_error(error: Exception) -> ModelError:
    """What went wrong, in our words: those of an endpoint may hold anything."""
    import openai

    if isinstance(error, ModelError):
        return error
    if isinstance(error, openai.LengthFinishReasonError):
        used = error.completion.usage
        spent = (used.prompt_tokens, used.completion_tokens) if used else (0, 0)
        return ModelError("the language model's answer was cut off", "truncated", *spent)
    for kind, code, message in (
        (openai.ContentFilterFinishReasonError, "refused", "the language model declined to answer"),
        (openai.APITimeoutError, "timeout", "the language model did not answer in time"),
        (openai.AuthenticationError, "denied", "the language model's endpoint does not accept the key"),
        (openai.PermissionDeniedError, "denied", "the language model's endpoint denies access"),
        (openai.RateLimitError, "rate_limited", "the language model's endpoint is out of capacity"),
        (
            openai.APIResponseValidationError,
            "garbage",
            "the endpoint's answer is not that of a language model",
        ),
        (openai.APIError, "unavailable", "the language model cannot be reached"),
    ):
        if isinstance(error, kind):
            return ModelError(message, code)
    # Whatever a library raises over bytes that are no completion.
    return ModelError("the endpoint's answer is not that of a language model", "garbage")
