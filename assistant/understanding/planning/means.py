"""What planning takes: a catalog as somebody sees it, what searches it, a model and its rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.catalog.model import Catalog
from assistant.llm.model import LanguageModel, Price
from assistant.llm.prompts import Prompt
from assistant.retrieval.metric_index import MetricIndex
from assistant.understanding.planning.values import Values
from assistant.understanding.read import Reader

Mode = Literal["auto", "always", "never"]


@dataclass(frozen=True, slots=True)
class Rules:
    mode: Mode = "auto"
    deadline: float = 20.0
    """Seconds for everything, the one repair included."""
    price: Price = Price()
    doubtful: float = 0.85
    """Confidence of the reader below which a model is asked too."""


@dataclass(frozen=True, slots=True)
class Means:
    """`reader` and indexes are those of the same catalog; without `index` nothing is found by meaning."""

    catalog: Catalog
    reader: Reader
    index: MetricIndex | None
    values: Values
    model: LanguageModel
    prompt: Prompt
    rules: Rules = Rules()
