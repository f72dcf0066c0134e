"""The schema of case files: true of every question set at hand, and of one mind with the reader."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from assistant.catalog.problems import Problems
from assistant.evaluation.read_cases import read_cases
from assistant.evaluation.schema import EXPECTATION, case_schema

ROOT = Path(__file__).parent.parent.parent
FILES = sorted((ROOT / "tests" / "questions").rglob("*.yml"))
SCHEMA = case_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def as_json(value: Any) -> Any:
    """As an editor reads it: dates are text."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def deepest(document: Any) -> list[str]:
    """What does not fit, each by its innermost cause."""
    errors = list(VALIDATOR.iter_errors(document))
    while any(error.context for error in errors):
        errors = [inner for error in errors for inner in (error.context or [error])]
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message:.200}" for error in errors]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_question_sets_validate(file: Path) -> None:
    document = as_json(yaml.safe_load(file.read_text(encoding="utf-8")))
    assert VALIDATOR.is_valid(document), deepest(document)[:20]


@pytest.mark.parametrize(
    "keys",
    [
        {"questoin": "q"},
        {"question": {"zh": "收入"}},
        {"language": "fr"},
        {"after": [{"choose": 0}]},
        {"attributes": {"a": 1}},
        {"paraphrases": "r"},
        {"paraphrases": [["r"]]},
        {"paraphrases": [None]},
        {"paraphrases": [{"language": "en"}]},
        {"paraphrases": [{"question": "r", "tags": ["x"]}]},
        {"alternatives": [{}]},
        {"expect": {"metric": "revenue"}},
        {"expect": {"status": "anwser"}},
        {"expect": {"limit": 0}},
        {"expect": {"filters": [{"field": "a", "op": "~", "values": [1]}]}},
        {"expect": {"time": {"relative": "lastmonth"}}},
        {"expect": {"compare": "range"}},
        {"expect": {"query": {"metric": ["revenue"]}}},
        {"expect": {"rows": [{"a": [1]}]}},
        {"expect": {"tolerance": 2}},
        {"expect": {"analysis": "trends"}},
        {"expect": {"findings": {"must": [{"kinds": "x"}]}}},
    ],
)  # fmt: skip
def test_what_the_reader_refuses_does_not_validate(tmp_path: Path, keys: dict[str, Any]) -> None:
    case = {"id": "a", "question": "q", **keys}
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps(case), encoding="utf-8")
    assert not VALIDATOR.is_valid([case])
    assert read_cases([file], Problems()) == ()


@pytest.mark.parametrize("place", ["case", "expect", "defaults"])
def test_reader_and_schema_know_the_same_keys(tmp_path: Path, place: str) -> None:
    inner = {"zz_unknown": 1}
    case = {"id": "a", "question": "q"} | (inner if place == "case" else {})
    case |= {"expect": inner} if place == "expect" else {}  # type: ignore[dict-item]
    defaults = inner if place == "defaults" else {}
    file = tmp_path / "cases.yml"
    file.write_text(yaml.safe_dump({"defaults": defaults, "cases": [case]}), encoding="utf-8")
    problems = Problems()
    read_cases([file], problems)
    (problem,) = [item for item in problems if item.code == "unknown_key"]
    known = set(re.sub(r"^known: ", "", problem.fix).split(", "))
    file_schema = SCHEMA["anyOf"][1]["properties"]
    schemas = {
        "case": SCHEMA["$defs"]["case"]["properties"],
        "expect": EXPECTATION,
        "defaults": file_schema["defaults"]["properties"],
    }
    assert known == set(schemas[place])


# ── the documentation ───────────────────────────────────────────────────────────────────────────────

PAGE = (ROOT / "docs" / "evaluation-cases.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("text", EXAMPLES, ids=[str(at) for at in range(len(EXAMPLES))])
def test_the_examples_of_the_page_are_cases(tmp_path: Path, text: str) -> None:
    file = tmp_path / "cases.yml"
    file.write_text(text, encoding="utf-8")
    problems = Problems()
    assert read_cases([file], problems)
    assert list(problems) == []
    document = as_json(yaml.safe_load(text))
    assert VALIDATOR.is_valid(document), deepest(document)[:20]


def test_every_key_is_documented() -> None:
    for key in {**SCHEMA["$defs"]["case"]["properties"], **EXPECTATION}:
        assert f"`{key}`" in PAGE or f"`{key}:" in PAGE, key


def test_every_shape_is_documented() -> None:
    from assistant.evaluation.exchange.shapes import SHAPES

    for name in SHAPES:
        assert f"| `{name}` |" in PAGE, name
