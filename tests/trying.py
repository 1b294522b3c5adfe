"""How many examples a property is tried with: few in the short suite, which runs all day, more in the long one."""

from hypothesis import settings

_LONG = 5


def few(examples: int, of: settings | None = None) -> settings:
    """Try a property with so many examples in the short suite, and five times as many in the long one."""
    short = settings.get_current_profile_name() == "short"
    return settings(of, max_examples=examples if short else _LONG * examples)
