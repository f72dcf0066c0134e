"""Which metrics a question names."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.catalog.model import Ambiguity
from assistant.understanding.conditions.limits.limited import is_counted
from assistant.understanding.conditions.limits.vague import is_vague
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.qualities import MEASURED
from assistant.understanding.cutting.tokens import tokenize, words
from assistant.understanding.cutting.values.owners import is_a_name
from assistant.understanding.draft import Draft, UndecidedError
from assistant.understanding.groups.ordering import is_ranked
from assistant.understanding.lexicon import VARIANT, MetricName, name_holds
from assistant.understanding.metrics.amounts.summed import without_summed
from assistant.understanding.metrics.counts.picked import (
    is_first_of,
    name_thing,
    picked_things,
    ranking_metric,
)
from assistant.understanding.metrics.counts.populations import populations
from assistant.understanding.metrics.counts.things import counts_entity
from assistant.understanding.metrics.deeds.deeds import free_spending
from assistant.understanding.metrics.named.freeing import free_other_names
from assistant.understanding.metrics.named.grouped_names import is_grouped_by
from assistant.understanding.metrics.named.named_again import check_named_again
from assistant.understanding.metrics.rates.quotients import take_quotients
from assistant.understanding.neighbours import (
    GROUPING,
    adjacent,
    described_from,
    is_replaced,
    joined_by_of,
    only_bare,
    word_for_the_thing,
)
from assistant.understanding.shape.average_things import averaged_things
from assistant.understanding.shape.parameters import takes
from assistant.understanding.words import load_vocabulary

_LIST_MARKS = frozenset(":;-")
_SENTENCE = frozenset("?.;？。；")
_MOST = ("order.highest", "order.lowest")


def take_metrics(draft: Draft) -> None:
    """Fill `metrics`. Raises UndecidedError for a term of several metrics that nothing decides."""
    take_quotients(draft)
    free_spending(draft)
    free_other_names(draft)
    chosen = {at: name for at in _mentions(draft) if (name := _metric_of(draft, at))}
    chosen = without_summed(draft, _with_settings(draft, chosen))
    if not chosen:
        _take_contained(draft)
    check_named_again(draft, chosen)
    counted = _counted(draft, chosen)
    about = populations(draft, {at: name for at, name in chosen.items() if at not in counted})
    about = {at for at in about if not is_vague(draft, at)}
    for at, name in chosen.items():
        if at in counted:
            draft.read(at, "having", name)
            draft.focus[name] = at
            continue
        if at in about and not (draft.pieces[at].metrics or draft.pieces[at].terms):
            continue  # a condition
        if at in about:
            draft.read(at, "filler", name)
            draft.assume("weak_word", draft.pieces[at].text)
            continue
        draft.read(at, "metric", name)
        draft.focus[name] = at
        if name not in draft.metrics:
            draft.metrics.append(name)


def tell_qualities(draft: Draft) -> None:
    """Which number a quality was taken for: the profit of "our most profitable customers"."""
    for name, at in draft.focus.items():
        if name in draft.metrics and draft.pieces[at].is_(MEASURED):
            draft.assume("default_metric", name)


def _counted(draft: Draft, chosen: dict[int, str]) -> set[int]:
    """Counts that are named only to limit another metric by: the visits of "satisfaction of doctors with at
    least 100 visits".
    """
    found = {at for at, name in chosen.items() if is_counted(draft, at, name)}
    shown = {name for at, name in chosen.items() if at not in found}
    return {at for at in found if shown and chosen[at] not in shown}


def _with_settings(draft: Draft, chosen: dict[int, str]) -> dict[int, str]:
    """Where a setting is said that none of the metrics has: the one that has it and whose name holds what
    was said, as attributed revenue holds revenue.
    """
    catalog = draft.ground.catalog
    slides = any(piece.is_("shape.sliding", "shape.moving") for piece in draft.pieces)
    window = load_vocabulary().codewords["moving_said"] if slides else frozenset()
    settings = [name for piece in draft.pieces if piece.text not in window for name in piece.parameters]
    if not settings or any(takes(catalog, [*chosen.values()], name) for name in settings):
        return chosen
    out = dict(chosen)
    for at in chosen:
        said = words(draft.pieces[at].text)
        found = [
            metric.name
            for metric in catalog.metrics.values()
            if not metric.hidden
            and name_holds(metric, said)
            and any(takes(catalog, [metric.name], name) for name in settings)
        ]
        if len(found) == 1:
            out[at] = found[0]
            draft.assume("default_metric", found[0])
    return out


def _take_contained(draft: Draft) -> None:
    """The metric that a value's or a segment's own name ends with, or that the name of a time begins with: the tickets of
    "open tickets", 促销订单 for orders, the opportunities of "opportunities created".
    """
    if draft.ground.base is not None:
        return
    phrases = draft.ground.lexicon.phrases
    found: dict[str, int] = {}
    for piece in draft.pieces:
        if _is_listed_by_itself(draft, piece):
            continue
        timed = bool(piece.dimensions) and all(name.time for name in piece.dimensions)
        described = bool(piece.values) or _has_no_metric(draft, piece)
        tokens = tokenize(piece.text) if described or timed else ()
        for first, last, entries in phrases.matches(tokens):
            if (first and last == len(tokens)) if described else (first == 0 and last < len(tokens)):
                found |= {e.metric: e.strength for e in entries if isinstance(e, MetricName)}
    best = [name for name, strength in found.items() if strength == max(found.values())]
    if len(best) == 1:
        draft.metrics.append(best[0])
        draft.assume("default_metric", best[0])


def _has_no_metric(draft: Draft, piece: Piece) -> bool:
    """Whether the piece names a segment that is shown with nothing of its own."""
    segments = draft.ground.catalog.playbooks.segments
    return any(not segments[name.segment].query.metrics for name in piece.segments)


def _is_listed_by_itself(draft: Draft, piece: Piece) -> bool:
    """Whether the catalog says what the values are shown with that the piece names."""
    models = draft.ground.catalog.models
    places = (value.dimension.partition(".") for value in piece.values)
    return any(models[model].dimensions[dimension].listed_with for model, _, dimension in places)


def _mentions(draft: Draft) -> list[int]:
    """Pieces that name a metric here, rather than a dimension or a value of the same name."""
    named = [at for at, piece in enumerate(draft.pieces) if piece.metrics or piece.terms]
    averaged = averaged_things(draft, named)
    measured = [name.metric for at in named if at not in averaged for name in draft.pieces[at].metrics]
    for at in averaged:
        name_thing(draft, at, measured)
    picked = averaged | picked_things(draft, [at for at in named if at not in averaged])
    named = [at for at in named if at not in picked]
    named = [at for at in named if not _is_called(draft, at)] or named
    certain = [at for at in named if not _names_a_thing(draft.pieces[at])]
    certain = [at for at in certain if not is_grouped_by(draft, at, certain)]
    ranking = ranking_metric(draft, named)
    certain += [ranking] if ranking is not None else []
    certain += [at for at in named if at not in certain and _ends_its_question(draft, at)]
    kept = [at for at in named if at in certain or not _is_other(draft, at, bool(certain))]
    kept = [at for at in kept if not is_grouped_by(draft, at, certain)]
    return kept or (named if picked else kept)


def _ends_its_question(draft: Draft, at: int) -> bool:
    """Whether what is ranked by it is a question of its own: 哪个功能的工单最多？, before a sentence that asks for more."""
    behind = at + 1
    if behind + 1 >= len(draft.pieces) or not draft.has(behind, *_MOST) or draft.pieces[behind].concerns:
        return False
    return bool(_SENTENCE.intersection(draft.between(behind, behind + 1)))


def _is_other(draft: Draft, at: int, others: bool) -> bool:
    """Whether a bare name ("orders" of "order count") stands for the dimension or value here."""
    piece = draft.pieces[at]
    if piece.values and others:
        return _has_label(draft, at)
    if others and _is_described(draft, at):
        return True
    grouped = draft.preceded(at, *GROUPING)
    return bool(piece.dimensions or piece.entities) and (grouped or (others and is_ranked(draft, at)))


def _is_described(draft: Draft, at: int) -> bool:
    """Whether values right before the word for a thing say which ones the rest is about: "adoption rate by
    feature, paying SMB customers". After "and" it is asked for as well.
    """
    if at and _LIST_MARKS.intersection(draft.between(at - 1, at)):
        return False  # "support: tickets, csat"
    first = at
    while first and draft.pieces[first - 1].values and not draft.pieces[first - 1].metrics:
        first -= 1
    piece = draft.pieces[at]
    thing = bool(piece.dimensions or piece.entities)
    return thing and first < at and not (first and draft.has(first - 1, "join.and", *GROUPING))


def _names_a_thing(piece: Piece) -> bool:
    """Whether the piece names a metric only by the word for what it counts."""
    return only_bare(piece) or (word_for_the_thing(piece) and not piece.terms)


def _is_called(draft: Draft, at: int) -> bool:
    """Whether one of the things is called by its name right behind the word for them: "the patient Alice", 客户张三."""
    piece, behind = draft.pieces[at], draft.pieces[at + 1] if at + 1 < len(draft.pieces) else None
    if behind is None or behind.metrics or draft.between(at, at + 1).strip():
        return False
    if piece.text.isascii() and (piece.text.endswith("s") or not draft.between(at, at + 1)):
        return False
    catalog = draft.ground.catalog
    own = {n.model for n in piece.entities if catalog.models[n.model].primary_entity == n.entity}
    places = [value.dimension.partition(".") for value in behind.values]
    return any(model in own and is_a_name(catalog, model, name) for model, _, name in places)


def _has_label(draft: Draft, at: int) -> bool:
    """Whether the dimension of one of its values stands next to the piece, or it is left out by a word."""
    owners = {name.dimension for name in draft.pieces[at].values}
    for place in (draft.left(at, "restrict.is", "restrict.exclude"), draft.right(at)):
        if draft.has(place, "restrict.is", "restrict.exclude"):
            return True
        if place is not None and owners & {
            f"{n.model}.{n.dimension}" for n in draft.pieces[place].dimensions
        }:
            return True
    return False


def _metric_of(draft: Draft, at: int) -> str | None:
    piece = draft.pieces[at]
    picked = draft.ground.picks.get(piece.start)
    if picked in draft.ground.catalog.metrics:  # what was picked may be a dimension as well
        return picked
    if piece.terms:
        return _of_term(draft, at, piece.terms[0].ambiguity)
    best = max(name.strength for name in piece.metrics)
    names = [name.metric for name in piece.metrics if name.strength == best]
    if len(names) == 1:
        return names[0]
    fitting = _narrowed(draft, at, names)
    again = [name for name in fitting if _is_named_elsewhere(draft, at, name)]
    if len(fitting) == 1 or len(again) == 1:
        return (again or fitting)[0]
    rows = [name for name in fitting if _counts_the_most_of(draft, at, name)]
    if len(rows) == 1:
        draft.assume("default_metric", rows[0])
        return rows[0]
    raise UndecidedError("ambiguous_metric", piece, fitting)


def _counts_the_most_of(draft: Draft, at: int, metric: str) -> bool:
    """Whether the most or the fewest of the things are asked for, and it is how many there are: 退货最多的商品 have the most
    returns, and not the most units in them.
    """
    catalog, entities = draft.ground.catalog, draft.pieces[at].entities
    ranked = draft.followed(at, *_MOST) or draft.preceded(at, *_MOST)
    return ranked and counts_entity(catalog, catalog.metrics[metric], {name.entity for name in entities})


def _is_named_elsewhere(draft: Draft, at: int, metric: str) -> bool:
    """Whether another piece names that metric and no other as well: the 用电量 of 工业用电占全部用电量的比例."""
    for place, piece in enumerate(draft.pieces):
        best = max((name.strength for name in piece.metrics), default=0)
        named = {name.metric for name in piece.metrics if name.strength == best}
        if place != at and best > VARIANT and not piece.terms and named == {metric}:
            return True
    return False


def _of_term(draft: Draft, at: int, ambiguity: Ambiguity) -> str:
    metrics = draft.ground.catalog.metrics
    names = [name for name in ambiguity.candidates if name in metrics and not metrics[name].hidden]
    for rule in ambiguity.when:
        if set(rule.metrics) <= set(names) and _says(draft, at, rule.words):
            draft.metrics += [name for name in rule.metrics if name not in draft.metrics]
            return rule.metrics[0]
    fitting = _narrowed(draft, at, names)
    if len(fitting) == 1:
        draft.assume("default_metric", fitting[0])
        return fitting[0]
    if ambiguity.default in fitting:
        assert ambiguity.default is not None
        draft.assume("default_metric", ambiguity.default)
        return ambiguity.default
    raise UndecidedError("ambiguous_metric", draft.pieces[at], fitting)


def _says(draft: Draft, at: int, wanted: Sequence[str]) -> bool:
    """Whether one of the words stands in the question; the words that decide are read by that."""
    tokens = tokenize(draft.ground.text)
    texts = [token.text for token in tokens]
    own = draft.pieces[at]
    for phrase in wanted:
        parts = list(words(phrase))
        for first in range(len(texts) - len(parts) + 1):
            place = tokens[first].start, tokens[first + len(parts) - 1].end
            if texts[first : first + len(parts)] == parts and not own.start <= place[0] < own.end:
                _read_words(draft, *place)
                return True
    return False


def _read_words(draft: Draft, start: int, end: int) -> None:
    """Words that decided what a term means are part of it, unless they are what to group or filter by."""
    for at, piece in enumerate(draft.pieces):
        if not (start <= piece.start and piece.end <= end):
            continue
        marked = draft.preceded(described_from(draft, at), *GROUPING) or _is_picked_of(draft, at)
        if piece.unread or ((piece.dimensions or piece.entities) and not piece.values and not marked):
            draft.read(at, "metric", piece.text)


def _is_picked_of(draft: Draft, at: int) -> bool:
    """Whether some are picked of it: the groups of 健康度垫底的3个群是哪几个."""
    asked = draft.right(at, "per.which", skip=("restrict.is",))
    first = described_from(draft, at)
    return is_first_of(draft, first) or is_ranked(draft, at) or draft.has(asked, "per.which")


def _narrowed(draft: Draft, at: int, names: Sequence[str]) -> list[str]:
    """The candidates that the rest of the question fits: words of their own names, then dimensions."""
    worded = _by_words(draft, at, names)
    if len(worded) == 1:
        return worded
    usable = [name for name in worded if _fits(draft, at, name)]
    own = [name for name in usable if not is_replaced(draft, name, usable)]
    return own or usable or worded


def _by_words(draft: Draft, at: int, names: Sequence[str]) -> list[str]:
    """Candidates whose own name holds a neighbouring word that is not read otherwise."""
    for other, piece in enumerate(draft.pieces):
        if other == at or draft.is_read(other) or not (piece.unread or _modifies(draft, other, at)):
            continue
        parts = words(piece.text)
        found = [name for name in names if name_holds(draft.ground.catalog.metrics[name], parts)]
        if found and len(found) < len(names):
            draft.read(other, "metric", piece.text)
            return found
    return list(names)


def _modifies(draft: Draft, other: int, at: int) -> bool:
    """Next to the term, apart from a connecting word, and of a kind that can be part of a name."""
    piece = draft.pieces[other]
    if not (piece.entities or piece.dimensions or piece.values or (piece.metrics and only_bare(piece))):
        return False
    first, second = min(other, at), max(other, at)
    return joined_by_of(draft, first, second) or adjacent(draft, first, second)


def _fits(draft: Draft, at: int, name: str) -> bool:
    """Whether the metric can be grouped and filtered by all that the question mentions."""
    linker = draft.ground.linker
    for other, piece in enumerate(draft.pieces):
        if other == at or piece.metrics or piece.terms:
            continue
        if piece.parameters and not any(
            takes(draft.ground.catalog, [name], setting) for setting in piece.parameters
        ):
            return False
        if piece.dimensions and not piece.values and not linker.dimension(piece.dimensions, [name]):
            return False
        if piece.values and not piece.dimensions and not linker.values(piece.values, [name]):
            return False
    return True
