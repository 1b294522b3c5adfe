"""A download is whole or an error, whatever the server does; the server here does everything wrong."""

import gzip
import hashlib
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import ConfigurationError, SourceError
from warehouse.archives import Limits, extract_member, members
from warehouse.download import Download, download, masked
from warehouse.snapshots import Snapshot, peek, receive

BODY = b"area,value\n" + b"".join(b"%d,%d\n" % (row, row * 7) for row in range(20_000))
OTHER = BODY.replace(b"7", b"8")
HALF = len(BODY) // 2
ETAG = {"ETag": '"one"'}
TWO = {"ETag": '"two"'}
REST = {"Content-Range": f"bytes {HALF}-{len(BODY) - 1}/{len(BODY)}", **ETAG}

Act = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """What the server does with each request in turn (the last for all that follow), and what it was asked."""

    origin: str
    acts: list[Act] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Broken connections are what this server is for."""


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            state.asked.append({name.lower(): value for name, value in self.headers.items()})
            (state.acts.pop(0) if len(state.acts) > 1 else state.acts[0])(self)

        def end_headers(self) -> None:
            self.send_header("Connection", "close")
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with _Quiet(("127.0.0.1", 0), Handler) as http:
        state = Server(f"http://127.0.0.1:{http.server_port}")
        thread = threading.Thread(target=http.serve_forever, args=(0.01,))
        thread.start()
        yield state
        http.shutdown()
        thread.join()


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("NO_PROXY", "*")
    running.acts, running.asked = [], []
    return running


def sends(
    body: bytes = BODY,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    only: int | None = None,
    length: bool = True,
    reset: bool = False,
) -> Act:
    """Answer with the first `only` bytes of a body announced as whole; then end the connection, or break it."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        if length:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[:only])
        if reset:
            time.sleep(0.05)  # what is on its way would be lost with the connection
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()

    return act


