"""Texts that names hold, said in other ways than "whose name contains": "with Greatest in their title", 名字里有…字样的."""

from __future__ import annotations

from assistant.understanding.cutting.normalize import Normalized, Replacement, replaced
from assistant.understanding.words import load_vocabulary

_MOST = 3
_QUOTE = '"'
_QUOTES = "\"'“”‘’「」『』《》*%"


def with_texts_said(text: Normalized) -> Normalized:
    """The text with such words in the form that rules know, and what is looked for in quotes, so that none of its words
    means anything else.
    """
    for role in ("text.said_en", "text.said_zh"):
        for _ in range(_MOST):
            put = _put(text, role)
            if put is None:
                break
            text = put
    return text


def _put(text: Normalized, role: str) -> Normalized | None:
    """The text with the first of such words put otherwise; None without any."""
    vocabulary = load_vocabulary()
    found = vocabulary.matching(role, text.text)
    if found is None or not found["text"].strip(_QUOTES + " "):
        return None
    lead = str(vocabulary.patterns["text.lead"][role == "text.said_en"].pattern)
    whose = (found.groupdict().get("whose") or "").strip()
    if whose:  # "with “Ford” in the brand name"
        lead = lead.replace("name", f"{whose} name")
    start, end = found.span("text")
    while start < end and text.text[start] in _QUOTES:
        start += 1
    while end > start and text.text[end - 1] in _QUOTES:
        end -= 1
    changes = [
        Replacement(found.start("lead"), start, lead + _QUOTE),
        Replacement(end, found.end("tail"), _QUOTE),
    ]
    return replaced(text, changes)
