import threading
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import StateError
from assistant.retrieval.phrase_keys import PhraseFilter, phrase_keys, stretch_keys
from assistant.retrieval.value_build import build_value_index
from assistant.retrieval.value_index import ValueIndex, open_value_index
from assistant.retrieval.value_names import ValueEntry

ENTRIES = (
    ValueEntry("leads.region", "east_cn", ("east_cn", "华东", "East China", "华东大区")),
    ValueEntry("leads.region", "south_cn", ("south_cn", "华南", "South China")),
    ValueEntry("leads.channel", "email", ("email", "邮件", "Email")),
    ValueEntry("leads.channel", "paid_search", ("paid_search", "搜索广告", "Paid search")),
    ValueEntry("branches.city", "重庆", ("重庆",)),
    ValueEntry("accounts.name", "a1", ("阿里云计算有限公司",)),
    ValueEntry("accounts.name", "a2", ("Acme Industrial Holdings",)),
    ValueEntry("projects.number", 42, ("42", "42号项目")),
    ValueEntry("orders.is_promo", True, ("促销", "promotion")),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ValueIndex:
    file = tmp_path_factory.mktemp("values") / "values.sqlite"
    build_value_index(file, ENTRIES, "f1", simplify=lambda text: text.replace("東", "东"))
    return open_value_index(file)


def found(index: ValueIndex, text: str) -> set[tuple[str, object]]:
    return {(text[m.start : m.end], hit.value) for m in index.scan(text) for hit in m.hits}


def test_every_name_in_a_question_is_found_where_it_stands(index: ValueIndex) -> None:
    assert found(index, "上个月华东和华南的搜索广告线索") == {
        ("华东", "east_cn"),
        ("华南", "south_cn"),
        ("搜索广告", "paid_search"),
    }
    assert ("华东大区", "east_cn") in found(index, "华东大区的营收")


def test_latin_names_match_whole_words_in_any_case_and_in_the_plural(index: ValueIndex) -> None:
    assert found(index, "leads from EAST CHINA by paid search") == {
        ("EAST CHINA", "east_cn"),
        ("paid search", "paid_search"),
    }
    assert found(index, "how many emails") == {("emails", "email")}
    assert found(index, "emailing, remailed, emailx, xemail") == set()


def test_names_next_to_the_other_script_are_found(index: ValueIndex) -> None:
    assert found(index, "看email渠道") == {("email", "email")}
    assert ("42", 42) in found(index, "42号")
    assert found(index, "1420号") == set()


def test_sounds_of_chinese_names_are_found_and_say_so(index: ValueIndex) -> None:
    for text, how in (
        ("huadong", "pinyin"),
        ("hua dong", "pinyin"),
        ("hd", "initials"),
        ("chongqing", "pinyin"),
    ):
        (match,) = index.scan(text)
        assert match.end == len(text)
        assert {hit.how for hit in match.hits} == {how}
        assert all(hit.score < 1 for hit in match.hits)


def test_values_keep_their_type(index: ValueIndex) -> None:
    (match,) = index.scan("促销")
    assert match.hits[0].value is True


@pytest.mark.parametrize(
    ("text", "value", "how"),
    [
        ("emial", "email", "typo"),
        ("paid serch", "paid_search", "typo"),
        ("east chnia", "east_cn", "typo"),
        ("搜素广告", "paid_search", "typo"),
        ("阿里云", "a1", "partial"),
        ("acme", "a2", "partial"),
        ("acme industrial", "a2", "partial"),
    ],
)
def test_nearest_finds_slips_and_parts(index: ValueIndex, text: str, value: str, how: str) -> None:
    best = index.nearest(text)[0]
    assert (best.value, best.how) == (value, how)
    assert 0.5 <= best.score < 1


@pytest.mark.parametrize("text", ["weather", "ace", "43", "天气", "", "zzzz", "华北"])
def test_nearest_does_not_guess(index: ValueIndex, text: str) -> None:
    assert index.nearest(text) == ()


def test_nearest_can_be_kept_to_some_dimensions(index: ValueIndex) -> None:
    assert index.nearest("emial", dimensions=["leads.region"]) == ()


def test_hostile_text_is_only_text(index: ValueIndex) -> None:
    for text in ("'; DROP TABLE value; --", "\x00", "%_*", "\ud800 华东", "İß" * 50, "华东" * 3000):
        index.scan(text)
        index.nearest(text)
    assert index.scan("华东")


def test_a_thread_each_may_search(index: ValueIndex) -> None:
    results: list[bool] = []
    threads = [threading.Thread(target=lambda: results.append(bool(index.scan("华东")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 8


def test_the_same_fingerprint_is_not_built_again_and_another_is(tmp_path: Path) -> None:
    file = tmp_path / "v.sqlite"
    build_value_index(file, ENTRIES[:1], "one")
    old = open_value_index(file)
    build_value_index(file, iter(()), "one")
    assert open_value_index(file).scan("华东")
    build_value_index(file, ENTRIES[1:2], "two")
    assert not open_value_index(file).scan("华东")
    assert open_value_index(file).fingerprint == "two"
    assert old.scan("华东"), "who has the old file open keeps it"
    assert {item.name for item in tmp_path.iterdir()} <= {"v.sqlite", "v.sqlite.lock"}


def test_only_the_last_indexes_are_kept(tmp_path: Path) -> None:
    for number in range(5):
        build_value_index(tmp_path / f"values-{number}.sqlite", ENTRIES[:1], "one")
        (tmp_path / "else-0.sqlite").touch()
    kept = sorted(item.name for item in tmp_path.glob("values-*.sqlite"))
    assert kept == ["values-2.sqlite", "values-3.sqlite", "values-4.sqlite"]
    assert (tmp_path / "else-0.sqlite").exists()
    assert len(list(tmp_path.glob("*.lock"))) == 3


def test_missing_damaged_and_unwritable_files_are_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="missing or damaged"):
        open_value_index(tmp_path / "none.sqlite")
    (tmp_path / "bad.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(StateError, match="damaged"):
        open_value_index(tmp_path / "bad.sqlite")
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="cannot be written"):
        build_value_index(tmp_path / "file" / "v.sqlite", ENTRIES, "x")


def test_an_index_without_values_finds_nothing(tmp_path: Path) -> None:
    build_value_index(tmp_path / "v.sqlite", (), "x")
    index = open_value_index(tmp_path / "v.sqlite")
    assert index.scan("华东") == () == index.nearest("华东")


def test_keys_of_stretches_are_the_keys_of_phrases() -> None:
    text = "上个月华东 East 的 MQL"
    starts, ends = np.array([3, 6, 0]), np.array([5, 10, len(text)])
    assert np.array_equal(stretch_keys(text, starts, ends), phrase_keys(["华东", "East", text]))


def test_the_filter_never_misses_and_rarely_errs() -> None:
    inside = phrase_keys([f"name {i}" for i in range(5000)])
    outside = phrase_keys([f"other {i}" for i in range(5000)])
    keys = PhraseFilter.of(inside)
    assert keys.may_hold(inside).all()
    assert keys.may_hold(outside).mean() < 0.02
