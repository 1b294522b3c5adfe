"""The catalogue: one file for each domain, one definition for each indicator, found by looking."""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache

from indicators.model import InConstantDollars, Indicator
from schemas.vocabulary import Domain


def _modules() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def _definitions(module: str) -> list[Indicator]:
    values = vars(importlib.import_module(f"{__name__}.{module}")).values()
    return [value for value in values if isinstance(value, Indicator)]


@cache
def catalogue() -> Sequence[Indicator]:
    """Return every indicator, by domain in the order of publication and then as its file has it.

    One in constant dollars follows the one that it restates.
    """
    order = list(Domain)
    found = [indicator for module in _modules() for indicator in _definitions(module)]
    restated = {i.nominal.id: i for i in found if isinstance(i, InConstantDollars)}
    plain = (i for i in found if not isinstance(i, InConstantDollars))
    ordered = sorted(plain, key=lambda i: order.index(i.domain))
    return tuple(each for i in ordered for each in (i, restated.get(i.id)) if each is not None)
