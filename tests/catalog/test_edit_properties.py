"""Whatever a YAML text looks like: an edit gives the old data and the change, or refuses."""

from __future__ import annotations

import copy
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.catalog.edit.edit import documents_of, edited, same
from assistant.catalog.edit.patch import apply_patch
from assistant.errors import UsageError

KEYS = ("config", "meta", "ai_context", "synonyms", "labels", "values", "x y", "名")
SCALARS = st.one_of(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12),
    st.integers(-9, 9),
    st.booleans(),
    st.none(),
    st.sampled_from(["a\nb\n", "a\n", " lead", "yes", "- a", "#c", "a: b", "'", '"', "é", "😀", "\u2028"]),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=14,
)
WORDS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A document written in one of many styles, with comments at the ends of lines and between them."""
    data = draw(st.dictionaries(st.sampled_from(KEYS), TREES, min_size=1, max_size=4))
    text = yaml.safe_dump(
        data,
        default_flow_style=draw(st.sampled_from([True, False, None])),
        allow_unicode=draw(st.booleans()),
        width=draw(st.sampled_from([20, 80, 10_000])),
        indent=draw(st.sampled_from([2, 4])),
        sort_keys=False,
        default_style=draw(st.sampled_from([None, None, "'", '"', "|"])),
        explicit_start=draw(st.booleans()),
        explicit_end=draw(st.booleans()),
    )
    if draw(st.booleans()):
        text = "# first\n" + text + "\t# last\n" if draw(st.booleans()) else text.rstrip("\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def lists_in(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path that something can be added at, also where there is nothing yet."""
    if isinstance(data, dict):
        inside = [found for key, item in data.items() for found in lists_in(item, (*path, key))]
        return [*inside, (*path, "new"), (*path, "new", "deep")]
    if isinstance(data, list):
        return [path, *(found for i, item in enumerate(data) for found in lists_in(item, (*path, i)))]
    return [path] if isinstance(data, str) or data is None else []


def with_change(data: Any, path: tuple[str | int, ...], value: Any) -> Any:
    data = copy.deepcopy(data)
    if not path:
        return [*data, value] if isinstance(data, list) else [value] if data is None else [data, value]
    if isinstance(path[0], int):
        data[path[0]] = with_change(data[path[0]], path[1:], value)
    else:
        data = {} if data is None else data
        data[path[0]] = with_change(data.get(path[0]), path[1:], value)
    return data


@given(
    texts(),
    WORDS | st.fixed_dictionaries({"value": WORDS, "query": st.dictionaries(WORDS, WORDS)}),
    st.data(),
)
def test_edit_then_load_is_old_and_change(text: str, value: Any, data: st.DataObject) -> None:
    old = documents_of(text, "f.yml")
    if not old:
        return
    path = data.draw(st.sampled_from(lists_in(old[0])))
    if not path:
        return
    try:
        edit = edited("f.yml", text, 0, path, value)
    except UsageError:
        return
    new = documents_of(edit.after or "", "f.yml")
    assert new is not None
    assert same(new, [with_change(old[0], path, value)])


@given(
    st.lists(st.sampled_from(["a", "b", "", " c", "é"]), max_size=12),
    st.data(),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_diff_of_ours_gives_the_text_it_was_made_of(
    tmp_path_factory: Any, lines: list[str], data: st.DataObject, newline: str
) -> None:
    from assistant.catalog.edit import Edit

    other = list(lines)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(other)))
        other[at : at + data.draw(st.integers(0, 2))] = data.draw(
            st.lists(st.sampled_from("axy"), max_size=2)
        )
    before = newline.join(lines) + data.draw(st.sampled_from(["", newline]))
    after = newline.join(other) + data.draw(st.sampled_from(["", newline]))
    if before == after or not before:
        return
    folder = tmp_path_factory.mktemp("diff")
    (folder / "f.yml").write_bytes(before.encode())
    (found,) = apply_patch(folder, Edit("f.yml", before, after).diff)
    assert (found.after or "").replace("\r\n", "\n") == after.replace("\r\n", "\n")
