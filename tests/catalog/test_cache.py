from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from assistant import kept
from assistant.catalog import cache, load
from assistant.catalog.load import load_catalog_cached
from assistant.catalog.model import Catalog
from assistant.errors import CatalogError
from tests.catalog.writing import ORDERS, write


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "catalog").mkdir()
    return write(tmp_path / "catalog", a__yml=ORDERS), tmp_path / "cache"


def test_the_second_time_nothing_is_read(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_catalog_cached(*folders)
    monkeypatch.setattr(load, "_load", lambda *_: pytest.fail("read again"))
    second = load_catalog_cached(*folders)
    assert second.metrics == first.metrics
    assert second is not first


def test_a_change_is_seen(folders: tuple[Path, Path]) -> None:
    load_catalog_cached(*folders)
    write(folders[0], a__yml=ORDERS + "      - {name: more, agg: count}\n")
    assert "more" in load_catalog_cached(*folders).metrics


def test_files_that_come_and_go_are_seen(folders: tuple[Path, Path]) -> None:
    load_catalog_cached(*folders)
    more = "metrics:\n  - {name: double, type: derived, expr: revenue * 2, input_metrics: [revenue]}\n"
    write(folders[0], b__yml=more)
    assert "double" in load_catalog_cached(*folders).metrics
    (folders[0] / "b.yml").rename(folders[0] / "c.yml")
    assert load_catalog_cached(*folders).metrics["double"].origin.file == "c.yml"
    (folders[0] / "c.yml").unlink()
    assert "double" not in load_catalog_cached(*folders).metrics


def test_another_folder_has_another_name(folders: tuple[Path, Path]) -> None:
    load_catalog_cached(*folders)
    other = folders[0].rename(folders[0].parent / "renamed")
    assert load_catalog_cached(other, folders[1]).name == "renamed"


def test_variables_make_another_catalog(folders: tuple[Path, Path]) -> None:
    write(folders[0], a__yml=ORDERS, catalog__yml="catalog: {schema: $where}\n")
    found = [load_catalog_cached(*folders, {"where": name}).default_schema for name in ("one", "two", "one")]
    assert found == ["one", "two", "one"]


def test_what_other_code_wrote_is_not_read(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    load_catalog_cached(*folders)
    monkeypatch.setattr(cache, "_reader", lambda: "another version")
    read: list[object] = []
    original = load._load
    monkeypatch.setattr(load, "_load", lambda *given: read.append(given) or original(*given))
    assert "revenue" in load_catalog_cached(*folders).metrics
    assert len(read) == 1


def _replaced(content: bytes) -> bytes:
    assert content.count(b"revenue") >= 1
    return content.replace(b"revenue", b"avenues")


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: b"nonsense",
        lambda content: b"\x80\x05K\x01.",
        lambda content: content[:-7],
        lambda content: content[:900] + content[901:],
        _replaced,
    ],
    ids=["empty", "nonsense", "another object", "cut off", "a byte lost", "a word changed"],
)
def test_a_damaged_cache_is_read_anew(folders: tuple[Path, Path], damage: Callable[[bytes], bytes]) -> None:
    load_catalog_cached(*folders)
    (file,) = folders[1].glob("*.pickle")
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert "revenue" in load_catalog_cached(*folders).metrics
    assert file.read_bytes() == whole


def test_a_cache_of_another_catalog_is_not_taken(folders: tuple[Path, Path]) -> None:
    load_catalog_cached(*folders)
    (file,) = folders[1].glob("*.pickle")
    write(folders[0], a__yml=ORDERS + "      - {name: more, agg: count}\n")
    load_catalog_cached(*folders)
    (other,) = set(folders[1].glob("*.pickle")) - {file}
    other.write_bytes(file.read_bytes())
    assert "more" in load_catalog_cached(*folders).metrics


def test_everything_of_the_demo_comes_back(tmp_path: Path) -> None:
    demo = Path(__file__).parent.parent.parent / "metric_catalog"
    first = load_catalog_cached(demo, tmp_path)
    second = load_catalog_cached(demo, tmp_path)
    for item in fields(first):
        assert getattr(second, item.name) == getattr(first, item.name), item.name
    assert _trees(second) == _trees(first)
    assert _trees(pickle.loads(pickle.dumps(second))) == _trees(first)


def _trees(catalog: Catalog) -> list[str]:
    trees = [metric.kind.expr.ast for metric in catalog.metrics.values() if hasattr(metric.kind, "expr")]
    trees += [item.ast for metric in catalog.metrics.values() for item in metric.filters]
    trees += [item.expr.ast for model in catalog.models.values() for item in model.dimensions.values()]
    trees += [model.governed.ast for model in catalog.models.values() if model.governed]
    return [repr(tree) for tree in trees]


def test_a_cache_that_cannot_be_written_costs_nothing(folders: tuple[Path, Path]) -> None:
    folders[1].write_text("a file where the folder should be", encoding="utf-8")
    assert "revenue" in load_catalog_cached(*folders).metrics


def test_a_bad_catalog_is_not_kept(folders: tuple[Path, Path]) -> None:
    write(folders[0], a__yml="metrics: broken")
    for _ in range(2):
        with pytest.raises(CatalogError):
            load_catalog_cached(*folders)
    assert not list(folders[1].glob("*")) if folders[1].exists() else True


def test_old_ones_go(folders: tuple[Path, Path]) -> None:
    for index in range(kept.MOST_KEPT + 3):
        write(folders[0], a__yml=ORDERS + f"# {index}\n")
        load_catalog_cached(*folders)
    assert len(list(folders[1].glob("*.pickle"))) == kept.MOST_KEPT
