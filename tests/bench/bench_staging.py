"""Times staging of a generated bulk Census Profile against a bare count(*) of the same file and against pandas.

    python tests/bench/bench_staging.py [rows]        # 2,000,000 unless said otherwise

Each contender runs in its own process, so that its peak memory is its own. The file has the layout of 2021 with our own
words and figures: no text is copied.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
COLUMNS = 23
_WORDS = (
    "Total",
    "persons",
    "households",
    "aged",
    "revenu médian",
    "dwellings",
    "langue",
    "in the area",
    "25 % sample",
)


def rows(count: int) -> Iterator[str]:
    """Give the lines of a bulk profile: every area has its 2,631 characteristics, a tenth of the cells a symbol."""
    from schemas.statcan_profile import PROFILES  # noqa: PLC0415

    profile = PROFILES["2021"]
    dice = random.Random(2021)
    mapped = {item.id: item.name for item in profile.characteristics}
    names = [mapped.get(id_) or _name(dice, id_) for id_ in range(1, profile.size + 1)]
    for number in range(count):
        area, id_ = 24660001 + number // profile.size, number % profile.size + 1
        fixed = f'2021,"2021S0512{area}","{area}","Dissemination area","{area}",3.1,4.6,"00000"'
        yield f'{fixed},{id_},"{names[id_ - 1]}",{id_ % 90 or ""},{_cells(dice)}\r\n'


def _name(dice: random.Random, id_: int) -> str:
    return "  " * dice.randint(0, 4) + f"{id_} " + " ".join(dice.choices(_WORDS, k=dice.randint(2, 8)))


def _cells(dice: random.Random) -> str:
    total = dice.randrange(0, 900, 5)
    if total % 10 == 0 and dice.random() < 0.2:
        return ",".join([',"..."'] * 6)
    men = total // 10 * 5
    counts = f'{total},"",{men},"",{total - men},""'
    return f'{counts},{total % 101 / 1.01:.1f},"",{men % 97 / 0.97:.1f},"",,"x"'


def generate(path: Path, count: int) -> None:
    """Write a bulk profile of so many rows."""
    from schemas.statcan_profile import contract  # noqa: PLC0415

    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(contract([]).header or ()) + "\r\n")
        file.writelines(rows(count))


def stage(path: Path, work: Path) -> int:
    """Stage the file as a nightly run does and give the rows kept."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from warehouse.database import opened  # noqa: PLC0415
    from warehouse.snapshots import Snapshot  # noqa: PLC0415
    from warehouse.source import Source  # noqa: PLC0415
    from warehouse.sources import statcan_profile  # noqa: PLC0415

    sha256 = path.with_suffix(".sha256").read_text()
    snapshot = Snapshot(sha256, path, path.stat().st_size, str(path), path.name, "ours", datetime.now(UTC))
    source = Source("bench", "statcan_profile", str(path), "ours", "ours", "Generated profile")
    with opened(work / "bench.duckdb") as con:
        return statcan_profile.stage(con, snapshot, source, work).lines.kept


def count(path: Path, work: Path) -> int:
    """Count the rows with DuckDB, parsed as safely as staging does, and nothing else."""
    import duckdb  # noqa: PLC0415

    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(COLUMNS))
    query = (
        f"SELECT count(*) FROM read_csv('{path}', columns = {{{columns}}}, auto_detect = false, header = true, "
        "delim = ',', quote = '\"', escape = '\"', encoding = 'utf-8', store_rejects = true, rejects_limit = 0)"
    )
    with duckdb.connect() as con:
        return int(con.execute(query).fetchall()[0][0])


def pandas(path: Path, work: Path) -> int:
    """Read the file with pandas, as text, as an analyst would."""
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415

    return len(pd.read_csv(path, dtype=str, keep_default_na=False))


CONTENDERS: dict[str, Callable[[Path, Path], int]] = {"staging": stage, "count(*)": count, "pandas": pandas}


def measure(name: str, path: Path, work: Path) -> None:
    """Run one contender in this process and print its seconds, peak memory and rows as JSON."""
    start, cpu = time.perf_counter(), time.process_time()
    kept = CONTENDERS[name](path, work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu, "mb": peak, "rows": kept}
    print(json.dumps(spent))


def compare(path: Path, work: Path) -> None:
    """Run every contender in a process of its own and print seconds, memory and the ratio to the bare count."""
    results = {}
    for name in CONTENDERS:
        command = [sys.executable, __file__, "--contender", name, "--file", str(path), "--work", str(work)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        results[name] = json.loads(answer)
    bare = results["count(*)"]
    print(f"{'':10} {'rows':>10} {'seconds':>8} {'CPU s':>7} {'peak MB':>8} {'times count(*)':>15}")
    for name, spent in results.items():
        ratio = spent["seconds"] / bare["seconds"]
        figures = (
            f"{spent['rows']:>10,} {spent['seconds']:>8.2f} {spent['cpu']:>7.2f} {spent['mb']:>8.0f} {ratio:>15.1f}"
        )
        print(f"{name:10} {figures}")


def main() -> None:
    """Generate the file and compare, or run one contender."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=2_000_000)
    for name in ("contender", "file", "work"):
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.contender:
        measure(asked.contender, Path(asked.file), Path(asked.work))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profile.csv"
        generate(path, asked.count)
        path.with_suffix(".sha256").write_text(_sha256(path))
        print(f"{asked.count:,} rows, {path.stat().st_size / 1e6:,.0f} MB")
        compare(path, Path(folder))


def _sha256(path: Path) -> str:
    import hashlib  # noqa: PLC0415

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
