"""Makes the example's landing files, in the layouts that the providers publish, from the compact figures beside it.

python -m examples.landing FOLDER
"""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from examples import landing_labour
from examples.tidy import FIGURES, STUDY, Row, quoted, read_rows, write_lines, write_rows

CENSUSES = {"2011": "CA11", "2016": "CA16", "2021": "CA21"}

_CITY, _METROPOLITAN_AREA = "2466023", "24462"
_TYPES = {"tract": "CT", "municipality": "CSD"}
CENSUS_DAY = "2021-05-11"
_FACTS = (
    *("measure_id", "area_id", "vintage", "period_start", "period_end", "group_id", "value", "status", "source"),
    *("caveat_en", "caveat_fr"),
)
_QUINTILE = (
    "Statistics Canada, 2021 Census of Population: tracts of the City of Montréal by low-income rate (LIM-AT)",
    "Fifths of the city's residents by the low-income rate of their tract, not the INSPQ's index.",
    "Cinquièmes de la population de la ville selon le taux de faible revenu du secteur, et non l’indice de l’INSPQ.",
)
_PLACE = ("CSD_UID", "CD_UID", "CT_UID", "CMA_UID")


def write_landing(folder: Path) -> None:
    """Write `census/`, `labour/`, `crosswalk/` and the files of facts into `folder`, always the same bytes.

    Figures and weights are the published ones of `figures/`; the files are made here and are not the providers' own.
    """
    for vintage, name in CENSUSES.items():
        write_lines(folder / "census" / f"{name}.csv", _census(vintage))
    for vintage in ("2011", "2016"):
        _write_crosswalk(folder / "crosswalk" / f"ct_{vintage}_2021.csv", vintage)
    landing_labour.write_tables(folder / "labour")
    for name in ("facts.csv", "prices.csv"):
        shutil.copyfile(STUDY / name, folder / name)
    write_rows(folder / "deprivation.csv", _FACTS, _deprivation())


def _census(vintage: str) -> Iterator[str]:
    """Give the lines of one census in CensusMapper's wide layout: the header, the tracts, then the city."""
    variables = [row for row in read_rows(FIGURES / "variables.csv") if row["vintage"] == vintage]
    basic = [row["variable"] for row in variables if not row["label"]]
    vectors = {row["variable"]: f"{row['variable']}: {row['label']}" for row in variables if row["label"]}
    yield quoted(["GeoUID", "Type", "Region Name", *basic, *_PLACE, *vectors.values()])
    for (level, area), values in _areas(vintage).items():
        before, after = ([values[name] for name in names] for names in (basic, vectors))
        tract = quoted([area]) if level == "tract" else "NA"
        place = [quoted([_CITY, _CITY[:4]]), tract, quoted([_METROPOLITAN_AREA])]
        yield ",".join([quoted([area, _TYPES[level], area]), *before, *place, *after])


def _areas(vintage: str) -> dict[tuple[str, str], Row]:
    """Gather the figures of each area (by level and id), written as R writes them: NA where there is no value."""
    areas: dict[tuple[str, str], Row] = {}
    for row in read_rows(FIGURES / "census.csv"):
        if row["vintage"] == vintage:
            areas.setdefault((row["area_level"], row["area_id"]), {})[row["variable"]] = row["value"] or "NA"
    return areas


def _write_crosswalk(path: Path, vintage: str) -> None:
    """Write the weights that carry the tracts of `vintage` onto those of 2021, in the layout of Allen and Taylor."""
    columns = {"source_ctuid": "source_area", "target_ctuid": "target_area", "w_pop": "w_pop", "w_dwe": "w_dwe"}
    rows = [row for row in read_rows(FIGURES / "correspondence.csv") if row["from_vintage"] == vintage]
    write_rows(path, list(columns), ([row[name] for name in columns.values()] for row in rows))


def _deprivation() -> Iterator[tuple[object, ...]]:
    """Give the residents of each tract as facts, one row a quintile: all of them in the tract's own."""
    residents = {area: values["Population"] for (level, area), values in _areas("2021").items() if level == "tract"}
    for tract in read_rows(FIGURES / "deprivation.csv"):
        area, quintile = tract["area_id"], tract["quintile"]
        for number in range(1, 6):
            value = (residents[area] if quintile == str(number) else "0") if quintile else ""
            status = "estimated" if quintile else "not_available"
            key = (f"residents_quintile_{number}", area, "2021", CENSUS_DAY, CENSUS_DAY, "total")
            yield *key, value, status, *_QUINTILE


def main(arguments: Sequence[str]) -> None:
    """Write the landing files into the folder that the first argument names."""
    write_landing(Path(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
