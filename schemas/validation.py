"""Pandera as every contract uses it: for frames of polars alone.

Where pandas is installed, as it is with statsmodels, Pandera would load it too and double the time that it takes to
import, and Hypothesis where that is; no contract here is of a pandas frame, and none is asked for examples. It is the
one module that imports Pandera.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from threading import get_ident

__all__ = ["pa"]

# What Pandera loads where it is installed.
_UNUSED = {"pandas", "hypothesis"}


class _Hidden(MetaPathFinder):
    """A finder that knows of what is not used that it is not installed, for the thread that made it."""

    def __init__(self) -> None:
        self._thread = get_ident()

    def find_spec(self, fullname: str, path: object, target: object = None, /) -> None:  # noqa: ARG002 - as is called
        """Raise ModuleNotFoundError for what is not used, as Pandera expects where it is not installed."""
        if fullname.partition(".")[0] in _UNUSED and get_ident() == self._thread:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


@contextmanager
def _without_unused() -> Iterator[None]:
    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        yield
    finally:
        sys.meta_path.remove(hidden)


with _without_unused():
    import pandera.polars as pa
    import polars as pl

    # What Pandera looks for at its first check would bring them too. No frame is checked here: polars would start its
    # threads, and a process that is forked later would wait for them for ever.
    pa.Check.get_backend(pl.LazyFrame())
