"""Rules on the words of a catalog: nothing means two things, and nothing gives orders."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import cast

from sqlglot import exp

from assistant.catalog.draft import Draft
from assistant.catalog.model import Catalog, Derived, Dimension, Metric, Origin, SqlExpression
from assistant.catalog.problems import Problem, error_at, warning_at


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """`text` as it is compared: width, case and spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split())


def metric_words(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """A label or synonym belongs to one metric, unless it is a declared ambiguity."""
    listed = [m for m in catalog.metrics.values() if not m.hidden and m.card.status != "deprecated"]
    names = {folded(metric.name): metric for metric in listed}
    declared = {folded(term): set(item.candidates) for item in catalog.ambiguities for term in item.terms}
    owners: dict[str, Metric] = {}
    for metric in listed:
        for word, key in _words(metric):
            place = draft.place(
                "metric", metric, "ai_context" if key == "synonym" else "labels", key, "synonyms"
            )
            named = names.get(folded(word))
            other = (
                named
                if named is not None and named is not metric
                else owners.setdefault(folded(word), metric)
            )
            if other is metric or {metric.name, other.name} <= declared.get(folded(word), set()):
                continue
            if other is named:
                message = f'metric "{metric.name}": its {key} "{word}" is the name of another metric'
            else:
                owner = f'"{other.name}" ({other.origin})'
                message = f'metric "{metric.name}": its {key} "{word}" is also one of {owner}'
            fix = f"remove one, or declare the ambiguity: candidates: [{other.name}, {metric.name}]"
            yield error_at(place, "synonym_clash", message, fix)


def _words(metric: Metric) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for word, key in chain(
        ((w, "label") for w in metric.labels), ((w, "synonym") for w in metric.ai.synonyms)
    ):
        if folded(word) not in seen:
            seen.add(folded(word))
            yield word, key


def dimension_words(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """The same word for dimensions of different names is read as whichever fits; worth knowing."""
    owners: dict[str, Dimension] = {}
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            for word in dict.fromkeys(folded(w) for w in chain(dimension.labels, dimension.ai.synonyms)):
                other = owners.setdefault(word, dimension)
                if (other.conformed or other.name) != (dimension.conformed or dimension.name):
                    message = (
                        f'dimension "{dimension.name}" of "{model.name}": "{word}" is also a word '
                        f'for "{other.name}" ({other.origin})'
                    )
                    fix = "give them different words, or the same conformed name"
                    yield warning_at(dimension.origin, "dimension_word_clash", message, fix)


def value_words(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            owners: dict[str, object] = {}
            for item in dimension.values:
                for word in dict.fromkeys(folded(w) for w in (str(item.value), *item.labels, *item.synonyms)):
                    if owners.setdefault(word, item.value) != item.value:
                        both = f"{owners[word]} and {item.value}"
                        message = f'dimension "{dimension.name}": "{word}" is a word for {both}'
                        yield warning_at(dimension.origin, "value_word_clash", message, "one word, one value")


@cache
def _instructions() -> re.Pattern[str]:
    lines = (Path(__file__).parent / "instruction_patterns.txt").read_text(encoding="utf-8").splitlines()
    patterns = [line for line in lines if line.strip() and not line.startswith("#")]
    return re.compile("|".join(f"(?:{line})" for line in patterns), re.IGNORECASE | re.MULTILINE)


def instructions(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """Texts that reach a language model describe; they do not tell it what to do."""
    for what, place, texts in _texts(catalog):
        for text in texts:
            found = _instructions().search(unicodedata.normalize("NFKC", text)) if text else None
            if found:
                message = (
                    f'{what}: its description reads like an instruction ("{found[0].strip():.40}"); '
                    "needs a reviewer's approval"
                )
                yield warning_at(place, "reads_like_instruction", message, "say what it measures")
                break


def _texts(catalog: Catalog) -> Iterator[tuple[str, Origin, Iterable[str]]]:
    for metric in catalog.metrics.values():
        card = metric.card
        texts = [metric.description, card.formula, *card.definition, *card.decision_use, *metric.labels]
        texts += [*metric.ai.synonyms, *metric.ai.examples, metric.ai.instructions or ""]
        texts += [text for pitfall in card.pitfalls for text in pitfall.text]
        yield f'metric "{metric.name}"', metric.origin, texts
    for model in catalog.models.values():
        yield (
            f'model "{model.name}"',
            model.origin,
            [model.description, model.ai.instructions or "", *model.labels],
        )
        for item in model.dimensions.values():
            words = [item.description, item.ai.instructions or "", *item.names]
            words += [word for value in item.values for word in (*value.labels, *value.synonyms)]
            yield f'dimension "{item.name}" of "{model.name}"', item.origin, words


def unguarded_division(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    """A derived expr is computed as it is written: dividing by zero gives infinity, not nothing."""
    for metric in catalog.metrics.values():
        divisor = unguarded_divisor(metric.kind.expr) if isinstance(metric.kind, Derived) else None
        if divisor is not None:
            text = divisor.sql("duckdb")
            message = f'metric "{metric.name}": divides by {text:.60} without a guard against zero'
            fix = f"write nullif({text.lower():.60}, 0), or make it a ratio"
            yield warning_at(draft.place("metric", metric, "expr"), "unguarded_division", message, fix)


def unguarded_divisor(expr: SqlExpression) -> exp.Expr | None:
    for division in expr.ast.find_all(exp.Div, exp.IntDiv, exp.Mod):
        divisor = division.expression.unnest()
        while isinstance(divisor, exp.Cast):
            divisor = divisor.this.unnest()
        number = isinstance(divisor, exp.Literal) and not divisor.is_string and float(divisor.name) != 0
        if not number and not isinstance(divisor, exp.Nullif):
            return cast(exp.Expr, division.expression.unnest())
    return None


def histories(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for metric in catalog.metrics.values():
        history = metric.card.history
        versions, dates = [item.version for item in history], [item.until for item in history]
        place = draft.place("metric", metric, "history")
        if versions != sorted(set(versions)) or dates != sorted(dates):
            message = f'metric "{metric.name}": its history is not in order'
            yield error_at(place, "history_order", message, "oldest first; versions and dates rise")
        elif versions and versions[-1] >= metric.card.version:
            message = (
                f'metric "{metric.name}": its history reaches version {versions[-1]}, '
                f"it is itself {metric.card.version}"
            )
            yield error_at(place, "history_order", message, f"version: {versions[-1] + 1}")


def unapproved(draft: Draft, catalog: Catalog) -> Iterator[Problem]:
    for metric in catalog.metrics.values():
        if metric.card.status in ("draft", "review"):
            message = f'metric "{metric.name}": its status is {metric.card.status}, so it is not answered'
            yield warning_at(
                draft.place("metric", metric, "status"), "unapproved", message, "status: approved"
            )


RULES = (metric_words, dimension_words, value_words, instructions, unguarded_division, histories, unapproved)
