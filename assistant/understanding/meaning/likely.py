"""How likely a metric is meant by words that do not name it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass

from assistant.retrieval.concepts import Part, thesaurus
from assistant.retrieval.likeness import Likened, Sign
from assistant.retrieval.tokens import is_cjk, light_words
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.meaning.cards import Card
from assistant.understanding.words import load_vocabulary

_TITLE, _STRONG = 0.82, 0.55
"""What finding a word is worth from which it stands in a name of the metric, and in a sentence of it."""
_LIGHT = 0.25
"""What a word weighs that says little where it stands."""
_WHOLE_NAME = 0.6
"""Share of a metric's name that has to be said where a question says one telling word: 客诉率 is not any share of
tickets."""
_TITLED = 0.2
"""Share of a question that the names of a metric have to say."""
_MUCH = 0.3
"""Share of a question that a word has which must not get lost."""
LOST = ("elsewhere", "strange")
_FAR = 0.3
"""A margin from which more of it says no more."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a metric, and against it. Shares are of all that the question says, weighted by how
    much each word tells."""

    margin: float
    """How much nearer its card is than any other."""
    named: float
    """How much of its best name is said."""
    titled: float
    """Share that its names say."""
    said: float
    """Share that its sentences say."""
    near: float
    """Share that only its inputs or its models say."""
    elsewhere: float
    """Share that other metrics say, and this one does not."""
    strange: float
    """Share that nothing in the catalog says."""
    unit: float
    """1 where the question asks for its unit, -1 where for another one."""
    each: float
    """1 where a number for each of some things is asked for and it is one, -1 where it is none."""
    whole: float
    """1 where a name of it is said to the end, in whatever words."""

    @property
    def lost(self) -> float:
        """Share that it does not say."""
        return self.elsewhere + self.strange


@dataclass(frozen=True, slots=True)
class Shares:
    """How the words of a question part on one metric."""

    titled: float = 0.0
    said: float = 0.0
    near: float = 0.0
    elsewhere: float = 0.0
    strange: float = 0.0
    blocked: bool = False
    """Whether a word that says something is one that it does not say, or none is."""
    scarce: bool = False
    """Whether a single telling word is said, and little of any of its names."""


def shares_of(
    likened: Likened, card: Card, idle: Collection[str] = (), framed: Collection[str] = ()
) -> Shares:
    """`idle` are words of the question that mean nothing where no metric says them, `framed` those that
    are read as something else in any case."""
    weights = dict.fromkeys(("titled", "said", "near", "elsewhere", "strange"), 0.0)
    lost: list[tuple[Sign, str]] = []
    telling = 0
    for sign in likened.signs:
        kind = kind_of(sign, card)
        if kind in LOST and all(word in framed for word in sign.part.words):
            continue
        light = _is_light(sign.part)
        if kind not in LOST:
            telling += not (light or _only_describes(sign.part))
            weights[kind] += sign.weight * (_LIGHT if light and not sign.part.light else 1)
        else:
            silent = light or all(word in idle for word in sign.part.words)
            lost += [] if silent else [(sign, kind)]
            weights[kind] += sign.weight * (_LIGHT if silent and not sign.part.light else 1)
    total = sum(weights.values()) or 1.0
    scarce = telling == 1 and likened.named < _WHOLE_NAME
    little = not telling or weights["titled"] / total < _TITLED
    blocked = little or any(
        _says_something(sign) and (kind == "strange" or sign.weight / total >= _MUCH) for sign, kind in lost
    )
    shares = {kind: weight / total for kind, weight in weights.items()}
    return Shares(**shares, blocked=blocked, scarce=scarce)


def _is_light(part: Part) -> bool:
    """Whether it says little by itself: an everyday word, or only what kind of number is asked for."""
    return part.light or (bool(part.concepts) and part.concepts <= frozenset(thesaurus().units.values()))


def _only_describes(part: Part) -> bool:
    """Whether it says which ones of some things are meant, and not what: the paid of "paid leads"."""
    describing = load_vocabulary().codewords["describing"]
    return bool(part.words) and all(word in describing for word in part.words)


@dataclass(frozen=True, slots=True)
class Rival:
    """A metric that the words of a question come near to, and the pieces of it read as that metric."""

    name: str
    likened: Likened
    card: Card
    shares: Shares
    pieces: tuple[Piece, ...]


def signs_of(rival: Rival, rivals: Sequence[Rival], unit: float, each: float, whole: bool) -> Signs:
    """The signs of one of several metrics that the same words come near to."""
    others = [other for other in rivals if other is not rival]
    own, said = rival.likened, rival.shares
    margin = own.score - max((other.likened.score for other in others), default=0.0)
    return Signs(
        max(-_FAR, min(_FAR, margin)),
        own.named,
        said.titled,
        said.said,
        said.near,
        said.elsewhere,
        said.strange,
        unit,
        each,
        float(whole),
    )


WEIGHTS = Signs(12.27, 1.52, 2.69, 0.20, -0.00, -1.19, -1.60, 0.80, 0.52, 0.56)
BIAS = -3.73
"""Fitted on paraphrases of the demo: `python -m benchmarks.likelihood` prints them."""


def likelihood(signs: Signs) -> float:
    """From 0 to 1: of metrics with these signs, how many are the one that is meant."""
    total = sum(weight * sign for weight, sign in zip(astuple(WEIGHTS), astuple(signs), strict=True))
    return 1 / (1 + math.exp(-total - BIAS))


def kind_of(sign: Sign, card: Card) -> str:
    """Where a word is said: by the card, near it, elsewhere in the catalog, or nowhere."""
    if sign.found >= _TITLE:
        return "titled"
    if sign.found >= _STRONG:
        return "said"
    if sign.found or card.is_about(sign.part):
        return "near"
    return "elsewhere" if sign.known else "strange"


def _says_something(sign: Sign) -> bool:
    """A concept, a Latin word, or two Chinese characters of which neither is one of everyday speech."""
    if sign.part.concepts:
        return True
    return any(
        not is_cjk(word) or (len(word) > 1 and not light_words().characters.intersection(word))
        for word in sign.part.words
    )
