"""How a call of the command ends: one sentence for what went wrong, and the exit status that says what kind it was."""

import atexit
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from cyclopts import App, CycloptsError

from schemas.errors import RelanceError


def answer(app: App, call: Sequence[str]) -> int:
    """Do what the words of a call ask for and return the exit status; whatever goes wrong is told on standard error."""
    silence_at_exit()
    try:
        status: int | None = app(call, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError as error:
        return _complain(f"{error} `relance --help` shows what there is.", 2)
    except RelanceError as error:
        return _complain(str(error), error.exit_status)
    except BrokenPipeError:
        _silence(sys.stdout)  # whoever read our output has seen enough, as `head` does
        return 0
    except Exception as error:  # noqa: BLE001 - the machine's fault, or ours
        return _complain(_told(error), 1)
    else:
        return status or 0


def _told(error: Exception) -> str:
    from warehouse.faults import machine_fault  # noqa: PLC0415 - only where something is amiss

    fault = machine_fault(error, Path.cwd())
    if fault:
        return str(fault)
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {error.strerror or type(error).__name__}"
    return f"an unexpected {type(error).__name__} ({_place(error)}); please report this"


def silence_at_exit() -> None:
    """Say nothing after our last word: Prefect's threads outlive a run and hold what DuckDB's binding calls leaked."""
    atexit.register(_silence, sys.stderr)


def _silence(stream: TextIO) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _complain(sentences: str, status: int) -> int:
    sys.stderr.write("".join(f"relance: {line}\n" for line in sentences.splitlines()))
    return status


def _place(error: Exception) -> str:
    """Say where a fault arose; never its message, which may repeat data."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}, line {last.lineno}"
