"""The statement that makes figures of the parts of formulae, or of what methods find; the view that says them in words.

Bounds at 95 %: Wilson's score interval for shares of people and firms in the register (Wilson 1927); for census figures
the normal interval of random rounding, whose variance is known, and of the long form's sample of one household in four.
Statistics Canada publishes no variance with these extracts: the sample is taken as simple random, as the method says.
"""

from indicators.sums import NEGLIGIBLE
from schemas.vocabulary import Status, Text

Z = 1.959963984540054

METHODS = {
    "wilson": "Wilson 95% interval",
    "survival": "Kaplan-Meier estimate, log-log 95% interval",
    "median": "median, 95% interval of order statistics",
    "log_ratio": "95% interval of the logarithm of the ratio",
    "rounding": "95% interval of random rounding to base 5",
    "sample": "95% interval of a one-in-four sample, taken as simple random, and of rounding to base 5",
}


HISTORY = Text(
    "Earlier figures are historical; their boundaries are not proven identical.",
    "Les chiffres antérieurs sont historiques; l’identité de leurs limites n’est pas établie.",
)
# What is said of areas without a value, with the share of residents who live there in the place of {}.
GAP = "Areas with {}% of residents have no published value."
GAP_FR = "Des secteurs réunissant {} % de la population n’ont pas de valeur publiée."


def _caveat(caveat: str, remark: str, reason: str, gap: str, note: str) -> str:
    """Compose a figure's caveat: the indicator's, a remark on the day, why it breaks, who has no value, its facts'."""
    told = f"gap > {NEGLIGIBLE} AND severity < {Status.UNRELIABLE.severity}"
    sentence = f"CASE WHEN {told} THEN {gap} END"
    broke = f"CASE WHEN broken = 1 THEN nullif({reason}, '') END"
    return f"concat_ws(' ', nullif({caveat}, ''), {remark}, {broke}, {sentence}, {note})"


def _without(gap: str, number: str) -> str:
    before, after = gap.split("{}")
    return f"concat('{before}', {number}, '{after}')"


_NAMED = " ".join(f"WHEN '{interval}' THEN '{name}'" for interval, name in METHODS.items())
_STATUSES = " ".join(f"WHEN {status.severity} THEN '{status}'" for status in Status)
_SHARE = "cast(round(100 * gap, 1) AS VARCHAR)"
_NOTE, _NOTE_FR = (f"nullif(concat_ws(' ', here.{name}, always.{name}), '')" for name in ("note", "note_fr"))
_GAP, _GAP_FR = _without(GAP, _SHARE), _without(GAP_FR, f"replace({_SHARE}, '.', ',')")
_PLAIN = f"broken = 0 AND gap <= {NEGLIGIBLE} AND remark IS NULL AND {_NOTE} IS NULL"

