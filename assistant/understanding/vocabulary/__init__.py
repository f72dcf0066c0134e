"""Words and phrases of both languages, as data: one TOML file for each kind of them."""

from pathlib import Path

FOLDER = Path(__file__).parent
"""Where the files lie."""
