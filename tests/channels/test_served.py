"""A server notices that its catalog has changed, and goes on with what it had where it cannot be used."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import open_assistant
from assistant.catalog.watch import SECONDS, CatalogWatch
from assistant.channels.served import Served
from assistant.settings import bundled
from assistant.wiring import Assistant


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled("metric_catalog"), tmp_path / "metric_catalog"))


@pytest.fixture
def served(demo_file: Path, catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.getbasetemp().parent / "assistant-home"
    found = Served(lambda: open_assistant(home=home, warehouse=demo_file, catalog=catalog))
    yield found
    found.current().close()


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def looked(assistant: Assistant) -> None:
    assistant.is_outdated(at_once=True)


def test_a_changed_catalog_is_used_and_conversations_go_on(served: Served, catalog: Path) -> None:
    first = served.current()
    assert first.ask("上季度的拉新成本是多少").status == "clarify"
    first.ask("今年收入", conversation="c")
    changed(catalog / "playbooks" / "ambiguities.yml", "\n", "\n# seen\n")
    assert served.current() is first, "it has only just looked"
    looked(first)
    second = served.current()
    assert second is not first
    assert second.catalog.version != first.catalog.version
    follow_up = second.ask("那去年呢", conversation="c")
    assert follow_up.query is not None
    assert follow_up.query.metrics == ("revenue",)
    assert served.current() is second


def test_a_catalog_with_errors_is_not_used(served: Served, catalog: Path) -> None:
    first = served.current()
    good = (catalog / "calendar.yml").read_text(encoding="utf-8")
    (catalog / "calendar.yml").write_text("calendar: [\n")
    for _ in range(2):
        looked(first)
        assert served.current() is first
    assert "calendar.yml" in served.problem
    (catalog / "calendar.yml").write_text(good + "# mended\n", encoding="utf-8")
    looked(first)
    assert served.current() is not first
    assert served.problem == ""


MORE = """\
metrics:
  - name: llama_rate
    type: ratio
    numerator: mql_count
    denominator: lead_count
    label: Llama rate
    config: {meta: {labels: {zh: 羊驼率, en: Llama rate}, unit: percent}}
"""


def test_a_metric_that_is_gone_is_asked_about_or_refused(served: Served, catalog: Path) -> None:
    (catalog / "more.yml").write_text(MORE, encoding="utf-8")
    first = served.current()
    assert first.ask("上个月羊驼率", conversation="c").status == "answer"
    (catalog / "more.yml").unlink()
    looked(first)
    assert served.current() is not first, served.problem
    assert served.current().ask("那去年呢", conversation="c").status in ("clarify", "refuse")


def test_files_are_looked_at_every_few_seconds_only(catalog: Path) -> None:
    time = [0.0]
    watch = CatalogWatch(catalog, "before", clock=lambda: time[0])
    assert watch.version() == "before"
    time[0] = SECONDS - 0.1
    assert watch.version() == "before"
    time[0] = SECONDS
    now = watch.version()
    assert now != "before"
    changed(catalog / "calendar.yml", "\n", "\n# x\n")
    assert watch.version() == now
    assert watch.version(at_once=True) != now


def test_a_catalog_that_is_gone_has_not_changed(catalog: Path) -> None:
    watch = CatalogWatch(catalog, "before")
    shutil.rmtree(catalog)
    assert watch.version(at_once=True) == "before"
