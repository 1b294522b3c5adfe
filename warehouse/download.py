"""Fetches one published file over HTTP, whole or not at all, from servers that fail in every way.

The bytes are kept as the server sends them. A body cut short never passes for a whole one: it is resumed where a strong
ETag proves the file to be the same (RFC 9110, If-Range), else begun again. No address shows its query or password.
"""

import hashlib
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import httpx

from schemas.errors import ConfigurationError, SourceError
from warehouse.archives import Limits, beginning_fault

TRIES = 5
_LONGEST_WAIT = 60.0  # seconds, also where Retry-After asks for more
_SILENCE = 30.0  # seconds without a byte, after which a connection counts as dead
_REDIRECTS = 5
_ADVICE = "Check the address and the network and run again, or download it by hand and give the file's path instead."
_HOST = re.compile(r"[\w.-]+(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?")
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


@dataclass(frozen=True)
class Download:
    """A whole file as received: its sha256, name and size in bytes, and what its server recognises the version by."""

    sha256: str
    name: str
    size: int
    etag: str | None
    last_modified: str | None


def masked(url: str) -> str:
    """Give an address that may be shown and recorded: credentials and query as ***, the fragment left out.

    An address whose host cannot be told from its credentials is hidden altogether.
    """
    scheme, _, rest = url.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    path, query, _ = rest[len(authority) :].partition("#")[0].partition("?")
    _, at, host = authority.rpartition("@")
    # A slash or the like in an unencoded password ends the host early: the rest of it would pass for a path.
    if not _HOST.fullmatch(host) or ("@" in rest[len(authority) :] and (at or ":" in host or "." not in host)):
        return f"{_printable(scheme)}://***"
    return _printable(f"{scheme}://{'***@' if at else ''}{host}{path}{'?***' if query else ''}")


def download(
    url: str, into: Path, known: Download | None, limits: Limits, sleep: Callable[[float], None] = time.sleep
) -> Download:
    """Write the file at an http(s) address to `into`, or give `known` back where the server says that it still holds.

    Connection failures, timeouts, short bodies, 429 and 5xx are tried again after 1, 2, 4 and 8 seconds, or what
    Retry-After asks for up to a minute. Raises SourceError when that does not help or cannot, ConfigurationError for
    what is no address; `sleep` is there for tests.
    """
    attempt = 1
    with _client() as client, into.open("w+b") as file:
        fetch = _Fetch(url, known, limits, file)
        while True:
            try:
                return _attempt(client, fetch)
            except _FailedError as problem:
                sleep(_pause(fetch, problem, attempt))
            attempt += 1


class _Fetch:
    """What is asked for, and what has come so far of one version of it."""

    def __init__(self, url: str, known: Download | None, limits: Limits, file: BinaryIO) -> None:
        self.url, self.known, self.limits, self.file = url, known, limits, file
        self.deadline = time.monotonic() + limits.max_download_seconds
        self.earlier = ""  # sha256 of a former body that came without a length
        self.restart()

    def restart(self, response: httpx.Response | None = None) -> None:
        """Forget the bytes; a new answer says what is to come."""
        headers = response.headers if response else httpx.Headers()
        self.file.seek(0)
        self.file.truncate()
        self.digest, self.size = hashlib.sha256(), 0
        length = None if "transfer-encoding" in headers else headers.get("content-length")
        self.expected = int(length) if length else None
        sendable = {name: value for name, value in headers.items() if value.isascii()}
        self.etag, self.last_modified = sendable.get("etag"), sendable.get("last-modified")


class _FailedError(Exception):
    """What went wrong in one try; `again` when another may go better, `wait` what the server asks for in seconds."""

    def __init__(self, what: str, *, again: bool = False, wait: float = 0.0) -> None:
        super().__init__(what)
        self.again, self.wait = again, wait


def _pause(fetch: _Fetch, problem: _FailedError, attempt: int) -> float:
    delay = max(2.0 ** (attempt - 1), min(problem.wait, _LONGEST_WAIT))
    late = problem.again and time.monotonic() + delay > fetch.deadline
    if problem.again and attempt < TRIES and not late:
        return delay
    limit = f"; the limit of {fetch.limits.max_download_seconds:g} seconds leaves no further try" if late else ""
    tried = "once" if attempt == 1 else f"{attempt} times"
    raise SourceError(f"{masked(fetch.url)}: {problem}{limit} (tried {tried}). {_ADVICE}") from None


def _client() -> httpx.Client:
    for name in ("httpx", "httpcore"):  # they log whole addresses and headers
        logging.getLogger(name).setLevel(logging.WARNING)
    headers = {"User-Agent": "relance", "Accept-Encoding": "identity"}
    return httpx.Client(follow_redirects=True, max_redirects=_REDIRECTS, headers=headers)


