"""The locked versions are enough for every Python that the project runs on, not only for the one that locked them."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PIN = re.compile(r"^([a-z0-9-]+)==[^ ]+(?: ; (.+?))? \\$", re.MULTILINE)
EXTRAS = {"requirements.lock": ["build"], "requirements-test.lock": ["build", "test"]}


def environment(python: str) -> dict[str, str]:
    return {**default_environment(), "python_version": python, "python_full_version": f"{python}.9"}


def pinned(lock: str, where: dict[str, str]) -> set[str]:
    found = PIN.findall((ROOT / lock).read_text(encoding="utf-8"))
    return {name for name, marker in found if not marker or Marker(marker).evaluate(where)}


def asked(name: str, extras: set[str], where: dict[str, str]) -> list[Requirement]:
    """What an installed package needs there; nothing is known of one that is not installed here."""
    try:
        found = [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:
        return []
    return [
        one
        for one in found
        if one.marker is None or any(one.marker.evaluate({**where, "extra": e}) for e in {"", *extras})
    ]


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("lock", EXTRAS)
def test_all_that_is_needed_is_locked(lock: str, python: str) -> None:
    where = environment(python)
    lines = [*PROJECT["dependencies"], *(line for e in EXTRAS[lock] for line in PROJECT["optional-dependencies"][e])]
    waiting, seen = [Requirement(line) for line in lines], set()
    while waiting:
        one = waiting.pop()
        key = (canonicalize_name(one.name), frozenset(one.extras))
        if key not in seen:
            seen.add(key)
            waiting += asked(one.name, one.extras, where)
    assert {name for name, _ in seen} - pinned(lock, where) == set()
    assert len(seen) > 100


@pytest.mark.parametrize("lock", EXTRAS)
def test_no_lock_says_where_packages_come_from(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")
