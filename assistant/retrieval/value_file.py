"""What writing and reading the file of a value index have in common."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

FORMAT = "1"


def stored_fingerprint(file: Path) -> str | None:
    """The fingerprint an index was built with; None where there is no usable one."""
    if not file.is_file():
        return None
    try:
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as connection:
            found = dict(
                connection.execute("SELECT key, content FROM meta WHERE key IN ('fingerprint', 'format')")
            )
    except sqlite3.Error:
        return None
    return found.get("fingerprint") if found.get("format") == FORMAT else None


def gram_size(chinese: bool) -> int:
    """Characters of an n-gram: two where a text has Chinese characters, else three."""
    return 2 if chinese else 3
