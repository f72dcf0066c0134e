"""The changes that reviewers make most: another word, another example, another verified query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from assistant.catalog.edit.edit import Edit, documents_of, edited
from assistant.catalog.edit.find import Found, find_dimension, find_metric, text_of
from assistant.catalog.edit.places import Path
from assistant.catalog.edit.write import block_lines, newline_of
from assistant.catalog.model import Catalog, Dimension, DimensionValue
from assistant.catalog.node import Node
from assistant.catalog.rules.words import folded
from assistant.errors import UsageError, choices_text, listed

VERIFIED_FILE = "verified_queries.yml"
_HEADER = (
    "# Questions whose query someone answers for. A question asked in these words takes this query as it is."
)
_LONGEST = 200
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def add_synonym(catalog: Catalog, path: str | FilePath, name: str, word: str) -> Edit:
    """One more word for a metric, or for a dimension (`name`, `model.name` or what it is conformed to).

    Raises UsageError, also where it is one already.
    """
    word = spoken_word(word)
    metric = catalog.metrics.get(name.strip().lower())
    if metric is not None:
        _refuse_known(word, (metric.name, *metric.names), f'metric "{metric.name}"')
        found, own = find_metric(folder_of(path), metric), "ai_context"
    else:
        group = _dimensions(catalog, name, others=catalog.metrics)
        known = [text for _, item in group for text in (item.name, *item.names)]
        _refuse_known(word, known, f'dimension "{name}"')
        found, own = find_dimension(folder_of(path), group[0][1]), "meta"
    return _added(found, _words_path(found, own), word)


def add_example(catalog: Catalog, path: str | FilePath, metric: str, question: str) -> Edit:
    """One more question to start with. Raises UsageError."""
    question = spoken_word(question)
    known = catalog.metrics.get(metric.strip().lower())
    if known is None:
        raise UsageError(f"there is no metric '{metric}'.{choices_text(metric, catalog.metrics)}")
    _refuse_known(question, known.ai.examples, f'metric "{known.name}"')
    found = find_metric(folder_of(path), known)
    holder = _context(found)
    if holder is None:
        raise UsageError(f'the ai_context of "{known.name}" is one text: make it {{instructions: …}} first')
    return _added(found, (*holder, "examples"), question)


def add_value_alias(
    catalog: Catalog, path: str | FilePath, dimension: str, value: str | int | float | bool, word: str
) -> Edit:
    """One more word for a value, as it is stored; for all dimensions that are conformed with this one.

    Raises UsageError, also where it is one already.
    """
    word = spoken_word(word)
    group = _dimensions(catalog, dimension, others=())
    if group[0][1].type != "categorical":
        raise UsageError(f'dimension "{dimension}" holds times: its values have no words of their own')
    same = [entry for _, item in group for entry in item.values if str(entry.value) == str(value)]
    known = [text for entry in same for text in (str(entry.value), *entry.labels, *entry.synonyms)]
    _refuse_known(word, known, f'the value "{value}" of "{dimension}"')
    _, chosen = min(group, key=lambda each: _distance(each[1], same))
    found = find_dimension(folder_of(path), chosen)
    holder = (*(found.holder_of("values") or found.new_holder()), "values")
    listed_values = found.at(holder)
    items = listed_values.value if listed_values is not None and isinstance(listed_values.value, list) else []
    for position, item in enumerate(items):
        if _stored(item) == str(value):
            return _with_word(found, (*holder, position), item, word)
    typed = _typed(chosen, value)
    return _added(found, holder, {"value": typed, "synonyms": [word]})


def add_verified_query(
    catalog: Catalog,
    path: str | FilePath,
    question: str,
    query: Mapping[str, Any],
    by: str | None = None,
    on: str | None = None,
) -> Edit:
    """A question with the query that `by` answers for. Raises UsageError where it is verified already."""
    question = spoken_word(question)
    known = [text for item in catalog.verified_queries for text in item.questions]
    if folded(question) in map(folded, known):
        raise UsageError(f"the question '{question:.60}' is verified already; change that entry instead")
    entry: dict[str, Any] = {"question": {_language(question): question}, "query": dict(query)}
    entry |= {key: text for key, text in (("verified_by", by), ("verified_on", on)) if text}
    folder, file = folder_of(path), _verified_file(catalog, FilePath(path))
    if not (folder / file).exists():
        return Edit(file, None, "\n".join([_HEADER, "verified_queries:", *_item(entry)]) + "\n")
    return added_to_section(file, text_of(folder, file), "verified_queries", entry)


def added_to_section(file: str, text: str, section: str, entry: Mapping[str, Any]) -> Edit:
    """The file with one more entry in the list `section`. Raises UsageError."""
    documents = documents_of(text.removeprefix("\ufeff"), file)
    if documents == []:
        newline = newline_of(text)
        before = text if not text or text.endswith("\n") else text + newline
        return Edit(file, text, before + newline.join([f"{section}:", *_item(entry)]) + newline)
    holding = [i for i, item in enumerate(documents or ()) if isinstance(item, dict) and section in item]
    mappings = [i for i, item in enumerate(documents or ()) if isinstance(item, dict)]
    if documents is not None and not mappings:
        raise UsageError(f"{file} is no mapping; it must hold the key {section}")
    return edited(file, text, (holding or mappings or [0])[0], (section,), dict(entry))


def folder_of(path: str | FilePath) -> FilePath:
    """The folder that the catalog's files are named in."""
    path = FilePath(path)
    return path if path.is_dir() else path.parent


