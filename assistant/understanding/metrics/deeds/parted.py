"""Counts whose name is a verb with its object, said apart: the 发卡量 of 发了多少张卡 and 开户数 of 开了几个户."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.model import Catalog, Metric, Simple
from assistant.retrieval.tokens import has_cjk
from assistant.understanding.draft import Draft
from assistant.understanding.metrics.counts.counted import is_count
from assistant.understanding.metrics.known import shown_with
from assistant.understanding.words import load_vocabulary

_DONE = "(?:了|过|出去|出来|出|到|下|进|的)*"
_ASKED = "(?:多少|几)"
_GAP = "[^,;，。；?？]{0,6}?"


def take_parted(draft: Draft) -> None:
    """Where no metric is named: the only count called by the verb and the object that stand apart, or by the
    verb where only the word for one of them follows (各发了多少张).
    """
    if draft.ground.base is not None:
        return
    for whole in (True, False):
        found = dict(_said(draft, whole))
        if len(found) == 1:
            [(name, (start, end))] = found.items()
            _take(draft, name, start, end)
            return
        if found:
            return


def _take(draft: Draft, name: str, start: int, end: int) -> None:
    inside = [at for at, piece in enumerate(draft.pieces) if start <= piece.start and piece.end <= end]
    spoken = [at for at in inside if draft.pieces[at].unread]
    draft.metrics.append(name)
    for at in spoken:
        draft.read(at, "metric", name)
    if spoken:
        draft.focus[name] = spoken[0]
    draft.assume("default_metric", name)


def _said(draft: Draft, whole: bool) -> Iterator[tuple[str, tuple[int, int]]]:
    """Counts that are said so, with the place of the words."""
    text, catalog = draft.ground.text, draft.ground.catalog
    vocabulary = load_vocabulary()
    counters = "|".join(sorted(vocabulary.codewords["classifier"] | vocabulary.measure_words))
    if not whole:  # 下了多少单 counts orders, whatever else there is to be 下
        counters = "|".join(sorted(vocabulary.measure_words))
    for metric in shown_with(catalog, _verbs, *set(text)):
        if not whole and not _describes_what_is_counted(draft, metric):
            continue
        for verb, thing in _compounds(metric.names):
            found = _place(text, verb, thing, counters, whole)
            if found is not None and _is_free(draft, text, found.start("verb"), verb):
                yield metric.name, found.span()
                break


def _verbs(catalog: Catalog, metric: Metric) -> Iterator[str]:
    """The verbs of a count's names."""
    if is_count(catalog, metric.name):
        yield from (verb for verb, _ in _compounds(metric.names))


def _place(text: str, verb: str, thing: str, counters: str, whole: bool) -> re.Match[str] | None:
    asked = f"{_ASKED}(?:{counters})?"
    said = f"(?P<verb>{verb})"
    if not whole:
        return re.search(rf"{said}{_DONE}{_ASKED}(?:{counters})(?=$|[,;，。；?？])", text)
    behind = rf"{said}(?=[了过出到下进的多几]){_DONE}(?:{asked})?(?P<thing>{thing})"
    before = rf"(?P<thing>{thing}){_GAP}{said}{_DONE}(?:{_ASKED}|最)"
    return re.search(behind, text) or re.search(before, text)


def _describes_what_is_counted(draft: Draft, metric: Metric) -> bool:
    """Whether a value of the very things is named: the 金卡 of 金卡发了多少张."""
    kind = metric.kind
    owners = {name.dimension.partition(".")[0] for piece in draft.pieces for name in piece.values}
    return isinstance(kind, Simple) and kind.model in owners


def _compounds(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Verb and object of names such as 发卡量."""
    for name in names:
        for ending in load_vocabulary().endings:
            stem = name.removesuffix(ending)
            if stem != name and len(stem) == 2 and has_cjk(stem):
                yield stem[0], stem[1]
                break


def _is_free(draft: Draft, text: str, start: int, verb: str) -> bool:
    """Whether the verb is no part of another word, and not denied."""
    vocabulary = load_vocabulary()
    if text[start - 1 : start] in vocabulary.light_words["before"] or text[start - 1 : start] == "新":
        return False
    if vocabulary.matching("flag.not", text[:start]) is not None:
        return False
    pieces = [piece for piece in draft.pieces if piece.start <= start < piece.end]
    return all((piece.unread and piece.start == start) or not piece.concerns for piece in pieces)
