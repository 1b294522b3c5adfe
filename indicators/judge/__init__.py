"""The judge: what must hold before figures are let out, and what a reader is warned of. Rules are data."""

from indicators.judge.against import stale
from indicators.judge.judging import judge, read_verdict, write_verdict
from indicators.judge.model import Before, Finding, Limits, Scope, Severity, Verdict

__all__ = [
    "Before",
    "Finding",
    "Limits",
    "Scope",
    "Severity",
    "Verdict",
    "judge",
    "read_verdict",
    "stale",
    "write_verdict",
]
