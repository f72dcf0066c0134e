"""Edits of a catalog's YAML: the data changes by exactly what was asked for, the rest of the text not at all."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from assistant.catalog.edit import Edit, add_example, add_synonym, add_value_alias, add_verified_query
from assistant.catalog.edit.edit import documents_of, edited, same
from assistant.catalog.load import load_catalog
from assistant.errors import UsageError
from tests.catalog.writing import CATALOGS, ORDERS

WORD = "营收额"
PATH = ("metrics", 0, "config", "meta", "ai_context", "synonyms")


def added(text: str, value: Any = WORD, path: tuple[str | int, ...] = PATH, document: int = 0) -> str:
    edit = edited("m.yml", text, document, path, value)
    assert edit.after is not None
    assert_only_insertions(edit)
    return edit.after


def assert_only_insertions(edit: Edit) -> None:
    """Everything that was there is still there, in its order."""
    rest = iter(edit.after or "")
    assert all(letter in rest for letter in edit.before or "")


def metric(meta: str) -> str:
    return f"metrics:\n  - name: revenue\n    config:\n      meta:\n{meta}    type: simple\n"


LAYOUTS = {
    "flow": ("        ai_context: {synonyms: [a, b]}\n", "{synonyms: [a, b, 营收额]}"),
    "flow, empty": ("        ai_context: {synonyms: []}\n", "{synonyms: [营收额]}"),
    "flow, comma at the end": ("        ai_context: {synonyms: [a, b, ]}\n", "[a, b, 营收额, ]"),
    "flow over lines": (
        "        ai_context:\n          synonyms: [\n            a, # one, [1]\n            b  # two ]\n          ]\n",
        "            b, 营收额  # two ]\n          ]\n",
    ),
    "flow, a line each": (
        "        ai_context:\n          synonyms: [\n            a,\n            b\n          ]\n",
        "            b,\n            营收额\n          ]\n",
    ),
    "block": (
        "        ai_context:\n          synonyms:\n            - a\n            - 'b' # last\n\n        # below\n",
        "            - 'b' # last\n            - 营收额\n\n        # below\n",
    ),
    "block, not indented": (
        "        ai_context:\n          synonyms:\n          - a\n          -   \"b\"\n          examples: [c]\n",
        '          -   "b"\n          - 营收额\n          examples',
    ),
    "a text alone": ("        ai_context: {synonyms: one}\n", "{synonyms: [one, 营收额]}"),
    "nothing under the key": ("        ai_context:\n          synonyms:   # none yet\n", "synonyms: [营收额]   # none yet"),
    "null": ("        ai_context: {synonyms: ~}\n", "{synonyms: [营收额]}"),
    "no key": ("        ai_context: {examples: [c]}  # x\n", "{examples: [c], synonyms: [营收额]}  # x"),
    "no context": (
        "        labels: {zh: 收入}  # names\n        unit: count\n",
        "# names\n        ai_context: {synonyms: [营收额]}\n        unit",
    ),
    "comment with a tab": (
        "        unit: count\t# a\ttab\n        labels: {zh: 收入}\t# \tb\n",
        "\t# \tb\n        ai_context: {synonyms: [营收额]}\n    type",
    ),
    "block text last": (
        "        unit: count\n        description: |\n          text\n\n          more\n\n",
        "more\n\n        ai_context: {synonyms: [营收额]}\n    type",
    ),
    "long line": (f"        ai_context: {{synonyms: [{', '.join(f'word{n}' for n in range(200))}]}}\n", "word199, 营收额]}"),
    "quoted, with brackets": ("        ai_context: {synonyms: ['a]', \"b, c\"]}  # ]\n", "\"b, c\", 营收额]}  # ]"),
    "over lines in quotes": (
        "        ai_context:\n          synonyms: [a, \"two\n              lines\"]\n",
        'lines", 营收额]\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("meta", "expected"), LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_layouts(meta: str, expected: str, newline: str) -> None:
    """`edited` itself requires that the data is the old data and the word."""
    text = metric(meta).replace("\n", newline)
    new = edited("m.yml", text, 0, PATH, WORD).after
    assert new is not None
    assert expected.replace("\n", newline) in new
    assert re.sub(r"\r\n", "", new).count("\n") == (0 if newline == "\r\n" else new.count("\n"))


def test_the_line_that_is_added_is_the_only_one_that_changes() -> None:
    text = metric("        ai_context:\n          synonyms:\n            - a\n        unit: count # é 😀\n")
    edit = edited("m.yml", text, 0, PATH, WORD)
    assert [line for line in edit.diff.splitlines() if line[:1] in "+-"][2:] == [f"+            - {WORD}"]


def test_no_newline_at_the_end_stays_so() -> None:
    text = metric("        ai_context: {examples: [c]}\n").removesuffix("    type: simple\n").rstrip("\n")
    assert added(text).endswith("{examples: [c], synonyms: [营收额]}")
    block = "metrics:\n  - name: revenue\n    config:\n      meta:\n        unit: count"
    assert added(block) == block + "\n        ai_context: {synonyms: [营收额]}"
    assert "\\ No newline at end of file" in edited("m.yml", block, 0, PATH, WORD).diff


def test_a_byte_order_mark_stays() -> None:
    assert added("\ufeff" + metric("        unit: count\n")).startswith("\ufeffmetrics:")


def test_a_file_of_several_documents() -> None:
    text = "# one\n---\nmodels: []\n---\n# nothing\n---\n" + metric("        unit: count\n") + "...\n"
    assert added(text, document=1).endswith("    type: simple\n...\n")


@pytest.mark.parametrize(
    "word", ["yes", "123", "a: b", "- a", "#a", "2024-01-01", "it's", '"q"', "null", "😀", "a,b"]
)
def test_words_that_yaml_would_read_as_something_else(word: str) -> None:
    for meta in (
        "        ai_context: {synonyms: [a]}\n",
        "        ai_context:\n          synonyms:\n          - a\n",
    ):
        assert documents_of(added(metric(meta), word), "m.yml")


def test_where_there_is_no_config_yet() -> None:
    assert "\n    config: {meta: {ai_context: {synonyms: [营收额]}}}\n" in added(
        "metrics:\n  - name: revenue\n    type: simple\n  - name: other\n"
    )
    assert added("metrics: [{name: revenue}]\n") == (
        "metrics: [{name: revenue, config: {meta: {ai_context: {synonyms: [营收额]}}}}]\n"
    )


def test_an_anchor_that_others_use_is_not_changed() -> None:
    shared = "words: &w [a, b]\n" + metric("        ai_context: {synonyms: *w}\n")
    with pytest.raises(UsageError, match=r"cannot edit m\.yml:\d+ by itself; add this by hand"):
        edited("m.yml", shared, 0, PATH, WORD)
    twice = (
        metric("        ai_context: {synonyms: &w [a]}\n")
        + "  - {name: other, config: {meta: {synonyms: *w}}}\n"
    )
    with pytest.raises(UsageError, match="by hand:\n  config:\n    meta:"):
        edited("m.yml", twice, 0, PATH, WORD)


def test_an_anchor_of_its_own_and_an_alias_as_the_last_item() -> None:
    text = "w: &w x\n" + metric(
        "        ai_context:\n          synonyms: &own\n          - a\n          - *w  # alias\n"
    )
    assert "          - *w  # alias\n          - 营收额\n" in added(text)
    flow = "w: &w x\n" + metric("        ai_context: {synonyms: [a, *w]}\n")
    assert "[a, *w, 营收额]" in added(flow)


def test_what_a_merge_key_brings_is_left_alone() -> None:
    text = "base: &base {config: {meta: {unit: count}}}\nmetrics:\n  - name: revenue\n    <<: *base\n    type: simple\n"
    with pytest.raises(UsageError, match="by hand"):
        edited("m.yml", text, 0, PATH, WORD)


def test_a_broken_file_is_said_to_be_broken() -> None:
    with pytest.raises(UsageError, match="has errors of its own"):
        edited("m.yml", "metrics: [\n", 0, PATH, WORD)


def test_equality_looks_at_types() -> None:
    assert not same([1], [True])
    assert not same({"a": "1"}, {"a": 1})
    assert same([float("nan")], [float("nan")])


# ── over whole catalogs ───────────────────────────────────────────────────────────────────────────


def catalog_in(folder: Path, text: str = ORDERS, name: str = "orders.yml") -> Path:
    (folder / name).write_bytes(text.encode())
    return folder


def taken(folder: Path, edit: Edit) -> Any:
    """The catalog with the edit in it."""
    (folder / edit.file).write_bytes((edit.after or "").encode())
    return load_catalog(folder)


def test_a_synonym_of_a_metric_in_a_flow_mapping(tmp_path: Path) -> None:
    folder = catalog_in(tmp_path)
    edit = add_synonym(load_catalog(folder), folder, "revenue", WORD)
    assert taken(folder, edit).metrics["revenue"].ai.synonyms == (WORD,)
    assert "order_count, agg: count}" in (edit.after or "")


@pytest.mark.parametrize(
    ("meta", "place"),
    [
        ("{synonyms: [a]}", "synonyms: [a, 营收额]"),
        ("{ai_context: just a text}", "ai_context: just a text, synonyms: [营收额]"),
        ("{ai_context: {synonyms: {zh: [甲], en: [a]}}}", "zh: [甲, 营收额]"),
        ("{ai_context: {synonyms: {en: [a]}}}", "{en: [a], zh: [营收额]}"),
    ],
)
def test_a_synonym_goes_where_the_others_are(tmp_path: Path, meta: str, place: str) -> None:
    text = ORDERS.replace("expr: amount}", f"expr: amount, config: {{meta: {meta}}}}}")
    folder = catalog_in(tmp_path, text)
    edit = add_synonym(load_catalog(folder), folder, "revenue", WORD)
    assert place in (edit.after or "")
    assert WORD in taken(folder, edit).metrics["revenue"].ai.synonyms


def test_a_meta_below_another_one_stays_effective(tmp_path: Path) -> None:
    """config.meta wins over meta key by key: what is added must not hide what is there."""
    meta = "config: {meta: {unit: count}}, meta: {ai_context: {synonyms: [a], examples: [b]}}"
    folder = catalog_in(tmp_path, ORDERS.replace("expr: amount}", f"expr: amount, {meta}}}"))
    ai = taken(folder, add_synonym(load_catalog(folder), folder, "revenue", WORD)).metrics["revenue"].ai
    assert (ai.synonyms, ai.examples) == (("a", WORD), ("b",))


def test_an_example(tmp_path: Path) -> None:
    folder = catalog_in(tmp_path)
    edit = add_example(load_catalog(folder), folder, "Revenue", "上个月的收入？")
    assert taken(folder, edit).metrics["revenue"].ai.examples == ("上个月的收入？",)


@pytest.mark.parametrize(
    "column", ["dimension: categorical", "dimension: {type: categorical, config: {meta: {unit: count}}}"]
)
def test_a_word_for_a_dimension_and_for_its_value(tmp_path: Path, column: str) -> None:
    folder = catalog_in(tmp_path, ORDERS.replace("dimension: categorical", column))
    found = taken(folder, add_synonym(load_catalog(folder), folder, "orders.status", "状态"))
    assert found.models["orders"].dimensions["status"].ai.synonyms == ("状态",)
    found = taken(folder, add_value_alias(found, folder, "status", "open", "进行中"))
    found = taken(folder, add_value_alias(found, folder, "status", "open", "未关闭"))
    (value,) = found.models["orders"].dimensions["status"].values
    assert (value.value, value.synonyms) == ("open", ("进行中", "未关闭"))
    assert found.models["orders"].dimensions["status"].codes == frozenset()


def test_values_keep_their_types_and_forms(tmp_path: Path) -> None:
    meta = "config: {meta: {data_type: integer, values: [1, {value: 2, labels: {en: two}}]}}"
    folder = catalog_in(
        tmp_path, ORDERS.replace("dimension: categorical", f"dimension: {{type: categorical, {meta}}}")
    )
    found = load_catalog(folder)
    for value, word in (("1", "eins"), ("2", "zwei"), ("3", "drei")):
        found = taken(folder, add_value_alias(found, folder, "status", value, word))
    values = found.models["orders"].dimensions["status"].values
    assert [(item.value, item.synonyms) for item in values] == [
        (1, ("eins",)),
        (2, ("zwei",)),
        (3, ("drei",)),
    ]
    assert values[1].labels.en == "two"
    with pytest.raises(UsageError, match="holds integers"):
        add_value_alias(found, folder, "status", "x", "y")


def test_a_conformed_dimension_is_edited_once(tmp_path: Path) -> None:
    other = (
        "models:\n  - name: refunds\n    semantic_model: true\n    columns:\n"
        "      - {name: refund_id, entity: {name: refund, type: primary}}\n"
        "      - name: state\n        dimension:\n          type: categorical\n"
        "          config: {meta: {conformed: status, values: [{value: open, labels: {en: Open}}]}}\n"
    )
    text = ORDERS.replace(
        "dimension: categorical", "dimension: {type: categorical, config: {meta: {conformed: status}}}"
    )
    folder = catalog_in(catalog_in(tmp_path, text), other, "refunds.yml")
    edit = add_value_alias(load_catalog(folder), folder, "status", "open", "进行中")
    assert edit.file == "refunds.yml", "where the value has its names already"
    with pytest.raises(UsageError, match="already"):
        add_value_alias(taken(folder, edit), folder, "orders.status", "open", "进行中")


def test_what_cannot_be_named(tmp_path: Path) -> None:
    folder = catalog_in(tmp_path)
    catalog = load_catalog(folder)
    with pytest.raises(UsageError, match=r"no metric or dimension 'revenues'\. Did you mean revenue"):
        add_synonym(catalog, folder, "revenues", WORD)
    with pytest.raises(UsageError, match="already"):
        add_synonym(catalog, folder, "revenue", "REVENUE")
    for word in ("", "  ", "a\x07b", "x" * 201):
        with pytest.raises(UsageError, match="printable"):
            add_synonym(catalog, folder, "revenue", word)
    with pytest.raises(UsageError, match="holds times"):
        add_value_alias(catalog, folder, "ordered_at", "2025", "x")


def test_the_legacy_spec(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "legacy"
    shutil.copytree(CATALOGS / "every_key" / "legacy", folder)
    catalog = load_catalog(folder)
    name = next(name for name, item in catalog.metrics.items() if not item.hidden)
    dimension = next(
        (model.name, item.name)
        for model in catalog.models.values()
        for item in model.dimensions.values()
        if item.type == "categorical"
    )
    found = taken(folder, add_synonym(catalog, folder, name, "新词甲"))
    found = taken(folder, add_value_alias(found, folder, ".".join(dimension), "v1", "新词乙"))
    assert "新词甲" in found.metrics[name].ai.synonyms
    values = found.models[dimension[0]].dimensions[dimension[1]].values
    assert "新词乙" in [word for item in values for word in item.synonyms]


def test_what_dbt_has_compiled_is_not_edited(tmp_path: Path) -> None:
    import json

    document = documents_of(ORDERS, "x")
    (tmp_path / "semantic_manifest.json").write_text(json.dumps((document or [None])[0]))
    with pytest.raises(UsageError, match="edit the YAML it comes from"):
        add_synonym(load_catalog(tmp_path), tmp_path, "revenue", WORD)


def test_verified_queries_in_a_new_and_in_an_old_file(tmp_path: Path) -> None:
    folder = catalog_in(tmp_path)
    query = {"metrics": ["revenue"], "where": [{"field": "status", "op": "=", "values": ["open\nx"]}]}
    edit = add_verified_query(load_catalog(folder), folder, "收入多少", query, "finance", "2025-12-01")
    assert edit.before is None
    assert (edit.after or "").startswith("# Questions whose query")
    found = taken(folder, edit)
    edit = add_verified_query(found, folder, "How much revenue?", {"metrics": ["revenue"]})
    assert_only_insertions(edit)
    found = taken(folder, edit)
    assert [item.questions for item in found.verified_queries] == [("收入多少",), ("How much revenue?",)]
    assert found.verified_queries[0].query.to_dict()["where"][0]["values"] == ["open\nx"]
    with pytest.raises(UsageError, match="verified already"):
        add_verified_query(found, folder, "how much  REVENUE?", query)


def test_verified_queries_of_a_single_file(tmp_path: Path) -> None:
    file = catalog_in(tmp_path) / "orders.yml"
    edit = add_verified_query(load_catalog(file), file, "收入多少", {"metrics": ["revenue"]})
    file.write_text(edit.after or "")
    assert len(load_catalog(file).verified_queries) == 1
    (tmp_path / "verified_queries.yml").write_text("# nothing yet")
    edit = add_verified_query(load_catalog(tmp_path / "orders.yml"), tmp_path, "q", {"metrics": ["revenue"]})
    assert edit.file == "orders.yml", "where the others are"


def test_every_metric_and_dimension_of_the_demo(tmp_path: Path) -> None:
    """One synonym each, loaded once: nothing refuses, and nothing else changes."""
    from assistant.settings import bundled

    folder = bundled("metric_catalog")
    catalog = load_catalog(folder)
    for name in catalog.metrics:
        assert_only_insertions(add_synonym(catalog, folder, name, "zzz词"))
    names = {f"{m.name}.{d.name}" for m in catalog.models.values() for d in m.dimensions.values()}
    for name in sorted(names)[::7]:
        assert_only_insertions(add_synonym(catalog, folder, name, "zzz词"))
