"""The disclosure policy: rules as data, versioned, with a hash that every edition carries."""

import tomllib
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from indicators.disclosure.recodes import Recodes, Step
from schemas.errors import ConfigurationError

POLICIES = Path(__file__).parent / "policies"


@dataclass(frozen=True)
class Counts:
    """Rules for counts of people or firms: 1 to `threshold` − 1 are sensitive."""

    threshold: int
    publish_zeros: bool
    group_disclosure: bool
    small_changes: bool


@dataclass(frozen=True)
class Areas:
    """Smallest populations, in persons, for which anything, and income, is published."""

    floor: int
    income_floor: int


@dataclass(frozen=True)
class Magnitudes:
    """Amounts need so many contributors, and the p % rule to hold."""

    contributors: int
    p_percent: int


@dataclass(frozen=True)
class Medians:
    """The smallest base of a median or quantile, and what it is rounded to in dollars: it may be somebody's own."""

    base: int
    rounding: int


@dataclass(frozen=True)
class Spreads:
    """Of an index over areas: the fewest areas, and its decimals."""

    areas: int
    decimals: int


@dataclass(frozen=True)
class Percentages:
    """The smallest published base of a percentage, and of one with a decimal."""

    base: int
    decimal_base: int


@dataclass(frozen=True)
class Proof:
    """How long a proof may take before the table is coarsened."""

    seconds: int


@dataclass(frozen=True)
class Policy:
    """All rules of one policy; `hash` is the sha256 of its file."""

    name: str
    version: int
    counts: Counts
    areas: Areas
    magnitudes: Magnitudes
    medians: Medians
    percentages: Percentages
    spreads: Spreads
    proof: Proof
    recodes: Recodes
    hash: str


_SECTIONS = {
    "counts": Counts,
    "areas": Areas,
    "magnitudes": Magnitudes,
    "medians": Medians,
    "percentages": Percentages,
    "spreads": Spreads,
    "proof": Proof,
}
_RECODES = "recodes"


def load_policy(name: str) -> Policy:
    """The policy of that name that comes with Relance, or of that path. Raises ConfigurationError."""
    path = Path(name) if name.endswith(".toml") else POLICIES / f"{name}.toml"
    try:
        content = path.read_bytes()
        data = tomllib.loads(content.decode())
    except OSError:
        known = ", ".join(sorted(file.stem for file in POLICIES.glob("*.toml")))
        raise ConfigurationError(
            f'disclosure policy "{name}": no such policy; expected a path or one of {known}'
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not valid TOML ({error}); correct the file") from None
    return _policy(path, data, sha256(content).hexdigest())


def _policy(path: Path, data: dict[str, Any], digest: str) -> Policy:
    _expect(path, "the policy", set(data), {"name", "version", *_SECTIONS, _RECODES})
    sections = {key: _section(path, key, data[key]) for key in _SECTIONS}
    recodes = _recodes(path, data[_RECODES])
    policy = Policy(name=str(data["name"]), version=int(data["version"]), hash=digest, recodes=recodes, **sections)
    if policy.counts.threshold < 2:  # noqa: PLR2004
        raise ConfigurationError(f"{path}: [counts] threshold is {policy.counts.threshold}, expected 2 or more")
    return policy


def _recodes(path: Path, values: dict[str, Any]) -> Recodes:
    steps: dict[str, tuple[Step, ...]] = {}
    for dimension, given in values.items():
        try:
            steps[dimension] = tuple({code: _codes(members) for code, members in step.items()} for step in given)
        except (AttributeError, TypeError):
            raise ConfigurationError(
                f"{path}: [{_RECODES}] {dimension}: expected a list of steps, each {{ coarser = [codes] }}"
            ) from None
    return Recodes(steps)


def _codes(members: object) -> tuple[str, ...]:
    if not isinstance(members, list) or len(members) < 2 or not all(isinstance(code, str) for code in members):  # noqa: PLR2004
        raise TypeError
    return tuple(members)


def _section(path: Path, key: str, values: dict[str, Any]) -> Any:  # noqa: ANN401
    kinds = {field.name: field.type for field in fields(_SECTIONS[key])}
    _expect(path, f"[{key}]", set(values), set(kinds))
    wrong = [name for name, kind in kinds.items() if type(values[name]) is not kind]
    if wrong:
        raise ConfigurationError(f"{path}: [{key}] {wrong[0]} is {values[wrong[0]]!r}, expected {kinds[wrong[0]]!r}")
    return _SECTIONS[key](**values)


def _expect(path: Path, where: str, found: set[str], expected: set[str]) -> None:
    if found != expected:
        lacking, unknown = ", ".join(sorted(expected - found)), ", ".join(sorted(found - expected))
        raise ConfigurationError(
            f"{path}: {where} lacks ({lacking}) or does not know ({unknown}); every rule is stated once"
        )
