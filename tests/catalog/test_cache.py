from __future__ import annotations

from pathlib import Path

import pytest

from assistant.catalog import load
from assistant.catalog.load import load_catalog_cached
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


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x05K\x01."])
def test_a_damaged_cache_is_read_anew(folders: tuple[Path, Path], content: bytes) -> None:
    load_catalog_cached(*folders)
    (file,) = folders[1].glob("*.pickle")
    file.write_bytes(content)
    assert "revenue" in load_catalog_cached(*folders).metrics


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
    for index in range(load._KEPT + 3):
        write(folders[0], a__yml=ORDERS + f"# {index}\n")
        load_catalog_cached(*folders)
    assert len(list(folders[1].glob("*.pickle"))) == load._KEPT
