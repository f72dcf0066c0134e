"""What else people call what a catalog names."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.understanding.cutting.tokens import words
from assistant.understanding.other_names import OwnName, other_names

Named = dict[str, list[OwnName]]


def named(**names: tuple[str, str]) -> Named:
    """What each is measured in and what it is called, parted by commas."""
    return {
        what: [OwnName(words(name), unit) for name in said.split(",")] for what, (unit, said) in names.items()
    }


def found(catalog: Named, known: Iterable[str] = ()) -> dict[tuple[str, ...], str]:
    own = {name.said for names in catalog.values() for name in names} | set(map(words, known))
    return dict(other_names(catalog, lambda phrase: phrase in own))


@pytest.mark.parametrize(
    ("unit", "name", "other"),
    [
        ("percent", "Load factor", "PLF"),
        ("percent", "客座率", "上座率"),
        ("currency", "Average order value", "average ticket size"),
        ("currency", "客单价", "AOV"),
        ("percent", "Cancellation rate", "cancel rate"),
        ("percent", "Denial rate", "rejection rate"),
        ("percent", "取消率", "取消比例"),
        ("percent", "Claim frequency", "frequency of claims"),
        ("currency", "Deposit amount", "amount of deposits"),
        ("currency", "回款金额", "回款总额"),
        ("count", "Active customers", "active clients"),
        ("days", "平均结案天数", "平均结案时间"),
        ("", "Line of business", "LOB"),
    ],
)
def test_other_words_for_one_thing(unit: str, name: str, other: str) -> None:
    assert found(named(it=(unit, name)))[words(other)] == "it"


@pytest.mark.parametrize(
    ("unit", "name", "other"),
    [
        ("percent", "取消率", "取消占比"),  # among others: how they part
        ("percent", "Repeat rate", "repeat share"),
        ("count", "Late orders", "late percentage"),
        ("count", "Claims denied", "denied claims rate"),
        ("currency", "成交额", "GMV"),  # of a single shop it is sales
        ("percent", "升级率", "escalation rate"),  # also of those who took a bigger plan
        ("", "Cancellation", "cancel"),
        ("percent", "On-time rate", "OTP"),
    ],
)
def test_what_is_another_number(unit: str, name: str, other: str) -> None:
    assert words(other) not in found(named(it=(unit, name)))


def test_no_name_that_two_would_have() -> None:
    both = named(first=("percent", "NPL ratio"), second=("percent", "Bad loan ratio"))
    assert words("bad debt ratio") not in found(both)


def test_no_name_that_is_one_already() -> None:
    catalog = named(late=("percent", "Late rate"), delay=("percent", "Delay rate"))
    assert words("delay rate") not in {phrase for phrase, what in found(catalog).items() if what == "late"}
    assert words("PLF") not in found(named(it=("percent", "Load factor")), known=["PLF"])


def test_a_share_of_what_the_rest_names() -> None:
    margin = named(margin=("percent", "毛利率"), profit=("currency", "毛利"))
    assert found(margin)[words("毛利比率")] == "margin"
    assert words("毛利比例") not in found(margin)
