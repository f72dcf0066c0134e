"""Amounts that are called by the noun of a verb: the Consumption of "how much did the plants consume" and "which
plant consumed the most", the 消费额 of 一共消费了多少.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.conditions.limits.limited import AFTER, BEFORE
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import tokenize, words
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES, RANKING
from assistant.understanding.lexicon import EntityName
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.counts.things import joins_to, things_counted
from assistant.understanding.metrics.deeds.verb_forms import nouns_of, nouns_of_doer, verb_nouns
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.neighbours import HOW_MANY, described_from, only_bare
from assistant.understanding.words import load_vocabulary

_OTHERWISE = (
    "shape.average", "shape.on_average", "shape.share", "shape.rate", "shape.how_much_of", "restrict.exclude",
    "restrict.lacking", "restrict.null", "join.versus", "shape.median",
)  # fmt: skip
_ASKING = ("shape.amount", "shape.money", "shape.total", "shape.one_number", "shape.together", *EXTREMES)
_GROUPED = ("per.which", "per.each", "per.before", "per.all")
_OF_VERBS = ("deed.", "follow.change")
_LONGEST = 4
"""Characters of a Chinese verb at most; one by itself tells no amount."""


@dataclass(frozen=True, slots=True)
class _Verb:
    """`at` is its piece; None where that says nothing by itself, as "produced" does. `names` are keys of amounts."""

    at: int | None
    names: frozenset[str]


def take_verb_nouns(draft: Draft) -> None:
    """The one amount whose name is the noun of a verb, beside words for an amount, the whole object of the verb in its
    name as well; where nothing else is named but the things that do it.

    Raises UndecidedError where several amounts are called so.
    """
    named = [at for name, at in draft.focus.items() if name in draft.metrics]
    if draft.ground.base is not None or not all(_is_thing(draft, draft.pieces[at]) for at in named):
        return
    if any(draft.preceded(described_from(draft, at), *HOW_MANY) for at in named) or not _asks_amount(draft):
        return
    for verb in _verbs(draft):
        name = _amount_of(draft, verb, named)
        if name is not None:
            _take(draft, name, verb.at, named)
            return


def _is_thing(draft: Draft, piece: Piece) -> bool:
    """Whether it names things, or their number by the word for them."""
    catalog = draft.ground.catalog
    counts = all(is_count(catalog, name.metric) for name in piece.metrics)
    return only_bare(piece) or (counts and not piece.terms and bool(_things(draft, piece)))


def _things(draft: Draft, piece: Piece) -> tuple[EntityName, ...]:
    """The things that it names, or is the number of."""
    catalog = draft.ground.catalog
    counted = [n for item in piece.metrics for n in things_counted(catalog, catalog.metrics[item.metric])]
    return piece.entities or tuple(EntityName("", name) for name in counted)


def _asks_amount(draft: Draft) -> bool:
    if any(piece.is_(*_OTHERWISE, *BEFORE, *AFTER) and not piece.concerns for piece in draft.pieces):
        return False
    asked = any(piece.is_(*_ASKING) and not piece.concerns for piece in draft.pieces)
    asked = asked or any(pattern.search(draft.ground.text) for pattern in verb_nouns().asked)
    return asked or any(_ends_asking(draft, at) for at in draft.find("shape.how_many"))


def _ends_asking(draft: Draft, at: int) -> bool:
    """Whether a 多少 asks for no number of things: nothing of what there is a number stands behind it."""
    behind = draft.ground.text[draft.pieces[at].end :].lstrip()
    return not behind or not behind[0].isalnum()


def _verbs(draft: Draft) -> Iterator[_Verb]:
    """The verbs of the question that something can be called by, first to last."""
    text = draft.ground.text
    for token in tokenize(text):
        at = next((n for n, p in enumerate(draft.pieces) if p.start <= token.start < p.end), None)
        if at is not None and not _may_be_verb(draft, at):
            continue
        if load_vocabulary().matching("flag.not", text[: token.start]) is not None:
            continue
        if token.kind == "latin" and (at is None or draft.pieces[at].text == text[token.start : token.end]):
            doers = nouns_of_doer(token.text) if _are_ranked(draft, at) else frozenset()
            yield _Verb(at, doers or nouns_of(text[token.start : token.end]))
        elif token.kind == "cjk" and at is not None and draft.pieces[at].start == token.start:
            yield from _chinese(draft, at)


def _are_ranked(draft: Draft, at: int | None) -> bool:
    """Whether the first ones of those who do something are asked for, behind the things that do: the consumers of "which
    plants are our top 5 consumers".
    """
    if at is None or not draft.pieces[at].unread:
        return False
    mark = at - 1 if at and draft.pieces[at - 1].number is None else at - 2
    told = any(piece.dimensions or piece.entities for piece in draft.pieces[: max(mark, 0)])
    asked = any(piece.is_("per.which") for piece in draft.pieces)
    return mark > 0 and draft.has(mark, *RANKING) and told and asked


def read_doers(draft: Draft) -> None:
    """Such a word beside the metric they are ranked by, which is called by the noun of the same verb: "which plants are
    the top consumers by gas consumption".
    """
    catalog = draft.ground.catalog
    heads = {
        head for name in draft.metrics for label in catalog.metrics[name].names for head in _heads(label)
    }
    for at, piece in enumerate(draft.pieces):
        if draft.free(at) and draft.rank and _are_ranked(draft, at) and nouns_of_doer(piece.text) & heads:
            draft.read(at, "metric", piece.text)


def _may_be_verb(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    named = piece.metrics or piece.terms or piece.values or piece.entities
    deed = any(role.startswith(_OF_VERBS) for role in piece.roles) and not named
    return (piece.unread or deed) and draft.free(at)


def _chinese(draft: Draft, at: int) -> Iterator[_Verb]:
    """A verb that ends where its piece does or before an aspect, and behind which the amount is asked for."""
    text, start = draft.ground.text, draft.pieces[at].start
    for length in range(_LONGEST, 1, -1):
        verb, rest = text[start : start + length], text[start + length :]
        if len(verb) < length or not all(map(has_cjk, verb)):
            continue
        aspect = next((each for each in verb_nouns().aspect if rest.startswith(each)), "")
        end = start + length + len(aspect)
        behind = next((n for n, p in enumerate(draft.pieces) if p.start == end), None)
        asked = draft.has(behind, "shape.how_many", "shape.amount") and _ends_asking(draft, behind)  # type: ignore[arg-type]
        if draft.has(behind, *EXTREMES) or asked:
            yield _Verb(at, frozenset({verb}))


def _amount_of(draft: Draft, verb: _Verb, things: list[int]) -> str | None:
    ranked = []
    for metric in shown_with(draft.ground.catalog, _called_by, *verb.names):
        own = [at for name in metric.names if _fits(verb, name) for at in _objects(draft, verb, _rest(name))]
        joins = joins_to(draft, -1 if verb.at is None else verb.at, metric.name, own)
        if joins is None or not _told_by_things(draft, metric.name, things):
            continue
        ranked += [(*_beside(draft, verb, name), metric.name) for name in metric.names if _fits(verb, name)]
    if not ranked:
        return None
    missing, said, _ = min(ranked)
    best = list(dict.fromkeys(name for *found, name in ranked if found == [missing, said]))
    known = verb.at is not None and draft.pieces[verb.at].unread and not has_cjk(draft.pieces[verb.at].text)
    if missing and (not known or len({name for *_, name in ranked}) > 1):
        return None
    return draft.only_metric(_place(verb), best)


def _place(verb: _Verb) -> int:
    return 0 if verb.at is None else verb.at


def _called_by(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The nouns that a whole amount is called by, and the verbs of Chinese ones."""
    kind = metric.kind
    if not isinstance(kind, Simple) or kind.function != "sum" or kind.non_additive is not None:
        return
    for name in metric.names:
        if name.isascii():
            yield from _heads(name)
        else:
            yield from _verb_in(name)


