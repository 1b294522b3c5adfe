"""What each person, firm, payment and seat of the register adds to which figure: the rows that figures are sums of.

These rows are private. A row whose value is 0 stands in the measure's universe without the property (an exit without a
job): it tells a true zero from a gap, and disclosure control counts the rows that are not 0.
"""

from collections.abc import Collection, Sequence

import duckdb

from schemas.recodes import Coarser
from warehouse.database import insert_rows, literal, transaction
from warehouse.register import books, firms, lasting, leaving, people
from warehouse.register.families import Family
from warehouse.register.periods import Reporting, write_periods
from warehouse.register.tables import create_staged

ELSEWHERE = "elsewhere"
FAMILIES = tuple(
    found
    for module in (people, leaving, firms, lasting, books)
    for found in vars(module).values()
    if isinstance(found, Family)
)
UNLOCATED = frozenset(measure for family in FAMILIES if not family.located for measure in family.measures)


def contribute(
    con: duckdb.DuckDBPyConnection,
    reporting: Reporting,
    study_areas: Sequence[str],
    deprived_areas: Sequence[str],
    coarser: Sequence[Coarser] = (),
    measures: Collection[str] = (),
) -> int:
    """Replace all contributions, spells and amounts by those of the staged register; return how many contributions.

    Units outside the study's tracts, or whose tract is not known, stand in the area `elsewhere`: the whole register is
    the study's tracts and elsewhere together. Without `deprived_areas` nothing is said of the most deprived tracts. Of
    `measures`, units are also counted by the `coarser` codes, each once.
    """
    create_staged(con)
    with transaction(con):
        write_periods(con, reporting)
        _write_areas(con, "study_areas", study_areas)
        _write_areas(con, "deprived_areas", deprived_areas)
        for table in ("contributions", "spells", "amounts"):
            con.execute(f"DELETE FROM {table}").fetchall()
        filled = sum(_fill(con, family) for family in FAMILIES if _told(con, family))
        return filled + _coarsen(con, coarser, sorted(measures))


def _coarsen(con: duckdb.DuckDBPyConnection, coarser: Sequence[Coarser], measures: Sequence[str]) -> int:
    """Give each unit of some groups one row in the group that stands for them."""
    con.execute("CREATE OR REPLACE TEMP TABLE coarser (rank INTEGER, group_id VARCHAR, part_id VARCHAR)").fetchall()
    insert_rows(con, "coarser", [(n, code.group, part) for n, code in enumerate(coarser) for part in code.groups])
    inserted: tuple[int] | None = con.execute(_COARSEN, {"measures": list(measures)}).fetchone()
    return inserted[0] if inserted else 0


_COARSEN = """
    INSERT INTO contributions
    SELECT c.source_id, c.unit_kind, c.unit_key, c.measure_id, c.area_id, c.period_start, c.period_end, k.group_id,
        any_value(c.value), c.status
    FROM contributions c JOIN coarser k ON k.part_id = c.group_id
    WHERE list_contains($measures, c.measure_id)
    GROUP BY k.rank, k.group_id, c.source_id, c.unit_kind, c.unit_key, c.measure_id, c.area_id, c.period_start,
        c.period_end, c.status
    ORDER BY k.rank, c.measure_id, c.period_start, c.unit_key"""


def _write_areas(con: duckdb.DuckDBPyConnection, name: str, areas: Sequence[str]) -> None:
    con.execute(f"CREATE OR REPLACE TABLE register.{name} (area_id VARCHAR)").fetchall()
    for area in sorted(set(areas)):
        con.execute(f"INSERT INTO register.{name} VALUES (?)", [area]).fetchall()


def _told(con: duckdb.DuckDBPyConnection, family: Family) -> bool:
    """Whether the register has any row of what a family rests on; without one, none of its units can be."""
    return bool(con.execute(f"SELECT 1 FROM staged.{family.table} LIMIT 1").fetchall())


def _fill(con: duckdb.DuckDBPyConnection, family: Family) -> int:
    """Write what a family's units add to its measures, how long they lasted and what medians are taken of."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE units AS {family.units}").fetchall()
    con.execute(f"CREATE OR REPLACE TEMP TABLE members AS {family.members}").fetchall()
    con.execute(f"CREATE OR REPLACE TEMP TABLE grouped AS {' UNION ALL '.join(_groups(family))}").fetchall()
    if family.spells:
        con.execute(_insert_spells(family)).fetchall()
    for kind, expression in family.amounts.items():
        con.execute(_insert_amounts(family, kind, expression)).fetchall()
    inserted: tuple[int] | None = con.execute(_insert(family)).fetchone()
    return inserted[0] if inserted else 0


def _source(family: Family) -> str:
    return f"(SELECT min(source_id) FROM staged.{family.table})"


_AREA = f"CASE WHEN s.area_id IS NULL THEN '{ELSEWHERE}' ELSE s.area_id END"
_WHERE = """
    JOIN grouped g ON g.unit_key = u.unit_key AND g.period_start = u.period_start
    LEFT JOIN register.study_areas s ON s.area_id = u.tract"""


def _insert(family: Family) -> str:
    """Write the statement that gives each unit one row for every measure, its total and every group that it is in."""
    return f"""
    INSERT INTO contributions
    WITH measured AS ({" UNION ALL ".join(_measure(*entry) for entry in family.measures.items())})
    SELECT {_source(family)}, '{family.unit_kind}', u.unit_key, u.measure_id, {_AREA},
        u.period_start, u.period_end, g.group_id, u.value, u.status
    FROM measured u {_WHERE}
    ORDER BY u.measure_id, u.period_start, g.group_id, u.unit_key"""


def _insert_spells(family: Family) -> str:
    """Write the statement for spells; one that was not observed for a day tells nothing of how long it was."""
    return f"""
    INSERT INTO spells
    SELECT {_source(family)}, '{family.spells}', '{family.unit_kind}', u.unit_key, {_AREA},
        u.period_start, u.period_end, g.group_id, u.days, u.event, u.entry_days, u.observable_days
    FROM units u {_WHERE}
    WHERE u.days > u.entry_days
    ORDER BY u.period_start, g.group_id, u.unit_key"""


def _insert_amounts(family: Family, kind: str, expression: str) -> str:
    return f"""
    INSERT INTO amounts
    SELECT {_source(family)}, '{kind}', '{family.unit_kind}', u.unit_key, {_AREA},
        u.period_start, u.period_end, g.group_id, CAST({expression} AS DOUBLE)
    FROM units u {_WHERE}
    WHERE {expression} IS NOT NULL
    ORDER BY u.period_start, g.group_id, u.unit_key"""


def _measure(measure_id: str, expression: str) -> str:
    return f"""
    SELECT unit_key, period_start, period_end, tract, status, {literal(measure_id)} AS measure_id,
        CAST({expression} AS DOUBLE) AS value
    FROM units WHERE {expression} IS NOT NULL"""


def _groups(family: Family) -> list[str]:
    """Give the selects of groups: everybody, one dimension, and the pairs of dimensions that the family crosses."""
    pairs = [
        f"""
    SELECT a.unit_key, a.period_start, a.dimension || '=' || a.code || ';' || b.dimension || '=' || b.code AS group_id
    FROM members a JOIN members b ON b.unit_key = a.unit_key AND b.period_start = a.period_start
    WHERE a.dimension = {literal(first)} AND b.dimension = {literal(second)}"""
        for first, second in family.crosses
    ]
    singly = "SELECT unit_key, period_start, dimension || '=' || code AS group_id FROM members"
    return ["SELECT unit_key, period_start, 'total' AS group_id FROM units", singly, *pairs]
