"""Text of users, catalogs and warehouses made harmless for the places it is shown in."""

from __future__ import annotations

import re
import unicodedata

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$^=:@&\"'/])")
_JOINER = "\u2060"
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def visible(text: str) -> str:
    """Without control characters, invisible direction marks and lone surrogates; one line."""
    kept = (" " if char in "\n\r\t\u2028\u2029" else char for char in text if _shown(char))
    return " ".join("".join(kept).split())


def plain(text: str) -> str:
    """For a place that renders Markdown and HTML: shows the same characters, does nothing.

    HTML becomes entities; Markdown, links, formulas, icons and emoji shortcuts are escaped.
    """
    return "".join(_escaped(char) for char in _unlinked(visible(text)))


def plain_html(text: str) -> str:
    """For HTML text and attribute values."""
    return "".join(_HTML.get(char, char) for char in visible(text))


def plain_slack(text: str) -> str:
    """For Slack's mrkdwn: no mentions, links or formatting."""
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"(?<=\w)\.(?=[^\W\d]{2})", f"{_JOINER}.", _unlinked(text))
    return re.sub(r"([*_~`])", rf"\1{_JOINER}", text)


def plain_cell(text: str) -> str:
    """For a spreadsheet cell: never a formula."""
    text = visible(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unlinked(text: str) -> str:
    # Renderers turn bare addresses into links even where every mark in them is escaped. A word joiner
    # is not seen and ends the address.
    text = re.sub(r"(?i)\b(https?|ftp|mailto|javascript|data|www)(?=[:.])", rf"\1{_JOINER}", text)
    return text.replace("@", f"{_JOINER}@")


def _shown(char: str) -> bool:
    return char in "\n\r\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def _escaped(char: str) -> str:
    if char in "<>&":
        return _HTML[char]
    return f"\\{char}" if _MARKDOWN.match(char) else char
