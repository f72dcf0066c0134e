"""Conversations of a corpus: turn by turn, the query that each turn leaves beside the one that was meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from assistant.question import Turn
from assistant.reading import Understood
from assistant.understanding.read import Reader
from tests.understanding.corpus import NOW, ask, described, expected_query, outcome_of, turn_of

SLOTS = ("m", "g", "w", "h", "t", "c", "o", "n", "per", "s", "p", "avg")


@dataclass(frozen=True)
class Conversation:
    turns: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        return " ↳ ".join(str(turn["q"]) for turn in self.turns)


def conversations_of(file: Path) -> list[Conversation]:
    return [Conversation(tuple(turns)) for turns in yaml.safe_load(file.read_text(encoding="utf-8"))]


def shortfalls(reader: Reader, conversation: Conversation, now: datetime = NOW) -> list[str]:
    """What is not as meant, by turn; empty when all is."""
    turns: tuple[Turn, ...] = ()
    stack: list[dict[str, Any]] = []
    problems: list[str] = []
    for said in conversation.turns:
        found = ask(reader, str(said["q"]), turns, now)
        turns += (turn_of(str(said["q"]), found),)
        kind, detail = outcome_of(found)
        if "else" in said:
            stack = stack if detail != "start_over" else []
            problems += _other(said, kind, detail)
            continue
        _meant(said, stack)
        if not isinstance(found, Understood):
            problems.append(f"{said['q']}: {kind} {detail}, unread {found.reading.unread}")
            continue
        actual = described(found, now)
        actual["parameters"] = dict(found.query.parameters or {})
        problems += [f"{said['q']}: {each}" for each in _different(stack[-1], actual)]
    return problems


def _other(said: dict[str, Any], kind: str, detail: str) -> list[str]:
    wanted, _, reason = str(said["else"]).partition(" ")
    right = wanted == "any" or (kind in wanted.split("|") and (not reason or reason == detail))
    return [] if right else [f"{said['q']}: {kind} {detail}, not {said['else']}"]


def _meant(said: dict[str, Any], stack: list[dict[str, Any]]) -> None:
    """Put the slots that the turn is to leave on top of the stack."""
    if "back" in said:
        del stack[-int(said["back"]) :]
        return
    before = {} if said.get("new") or not stack else stack[-1]
    stack.append(before | {key: said[key] for key in SLOTS if key in said})


def _different(slots: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    choices = {
        key: _either(value)
        for key, value in slots.items()
        if key in ("t", "c", "n", "o", "g") and value != ""
    }
    plain = {
        key: value for key, value in slots.items() if key not in (*choices, "p") and value not in (None, "")
    }
    meant = expected_query(plain)
    out = [
        f"{key}: {actual[key]!r}, not {meant[key]!r}"
        for key in meant
        if key in _PLAIN and meant[key] != actual[key]
    ]
    if "g" not in choices and actual["group_by"]:
        out.append(f"group_by: {actual['group_by']!r}, not []")
    for key, options in choices.items():
        name = {"t": "time", "c": "compare", "n": "limit", "o": "order", "g": "group_by"}[key]
        wanted = [expected_query({key: option} if option is not None else {}).get(name) for option in options]
        if actual[name] not in wanted:
            out.append(f"{name}: {actual[name]!r}, not {' or '.join(map(str, wanted))}")
    if actual["parameters"] != slots.get("p", {}):
        out.append(f"parameters: {actual['parameters']!r}, not {slots.get('p', {})!r}")
    return out


_PLAIN = ("metrics", "where", "having", "per", "flags", "average per")


def _either(value: Any) -> list[Any]:
    if not isinstance(value, str):
        return [value]
    found = [None if part == "null" else part for part in value.split("|")]
    return [int(part) if part and part.isdigit() and len(part) < 4 else part for part in found]
