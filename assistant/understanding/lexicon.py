"""What the phrases of one catalog name: metrics, ambiguous terms, dimensions, entities, declared values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.catalog.model import Ambiguity, Catalog, Dimension, Entity, Metric, Ratio, SemanticModel
from assistant.catalog.parameters import Parameter, ParameterValue
from assistant.kept import uncollected
from assistant.query import Scalar
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.phrases import PhraseTable
from assistant.understanding.cutting.tokens import holds_words, words
from assistant.understanding.metrics.named.exchanged import exchanged
from assistant.understanding.other_names import OwnName, Words, other_names, other_words_of_things
from assistant.understanding.units import names_without_unit
from assistant.understanding.words import Vocabulary, load_vocabulary

NAME, LABEL, SYNONYM, VARIANT, BARE = 5, 4, 3, 2, 1
"""How directly a phrase names its metric; BARE is a name without its ending ("订单" of "订单数")."""


@dataclass(frozen=True, slots=True)
class MetricName:
    metric: str
    strength: int


@dataclass(frozen=True, slots=True)
class DimensionName:
    """`dimension` of `model`; all that are conformed to the same name are one dimension to people."""

    model: str
    dimension: str
    conformed: str | None
    boolean: bool = False
    time: bool = False


@dataclass(frozen=True, slots=True)
class EntityName:
    model: str
    entity: str


@dataclass(frozen=True, slots=True)
class ValueName:
    """A stored value; `dimension` as `model.dimension`."""

    dimension: str
    value: Scalar


@dataclass(frozen=True, slots=True)
class Term:
    """A term that the catalog declares to be ambiguous."""

    ambiguity: Ambiguity


@dataclass(frozen=True, slots=True)
class ParameterName:
    """A setting of a governed model, or with `value` one of its choices."""

    model: str
    parameter: str
    value: ParameterValue | None = None


@dataclass(frozen=True, slots=True)
class SegmentName:
    """A condition that has a name."""

    segment: str


LexiconEntry = MetricName | DimensionName | EntityName | ValueName | Term | ParameterName | SegmentName


@dataclass(frozen=True, slots=True)
class Lexicon:
    phrases: PhraseTable[LexiconEntry]
    spellings: tuple[str, ...]
    """Every Latin word of the catalog's phrases, for mending typing errors."""
    joined: dict[str, str]
    """Latin names of several words, by how they look when they are run together."""
    several: tuple[tuple[str, ...], ...]
    """Latin names of several words, as their words."""
    chinese: tuple[str, ...]
    """Every phrase that is all Chinese."""
    conformed: dict[str, str]
    """`model.dimension` to the conformed name."""


def lexicon_of(catalog: Catalog) -> Lexicon:
    """The lexicon of a catalog object, built once."""
    return remembered(catalog, "lexicon", lambda: _build(catalog, load_vocabulary()))


@uncollected()
def _build(catalog: Catalog, vocabulary: Vocabulary) -> Lexicon:
    table: PhraseTable[LexiconEntry] = PhraseTable()
    states = _states(catalog)
    for metric in catalog.metrics.values():
        if not metric.hidden:
            for phrase, strength in _metric_phrases(metric, vocabulary):
                table.add(phrase, MetricName(metric.name, strength))
            for stem, latin in _stems_of(metric, vocabulary, states):
                table.add(stem, MetricName(metric.name, BARE))
                table.add_open(stem, _endings_of(latin), MetricName(metric.name, VARIANT))
    for ambiguity in catalog.ambiguities:
        for term in ambiguity.terms:
            table.add(term, Term(ambiguity))
    for segment in catalog.playbooks.segments.values():
        for phrase in (*segment.labels, *segment.synonyms):
            table.add(phrase, SegmentName(segment.name))
    for model in catalog.models.values():
        _add_model(table, model)
    spellings = tuple(sorted(word for word in table.vocabulary() if word.isalpha() and word.isascii()))
    conformed = {
        f"{model.name}.{dimension.name}": dimension.conformed
        for model in catalog.models.values()
        for dimension in model.dimensions.values()
        if dimension.conformed
    }
    several = tuple(parts for parts in table.spelled() if len(parts) > 1 and all(map(_is_latin, parts)))
    lexicon = Lexicon(table, spellings, _joined(table, several), several, _chinese(table), conformed)
    _add_other_names(table, catalog, vocabulary)  # no spelling is mended into one of these
    return lexicon


