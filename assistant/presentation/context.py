"""What presenting an outcome needs besides the outcome itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.answer import Receipt
from assistant.catalog.model import Catalog
from assistant.presentation.messages import Messages, messages
from assistant.presentation.names import Names, ValueLabel
from assistant.question import Language, Turn


def no_labels(source: str, value: object, language: str) -> str | None:
    """For warehouses without labels of values."""
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """`catalog` is what the actor may see."""

    receipt: Receipt
    catalog: Catalog
    language: Language
    now: datetime
    turns: tuple[Turn, ...] = ()
    value_label: ValueLabel = no_labels
    open_mode: bool = False

    @property
    def names(self) -> Names:
        return Names(self.catalog, self.language, self.value_label)

    @property
    def words(self) -> Messages:
        return messages(self.language)
