"""The prompts that a model sees: files of `prompts/`, each with a version taken from its text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import UsageError, suggestion


@dataclass(frozen=True, slots=True)
class Prompt:
    """`version` changes with the text; answers made with the prompt carry it."""

    name: str
    text: str
    version: str


def load_prompt(folder: Path, name: str) -> Prompt:
    """The prompt `name.md` of a folder. Raises UsageError naming those that exist."""
    file = folder / f"{name}.md"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        names = [item.stem for item in sorted(folder.glob("*.md"))]
        raise UsageError(f"there is no prompt '{name}' in {folder}.{suggestion(name, names)}") from None
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{file} cannot be read as text") from None
    return Prompt(name, text, hashlib.sha256(text.encode()).hexdigest()[:12])
