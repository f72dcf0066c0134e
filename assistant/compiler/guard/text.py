"""What the text of a statement may hold, before and beside its tree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from assistant.errors import GuardRefusal

MOST_CHARACTERS = 200_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
"""Zero-width, bidirectional and other characters that a reader does not see."""


_STARTS = (TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN)
_OPENS_A_QUERY = (
    *(TokenType.L_PAREN, TokenType.ALIAS, TokenType.FROM, TokenType.JOIN, TokenType.COMMA, TokenType.IN),
    *(TokenType.EXISTS, TokenType.UNION, TokenType.ALL, TokenType.NOT),
)
"""After these a parenthesis may hold a query; after a name it holds arguments, where FROM is a keyword."""


def check_text(sql: str) -> None:
    """Raises GuardRefusal for SQL that is empty, too long, or holds control characters."""
    if not sql.strip():
        raise GuardRefusal("there is no SQL", "syntax")
    if len(sql) > MOST_CHARACTERS:
        raise GuardRefusal(f"the SQL is longer than {MOST_CHARACTERS} characters", "too_large")
    if _CONTROL.search(sql):
        raise GuardRefusal("control characters are not allowed", "characters")


def check_tokens(tokens: Sequence[Token]) -> None:
    """Raises GuardRefusal for what is no SELECT, and for forms of one that only some parsers know."""
    if not tokens or tokens[0].token_type not in _STARTS:
        raise GuardRefusal("only a SELECT is allowed", "not_a_select")
    before: TokenType | None = None
    selecting: list[bool | None] = [False]
    for token in tokens:
        kind = token.token_type
        if kind == TokenType.COLON:
            raise GuardRefusal("':' is not allowed: name columns with AS", "syntax_not_allowed")
        if kind == TokenType.L_PAREN:
            selecting.append(False if before is None or before in _OPENS_A_QUERY else None)
        elif kind == TokenType.R_PAREN and len(selecting) > 1:
            selecting.pop()
        elif kind == TokenType.SELECT:
            selecting[-1] = True
        elif kind == TokenType.FROM and before != TokenType.DISTINCT and selecting[-1] is not None:
            if not selecting[-1]:
                raise GuardRefusal("a SELECT begins with SELECT, not with FROM", "syntax_not_allowed")
            selecting[-1] = False
        before = kind


def check_text_against_tree(sql: str, tree: exp.Expr) -> None:
    """Invisible characters may stand in string constants only; names are in their normal form."""
    if sql.isascii():
        return
    constants = [node.this for node in tree.find_all(exp.Literal) if node.is_string]
    if len(_INVISIBLE.findall(sql)) > sum(len(_INVISIBLE.findall(text)) for text in constants):
        raise GuardRefusal("invisible characters are not allowed", "characters")
    for node in tree.find_all(exp.Identifier):
        name = node.name
        if unicodedata.normalize("NFKC", name) != name or _INVISIBLE.search(name):
            raise GuardRefusal(f"the name {name!r} is not in its normal form", "characters")
