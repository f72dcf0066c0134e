"""What the two parts of each catalogued rate are called: the words that tell its numerator from the things that it
counts, and those of the things.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.catalog.metric import with_inputs
from assistant.catalog.model import Catalog, Metric, Ratio, Simple
from assistant.resolve.kept_values import Own, kept_by
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.metrics.known import model_of_rows, shown_with
from assistant.understanding.units import unit_of_metric
from assistant.understanding.words import load_vocabulary

OF_PARTS = ("percent", "ratio")

_STEM = 5
"""Letters from which the beginning of a word is enough: "cancelled" for cancellation."""
_ENDING = 3
_THING = 2
"""Characters from which a word is taken out of a Chinese name."""


@dataclass(frozen=True, slots=True)
class RateParts:
    """The parts of one rate. `told` are the words of its numerator alone, `counted` those of its denominator; Chinese
    ones are stretches, others are single words in the singular."""

    rate: str
    above: str
    inputs: frozenset[str]
    """What the numerator is computed from, where its name is that of one of them and more: incurred loss and loss."""
    below: str
    told: frozenset[str]
    counted: frozenset[str]
    phrases: frozenset[frozenset[str]]
    """The words of each English name that tell the numerator: all of one of them have to be said."""
    kept: frozenset[tuple[Own, object]]
    """The values that only the numerator's rows have."""
    things: frozenset[str]
    """The counts of all the rows that the numerator counts some of."""
    wholes: frozenset[str]
    """The counts of the rows that the denominator counts some of, of all of them or of a part that they are called by."""
    holders: frozenset[str]
    """Words for what has the values: the buyers of a buyer type."""
    subset: bool
    """The numerator counts some of what the denominator counts."""


def rates_by_parts(catalog: Catalog) -> tuple[RateParts, ...]:
    """Every rate that can be asked for, with its parts."""
    return remembered(catalog, "rates by parts", lambda: tuple(_all(catalog)))


def durations_by_parts(catalog: Catalog) -> tuple[RateParts, ...]:
    """Every mean duration: what its names tell beside the things that it is of."""
    return remembered(catalog, "durations by parts", lambda: tuple(_durations(catalog, ("average",))))


def times_by_parts(catalog: Catalog) -> tuple[RateParts, ...]:
    """Every duration that stands for those of all things: the mean ones and the medians."""
    return remembered(catalog, "times by parts", lambda: tuple(_durations(catalog, ("average", "median"))))


def _durations(catalog: Catalog, functions: Sequence[str]) -> Iterable[RateParts]:
    units = load_vocabulary().codewords["duration_units"]
    for metric in catalog.metrics.values():
        kind = metric.kind
        if metric.hidden or not isinstance(kind, Simple) or kind.function not in functions:
            continue
        if unit_of_metric(metric.card.unit) in units:
            yield _of_rows(catalog, metric, kind)


def _all(catalog: Catalog) -> Iterable[RateParts]:
    for metric in catalog.metrics.values():
        kind = metric.kind
        if metric.hidden or metric.card.unit not in OF_PARTS:
            continue
        if isinstance(kind, Ratio) and not (kind.numerator.filters or kind.denominator.filters):
            yield _parts(catalog, metric, kind)
        elif isinstance(kind, Simple) and kind.function == "average" and metric.card.unit == "percent":
            yield _of_rows(catalog, metric, kind)


def _parts(catalog: Catalog, metric: Metric, kind: Ratio) -> RateParts:
    above = catalog.complete.metrics[kind.numerator.metric]
    below = catalog.complete.metrics[kind.denominator.metric]
    counted = {word for name in (*below.names, *_things(catalog, below)) for word in _content(name)}
    own = _values(catalog, above) - _values(catalog, below)
    named = [*above.names, *metric.names, *_called(catalog, own)]
    things = {word for word in counted if word.isascii()}
    told: set[str] = set()
    for name in named:
        told.update(_told(name, things, counted))
    return RateParts(
        metric.name,
        above.name,
        frozenset(_named_inputs(catalog, above)),
        below.name,
        frozenset(told - counted),
        frozenset(counted),
        _phrases(named, counted),
        frozenset(own),
        _all_of(catalog, above),
        _counts_of_rows(catalog, below),
        frozenset(word for (_, name), _ in own for word in name.split("_")),
        _same_rows(above, below),
    )


