"""The verified questions of a catalog, found by the words of a question: the same, or one of them misspelt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from assistant.catalog.model import Catalog
from assistant.catalog.playbooks import VerifiedQuery
from assistant.catalog.problems import Problem, error_at
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.normalize import Normalized, normalize
from assistant.understanding.cutting.slips import spelling
from assistant.understanding.lexicon import Lexicon, lexicon_of
from assistant.understanding.wording import Wording, Words, wording_of
from assistant.understanding.words import load_vocabulary

_SHORTEST = 5
"""Letters of a word that may be misspelt: of shorter ones too many are a letter away."""
_MARGIN = 2
"""Letters by which a misspelt word must be nearer to one verified question than to any that asks something else."""


@dataclass(frozen=True, slots=True)
class Known:
    """One of the questions of a verified query."""

    question: str
    text: str
    """Of the question, normalised, without the punctuation around it."""
    words: Words
    item: VerifiedQuery


@dataclass(frozen=True, slots=True)
class Match:
    known: Known
    wording: Wording
    """Of what was asked."""
    verbatim: bool = False
    """The question as it stands in the catalog, its frame included."""
    slip: int | None = None
    """Which of its words is misspelt."""


@dataclass(frozen=True, slots=True)
class KnownQuestions:
    """Both looked up by words; in `masked` one word that can be misspelt is left blank."""

    exact: Mapping[Words, tuple[Known, ...]]
    masked: Mapping[Words, tuple[Known, ...]]


def known_questions(catalog: Catalog) -> KnownQuestions:
    """The verified questions of a catalog object, built once."""
    return remembered(catalog, "verified", lambda: _build(catalog))


def _build(catalog: Catalog) -> KnownQuestions:
    lexicon, vocabulary = lexicon_of(catalog), load_vocabulary()
    exact: dict[Words, tuple[Known, ...]] = {}
    masked: dict[Words, tuple[Known, ...]] = {}
    for item in catalog.verified_queries:
        for question in item.questions:
            text = normalize(question)
            asked = wording_of(text, lexicon, vocabulary).words
            known = Known(question, _bare(text), asked, item)
            if asked:
                exact[asked] = (*exact.get(asked, ()), known)
                for at, word in enumerate(asked):
                    if _can_be_misspelt(word):
                        blank = _masked(asked, at)
                        masked[blank] = (*masked.get(blank, ()), known)
    return KnownQuestions(exact, masked)


def clashes(catalog: Catalog) -> Iterator[Problem]:
    """Verified queries that are asked for in the same words and answer differently: neither would answer."""
    for same in known_questions(catalog).exact.values():
        first, *others = same
        for other in others:
            if other.item.query != first.item.query:
                message = (
                    f"the question '{other.question:.60}' asks the same as '{first.question:.60}', "
                    f"which has another query ({first.item.origin})"
                )
                yield error_at(other.item.origin, "duplicate_question", message, "keep one of them")


def find(catalog: Catalog, text: Normalized) -> Match | None:
    """The one verified question in the words of `text`, a single one of them perhaps misspelt."""
    lexicon = lexicon_of(catalog)
    known = known_questions(catalog)
    wording = wording_of(text, lexicon, load_vocabulary())
    same = known.exact.get(wording.words, ())
    if same:
        verbatim = [item for item in same if item.text == _bare(text)]
        return Match((*verbatim, *same)[0], wording, bool(verbatim)) if _agree(same) else None
    for at, word in enumerate(wording.words):
        near = known.masked.get(_masked(wording.words, at), ()) if _can_be_misspelt(word) else ()
        meant = _nearest(word, at, near, lexicon)
        if meant is not None:
            return Match(meant, wording, slip=at)
    return None


def _bare(text: Normalized) -> str:
    return text.text.strip(" " + "".join(load_vocabulary().frame.marks))


def _agree(found: Sequence[Known]) -> bool:
    return all(other.item.query == found[0].item.query for other in found)


def _can_be_misspelt(word: str) -> bool:
    return len(word) >= _SHORTEST and word.isascii() and word.isalpha()


def _masked(asked: Words, at: int) -> Words:
    return (*asked[:at], "", *asked[at + 1 :])


def _nearest(word: str, at: int, near: Sequence[Known], lexicon: Lexicon) -> Known | None:
    """The question in which `word` is a slip of one letter, of a known word and of no other."""
    if not near or _is_known(word, lexicon):
        return None
    ranked = sorted(near, key=lambda known: OSA.distance(word, known.words[at]))
    best = ranked[0]
    others = [known for known in ranked if known.item.query != best.item.query]
    least = OSA.distance(word, best.words[at])
    if least != 1 or any(OSA.distance(word, known.words[at]) - least < _MARGIN for known in others):
        return None
    meant = {*spelling.near(word, lexicon.spellings), *spelling.near(word, spelling.vocabulary_words())}
    return best if meant == {best.words[at]} else None


def _is_known(word: str, lexicon: Lexicon) -> bool:
    if word in lexicon.joined or word in spelling.everyday_words():
        return True
    return word in lexicon.phrases.vocabulary() or word in load_vocabulary().phrases.vocabulary()
