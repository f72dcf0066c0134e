"""Ages said as the band of them that a value is: "aged 60 plus", 60岁以上 for Seniors (60+), "aged 18 to 35" for Young adults
(18-35). Only the very bounds of one value are it; any other age limits nothing that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.catalog.model import Catalog, Dimension
from assistant.resolve.memory import remembered
from assistant.understanding.cutting.normalize import normalize
from assistant.understanding.cutting.pieces import Piece
from assistant.understanding.cutting.tokens import words
from assistant.understanding.lexicon import ValueName
from assistant.understanding.words import load_vocabulary

Band = tuple[float | None, float | None]
"""The lowest age and the age up to which, where it is open below the next one; None without a bound."""
_BANDS = (
    re.compile(r"(?P<low>\d+)\s*[-–~至到]\s*(?P<high>\d+)"),
    re.compile(r"(?P<low>\d+)\s*(?:\+|plus\b|and (?:over|above|older)\b|岁?(?:及|或)?以上)"),
    re.compile(r"(?:\bunder|\bbelow|<)\s*(?P<below>\d+)|(?P<below_zh>\d+)岁?以下"),
)


def with_age_bands(pieces: tuple[Piece, ...], text: str, catalog: Catalog) -> tuple[Piece, ...]:
    """The pieces with such an age as the value that it is."""
    for pattern in load_vocabulary().patterns.get("age.said", ()):
        for found in pattern.finditer(text):
            band = _band(found)
            values = _values(catalog).get(band, ()) if band is not None else ()
            inside = [at for at, piece in enumerate(pieces) if piece.within(found.span())]
            torn = any(_crosses(piece, found.span()) for piece in pieces)
            if not values or not inside or torn or any(pieces[at].concerns for at in inside):
                continue
            said = Piece(*found.span(), found[0], values=values)
            pieces = (*pieces[: inside[0]], said, *pieces[inside[-1] + 1 :])
    return pieces


def _crosses(piece: Piece, span: tuple[int, int]) -> bool:
    return piece.start < span[1] and span[0] < piece.end and not piece.within(span)


def _band(found: re.Match[str]) -> Band | None:
    said = {name: float(value) for name, value in found.groupdict().items() if value is not None}
    below = said.get("below", said.get("below_zh"))
    if below is not None:
        return None, below
    if "low" not in said:
        return None
    return said["low"], said["high"] + 1 if "high" in said else None


def _values(catalog: Catalog) -> dict[Band, tuple[ValueName, ...]]:
    """The values of ages by their bands, where one dimension alone has a value of the band."""
    return remembered(catalog, "age bands", lambda: _build(catalog))


def _build(catalog: Catalog) -> dict[Band, tuple[ValueName, ...]]:
    found: dict[Band, list[ValueName]] = {}
    for model in catalog.models.values():
        for dimension in model.dimensions.values():
            for band, value in _bands_of(dimension):
                found.setdefault(band, []).append(ValueName(f"{model.name}.{dimension.name}", value))
    return {band: tuple(values) for band, values in found.items() if len(values) == 1}


def _bands_of(dimension: Dimension) -> Iterator[tuple[Band, str]]:
    ages = load_vocabulary().codewords["ages"]
    named = (dimension.name.replace("_", " "), *dimension.names)
    if not any(
        ages & set(words(name)) or any(age in name for age in ages if not age.isascii()) for name in named
    ):
        return
    for value in dimension.values:
        if not isinstance(value.value, str):
            continue
        texts = [normalize(text).text for text in (value.value, *value.labels, *value.synonyms) if text]
        matches = (pattern.search(text) for text in texts for pattern in _BANDS)
        bands = {band for found in matches if found is not None and (band := _band(found)) is not None}
        if len(bands) == 1:
            yield bands.pop(), value.value
