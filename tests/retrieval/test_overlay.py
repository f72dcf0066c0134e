import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.catalog.labels import Labels
from assistant.catalog.model import AiContext, Catalog, Metric, Planned
from assistant.retrieval.metric_index import MetricIndex, open_metric_index
from assistant.retrieval.overlay import MOST


def catalog(version: str, metrics: Sequence[tuple[str, str]]) -> Catalog:
    found = [Metric(name, Planned("none"), Labels(en=label)) for name, label in metrics]
    return Catalog("shop", version, {}, {item.name: item for item in found})


NAMES = [("xa", "Alpha count"), ("xb", "Beta count"), ("xc", "Gamma count")]


def opened(folder: Path, version: str, metrics: Sequence[tuple[str, str]]) -> MetricIndex:
    return open_metric_index(folder, catalog(version, metrics))


def is_whole(index: MetricIndex) -> bool:
    return (index.prepare() / "chroma").is_dir()


def test_a_changed_metric_needs_no_new_index(tmp_path: Path) -> None:
    first = opened(tmp_path, "v1", NAMES)
    assert is_whole(first)
    second = opened(tmp_path, "v2", [*NAMES[1:], ("xa", "Delta count")])
    assert not is_whole(second)
    assert second.search("delta")[0].name == "xa"
    assert second.search("alpha", kind="metric") == () or second.search("alpha")[0].score < 0.5
    assert second.search("beta")[0].name == "xb"
    assert first.search("alpha")[0].name == "xa"


def test_what_is_gone_is_not_found_and_what_is_new_is(tmp_path: Path) -> None:
    opened(tmp_path, "v1", NAMES).prepare()
    changed = opened(tmp_path, "v2", [*NAMES[:2], ("xd", "Epsilon count")])
    assert not is_whole(changed)
    assert "xc" not in {hit.name for hit in changed.search("gamma count", 10)}
    assert changed.search("epsilon")[0].name == "xd"
    assert {hit.name for hit in changed.search("count", 10, among={"xb", "xc", "xd"})} == {"xb", "xd"}


def test_changes_upon_changes_are_on_top_of_the_whole_index(tmp_path: Path) -> None:
    whole = opened(tmp_path, "v1", NAMES)
    whole.prepare()
    for step in range(6):
        index = opened(tmp_path, f"w{step}", [*NAMES, ("xd", f"Epsilon{step} count")])
        assert not is_whole(index)
        assert index.search(f"epsilon{step}")[0].name == "xd"
    assert is_whole(whole)


def test_many_changes_make_a_new_whole_index(tmp_path: Path) -> None:
    opened(tmp_path, "v1", NAMES).prepare()
    more = [(f"y{number}", f"Thing {number}") for number in range(MOST + 1)]
    assert is_whole(opened(tmp_path, "v2", [*NAMES, *more]))


def test_a_synonym_alone_is_a_change(tmp_path: Path) -> None:
    known = catalog("v1", NAMES)
    open_metric_index(tmp_path, known).prepare()
    changed = replace(known.metrics["xa"], ai=AiContext(synonyms=("omega",)))
    index = open_metric_index(
        tmp_path, replace(known, version="v2", metrics={**known.metrics, "xa": changed})
    )
    assert index.search("omega")[0].name == "xa"
    assert not is_whole(index)


def test_an_index_keeps_what_it_is_on_top_of(tmp_path: Path) -> None:
    assert is_whole(opened(tmp_path, "v1", NAMES))
    assert not is_whole(opened(tmp_path, "v2", [*NAMES, ("xd", "Epsilon count")]))
    for step in range(4):
        other = [(f"{step}y{number}", f"{step} thing {number}") for number in range(MOST + 1)]
        assert is_whole(opened(tmp_path, f"other{step}", other))
        assert opened(tmp_path, "v2", [*NAMES, ("xd", "Epsilon count")]).search("epsilon")[0].name == "xd"


def test_an_index_whose_base_is_gone_is_built_again(tmp_path: Path) -> None:
    base = opened(tmp_path, "v1", NAMES).prepare()
    changed = [*NAMES, ("xd", "Epsilon count")]
    assert not is_whole(opened(tmp_path, "v2", changed))
    shutil.rmtree(base)
    assert opened(tmp_path, "v2", changed).search("epsilon")[0].name == "xd"
    assert is_whole(opened(tmp_path, "v2", changed))
