from pathlib import Path

from assistant.catalog.lineage import lineage_of
from assistant.catalog.load import load_catalog

CATALOG = load_catalog(Path(__file__).parents[2] / "metric_catalog")


def test_a_ratio_comes_from_the_rows_of_both_its_sides() -> None:
    steps = lineage_of(CATALOG, "cpl")
    assert [(step.metric, step.model, step.relations, step.columns) for step in steps] == [
        ("ad_spend", "ad_spend_daily", ("ad_spend_daily",), ("spend",)),
        ("paid_lead_count", "leads", ("leads",), ()),
    ]


def test_a_governed_model_stands_for_the_tables_it_reads() -> None:
    steps = lineage_of(CATALOG, "retention_d7")
    assert {step.model for step in steps} == {"user_retention"}
    assert {table for step in steps for table in step.relations} == {"users", "product_events"}
