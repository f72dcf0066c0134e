"""Cutting text into the pieces that are compared: words, Chinese characters and short n-grams."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUNS = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
_CJK_RUN = re.compile(rf"[{CJK}]")
_ENDINGS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("ations", "ate"),
    ("ation", "ate"),
    ("ing", ""),
    ("ed", ""),
    ("ly", ""),
)
_SHORTEST_STEM = 4


def fold(text: str) -> str:
    """NFKC, case folded, spaces collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_cjk(text: str) -> bool:
    return _CJK_RUN.match(text) is not None


def has_cjk(text: str) -> bool:
    return _CJK_RUN.search(text) is not None


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    document = tomllib.loads((files(__package__) / "function_words.toml").read_text(encoding="utf-8"))
    return frozenset(word for words in document.values() for word in words)


@dataclass(frozen=True, slots=True)
class LightWords:
    """Words that say little; `stems` of Latin ones, whole Chinese ones, single characters, concepts."""

    stems: frozenset[str]
    chinese: frozenset[str]
    grammar: frozenset[str]
    characters: frozenset[str]
    concepts: frozenset[str]

    def has(self, word: str) -> bool:
        if not is_cjk(word):
            return word in self.stems
        if word in self.chinese or self.grammar.intersection(word):
            return True
        return self.characters.issuperset(word)


@lru_cache(maxsize=1)
def light_words() -> LightWords:
    document = tomllib.loads((files(__package__) / "light_words.toml").read_text(encoding="utf-8"))
    stems = frozenset(stem(word) for word in document["en"])
    chinese, concepts = frozenset(document["zh"]), frozenset(document["concepts"])
    grammar, characters = frozenset(document["zh_grammar"]), frozenset(document["zh_characters"])
    return LightWords(stems, chinese, grammar, characters, concepts)


def words(text: str) -> list[str]:
    """Stemmed words, and the single characters and neighbouring pairs of Chinese runs."""
    found: list[str] = []
    for run in content_runs(text):
        if is_cjk(run):
            found.extend(run)
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.append(stem(run))
    return found


def grams(text: str) -> list[str]:
    """Character n-grams: 1 to 3 of Chinese runs; 3 and 4 of Latin words with marked ends, and the words."""
    found: list[str] = []
    for run in content_runs(text):
        if is_cjk(run):
            found.extend(run)
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
            found.extend(run[i : i + 3] for i in range(len(run) - 2))
        else:
            marked = f"^{stem(run)}$"
            found.extend(marked[i : i + size] for size in (3, 4) for i in range(len(marked) - size + 1))
            found.append(marked)
    return found


def runs_of(text: str) -> list[str]:
    """Latin words and Chinese runs of a text, folded."""
    return _RUNS.findall(fold(text))


def content_runs(text: str) -> list[str]:
    """Latin words and Chinese runs of a text without the words that say nothing."""
    skipped = function_words()
    found: list[str] = []
    for run in runs_of(text):
        if not is_cjk(run):
            found.append(run)
        else:
            found.extend(without_function_words(run))
    kept = [run for run in found if run not in skipped]
    return kept or found


@lru_cache(maxsize=16_384)
def without_function_words(run: str) -> tuple[str, ...]:
    """What is left of a Chinese run between the words that say nothing."""
    # A single character goes only at the end of a run, because inside it may be part of a name.
    phrases, singles = _cjk_function_words()
    return tuple(piece for part in phrases.split(run) if (piece := part.rstrip(singles)))


@lru_cache(maxsize=1)
def _cjk_function_words() -> tuple[re.Pattern[str], str]:
    """Those of several characters, longest first so that 怎么样 goes as a whole, and the single ones."""
    found = sorted((word for word in function_words() if is_cjk(word)), key=len, reverse=True)
    return re.compile("|".join(word for word in found if len(word) > 1)), "".join(
        word for word in found if len(word) == 1
    )


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A light stem: plural, -ing, -ed and the like go; short words stay."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= _SHORTEST_STEM:
            return _undouble(word[: -len(ending)] + instead)
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM else word


def _undouble(word: str) -> str:
    doubled = len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "ls"
    word = word[:-1] if doubled else word
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM else word
