"""The reader: a question in, an interpretation out. Deterministic, without a model."""

from __future__ import annotations

from assistant.catalog.model import Catalog
from assistant.question import Question
from assistant.reading import Interpretation, Reading, Unanswerable
from assistant.retrieval.metric_index import MetricIndex
from assistant.retrieval.value_index import ValueIndex
from assistant.understanding import verified
from assistant.understanding.cutting.cutting import Cutter
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.draft import Draft
from assistant.understanding.lexicon import lexicon_of
from assistant.understanding.linking import Linker
from assistant.understanding.sitting import Desk, Sitting
from assistant.understanding.ways_out import Parts

LONGEST = 1000
"""Characters of a question that are still read."""
_DATES = ("period", "point")


class Reader:
    """Reads questions against one catalog. Holds no state of a question; safe to share between threads.

    Either index may be None: then nothing is matched by likeness, or only values that the catalog
    itself declares are known.
    """

    def __init__(
        self, catalog: Catalog, metric_index: MetricIndex | None, value_index: ValueIndex | None
    ) -> None:
        lexicon = lexicon_of(catalog)
        self.parts = Parts(catalog, lexicon, Linker(catalog, lexicon), metric_index, value_index)
        self.cutter = Cutter(catalog, value_index)
        self._desk = Desk(self.parts, self.cutter)

    def read(self, question: Question) -> Interpretation:
        """What the question asks for. Never raises for what it says."""
        if len(question.text) > LONGEST:
            return Unanswerable(Reading(question.language or "en"), "too_long", str(LONGEST))
        text = normalize(question.text)
        if not any(character.isalnum() for character in text.text):
            return Unanswerable(Reading(question.language or "en"), "empty_question")
        known = verified.answered(self.parts.catalog, self.parts.values, question, text, self.cutter.as_spelt)
        return known if known is not None else Sitting(self._desk, question, text).interpretation()

    def undated(self, text: str) -> str:
        """The text without the periods it names, for searching the catalog; itself where it is nothing else."""
        said = normalize(text[:LONGEST])
        kept, at = [], 0
        for piece in self.cutter.as_spelt(said):
            if piece.time is not None and piece.time.kind in _DATES and not piece.concerns:
                kept.append(said.text[at : piece.start])
                at = piece.end
        rest = " ".join((*kept, said.text[at:])).strip()
        return rest if any(character.isalnum() for character in rest) else text

    def told(self, question: Question, metric: str) -> Draft | None:
        """What a question says of `metric`, without the words that mean nothing: its periods above all.

        For whoever knows the metric from elsewhere. None where the rest makes no query.
        """
        return Sitting(self._desk, question, normalize(question.text)).told(metric)
