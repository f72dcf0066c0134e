"""Which values of dimensions a model is shown, and which it may use.

A code list is one that the catalog declares: in its YAML, or by the table of labels that it names. All
other values are the warehouse's own (names of customers, say). Whether those are sent is a setting; a
query that holds one is sent with a placeholder in its place, which the model can use like the value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.catalog.model import Dimension, DimensionValue
from assistant.errors import QueryError, choices_text
from assistant.query import AllOf, AnyOf, Condition, Filter, MetricQuery, Not, Scalar
from assistant.resolve.fields import FieldOption
from assistant.retrieval.value_index import ValueHit, ValueIndex
from assistant.understanding.cutting.normalize import normalize

Sharing = Literal["declared", "all", "none"]
"""Which values are sent."""
Seen = Callable[[str, Iterable[Scalar]], Collection[Scalar]]
"""Of values of a dimension (`model.name`) those that exist for whoever asks."""
_PARTS = ("contains", "starts with", "ends with")
_NEAR = 0.6
"""Score from which a value is worth showing for words that nobody understood."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one actor under one setting."""

    index: ValueIndex | None
    sharing: Sharing
    seen: Seen | None = None
    """None: all of them exist."""

    def sendable(self, dimension: Dimension) -> bool:
        if dimension.pii or self.sharing == "none":
            return False
        coded = bool(dimension.codes) or dimension.values_from is not None
        return coded or self.sharing == "all"

    def existing(self, option: FieldOption, values: Sequence[Scalar]) -> list[Scalar]:
        if self.seen is None or option.dimension is None:
            return list(values)
        found = self.seen(source_of(option), values)
        return [value for value in values if value in found]

    def mentioned(self, text: str, unread: Sequence[str]) -> list[ValueHit]:
        """Values whose name stands in the text, and those near to words that nobody understood."""
        if self.index is None:
            return []
        hits = [hit for found in self.index.scan(text) for hit in found.hits]
        for words in unread[:6]:
            hits += [hit for hit in self.index.nearest(words, limit=4) if hit.score >= _NEAR]
        return hits

    def linked(
        self,
        options: Sequence[FieldOption],
        condition: Condition,
        text: str,
        trusted: Collection[Scalar] = (),
    ) -> Condition:
        """The condition with the codes of what it names. Raises QueryError no_such_value.

        `options` are what its field can mean, `text` is the normalised question. Values that are not known
        one by one must stand in it: nobody else can vouch for them. `trusted` ones come from a query of ours.
        """
        if any(option.kind == "time" for option in options):
            return condition
        checked = tuple(
            value if value in trusted else self._linked(options, condition, value, text)
            for value in condition.values
        )
        return replace(condition, values=checked)

    def _linked(
        self, options: Sequence[FieldOption], condition: Condition, value: Scalar, text: str
    ) -> Scalar:
        if not isinstance(value, str):
            return value
        if condition.op in _PARTS:
            _require_said(condition, value, text)
            self._require_part(options, condition, value)
            return value
        known = self._codes(options, value)
        if value in known:
            return value
        if len(known) == 1:
            return known[0]
        if known or any(self._lists(option) for option in options):
            raise QueryError(
                f"'{condition.field}' has no value '{value:.60}'.{self._near(options, value)}",
                "no_such_value",
            )
        _require_said(condition, value, text)
        return value

    def _require_part(self, options: Sequence[FieldOption], condition: Condition, part: str) -> None:
        """Where all values are known, one of them has the part: else there is no such thing, not none of it."""
        if self.index is None or not all(self._lists(option) for option in options):
            return
        places = [source_of(option) for option in options]
        near = self.index.nearest(part, 20, places)
        declared = [name for option in options for item in _declared(option) for name in _names_of(item)]
        named = [normalize(hit.name).text for hit in near] + declared
        if not any(normalize(part).text in name for name in named):
            raise QueryError(f"no value of '{condition.field}' has '{part:.60}' in it", "no_such_value")

    def _codes(self, options: Sequence[FieldOption], name: str) -> list[Scalar]:
        """The values that are called that; the declared ones are known without an index."""
        wanted = normalize(name).text
        whole = [
            hit
            for found in (self.index.scan(wanted) if self.index is not None else ())
            if (found.start, found.end) == (0, len(wanted))
            for hit in found.hits
            if hit.how == "exact"
        ]
        found: list[Scalar] = []
        for option in options:
            own = [hit.value for hit in whole if hit.dimension == source_of(option)]
            own += [item.value for item in _declared(option) if wanted in _names_of(item)]
            found += self.existing(option, own)
        return list(dict.fromkeys(found))

    def _lists(self, option: FieldOption) -> bool:
        """Whether all values of the field are known, so that any other one does not exist."""
        dimension = option.dimension
        if dimension is None or dimension.type == "time":
            return False
        return bool(dimension.codes) or (self.index is not None and dimension.index_values)

    def _near(self, options: Sequence[FieldOption], value: str) -> str:
        """A sentence part with values that may be told: ' Did you mean a or b?'"""
        open_ones = [item for item in options if item.dimension and self.sendable(item.dimension)]
        names = self._listed(open_ones)
        if self.index is not None and open_ones:
            places = [source_of(option) for option in open_ones]
            names += [str(hit.value) for hit in self.index.nearest(value, 4, places)]
        return choices_text(value, dict.fromkeys(names))

    def _listed(self, options: Sequence[FieldOption]) -> list[str]:
        return [
            str(code)
            for option in options
            for code in self.existing(option, [item.value for item in _declared(option)])
        ]


