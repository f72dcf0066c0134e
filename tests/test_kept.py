"""Tables that are kept on disk: found by the next process, made anew whatever is wrong with the file."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import kept
from assistant.understanding.words import load_vocabulary


@pytest.fixture
def life(monkeypatch: pytest.MonkeyPatch) -> Callable[[], tuple[Callable[[], list[str]], list[str]]]:
    """Begins a process anew, with one table; the second of what it gives says when that table was made."""

    def begin() -> tuple[Callable[[], list[str]], list[str]]:
        monkeypatch.setattr(kept, "_makers", {})
        monkeypatch.setattr(kept, "_recalled", {})
        made: list[str] = []

        def words() -> list[str]:
            made.append("made")
            return ["units", "people"]

        return kept.table(words), made

    return begin


Life = Callable[[], tuple[Callable[[], list[str]], list[str]]]


def test_a_table_is_made_once_and_found_by_the_next_process(life: Life, tmp_path: Path) -> None:
    words, made = life()
    kept.recall_tables(tmp_path)
    assert words() == words() == ["units", "people"]
    assert made == ["made"]
    words, made = life()
    kept.recall_tables(tmp_path)
    assert words() == ["units", "people"]
    assert made == []


@pytest.mark.parametrize("content", [b"", b"damaged", b"x" * 400])
def test_a_damaged_file_is_made_anew(life: Life, tmp_path: Path, content: bytes) -> None:
    life()
    kept.recall_tables(tmp_path)
    (file,) = tmp_path.glob("tables-*.pickle")
    file.write_bytes(content)
    words, made = life()
    kept.recall_tables(tmp_path)
    assert (words(), made) == (["units", "people"], ["made"])
    words, made = life()
    kept.recall_tables(tmp_path)
    assert (words(), made) == (["units", "people"], [])


def test_a_folder_that_cannot_be_written_costs_nothing(life: Life, tmp_path: Path) -> None:
    words, _ = life()
    (tmp_path / "file").write_text("no folder")
    kept.recall_tables(tmp_path / "file" / "cache")
    assert words() == ["units", "people"]


def test_other_code_has_tables_of_its_own(
    life: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life()
    kept.recall_tables(tmp_path)
    words, made = life()
    monkeypatch.setattr(kept, "code_version", lambda: "another")
    kept.recall_tables(tmp_path)
    assert (words(), made) == (["units", "people"], ["made"])


def test_what_changes_the_code_changes_its_version(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "inner").mkdir()
    source = tmp_path / "inner" / "words.toml"
    source.write_text("a")
    before = sorted(kept._stats(tmp_path))
    (tmp_path / "__pycache__" / "words.pyc").write_text("compiled")
    assert sorted(kept._stats(tmp_path)) == before
    source.write_text("ab")
    assert sorted(kept._stats(tmp_path)) != before


def test_every_table_of_the_program_comes_back_as_it_was() -> None:
    load_vocabulary()
    assert len(kept._makers) > 8
    for name, make in kept._makers.items():
        table = make()
        assert _plain(pickle.loads(pickle.dumps(table))) == _plain(table), name


def _plain(item: Any) -> Any:
    """What an object holds, down to what can be compared."""
    if isinstance(item, str | int | float | bool | bytes | None | re.Pattern):
        return item
    if isinstance(item, dict):
        return {key if isinstance(key, tuple) else str(key): _plain(each) for key, each in item.items()}
    if isinstance(item, set | frozenset):
        return {str(each) for each in item}
    if isinstance(item, list | tuple):
        return [_plain(each) for each in item]
    return type(item), {
        name: _plain(value) for name, value in _held(item) if name not in ("_compiled", "needs")
    }


def _held(item: Any) -> Iterator[tuple[str, Any]]:
    yield from vars(item).items() if hasattr(item, "__dict__") else ()
    for kind in type(item).__mro__:
        for name in getattr(kind, "__slots__", ()):
            if hasattr(item, name) and name != "__weakref__":
                yield name, getattr(item, name)