def _heads(name: str) -> Iterator[str]:
    """The noun that the name is about: its last word but for those for an amount, or the one before "of"."""
    parts = words(name.partition("(")[0])
    if "of" in parts[1:]:
        parts = parts[: parts.index("of")]
    while len(parts) > 1 and parts[-1] in verb_nouns().plain:
        parts = parts[:-1]
    yield from parts[-1:]


def _verb_in(name: str) -> Iterator[str]:
    ending = next((each for each in verb_nouns().endings if name.endswith(each)), "")
    rest = name.removesuffix(ending)
    for leading in verb_nouns().leading:
        rest = rest.removeprefix(leading)
    if ending and 1 < len(rest) <= _LONGEST:
        yield rest


def _fits(verb: _Verb, name: str) -> bool:
    return bool(verb.names & set(_heads(name) if name.isascii() else _verb_in(name)))


def _beside(draft: Draft, verb: _Verb, name: str) -> tuple[int, int]:
    """How many words of the name stand nowhere in the question, and (less than none) how many do."""
    if not name.isascii():
        return 0, 0
    rest = _rest(name)
    said = {word for at in _objects(draft, verb, rest) for word in words(draft.pieces[at].text)}
    return len(rest - said), -len(rest & said)


def _rest(name: str) -> set[str]:
    """What else a name says than its noun and that it is an amount."""
    return set(words(name.partition("(")[0])) - set(_heads(name)) - verb_nouns().plain - {"of"}


def _objects(draft: Draft, verb: _Verb, rest: set[str]) -> list[int]:
    """Words of the name that stand in the question: the gas of "how much gas did they consume", whatever is called so."""
    return [
        at
        for at, piece in enumerate(draft.pieces)
        if at != verb.at and draft.free(at) and len(words(piece.text)) > 0 and set(words(piece.text)) <= rest
    ]


def _told_by_things(draft: Draft, name: str, named: list[int]) -> bool:
    """Whether the amount is one of the things that are named beside it."""
    linker, pieces = draft.ground.linker, draft.pieces
    places = set(named) | {at for at, piece in enumerate(pieces) if piece.entities and piece.metrics}
    return all(
        linker.entity(things, [name]) or linker.dimension(pieces[at].dimensions, [name])
        for at in places
        if (things := _things(draft, pieces[at]))
    )


def _take(draft: Draft, name: str, at: int | None, things: list[int]) -> None:
    for other in list(draft.metrics):
        draft.focus.pop(other, None)
    draft.metrics.clear()
    labels = [label for label in draft.ground.catalog.metrics[name].names if label.isascii()]
    said = set().union(*map(_rest, labels)) if at is None or draft.pieces[at].text.isascii() else set()
    objects = _objects(draft, _Verb(at, frozenset()), said)
    for place in things:
        draft.meanings.pop(place, None)
        if draft.preceded(described_from(draft, place), *_GROUPED):
            draft.put(place, replace(draft.pieces[place], metrics=()))
        else:
            draft.read(place, "filler", draft.pieces[place].text)
            draft.assume("weak_word", draft.pieces[place].text)
    if at is None:
        draft.metrics.append(name)
        draft.assume("default_metric", name)
    else:
        draft.take_metric(name, at)
    for place in objects:
        draft.read(place, "metric", name)
