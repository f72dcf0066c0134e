from __future__ import annotations

from pathlib import Path

import pytest

from assistant.catalog.check import check_catalog
from assistant.catalog.policies import PolicyUser
from assistant.catalog.policy_file import load_policy
from assistant.errors import CatalogError
from assistant.governance.grants import grant_for
from assistant.policy import RowFilter
from assistant.question import Actor
from tests.catalog.writing import CATALOGS, ORDERS, write


def test_roles_and_users() -> None:
    policy = load_policy(CATALOGS / "shop")
    assert policy is not None
    east = policy.roles["east"]
    assert (east.owners, east.show_pii, east.minimum_group_size) == (("sales",), ("email",), 5)
    assert east.row_filter == RowFilter("{{ Dimension('region') }} = 'east_cn'")
    assert east.models_without_filter_column == "deny"
    assert policy.roles["exec"].metrics == ("*",)
    assert policy.users["li.na"].roles == ("east",)
    wang = policy.users["wang"]
    assert wang == PolicyUser(("rep",), {"region": "east_cn"}, wang.origin)


def test_who_reviews(tmp_path: Path) -> None:
    text = (
        "policy: {roles: {a: {metrics: '*', reviewer: true}, b: {metrics: '*'}}, users: {c: {roles: [b, a]}}}"
    )
    policy = load_policy(write(tmp_path, policy__yml=text))
    may = {name: grant_for(policy, Actor(name)).may_review for name in ("a", "b", "c", "d")}
    assert may == {"a": True, "b": False, "c": True, "d": False}
    assert grant_for(None, Actor("anybody")).may_review


def test_no_policy_is_none(tmp_path: Path) -> None:
    assert load_policy(tmp_path) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "policy:\n",
        "polices: {roles: {}}",
        "policy: [a]",
        "policy: {roles: [a]}",
        "policy: {roles: {a: [x]}}",
        "policy: {roles: {a: {row_filter: \"region = 'x'\"}}}",
        "policy: {roles: {a: {minimum_group_size: 0}}}",
        "policy: {roles: {a: {mask_pii: perhaps}}}",
        "policy: {roles: {a: {reviewer: perhaps}}}",
        "policy: {roles: {a: {layers: [top]}}}",
        "policy: {roles: {a: !x {}}}",
        "policy: {roles: {a: {models_without_filter_column: maybe}}}",
        "policy: {roles: {}}\n---\npolicy: {roles: {}}",
        "policy: {roles: {a: {row_filter: \"{{ Metric('m', ['e']) }} > 1\"}}}",
        "policy: {users: {a: {attributes: {x: [1]}}}}",
        "policy: {roles: {a: {metrics: {x: y}}}}",
    ],
)
def test_what_cannot_be_read_is_never_taken_for_no_policy(tmp_path: Path, text: str) -> None:
    with pytest.raises(CatalogError):
        load_policy(write(tmp_path, policy__yml=text))


@pytest.mark.parametrize("name", ["roles__yml", "policy__yml"])
def test_a_policy_in_the_wrong_place_is_an_error(tmp_path: Path, name: str) -> None:
    text = "policy: {roles: {}}" if name == "roles__yml" else "roles: {east: {metrics: '*'}}"
    found = check_catalog(write(tmp_path, a__yml=ORDERS, **{name: text}))
    assert "misplaced_policy" in [problem.code for problem in found if problem.severity == "error"]


RULES = """
policy:
  roles:
    east: {metrics: "*", row_filter: "{{ Dimension('region') }} = {{ actor('area') }}", show_pii: [email]}
  users: {a: {roles: [east], attributes: {area: east_cn}}, b: east, c: {roles: [east], attributes: {area: 7}}}
"""


def test_attributes_that_a_filter_needs(tmp_path: Path) -> None:
    from shutil import copytree

    folder = copytree(CATALOGS / "shop", tmp_path / "shop")
    (folder / "policy.yml").write_text(RULES, encoding="utf-8")
    found = [problem for problem in check_catalog(folder) if problem.file == "policy.yml"]
    assert [(item.severity, item.code) for item in found] == [("warning", "missing_attribute")]
    assert 'user "b"' in found[0].message


def test_a_policy_beside_a_single_file_holds(tmp_path: Path) -> None:
    from assistant.catalog import load_catalog
    from assistant.catalog.load import policy_of

    file = write(tmp_path, a__yml=ORDERS, policy__yml="policy: {roles: {east: {metrics: '*'}}}") / "a.yml"
    policy = policy_of(load_catalog(file), file)
    assert policy is not None
    assert list(policy.roles) == ["east"]
    file.with_name("policy.yml").write_text("policy: {roles: {east: {metrics: [revenu]}}}", encoding="utf-8")
    with pytest.raises(CatalogError):
        policy_of(load_catalog(file), file)