def drips(every: float, times: int, piece: bytes) -> Act:
    """Send a piece, wait, and so on, without saying how much is to come."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(times):
            handler.wfile.write(piece)
            time.sleep(every)

    return act


@dataclass
class Visit:
    got: Download
    body: bytes
    naps: list[float]


@pytest.fixture
def fetch(server: Server, tmp_path: Path) -> Callable[..., Visit]:
    def visit(
        *acts: Act, path: str = "/table.csv", known: Download | None = None, limits: Limits | None = None
    ) -> Visit:
        server.acts, naps = list(acts), list[float]()
        got = download(server.origin + path, tmp_path / "part", known, limits or Limits(), naps.append)
        return Visit(got, (tmp_path / "part").read_bytes(), naps)

    return visit


Fetch = Callable[..., Visit]


def is_whole(visit: Visit, body: bytes = BODY) -> bool:
    return visit.body == body and (visit.got.sha256, visit.got.size) == (hashlib.sha256(body).hexdigest(), len(body))


def test_whole_file(fetch: Fetch, server: Server) -> None:
    visit = fetch(sends(headers={"ETag": 'W/"weak"', "Last-Modified": "Mon, 02 Nov 2026 08:00:00 GMT"}))
    assert is_whole(visit)
    assert visit.got.name == "table.csv"
    assert (visit.got.etag, visit.got.last_modified) == ('W/"weak"', "Mon, 02 Nov 2026 08:00:00 GMT")
    assert server.asked[0]["accept-encoding"] == "identity"


def test_refused_connection_is_tried_five_times(fetch: Fetch, server: Server, tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url, naps = f"http://127.0.0.1:{closed.getsockname()[1]}/x.csv", list[float]()
        with pytest.raises(SourceError, match=r"no connection .*refused.*\(tried 5 times\)\. Check the address"):
            download(url, tmp_path / "part", None, Limits(), naps.append)
    assert naps == [1, 2, 4, 8]


@pytest.mark.parametrize(
    "broken", [sends(only=HALF, reset=True, headers=ETAG), sends(only=HALF, headers=ETAG)], ids=["reset", "short"]
)
def test_broken_body_is_resumed(fetch: Fetch, server: Server, broken: Act) -> None:
    assert is_whole(fetch(broken, sends(BODY[HALF:], 206, REST)))
    assert (server.asked[1]["range"], server.asked[1]["if-range"]) == (f"bytes={HALF}-", '"one"')


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"one"'}], ids=["no ETag", "weak ETag"])
def test_what_cannot_be_proved_the_same_is_begun_again(fetch: Fetch, server: Server, headers: dict[str, str]) -> None:
    assert is_whole(fetch(sends(OTHER, 200, headers, only=HALF), sends(BODY, 200, headers)))
    assert "range" not in server.asked[1]


@pytest.mark.parametrize(
    "second",
    [
        [sends(OTHER, 200, TWO)],
        [sends(OTHER[HALF:], 206, REST | TWO), sends(OTHER, 200, TWO)],
        [sends(b"", 416), sends(OTHER)],
        [sends(OTHER)],
    ],
    ids=["If-Range heeded", "If-Range ignored", "range refused", "Range ignored"],
)
def test_file_that_changes_meanwhile_is_never_spliced(fetch: Fetch, server: Server, second: list[Act]) -> None:
    assert is_whole(fetch(sends(only=HALF, headers=ETAG), *second), OTHER)
    assert ("range" in server.asked[-1]) == (len(second) == 1)
    assert is_whole(fetch(sends(only=HALF), sends(b"area\n1\n")), b"area\n1\n")


@pytest.mark.parametrize("told", [f"bytes 0-{len(BODY) - 1}/{len(BODY)}", f"bytes {HALF}-9/8", "bytes */8", ""])
def test_wrong_content_range_is_an_error(fetch: Fetch, told: str) -> None:
    with pytest.raises(SourceError, match=r"resumed at the wrong place.*tried 2 times"):
        fetch(sends(only=HALF, headers=ETAG), sends(BODY[HALF:], 206, {"Content-Range": told}))


def test_short_body_is_never_accepted(fetch: Fetch, server: Server) -> None:
    with pytest.raises(SourceError, match=f"broke off after {HALF:,} bytes .tried 5 times"):
        fetch(sends(only=HALF))
    assert len(server.asked) == 5


def test_body_without_length_has_to_come_twice_the_same(fetch: Fetch, server: Server) -> None:
    whole = sends(length=False)
    assert is_whole(fetch(sends(only=HALF, length=False, headers=ETAG), whole, whole))
    assert "range" not in server.asked[1]
    turns = [sends(BODY[: HALF + turn], length=False) for turn in range(5)]
    with pytest.raises(SourceError, match="tells no length"):
        fetch(*turns)


def test_server_errors_pass_and_refusals_do_not(fetch: Fetch, server: Server) -> None:
    visit = fetch(sends(b"", 500), sends(b"", 503, {"Retry-After": "3"}), sends())
    assert is_whole(visit)
    assert visit.naps == [1, 3]
    with pytest.raises(SourceError, match=r"table\.csv: the server answered 404 Not Found \(tried once\)"):
        fetch(sends(b"", 404))


def test_retry_after_is_honoured_up_to_a_minute(fetch: Fetch) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    told = ["7", "86400", soon, "soon"]
    visit = fetch(*(sends(b"", 429, {"Retry-After": one}) for one in told), sends())
    assert is_whole(visit)
    assert visit.naps == [7, 60, pytest.approx(29, abs=1.5), 8]


@pytest.mark.parametrize(
    ("act", "message"),
    [(drips(0.05, 40, b"x"), "took longer than 0.3 seconds"), (drips(1, 1, b""), "did not answer in time; the limit")],
    ids=["drip", "silence"],
)
def test_time_limit_holds(fetch: Fetch, server: Server, act: Act, message: str) -> None:
    began = time.monotonic()
    with pytest.raises(SourceError, match=message):
        fetch(act, limits=Limits(max_download_seconds=0.3))
    assert time.monotonic() - began < 0.9
    assert len(server.asked) == 1


def test_redirects_end(fetch: Fetch, server: Server) -> None:
    assert fetch(sends(b"", 302, {"Location": "/final.csv"}), sends(), path="/latest").got.name == "final.csv"
    with pytest.raises(SourceError, match=r"redirected more than 5 times \(tried once\)"):
        fetch(sends(b"", 302, {"Location": "/table.csv"}))
    with pytest.raises(SourceError, match=r"only http and https"):
        fetch(sends(b"", 302, {"Location": "file:///etc/passwd"}))


def test_unchanged_file_is_not_sent_again(fetch: Fetch, server: Server) -> None:
    known = Download("0" * 64, "table.csv", 9, '"one"', "Mon, 02 Nov 2026 08:00:00 GMT")
    assert fetch(sends(b"", 304), known=known).got is known
    assert (server.asked[0]["if-none-match"], server.asked[0]["if-modified-since"]) == ('"one"', known.last_modified)
    assert is_whole(fetch(sends(b"", 503), sends(), known=known))
    with pytest.raises(SourceError, match="answered 304"):
        fetch(sends(b"", 304), known=Download("0" * 64, "table.csv", 9, None, None))


def test_size_limit_holds_before_and_during_the_body(fetch: Fetch) -> None:
    with pytest.raises(SourceError, match=rf"it has {len(BODY):,} bytes; at most 1,000 are taken"):
        fetch(sends(), limits=Limits(max_file_bytes=1_000))
    with pytest.raises(SourceError, match="more than 200,000 bytes"):
        fetch(drips(0, 10_000, b"x" * 65_536), limits=Limits(max_file_bytes=200_000))


PAGE = b"\n <!DOCTYPE html><html><body>Service unavailable</body></html>"


@pytest.mark.parametrize(
    ("act", "path", "message"),
    [
        (sends(PAGE, 200, {"Content-Type": "text/csv"}), "/table.csv", "a web page"),
        (sends(b"unavailable", 200, {"Content-Type": "text/html; charset=utf-8"}), "/table.zip", "a web page"),
        (sends(b'{"error": 1}'), "/table.xlsx", r"no \.xlsx file"),
        (sends(b""), "/table.csv", "an empty file"),
        (sends(BODY, 200, {"Content-Encoding": "br"}), "/table.csv", "compressed as 'br'"),
    ],
)
def test_error_page_with_status_200_is_refused(fetch: Fetch, act: Act, path: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        fetch(act, path=path)


def test_compressed_answer_is_kept_as_it_came_and_a_bomb_stays_packed(fetch: Fetch, tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(20_000_000))
    visit = fetch(sends(bomb, 200, {"Content-Encoding": "gzip"}))
    assert (visit.got.name, visit.body) == ("table.csv.gz", bomb)
    (tmp_path / "part").rename(tmp_path / "table.csv.gz")
    name = members(tmp_path / "table.csv.gz", Limits())[0].name
    with pytest.raises(SourceError, match=r"entry 'table\.csv', unpacks to more than"):
        extract_member(tmp_path / "table.csv.gz", name, tmp_path, Limits())
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv.gz"]


def test_no_secret_in_any_message_or_log(server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    url = server.origin.replace("//", "//reso:hunter22@") + "/x.csv?token=s3cr3t#fr4g"
    server.acts = [sends(b"", 302, {"Location": "/y.csv?signature=s3cr3t"}), sends(b"", 403)]
    with pytest.raises(SourceError) as raised:
        download(url, tmp_path / "part", None, Limits())
    assert server.asked[0]["authorization"].startswith("Basic ")
    told = f"{raised.value} {raised.value.__cause__} {caplog.text}"
    assert str(raised.value).startswith(server.origin.replace("//", "//***@") + "/x.csv?***: ")
    assert not [secret for secret in ("hunter22", "reso", "s3cr3t", "fr4g") if secret in told]


@pytest.mark.parametrize(
    "url", ["http://", "http://a b/", "http://[::1/", "http://host:99999/x", f"http://{'a' * 70}.ca/"]
)
def test_what_is_no_address_is_a_configuration_error(url: str, server: Server, tmp_path: Path) -> None:
    with pytest.raises((ConfigurationError, SourceError)):
        download(url, tmp_path / "part", None, Limits(), lambda _: None)


SECRET = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12).map(lambda text: f"ß{text}ß")


# No name of a user holds a slash; passwords do, though an address should not have them as they are.
@given(SECRET.filter(lambda name: not set(name) & set("/?#")), SECRET, SECRET, SECRET)
def test_masking_hides_credentials_query_and_fragment(user: str, password: str, query: str, fragment: str) -> None:
    shown = masked(f"https://{user}:{password}@data.example.org:8443/a/b.csv?{query}#{fragment}")
    assert shown in {"https://***@data.example.org:8443/a/b.csv?***", "https://***"}


@pytest.mark.parametrize("credentials", ["reso:12/34", "reso:1?2", "token/x", "reso:p@ss/word"])
def test_masking_hides_what_may_be_a_broken_password(credentials: str) -> None:
    assert masked(f"https://{credentials}@data.example.org/a.csv") == "https://***"


@given(SECRET)
def test_masking_keeps_what_tells_where_a_file_came_from(secret: str) -> None:
    assert masked(f"https://data.example.org/a@b/c.csv?mail={secret}@x") == "https://data.example.org/a@b/c.csv?***"


@given(st.text())
def test_masking_takes_any_text_and_repeats_itself(text: str) -> None:
    shown = masked(f"http://{text}")
    assert shown.isprintable()
    assert masked(shown) == shown
    assert masked(text).isprintable()


def test_received_address_is_one_snapshot_until_it_changes(server: Server, tmp_path: Path) -> None:
    store, url = tmp_path / "store", server.origin.replace("//", "//reso:hunter22@") + "/jobs.csv?key=s3cr3t"
    (server.acts, seen) = [sends(BODY, 200, ETAG), sends(b"", 304), sends(OTHER, 200, TWO)], list[Snapshot]()
    for _ in range(3):
        seen += receive(store, url, tmp_path, licence="OGL", limits=Limits())
    assert seen[0] == seen[1]
    assert [one.path.read_bytes() for one in seen[1:]] == [BODY, OTHER]
    assert {(one.name, one.origin) for one in seen} == {("jobs.csv", masked(url))}
    assert [request.get("if-none-match") for request in server.asked] == [None, '"one"', '"one"']
    assert peek(store, url, tmp_path) == [(masked(url), None)]
    kept = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    assert not [secret for secret in (b"hunter22", b"s3cr3t", b"reso") if secret in kept]
    receive(store, server.origin + "/other.csv", tmp_path, licence="OGL", limits=Limits())
    assert "if-none-match" not in server.asked[3]
    seen[2].path.unlink()  # a snapshot that is gone is asked for as if for the first time
    receive(store, url, tmp_path, licence="OGL", limits=Limits())
    assert "if-none-match" not in server.asked[4]
