"""What a step rests on, as short fingerprints: bytes received, settings, places, our own code, library versions."""

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_CONTRACTS = ("schemas",)
_OF_ALL = "flows/actions.py"  # what every step begins with
# The code each step runs. A change anywhere in it makes the step stale; folders stand for all their files.
CODE: dict[str, tuple[str, ...]] = {
    "stage": (
        *_CONTRACTS,
        *(
            f"warehouse/{name}.py"
            for name in ("apart", "archives", "database", "delimited", "loading", "source", "staging", "text")
        ),
        "warehouse/sources",
        "warehouse/register",
    ),
    "observe": (
        *_CONTRACTS,
        "warehouse/observing.py",
        "warehouse/periods.py",
        "warehouse/sources",
        "warehouse/register",
    ),
    "fixes": (*_CONTRACTS, "warehouse/fixes.py", "flows/fixing.py"),
    "places": ("warehouse/places.py", "warehouse/place_files.py", "warehouse/sources/crosswalk.py"),
    "compute": (
        *_CONTRACTS,
        "indicators/*.py",
        "indicators/catalogue",
        "indicators/methods",
    ),
    "protect": (*_CONTRACTS, "indicators/protect.py", "indicators/protected.py", "indicators/disclosure"),
    "judge": (*_CONTRACTS, "indicators/judge", "flows/judging.py"),
    "publish": (
        *_CONTRACTS,
        "indicators/tables",
        "indicators/catalogue",
        "indicators/*.py",
        *(f"warehouse/{name}.py" for name in ("editions", "history", "published")),
        *(f"flows/{name}.py" for name in ("provenance", "publishing", "recording", "settling")),
    ),
}
LIBRARIES = (
    *("duckdb", "polars", "pandera", "pyarrow", "python-calamine"),
    *("numpy", "scipy", "statsmodels", "highspy"),
    *("great-tables", "Jinja2", "Babel", "XlsxWriter"),
)


def fingerprint(value: object) -> str:
    """Return a short sha256 of any plain value, the same on every machine."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


def file_fingerprint(path: Path) -> str:
    """Return a short sha256 of a small file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _files(place: str) -> list[Path]:
    if "*" in place:
        return sorted(ROOT.glob(place))
    path = ROOT / place
    return sorted(path.rglob("*.*")) if path.is_dir() else [path]


@cache
def code(step: str) -> str:
    """Return the fingerprint of the code that a step runs."""
    files = [
        path
        for place in (_OF_ALL, *CODE[step])
        for path in _files(place)
        if path.suffix in {".py", ".toml", ".css", ".jinja"}
    ]
    return fingerprint([(path.relative_to(ROOT).as_posix(), file_fingerprint(path)) for path in files])


@cache
def libraries() -> str:
    """Return the versions of the libraries that touch figures, as one fingerprint."""
    return fingerprint({name: version(name) for name in LIBRARIES})
