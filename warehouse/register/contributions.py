"""What each person, firm, payment and seat of the register adds to which figure: the rows that figures are sums of.

These rows are private. A row whose value is 0 stands in the measure's universe without the property (an exit without a
job): it tells a true zero from a gap, and disclosure control counts the rows that are not 0.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import duckdb

from schemas.arrow import insert_rows
from schemas.recodes import Breakdown
from warehouse.database import another, literal, transaction
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
    breakdown: Breakdown,
) -> int:
    """Replace all contributions, spells and amounts by those of the staged register; return how many contributions.

    Units outside the study's tracts, or whose tract is not known, stand in the area `elsewhere`: the whole register is
    the study's tracts and elsewhere together. Without `deprived_areas` nothing is said of the most deprived tracts.
    `breakdown` says which measures are counted by which groups; by a coarser code, each unit once. What fails
    leaves half of it: the run strikes the step out before it begins, and the next one does it anew.
    """
    create_staged(con)
    with transaction(con):
        write_periods(con, reporting)
        _write_areas(con, "study_areas", study_areas)
        _write_areas(con, "deprived_areas", deprived_areas)
        for table in ("contributions", "spells", "amounts"):
            con.execute(f"DELETE FROM {table}").fetchall()
    known = groupby([family for family in FAMILIES if _known(con, family)], lambda family: family.units)
    waiting = deque((units, tuple(families)) for units, families in known)
    # Few statements are long enough for DuckDB to divide them among two cores. The thread ends before its connection.
    with another(con) as other, ThreadPoolExecutor(1) as beside:
        there = beside.submit(_fill_in_turn, other, waiting, breakdown)
        count = _fill_in_turn(con, waiting, breakdown) + there.result()
    return count + _coarsen(con, breakdown)  # of what both have counted


def _fill_in_turn(
    con: duckdb.DuckDBPyConnection, waiting: deque[tuple[str, tuple[Family, ...]]], breakdown: Breakdown
) -> int:
    """Fill in what the next units add until none wait, and return how many contributions; for each of two threads."""
    count = 0
    while True:
        try:
            units, families = waiting.popleft()
        except IndexError:  # the other thread has taken the last
            return count
        try:
            count += _fill(con, units, families, breakdown)
        except BaseException:
            waiting.clear()  # nobody need count on
            raise


def _coarsen(con: duckdb.DuckDBPyConnection, breakdown: Breakdown) -> int:
    """Give each unit of some groups one row in the group that stands for them."""
    con.execute("CREATE OR REPLACE TEMP TABLE coarser (rank INTEGER, group_id VARCHAR, part_id VARCHAR)").fetchall()
    codes = enumerate(breakdown.coarser)
    insert_rows(con, "coarser", [(rank, code.group, part) for rank, code in codes for part in code.groups])
    inserted: tuple[int] | None = con.execute(_COARSEN, {"measures": list(breakdown.measures)}).fetchone()
    return inserted[0] if inserted else 0


_COARSEN = """
    INSERT INTO contributions
    SELECT c.source_id, c.unit_kind, c.unit_key, c.measure_id, c.area_id, c.period_start, c.period_end, k.group_id,
        any_value(c.value), c.status
    FROM contributions c JOIN coarser k ON k.part_id = c.group_id
    WHERE list_contains($measures, c.measure_id)
    GROUP BY k.rank, k.group_id, c.source_id, c.unit_kind, c.unit_key, c.measure_id, c.area_id, c.period_start,
        c.period_end, c.status"""


def _write_areas(con: duckdb.DuckDBPyConnection, name: str, areas: Sequence[str]) -> None:
    con.execute(f"CREATE OR REPLACE TABLE register.{name} (area_id VARCHAR)").fetchall()
    insert_rows(con, f"register.{name}", [(area,) for area in sorted(set(areas))])


def _known(con: duckdb.DuckDBPyConnection, family: Family) -> bool:
    """Whether the register has any row of what a family rests on; without one, none of its units can be."""
    return bool(con.execute(f"SELECT 1 FROM staged.{family.table} LIMIT 1").fetchall())


def _fill(con: duckdb.DuckDBPyConnection, units: str, families: Iterable[Family], breakdown: Breakdown) -> int:
    """Write what the same units add to the measures of their families; return how many contributions."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE units AS {units}").fetchall()
    return sum(_contribute(con, family, breakdown) for family in families)


def _contribute(con: duckdb.DuckDBPyConnection, family: Family, breakdown: Breakdown) -> int:
    """Write what a family's units add to its measures, how long they lasted and what medians are taken of."""
    told = breakdown.told(family.unit_kind, family.measures)
    con.execute(f"CREATE OR REPLACE TEMP TABLE grouped AS {_groups(family, breakdown, told)}").fetchall()
    if family.spells:
        con.execute(_insert_spells(family)).fetchall()
    for kind, expression in family.amounts.items():
        con.execute(_insert_amounts(family, kind, expression)).fetchall()
    inserted: tuple[int] | None = con.execute(_insert(family, told)).fetchone()
    return inserted[0] if inserted else 0


def _source(family: Family) -> str:
    return f"(SELECT min(source_id) FROM staged.{family.table})"


_AREA = f"CASE WHEN s.area_id IS NULL THEN '{ELSEWHERE}' ELSE s.area_id END"
_WHERE = """
    JOIN grouped g ON g.unit_key = u.unit_key AND g.period_start = u.period_start
    LEFT JOIN register.study_areas s ON s.area_id = u.tract"""


def _insert(family: Family, told: Sequence[str]) -> str:
    """Write the statement that gives each unit one row for every measure, and of those told by group one more for
    every group that it is in.
    """
    by_group = f"u.measure_id IN ({', '.join(map(literal, told))})" if told else "false"
    return f"""
    INSERT INTO contributions
    WITH measured AS ({" UNION ALL ".join(_measure(*entry) for entry in family.measures.items())})
    SELECT {_source(family)}, '{family.unit_kind}', u.unit_key, u.measure_id, {_AREA},
        u.period_start, u.period_end, g.group_id, u.value, u.status
    FROM measured u {_WHERE}
    WHERE g.group_id = 'total' OR {by_group}"""


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


def _groups(family: Family, breakdown: Breakdown, told: Sequence[str]) -> str:
    """Give the SELECT of groups: everybody and, where a measure is told by group, each dimension by itself."""
    everybody = "SELECT unit_key, period_start, 'total' AS group_id FROM units"
    if not told:
        return everybody
    limits = breakdown.limits(family.unit_kind)
    within = "true" if limits is None else f"dimension IN ({', '.join(map(literal, limits))})"
    groups = (
        f"SELECT unit_key, period_start, dimension || '=' || code AS group_id FROM ({family.members}) WHERE {within}"
    )
    return f"{everybody} UNION ALL {groups}"
