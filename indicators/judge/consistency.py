"""Rules that the figures must satisfy by themselves: each a query for the figures that do not, told per indicator.

Wholes are held against their parts before protection, since suppression hides parts; what is told is which figure,
never how much.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.judge.model import Finding, Severity
from schemas.vocabulary import Text, Unit

if TYPE_CHECKING:
    import duckdb

# Dimensions of which everybody has exactly one value, with `unknown` among them. A person may use two services.
EXHAUSTIVE = ("age", "education", "entry_status", "gender", "legal_form", "sex")
_COUNTED = tuple(str(unit) for unit in Unit if unit not in {Unit.PERCENT, Unit.INDEX, Unit.RATIO, Unit.POINTS})
_KEY = "f.indicator_id, f.place_id, f.period_end, f.group_id"
_SAME = "p.indicator_id = f.indicator_id AND p.period_start = f.period_start AND p.period_end = f.period_end"


@dataclass(frozen=True)
class Rule:
    """A name, the query for the figures that break it, and what is said of them."""

    name: str
    query: str
    text: Text


RULES = (
    Rule(
        "range",
        f"""SELECT {_KEY} FROM protected AS f JOIN judged AS j ON j.indicator_id = f.indicator_id
            WHERE f.value < j.low - 1e-9 OR f.value > j.high + 1e-9""",
        Text("outside the possible range", "hors de l’intervalle possible"),
    ),
    Rule(
        "rate",
        f"""SELECT {_KEY} FROM protected AS f JOIN judged AS j ON j.indicator_id = f.indicator_id
            WHERE j.per IS NOT NULL AND f.denominator <> 0
              AND abs(f.value - j.per * f.numerator / f.denominator) > 1e-6 * greatest(1, abs(f.value))
              -- Shares of few people or firms are published without decimals, or with one.
              AND abs(f.value - round(j.per * f.numerator / f.denominator, 1)) > 1e-9
              AND abs(f.value - round(j.per * f.numerator / f.denominator)) > 1e-9""",
        Text(
            "differ from their numerator over their denominator", "diffèrent de leur numérateur sur leur dénominateur"
        ),
    ),
    Rule(
        "bounds",
        f"SELECT {_KEY} FROM protected AS f WHERE f.lower > f.value + 1e-9 OR f.upper < f.value - 1e-9",
        Text("outside their own bounds", "hors de leurs propres bornes"),
    ),
    Rule(
        "parts",
        # Programme records of people who live elsewhere belong to the study and to no neighbourhood: there, and where a
        # neighbourhood has no value, the parts may be less than the whole but never more.
        f"""SELECT {_KEY} FROM figures AS f JOIN judged AS j ON j.indicator_id = f.indicator_id
            JOIN named AS w ON w.place_id = f.place_id AND w.role = 'study'
            JOIN figures AS p ON {_SAME} AND p.group_id = f.group_id
            JOIN named AS n ON n.place_id = p.place_id AND n.role = 'neighbourhood'
            WHERE j.kind = 'count' AND f.value IS NOT NULL
            GROUP BY {_KEY}, f.value, j.programme, j.negative
            HAVING sum(p.value) > f.value + 0.5 AND NOT j.negative
                OR abs(sum(p.value) - f.value) > 0.5 + 1e-6 * abs(f.value) AND NOT j.programme
                   AND count(p.value) = (SELECT count(*) FROM named WHERE role = 'neighbourhood')""",
        Text("not the sum of the neighbourhoods", "autre que la somme des quartiers"),
    ),
    Rule(
        "groups",
        # Only the register's groups are complete by construction: a census may publish some ages and not others.
        # Coarser groups stand for finer ones.
        f"""SELECT DISTINCT indicator_id, place_id, period_end, 'total' AS group_id FROM (
            SELECT {_KEY}, regexp_replace(p.group_id, '=[^;]*', '', 'g') AS dimension
            FROM figures AS f JOIN judged AS j ON j.indicator_id = f.indicator_id
            JOIN figures AS p ON {_SAME} AND p.place_id = f.place_id AND p.group_id <> 'total'
                AND p.group_id NOT IN (SELECT group_id FROM coarser)
            WHERE f.group_id = 'total' AND j.kind = 'count' AND j.programme AND f.unit IN {_COUNTED}
            GROUP BY {_KEY}, f.value, dimension
            HAVING list_has_all({list(EXHAUSTIVE)}, string_split(dimension, ';'))
               AND count(p.value) = count(*) AND abs(sum(p.value) - f.value) > 1e-6 * greatest(1, abs(f.value)))""",
        Text("not the sum of the groups", "autre que la somme des groupes"),
    ),
)


def consistency(con: "duckdb.DuckDBPyConnection") -> list[Finding]:
    """Return one blocker per rule and indicator that breaks it, over `protected`, `figures`, `judged` and `named`."""
    return [finding for rule in RULES for finding in per_indicator(con, rule, Severity.BLOCKER, noted=True)]


def per_indicator(con: "duckdb.DuckDBPyConnection", rule: Rule, severity: Severity, *, noted: bool) -> list[Finding]:
    """Run one rule and return a finding for each indicator: how many figures, and the first of them by name."""
    told = "concat_ws(' ', b.indicator_id, place_id, period_end, group_id)"
    rows = con.execute(
        f"SELECT b.indicator_id, count(*), min({told}), coalesce(any_value(j.name_en), b.indicator_id), "
        f"coalesce(any_value(j.name_fr), b.indicator_id) FROM ({rule.query}) AS b "
        "LEFT JOIN judged AS j ON j.indicator_id = b.indicator_id GROUP BY b.indicator_id ORDER BY b.indicator_id"
    ).fetchall()
    return [
        Finding(
            f"{rule.name}:{indicator}",
            severity,
            Text(
                f"{english}: {rule.text.en} (figures: {count}), such as {first}",
                f"{french} : {rule.text.fr} (chiffres : {count}), par exemple {first}",
            ),
            noted,
        )
        for indicator, count, first, english, french in rows
    ]
