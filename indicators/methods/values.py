"""How every method reads its numbers and gives them back: nulls, zero denominators, counts and lengths."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Numbers = ArrayLike | Sequence[float | None]
Value = TypeVar("Value", float | None, Floats)

Z90 = 1.645
"""The normal quantile of 90 % margins of error and of our rule for a clear change (US Census Bureau; design rule)."""


@dataclass(frozen=True)
class Interval(Generic[Value]):
    """Lower and upper bound of a figure, in the figure's own unit."""

    low: Value
    high: Value


@dataclass(frozen=True)
class Estimate(Generic[Value]):
    """A figure and its standard error, both in the figure's own unit."""

    value: Value
    se: Value


def floats(*values: Numbers | None) -> tuple[Floats, ...]:
    """The values as float64 arrays of a common shape; None and polars nulls become nan."""
    return tuple(np.broadcast_arrays(*(_array(value) for value in values)))


def like(sample: Value, result: Floats) -> Value:
    """The result in the form of the sample: for one number a float, or None where it is nan; for arrays an array."""
    answer: Any = result
    if not (isinstance(sample, np.ndarray) or result.ndim):
        answer = None if np.isnan(result) else float(result)
    return cast("Value", answer)


def rows(values: Numbers) -> Floats:
    """The values as a float64 array whose last axis is the distribution; raises ValueError for a single number."""
    array = _array(values)
    if array.ndim == 0:
        raise ValueError(
            "a distribution needs a list of values, one for each bin, sector, area or person; got one number"
        )
    return array


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Numerator over denominator, nan where the denominator is zero; the two broadcast against each other."""
    above, below = np.broadcast_arrays(numerator, denominator)
    found = np.full(above.shape, np.nan)
    np.divide(above, below, out=found, where=below != 0)
    return found


def total(values: Floats) -> Floats:
    """Sum along the last axis, nan where that axis is empty: no parts is not the same as parts that add up to zero."""
    added = np.asarray(values.sum(axis=-1))
    return added if values.shape[-1] else np.full_like(added, np.nan)


def shares(values: Numbers) -> Floats:
    """Each part's share of its row's total, nan in a row whose total is zero; raises ValueError on a negative part."""
    parts = rows(values)
    require_counts(parts=parts)
    return ratio(parts, parts.sum(axis=-1, keepdims=True))


def require_counts(**named: Floats) -> None:
    """Raise ValueError, naming the argument, where a number that counts something is negative."""
    for name, array in named.items():
        negative = int(np.count_nonzero(array < 0))
        if negative:
            raise ValueError(f"{name.replace('_', ' ')} must not be negative; {negative} of {array.size} values are")


def require_same_length(**named: Floats) -> None:
    """Raise ValueError, naming the arguments and their lengths, where the last axes differ."""
    lengths = {name.replace("_", " "): array.shape[-1] for name, array in named.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise ValueError(f"one entry is needed for each bin, sector, area or person; the lengths differ: {found}")


def require_at_most(name: str, part: Floats, whole: Floats) -> None:
    """Raise ValueError, naming the two, where a part exceeds the whole that it is counted within."""
    above = int(np.count_nonzero(part > whole))
    if above:
        raise ValueError(f"{name}: the first must not exceed the second; it does in {above} of {part.size} cases")


def _array(values: Numbers | None) -> Floats:
    return np.asarray(cast("ArrayLike", values), dtype=np.float64)  # with this type numpy reads None as nan
