"""A secret of this installation, made once and kept in a file that only its owner may read."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from assistant.errors import StateError


def kept_secret(file: Path) -> str:
    """The secret in `file`; a new one where there is none. Raises StateError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _make(file)
        found = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise StateError(f"the secret {file} cannot be read or written; check its permissions") from None
    if len(found) < 16:
        raise StateError(f"the secret {file} is damaged; delete it to have a new one made")
    return found


def _make(file: Path) -> None:
    """Written aside and linked into place: of two processes that make one at once, one wins whole."""
    handle, name = tempfile.mkstemp(prefix=f"{file.name}-", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(secrets.token_hex(16))
        with contextlib.suppress(FileExistsError):
            os.link(name, file)
    finally:
        os.unlink(name)
