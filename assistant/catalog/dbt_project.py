"""What a dbt project says of where its models are: folders, schemas and aliases.

dbt builds the models; nothing of it is run here. Jinja is read only where it is plain: a value with
other Jinja in it counts as unknown, and catalog.yml can say what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.catalog.problems import Problems

PROJECT_FILE = "dbt_project.yml"
PROFILE_FILE = "profiles.yml"
_ABOVE = 8
"""How many folders above a catalog a project is looked for."""
_LARGEST = 1_000_000
_CONFIG = re.compile(r"\{\{-?\s*config\s*\((.*?)\)\s*-?\}\}", re.DOTALL)
_ARGUMENT = re.compile(r"\b(schema|alias)\s*=\s*(['\"])(.*?)\2")
_FALLBACK = re.compile(r"\{\{\s*env_var\(\s*(['\"]).*?\1\s*,\s*(['\"])(.*?)\2\s*\)\s*\}\}\Z")
_SCHEMA_MACRO = re.compile(r"\bmacro\s+\w*generate_schema_name\b")
_OTHER_PATHS = {
    "macro-paths": ["macros"],
    "test-paths": ["tests"],
    "seed-paths": ["seeds"],
    "snapshot-paths": ["snapshots"],
    "analysis-paths": ["analyses"],
}


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """`schema` as dbt's config has it, which is added to the target's; None where it is not said."""

    schema: str | None = None
    alias: str | None = None

    def over(self, other: ModelConfig) -> ModelConfig:
        """This one, and `other` for what it leaves open."""
        return ModelConfig(self.schema or other.schema, self.alias or other.alias)


@dataclass(frozen=True, slots=True)
class DbtProject:
    folder: Path
    name: str
    model_paths: tuple[str, ...]
    other_paths: tuple[str, ...]
    """Folders with SQL that is no model: macros, tests, seeds, snapshots, analyses."""
    built_paths: tuple[str, ...]
    """Folders that dbt writes: its target and its packages."""
    target_schema: str | None
    has_schema_macro: bool
    """The project names schemas in its own way, which only dbt knows."""
    models: Mapping[str, Any] = field(default_factory=dict)
    """The `models:` section."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The files that this was read from."""

    def config_of(self, path: str, sql: str, declared: ModelConfig) -> ModelConfig:
        """Of the model whose SQL is at `path`, relative to the project's folder, without suffix.

        Its SQL counts before its YAML (`declared`), and that before dbt_project.yml.
        """
        return _config_in(sql).over(declared).over(self._config_above(path))

    def schema_of(self, config: ModelConfig, target: str | None) -> str | None:
        """Where dbt builds a model; None where only dbt knows."""
        if config.schema is None:
            return target
        return f"{target}_{config.schema}" if target and not self.has_schema_macro else None

    def holds_models(self, folder: Path) -> bool:
        """Whether the SQL in `folder` is dbt's models."""
        inside = self._inside(folder)
        return inside is not None and any(_is_under(inside, path) for path in self.model_paths)

    def _inside(self, folder: Path) -> PurePosixPath | None:
        try:
            return PurePosixPath(folder.resolve().relative_to(self.folder.resolve()).as_posix())
        except ValueError:
            return None

    def _config_above(self, path: str) -> ModelConfig:
        """What dbt_project.yml says, the closest folder first."""
        root = next((item for item in self.model_paths if _is_under(PurePosixPath(path), item)), None)
        if root is None:
            return ModelConfig()
        level: Any = self.models
        found = _configured(level)
        for part in (self.name, *PurePosixPath(path).relative_to(root).parts):
            level = level.get(part) if isinstance(level, Mapping) else None
            if not isinstance(level, Mapping):
                break
            found = _configured(level).over(found)
        return found


def find_project(folder: Path) -> DbtProject | None:
    """The project of `folder`: its own, or one above whose models are in it."""
    if (folder / PROJECT_FILE).is_file():
        return _read_project(folder)
    for above in list(folder.resolve().parents)[:_ABOVE]:
        if (above / PROJECT_FILE).is_file():
            project = _read_project(above)
            return project if project.holds_models(folder) else None
    return None


def _read_project(folder: Path) -> DbtProject:
    texts = {name: _text(folder / name) for name in (PROJECT_FILE, PROFILE_FILE)}
    document = _plain(texts[PROJECT_FILE])
    paths = {key: _paths(document, key, default) for key, default in _OTHER_PATHS.items()}
    macros = "".join(_text(file) for path in paths["macro-paths"] for file in _sql_files(folder / path))
    texts["macros"] = macros
    built = (document.get("target-path", "target"), document.get("packages-install-path", "dbt_packages"))
    models = document.get("models")
    return DbtProject(
        folder=folder,
        name=str(document.get("name", "")),
        model_paths=_paths(document, "model-paths", ["models"]),
        other_paths=tuple(path for found in paths.values() for path in found),
        built_paths=tuple(str(path) for path in built),
        target_schema=_target_schema(_plain(texts[PROFILE_FILE]), document.get("profile")),
        has_schema_macro=_SCHEMA_MACRO.search(macros) is not None,
        models=models if isinstance(models, Mapping) else {},
        texts=texts,
    )


def _target_schema(profiles: Mapping[str, Any], profile: Any) -> str | None:
    chosen = profiles.get(profile) if isinstance(profile, str) else None
    outputs = chosen.get("outputs") if isinstance(chosen, Mapping) else None
    if not isinstance(chosen, Mapping) or not isinstance(outputs, Mapping):
        return None
    output = outputs.get(_known(chosen.get("target")) or "default")
    return _known(output.get("schema")) if isinstance(output, Mapping) else None


def _config_in(sql: str) -> ModelConfig:
    found: dict[str, str] = {}
    for call in _CONFIG.finditer(sql):
        found |= {match[1]: match[3] for match in _ARGUMENT.finditer(call[1])}
    return ModelConfig(_known(found.get("schema")), _known(found.get("alias")))


def _configured(level: Any) -> ModelConfig:
    if not isinstance(level, Mapping):
        return ModelConfig()
    schema, alias = (level.get(f"+{key}", level.get(key)) for key in ("schema", "alias"))
    return ModelConfig(_known(schema), _known(alias))


def _known(value: Any) -> str | None:
    """The text, or the fallback that an env_var names; None for other Jinja."""
    if not isinstance(value, str):
        return None
    fallback = _FALLBACK.match(value.strip())
    if fallback:
        return fallback[3]
    return value.strip() or None if "{{" not in value and "{%" not in value else None


def _paths(document: Mapping[str, Any], key: str, default: list[str]) -> tuple[str, ...]:
    found = document.get(key, default)
    items = found if isinstance(found, list) else [found]
    return tuple(PurePosixPath(str(item)).as_posix() for item in items)


def _is_under(path: PurePosixPath, folder: str) -> bool:
    return folder == "." or path == PurePosixPath(folder) or PurePosixPath(folder) in path.parents


def _plain(text: str) -> Mapping[str, Any]:
    from assistant.catalog.yaml_source import read_yaml  # a cached catalog without a project needs no YAML

    documents = read_yaml(text, PROJECT_FILE, Problems())
    found = documents[0].plain() if documents else {}
    return found if isinstance(found, dict) else {}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig") if file.stat().st_size <= _LARGEST else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _sql_files(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.rglob("*.sql"))) if folder.is_dir() else iter(())
