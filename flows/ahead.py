"""The second process of a first run, started while the first one is still loading what it needs."""

from pathlib import Path

MUCH = 250_000  # bytes to read, from which a second process is worth its start


def begin_ahead(folder: Path) -> None:
    """Start the second process where nothing was published yet, and what lies in `landing` is enough to do for two.

    Later runs plan first, and may find nothing to do.
    """
    if (folder / "published").exists():
        return
    try:
        size = sum(path.stat().st_size for path in (folder / "landing").rglob("*"))
    except OSError:  # whoever receives the files says what is wrong with them
        return
    if size >= MUCH:
        from indicators.beside import prepare  # noqa: PLC0415 - used where there is much to do alone

        prepare(("warehouse.apart", "schemas.validation"))
