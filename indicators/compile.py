"""Definitions to SQL: each compiles to one small SELECT over `sums`, for all places, periods and groups at once.

Every SELECT has the same columns: indicator_id, place_id, period_start, period_end, group_id, then

* per: what numerator / denominator is multiplied by; NULL where the numerator is the figure itself,
* numerator, denominator, and unknown: members of the denominator whose outcome is not known,
* numerator_variance, denominator_variance, covariance: of the two, from rounding and sampling,
* severity, broken, gap: the gravest status of the parts, a break before this period, the share of residents in areas
  without a value.

A formula over the register and published statistics reads `aligned` in the place of `sums`: there each period of the
register has the latest statistics beside it.

The SQL is what DuckDB and Spark share.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import singledispatch

from indicators.by_method import by_method
from indicators.gaps import gap_change_sql, gap_sql
from indicators.losses import recovery_source, regained_source
from indicators.model import (
    Change,
    Count,
    Gap,
    GapChange,
    InConstantDollars,
    Indicator,
    Published,
    Quotient,
    Ratio,
    Recovery,
    Regained,
)
from indicators.prices import restated_sql
from indicators.sums import added
from schemas.errors import ConfigurationError
from schemas.measures import PROGRAMME, Measure
from schemas.vocabulary import Status

KEYS = "place_id, period_start, period_end, group_id"
Baselines = Mapping[str, tuple[int, int]]  # key -> years of peak and trough
_PROGRAMME = frozenset(PROGRAMME)


def _quoted(measures: Iterable[Measure]) -> str:
    return ", ".join(f"'{measure.id}'" for measure in measures)


def _total(indicator: Indicator, measures: Collection[Measure], column: str = "value") -> str:
    """Add a column over some of the measures that the SELECT reads, which need no choosing where they are all."""
    if set(measures) != set(indicator.measures):
        column = f"CASE WHEN measure_id IN ({_quoted(measures)}) THEN {column} END"
    # Two numbers have one sum, whichever comes first; of three it would depend on which thread brings which.
    return added(column) if len(set(measures)) > 2 else f"sum({column})"  # noqa: PLR2004


def table_of(measures: Collection[Measure]) -> str:
    """Return what a formula over these measures reads: `sums`, or `aligned` where periods of unlike sources meet."""
    register = _PROGRAMME.intersection(measures)
    return "aligned" if register and len(register) < len(measures) else "sums"


def _select(indicator: Indicator, columns: Mapping[str, str]) -> str:
    shown = ",\n       ".join(f"{expression} AS {name}" for name, expression in columns.items())
    return f"SELECT '{indicator.id}' AS indicator_id, {KEYS},\n       {shown}\n"


def _covariance(indicator: Indicator, numerator: tuple[Measure, ...], denominator: tuple[Measure, ...]) -> str:
    """Of the parts that both have: listed in both, or within a total that its provider publishes by itself.

    There the rule of the American Community Survey for a proportion holds: its variance is that of the part less p²
    that of the whole, or that of a ratio where this would be negative (US Census Bureau, ACS General Handbook 2018).
    """
    shared = tuple(measure for measure in numerator if measure in denominator)
    if shared or not isinstance(indicator, Ratio) or not any(measure.sampled for measure in numerator):
        return _total(indicator, shared, "variance") if shared else "0"
    part, whole = _total(indicator, numerator), f"nullif({_total(indicator, denominator)}, 0)"
    of_part, of_whole = (_total(indicator, measures, "variance") for measures in (numerator, denominator))
    share = f"({part} / {whole})"
    return f"CASE WHEN {of_part} >= {share} * {share} * {of_whole}\n            THEN {share} * {of_whole} ELSE 0 END"


def _over_sums(indicator: Indicator, per: str, numerator: tuple[Measure, ...], denominator: tuple[Measure, ...]) -> str:
    unknown = indicator.unknown if isinstance(indicator, Ratio) else ()
    columns = {
        "per": per,
        "numerator": _total(indicator, numerator),
        "denominator": _total(indicator, denominator) if denominator else "NULL",
        "unknown": _total(indicator, unknown) if unknown else "0",
        "numerator_variance": _total(indicator, numerator, "variance"),
        "denominator_variance": _total(indicator, denominator, "variance") if denominator else "0",
        "covariance": _covariance(indicator, numerator, denominator),
        "severity": "max(severity)",
        "broken": "max(broken)",
        "gap": "max(gap)",
    }
    return (
        _select(indicator, columns)
        + f"FROM {table_of(indicator.measures)}\nWHERE measure_id IN ({_quoted(indicator.measures)})\n"
        + f"GROUP BY {KEYS}\nHAVING count(*) = {len(indicator.measures)}"
    )


@singledispatch
def compile_indicator(indicator: Indicator, baselines: Baselines) -> str:  # noqa: ARG001 - each kind takes what it needs
    """Return the SELECT of one definition; a kind without SQL is a TypeError, a missing baseline an error (2)."""
    raise TypeError(f"{indicator.id}: no SQL is known for a {type(indicator).__name__}")


@compile_indicator.register
def _count(indicator: Count, baselines: Baselines) -> str:  # noqa: ARG001
    return _over_sums(indicator, "NULL", indicator.of, ())


@compile_indicator.register
def _ratio(indicator: Ratio, baselines: Baselines) -> str:  # noqa: ARG001
    return _over_sums(indicator, "100e0", indicator.numerator, indicator.denominator)


@compile_indicator.register
def _gap(indicator: Gap, baselines: Baselines) -> str:
    return gap_sql(indicator.id, compile_indicator(indicator.share, baselines))


@compile_indicator.register
def _gap_change(indicator: GapChange, baselines: Baselines) -> str:
    return gap_change_sql(indicator.id, compile_indicator(indicator.share, baselines))


@compile_indicator.register
def _quotient(indicator: Quotient, baselines: Baselines) -> str:  # noqa: ARG001
    return _over_sums(indicator, f"{indicator.per:g}e0", indicator.numerator, indicator.denominator)


@compile_indicator.register
def _in_constant_dollars(indicator: InConstantDollars, baselines: Baselines) -> str:
    return restated_sql(indicator, compile_indicator(indicator.nominal, baselines))


@compile_indicator.register
def _published(indicator: Published, baselines: Baselines) -> str:  # noqa: ARG001
    return _over_sums(indicator, "NULL", (indicator.of,), ())


# x now, x before, in one row each; a chain of comparable periods ends where a break lies.
_CHAINED = """FROM (
    SELECT {keys}, value, variance, severity, broken, gap,
           lag(value) OVER line AS value_before, lag(variance) OVER line AS variance_before,
           lag(severity) OVER line AS severity_before, lag(gap) OVER line AS gap_before
    FROM (
        SELECT {keys}, {value} AS value, {variance} AS variance, max(severity) AS severity,
               max(broken) AS broken, max(gap) AS gap
        FROM sums
        WHERE measure_id IN ({measures})
        GROUP BY {keys}
        HAVING count(*) = {count}
    ) AS now
    WINDOW line AS (PARTITION BY place_id, group_id ORDER BY period_end)
) AS chained
WHERE severity_before IS NOT NULL"""


@compile_indicator.register
def _change(indicator: Change, baselines: Baselines) -> str:  # noqa: ARG001
    columns = {
        "per": "100e0",
        "numerator": "CASE WHEN broken = 0 THEN value - value_before END",
        "denominator": "CASE WHEN broken = 0 THEN value_before END",
        "unknown": "0",
        "numerator_variance": "variance + variance_before",
        "denominator_variance": "variance_before",
        "covariance": "-variance_before",
        # No change is computed across a break: the figure then has no application, and its caveat says why.
        "severity": f"CASE WHEN broken = 0 THEN greatest(severity, severity_before) "
        f"ELSE {Status.NOT_APPLICABLE.severity} END",
        "broken": "broken",
        "gap": "greatest(gap, gap_before)",
    }
    value, variance = (_total(indicator, indicator.of, column) for column in ("value", "variance"))
    source = _CHAINED.format(
        keys=KEYS, value=value, variance=variance, measures=_quoted(indicator.of), count=len(indicator.of)
    )
    return _select(indicator, columns) + source


def _baseline(indicator: Recovery, baselines: Baselines) -> tuple[int, int]:
    if indicator.key not in baselines:
        raise ConfigurationError(
            f"{indicator.id} needs [baselines.{indicator.key}] with the years `peak` and `trough` in relance.toml"
        )
    return baselines[indicator.key]


@compile_indicator.register
def _recovery(indicator: Recovery, baselines: Baselines) -> str:
    peak, trough = _baseline(indicator, baselines)
    qualified = ", ".join(f"now.{key}" for key in KEYS.split(", "))
    columns = {
        "per": "100e0",
        "numerator": "now.value - trough.value",
        "denominator": "CASE WHEN peak.value > trough.value THEN peak.value - trough.value END",
        "unknown": "0",
        "numerator_variance": "now.variance",
        "denominator_variance": "0",
        "covariance": "0",
        "severity": "greatest(now.severity, peak.severity, trough.severity)",
        "broken": "1",
        "gap": "now.gap",
    }
    return _select(indicator, columns).replace(KEYS, qualified, 1) + recovery_source(indicator.of, peak, trough)


@compile_indicator.register
def _regained(indicator: Regained, baselines: Baselines) -> str:  # noqa: ARG001
    columns = {
        "per": "100e0",
        "numerator": "value - first_value",
        "denominator": "lost",
        "unknown": "0",
        "numerator_variance": "variance + first_variance",
        "denominator_variance": "0",
        "covariance": "0",
        # The first comparable period has nothing to be held against; its caveat says what broke.
        "severity": f"CASE WHEN period_end > first_period THEN severity ELSE {Status.NOT_APPLICABLE.severity} END",
        "broken": "broken",
        "gap": "gap",
    }
    return _select(indicator, columns) + regained_source(indicator.of, indicator.lost)


def compile_catalogue(indicators: Iterable[Indicator], baselines: Baselines) -> dict[str, str]:
    """Return the SELECT of every definition that is SQL, by indicator id; methods have none."""
    return {
        indicator.id: compile_indicator(indicator, baselines) for indicator in indicators if not by_method(indicator)
    }