def _attempt(client: httpx.Client, fetch: _Fetch) -> Download:
    conditions, silence = _conditions(fetch), min(_SILENCE, max(fetch.deadline - time.monotonic(), 0.05))
    try:
        with client.stream("GET", fetch.url, headers=conditions, timeout=silence) as response:
            if response.status_code == httpx.codes.NOT_MODIFIED and fetch.known and conditions and not fetch.size:
                return fetch.known
            _open(response, fetch)
            _stream(response, fetch)
            return _whole(response, fetch)
    except (httpx.InvalidURL, UnicodeError, OverflowError):  # also a name or a port that no socket takes
        raise ConfigurationError(f"{masked(fetch.url)} is not an address that can be fetched. Correct it.") from None
    except httpx.TooManyRedirects:
        raise _FailedError(f"it was redirected more than {_REDIRECTS} times") from None
    except httpx.UnsupportedProtocol:
        raise _FailedError("only http and https addresses are fetched, and this is or leads to another kind") from None
    except httpx.TimeoutException:
        raise _FailedError("it did not answer in time", again=True) from None
    except httpx.ConnectError as problem:
        raise _FailedError(f"no connection could be made ({problem})", again=True) from None
    except httpx.TransportError:
        raise _FailedError(f"the answer broke off after {fetch.size:,} bytes", again=True) from None


def _conditions(fetch: _Fetch) -> dict[str, str]:
    """Ask for the rest of a version begun, or for a version other than the known one."""
    if fetch.size and fetch.etag and not fetch.etag.startswith("W/"):
        return {"Range": f"bytes={fetch.size}-", "If-Range": fetch.etag}
    if fetch.size or fetch.earlier or not fetch.known:
        return {}
    asked = {"If-None-Match": fetch.known.etag, "If-Modified-Since": fetch.known.last_modified}
    return {name: value for name, value in asked.items() if value}


def _open(response: httpx.Response, fetch: _Fetch) -> None:
    """Decide by status and headers whether the body continues the part, replaces it, or is not wanted."""
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
        raise _FailedError(f"the server answered {status}", again=True, wait=_retry_after(response))
    if status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and fetch.size:
        fetch.restart()
        raise _FailedError("the server would not resume it", again=True)
    if status == httpx.codes.PARTIAL_CONTENT and "range" in response.request.headers:
        _continue(response, fetch)
    elif status == httpx.codes.OK:
        fetch.restart(response)
    else:
        raise _FailedError(f"the server answered {status} {httpx.codes.get_reason_phrase(status)}")
    _check_kind(response)


def _continue(response: httpx.Response, fetch: _Fetch) -> None:
    told = response.headers.get("content-range", "")
    found = _RANGE.fullmatch(told)
    if not found or int(found[1]) != fetch.size or int(found[3]) != (fetch.expected or int(found[3])):
        raise _FailedError(f"the server resumed at the wrong place: after byte {fetch.size:,} it sent {told[:80]!r}")
    if response.headers.get("etag", fetch.etag) != fetch.etag:
        fetch.restart()
        raise _FailedError("the file changed while it was fetched", again=True)
    fetch.expected = int(found[3])


def _check_kind(response: httpx.Response) -> None:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"}:
        raise _FailedError("the server sent a web page instead of a file")
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", "gzip", "x-gzip"}:
        raise _FailedError(f"the server sent it compressed as {coding[:40]!r}, though asked not to")


def _stream(response: httpx.Response, fetch: _Fetch) -> None:
    most = fetch.limits.max_file_bytes
    if (fetch.expected or 0) > most:
        raise _FailedError(f"it has {fetch.expected:,} bytes; at most {most:,} are taken")
    for chunk in response.iter_raw():
        fetch.file.write(chunk)
        fetch.digest.update(chunk)
        fetch.size += len(chunk)
        if fetch.size > most:
            raise _FailedError(f"it has more than {most:,} bytes, the most that are taken")
        if time.monotonic() > fetch.deadline:
            raise _FailedError(f"it took longer than {fetch.limits.max_download_seconds:g} seconds")


def _whole(response: httpx.Response, fetch: _Fetch) -> Download:
    """The finished file, once it is sure that all of it is there and that it is what its name says."""
    if fetch.expected is None and "transfer-encoding" not in response.headers:
        _check_agreement(fetch)
    elif fetch.expected not in {None, fetch.size}:
        raise _FailedError(f"only {fetch.size:,} of {fetch.expected:,} bytes came", again=True)
    fetch.file.seek(0)
    name = _name(fetch.url, response)
    if fault := beginning_fault(fetch.file.read(2048), name):
        raise _FailedError(f"the server sent {fault}")
    return Download(fetch.digest.hexdigest(), name, fetch.size, fetch.etag, fetch.last_modified)


def _check_agreement(fetch: _Fetch) -> None:
    """Without a length, a cut body ends like a whole one: two in a row have to be the same."""
    former, fetch.earlier = fetch.earlier, fetch.digest.hexdigest()
    if former != fetch.earlier:
        fetch.restart()
        raise _FailedError("the server tells no length, and what it sends is not twice the same", again=True)


def _name(url: str, response: httpx.Response) -> str:
    """The last part of the address's path, or of the one that it leads to; with .gz where the server compressed it."""
    names = [PurePosixPath(_printable(path)).name.lstrip(".") for path in (httpx.URL(url).path, response.url.path)]
    name = next((one for one in names if PurePosixPath(one).suffix), names[0] or "download")
    packed = "gzip" in response.headers.get("content-encoding", "") and not name.lower().endswith(".gz")
    return f"{name}.gz" if packed else name


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "_" for character in text)


def _retry_after(response: httpx.Response) -> float:
    """Seconds, told as a number or a date; 0 where there is neither."""
    told = response.headers.get("retry-after", "")
    if told.isdecimal():
        return float(told)
    try:
        return (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):  # no date, or one without its zone
        return 0.0
