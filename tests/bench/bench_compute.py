"""Computing figures: 70 indicators, 6,247 tracts, 3 periods, 6 groups, beside SQL written by hand for the same 70.

Each tract is a place; besides, a third arrangement has places of several tracts, which must be added up.
"""

import resource
import subprocess
import sys
import time
from statistics import median

import duckdb

from indicators.compute import compute_figures, sum_measures
from indicators.figures import Z
from indicators.model import Ratio
from schemas.measures import Measure
from schemas.tables import OBSERVATIONS
from schemas.vocabulary import Direction, Domain, Text, Unit
from warehouse.database import another

MEASURES = tuple(Measure(f"m{i:02}", Text(f"m{i}", f"m{i}"), Unit.PERSONS, "everyone", rounding=5) for i in range(60))
WORDS = Text("a share", "une part")
ROUNDS = 3


def _ratio(i: int) -> Ratio:
    numerator = (MEASURES[i % 60],)
    rest = tuple(MEASURES[(i + step) % 60] for step in range(1, 1 + i % 3 + 1))
    return Ratio(
        id=f"share_{i:02}",
        name=WORDS,
        numerator=numerator,
        denominator=(*numerator, *rest),
        unit=Unit.PERCENT,
        better=Direction.HIGHER,
        domain=Domain.WORK,
        definition=WORDS,
        source="benchmark",
        answers=("S1",),
    )


INDICATORS: tuple[Ratio, ...] = tuple(_ratio(i) for i in range(70))


def _observations(con: duckdb.DuckDBPyConnection, tracts: int, together: int) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in OBSERVATIONS.items())
    con.execute(f"CREATE TABLE observations ({columns})").fetchall()
    con.execute(
        "INSERT INTO observations SELECT 's', repeat('0', 64), 1, printf('m%02d', m), printf('a%05d', a), '2021', "
        "make_date(2000 + 5 * p, 5, 1), make_date(2000 + 5 * p, 5, 1), "
        "CASE WHEN g = 0 THEN 'total' ELSE 'g=' || g END, 5 * ((a * 31 + m * 17 + p * 7 + g * 3) % 200 + 1), 'normal' "
        f"FROM range(60) AS ms(m), range({tracts}) AS areas(a), range(3) AS periods(p), range(6) AS groups(g) "
        "ORDER BY m"
    ).fetchall()
    con.execute(
        f"CREATE TABLE place_parts AS SELECT printf('p%05d', a // {together}) AS place_id, '2021' AS vintage, "
        "printf('a%05d', a) AS area_id, printf('a%05d', a) AS via_id, 1e0 AS weight, 1e0 AS dwelling_weight "
        f"FROM range({tracts}) AS areas(a)"
    ).fetchall()
    columns = "place_id, vintage, via_id, weight, dwelling_weight"
    con.execute(f"CREATE TABLE place_areas AS SELECT {columns} FROM place_parts").fetchall()


# What one would write by hand for these 70 and no others: sums with their variance, then one SELECT for each.
BY_HAND_SUMS = """
CREATE TABLE plain AS
SELECT measure_id, place_id, period_start, period_end, group_id, sum(weight * value) AS value,
       sum(weight * weight * 4) AS variance, count(*) = count(value) AS complete
FROM observations JOIN place_parts USING (vintage, area_id)
GROUP BY measure_id, place_id, period_start, period_end, group_id ORDER BY measure_id
"""
BY_HAND_FIGURES = f"""
CREATE TABLE by_hand AS
SELECT indicator_id, place_id, period_start, period_end, group_id, 100 * share AS value,
       greatest(0, 100 * (share - margin)) AS lower, least(100, 100 * (share + margin)) AS upper,
       numerator, denominator,
       CASE WHEN share IS NOT NULL THEN 'normal' WHEN complete THEN 'not_applicable' ELSE 'not_available' END AS status
FROM (
    SELECT *, numerator / nullif(denominator, 0) AS share,
           {Z} * sqrt(greatest(0, (1 - 2 * share) * own + share * share * whole)) / nullif(denominator, 0) AS margin
    FROM ({{selects}})
)
"""


