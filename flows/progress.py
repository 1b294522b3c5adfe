"""What a person or a log sees of a run: a line for each step, with rich on a terminal, plain or as JSON elsewhere."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

Format = Literal["text", "json"]


@dataclass
class Reporter:
    """Tells of a run on standard error; standard output is left to results."""

    quiet: bool = False
    log_format: Format = "text"

    def tell(self, sentence: str, **facts: object) -> None:
        """Show one sentence, and in JSON its facts beside it."""
        if self.quiet:
            return
        line = json.dumps({"message": sentence, **facts}, default=str) if self.log_format == "json" else sentence
        sys.stderr.write(line + "\n")
        sys.stderr.flush()

    def complain(self, sentence: str) -> None:
        """Show what went wrong, also when quiet."""
        text = json.dumps({"error": sentence}) if self.log_format == "json" else f"relance: {sentence}"
        sys.stderr.write(text + "\n")

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """Show that a step is under way, on a terminal only; the line about its end comes from `tell`."""
        if self.quiet or self.log_format == "json" or not sys.stderr.isatty():
            yield
            return
        from rich.console import Console  # noqa: PLC0415 - only a terminal needs it

        with Console(stderr=True).status(label):
            yield