def _of_rows(catalog: Catalog, metric: Metric, kind: Simple) -> RateParts:
    """The parts of a mean over rows: what it tells of them, and the words for all rows of the model."""
    counts = [m for m in shown_with(catalog, model_of_rows, kind.model) if is_all_rows(m)]
    things = [name for count in counts for name in count.names]
    counted = {word for name in (*things, *_things(catalog, metric)) for word in _content(name)}
    plain = {word for word in counted if word.isascii()}
    told = {word for name in metric.names for word in _told(name, plain, counted)}
    below = counts[0].name if len(counts) == 1 else ""
    no: frozenset[str] = frozenset()
    return RateParts(
        metric.name,
        "",
        no,
        below,
        frozenset(told - counted),
        frozenset(counted),
        _phrases(metric.names, counted),
        frozenset(),
        no,
        no,
        no,
        subset=True,
    )


def _all_of(catalog: Catalog, above: Metric) -> frozenset[str]:
    if not isinstance(above.kind, Simple):
        return frozenset()
    counts = shown_with(catalog, model_of_rows, above.kind.model)
    return frozenset(count.name for count in counts if is_all_rows(count))


def _counts_of_rows(catalog: Catalog, below: Metric) -> frozenset[str]:
    """Every count that the things of a rate may be called by: the orders without cancelled ones, where the rate is of all."""
    if not isinstance(below.kind, Simple) or not _is_count(below):
        return frozenset()
    return frozenset(m.name for m in shown_with(catalog, model_of_rows, below.kind.model) if _is_count(m))


def is_all_rows(metric: Metric) -> bool:
    return _is_count(metric) and not metric.filters


def _is_count(metric: Metric) -> bool:
    return isinstance(metric.kind, Simple) and metric.kind.function == "count"


def _same_rows(above: Metric, below: Metric) -> bool:
    one, other = above.kind, below.kind
    return isinstance(one, Simple) and isinstance(other, Simple) and one.model == other.model


def _named_inputs(catalog: Catalog, above: Metric) -> Iterable[str]:
    for part in with_inputs(catalog.complete.metrics, above.name)[1:]:
        if any(one != other and one in other for one in part.names for other in above.names):
            yield part.name


def _things(catalog: Catalog, below: Metric) -> list[str]:
    """The names of the thing that every row of it is."""
    if not isinstance(below.kind, Simple):
        return []
    models = catalog.complete.models
    name = models[below.kind.model].primary_entity if below.kind.model in models else None
    entity = models[below.kind.model].entities.get(name) if name is not None else None
    called = [entity.name.replace("_", " "), *entity.names] if entity is not None else []
    if below.names:
        return called
    counts = shown_with(catalog, model_of_rows, below.kind.model)
    return [*called, *(name for count in counts if is_all_rows(count) for name in count.names)]


def _values(catalog: Catalog, metric: Metric) -> set[tuple[Own, object]]:
    return set(kept_by(catalog, metric.name))


def _called(catalog: Catalog, kept: Iterable[tuple[Own, object]]) -> Iterable[str]:
    """What the catalog calls the values, or the flag that is true."""
    for (model, name), value in kept:
        dimension = catalog.complete.models[model].dimensions[name]
        if value is True:
            yield from dimension.names
            continue
        for item in dimension.values:
            if item.value == value:
                yield from (*item.labels, *item.synonyms)


def _content(name: str) -> Iterable[str]:
    """The words of a name that say what it is of."""
    if not name.isascii():
        plain = _plain(name)
        return [plain] if plain else []
    plain_words = load_vocabulary().codewords["rate_part_plain"]
    return [word for word in words(joined(name)) if word not in plain_words]


