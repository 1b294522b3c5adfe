"""The layouts that can be read, found by looking: nothing lists them."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def _modules(folder: str) -> set[str]:
    return {path.stem for path in (_ROOT / folder).glob("[!_]*.py")}


# A layout is a reader that has a contract of its name; other modules beside the readers are what they share.
LAYOUTS = tuple(sorted(_modules("warehouse/sources") & _modules("schemas")))
