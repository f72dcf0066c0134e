"""Rates of what kept a limit, in other words than their names: "what percentage of faults were fixed within 24 hours", 24小时内
修好的比例, where Repaired within 24 hours is the share with a repair of at most 24 hours. The limit is that of the
definition: another number, or a denial, names nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.catalog.filter_limits import Comparator, limit_of
from assistant.catalog.metric import inputs_of, models_read
from assistant.catalog.model import Catalog, Metric, Ratio, Simple
from assistant.retrieval.concepts import thesaurus
from assistant.retrieval.tokens import has_cjk, stem
from assistant.understanding.conditions.limits.row_limits import Limit, limit_at
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.metrics.rates.field_units import unit_of_field
from assistant.understanding.units import converted

_SHARES = ("shape.share", "shape.rate", "shape.how_much_of")
_DENIALS = ("restrict.exclude", "restrict.lacking")
_ALIKE = ({"<", "<="}, {">", ">="})


def name_kept_limits(draft: Draft) -> None:
    """Have the verb beside the limit name the one rate that is defined by the verb and that very limit."""
    shares = draft.find(*_SHARES)
    if draft.ground.base is not None or not shares or any(p.is_(*_DENIALS) for p in draft.pieces):
        return
    for at in range(len(draft.pieces)):
        said = limit_at(draft, at)
        if said is None or len(said.values) != 1:
            continue
        for verb in _verbs(draft, said):
            names = [m.name for m in shown_with(draft.ground.catalog, _limited, "limited")]
            names = [name for name in names if _is_meant(draft, name, said, verb)]
            if len(names) == 1:
                _take(draft, names[0], verb, said, shares)
                return


def _verbs(draft: Draft, said: Limit) -> Iterator[int]:
    """Words that nothing explains right beside the limit."""
    for place in (min(said.places) - 1, max(said.places) + 1):
        if 0 <= place < len(draft.pieces) and draft.pieces[place].unread and draft.free(place):
            yield place


def _limited(catalog: Catalog, metric: Metric) -> Iterator[str]:
    if isinstance(metric.kind, Ratio) and _limit_of(catalog, metric) is not None:
        yield "limited"


def _limit_of(catalog: Catalog, metric: Metric) -> tuple[Comparator, float, str] | None:
    """What the counted part of the rate is limited by: the operator, the number and the unit of what it limits."""
    part = catalog.complete.metrics[inputs_of(metric)[0].metric]
    if not isinstance(part.kind, Simple) or len(part.filters) != 1:
        return None
    found = limit_of(part.filters[0])
    unit = unit_of_field(catalog, part.kind.model, found[0]) if found is not None else None
    return None if found is None or unit is None else (found[1], found[2], unit)


def _is_meant(draft: Draft, name: str, said: Limit, verb: int) -> bool:
    catalog = draft.ground.catalog
    metric = catalog.metrics[name]
    limit = _limit_of(catalog, metric)
    if limit is None:
        return False
    operator, number, unit = limit
    same = said.op == operator or any({said.op, operator} <= each for each in _ALIKE)
    value = converted(said.values[0], said.units, unit)
    if not same or value is None or abs(value - number) > 1e-9:
        return False
    return _says(catalog, metric, draft.pieces[verb].text) and all(
        _is_thing(draft, name, at) for at, piece in enumerate(draft.pieces) if piece.metrics or piece.terms
    )


def _says(catalog: Catalog, metric: Metric, verb: str) -> bool:
    """Whether the names of the rate, or of what it is computed from, have the verb or another word for it, or what is
    written about them the very verb.
    """
    parts = [metric, *(catalog.complete.metrics[item.metric] for item in inputs_of(metric))]
    names = [name for part in parts for name in (*part.names, part.name.replace("_", " "))]
    texts = [*names, *(text for part in parts for text in part.card.definition if text)]
    if has_cjk(verb):
        return any(verb in text for text in texts)
    meant = {concept for part in thesaurus().parts(verb) for concept in part.concepts}
    told = [part for name in names if name.isascii() for part in thesaurus().parts(name)]
    said = {stem(word) for text in texts if text.isascii() for word in words(text)}
    return stem(verb) in said or any(meant & set(part.concepts) for part in told)


def _is_thing(draft: Draft, name: str, at: int) -> bool:
    """Whether what is named is the whole number of the things that the rate is of."""
    catalog, piece = draft.ground.catalog, draft.pieces[at]
    models = set(models_read(catalog.complete.metrics, name))
    metrics = [catalog.metrics[each.metric] for each in piece.metrics]
    return not piece.terms and all(
        isinstance(each.kind, Simple) and each.kind.model in models and not each.filters for each in metrics
    )


def _take(draft: Draft, name: str, verb: int, said: Limit, shares: Sequence[int]) -> None:
    for at, piece in enumerate(draft.pieces):
        if piece.metrics and at != verb:
            draft.put(at, replace(piece, metrics=()))
            draft.read(at, "filler", piece.text)
    draft.name_instead(name, verb, (verb, *said.places, *shares))
