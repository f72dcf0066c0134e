"""Synonyms and examples for the catalog, proposed from questions that it could not answer.

`model_enrichment` has them from a language model. Nothing is changed here: what comes out is a diff that somebody reads and applies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.catalog.edit import Edit, add_example, add_synonym
from assistant.catalog.model import Catalog
from assistant.errors import UsageError
from assistant.evaluation.proposals.catalog_copy import changed_catalog
from assistant.retrieval.metric_index import MetricHit
from assistant.state.receipts import KeptReceipt
from assistant.state.reviews import Review

LIKELY = 0.45
"""Likeness from which a question is taken to be about a metric."""
SHORTEST, _LONGEST = 2, 40
"""Characters of a word that may be a synonym."""

Search = Callable[[str], Sequence[MetricHit]]
"""The nearest metrics of a text, best first."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` is how near the question, else the text, is to the metric by meaning; `count` is how often
    the `question` was asked, 0 where there is none.
    """

    metric: str
    kind: Literal["synonym", "example"]
    text: str
    score: float
    question: str
    count: int

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Enrichment:
    """The suggestions that fit into the files of the catalog, and the edits that make them."""

    suggestions: tuple[Suggestion, ...]
    edits: tuple[Edit, ...]

    @property
    def diff(self) -> str:
        """For `git apply` in the catalog's folder."""
        return "".join(edit.diff for edit in self.edits)


def from_questions(
    reviews: Sequence[Review], search: Search, least: float = LIKELY
) -> tuple[Suggestion, ...]:
    """What the open reviews suggest: most asked first, the same word for the same metric once."""
    found: dict[tuple[str, str, str], Suggestion] = {}
    for review in sorted(reviews, key=lambda each: -each.count):
        if review.receipts:
            for suggestion in _of(review, review.receipts[0], search, least):
                found.setdefault((suggestion.metric, suggestion.kind, suggestion.text.casefold()), suggestion)
    return tuple(found.values())


def _of(review: Review, receipt: KeptReceipt, search: Search, least: float) -> Iterator[Suggestion]:
    words = _unnamed(receipt)
    if words is None:
        return
    hit = next(iter(search(review.question)), None)
    if hit is None or hit.score < least:
        return
    # A word is a name only where it alone leads to the same metric; otherwise it may be a condition.
    alone = next(iter(search(words)), None) if SHORTEST <= len(words) <= _LONGEST else None
    if alone is not None and alone.name == hit.name and alone.score >= least:
        yield Suggestion(hit.name, "synonym", words, hit.score, review.question, review.count)
    yield Suggestion(hit.name, "example", review.question, hit.score, review.question, review.count)


def _unnamed(receipt: KeptReceipt) -> str | None:
    """What was not understood, where no metric was; None where one was named or nothing was left over."""
    named = any(span.get("means") == "metric" for span in receipt.reading)
    return None if named or not receipt.unread else " ".join(receipt.unread)


def enriched(catalog: Catalog, folder: Path, suggestions: Sequence[Suggestion]) -> Enrichment:
    """The suggestions as edits of the files below `folder`, one for each file. What is known already, or
    stands in a file that cannot be edited, is left out. Raises StateError where nothing can be copied.
    """
    kept: set[int] = set()
    edits: dict[str, Edit] = {}
    with changed_catalog(folder, ()) as (copy, _):
        root = copy if folder.is_dir() else copy.parent
        for position in _from_the_end(catalog, suggestions):
            each = suggestions[position]
            add = add_synonym if each.kind == "synonym" else add_example
            try:
                edit = add(catalog, copy, each.metric, each.text)
            except UsageError:
                continue
            (root / edit.file).write_bytes((edit.after or "").encode("utf-8"))
            first = edits.get(edit.file)
            edits[edit.file] = Edit(edit.file, first.before if first else edit.before, edit.after)
            kept.add(position)
    return Enrichment(
        tuple(each for position, each in enumerate(suggestions) if position in kept), tuple(edits.values())
    )


def _from_the_end(catalog: Catalog, suggestions: Sequence[Suggestion]) -> list[int]:
    """Positions, those of the metric that stands last in its file first: an edit moves what is below it,
    and the catalog tells where each metric stood before.
    """
    line = {name: metric.origin.line or 0 for name, metric in catalog.metrics.items()}
    return sorted(range(len(suggestions)), key=lambda position: -line.get(suggestions[position].metric, 0))


def document_of(found: Enrichment) -> Mapping[str, Any]:
    """As `--json` prints it."""
    return {"suggestions": [each.to_dict() for each in found.suggestions], "diff": found.diff}