def joined(text: str) -> str:
    """With the words that only say something together as one: "on time"."""
    text = text.casefold().replace("-", " ")
    for phrase in load_vocabulary().codewords["rate_part_joined"]:
        text = text.replace(phrase, phrase.replace(" ", ""))
    return text


def _phrases(names: Iterable[str], counted: set[str]) -> frozenset[frozenset[str]]:
    plain = (frozenset(_content(name)) - counted for name in names if name.isascii())
    return frozenset(phrase for phrase in plain if phrase)


def _told(name: str, things: set[str], counted: set[str]) -> Iterable[str]:
    if name.isascii():
        return [word for word in _content(name) if word not in things]
    found = {stretch for stretch in _content(name) if stretch not in counted}
    for stretch in tuple(found):
        for thing in counted:
            if thing.isascii() or len(thing) < _THING or thing not in stretch:
                continue
            rest = stretch.replace(thing, "", 1).strip("的了")
            if rest:
                found.add(rest)
    return found


def _plain(name: str) -> str:
    """A Chinese name without what only says that it is a number or a rate."""
    text = name.casefold()
    for opening in load_vocabulary().codewords["rate_part_opening"]:
        text = text.removeprefix(opening)
    endings = sorted(load_vocabulary().codewords["rate_part_ending"], key=len, reverse=True)
    changed = True
    while changed:
        changed = False
        for ending in endings:
            if text.endswith(ending) and len(text) > len(ending):
                text, changed = text[: -len(ending)], True
                break
    return text.strip("的")


def spelled_side(text: str, parts: RateParts) -> str | None:
    """Which part of the rate the words of a text say, and nothing but that."""
    if not text.isascii():
        return _stretch_side(text, parts)
    plain = load_vocabulary().codewords["rate_part_plain"]
    said = [word for word in words(joined(text)) if word not in plain]
    if not said:
        return None
    told = [word for word in said if word not in parts.counted and is_told(word, parts.told)]
    if len(told) + sum(word in parts.counted for word in said) < len(said):
        return None
    return "above" if told else "below"


def says_whole_first(text: str, parts: RateParts) -> bool:
    """Whether the things of the rate are named and then, behind them, which of them are its part: "orders shipped late"."""
    if not text.isascii():
        return False
    plain = load_vocabulary().codewords["rate_part_plain"]
    said = [word for word in words(joined(text)) if word not in plain]
    return len(said) > 1 and said[0] in parts.counted and said[-1] not in parts.counted


def denies(text: str, named: Sequence[Piece], start: int = 0, end: int | None = None) -> bool:
    """Whether a word in the stretch of the text denies something that is no part of what is `named`."""
    found = load_vocabulary().spans("rate.denied", text, start, end)
    return any(
        not any(piece.start <= first and last <= piece.end for piece in named) for first, last in found
    )


def is_told(word: str, told: frozenset[str]) -> bool:
    """Whether it is one of the words, or begins as one does."""
    if word in told:
        return True
    stem = word[: max(_STEM, len(word) - _ENDING)]
    return len(word) >= _STEM and any(other.isascii() and other.startswith(stem) for other in told)


def _stretch_side(text: str, parts: RateParts) -> str | None:
    """The side of a Chinese stretch that is made of nothing but the words of the parts."""
    around = "".join(load_vocabulary().codewords["rate_part_around"])
    bare = text.strip(around)
    if bare in parts.told:
        return "above"
    if bare in parts.counted or (len(bare) > 1 and _is_end(bare, parts.counted)):
        return "below"
    for said in parts.told:
        rest = bare.replace(said, "", 1).strip(around) if len(said) > 1 and said in bare else bare
        if rest != bare and (not rest or rest in parts.counted):
            return "above"
    return None


def _is_end(stretch: str, names: frozenset[str]) -> bool:
    return any(name.startswith(stretch) or name.endswith(stretch) for name in names)
