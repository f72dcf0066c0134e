"""policy.yml: roles, and who has them."""

from __future__ import annotations

from pathlib import Path

from assistant.catalog.entry import Entry
from assistant.catalog.filters import parse_filter
from assistant.catalog.node import Node
from assistant.catalog.origin import Origin
from assistant.catalog.policies import ALL, Policy, PolicyUser
from assistant.catalog.problems import Problems
from assistant.catalog.readers.card import LAYERS
from assistant.catalog.sql_text import BadExpression
from assistant.catalog.yaml_source import read_yaml
from assistant.policy import Role, RowFilter

POLICY_FILES = ("policy.yml", "policy.yaml")


def load_policy(path: str | Path) -> Policy | None:
    """The policy of a catalog: in its folder, beside its file, or the file given; None where there is none.

    Raises CatalogError with every problem: a policy that cannot be read is never taken for no policy.
    """
    file = _policy_path(Path(path))
    if file is None:
        return None
    problems = Problems()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        problems.error(Node(None, file.name, 1), "unreadable", f"cannot be read: {type(fault).__name__}")
        text = ""
    policies = [
        policy
        for node in read_yaml(text, file.name, problems)
        if (entry := Entry.of(node, problems, file.name))
        and (policy := read_policy_document(entry)) is not None
    ]
    if len(policies) != 1:
        problems.error(
            Node(None, file.name, 1), "bad_policy", "holds no policy, or more than one", "policy: {roles: …}"
        )
    problems.raise_errors()
    return policies[0]


def _policy_path(path: Path) -> Path | None:
    """A catalog of one file has its policy beside it."""
    if path.is_dir():
        return next((path / name for name in POLICY_FILES if (path / name).is_file()), None)
    if path.name in POLICY_FILES or not path.is_file():
        return path if path.is_file() else None
    return _policy_path(path.parent)


def read_policy_document(document: Entry) -> Policy | None:
    inner = document.entry("policy")
    return None if inner is None else read_policy(inner)


def read_policy(entry: Entry) -> Policy:
    roles: dict[str, Role] = {}
    places: dict[str, Origin] = {}
    holder = entry.entry("roles")
    for name in holder.values if holder is not None else ():
        node = holder.get(name) if holder is not None else None
        role = Entry.of(node or Node({}, entry.node.file, entry.node.line), entry.problems, f'role "{name}"')
        if role is not None:
            roles[name] = _role(role, name)
            places[name] = role.origin
    users = _users(entry)
    entry.finish()
    return Policy(roles, users, entry.origin, places)


def _role(entry: Entry, name: str) -> Role:
    layers = entry.names("layers")
    for layer in layers:
        if layer not in (*LAYERS, ALL):
            entry.error(
                "layers", "bad_layer", f"unknown layer '{layer:.40}'", f'one of {", ".join(LAYERS)} or "*"'
            )
    role = Role(
        name=name,
        owners=entry.texts("owners"),
        layers=layers,
        metrics=entry.names("metrics"),
        except_metrics=entry.names("except_metrics"),
        row_filter=_row_filter(entry),
        models_without_filter_column=entry.choice("models_without_filter_column", ("deny", "allow"), "deny"),
        show_pii=entry.names("show_pii"),
        mask_pii=entry.flag("mask_pii"),
        aggregates_only=entry.flag("aggregates_only"),
        minimum_group_size=entry.integer("minimum_group_size", 1, least=1) or 1,
        reviewer=entry.flag("reviewer"),
    )
    entry.finish()
    return role


def _row_filter(entry: Entry) -> RowFilter | None:
    text = entry.optional_text("row_filter")
    if text is None:
        return None
    try:
        found = parse_filter(text)
    except BadExpression as fault:
        entry.error("row_filter", "bad_filter", f"row_filter: {fault}")
        return None
    for item in found.fields:
        if item.kind not in ("dimension", "entity", "actor"):
            entry.error(
                "row_filter", "bad_filter", f"row_filter: {item.name} is not a dimension, entity or actor"
            )
    return RowFilter(text)


def _users(entry: Entry) -> dict[str, PolicyUser]:
    holder = entry.entry("users")
    users: dict[str, PolicyUser] = {}
    for name in holder.values if holder is not None else ():
        node = holder.get(name) if holder is not None else None
        if node is not None and isinstance(node.value, dict):
            inner = Entry(node, entry.problems, f'user "{name}"')
            users[name] = PolicyUser(
                inner.texts("roles") or inner.texts("role"), _attributes(inner), inner.origin
            )
            inner.finish(also=("role", "roles"))
        elif holder is not None:
            users[name] = PolicyUser(holder.texts(name), {}, holder.at(name))
    return users


def _attributes(entry: Entry) -> dict[str, str | int]:
    inner = entry.entry("attributes")
    found: dict[str, str | int] = {}
    for key in inner.values if inner is not None else ():
        node = inner.get(key) if inner is not None else None
        if node is None or inner is None:
            continue
        if isinstance(node.value, bool) or not isinstance(node.value, (str, int)):
            inner.wrong(key, "a text or whole number", node)
        else:
            found[key] = node.value
    return found
