"""Pandera checks frames of polars without pandas and Hypothesis, which whoever wants them can still import."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from schemas.validation import pa

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = pa.DataFrameSchema({"a": pa.Column(pl.String, pa.Check.isin(["x"]), nullable=True)}, strict=True)


def test_no_check_loads_what_it_does_not_need() -> None:
    code = (
        "import sys, polars as pl; from tests.schemas.test_validation import SCHEMA, pa\n"
        "try: SCHEMA.validate(pl.DataFrame({'a': ['x', 'y', None]}), lazy=True)\n"
        "except pa.errors.SchemaErrors as found: print(found.failure_cases.height)\n"
        "print(*{'pandas', 'hypothesis'} & {*sys.modules})"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["1"]


def test_a_process_that_is_forked_after_it_is_loaded_can_check() -> None:
    code = (
        "import os, polars as pl; from tests.schemas.test_validation import SCHEMA\n"
        "if os.fork(): print(os.waitstatus_to_exitcode(os.wait()[1]))\n"
        "else: SCHEMA.validate(pl.DataFrame({'a': ['x']}), lazy=True); os._exit(7)"
    )
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert told.stdout.strip() == "7"


@pytest.mark.parametrize("name", ["pandas", "hypothesis"])
def test_what_was_hidden_can_be_imported_afterwards(name: str) -> None:
    pytest.importorskip(name)
    assert importlib.util.find_spec(name) is not None
