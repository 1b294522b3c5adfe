"""Group ids in words, and the order in which groups are shown."""

from indicators.tables.words import CATEGORIES, DIMENSIONS, TOTAL
from schemas.vocabulary import Text

ALL = "total"


def dimension(group: str) -> str | None:
    """Return the one dimension of a group id, or None for the total and for groups by several dimensions."""
    return group.partition("=")[0] if group != ALL and ";" not in group else None


def group_label(group: str) -> Text:
    """Return a group id in words: `age=15-24;gender=woman` is 15 to 24, women; an unknown code keeps its own words."""
    if group == ALL:
        return TOTAL
    parts = [_category(part.partition("=")[2]) for part in group.split(";")]
    return Text(", ".join(part.en for part in parts), ", ".join(part.fr for part in parts))


def group_rank(group: str) -> tuple[int, int, str]:
    """Return what groups are sorted by: their dimension, then the order of the vocabulary, then the code."""
    key, _, code = group.partition("=")
    return (_place(key, list(DIMENSIONS)), _place(code, list(CATEGORIES)), code)


def _category(code: str) -> Text:
    if code in CATEGORIES:
        return CATEGORIES[code]
    first, separator, last = code.partition("-")
    if separator and first.isdigit() and last.isdigit():
        return Text(f"{first} to {last} years", f"{first} à {last} ans")
    if code.endswith("+") and code[:-1].isdigit():
        return Text(f"{code[:-1]} years and over", f"{code[:-1]} ans et plus")
    words = code.replace("_", " ")
    return Text(words, words)


def _place(word: str, order: list[str]) -> int:
    return order.index(word) if word in order else len(order)
