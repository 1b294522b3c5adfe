"""Computing figures: 70 indicators, 6,247 tracts, 3 periods, 6 groups, beside SQL written by hand for the same 70."""

import resource
import subprocess
import sys
import time

import duckdb

from indicators.compute import compute_figures, sum_measures
from indicators.model import Indicator, Ratio
from schemas.measures import Measure
from schemas.tables import OBSERVATIONS
from schemas.vocabulary import Direction, Domain, Text, Unit

MEASURES = tuple(Measure(f"m{i:02}", Text(f"m{i}", f"m{i}"), Unit.PERSONS, "everyone", rounding=5) for i in range(60))
WORDS = Text("a share", "une part")


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


INDICATORS: tuple[Indicator, ...] = tuple(_ratio(i) for i in range(70))


def _observations(con: duckdb.DuckDBPyConnection, places: int) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in OBSERVATIONS.items())
    con.execute(f"CREATE TABLE observations ({columns})").fetchall()
    con.execute(
        "INSERT INTO observations SELECT 's', repeat('0', 64), 1, printf('m%02d', m), printf('a%05d', a), '2021', "
        "make_date(2000 + 5 * p, 5, 1), make_date(2000 + 5 * p, 5, 1), "
        "CASE WHEN g = 0 THEN 'total' ELSE 'g=' || g END, 5 * ((a * 31 + m * 17 + p * 7 + g * 3) % 200 + 1), 'normal' "
        f"FROM range(60) AS ms(m), range({places}) AS areas(a), range(3) AS periods(p), range(6) AS groups(g) "
        "ORDER BY m"
    ).fetchall()
    con.execute(
        "CREATE TABLE place_parts AS SELECT printf('p%05d', a) AS place_id, '2021' AS vintage, "
        "printf('a%05d', a) AS area_id, printf('a%05d', a) AS via_id, 1e0 AS weight, 1e0 AS dwelling_weight "
        f"FROM range({places}) AS areas(a)"
    ).fetchall()
    columns = "place_id, vintage, via_id, weight, dwelling_weight"
    con.execute(f"CREATE TABLE place_areas AS SELECT {columns} FROM place_parts").fetchall()


def _by_hand(indicator: Ratio) -> str:
    top = ", ".join(f"'{m.id}'" for m in indicator.numerator)
    both = ", ".join(f"'{m.id}'" for m in indicator.denominator)
    return (
        f"SELECT '{indicator.id}' AS indicator_id, place_id, period_end, group_id, "
        f"100 * sum(value) FILTER (measure_id IN ({top})) / nullif(sum(value), 0) AS value "
        f"FROM plain WHERE measure_id IN ({both}) GROUP BY place_id, period_end, group_id"
    )


def ours(con: duckdb.DuckDBPyConnection) -> tuple[float, float, int]:
    """Return seconds for sums and for figures, and the number of figures, by the code that runs every night."""
    start = time.perf_counter()
    sum_measures(con, MEASURES)
    middle = time.perf_counter()
    count = compute_figures(con, INDICATORS, {})
    return middle - start, time.perf_counter() - middle, count


def hand_written(con: duckdb.DuckDBPyConnection) -> tuple[float, float, int]:
    """Return the same for plain SQL without status, bounds, coverage or caveats."""
    start = time.perf_counter()
    con.execute(
        "CREATE TABLE plain AS SELECT measure_id, place_id, period_end, group_id, sum(weight * value) AS value "
        "FROM observations JOIN place_parts USING (vintage, area_id) GROUP BY ALL ORDER BY measure_id"
    ).fetchall()
    middle = time.perf_counter()
    union = " UNION ALL ".join(_by_hand(indicator) for indicator in INDICATORS if isinstance(indicator, Ratio))
    con.execute(f"CREATE TABLE by_hand AS {union}").fetchall()
    count = con.execute("SELECT count(*) FROM by_hand").fetchall()[0][0]
    return middle - start, time.perf_counter() - middle, int(count)


def child(way: str, places: int) -> None:
    """Measure one way in this process and print seconds of sums, of figures, figures and peak memory in MB."""
    con = duckdb.connect()
    con.execute("SET threads = 2").fetchall()
    _observations(con, places)
    sums, figures, count = {"ours": ours, "by hand": hand_written}[way](con)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{sums:.3f} {figures:.3f} {count} {peak}")


def measure(way: str, places: int) -> tuple[float, float, int, int]:
    """Measure one way in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, "-m", "tests.bench.bench_compute", way, str(places)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), float(told[1]), int(told[2]), int(told[3])


def main() -> None:
    """Print both ways at 600 and 6,247 places, the ratio of their times and how ours grows."""
    totals = {}
    for places in (600, 6247):
        for way in ("ours", "by hand"):
            sums, figures, count, peak = measure(way, places)
            totals[way, places] = sums + figures
            shown = f"sums {sums:6.2f} s, figures {figures:6.2f} s, {count:>9,} figures, {peak:,} MB"
            print(f"compute {places:>5} places, {way:7}: {shown}")
        ratio = totals["ours", places] / totals["by hand", places]
        print(f"compute {places:>5} places: ours / by hand = {ratio:.2f} (goal 1.5)")
    growth = totals["ours", 6247] / totals["ours", 600]
    print(f"compute growth from 600 to 6,247 places (x {6247 / 600:.1f}): x {growth:.1f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(sys.argv[1], int(sys.argv[2]))
    else:
        main()
