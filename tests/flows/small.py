"""A workspace of three facts: the smallest that publishes."""

from collections.abc import Mapping
from pathlib import Path

SETTINGS = """
study = "here"
comparators = ["there"]

[title]
en = "Here"
fr = "Ici"

[reporting]
first = 2024-04-01

[baselines.population]
peak = 1950
trough = 1988

[[sources]]
id = "facts"
layout = "facts"
origin = "landing/facts.csv"
publisher = "us"
title = "Facts"
licence = "cited"
"""
PLACES = """
[[place]]
id = "here"
name_en = "Here"
name_fr = "Ici"
kind = "study"
parts = [{ vintage = "2021", area_id = "4620067.00" }, { vintage = "2021", area_id = "4620068.00" }]

[[place]]
id = "there"
name_en = "There"
name_fr = "Là"
kind = "comparator"
parts = [{ vintage = "2021", area_id = "4620069.02" }]
"""
FACTS = """measure_id,area_id,vintage,period_start,period_end,group_id,value,status,source,caveat_en,caveat_fr
employed,here,facts,2023-05-01,2023-05-01,total,600,normal,"Us, our own survey, 2023",,
unemployed,here,facts,2023-05-01,2023-05-01,total,100,normal,"Us, our own survey, 2023",,
not_in_labour_force,here,facts,2023-05-01,2023-05-01,total,300,normal,"Us, our own survey, 2023",,
"""


def write_small(folder: Path, settings: str = "", files: Mapping[str, str] | None = None) -> Path:
    """Write the small workspace, with more settings and files where they are given, and return its folder."""
    texts = {
        "relance.toml": SETTINGS + settings,
        "places/places.toml": PLACES,
        "landing/facts.csv": FACTS,
        **(files or {}),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
