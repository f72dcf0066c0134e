"""Values that are left out: what stands before or behind says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.query import Scalar
from assistant.resolve.fields import FieldOption
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.conditions.values.exclusions import (
    excepts,
    excludes_ahead,
    is_closed,
    leaves_out,
)
from assistant.understanding.conditions.values.value_labels import is_grouped
from assistant.understanding.draft import Draft, soft
from assistant.understanding.words import load_vocabulary

_LISTS = ("join.and", "join.or")


@dataclass(frozen=True, slots=True)
class Mention:
    """A value at its place in the question."""

    at: int
    field: FieldOption
    values: tuple[Scalar, ...]
    excluded: bool


def excluded_before(draft: Draft, at: int, mentions: Sequence[Mention]) -> bool:
    """An excluding word before the value, or before the values of the same dimension it is listed with."""
    place = at - 1
    field = None
    over_thing = False
    while place >= 0:
        piece = draft.pieces[place]
        named = piece.concerns or piece.values
        if not named and (piece.is_("restrict.exclude", "follow.instead_of") or excepts(draft, place)):
            if over_thing and piece.text in load_vocabulary().codewords["denies_deed"]:
                return False  # "did not bring any leads in EMEA" leaves out what did, and not EMEA
            draft.read(place, "filter", "exclude")
            return True
        listed = next((mention for mention in mentions if mention.at == place), None)
        if listed is not None:
            field = listed.field.name
            own = draft.ground.linker.values(draft.pieces[at].values, draft.metrics)
            if field not in [item.field.name for item in own]:
                return listed.excluded and _is_listed_with(draft, place, at)
            return listed.excluded and not _is_set_against(draft, place, at)
        read = draft.is_read(place) and (piece.dimensions or not piece.concerns)
        over_thing = over_thing or bool(piece.entities)
        if read or soft(piece) or piece.is_("restrict.is"):
            place -= 1
            continue
        if (piece.dimensions or piece.entities) and not is_grouped(draft, place):
            over_thing = True
            place -= 1
            continue
        return False
    return False


def _is_set_against(draft: Draft, first: int, second: int) -> bool:
    """Whether the second is what it is to be, and not left out with the first: "not retail but finance",
    不是零售，是金融, "instead of retail show finance".
    """
    inside = range(first + 1, second)
    if any(draft.has(at, "join.and", "join.or") for at in inside):
        return False
    between = draft.between(first, second).strip(" ,，、;；:：")
    if any(draft.has(at, "restrict.is") for at in inside):
        return True
    said = load_vocabulary().anaphora["set_against"]
    return any(between.endswith(word) if has_cjk(word) else f" {word} " in f" {between} " for word in said)


def _is_listed_with(draft: Draft, first: int, second: int) -> bool:
    """Whether a word or mark of a list stands before the second, and nothing else between the two: "excluding P1 and
    East China". A comma alone ends what is left out: "excluding OTA, Hangzhou, Q3".
    """
    between = draft.ground.text[draft.pieces[first].end : draft.pieces[second].start]
    inside = range(first + 1, second)
    plain = all(draft.has(at, *_LISTS) or draft.is_read(at) for at in inside)
    last = next((at for at in reversed(inside) if draft.meanings.get(at, ("",))[0] != "filter"), None)
    return plain and (draft.has(last, *_LISTS) or "、" in between)


def excluded_after(draft: Draft, mentions: list[Mention]) -> list[Mention]:
    """An excluding word behind the values, as in 华南以外 or "email excluded": of the value right before it,
    and of those of the same dimension that are listed with it.
    """
    out, out_places = list(mentions), [mention.at for mention in mentions]
    for place in draft.find("restrict.exclude_after", "restrict.leaves"):
        if draft.is_read(place) or excludes_ahead(draft, place) or not leaves_out(draft, out_places, place):
            continue
        at = place - 1
        field = None
        while at >= 0:
            index = next((i for i, mention in enumerate(out) if mention.at == at), None)
            if index is not None and field in (None, out[index].field.name):
                if field is not None and is_closed(draft, [mention.at for mention in out], at):
                    break
                field = out[index].field.name
                out[index] = replace(out[index], excluded=True)
            elif index is not None or not (
                soft(draft.pieces[at]) or (draft.is_read(at) and draft.pieces[at].dimensions)
            ):
                break
            at -= 1
        if field is not None or any(mention.excluded for mention in out):
            draft.read(place, "filter", "exclude")
    return out
