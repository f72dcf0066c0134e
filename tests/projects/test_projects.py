"""Projects as they stand become catalogs: what is read of them, where models are, and what they answer."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assistant import open_assistant
from assistant.catalog import load_catalog
from assistant.catalog.check import check_catalog
from assistant.catalog.load import load_catalog_cached
from assistant.checking import check_everything
from assistant.errors import CatalogError
from tests.projects.conftest import PROJECTS

MANIFEST = PROJECTS / "clinic_manifest" / "semantic_manifest.json"
RELATIONS = {
    "logistics": {
        "shipments": "main_marts.shipments",  # alias in the SQL, +schema in dbt_project.yml
        "claims": "main_marts.fct_claims",
        "dim_customers": "main_marts.dim_customers",
        "depots": "depots",  # a seed: found by its name
    },
    "clinic": {"visits": "fct_visits", "patients": "dim_patients", "doctors": "dim_doctors"},
}


@pytest.mark.parametrize("name", RELATIONS)
def test_models_are_where_dbt_builds_them(name: str) -> None:
    assert check_catalog(PROJECTS / name) == ()
    catalog = load_catalog(PROJECTS / name)
    assert {model.name: str(model.relation) for model in catalog.models.values()} == RELATIONS[name]
    assert not [model.name for model in catalog.models.values() if model.governed]
    assert (
        str(catalog.time_spines["day"].relation)
        == {"logistics": "main_marts.all_days", "clinic": "days"}[name]
    )


@pytest.mark.parametrize("name", RELATIONS)
def test_everything_binds_to_the_warehouse(name: str, warehouses: dict[str, Path], tmp_path: Path) -> None:
    assert check_everything(catalog=PROJECTS / name, warehouse=warehouses[name], home=tmp_path) == ()


def test_a_manifest_binds_as_it_is(warehouses: dict[str, Path], tmp_path: Path) -> None:
    """It names the database that it was compiled for, which is another one here."""
    assert str(load_catalog(MANIFEST).models["visits"].relation) == "clinic_prod.reporting.fct_visits"
    assert check_everything(catalog=MANIFEST, warehouse=warehouses["clinic"], home=tmp_path) == ()


ANSWERS = [
    (
        "logistics",
        "On-time rate by depot last month",
        "SELECT depot_name, count(*) FILTER (is_on_time) / count(*) FROM main_marts.shipments"
        " JOIN main_reference.depots USING (depot_code)"
        " WHERE handed_over_at >= '2025-11-01' AND handed_over_at < '2025-12-01' GROUP BY 1",
    ),
    (
        "logistics",
        "上个月各服务类型的准时率",
        "SELECT service, count(*) FILTER (is_on_time) / count(*) FROM main_marts.shipments"
        " WHERE handed_over_at >= '2025-11-01' AND handed_over_at < '2025-12-01' GROUP BY 1",
    ),
    (
        "logistics",
        "freight revenue by industry in 2025",
        "SELECT industry, sum(price) FROM main_marts.shipments JOIN main_marts.dim_customers USING (customer_id)"
        " WHERE handed_over_at >= '2025-01-01' GROUP BY 1",
    ),
    (
        "logistics",
        "2025年各大区的理赔件数",
        "SELECT region, count(*) FROM main_marts.fct_claims JOIN main_reference.depots USING (depot_code)"
        " WHERE claimed_at >= '2025-01-01' AND claimed_at < '2026-01-01' GROUP BY 1",
    ),
    (
        "logistics",
        "北区上季度运费收入",
        "SELECT sum(price) FROM main_marts.shipments JOIN main_reference.depots USING (depot_code)"
        " WHERE region = 'north' AND handed_over_at >= '2025-07-01' AND handed_over_at < '2025-10-01'",
    ),
    (
        "clinic",
        "No-show rate by department last month",
        "SELECT department, count(*) FILTER (status = 'no_show') / count(*) FROM reporting.fct_visits"
        " JOIN reporting.dim_doctors USING (doctor_id)"
        " WHERE visited_at >= '2025-11-01' AND visited_at < '2025-12-01' GROUP BY 1",
    ),
    (
        "clinic",
        "2025年各年龄段的就诊量",
        "SELECT age_group, count(*) FILTER (status <> 'no_show') FROM reporting.fct_visits"
        " JOIN reporting.dim_patients USING (patient_id)"
        " WHERE visited_at >= '2025-01-01' AND visited_at < '2026-01-01' GROUP BY 1",
    ),
]


@pytest.fixture(scope="module")
def assistants(warehouses: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Any:
    home = tmp_path_factory.mktemp("home")
    opened = {
        name: open_assistant(home=home, catalog=PROJECTS / name, warehouse=file)
        for name, file in warehouses.items()
    }
    yield opened
    for assistant in opened.values():
        assistant.close()


@pytest.mark.parametrize(("name", "question", "sql"), ANSWERS, ids=[item[1] for item in ANSWERS])
def test_questions_answer(
    name: str, question: str, sql: str, assistants: Any, warehouses: dict[str, Path]
) -> None:
    outcome = assistants[name].ask(question).to_dict()
    assert outcome["status"] == "answer", outcome["reason"]
    with duckdb.connect(str(warehouses[name]), read_only=True) as connection:
        wanted = connection.execute(sql).fetchall()
    assert sorted(map(tuple, outcome["rows"]["data"])) == [pytest.approx(row) for row in sorted(wanted)]


def test_a_manifest_answers(warehouses: dict[str, Path], tmp_path: Path) -> None:
    assistant = open_assistant(home=tmp_path, catalog=MANIFEST, warehouse=warehouses["clinic"])
    outcome = assistant.ask("就诊量 2025年").to_dict()
    assistant.close()
    with duckdb.connect(str(warehouses["clinic"]), read_only=True) as connection:
        sql = "SELECT count(*) FROM reporting.fct_visits WHERE status <> 'no_show' AND visited_at >= '2025-01-01'"
        assert outcome["rows"]["data"] == [[connection.execute(sql).fetchall()[0][0]]]


# ── what does not fit ─────────────────────────────────────────────────────────────────────────────

MARTS = "models/marts/_marts.yml"
MISFITS = [
    ("ALTER TABLE main_marts.shipments RENAME price TO prices", "unknown_column",
     'metric "freight_revenue": no column "price" in main_marts.shipments. Did you mean prices', MARTS),
    ("ALTER TABLE main_marts.dim_customers DROP industry", "unknown_column",
     'dimension "industry": no column "industry" in main_marts.dim_customers', MARTS),
    ("ALTER TABLE main_marts.shipments ALTER handed_over_at TYPE VARCHAR", "not_a_time",
     'time dimension "handed_over_at" is over a column of type VARCHAR', MARTS),
    ("ALTER TABLE main_marts.shipments ALTER price TYPE VARCHAR", "not_a_number",
     'metric "freight_revenue": sum over a column of type VARCHAR', MARTS),
    ("ALTER TABLE main_marts.shipments ALTER is_on_time TYPE VARCHAR", "not_a_boolean",
     'metric "parcels_on_time": sum_boolean over a column of type VARCHAR', MARTS),
    ("ALTER TABLE main_marts.shipments ALTER weight_kg TYPE VARCHAR", "declared_type",
     'column "weight_kg" is declared double and is VARCHAR', MARTS),
    ("ALTER TABLE main_marts.dim_customers ALTER customer_id TYPE VARCHAR", "join_types",
     'by "customer" compares', MARTS),
    ("ALTER TABLE main_marts.fct_claims RENAME TO fct_claim", "unknown_relation",
     "no relation main_marts.fct_claims. Did you mean main_marts.fct_claim", MARTS),
    ("CREATE SCHEMA x; CREATE TABLE x.depots AS SELECT * FROM main_reference.depots", "ambiguous_relation",
     "depots stands in several schemas: main_reference.depots, x.depots", "seeds/_seeds.yml"),
    ("ALTER TABLE main_marts.all_days RENAME day TO days", "unknown_column",
     'the time spine by day: no column "day" in main_marts.all_days. Did you mean days?', MARTS),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "code", "words", "file"), MISFITS, ids=[item[2][:50] for item in MISFITS])
def test_what_the_warehouse_lacks_is_said(
    sql: str, code: str, words: str, file: str, warehouses: dict[str, Path], tmp_path: Path
) -> None:
    warehouse = Path(shutil.copy(warehouses["logistics"], tmp_path / "changed.duckdb"))
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(sql)
    found = check_everything(catalog=PROJECTS / "logistics", warehouse=warehouse, home=tmp_path)
    assert [p for p in found if p.code == code and words in p.message and p.file == file and p.line > 1], (
        found
    )


def test_a_warning_does_not_hide_a_key_that_repeats(warehouses: dict[str, Path], tmp_path: Path) -> None:
    warehouse = Path(shutil.copy(warehouses["logistics"], tmp_path / "changed.duckdb"))
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("ALTER TABLE main_marts.shipments ALTER weight_kg TYPE VARCHAR")
        connection.execute(
            "INSERT INTO main_marts.dim_customers SELECT * FROM main_marts.dim_customers LIMIT 1"
        )
    found = check_everything(catalog=PROJECTS / "logistics", warehouse=warehouse, home=tmp_path)
    assert {"declared_type", "not_unique"} <= {problem.code for problem in found}


def _copy(tmp_path: Path, name: str = "logistics") -> Path:
    return Path(shutil.copytree(PROJECTS / name, tmp_path / name))


def _edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_a_schema_that_is_not_there_is_said(warehouses: dict[str, Path], tmp_path: Path) -> None:
    project = _copy(tmp_path)
    _edit(project / "dbt_project.yml", "+schema: marts", "+schema: mart")
    found = check_everything(catalog=project, warehouse=warehouses["logistics"], home=tmp_path)
    words = 'no schema "main_mart", for main_mart.shipments. Did you mean main_marts?'
    assert [p for p in found if p.code == "unknown_schema" and words in p.message and p.file == MARTS], found


@pytest.mark.parametrize(
    ("edits", "relation"),
    [
        ({"profiles.yml": ("'main')", "'prod')")}, "prod_marts.shipments"),
        ({"profiles.yml": ("\"{{ env_var('DBT_SCHEMA', 'main') }}\"", "\"{{ env_var('X') }}\"")}, "shipments"),
        ({"models/marts/fct_shipments.sql": ("alias='shipments'", "schema='core'")}, "main_core.fct_shipments"),
        ({"dbt_project.yml": ("    marts:\n      +schema: marts", "    +schema: all")}, "main_all.shipments"),
        ({MARTS: ("contract: {enforced: true}", "schema: yard")}, "main_yard.shipments"),
        ({"catalog.yml": ("", "catalog: {schema: lake}")}, "lake_marts.shipments"),
        ({"catalog.yml": ("", "catalog: {relations: {fct_shipments: lake.parcels}}")}, "lake.parcels"),
    ],
    ids=["profile", "unknown profile", "in the SQL", "of the project", "YAML of the model", "schema", "relations"],
)  # fmt: skip
def test_where_a_model_is(edits: dict[str, tuple[str, str]], relation: str, tmp_path: Path) -> None:
    project = _copy(tmp_path)
    (project / "catalog.yml").write_text("", encoding="utf-8") if "catalog.yml" in edits else None
    for name, (before, after) in edits.items():
        _edit(project / name, before, after)
    assert str(load_catalog(project).models["shipments"].relation) == relation


def test_a_change_of_the_project_is_seen(tmp_path: Path) -> None:
    project = _copy(tmp_path)
    first = load_catalog_cached(project, tmp_path / "cache")
    _edit(project / "dbt_project.yml", "+schema: marts", "+schema: core")
    second = load_catalog_cached(project, tmp_path / "cache")
    found = [str(catalog.models["claims"].relation) for catalog in (first, second)]
    assert found == ["main_marts.fct_claims", "main_core.fct_claims"]
    (project / "dbt_project.yml").unlink()
    with pytest.raises(CatalogError, match=r"dim_customers\.sql"):  # no project: SQL beside YAML is governed
        load_catalog_cached(project, tmp_path / "cache")
