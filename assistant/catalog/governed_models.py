"""Binding the SQL files that stand beside the YAML of a model of the same name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from assistant.catalog.draft import Draft
from assistant.catalog.governed_sql import parse_governed
from assistant.catalog.model import GovernedSql, Relation, SemanticModel
from assistant.catalog.node import Node
from assistant.catalog.parameter_sql import default_literals, fill
from assistant.catalog.problems import error_at
from assistant.catalog.readers.parameters import check_use
from assistant.catalog.sql_text import BadExpression


def govern_models(draft: Draft) -> None:
    """Models with SQL read from it from now on; what is wrong with the SQL goes to the problems."""
    files = _sql_files(draft)
    parsing = _Parsing(draft, files)
    for name, (path, _) in files.items():
        model, file = draft.models[name], f"{path}.sql"
        try:
            governed = parsing.governed(name)
        except BadExpression as fault:
            draft.problems.error(Node(None, file, 1), "bad_governed_sql", f'model "{name}": {fault}')
            continue
        draft.problems.extend(check_use(model, governed, file))
        draft.models[name] = replace(model, governed=governed, relation=Relation(name))
    for name, model in draft.models.items():
        if name not in files:
            for parameter in model.parameters.values():
                message = f'model "{name}": only governed SQL has parameters'
                fix = f"write {PurePosixPath(model.origin.file).parent / name}.sql"
                draft.problems.add(error_at(parameter, "parameter_without_sql", message, fix))


class _Parsing:
    """Parses each file once, those that it reads from before it."""

    def __init__(self, draft: Draft, files: dict[str, tuple[str, str]]) -> None:
        self._draft, self._files = draft, files
        self._relations = _relation_names(draft, set(files))
        self._done: dict[str, GovernedSql] = {}
        self._open: list[str] = []

    def governed(self, name: str) -> GovernedSql:
        """Raises BadExpression for SQL that is not allowed or that reads from itself."""
        if name not in self._done:
            if name in self._open:
                chain = " → ".join((*self._open[self._open.index(name) :], name))
                raise BadExpression(f"governed models read from each other: {chain}")
            self._open.append(name)
            try:
                self._done[name] = parse_governed(self._files[name][1], self._relations, self._inlined)
            finally:
                self._open.pop()
        return self._done[name]

    def _inlined(self, name: str) -> GovernedSql | None:
        if name not in self._files:
            return None
        found = self.governed(name)
        defaults = default_literals(self._draft.models[name].parameters)
        return replace(found, ast=fill(found.ast.copy(), defaults))


def _sql_files(draft: Draft) -> dict[str, tuple[str, str]]:
    found = ((name, _governed_sql(draft, model)) for name, model in draft.models.items())
    return {name: sql for name, sql in found if sql is not None}


def _governed_sql(draft: Draft, model: SemanticModel) -> tuple[str, str] | None:
    """The path without suffix and the text of the SQL that is the model's rows.

    That is the file beside the YAML, unless dbt builds the model from it: where a dbt project has its
    models, and where the SQL holds Jinja. A model may say itself which it is: `governed` in its meta.
    """
    path = (PurePosixPath(model.origin.file).parent / model.name).as_posix()
    text, said = draft.sql_files.get(path), draft.governed.get(model.name)
    if text is None:
        if said:
            message = f'model "{model.name}" is governed, and there is no {path}.sql'
            draft.problems.error(model.origin, "bad_governed_sql", message)
        return None
    has_jinja = "{{" in text or "{%" in text
    if said and has_jinja:
        message = f'model "{model.name}" is governed, and its SQL holds Jinja, which only dbt can fill in'
        draft.problems.error(Node(None, f"{path}.sql", 1), "bad_governed_sql", message)
        return None
    if said is not None:
        return (path, text) if said else None
    if draft.project is not None and draft.project.holds_models((draft.folder / path).parent):
        return None
    if has_jinja:
        message = f'model "{model.name}": its SQL holds Jinja, so rows are read from {model.relation}'
        fix = "say governed: false in its meta, or write the SQL without Jinja"
        draft.problems.warning(Node(None, f"{path}.sql", 1), "jinja_sql", message, fix)
        return None
    return (path, text)


def _relation_names(draft: Draft, governed: set[str]) -> dict[str, Relation]:
    names: dict[str, Relation] = dict(draft.relations)
    found = [(name, model.relation) for name, model in draft.models.items() if name not in governed]
    found += [(spine.relation.name, spine.relation) for spine in draft.time_spines.values()]
    for name, relation in found:
        names.setdefault(name, relation)
    for relation in list(names.values()):
        names.setdefault(relation.name.lower(), relation)
        names.setdefault(str(relation).lower(), relation)
    return names
