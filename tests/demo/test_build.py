"""The builder: the same rows for the same seed, and nothing half-built is ever published."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from assistant.demo import build, publish
from assistant.demo.build import STEPS, build_demo, fingerprint
from assistant.demo.publish import build_lock, published_demo
from assistant.demo.sizes import SIZES
from assistant.errors import StateError, UsageError, WarehouseError


def checksums(path: Path) -> dict[str, tuple[int, int]]:
    """Rows and an order-free hash of every table."""
    with duckdb.connect(str(path), read_only=True) as con:
        tables = [
            row[0]
            for row in con.execute("""
            SELECT table_name FROM duckdb_tables() ORDER BY 1
        """).fetchall()
        ]
        sums = {}
        for table in tables:
            found = con.execute(f"""
                SELECT count(*), coalesce(bit_xor(hash(t::VARCHAR)), 0) FROM {table} t
            """).fetchone()
            assert found is not None
            sums[table] = found
        return sums


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_demo(tmp_path_factory.mktemp("built"), "small")


def test_same_seed_gives_the_same_rows(built: Path, tmp_path: Path) -> None:
    again = build_demo(tmp_path, "small")
    assert again.name == built.name
    assert checksums(again) == checksums(built)


def test_rows_do_not_depend_on_threads(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure = build._configure

    def single(connection: duckdb.DuckDBPyConnection, *arguments: object) -> None:
        connection.execute("SET threads = 1")
        configure(connection, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(build, "_configure", single)
    assert checksums(build_demo(tmp_path, "small")) == checksums(built)


def test_another_seed_gives_other_rows_that_hold_too(built: Path, tmp_path: Path) -> None:
    other = build_demo(tmp_path, "small", seed=7)
    assert other.name != built.name
    changed = {table for table, value in checksums(other).items() if value != checksums(built)[table]}
    assert {"leads", "orders", "web_sessions", "product_events", "tickets"} <= changed


def test_fingerprint_depends_on_size_and_seed() -> None:
    found = {fingerprint(size, seed) for size in SIZES.values() for seed in (1, 2)}
    assert len(found) == 2 * len(SIZES)
    assert all(len(item) == 10 and int(item, 16) >= 0 for item in found)


def test_pointer_names_the_file(built: Path) -> None:
    pointer = json.loads((built.parent / "current.json").read_text(encoding="utf-8"))
    assert pointer == {
        "file": built.name,
        "size": "small",
        "fingerprint": fingerprint(SIZES["small"], build.DEFAULT_SEED),
    }
    assert published_demo(built.parent) == built


def test_existing_file_is_only_pointed_to(
    tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / built.name).write_bytes(built.read_bytes())
    monkeypatch.setattr(build, "_build_file", lambda *arguments: pytest.fail("built although it was there"))
    assert build_demo(tmp_path, "small") == tmp_path / built.name
    assert published_demo(tmp_path) == tmp_path / built.name


def test_force_builds_again(tmp_path: Path) -> None:
    (tmp_path / f"demo-small-{fingerprint(SIZES['small'], build.DEFAULT_SEED)}.duckdb").write_text(
        "not a database"
    )
    path = build_demo(tmp_path, "small", force=True)
    assert checksums(path)["leads"][0] > 2000


def test_older_files_of_the_size_go_and_open_ones_stay_readable(tmp_path: Path, built: Path) -> None:
    old = tmp_path / "demo-small-0000000000.duckdb"
    old.write_bytes(built.read_bytes())
    other_size = tmp_path / "demo-default-0000000000.duckdb"
    other_size.touch()
    with duckdb.connect(str(old), read_only=True) as reader:
        (tmp_path / built.name).write_bytes(built.read_bytes())
        build_demo(tmp_path, "small")
        assert not old.exists()
        assert other_size.exists()
        found = reader.execute("SELECT count(*) FROM leads").fetchone()
        assert found is not None
        assert found[0] > 2000


def test_progress_runs_from_start_to_end(tmp_path: Path) -> None:
    seen: list[tuple[str, float]] = []
    build_demo(tmp_path, "small", progress=lambda label, share: seen.append((label, share)))
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert {step.label for step in STEPS} <= {label for label, _ in seen}


def stop_at(share_wanted: float) -> Callable[[str, float], None]:
    def stop(label: str, share: float) -> None:
        if share >= share_wanted:
            raise KeyboardInterrupt

    return stop


def test_interrupted_build_leaves_the_published_one(tmp_path: Path, built: Path) -> None:
    (tmp_path / built.name).write_bytes(built.read_bytes())
    build_demo(tmp_path, "small")
    with pytest.raises(KeyboardInterrupt):
        build_demo(tmp_path, "small", seed=99, progress=stop_at(0.3))
    assert published_demo(tmp_path) == tmp_path / built.name
    assert sorted(path.name for path in tmp_path.glob("*.duckdb")) == [built.name]
    assert not list(tmp_path.glob(".building-*"))


def test_failed_checks_publish_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "failed_checks", lambda connection: ["stock_adds_up"])
    with pytest.raises(WarehouseError, match="stock_adds_up"):
        build_demo(tmp_path, "small")
    assert published_demo(tmp_path) is None
    assert not list(tmp_path.glob("*.duckdb"))


def test_leftovers_of_a_killed_build_go_with_the_next(tmp_path: Path, built: Path) -> None:
    (tmp_path / ".building-small-dead.duckdb").write_text("half")
    (tmp_path / ".building-small-dead.duckdb.wal").write_text("half")
    (tmp_path / ".building-small-dead.duckdb.tmp").mkdir()
    (tmp_path / ".building-small-dead.duckdb.tmp" / "spill").write_text("half")
    (tmp_path / built.name).write_bytes(built.read_bytes())
    build_demo(tmp_path, "small")
    assert not list(tmp_path.glob(".building-*"))


def _hold(folder: Path, ready: multiprocessing.synchronize.Event) -> None:
    with build_lock(folder):
        ready.set()
        time.sleep(60)


def test_second_builder_waits_then_says_why(tmp_path: Path) -> None:
    ready = multiprocessing.Event()
    holder = multiprocessing.Process(target=_hold, args=(tmp_path, ready))
    holder.start()
    try:
        assert ready.wait(20)
        with (
            pytest.raises(StateError, match="Another build is running"),
            build_lock(tmp_path, wait_seconds=0.3),
        ):
            pytest.fail("two builders at once")
    finally:
        holder.kill()
        holder.join()
    with build_lock(tmp_path, wait_seconds=5):
        pass


def test_unknown_size_names_the_choices(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="small, default, large"):
        build_demo(tmp_path, "huge")


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(StateError, match="cannot be written"):
        build_demo(blocked, "small")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StateError, match="cannot be written"):
            build_demo(tmp_path, "small")
    finally:
        tmp_path.chmod(0o700)


def test_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(connection: object, report: object) -> None:
        raise duckdb.IOException("Could not write file: No space left on device /secret/path")

    monkeypatch.setattr(build, "_run_steps", full)
    with pytest.raises(StateError, match="free some space") as caught:
        build_demo(tmp_path, "small")
    assert "secret" not in str(caught.value)
    assert not list(tmp_path.glob("*.duckdb"))


def test_broken_pointer_means_nothing_is_published(tmp_path: Path) -> None:
    assert published_demo(tmp_path) is None
    for text in ("", "[]", '{"file": 3}', '{"file": "gone.duckdb"}', "\x00"):
        (tmp_path / publish.POINTER).write_text(text)
        assert published_demo(tmp_path) is None
