"""`relance init`: a new workspace, empty but for commented files, or the example with its landing files made."""

import shutil
from pathlib import Path

from schemas.errors import ConfigurationError

_SETTINGS = """# A Relance workspace. The README explains every key; `relance check` says what is wrong and where.
study = "my-district"      # a place in places/
comparators = ["my-city"]  # places it is held against; the first stands in the headline table
languages = ["en", "fr"]

[title]
en = "My district"
fr = "Mon quartier"

[reporting]                # programme figures appear for closed periods only
months = 12
first = 2024-04-01

[schedule]
cron = "15 4 * * *"
timezone = "America/Toronto"

[baselines.population]     # years of the peak and of the trough
peak = 1950
trough = 1988

[[sources]]
id = "census-2021"
layout = "censusmapper"    # censusmapper, statcan_table, statcan_profile, programme, facts or crosswalk
origin = "landing/census-2021.csv"  # a file, a glob, a folder or an http(s) URL
publisher = "Statistics Canada"
title = "Census of Population 2021"
licence = "Statistics Canada Open Licence"
french = { title = "Recensement de la population de 2021", publisher = "Statistique Canada" }
"""

_PLACES = """# What the study speaks of: each place is a list of areas with the share of each that belongs to it.

[[place]]
id = "my-district"
name_en = "My district"
name_fr = "Mon quartier"
kind = "study"
parts = [{ vintage = "2021", area_id = "4620067.00" }]

[[place]]
id = "my-city"
name_en = "My city"
name_fr = "Ma ville"
kind = "comparator"
parts = [{ vintage = "2021", area_id = "2466023" }]
"""


def initialise(folder: Path, example: str | None) -> str:
    """Make a workspace in a new or empty folder; returns what to do next, raises ConfigurationError otherwise."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(f"{folder} is not an empty folder; name one that is new")
    folder.mkdir(parents=True, exist_ok=True)
    if example is None:
        _write_empty(folder)
        return f"made {folder}: name your places and sources there, then `relance check {folder}`"
    _copy_example(folder, example)
    return f"made {folder}: `relance run {folder}` publishes its first edition"


def _write_empty(folder: Path) -> None:
    for name in ("places", "landing"):
        (folder / name).mkdir()
    (folder / "relance.toml").write_text(_SETTINGS, encoding="utf-8")
    (folder / "places" / "places.toml").write_text(_PLACES, encoding="utf-8")


def _copy_example(folder: Path, example: str) -> None:
    """Copy the example's own files and make its landing files, in the providers' layouts, from its compact figures."""
    from examples import FOLDER  # noqa: PLC0415 - polars and workbooks are needed here alone
    from examples.landing import write_landing  # noqa: PLC0415
    from examples.register import write_register  # noqa: PLC0415
    from examples.tidy import read_rows  # noqa: PLC0415

    shutil.copytree(FOLDER / example, folder, dirs_exist_ok=True)
    write_landing(folder / "landing")
    tracts = [row["area_id"] for row in read_rows(folder / "places" / f"{example}.csv") if row["vintage"] == "2021"]
    write_register(folder / "landing" / "register", tracts)
