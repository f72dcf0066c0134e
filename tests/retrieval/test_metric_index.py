import multiprocessing
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.catalog.labels import Labels
from assistant.catalog.model import AiContext, Catalog, Metric, MetricCard, Planned
from assistant.errors import StateError
from assistant.retrieval import index_folder
from assistant.retrieval.embeddings import HashedNgrams
from assistant.retrieval.metric_index import MetricIndex, open_metric_index


def metric(name: str, zh: str, en: str, *synonyms: str, definition: str = "", hidden: bool = False) -> Metric:
    return Metric(
        name,
        Planned("none"),
        Labels(zh, en),
        ai=AiContext(synonyms=synonyms),
        card=MetricCard(definition=Labels(en=definition or None)),
        hidden=hidden,
    )


METRICS = (
    metric("cac", "获客成本", "Customer acquisition cost", "客户获取成本"),
    metric("cpl", "线索成本", "Cost per lead", "每条线索成本"),
    metric("revenue", "营业收入", "Revenue", "营收", definition="Amounts of signed orders minus refunds."),
    metric("aov", "客单价", "Average order value", "平均每单金额"),
    metric("csat", "客户满意度", "Customer satisfaction", "满意度评分"),
    metric("win_rate", "赢单率", "Win rate", "成交率"),
    metric("denominator", "分母", "Denominator", hidden=True),
)
CATALOG = Catalog("shop", "a1b2c3", {}, {item.name: item for item in METRICS})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="module")
def index(folder: Path) -> MetricIndex:
    return open_metric_index(folder, CATALOG)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("获取一个客户的成本", "cac"),
        ("what does acquiring a customer cost", "cac"),
        ("每单平均金额", "aov"),
        ("average value of orders", "aov"),
        ("how satisfied are customers", "csat"),
        ("refunds", "revenue"),
    ],
)
def test_paraphrases_find_their_metric_first(index: MetricIndex, text: str, name: str) -> None:
    assert index.search(text)[0].name == name


def test_a_name_scores_one_and_a_foreign_word_next_to_nothing(index: MetricIndex) -> None:
    assert index.search("客单价")[0].score == 1.0
    assert all(hit.score < 0.3 for hit in index.search("weather in Paris"))
    assert index.search("") == index.search("？！") == ()


def test_scores_fall_from_hit_to_hit_and_stay_between_0_and_1(index: MetricIndex) -> None:
    scores = [hit.score for hit in index.search("customer cost per lead", limit=6)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_hidden_metrics_are_not_found(index: MetricIndex) -> None:
    assert "denominator" not in {hit.name for hit in index.search("Denominator 分母", limit=10)}


def test_a_search_can_be_kept_to_what_an_actor_may_see(index: MetricIndex) -> None:
    assert {hit.name for hit in index.search("cost", limit=10, among={"cpl"})} == {"cpl"}
    assert index.search("cost", among=()) == ()
    assert index.search("cost", kind="dimension") == ()


def test_several_processes_open_a_new_index_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        found = pool.starmap(_search_elsewhere, [(tmp_path, CATALOG.version)] * 3)
    assert found == ["cac"] * 3
    assert len(_indexes(tmp_path)) == 1


def _search_elsewhere(folder: Path, version: str) -> str:
    return open_metric_index(folder, replace(CATALOG, version=version)).search("获客成本")[0].name


def test_threads_share_one_index(tmp_path: Path) -> None:
    shared, found = open_metric_index(tmp_path, CATALOG), []
    threads = [
        threading.Thread(target=lambda: found.append(shared.search("赢单率")[0].name)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["win_rate"] * 8


def test_old_versions_go_and_foreign_folders_stay(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    for version in range(5):
        open_metric_index(tmp_path, replace(CATALOG, version=f"v{version}")).prepare()
    assert len(_indexes(tmp_path)) == 4, "the last three and what they are on top of"
    assert (tmp_path / "notes").is_dir()


def test_a_version_that_is_no_folder_name_is_hashed(tmp_path: Path) -> None:
    built = open_metric_index(tmp_path, replace(CATALOG, version="../../etc")).prepare()
    assert built.parent == tmp_path


def test_a_failed_build_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken(folder: Path) -> None:
        (folder / "half").write_text("x")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index_folder.ensure(tmp_path, "name", broken)
    assert [item.name for item in tmp_path.iterdir()] in ([".lock"], [])


def test_a_folder_that_is_a_file_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("in the way")
    with pytest.raises(StateError, match="cannot be written"):
        open_metric_index(tmp_path / "index", CATALOG).search("revenue")


@pytest.mark.parametrize("part", ["documents.json", "lexical.npz", "chroma"])
def test_a_damaged_index_is_one_clear_sentence(tmp_path: Path, part: str) -> None:
    built = open_metric_index(tmp_path, CATALOG).prepare()
    if (built / part).is_dir():
        shutil.rmtree(built / part)
    else:
        (built / part).write_bytes(b"\x00not it")
    with pytest.raises(StateError, match="damaged; delete that folder"):
        open_metric_index(tmp_path, CATALOG).search("revenue")


def test_an_empty_catalog_finds_nothing(tmp_path: Path) -> None:
    assert open_metric_index(tmp_path, Catalog("none", "v0", {}, {})).search("revenue") == ()


def test_vectors_are_unit_length_and_the_same_every_time() -> None:
    texts = ["营业收入", "revenue by month"]
    first, second = HashedNgrams(), HashedNgrams()
    first.fit(texts)
    second.load({key: np.array(value) for key, value in first.fit(texts).items()})
    assert np.allclose(np.linalg.norm(first.embed(texts), axis=1), 1)
    assert np.array_equal(first.embed(texts), second.embed(texts))
    assert not HashedNgrams().embed(["!"]).any()


def _indexes(folder: Path) -> list[Path]:
    return [item for item in folder.iterdir() if index_folder.is_ready(item)]
