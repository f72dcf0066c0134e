from __future__ import annotations

from datetime import date

import pytest

from assistant.catalog.problems import Problems
from assistant.catalog.yaml_source import MAX_ALIASES, read_yaml


def read(text: str, variables: dict[str, str] | None = None) -> tuple[list[object], list[str]]:
    problems = Problems()
    nodes = read_yaml(text, "f.yml", problems, variables)
    return [node.plain() for node in nodes], [problem.code for problem in problems]


def test_plain_data_comes_out_as_yaml_says() -> None:
    text = "a: 1\nb: [x, 'no', no, 1.5, null, 2025-12-31]\nc: {d: !!str 7}\n"
    assert read(text) == (
        [{"a": 1, "b": ["x", "no", False, 1.5, None, date(2025, 12, 31)], "c": {"d": "7"}}],
        [],
    )


def test_every_node_knows_its_line() -> None:
    (node,) = read_yaml("a:\n  - x\n  - b: 1\n    c: 2\n", "f.yml", Problems())
    items = node.value["a"].value
    assert [item.line for item in items] == [2, 3]
    assert items[1].key_lines == {"b": 3, "c": 4}


def test_several_documents() -> None:
    assert read("a: 1\n---\nb: 2\n---\n")[0] == [{"a": 1}, {"b": 2}]


def test_aliases_and_merges_up_to_the_limit() -> None:
    assert read("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n")[0] == [
        {"x": {"a": 1, "b": 2}, "y": {"b": 3, "a": 1}}
    ]
    allowed = "x: &x 1\ny: [" + ", ".join(["*x"] * MAX_ALIASES) + "]\n"
    assert read(allowed)[1] == []
    assert read(allowed.replace("]", ", *x]"))[1] == ["too_many_aliases"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &a [*a]", "unknown_alias"),
        ("a: *nowhere", "unknown_alias"),
        ("a: 1\na: 2", "duplicate_key"),
        ("? [1, 2]\n: x", "bad_key"),
        ("a: !!python/object:os.system {}", "tag"),
        ("a: !!binary aGk=", "tag"),
        ("a: !!set {x}", "tag"),
        ("a: 2025-13-45", "bad_value"),
        ("<<: 7", "bad_merge"),
        ("a: [", "bad_yaml"),
        ("a: \x07", "bad_yaml"),
        ("[" * 100_000, "too_deep"),
    ],
)
def test_refused(text: str, code: str) -> None:
    assert read(text)[1] == [code]


def test_depth_counts_through_aliases() -> None:
    text = "a: &a " + "[" * 15 + "]" * 15 + "\nb: " + "[" * 15 + "*a" + "]" * 15
    assert read(text)[1] == ["too_deep"]


def test_variables_fill_only_the_names_given() -> None:
    text = "schema: $source_schema\nexpr: date_diff('day', a, $as_of)\n"
    plain, _ = read(text, {"source_schema": "analytics"})
    assert plain == [{"schema": "analytics", "expr": "date_diff('day', a, $as_of)"}]


def test_a_variable_cannot_add_structure() -> None:
    plain, _ = read("schema: $s\n", {"s": "x\nmetrics: [evil]"})
    assert plain == [{"schema": "x\nmetrics: [evil]"}]
