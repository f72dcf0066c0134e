"""The JSON object in what a model wrote. What is cut off or malformed is an error, never mended."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

LONGEST = 200_000
"""Characters of an answer that are looked at."""
_THOUGHTS = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```[a-zA-Z]*\s*\n(.*?)(?:\n\s*```|\Z)", re.DOTALL)


def read_object(text: str) -> dict[str, Any]:
    """The object of an answer, out of its thoughts, its fence and the words around it.

    Raises ValueError where there is none. Only the first brace counts: inside an object that is cut off
    there are whole ones, which would be a part of an answer.
    """
    if len(text) > LONGEST:
        raise ValueError("the answer is too long")
    said = _THOUGHTS.sub("", text)
    if re.search(r"<think(?:ing)?>", said, re.IGNORECASE):
        raise ValueError("the answer ends before the thoughts do")
    fenced = _FENCE.search(said)
    said = fenced[1] if fenced and "{" in fenced[1] else said
    start = said.find("{")
    if start < 0:
        raise ValueError("the answer holds no JSON object")
    try:
        found, _ = json.JSONDecoder(parse_constant=_no_constant).raw_decode(said, start)
    except RecursionError:
        raise ValueError("the answer is nested too deeply") from None
    assert isinstance(found, dict)
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
