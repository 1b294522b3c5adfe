"""`relance serve`: the nightly flow on its schedule, with a server of our own where the user names none.

Prefect's temporary servers, which single runs start, schedule nothing; a schedule needs a server that stays.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flows.environment import prepare
from flows.progress import Reporter
from flows.workspace import Workspace
from schemas.errors import RelanceError

_HOST = "127.0.0.1"
_START = 120  # seconds
_STOP = 10
_STOPPED = {0, -signal.SIGTERM, -signal.SIGINT}  # how the server ends that was told to
_API = "PREFECT_API_URL"


def serve(workspace: Workspace, reporter: Reporter) -> None:
    """Run the flow at the workspace's hour every night until stopped; raises RelanceError where its server fails."""
    prepare(workspace.private)
    with _server(workspace.private / "logs"):
        from flows.nightly import serve as serve_nightly  # noqa: PLC0415 - Prefect must find its server when imported

        schedule = workspace.settings.schedule
        # Prefect's own handler forgets to wait for the end of its polling, which ends with the process.
        warnings.filterwarnings("ignore", message="coroutine 'Runner.astop' was never awaited")
        reporter.tell(f"waiting for {schedule.cron} ({schedule.timezone}); stop with Ctrl-C")
        serve_nightly(workspace, reporter)


@contextmanager
def _server(logs: Path) -> Iterator[None]:
    """Have a server on this machine for as long as the command lives, unless the environment names one."""
    if os.environ.get(_API):
        yield
        return
    logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = _free_port()
    with (logs / "prefect-server.log").open("wb") as log:
        command = [sys.executable, "-m", "prefect", "server", "start", "--host", _HOST, "--port", str(port)]
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603 - ours
    try:
        os.environ[_API] = f"http://{_HOST}:{port}/api"
        _await(child, f"{os.environ[_API]}/health", log.name)
        Thread(target=_stop_with, args=(child,), daemon=True).start()
        yield
    finally:
        del os.environ[_API]
        _end(child)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def _await(child: "subprocess.Popen[bytes]", health: str, log: str) -> None:
    import httpx  # noqa: PLC0415 - only here

    begun = time.monotonic()
    while child.poll() is None and time.monotonic() - begun < _START:
        try:
            if httpx.get(health, timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RelanceError(f"the server that keeps the schedule did not start within {_START} s; {log} says why")


def _stop_with(child: "subprocess.Popen[bytes]") -> None:
    """End the command where its server fails: whoever keeps it alive (systemd, say) then starts both anew."""
    if child.wait() not in _STOPPED:
        sys.stderr.write("relance: the server that keeps the schedule failed; start again\n")
        os.kill(os.getpid(), signal.SIGKILL)


def _end(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(_STOP)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
