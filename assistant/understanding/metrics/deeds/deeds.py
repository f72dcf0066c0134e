"""Metrics that are named by what was done: the spend of 今年花钱最多的活动, the bookings of "reps who signed 3M"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.catalog.metric import Metric
from assistant.catalog.model import Catalog, Ratio
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import singular, words
from assistant.understanding.cutting.values.people_of_places import is_of_buyers, says_buyers
from assistant.understanding.draft import Draft
from assistant.understanding.groups.ordering import EXTREMES
from assistant.understanding.metrics.counts.counted import is_count, is_money
from assistant.understanding.metrics.counts.things import joins_to
from assistant.understanding.metrics.known import model_of_rows
from assistant.understanding.neighbours import is_replaced, only_bare, word_for_the_thing
from assistant.understanding.words import load_vocabulary

DEED, _BUY = "deed.", "buy"
_ASKS_MONEY = ("shape.money", "shape.amount", "join.outcome", *EXTREMES)
_OF_MONEY = ("deed.spend", "deed.buy", "deed.earn", "deed.save", "deed.lend", "deed.compensate")
_OF_EACH = ("shape.average", "shape.on_average")
_OF_WHOSE = ("deed.save", "deed.lend", "deed.compensate")
"""Deeds that name what the money is: the things beside them are those whose money it is."""


def take_deed(draft: Draft) -> None:
    """Where no metric is named: the amount of money whose name has the noun of a verb that is said.

    Raises UndecidedError where several of them fit all that the question mentions equally well.
    """
    for at, piece in enumerate(draft.pieces):
        deeds = [role.removeprefix(DEED) for role in piece.roles if role.startswith(DEED)]
        if not deeds or piece.metrics or piece.terms:
            continue
        if _is_of_persons(draft, deeds[0]) or _asks_number(draft):
            continue
        if _BUY in deeds and not (_is_by_buyers(draft, at) and _asks_money(draft)):
            continue
        name = draft.only_metric(at, amounts_called(draft, at, nouns_of_deed(draft, at, deeds[0])))
        if name is None:
            continue
        if piece.is_(*EXTREMES):  # 最烧钱 still orders
            draft.metrics.append(name)
            draft.assume("default_metric", name)
        else:
            draft.take_metric(name, at)
        return


def free_spending(draft: Draft) -> None:
    """What "our lowest-spending guest" spends is no cost of ours, whatever the catalog calls spending; nor is it
    where it is asked for once more.
    """
    spent = [at for at, piece in enumerate(draft.pieces) if piece.is_("deed.spend") and not piece.metrics]
    if any(_is_before_thing(draft, at) and _is_by_buyers(draft, at) for at in spent):
        for at in spent:
            draft.put(at, replace(draft.pieces[at], terms=()))


def take_deed_of_things(draft: Draft) -> None:
    """ "How much did guests spend": the amount, where the words for things are all that names a metric."""
    named = [at for name, at in draft.focus.items() if name in draft.metrics]
    asked = any(piece.is_("shape.money", "shape.amount") for piece in draft.pieces if not piece.concerns)
    asked = asked or any(_asks_spent(draft, at) for at in range(len(draft.pieces)))
    money = [at for at, piece in enumerate(draft.pieces) if piece.is_(*_OF_MONEY) and not piece.metrics]
    whose = any(draft.pieces[at].is_(*_OF_WHOSE) for at in money)
    pieces = [draft.pieces[at] for at in named]
    things = all(word_for_the_thing(p) or (whose and only_bare(p)) or _are_buyers(draft, p) for p in pieces)
    counted = any(draft.preceded(at, "shape.how_many") for at in named)
    each = any(piece.is_(*_OF_EACH) for piece in draft.pieces if not piece.concerns)
    if not (named and asked and money and things) or counted or each or draft.ground.base is not None:
        return
    before = list(draft.metrics)
    draft.metrics.clear()
    take_deed(draft)
    if not draft.metrics:
        draft.metrics[:] = before
        return
    ranked = [piece for at in money for piece in _ranked_by(draft, at)]
    for name in before:
        at = draft.focus.pop(name)
        if draft.pieces[at] in ranked:  # they are listed, and not counted
            draft.meanings.pop(at, None)
            draft.put(at, replace(draft.pieces[at], metrics=()))
        else:
            draft.assume("weak_word", draft.pieces[at].text)


def read_deeds(draft: Draft) -> None:
    """The verb beside an amount that is named says nothing new: 签了多少合同额."""
    catalog = draft.ground.catalog
    for at, piece in enumerate(draft.pieces):
        deeds = [role.removeprefix(DEED) for role in piece.roles if role.startswith(DEED)]
        if not deeds or not draft.free(at) or piece.concerns or _is_of_persons(draft, deeds[0]):
            continue
        nouns = load_vocabulary().deeds[deeds[0]]
        metrics = [catalog.metrics[name] for name in draft.metrics]
        if any(
            is_money(metric) or _is_called(metric, nouns, is_count(catalog, metric.name))
            for metric in metrics
        ):
            draft.read(at, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def deeds_of(draft: Draft) -> list[tuple[str, int]]:
    """The verbs of amounts that are said, and where."""
    return [
        (role.removeprefix(DEED), at)
        for at, piece in enumerate(draft.pieces)
        for role in piece.roles
        if role.startswith(DEED) and not piece.concerns
    ]


def amounts_of_deed(draft: Draft, at: int, deed: str) -> list[str]:
    """The whole amounts of money that a verb asks for and that go with all that is mentioned."""
    return amounts_called(draft, at, load_vocabulary().deeds[deed])


def nouns_of_deed(draft: Draft, at: int, deed: str) -> frozenset[str]:
    """What the amounts of a verb are called: of what is spent by those who buy, as income."""
    return load_vocabulary().deeds["earn" if _is_by_buyers(draft, at) else deed]


def amounts_recorded(draft: Draft, at: int, nouns: frozenset[str], models: frozenset[str]) -> list[str]:
    """The whole amounts that are called by one of the nouns and are of rows of one of the models."""
    catalog = draft.ground.catalog
    amounts = {
        name: beside
        for name, beside in _amounts_of(catalog, nouns).items()
        if models.intersection(model_of_rows(catalog, catalog.metrics[name]))
    }
    return best_named(draft, at, amounts)


def amounts_called(draft: Draft, at: int, nouns: frozenset[str]) -> list[str]:
    """The whole amounts of money that are called by one of the nouns and go with all that is mentioned."""
    catalog = draft.ground.catalog
    declared = best_named(draft, at, _declared(catalog, nouns))
    found = declared or best_named(draft, at, _amounts_of(catalog, nouns))
    plainly = [
        name for name in found if any(each.casefold() in nouns for each in catalog.metrics[name].names)
    ]
    return plainly if len(plainly) == 1 else found


def _is_of_persons(draft: Draft, deed: str) -> bool:
    """What somebody earns is no amount of the business, where nothing that earns for it is named: the artists of
    最赚钱的十个艺人是谁, and not the team of "who earns the most in the sales team".
    """
    persons = [at for at, piece in enumerate(draft.pieces) if piece.is_("per.person")]
    if deed != "earn" or not persons:
        return False
    things = [at for at, piece in enumerate(draft.pieces) if _is_thing(piece)]
    verb = next((at for at, piece in enumerate(draft.pieces) if piece.is_("deed.earn")), 0)
    staff = any(_is_staff(draft.pieces[at]) for at in things)
    return staff or not (things if min(persons) > verb else [at for at in things if at < verb])


def _is_thing(piece: Piece) -> bool:
    return bool(piece.dimensions or piece.entities) and not piece.values


def _is_staff(piece: Piece) -> bool:
    return not {piece.text, singular(piece.text)}.isdisjoint(load_vocabulary().anaphora["staff"])


def _asks_spent(draft: Draft, at: int) -> bool:
    """Whether it is a verb of spending of which the most or how much is asked right behind: 消费最高的客户, 消费了多少."""
    if not draft.has(at, "deed.spend") or draft.pieces[at].concerns or at + 1 == len(draft.pieces):
        return False
    if _is_before_thing(draft, at):
        return True
    return draft.has(at + 1, *EXTREMES) or (draft.has(at + 1, "shape.how_many") and not _asks_number(draft))


def _is_before_thing(draft: Draft, at: int) -> bool:
    """Whether it ranks the thing behind it by a superlative before it: "our lowest-spending guest"."""
    if not 0 < at < len(draft.pieces) - 1 or not draft.has(at - 1, *EXTREMES):
        return False
    behind = draft.pieces[at + 1]
    close = not draft.between(at, at + 1).strip() and draft.pieces[at].text.isascii()
    return close and bool(behind.entities) and not behind.values


def _are_buyers(draft: Draft, piece: Piece) -> bool:
    """Whether those who buy are counted, whose money is asked for: the customers of "how much did customers spend"."""
    counts = all(is_count(draft.ground.catalog, name.metric) for name in piece.metrics)
    counts = counts and (
        not piece.text.isascii() or piece.text.endswith("s")
    )  # and not what one of them spends
    named = bool(piece.dimensions or piece.entities) and not piece.terms
    return counts and named and says_buyers(piece)


def _is_by_buyers(draft: Draft, at: int) -> bool:
    """Whether those who buy are said to spend, before the verb: what they spend is income, not cost."""
    words_of = load_vocabulary().anaphora
    verb = draft.has(at, "deed.spend", f"{DEED}{_BUY}")
    if not verb or draft.ground.text[: draft.pieces[at].start].split()[-1:] == ["we"]:
        return False
    before = [piece for piece in draft.pieces[:at] if piece.concerns] + _ranked_by(draft, at)
    said = {form for piece in before for form in (piece.text, piece.text.removesuffix("s"))}
    of_buyers = (
        says_buyers(piece) or _are_values_of_buyers(draft, piece) for piece in before if piece.values
    )
    return bool(said & words_of["buyers"]) or any(of_buyers)


def _are_values_of_buyers(draft: Draft, piece: Piece) -> bool:
    """Whether the value tells which ones of those who buy, and is no part of what is bought or spent on: the restaurants of
    "how much did restaurants spend".
    """
    before = draft.ground.text[: piece.start]
    if load_vocabulary().matching("deed.spent_on", before) is not None:
        return False
    return all(is_of_buyers(value, draft.ground.catalog) for value in piece.values)


def _asks_money(draft: Draft) -> bool:
    """How much it was, or whether it was more."""
    return any(piece.is_(*_ASKS_MONEY) and not piece.concerns for piece in draft.pieces)


def _ranked_by(draft: Draft, at: int) -> list[Piece]:
    """The things that a verb ranks which stands before them: the customers of 消费最高的五位客户, of "the lowest spending
    guests".
    """
    if _is_before_thing(draft, at):
        return [draft.pieces[at + 1]]
    ranked = at + 1 < len(draft.pieces) and draft.has(at + 1, *EXTREMES)
    return [piece for piece in draft.pieces[at + 2 :] if piece.concerns][:1] if ranked else []


def _asks_number(draft: Draft) -> bool:
    """签了多少单 asks how many, not how much."""
    classifiers = load_vocabulary().codewords["classifier"] - load_vocabulary().deeds["currency"]
    text = draft.ground.text
    if any(_asks_things(draft, at) for at in draft.find("shape.how_many")):
        return True
    return any(
        piece.is_("shape.counted")
        or (piece.is_("shape.how_many") and text[piece.end : piece.end + 1] in classifiers)
        for piece in draft.pieces
        if text[piece.end : piece.end + 1] or piece.is_("shape.counted")
    )


def _asks_things(draft: Draft, at: int) -> bool:
    """Right before a word that is neither an amount nor a number: 卖了多少课."""
    if at + 1 >= len(draft.pieces) or draft.between(at, at + 1):
        return False
    behind = draft.pieces[at + 1]
    return behind.unread or (bool(behind.entities or behind.dimensions) and not behind.metrics)


def _is_called(metric: Metric, nouns: frozenset[str], counts: bool) -> bool:
    """Whether it is named after the verb, or described by it. A number of things is named after nothing else: those
    "under contract" are no contracts.
    """
    if counts:
        return any(words_beside(name, nouns) == 0 for name in metric.names)
    texts = (*metric.names, *metric.card.definition, metric.description)
    return any(words_beside(text, nouns) is not None for text in texts if text)


def _amounts_of(catalog: Catalog, nouns: frozenset[str]) -> Mapping[str, int]:
    """Amounts with one of the nouns in a name, with the words of that name beside it."""
    return remembered(catalog, ("amounts named by", nouns), lambda: _find_amounts(catalog, nouns))


def _find_amounts(catalog: Catalog, nouns: frozenset[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for metric in catalog.metrics.values():
        whole = is_money(metric) and not metric.hidden and not isinstance(metric.kind, Ratio)
        beside = [count for name in metric.names if (count := words_beside(name, nouns)) is not None]
        if whole and beside:
            found[metric.name] = min(beside)
    return found


def _declared(catalog: Catalog, nouns: frozenset[str]) -> dict[str, int]:
    """Of these, the candidates of a term that the catalog declares for one of the nouns."""
    declared = {
        name
        for ambiguity in catalog.ambiguities
        if nouns & {term.casefold() for term in ambiguity.terms}
        for name in ambiguity.candidates
    }
    return {name: beside for name, beside in _amounts_of(catalog, nouns).items() if name in declared}


def words_beside(name: str, nouns: frozenset[str]) -> int | None:
    """How much else the name says beside a noun and a word for an amount; None without the noun."""
    plain = load_vocabulary().deeds["measure"]
    for noun in sorted(nouns, key=len, reverse=True):
        if noun.isascii():
            parts = words(name)
            if noun in parts:
                return sum(part != noun and part not in plain for part in parts)
        elif noun in name:
            rest = name.replace(noun, "", 1)
            for word in sorted(plain, key=len, reverse=True):
                rest = rest.replace(word, "")
            return len(rest)
    return None


def best_named(draft: Draft, at: int, amounts: Mapping[str, int]) -> list[str]:
    """Those that go with all that is mentioned: named in it, else by the shortest name, else nearest."""
    ranked = []
    for name, beside in amounts.items():
        joins = joins_to(draft, at, name)
        if joins is not None:
            ranked.append((-_said_of(draft, at, name), beside, joins, name))
    best = min(ranked)[:2] if ranked else None
    found = [name for said, beside, _, name in ranked if (said, beside) == best]
    return [name for name in found if not is_replaced(draft, name, found)] or found


def _said_of(draft: Draft, at: int, name: str) -> int:
    """Unread words beside the verb that stand in a name of the metric: the 广告 of 广告花了多少."""
    metric = draft.ground.catalog.metrics[name]
    unread = [piece.text for place, piece in enumerate(draft.pieces) if piece.unread and place != at]
    return sum(any(text in label.casefold() for label in metric.names) for text in unread)