def _add_other_names(table: PhraseTable[LexiconEntry], catalog: Catalog, vocabulary: Vocabulary) -> None:
    """What else people call its metrics and dimensions."""
    entries: dict[str, list[LexiconEntry]] = {}
    named: dict[str, list[OwnName]] = {}
    for metric in catalog.metrics.values():
        if not metric.hidden:
            unit = metric.card.unit_kind or "count"
            entries[metric.name] = [MetricName(metric.name, VARIANT)]
            named[metric.name] = [OwnName(words(phrase), unit) for phrase in (metric.name, *metric.names)]
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            key = f"dimension {dimension.conformed or f'{model.name}.{dimension.name}'}"
            entries.setdefault(key, []).append(_dimension_name(model, dimension))
            said = (words(phrase) for phrase in _dimension_phrases(dimension))
            named.setdefault(key, []).extend(OwnName(phrase) for phrase in said)
    everything = catalog.complete.metrics.values()
    withheld = {words(phrase) for metric in everything for phrase in (metric.name, *metric.names)}

    def known(phrase: Words) -> bool:
        return phrase in withheld or bool(table.get(phrase)) or bool(vocabulary.phrases.get(phrase))

    for phrase, what in list(other_names(named, known)):
        for entry in entries[what]:
            table.add(phrase, entry)

    def things(phrase: Words) -> list[LexiconEntry]:
        return [entry for entry in table.get(phrase) if _is_of_things(entry)]

    for phrase, meant in list(other_words_of_things(things, _is_one_thing, known)):
        for each in meant:
            table.add(phrase, each)


def _is_of_things(entry: LexiconEntry) -> bool:
    """Whether it names things, or their number by the word for them alone."""
    if isinstance(entry, DimensionName):
        return not (entry.boolean or entry.time)
    return isinstance(entry, EntityName) or (isinstance(entry, MetricName) and entry.strength == BARE)


def _is_one_thing(entries: Sequence[LexiconEntry]) -> bool:
    """Whether they name one dimension at most and one entity, and either of the two."""
    fields = {e.conformed or f"{e.model}.{e.dimension}" for e in entries if isinstance(e, DimensionName)}
    owned = {entry.entity for entry in entries if isinstance(entry, EntityName)}
    return len(fields) <= 1 and len(owned) <= 1 and bool(fields or owned)


_LONG = 8
"""Letters of the first two words of a name that are known when they are run together: the clickthrough of its rate."""


def _joined(table: PhraseTable[LexiconEntry], several: Iterable[tuple[str, ...]]) -> dict[str, str]:
    several = tuple(several)
    words_of = {
        "".join(parts[:2]): " ".join(parts[:2]) for parts in several if len("".join(parts[:2])) >= _LONG
    }
    words_of |= {"".join(parts): " ".join(parts) for parts in several}
    return {word: phrase for word, phrase in words_of.items() if not table.get((word,))}


