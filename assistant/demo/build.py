"""Build the demo warehouse: run the steps into a temporary file, check it, publish it."""

from __future__ import annotations

import hashlib
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from assistant.demo.checks import failed_checks
from assistant.demo.publish import build_lock, demo_file, prepare_folder, publish, remove_leftovers
from assistant.demo.sizes import SIZES, Size
from assistant.errors import StateError, UsageError, WarehouseError

Progress = Callable[[str, float], None]

DEFAULT_SEED = 20251231
SQL_FOLDER = Path(__file__).parent / "sql"
_CONSTRAINTS = re.compile(r",\s*PRIMARY KEY\([^)]*\)|\s+PRIMARY KEY|\s+UNIQUE")


@dataclass(frozen=True, slots=True)
class Step:
    """One SQL file. `weight` is its share of the time, for the progress bar only."""

    name: str
    label: str
    file: str
    weight: int = 1


STEPS: tuple[Step, ...] = (
    Step("entities", "Accounts, people, products", "entities.sql", 2),
    Step("labels", "Labels and benchmarks", "labels.sql", 1),
    Step("product_users", "Product users", "product_users.sql", 3),
    Step("campaigns", "Campaigns", "campaigns.sql", 1),
    Step("leads", "Leads", "leads.sql", 4),
    Step("sales", "Opportunities", "sales.sql", 4),
    Step("orders", "Orders", "orders.sql", 3),
    Step("sales_tables", "Pipeline, orders, payments", "sales_tables.sql", 3),
    Step("touchpoints", "Touchpoints", "touchpoints.sql", 4),
    Step("web", "Web sessions and forms", "web.sql", 8),
    Step("ad_spend", "Ad spend", "ad_spend.sql", 2),
    Step("subscriptions", "Subscriptions", "subscriptions.sql", 3),
    Step("rep_activities", "Sales activities", "rep_activities.sql", 3),
    Step("product_events", "Product events", "product_events.sql", 10),
    Step("service", "Support tickets", "service.sql", 2),
    Step("partners", "Partner stock and programs", "partners.sql", 2),
    Step("community", "Community", "community.sql", 3),
    Step("delivery", "Projects and timesheets", "delivery.sql", 3),
    Step("identities", "Identity map", "identities.sql", 2),
    Step("costs", "Costs", "costs.sql", 1),
    Step("final", "Event stream", "final.sql", 1),
)


def build_demo(
    folder: Path,
    size: str = "default",
    seed: int = DEFAULT_SEED,
    progress: Progress | None = None,
    force: bool = False,
) -> Path:
    """Build `folder/demo-<size>-<fingerprint>.duckdb`, make it the current one and return its path.

    The same size and seed give the same rows. A file of that fingerprint that is there already is only
    made current, unless `force`. `progress` gets what runs next and the share done, 0 to 1.
    Raises UsageError for an unknown size, StateError when the folder cannot be written, is full or busy,
    WarehouseError when the generated data fails its own checks.
    """
    if size not in SIZES:
        raise UsageError(f"There is no demo size '{size}'; choose one of {', '.join(SIZES)}.")
    report = progress or (lambda label, share: None)
    prepare_folder(folder)
    with build_lock(folder):
        remove_leftovers(folder)
        target = demo_file(folder, size, fingerprint(SIZES[size], seed))
        if force or not target.exists():
            _build_file(folder, target, SIZES[size], seed, report)
        publish(target, size)
    report("Done", 1.0)
    return target


def fingerprint(size: Size, seed: int) -> str:
    """Ten hexadecimal digits that change whenever the generated rows may."""
    digest = hashlib.sha256(f"{seed} {sorted(size.columns().items())}".encode())
    for path in sorted(SQL_FOLDER.glob("*.sql")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _build_file(folder: Path, target: Path, size: Size, seed: int, report: Progress) -> None:
    with _temporary_file(folder, size) as path:
        try:
            with duckdb.connect(str(path)) as connection:
                _configure(connection, path, size, seed)
                _run_steps(connection, report)
                report("Checks", 0.97)
                _check(connection)
        except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
            raise StateError(_no_room(folder, size, error)) from None
        path.replace(target)


@contextmanager
def _temporary_file(folder: Path, size: Size) -> Iterator[Path]:
    path = folder / f".building-{size.name}-{uuid.uuid4().hex[:12]}.duckdb"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".wal").unlink(missing_ok=True)
        shutil.rmtree(_spill(path), ignore_errors=True)


def _spill(path: Path) -> Path:
    return path.with_name(path.name + ".tmp")


def _configure(connection: duckdb.DuckDBPyConnection, path: Path, size: Size, seed: int) -> None:
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET temp_directory = ?", [str(_spill(path))])
    if size.web_sessions > 5_000_000:
        connection.execute("SET memory_limit = '12GB'")
    connection.execute("SET VARIABLE demo_seed = ?", [seed])
    connection.execute((SQL_FOLDER / "random.sql").read_text(encoding="utf-8"))
    create_tables(connection)
    columns = size.columns()
    names = ", ".join(columns)
    marks = ", ".join("?" for _ in columns)
    typed = ", ".join(
        f"{name} {'VARCHAR' if isinstance(value, str) else 'BIGINT'}" for name, value in columns.items()
    )
    connection.execute(f"CREATE TEMP TABLE size({typed})")
    values = f"INSERT INTO size({names}) VALUES ({marks})"  # noqa: S608 - the names are fields of Size
    connection.execute(values, list(columns.values()))


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty tables. Keys are checked after the load; indexing them would cost time and space."""
    ddl = (SQL_FOLDER / "schema.sql").read_text(encoding="utf-8")
    connection.execute(_CONSTRAINTS.sub("", ddl))


def _run_steps(connection: duckdb.DuckDBPyConnection, report: Progress) -> None:
    total = sum(step.weight for step in STEPS)
    done = 0
    for step in STEPS:
        report(step.label, 0.97 * done / total)
        connection.execute((SQL_FOLDER / step.file).read_text(encoding="utf-8"))
        done += step.weight


def _check(connection: duckdb.DuckDBPyConnection) -> None:
    failed = failed_checks(connection)
    if failed:
        raise WarehouseError(
            f"The generated demo data failed its own checks ({', '.join(failed)}); nothing was published, "
            "try another seed and report this one."
        )


def _no_room(folder: Path, size: Size, error: BaseException) -> str:
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"The memory does not suffice for the {size.name} demo; build a smaller size or free memory."
    free = shutil.disk_usage(folder).free / 1e9
    return (
        f"The demo could not be written to {folder} ({free:.1f} GB free); free some space or choose "
        "another folder, then build again."
    )
