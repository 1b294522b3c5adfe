"""Hints for whoever wrote a name that does not exist."""

import difflib
from collections.abc import Collection

_FEW = 15


def nearest(name: str, names: Collection[str]) -> str:
    """Return a hint that names the valid name most like a wrong one, or the valid ones where none is like it."""
    folded = {valid.lower(): valid for valid in names}
    close = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean {folded[close[0]]!r}?"
    return "valid: " + ", ".join(sorted(names)[:_FEW])
