"""The example as a whole process: the first run, through Prefect and without, and the run that finds nothing new."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path


def _seconds(*arguments: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "flows", *arguments], check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    """Print the seconds of each and the ratios to a direct run."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("direct", "prefect"):
            _seconds("init", str(Path(folder) / name), "--example", "sud-ouest")
        direct = _seconds("run", str(Path(folder) / "direct"), "--direct")
        prefect = _seconds("run", str(Path(folder) / "prefect"))
        again = min(_seconds("run", str(Path(folder) / "prefect")) for _ in range(3))
    print(f"example, first run, --direct: {direct:5.1f} s (limit 10)")
    print(f"example, first run, Prefect : {prefect:5.1f} s, x {prefect / direct:.1f} of direct: its start-up")
    print(f"example, nothing new        : {again:5.2f} s (limit 2), x {again / direct:.3f} of the first run")


if __name__ == "__main__":
    main()
