import pytest

from assistant.retrieval.concepts import Part, Thesaurus, terms, thesaurus

SMALL = Thesaurus(
    {
        "cost": {"en": "cost spend how_much_money", "zh": "花费 花 花钱"},
        "flower": {"zh": "花"},
        "share": {"en": "share_of how_many_of", "zh": "几成"},
        "count": {"en": "how_many"},
    },
    {"currency": "cost"},
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("spending", [Part(("spend",), frozenset({"cost"}))]),
        ("how many of them", [Part((), frozenset({"share"}))]),
        ("how many", [Part((), frozenset({"count"}))]),
        ("花钱", [Part(("花钱",), frozenset({"cost"}))]),
        ("花", [Part(("花",), frozenset({"cost", "flower"}))]),
        ("仓库几成", [Part(("仓库",)), Part(("几成",), frozenset({"share"}))]),
        ("cost 花费", [Part(("cost",), frozenset({"cost"})), Part(("花费",), frozenset({"cost"}))]),
        ("the of", []),
    ],
)
def test_the_longest_word_counts_and_small_words_go(text: str, parts: list[Part]) -> None:
    assert SMALL.parts(text) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("客户流失", "customers who left"),
        ("how long does it take", "多久"),
        ("复购", "bought again"),
        ("员工", "employees"),
        ("库存", "goods in the warehouse"),
    ],
)
def test_two_languages_share_concepts(one: str, other: str) -> None:
    shared = {term for term in terms(one) if term.startswith("§")} & set(terms(other))
    assert shared


def test_every_unit_answers_to_a_concept_that_exists() -> None:
    known = {
        concept
        for text in ("how many", "金额", "多久", "比例", "倍", "打分", "几个人")
        for concept in terms(text)
    }
    assert {f"§{concept}" for concept in thesaurus().units.values()} <= known


@pytest.mark.parametrize(
    ("word", "light"),
    [("actually", True), ("something", True), ("才能", True), ("churn", False), ("支票", False)],
)
def test_words_of_everyday_speech_say_little(word: str, light: bool) -> None:
    assert all(part.light == light for part in thesaurus().parts(word))


@pytest.mark.parametrize(
    ("text", "stretch", "known"),
    [("登记表", (0, 2), True), ("会议室", (1, 3), True), ("大议室", (1, 3), False)],
)
def test_a_stretch_inside_a_known_word_is_no_word_of_its_own(
    text: str, stretch: tuple[int, int], known: bool
) -> None:
    assert thesaurus().has_word_over(text, *stretch) == known


def test_a_patient_is_a_person() -> None:
    assert "person" in thesaurus().widened(frozenset({"patient"}))


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("房租", {"rent"}),
        ("理赔款", {"payout"}),
        ("通话时长", {"minutes_called", "phone"}),
        ("多少钱", {"money"}),
    ],
)
def test_a_compound_tells_its_thing_and_not_only_its_unit(text: str, telling: set[str]) -> None:
    (part,) = thesaurus().parts(text)
    assert part.telling == telling


@pytest.mark.parametrize(
    ("said", "concept"),
    [
        ("催回来", "debt_collection"), ("接着买", "renewal"), ("趴窝", "utilisation_of_machines"), ("退了", "refund"),
        ("筹款", "donation"), ("派工", "assign_job"), ("改约", "reschedule"), ("跳槽", "resign"), ("帮到", "beneficiary"),
        ("没还", "late"), ("封号", "ban"), ("放出去", "loan"), ("消课", "lesson_hours"), ("空铺", "vacancy_of_space"),
    ],
)  # fmt: skip
def test_everyday_words_of_trades(said: str, concept: str) -> None:
    assert concept in {each for part in thesaurus().parts(said) for each in part.concepts}


@pytest.mark.parametrize("text", ["出去", "电视台", "借口", "放心", "闲聊", "保险箱"])
def test_words_that_stand_for_nothing(text: str) -> None:
    assert not any(part.concepts for part in thesaurus().parts(text))
