"""The second process of a first run, started while the first one is still loading what it needs."""

from itertools import accumulate
from pathlib import Path

MUCH = 250_000  # bytes to read, from which a second process is worth its start


def begin_ahead(folder: Path) -> None:
    """Start the second process where nothing was published yet, and what lies in `landing` is enough to do for two.

    Later runs plan first, and may find nothing to do.
    """
    if (folder / "published").exists():
        return
    try:
        sizes = (path.stat().st_size for path in (folder / "landing").rglob("*"))
        much = any(total >= MUCH for total in accumulate(sizes))
    except OSError:  # whoever receives the files says what is wrong with them
        return
    if much:
        from indicators.beside import prepare  # noqa: PLC0415 - used where there is much to do alone

        prepare(("warehouse.apart", "schemas.validation"))