def _by_hand(indicator: Ratio) -> str:
    top = ", ".join(f"'{m.id}'" for m in indicator.numerator)
    both = ", ".join(f"'{m.id}'" for m in indicator.denominator)
    return (
        f"SELECT '{indicator.id}' AS indicator_id, place_id, period_start, period_end, group_id, "
        f"sum(value) FILTER (measure_id IN ({top})) AS numerator, sum(value) AS denominator, "
        f"sum(variance) FILTER (measure_id IN ({top})) AS own, sum(variance) AS whole, bool_and(complete) AS complete "
        f"FROM plain WHERE measure_id IN ({both}) GROUP BY place_id, period_start, period_end, group_id"
    )


def ours(con: duckdb.DuckDBPyConnection) -> tuple[float, float]:
    """Return seconds for sums and for figures, by the code that runs every night."""
    start = time.perf_counter()
    sum_measures(con, MEASURES)
    middle = time.perf_counter()
    with another(con) as other:
        compute_figures(con, other, INDICATORS, {})
    return middle - start, time.perf_counter() - middle


def hand_written(con: duckdb.DuckDBPyConnection) -> tuple[float, float]:
    """Return the same for SQL by hand, which knows no gaps, breaks, rival sources, corrections of bounds or caveats."""
    start = time.perf_counter()
    con.execute(BY_HAND_SUMS).fetchall()
    middle = time.perf_counter()
    selects = " UNION ALL ".join(_by_hand(indicator) for indicator in INDICATORS)
    con.execute(BY_HAND_FIGURES.format(selects=selects)).fetchall()
    return middle - start, time.perf_counter() - middle


WAYS = {"ours": (ours, "computed"), "by hand": (hand_written, "by_hand")}


def child(way: str, tracts: int, together: int) -> None:
    """Measure one way in this process: seconds of sums and of figures, figures, peak memory in MB, and a checksum."""
    import polars  # noqa: F401, ICN001, PLC0415 - a nightly run has it by then

    con = duckdb.connect()
    con.execute("SET threads = 2").fetchall()
    _observations(con, tracts, together)
    work, table = WAYS[way]
    sums, figures = work(con)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    numbers = ", ".join(f"round(sum({name}))" for name in ("value", "lower", "upper", "numerator", "denominator"))
    count, *check = con.execute(f"SELECT count(*), {numbers}, max(status) FROM {table}").fetchall()[0]
    print(f"{sums:.3f} {figures:.3f} {count} {peak} {'/'.join(map(str, check))}")


def measure(way: str, tracts: int, together: int) -> tuple[float, float, int, int, str]:
    """Measure one way in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, "-m", "tests.bench.bench_compute", way, str(tracts), str(together)]
    sums, figures, count, peak, check = subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout.split()
    return float(sums), float(figures), int(count), int(peak), check


def compared(tracts: int, together: int = 1) -> float:
    """Print both ways and the ratio of their times, pair by pair; return the median seconds of ours."""
    pairs = [(measure("ours", tracts, together), measure("by hand", tracts, together)) for _ in range(ROUNDS)]
    places = -(-tracts // together)
    if len({own[4] for pair in pairs for own in pair}) != 1:
        raise AssertionError("the two ways do not give the same figures")
    for way, runs in zip(("ours", "by hand"), zip(*pairs, strict=True), strict=True):
        sums, figures, count, peak = (median(values) for values in list(zip(*runs, strict=True))[:4])
        shown = f"sums {sums:6.2f} s, figures {figures:6.2f} s, {count:>9,} figures, {peak:,} MB"
        print(f"compute {places:>5} places, {way:7}: {shown}")
    ratios = sorted((own[0] + own[1]) / (peer[0] + peer[1]) for own, peer in pairs)
    told = f"{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}; goal 1.5)"
    print(f"compute {places:>5} places: ours / by hand = {told}")
    return median(own[0] + own[1] for own, _ in pairs)


def main() -> None:
    """Print both ways at 600 and 6,247 places, the ratio of their times and how ours grows; then places of 7 tracts."""
    few, many = compared(600), compared(6247)
    print(f"compute growth from 600 to 6,247 places (x {6247 / 600:.1f}): x {many / few:.1f}")
    print("compute places of 7 tracts each, of 6,247:")
    compared(6247, 7)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
