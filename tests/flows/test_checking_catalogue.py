"""`relance check` and the catalogue, as users call it: each mistake in a definition is a sentence, and exit status 2.

The command runs on a catalogue into which every kind of mistake has been put once.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPOILED = """
import runpy
import sys
from dataclasses import replace

import indicators.catalogue
from schemas.measures import MEASURES
from schemas.vocabulary import Text, Unit

sound = indicators.catalogue.catalogue()
by_id = {indicator.id: indicator for indicator in sound}
rate = by_id["unemployment_rate"]
faults = [
    replace(rate, id="untranslated", name=Text("A rate", "")),
    replace(rate, id="unknown", numerator=(replace(MEASURES["unemployed"], id="jobless"),)),
    replace(rate, id="mixed", denominator=(MEASURES["population"],)),
    replace(by_id["employed_residents"], id="summed", unit=Unit.PERCENT, of=(MEASURES["lfs_unemployment_rate"],)),
    rate,
]
rest = [indicator for indicator in sound if MEASURES["land_area"] not in indicator.measures]
indicators.catalogue.catalogue = lambda: [*rest, *faults]
sys.argv[0] = "relance"
runpy.run_module("flows", run_name="__main__", alter_sys=True)
"""
SENTENCES = {
    "a missing translation": "catalogue: untranslated: the name is missing in fr",
    "an unknown measure": "catalogue: unknown: the measure jobless is not in schemas/measures",
    "mixed universes": "catalogue: mixed: a share over different universes: all residents; residents aged 15 and over",
    "a sum of what cannot be summed": "catalogue: summed: lfs_unemployment_rate cannot be summed",
    "an id that stands twice": "catalogue: the id unemployment_rate is used 2 times",
    "a measure that nothing uses": "schemas/measures: no indicator uses the measure land_area",
}


@pytest.fixture(scope="module")
def told(example_inputs: Path) -> list[str]:
    command = [sys.executable, "-c", SPOILED, "check", str(example_inputs)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stdout) == (2, ""), ended.stderr
    return ended.stderr.splitlines()


@pytest.mark.parametrize("mistake", SENTENCES)
def test_the_command_tells_each_mistake_once(told: list[str], mistake: str) -> None:
    assert [line.startswith(f"relance: {SENTENCES[mistake]}") for line in told].count(True) == 1


def test_it_tells_nothing_else(told: list[str]) -> None:
    assert len(told) == len(SENTENCES), told
