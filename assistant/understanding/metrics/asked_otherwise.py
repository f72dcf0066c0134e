"""Refuses a number of another kind than asked for, and numbers side by side where one of them only says what the other one
is asked of.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.catalog.metric import models_read, with_inputs
from assistant.catalog.model import Catalog, Metric, Ratio, Simple
from assistant.query import Condition, filtered_fields
from assistant.resolve.kept_values import kept_by
from assistant.understanding.conditions.limits.limited import is_plainly_behind
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import singular, words
from assistant.understanding.draft import Draft, ImpossibleError
from assistant.understanding.lexicon import VARIANT
from assistant.understanding.metrics.counts.counted import is_count, is_money
from assistant.understanding.metrics.counts.kinds import is_rate, says_share
from assistant.understanding.words import load_vocabulary

_AMOUNTS = ("shape.amount", "shape.money")
_OTHERWISE = ("shape.growth", "shape.rise", "shape.fall", "shape.share", "shape.how_much_of", "join.than")
_DEEDS, _EARN, _SPEND = "deed.", "deed.earn", "deed.spend"
_POOLED = "shape.pooled"
_CLAUSE = 6
"""Pieces that a clause behind "who" may have."""


def check_asked_otherwise(draft: Draft) -> None:
    """Raises ImpossibleError."""
    if draft.ground.base is not None or not draft.metrics:
        return
    _choose_whole(draft)
    _check_amount(draft)
    _check_total(draft)
    _check_spent(draft)
    _check_plural(draft)
    _check_clause(draft)
    _check_listed(draft)
    _check_relative(draft)
    _check_first(draft)
    _check_population(draft)
    _check_shares(draft)
    if len(draft.metrics) == 2 and draft.ratio_to is None and not draft.share:
        _check_side_by_side(draft)
    if len(draft.metrics) == 2:
        _check_had(draft)


def _check_amount(draft: Draft) -> None:
    """What somebody brings in is no number of them: "how much does a paying customer bring in"."""
    asked = any(piece.is_(*_AMOUNTS) and not piece.concerns for piece in draft.pieces)
    told = load_vocabulary().matching("apart.worth", draft.ground.text) is not None
    asked = asked or told or load_vocabulary().matching("apart.brought", draft.ground.text) is not None
    if not asked or any(piece.is_(*_OTHERWISE) and not piece.concerns for piece in draft.pieces):
        return
    catalog = draft.ground.catalog
    if any(is_money(catalog.metrics[name]) for name in draft.metrics):
        return
    if any(piece.is_(_EARN) and not piece.concerns for piece in draft.pieces) and not told:
        raise ImpossibleError("unread_condition", _text_of(draft, _EARN))
    if not all(is_count(catalog, name) for name in draft.metrics):
        return
    if told and draft.ratio_to is None and not draft.share:
        raise ImpossibleError("unread_condition", draft.pieces[min(draft.focus.values(), default=0)].text)
    for at, piece in enumerate(draft.pieces):
        deed = not piece.concerns and any(role.startswith(_DEEDS) for role in piece.roles)
        if deed and draft.meanings.get(at, ("",))[0] != "metric":
            raise ImpossibleError("unread_condition", piece.text)


def _text_of(draft: Draft, role: str) -> str:
    return next(piece.text for piece in draft.pieces if piece.is_(role))


def _check_total(draft: Draft) -> None:
    """What is asked for all together is no amount of one each, where no word says an average: 一共签单多少钱."""
    catalog = draft.ground.catalog
    marks = [at for at, piece in enumerate(draft.pieces) if piece.is_(_POOLED) and not piece.concerns]
    for name, at in draft.focus.items():
        if name not in draft.metrics or not marks:
            continue
        metric, piece = catalog.metrics[name], draft.pieces[at]
        each = isinstance(metric.kind, Ratio) and is_money(metric)
        named = any(item.metric == name and item.strength > VARIANT for item in piece.metrics)
        if each and not named and not piece.terms:
            raise ImpossibleError("unread_condition", draft.pieces[marks[0]].text)


def _check_spent(draft: Draft) -> None:
    """What was spent is no price: 我们今年花了多少钱, "average spend of Brazilians"."""
    spent = [piece for piece in draft.pieces if _says_spent(piece)]
    priced = load_vocabulary().codewords["priced"]
    for name in draft.metrics if spent else ():
        labels = [label.casefold() for label in draft.ground.catalog.metrics[name].labels]
        named = any(piece.metrics and piece not in spent for piece in draft.pieces)
        if not named and any(word in label for label in labels for word in priced):
            raise ImpossibleError("unread_condition", spent[0].text)


def _says_spent(piece: Piece) -> bool:
    """Whether it is a verb of spending, whatever it is taken for a word of."""
    named = piece.terms or any(name.strength > VARIANT for name in piece.metrics)
    return not named and (piece.is_(_SPEND) or _SPEND in load_vocabulary().phrases.get(words(piece.text)))


def _check_plural(draft: Draft) -> None:
    """A rate is not called by a plural of what it is a rate of, where no word says a share: "total conversions"."""
    catalog = draft.ground.catalog
    if says_share(draft.ground.text):
        return
    for name, at in draft.focus.items():
        metric, piece = catalog.metrics.get(name), draft.pieces[at]
        if metric is None or not is_rate(metric) or piece.metrics or not piece.text.isascii():
            continue
        if piece.text.endswith("s") and piece.text not in {each.casefold() for each in metric.names}:
            raise ImpossibleError("unread_condition", piece.text)


def _check_population(draft: Draft) -> None:
    """A number is not of things that nothing of it knows: 工单平均评分 is no score of leads."""
    catalog = draft.ground.catalog
    models = catalog.complete.models
    if not all(isinstance(catalog.metrics[name].kind, Simple) for name in draft.metrics):
        return  # a rate may be from one thing to another
    read = {model for name in draft.metrics for model in models_read(catalog.complete.metrics, name)}
    known = {entity for model in read if model in models for entity in models[model].entities}
    primary = [
        models[model].entities.get(models[model].primary_entity or "") for model in read if model in models
    ]
    if not all(entity is not None and any(entity.labels) for entity in primary):
        return  # of what rows they are is not told
    for at, (means, name) in draft.meanings.items():
        things = draft.pieces[at].entities
        if means != "filler" or name not in catalog.metrics or not things:
            continue
        own = models_read(catalog.complete.metrics, name)
        said = {item.entity for item in things} | {
            models[model].primary_entity for model in own if model in models
        }
        options = draft.ground.linker.options(draft.metrics)
        joined = {models[option.model].primary_entity for option in options if option.model in models}
        if not (read.intersection(own) or (known | joined) & said):
            raise ImpossibleError("unread_condition", draft.pieces[at].text)


def _check_first(draft: Draft) -> None:
    """That it was the first time is said of no number that is not called by it: 多少客户是第一次签约."""
    vocabulary, catalog = load_vocabulary(), draft.ground.catalog
    found = vocabulary.matching("apart.first", draft.ground.text)
    if found is None or any(vocabulary.matching("apart.first", piece.text) for piece in draft.pieces):
        return
    named = any(
        vocabulary.matching("apart.first_named", text.casefold())
        for name in draft.metrics
        for text in (*catalog.metrics[name].names, *filter(None, catalog.metrics[name].card.definition))
    )
    if not named:
        raise ImpossibleError("unread_condition", found[0])


def _check_clause(draft: Draft) -> None:
    catalog = draft.ground.catalog
    for name, at in draft.focus.items():
        metric, piece = catalog.metrics.get(name), draft.pieces[at]
        start = draft.pieces[with_its_values(draft.pieces, at)].start
        if metric is not None and is_clause(metric, piece, draft.ground.text[:start]):
            raise ImpossibleError("unread_condition", piece.text)


def with_its_values(pieces: Sequence[Piece], at: int) -> int:
    """Where a piece begins together with values that say of which things it is: the "East China" of "how much did East
    China customers spend".
    """
    while at > 0 and pieces[at - 1].values and not pieces[at - 1].metrics:
        at -= 1
    return at


def is_clause(metric: Metric, piece: Piece, before: str) -> bool:
    """Whether the piece only looks like a name of the metric: what "customers spend" all together is no spend per customer,
    whatever a customer spend is.
    """
    subject, _, verb = piece.text.partition(" ")
    named = any(item.metric == metric.name and item.strength > VARIANT for item in piece.metrics)
    if not (named and isinstance(metric.kind, Ratio) and verb) or " " in verb:
        return False
    if singular(subject) == subject or piece.text in {each.casefold() for each in metric.names}:
        return False
    return load_vocabulary().matching("verb.of_subjects", before) is not None


def _check_listed(draft: Draft) -> None:
    """A word between values of the same kind names no metric beside them: "sales and marketing departments". And a metric
    that is limited to one value is not that of several.
    """
    catalog = draft.ground.catalog
    for name, at in draft.focus.items():
        own = {value.dimension for value in draft.pieces[at].values}
        if name not in draft.metrics or not own or is_plainly_behind(draft, at):
            continue
        for joint, other in ((at + 1, at + 2), (at - 1, at - 2)):
            if not 0 <= other < len(draft.pieces) or not draft.has(joint, "join.and"):
                continue
            beside = draft.pieces[other]
            value = draft.meanings.get(other, ("",))[0] in ("value", "metric")
            fields = {each.rpartition(".")[2] for each in own}
            parts = [
                each for each, place in draft.focus.items() if place == other and each in catalog.metrics
            ]
            limited = any(_keeps_to_one(catalog, each, field) for each in parts for field in fields)
            if value and (limited or own & {each.dimension for each in beside.values}):
                raise ImpossibleError("unread_condition", draft.pieces[at].text)
    for item in draft.where:
        if not isinstance(item, Condition) or item.op != "in" or len(item.values) < 2:
            continue
        if any(_keeps_to_one(catalog, name, item.field) for name in draft.metrics):
            raise ImpossibleError("unread_condition", ", ".join(map(str, item.values)))


def _keeps_to_one(catalog: Catalog, name: str, field: str) -> bool:
    """Whether something of it is computed from the rows with one value of the field alone."""
    parts = with_inputs(catalog.complete.metrics, name)
    return any(own[1] == field for part in parts for own, _ in kept_by(catalog, part.name))


def _check_shares(draft: Draft) -> None:
    """All of what a metric is computed from is of the value that it is limited to: a share by that is always all of it. And
    what a mean is over is not said by another word behind it: "revenue by customer on average, per industry".
    """
    catalog, fields = draft.ground.catalog, filtered_fields(draft.having)
    for name in draft.metrics if draft.share else ():
        for field in draft.group_by:
            if field in fields and _keeps_to_one(catalog, name, field):
                raise ImpossibleError("unread_condition", draft.pieces[draft.focus[name]].text)
    averaged = load_vocabulary().matching("apart.averaged", draft.ground.text)
    if averaged is not None and draft.average_per and draft.group_by:
        raise ImpossibleError("unread_condition", averaged[0])


def _check_relative(draft: Draft) -> None:
    """What those did of whom a number is asked is no mere word beside a number that knows nothing of it: "customers who placed
    their first order".
    """
    catalog = draft.ground.catalog
    read = {model for name in draft.metrics for model in models_read(catalog.complete.metrics, name)}
    for at, piece in enumerate(draft.pieces):
        if not at or not piece.is_("per.person") or not piece.text.isascii():
            continue
        if not draft.pieces[at - 1].concerns:
            continue
        for place in range(at + 1, min(len(draft.pieces), at + _CLAUSE)):
            said = draft.pieces[place]
            if said.mark or said.time is not None or said.is_("per.before"):
                break
            passed = draft.meanings.get(place, ("",))[0] == "filler" and bool(said.entities)
            if not passed:
                continue
            between = draft.ground.text[piece.end : said.start]
            known = any(name.model in read for name in said.entities)
            if not known or load_vocabulary().matching("apart.nth", between) is not None:
                raise ImpossibleError("unread_condition", between.strip() or said.text)


def _choose_whole(draft: Draft) -> None:
    """Several values ask for more than the part that is called by one of them: the cost of "sales and marketing" is not that
    of marketing.
    """
    catalog = draft.ground.catalog
    listed = {
        str(value).casefold()
        for item in draft.where
        if isinstance(item, Condition) and item.op == "in"
        for value in item.values
    }
    for name, at in list(draft.focus.items()):
        named = {each.metric for each in draft.pieces[at].metrics}
        if name not in draft.metrics or not named or name in named or not listed:
            continue
        labels = {word for label in catalog.metrics[name].labels if label for word in words(label.casefold())}
        if len(named) == 1 and labels & listed:
            draft.exchange(name, *named)
            draft.assume("default_metric", *named)


def _check_side_by_side(draft: Draft) -> None:
    """Whether one of the two only says of which things the other is asked, or from where to where it goes."""
    places = sorted({draft.focus[name] for name in draft.metrics if name in draft.focus})
    if len(places) < 2:
        return
    first, second = places
    text, vocabulary = draft.ground.text, load_vocabulary()
    before, between = (
        text[: draft.pieces[first].start],
        text[draft.pieces[first].end : draft.pieces[second].start],
    )
    joined = before + "\n" + between
    if vocabulary.matching("apart.steps", between) is not None and _take_rate_between(draft, first, second):
        return
    for role, said in (("apart.of_which", joined), ("apart.subject", joined), ("apart.steps", between)):
        if vocabulary.matching(role, said) is not None:
            raise ImpossibleError("unread_condition", draft.pieces[first].text)


def _take_rate_between(draft: Draft, first: int, second: int) -> bool:
    """The rate from one to the other is all that is asked for: 访客到线索的转化."""
    catalog = draft.ground.catalog
    names = {at: name for name, at in draft.focus.items() if name in draft.metrics}
    base, rate = names[first], names[second]
    parts = {part.name for part in with_inputs(catalog.complete.metrics, rate)}
    if not is_rate(catalog.metrics[rate]) or base not in parts:
        return False
    draft.metrics.remove(base)
    draft.focus.pop(base)
    draft.read_as(first, "filler", base)
    return True


def _check_had(draft: Draft) -> None:
    """How many of one thing had another is neither number by itself: "how many accounts had a transaction"."""
    places = sorted(draft.focus[name] for name in draft.metrics if name in draft.focus)
    if len(places) < 2 or not all(is_count(draft.ground.catalog, name) for name in draft.metrics):
        return
    text = draft.ground.text
    between = text[draft.pieces[places[0]].end : draft.pieces[places[1]].start]
    asked = draft.preceded(places[0], "shape.how_many")
    if asked and load_vocabulary().matching("apart.had", between) is not None:
        raise ImpossibleError("unread_condition", draft.pieces[places[1]].text)
