"""Verbs that say nothing new beside what is counted: the "sell" of "how many policies did we sell", 放了多少笔贷款."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.model import Catalog
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.draft import Draft
from assistant.understanding.echoes import own_times
from assistant.understanding.metrics.named.apart import stem
from assistant.understanding.numbers_asked import asks_for_itself
from assistant.understanding.words import load_vocabulary

_SHORTEST_STEM = 4
_DENIED = ("restrict.exclude", "restrict.lacking", "restrict.null")
_INSIDE = re.compile("(?:里|内)(?!的?[^ 一总共今去上本这现目都卖有还用花产做停收退])")
_WORD_BEFORE = re.compile(r"[a-z]+")


def read_light_verbs(draft: Draft) -> None:
    """Verbs that are left over, beside a metric of a thing that such a verb is said of anyway.

    Not where they are denied or stand for a state that the catalog knows.
    """
    if not draft.metrics:
        return
    light = load_vocabulary().light
    for at, torn in enumerate(draft.pieces):
        if not draft.free(at) or torn.concerns or torn.time is not None or torn.number is not None:
            continue
        piece = _whole(draft, at)
        text = piece.text.casefold()
        things = [verb.things for verb in light if text in verb.forms]
        if not things or asks_for_itself(draft, at):
            continue
        if not _stands_as_verb(draft, piece, things) or _is_denied(draft, at) or _has_subject(draft, at):
            continue
        if any(_is_said_of(draft, nouns) for nouns in things) and not _is_a_state(draft, text):
            draft.read(at, "filler", piece.text)
            draft.assume("weak_word", piece.text)


def _whole(draft: Draft, at: int) -> Piece:
    """The verb with the end that a word of no meaning tears off it: the 产出 of 每张牙椅产出多少收入."""
    piece = draft.pieces[at]
    end = piece.end + 1
    whole = draft.ground.text[piece.start : end]
    inside = at + 1 < len(draft.pieces) and draft.pieces[at + 1].start < end
    known = not inside and any(whole in verb.forms for verb in load_vocabulary().light)
    return Piece(piece.start, end, whole) if known and has_cjk(piece.text) else piece


def read_homes(draft: Draft) -> None:
    """The 店 of 店里今年卖了多少, and the store of "albums in our store", is where all of it happens. Where the catalog tells such places apart, it is told that all are meant."""
    homes, text = load_vocabulary().listed["home"], draft.ground.text
    for at, piece in enumerate(draft.pieces):
        if not (draft.metrics and piece.unread and draft.free(at) and piece.text in homes):
            continue
        ours = load_vocabulary().matching("home.before", text[: piece.start]) is not None
        if (ours and _ends_phrase(draft, at)) or _INSIDE.match(text, piece.end) is not None:
            draft.read(at, "filler", piece.text)
            if any(piece.text in name for name in _all_names(draft)):
                draft.assume("weak_word", piece.text)


def _ends_phrase(draft: Draft, at: int) -> bool:
    """Whether no word that says more stands right behind: "our store managers" are no store."""
    behind = draft.pieces[at + 1] if at + 1 < len(draft.pieces) else None
    close = behind is not None and draft.between(at, at + 1) == " "
    return behind is None or not (close and (behind.unread or (behind.concerns and behind.time is None)))


def read_persons(draft: Draft) -> None:
    """The 客人 of 加州的客人 are those that the value is of."""
    for at in draft.find("person.words"):
        before = at - 1
        while before >= 0 and draft.has(before, "join.of"):
            before -= 1
        if before >= 0 and draft.meanings.get(before, ("",))[0] == "value":
            draft.read(at, "filler")


def _all_names(draft: Draft) -> Iterator[str]:
    for option in draft.ground.linker.options(draft.metrics):
        if option.dimension is not None:
            yield from option.dimension.names
            for value in option.dimension.values:
                yield from (str(value.value), *value.labels, *value.synonyms)


def _is_said_of(draft: Draft, nouns: frozenset[str]) -> bool:
    """Whether one of the things is named by a metric at hand, or by what the question counts."""
    if not nouns:
        return True
    return any(_holds(name, noun) for name in _names(draft) for noun in nouns)


def _holds(name: str, noun: str) -> bool:
    """Whether the noun is what the name is about: the sales of "sales amount", and not those of "sales leads"."""
    said = load_vocabulary().light_words
    if has_cjk(noun):
        shorter = name
        while not shorter.endswith(noun):
            cut = next((shorter.removesuffix(e) for e in said["endings"] if shorter.endswith(e)), "")
            if not cut or cut == shorter:
                return False
            shorter = cut
        return True
    wanted, parts = words(noun), list(words(name))
    if len(parts) > 2 and parts[1] == "of" and parts[0] in said["amounts"]:
        parts = parts[2:]
    parts = parts[
        : next((at for at, part in enumerate(parts) if at and part in said["behind_head"]), len(parts))
    ]
    while parts and tuple(parts[-len(wanted) :]) != wanted:
        if not (parts[-1] in said["amounts"] or parts[-1].endswith("ed")):
            return False
        parts.pop()
    return bool(parts)


def _names(draft: Draft) -> Iterator[str]:
    catalog = draft.ground.catalog
    for name in draft.metrics:
        metric = catalog.metrics[name]
        yield from (metric.name, *metric.names)
    for at, (means, _) in draft.meanings.items():
        limit = means == "filter" and any(not each.boolean for each in draft.pieces[at].dimensions)
        if means == "metric" or limit:  # the freight of "more than 60 in freight"
            yield draft.pieces[at].text


def _stands_as_verb(draft: Draft, piece: Piece, things: list[frozenset[str]]) -> bool:
    """Not as a part of another word or verb, nor as a noun."""
    text, said = draft.ground.text.casefold(), load_vocabulary().light_words
    before, behind = text[: piece.start], text[piece.end :]
    if has_cjk(piece.text):
        if before[-1:] and before[-1] in said["before"]:
            return False
        nouns = [noun for each in things for noun in each]
        return not behind or not behind[0].isalnum() or behind.startswith((*said["behind"], *nouns))
    next_word = _WORD_BEFORE.search(behind)
    turned = next_word is not None and not behind[: next_word.start()].strip()
    if before.endswith("-") or behind.startswith("-"):
        return False
    if turned and next_word is not None and next_word[0] in said["particle"]:
        return False
    asked = set(_WORD_BEFORE.findall(before)) & said["asking"]
    return bool(asked) or piece.text.casefold() not in said["noun_too"]


def _has_subject(draft: Draft, at: int) -> bool:
    """Whether the metric that is named is who did it, and not what was done: the sales of "what did sales book"."""
    named = at - 1
    if named < 0 or named not in draft.focus.values() or draft.between(named, at).strip():
        return False
    before = draft.ground.text[: draft.pieces[named].start]
    return load_vocabulary().matching("verb.of_subject", before) is not None


def _is_denied(draft: Draft, at: int) -> bool:
    piece = draft.pieces[at]
    before = draft.ground.text[: piece.start]
    denied = load_vocabulary().matching("flag.not", before)
    return denied is not None or draft.preceded(at, *_DENIED)


def _is_a_state(draft: Draft, text: str) -> bool:
    """Whether a value or a yes-or-no of what is asked about, or another date of it, is called so."""
    catalog = draft.ground.catalog
    return any(_is_form(text, name) for name in _states(draft, catalog))


def _states(draft: Draft, catalog: Catalog) -> Iterator[str]:
    own = own_times(catalog, draft.metrics)
    for option in draft.ground.linker.options(draft.metrics):
        dimension = option.dimension
        if dimension is None:
            continue
        if dimension.type == "time" and (option.model, dimension.name) not in own:
            yield from dimension.names
        if dimension.data_type == "boolean":
            yield from dimension.names
        for value in dimension.values:
            if value.declared:
                yield from (str(value.value), *value.labels, *value.synonyms)


def _is_form(text: str, name: str) -> bool:
    if has_cjk(text):
        return len(text) > 1 and text in name
    root = stem(text.split()[0])
    doers = {root + ending for ending in load_vocabulary().light_words["doer"]}
    return any(
        part.startswith(root) and part not in doers if len(root) >= _SHORTEST_STEM else stem(part) == root
        for part in words(name)
    )