def source_of(option: FieldOption) -> str:
    """The dimension of a field as indexes call it."""
    return f"{option.model}.{option.dimension.name}" if option.dimension else ""


def _declared(option: FieldOption) -> tuple[DimensionValue, ...]:
    return option.dimension.values if option.dimension else ()


def _names_of(item: DimensionValue) -> set[str]:
    return {normalize(name).text for name in (str(item.value), *item.labels, *item.synonyms)}


def _require_said(condition: Condition, value: str, text: str) -> None:
    if normalize(value).text.strip() not in text:
        raise QueryError(
            f"'{condition.field}' has no value '{value:.60}'; only words of the question can be looked for",
            "no_such_value",
        )


@dataclass(slots=True)
class Veil:
    """Placeholders for values that are not sent."""

    values: Values
    fields: Callable[[str], Sequence[FieldOption]]
    """What the name of a field can mean."""
    hidden: dict[str, Scalar] = field(default_factory=dict)

    def over(self, query: MetricQuery) -> MetricQuery:
        return query.but(where=tuple(self._filter(item, self._covered) for item in query.where))

    def lifted(self, query: MetricQuery) -> MetricQuery:
        return query.but(where=tuple(self._filter(item, self._uncovered) for item in query.where))

    def _filter(self, item: Filter, change: Callable[[Condition], Condition]) -> Filter:
        match item:
            case Condition():
                return change(item)
            case AnyOf():
                return AnyOf(tuple(self._filter(each, change) for each in item.items))
            case AllOf():
                return AllOf(tuple(self._filter(each, change) for each in item.items))
            case Not():
                return Not(self._filter(item.item, change))
            case _:
                return item

    def _covered(self, condition: Condition) -> Condition:
        dimensions = [option.dimension for option in self.fields(condition.field) if option.dimension]
        plain = all(item.type == "time" or self.values.sendable(item) for item in dimensions)
        if dimensions and plain:
            return condition
        return replace(condition, values=tuple(self._placeholder(value) for value in condition.values))

    def _placeholder(self, value: Scalar) -> Scalar:
        if not isinstance(value, str):
            return value
        known = next((name for name, other in self.hidden.items() if other == value), None)
        name = known or f"<value {len(self.hidden) + 1}>"
        self.hidden[name] = value
        return name

    def _uncovered(self, condition: Condition) -> Condition:
        values = tuple(self.hidden.get(v, v) if isinstance(v, str) else v for v in condition.values)
        return replace(condition, values=values)
