"""Units as metric cards write them, such as `percent`, `currency:CNY/month` or `score:0-100`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

SYMBOLS = {
    "CNY": "¥", "JPY": "JP¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "SGD": "S$",
    "KRW": "₩", "INR": "₹", "AUD": "A$", "CAD": "C$", "CHF": "CHF ", "BRL": "R$", "THB": "฿", "VND": "₫",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """`kind` is count, percent, ratio, currency, seconds … months, score, or `plain` for no known unit."""

    kind: str = "plain"
    currency: str = ""
    least: float | None = None
    most: float | None = None
    per: str = ""
    text: str = ""

    @property
    def symbol(self) -> str:
        return SYMBOLS.get(self.currency, f"{self.currency} " if self.currency else "")


DURATIONS = ("seconds", "minutes", "hours", "days", "months")
_KINDS = ("count", "percent", "ratio", *DURATIONS)


@lru_cache(maxsize=1024)
def parse_unit(unit: str | None) -> Unit:
    """Read a unit; an unknown one is kept as text and shown behind the number."""
    if not unit:
        return Unit()
    head, _, per = unit.partition("/")
    kind, _, rest = head.partition(":")
    if kind == "currency":
        return Unit("currency", currency=rest.upper(), per=per)
    if kind == "score":
        low, _, high = rest.partition("-")
        return Unit("score", least=_number(low), most=_number(high), per=per)
    if kind in _KINDS and not rest:
        return Unit(kind, per=per)
    return Unit("plain", text=head, per=per)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
