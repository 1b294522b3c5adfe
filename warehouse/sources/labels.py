"""The small text of displayed tables: labels with notes and scalar factors, numbers with symbols, merged cells."""

import csv
import re
from collections.abc import Sequence
from decimal import Decimal

_FACTOR = re.compile(r"\(x ([\d,]+)\)")
_IN_WORDS = re.compile(r"\bin (thousands|millions|billions)\b", re.IGNORECASE)
_POWERS = {"thousands": 10**3, "millions": 10**6, "billions": 10**9}
_UNSCALED = re.compile(r"\b(percent|percentage|rate|ratio|index)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]+)?)\s*([A-Epr]?)")
_WITHOUT_NUMBER = frozenset({"", "x", "F", "..", "...", "t"})


def number_and_symbol(text: str, scalar: int) -> tuple[str | None, str] | None:
    """Split a cell such as `3,609.8`, `5.2E` or `x` into number times scalar and symbol; None where it is neither."""
    if text in _WITHOUT_NUMBER:
        return None, text
    match = _NUMBER.fullmatch(text)
    return (str(Decimal(match[1].replace(",", "")) * scalar), match[2]) if match else None


def label(text: str, notes: frozenset[str]) -> str:
    """Take scalar factors and the numbers of footnotes off a label, and even out its spaces."""
    words = _FACTOR.sub(" ", text).split()
    while len(words) > 1 and words[-1] in notes:
        words.pop()
    return " ".join(words)


def factor_in(text: str) -> int:
    """Give the scalar factor that a title, label or unit states, as in `(x 1,000)` or `in thousands`; else 1."""
    written, word = _FACTOR.search(text), _IN_WORDS.search(text)
    if written:
        return int(written[1].replace(",", ""))
    return _POWERS[word[1].lower()] if word else 1


def scalar_of(unit: str, factors: set[int]) -> int:
    """Give the factor that holds for a cell: said in several places it is still one; a percentage has none."""
    return 1 if _UNSCALED.search(unit) else max(factors)


def carried(cells: Sequence[str]) -> list[str]:
    """Fill the empty cells of a merged line from the left."""
    filled: list[str] = []
    for cell in cells:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled


def merged_down(cells: list[str], above: list[str]) -> list[str]:
    """Fill leading empty labels from the row above; an inner label is written in every row."""
    written = next((at for at, cell in enumerate(cells) if cell), len(cells))
    return [*(above[:written] or [""] * written), *cells[written:]]


def cells_of(line: str) -> list[str]:
    """Split one line; a broken quote gives no cells, so that it cannot run into the next line."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], strict=True), [])]
    except csv.Error:
        return []


def indent_of(cells: Sequence[str]) -> int:
    """Count the empty cells that a line begins with."""
    return next((at for at, cell in enumerate(cells) if cell), len(cells))


def is_blank(line: str) -> bool:
    """Say whether a line holds nothing but separators and empty quotes."""
    return not line.strip('", \t')