def _is_latin(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _chinese(table: PhraseTable[LexiconEntry]) -> tuple[str, ...]:
    return tuple("".join(parts) for parts in table.spelled() if not any(part.isascii() for part in parts))


def _states(catalog: Catalog) -> frozenset[str]:
    """What the declared values of all dimensions are called."""
    values = (
        item
        for model in catalog.models.values()
        for dimension in model.dimensions.values()
        for item in dimension.values
        if item.declared
    )
    return frozenset(name for item in values for name in (str(item.value), *item.labels, *item.synonyms))


def _metric_phrases(metric: Metric, vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    given = [(metric.name, NAME), *((label, LABEL) for label in metric.labels)]
    given += [(synonym, SYNONYM) for synonym in metric.ai.synonyms]
    yield from given
    for phrase, _ in given:
        for pattern, replacement in vocabulary.rewrites:
            rewritten = pattern.sub(replacement, phrase).strip()
            if rewritten != phrase:
                yield rewritten, VARIANT
        for other in exchanged(metric, phrase, vocabulary):
            yield other, VARIANT
        yield from ((counted, VARIANT) for counted in _counted(metric, phrase))
        yield from ((asked, BARE) for asked in _asked_for(phrase, vocabulary))


def _counted(metric: Metric, phrase: str) -> Iterator[str]:
    """The "late orders count" of "late orders": a word that tells apart what is counted stays with what it tells."""
    several = " " in phrase and phrase.isascii() and phrase.endswith("s")
    if several and metric.card.unit in (None, "count") and not isinstance(metric.kind, Ratio):
        yield from (f"{phrase} {ending}" for ending in ("count", "number"))


def _asked_for(phrase: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The question for a count that is called by a measure word alone: the 多少单 of 单量."""
    if (
        len(phrase) == 2
        and phrase[1] in vocabulary.endings
        and phrase[0] in vocabulary.codewords["classifier"]
    ):
        yield from (asked + phrase[0] for asked in vocabulary.listed["asked"])


def _stems_of(
    metric: Metric, vocabulary: Vocabulary, states: frozenset[str]
) -> dict[tuple[Words, bool], None]:
    """Names of a count without their ending, and whether that is a Latin one."""
    named = (metric.name, *metric.names)
    return dict.fromkeys(each for phrase in named for each in _stems(phrase, vocabulary, states))


@cache
def _endings_by_last() -> dict[str, list[tuple[str, Words]]]:
    """The endings with their words, by the last of these."""
    found: dict[str, list[tuple[str, Words]]] = {}
    for ending in load_vocabulary().endings:
        found.setdefault(words(ending)[-1], []).append((ending, words(ending)))
    return found


@cache
def _endings_of(latin: bool) -> tuple[Words, ...]:
    """Those of one writing."""
    return tuple(words(ending) for ending in load_vocabulary().endings if ending.isascii() == latin)


def _stems(phrase: str, vocabulary: Vocabulary, states: frozenset[str]) -> Iterator[tuple[Words, bool]]:
    """The words of the phrase without its ending, and whether that is a Latin one."""
    parts = words(phrase)
    for ending, tail in _endings_by_last().get(parts[-1], ()) if parts else ():
        stem = parts[: -len(tail)]
        if stem and parts[-len(tail) :] == tail and (len(stem) > 1 or len(stem[0]) > 1):
            measured = ending[:-1] in vocabulary.measure_words | vocabulary.codewords["classifier"]
            if measured and _rejoined(stem) in states:
                continue  # the 退回 of 退回件数 is a state that things are in
            yield stem, ending.isascii()
            if not measured:
                return  # 工单数 is no number of 工, by 单


def _rejoined(parts: tuple[str, ...]) -> str:
    """Words as a phrase again: Latin ones apart, Chinese characters together."""
    out = ""
    for part in parts:
        out += f" {part}" if out and out[-1].isascii() and part.isascii() else part
    return out


def _add_model(table: PhraseTable[LexiconEntry], model: SemanticModel) -> None:
    for dimension in model.dimensions.values():
        entry = _dimension_name(model, dimension)
        for phrase in _dimension_phrases(dimension):
            table.add(phrase, entry)
        # A word that only adds to a value is found in the value index, which knows whose value it is.
        for value in (item for item in dimension.values if item.declared):
            said = [str(value.value), *value.labels, *value.synonyms]
            said += [other for phrase in said for other in _value_variants(phrase)]
            for phrase in _with_labels(said, dimension):
                if phrase.lower() not in ("true", "false", "0", "1"):
                    table.add(phrase, ValueName(f"{model.name}.{dimension.name}", value.value))
    for entity in model.entities.values():
        for phrase in _entity_phrases(entity):
            table.add(phrase, EntityName(model.name, entity.name))
    for parameter in model.parameters.values():
        _add_parameter(table, model.name, parameter)


def _dimension_name(model: SemanticModel, dimension: Dimension) -> DimensionName:
    return DimensionName(
        model.name, dimension.name, dimension.conformed, is_boolean(dimension), dimension.type == "time"
    )


def _with_labels(phrases: Iterable[str], dimension: Dimension) -> Iterator[str]:
    """Codes that are numbers are said beside what they are codes of: "status 3", and not in "over 3 %"."""
    for phrase in phrases:
        if not phrase.isdigit():
            yield phrase
            continue
        for label in (dimension.name.replace("_", " "), *dimension.names):
            yield f"{label} {phrase}" if label.isascii() else label + phrase


def _value_variants(phrase: str) -> Iterator[str]:
    for pattern, replacement in load_vocabulary().value_rewrites:
        rewritten = pattern.sub(replacement, phrase)
        if rewritten != phrase:
            yield rewritten


def _add_parameter(table: PhraseTable[LexiconEntry], model: str, parameter: Parameter) -> None:
    """Its names, its choices, and both together: "linear", "attribution model", 线性归因."""
    names = (*parameter.labels, *parameter.synonyms)
    for name in names:
        table.add(name, ParameterName(model, parameter.name))
    for choice in parameter.choices:
        entry = ParameterName(model, parameter.name, choice.value)
        for phrase in (*choice.labels, *choice.synonyms):
            table.add(phrase, entry)
            for name in names:
                if phrase.isascii() == name.isascii():
                    table.add(f"{phrase} {name}" if phrase.isascii() else phrase + name, entry)


def _dimension_phrases(dimension: Dimension) -> tuple[str, ...]:
    conformed = (dimension.conformed,) if dimension.conformed else ()
    said = (dimension.name, *conformed, *dimension.names)
    said = (*said, *names_without_unit(said))
    return (*said, *_without_whether(said)) if is_boolean(dimension) else said


def _without_whether(phrases: Iterable[str]) -> Iterator[str]:
    """What a yes-or-no is about: the 用券 of 是否用券, and the 回复 of 是否已回复 that 没有回复 denies."""
    for phrase in phrases:
        found = load_vocabulary().matching("flag.opening", phrase)
        if found is not None and len(phrase) - found.end() > 1 and not _is_deed(phrase[found.end() :]):
            yield phrase[found.end() :]
        ending = load_vocabulary().matching("flag.ending", phrase)
        if ending is not None and ending.start() > 1:
            yield phrase[: ending.start()]


def _is_deed(rest: str) -> bool:
    """The "left" of "Has left" is what they did, and a word of its own."""
    last = rest.lower().rpartition(" ")[2]
    return rest.isascii() and (last.endswith("ed") or last in load_vocabulary().irregular)


def _entity_phrases(entity: Entity) -> tuple[str, ...]:
    return (entity.name, *entity.names)


def is_boolean(dimension: Dimension) -> bool:
    return dimension.data_type == "boolean" or any(isinstance(item.value, bool) for item in dimension.values)


def name_holds(metric: Metric, parts: tuple[str, ...]) -> bool:
    """Whether the words stand next to each other in a name of the metric."""
    phrases = (metric.name, *metric.names)
    return any(holds_words(words(phrase), parts) for phrase in phrases)