def spoken_word(text: str) -> str:
    """A word as people type it, in one line. Raises UsageError."""
    word = " ".join(text.split())
    if not word or len(word) > _LONGEST or not word.isprintable():
        raise UsageError(f"a word is printable text of 1 to {_LONGEST} characters")
    return word


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────


def _item(entry: Mapping[str, Any]) -> list[str]:
    first, *rest = block_lines(entry, 4)
    return [f"  - {first.lstrip()}", *rest]


def _verified_file(catalog: Catalog, path: FilePath) -> str:
    if path.is_file():
        return path.name
    there = [item.origin.file for item in catalog.verified_queries]
    beside = [name for name in (VERIFIED_FILE, "verified_queries.yaml") if (path / name).is_file()]
    return VERIFIED_FILE if VERIFIED_FILE in there else [*there, *beside, VERIFIED_FILE][0]


def _dimensions(catalog: Catalog, name: str, others: Iterable[str]) -> list[tuple[str, Dimension]]:
    """The dimension of that name with all that are conformed with it, as (model, dimension)."""
    wanted = name.strip().lower()
    # What is computed from others comes last: people look for a word where the table is described.
    models = sorted(catalog.models.values(), key=lambda model: model.governed is not None)
    everything = [(model.name, item) for model in models for item in model.dimensions.values()]
    named = [each for each in everything if f"{each[0]}.{each[1].name}" == wanted]
    named = named or [each for each in everything if each[1].conformed == wanted]
    named = named or [each for each in everything if each[1].name == wanted]
    if not named:
        known = [*others, *(item.conformed or item.name for _, item in everything)]
        kind = "metric or dimension" if others else "dimension"
        raise UsageError(f"there is no {kind} '{name}'.{choices_text(name, known)}")
    tags = {item.conformed or f"{model}.{item.name}" for model, item in named}
    if len(tags) > 1:
        choices = listed(f"{model}.{item.name}" for model, item in named)
        raise UsageError(f"'{name}' names several dimensions: {choices}")
    tag = named[0][1].conformed
    return named + [each for each in everything if tag and each[1].conformed == tag and each not in named]


def _refuse_known(word: str, known: Iterable[str], what: str) -> None:
    if folded(word) in map(folded, known):
        raise UsageError(f"'{word}' is a word of {what} already")


def _context(found: Found) -> Path | None:
    """Where `ai_context` is or can be made; None where it is one text."""
    there = found.holder_of("ai_context")
    node = found.at((*there, "ai_context")) if there is not None else None
    if node is not None and isinstance(node.value, str):
        return None
    return (*(there or found.new_holder()), "ai_context")


def _words_path(found: Found, own: str) -> Path:
    """Where the synonyms are already, else in the `ai_context` of a metric and in the meta of a dimension."""
    context, plain = _context(found), found.holder_of("synonyms")
    if context is not None and found.at((*context, "synonyms")) is not None:
        return (*context, "synonyms")
    if plain is not None:
        return (*plain, "synonyms")
    return (*context, "synonyms") if own == "ai_context" and context else (*found.new_holder(), "synonyms")


def _added(found: Found, path: Path, value: Any) -> Edit:
    node = found.at(path)
    if node is not None and isinstance(node.value, dict) and isinstance(value, str):
        path = (*path, _language(value))  # {zh: [...], en: [...]}
    return edited(found.file, found.text, found.document, (*found.path, *path), value)


def _with_word(found: Found, path: Path, item: Node, word: str) -> Edit:
    if not isinstance(item.value, dict):
        entry = {"value": item.value, "synonyms": [word]}
        return edited(found.file, found.text, found.document, (*found.path, *path), entry, replacing=True)
    said = item.value.get("synonyms")
    by_language = said is not None and isinstance(said.value, dict)
    tail = ("synonyms", _language(word)) if by_language else ("synonyms",)
    return edited(found.file, found.text, found.document, (*found.path, *path, *tail), word)


def _stored(item: Node) -> str | None:
    node = item.value.get("value") if isinstance(item.value, dict) else item
    return None if node is None else str(node.value)


def _distance(dimension: Dimension, same: Sequence[DimensionValue]) -> int:
    """Nearest is the dimension that has the value already, then one that lists values at all."""
    if any(entry in dimension.values for entry in same):
        return 0
    return 1 if dimension.values else 2


def _typed(dimension: Dimension, value: str | int | float | bool) -> str | int | float | bool:
    """The value in the type that the dimension declares."""
    if not isinstance(value, str):
        return value
    return next(_readings(dimension, value), value)


def _readings(dimension: Dimension, value: str) -> Iterator[int | float | bool]:
    try:
        match dimension.data_type:
            case "integer":
                yield int(value)
            case "number":
                yield float(value)
            case "boolean" if value.lower() in ("true", "false"):
                yield value.lower() == "true"
    except ValueError:
        raise UsageError(f'"{dimension.name}" holds {dimension.data_type}s; "{value:.40}" is none') from None


def _language(text: str) -> str:
    return "zh" if _CHINESE.search(text) else "en"
