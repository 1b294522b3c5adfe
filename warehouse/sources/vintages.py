"""Which census a file is of: the file says it, and the workspace may not say otherwise."""

from schemas.errors import SourceError
from warehouse.source import Source


def expect_vintage(source: Source, found: str, where: str) -> None:
    """Raise SourceError where the source names another vintage than the file at `where` turns out to be of."""
    if source.vintage not in ("", found):
        raise SourceError(
            f"{where}: the source “{source.id}” says vintage {source.vintage}, the file is of {found}. "
            f'Set vintage = "{found}" in relance.toml, or give the file of {source.vintage}.'
        )