COMPUTED = """
CREATE OR REPLACE TABLE computed (
    indicator_id VARCHAR, place_id VARCHAR, period_start DATE, period_end DATE, group_id VARCHAR, value DOUBLE,
    lower DOUBLE, upper DOUBLE, numerator DOUBLE, denominator DOUBLE, status VARCHAR, bounds INTEGER, broken INTEGER,
    gap DOUBLE
)
"""
FIGURES_SQL = f"""
INSERT INTO computed
WITH parts AS MATERIALIZED (  -- what follows is else planned, and made ready, for every formula by itself
{{parts}}
),
valued AS (
    SELECT *,
           CASE WHEN severity >= {Status.UNRELIABLE.severity} THEN severity
                WHEN per IS NOT NULL AND (denominator IS NULL OR denominator = 0)
                    THEN {Status.NOT_APPLICABLE.severity}
                WHEN coalesce(own_value, numerator) IS NULL THEN {Status.NOT_APPLICABLE.severity}
                WHEN denominator < minimum THEN {Status.UNRELIABLE.severity}
                WHEN estimated THEN greatest(severity, {Status.ESTIMATED.severity})
                WHEN broken = 1 THEN greatest(severity, {Status.BREAK.severity})
                ELSE severity END AS rank,
           CASE WHEN own_value IS NOT NULL THEN own_value WHEN per IS NULL THEN numerator
                ELSE per * numerator / nullif(denominator, 0) END AS raw,
           numerator / nullif(denominator, 0) AS share_value,
           CASE WHEN interval = 'wilson' THEN (numerator + unknown) / nullif(denominator, 0) END AS share_at_best
    FROM parts
),
bounded AS (
    SELECT *,
           CASE WHEN per IS NULL THEN {Z}e0 * sqrt(numerator_variance)
                ELSE {Z}e0 * per * sqrt(greatest(0, numerator_variance - 2 * share_value * covariance
                     + share_value * share_value * denominator_variance)) / nullif(abs(denominator), 0) END AS margin,
           CASE WHEN interval = 'wilson' THEN {Z * Z}e0 / nullif(denominator, 0) END AS z2n
    FROM valued
)
SELECT indicator_id, place_id, period_start, period_end, group_id,
       CASE WHEN rank < {Status.UNRELIABLE.severity} THEN raw END AS value,
       CASE WHEN rank >= {Status.UNRELIABLE.severity} THEN NULL
            WHEN own_value IS NOT NULL THEN own_lower
            WHEN interval = 'wilson' THEN least(raw, 100 * (share_value + z2n / 2 - sqrt(
                 z2n * greatest(0, share_value * (1 - share_value)) + z2n * z2n / 4)) / (1 + z2n))
            WHEN interval IN ('rounding', 'sample') AND margin > 0 THEN CASE WHEN share THEN greatest(0, raw - margin)
                 ELSE raw - margin END END AS lower,
       CASE WHEN rank >= {Status.UNRELIABLE.severity} THEN NULL
            WHEN own_value IS NOT NULL THEN own_upper
            WHEN interval = 'wilson' THEN greatest(raw, 100 * (share_at_best + z2n / 2 + sqrt(
                 z2n * greatest(0, share_at_best * (1 - share_at_best)) + z2n * z2n / 4)) / (1 + z2n))
            WHEN interval IN ('rounding', 'sample') AND margin > 0 THEN CASE WHEN share THEN least(100, raw + margin)
                 ELSE raw + margin END END AS upper,
       CASE WHEN rank < {Status.UNRELIABLE.severity} THEN numerator END AS numerator,
       CASE WHEN rank < {Status.UNRELIABLE.severity} THEN denominator END AS denominator,
       CASE rank {_STATUSES} END AS status,
       CASE WHEN rank >= {Status.UNRELIABLE.severity} THEN 0
            WHEN own_lower IS NOT NULL OR own_upper IS NOT NULL OR interval = 'wilson'
                 OR own_value IS NULL AND margin > 0 THEN 1 ELSE 0 END AS bounds, broken, gap
FROM bounded
"""

# What stands beside a number is the same for thousands of them: it is said when a figure is read.
WORDS_SQL = f"""
CREATE OR REPLACE VIEW figures AS
SELECT c.indicator_id, c.place_id, c.period_start, c.period_end, c.group_id, c.value, c.lower, c.upper, c.numerator,
       c.denominator, r.unit, c.status,
       CASE WHEN bounds = 1 THEN CASE interval {_NAMED} ELSE '' END ELSE '' END AS method,
       CASE WHEN {_PLAIN} THEN caveat
            ELSE {_caveat("caveat", "remark", f"coalesce(reason, '{HISTORY.en}')", _GAP, _NOTE)} END AS caveat,
       CASE WHEN {_PLAIN} THEN caveat_fr
            ELSE {_caveat("caveat_fr", "remark_fr", f"coalesce(reason_fr, '{HISTORY.fr}')", _GAP_FR, _NOTE_FR)}
            END AS caveat_fr
FROM computed AS c JOIN severities AS s ON s.status = c.status
JOIN indicator_rules AS r ON r.indicator_id = c.indicator_id
LEFT JOIN figure_notes AS here ON here.indicator_id = c.indicator_id AND here.place_id = c.place_id
    AND here.period_end = c.period_end
LEFT JOIN figure_notes AS always ON always.indicator_id = c.indicator_id AND always.place_id IS NULL
LEFT JOIN indicator_breaks AS b ON b.indicator_id = c.indicator_id AND c.broken = 1
    AND c.period_start >= b.broken_on AND c.period_start < b.until
LEFT JOIN indicator_remarks AS n ON n.indicator_id = c.indicator_id AND c.status = '{Status.ESTIMATED}'
    AND c.period_start >= n.first AND c.period_start <= n.last
"""
