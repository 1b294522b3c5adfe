"""Alerts: what they say, through which way they go, how often, and that none of them can hurt a run."""

import json
import socket
import socketserver
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb
import pytest

import flows.alerts as module
from flows.alerts import alert, stale_sources, watch
from flows.context import now
from flows.running import Outcome
from flows.status import last_outcome
from flows.workspace import Workspace
from schemas.errors import ConfigurationError
from tests.flows.conftest import run_once
from tests.flows.district import compute_two, copied, make_district, people, work, write_facts, write_plainly
from tests.memory import database
from warehouse.database import create_tables
from warehouse.decisions import create_decisions
from warehouse.editions import current
from warehouse.ledger import begin_run, create_ledger, end_run

HELD = Outcome("held", "publication is held: step:x:here:2021-05-11", "ed1", 3)
FAILED = Outcome("failed", "landing/a.csv does not exist", "", 1)
PUBLISHED = Outcome("published", "edition ed2 is published", "ed2", 0)
UNCHANGED = Outcome("unchanged", "nothing new", "ed2", 0)
MAIL = """[alerts.mail]
host = "127.0.0.1"
port = {port}
starttls = {starttls}
from = "relance@example.org"
to = ["a@example.org", "b@example.org"]
"""


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RELANCE_WEBHOOK_URL", "RELANCE_SMTP_USER", "RELANCE_SMTP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with database() as con:
        create_tables(con)
        create_ledger(con)
        create_decisions(con)
        yield con


def workspace(tmp_path: Path, settings: str = '[alerts]\nfile = "alerts.jsonl"\nseconds = 1\n') -> Workspace:
    return Workspace(make_district(tmp_path / "district", settings))


def lines(space: Workspace) -> list[dict[str, str]]:
    path = space.folder / "alerts.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def results(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return con.execute("SELECT channel, result FROM ledger.alerts ORDER BY rowid").fetchall()


def run(con: duckdb.DuckDBPyConnection, run_id: str, outcome: Outcome, moment: str) -> None:
    begin_run(con, run_id, datetime.fromisoformat(moment))
    end_run(con, run_id, datetime.fromisoformat(moment), outcome.kind, outcome.message, outcome.edition)


def test_an_alert_says_what_happened_since_when_what_stands_and_what_to_do(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    space = workspace(tmp_path)
    for run_id, outcome, day in (("r1", HELD, "01"), ("r2", PUBLISHED, "02"), ("r3", HELD, "03"), ("r4", HELD, "04")):
        run(con, run_id, outcome, f"2024-03-{day} 04:15")
    assert alert(con, space, HELD, "r4") == []
    assert lines(space) == [
        {
            "event": "held",
            "workspace": "Here",
            "subject": "Relance, Here: publication is held",
            "what": HELD.message,
            "since": "2024-03-03 04:15 UTC",
            "stands": "nothing is published yet",
            "do": module._DO["held"],
        }
    ]
    assert stat.S_IMODE((space.folder / "alerts.jsonl").stat().st_mode) == 0o600
    assert results(con) == [("file", "sent")]


def test_a_run_that_failed_once_is_told_since_itself(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    space = workspace(tmp_path)
    for run_id, outcome, day in (("r1", FAILED, "01"), ("r2", HELD, "02"), ("r3", FAILED, "03")):
        run(con, run_id, outcome, f"2024-03-{day} 04:15")
    alert(con, space, FAILED, "r3")
    assert (lines(space)[0]["event"], lines(space)[0]["since"]) == ("failed", "2024-03-03 04:15 UTC")


@pytest.mark.parametrize(
    ("outcome", "event"),
    [
        (HELD, "held"),
        (FAILED, "failed"),
        (Outcome("misconfigured", "x", "", 2), "failed"),
        (PUBLISHED, "published"),
        (UNCHANGED, None),
    ],
)
def test_each_kind_of_end_is_told_where_it_is_asked_for(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, outcome: Outcome, event: str | None
) -> None:
    assert [line["event"] for line in _told(workspace(tmp_path), con, outcome)] == ([event] if event else [])
    quiet = workspace(tmp_path / "quiet", '[alerts]\non = ["stale"]\nfile = "alerts.jsonl"\n')
    assert _told(quiet, con, outcome) == []


def _told(space: Workspace, con: duckdb.DuckDBPyConnection, outcome: Outcome) -> list[dict[str, str]]:
    assert alert(con, space, outcome, "r1") == []
    return lines(space)


def test_the_same_cause_is_told_once_a_day_and_another_at_once(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = workspace(tmp_path)
    hours = iter(
        datetime.fromisoformat(f"2024-03-{moment}") for moment in ("01 04:15", "01 23:59", "02 04:14", "02 04:15")
    )
    told = []
    for outcome, run_id in ((HELD, "r1"), (HELD, "r2"), (HELD, "r3"), (FAILED, "r4")):
        moment = next(hours)
        monkeypatch.setattr(module, "now", lambda moment=moment: moment)
        alert(con, space, outcome, run_id)
        told.append(len(lines(space)))
    assert told == [1, 1, 2, 3]


def test_a_longer_rest_may_be_asked_for(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = workspace(tmp_path, '[alerts]\nfile = "alerts.jsonl"\nrepeat_days = 7\n')
    for day, told in (("01", 1), ("07", 1), ("08", 2)):
        monkeypatch.setattr(module, "now", lambda day=day: datetime.fromisoformat(f"2024-03-{day} 04:15"))
        alert(con, space, HELD, "r1")
        assert len(lines(space)) == told


def test_an_unexpected_error_is_the_same_cause_whatever_its_log_is_called(
    tmp_path: Path, con: duckdb.DuckDBPyConnection
) -> None:
    space = workspace(tmp_path)
    for run_id in ("r1", "r2"):
        alert(con, space, Outcome("failed", f"where it happened is in logs/{run_id}.log", "", 1), run_id)
    assert len(lines(space)) == 1


def test_what_could_not_be_sent_is_tried_again_by_the_next_run(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    space = workspace(tmp_path)
    (space.folder / "alerts.jsonl").mkdir()
    assert alert(con, space, HELD, "r1") == ["the alert by file was not sent: IsADirectoryError"]
    (space.folder / "alerts.jsonl").rmdir()
    assert alert(con, space, HELD, "r2") == []
    assert len(lines(space)) == 1
    assert results(con) == [("file", "IsADirectoryError"), ("file", "sent")]


def test_a_ledger_that_fails_keeps_nobody_from_being_told(tmp_path: Path) -> None:
    con = duckdb.connect()
    con.close()
    space = workspace(tmp_path)
    assert alert(con, space, FAILED, "r1") == []
    assert [(line["what"], line["stands"]) for line in lines(space)] == [(FAILED.message, "nothing is published yet")]


def test_what_an_alert_runs_into_is_told_by_its_kind_and_raises_nothing(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "current", lambda _: 1 / 0)
    assert alert(con, workspace(tmp_path), HELD, "r1") == ["alerts could not be sent: ZeroDivisionError"]


def test_without_a_way_nothing_is_done(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    assert alert(con, workspace(tmp_path, ""), HELD, "r1") == []
    assert results(con) == []


class _Hook(BaseHTTPRequestHandler):
    status, wait = 200, 0.0
    received: list[dict[str, str]]

    def do_POST(self) -> None:
        time.sleep(self.wait)
        self.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def hook(status: int = 200, wait: float = 0.0) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Serve a webhook that answers so, after so long, and give its address and what it received."""
    handler = type("Hook", (_Hook,), {"status": status, "wait": wait, "received": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook?token=s3cret", handler.received  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def test_a_webhook_gets_the_alert_as_json(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hook() as (url, received):
        monkeypatch.setenv("RELANCE_WEBHOOK_URL", url)
        patient = '[alerts]\nfile = "alerts.jsonl"\nseconds = 20\n'  # what sends it may have to be imported first
        assert alert(con, workspace(tmp_path, patient), PUBLISHED, "r1") == []
    assert received == lines(Workspace(tmp_path / "district"))
    assert received[0]["subject"] == "Relance, Here: a new edition is out"
    assert results(con) == [("webhook", "sent"), ("file", "sent")]


def test_a_webhook_may_have_another_name_in_the_environment(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hook() as (url, received):
        monkeypatch.setenv("CHAT_URL", url)
        alert(con, workspace(tmp_path, '[alerts]\nurl_env = "CHAT_URL"\n'), PUBLISHED, "r1")
    assert len(received) == 1


@pytest.mark.parametrize(("status", "told"), [(500, "HTTPStatusError 500"), (302, "HTTPStatusError 302")])
def test_a_webhook_that_refuses_is_noted_without_its_address(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, status: int, told: str
) -> None:
    with hook(status) as (url, received):
        monkeypatch.setenv("RELANCE_WEBHOOK_URL", url)
        assert alert(con, workspace(tmp_path), HELD, "r1") == [f"the alert by webhook was not sent: {told}"]
    assert len(received) == 1
    assert results(con) == [("webhook", told), ("file", "sent")]
    everything = str(con.execute("FROM ledger.alerts").fetchall()) + json.dumps(lines(Workspace(tmp_path / "district")))
    assert "s3cret" not in everything


def test_a_server_that_is_not_there_is_noted(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    monkeypatch.setenv("RELANCE_WEBHOOK_URL", f"http://127.0.0.1:{port}/?token=s3cret")
    space = workspace(tmp_path, MAIL.format(port=port, starttls="false"))
    assert alert(con, space, HELD, "r1") == [
        "the alert by mail was not sent: ConnectionRefusedError",
        "the alert by webhook was not sent: ConnectError",
    ]


def test_a_server_that_never_answers_costs_the_run_no_more_than_its_limit(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server takes the connection and then sends a byte now and then, which no socket's time limit notices."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_drip, args=(server,), daemon=True).start()
        monkeypatch.setenv("RELANCE_WEBHOOK_URL", f"http://127.0.0.1:{server.getsockname()[1]}/")
        space = workspace(tmp_path, "[alerts]\nseconds = 0.4\n")
        begun = time.monotonic()
        assert alert(con, space, HELD, "r1") == ["the alert by webhook was not sent: no answer within 0.4 s"]
        assert time.monotonic() - begun < 2


def _drip(server: socket.socket) -> None:
    peer, _ = server.accept()
    with peer:
        for byte in b"HTTP/1.1 200 OK\r\n" * 2:
            time.sleep(0.1)
            try:
                peer.sendall(bytes([byte]))
            except OSError:
                return


class _Postman(socketserver.StreamRequestHandler):
    """Speaks enough SMTP to take a letter; `said` is all that the client said."""

    said: list[str]
    offers = ""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        data = False
        while line := self.rfile.readline().decode(errors="replace").rstrip("\r\n"):
            self.said.append(line)
            if data:
                data = self._letter(line)
            elif line.startswith("ehlo"):
                self.wfile.write(f"250-here\r\n{self.offers}250 OK\r\n".encode())
            elif line == "data":
                data = True
                self.wfile.write(b"354 go on\r\n")
            elif line == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"220 ready\r\n" if line == "STARTTLS" else b"250 OK\r\n")

    def _letter(self, line: str) -> bool:
        while line != ".":
            line = self.rfile.readline().decode().rstrip("\r\n")
            self.said.append(line)
        self.wfile.write(b"250 taken\r\n")
        return False


@contextmanager
def postman(offers: str = "") -> Iterator[tuple[int, list[str]]]:
    handler = type("Postman", (_Postman,), {"said": [], "offers": offers})
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True).start()
        yield server.server_address[1], handler.said  # type: ignore[attr-defined]
        server.shutdown()


def test_a_letter_is_sent_as_plain_text_and_without_password_where_there_is_no_tls(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELANCE_SMTP_USER", "relance")
    monkeypatch.setenv("RELANCE_SMTP_PASSWORD", "s3cret")
    with postman("250-AUTH PLAIN LOGIN\r\n") as (port, said):
        assert alert(con, workspace(tmp_path, MAIL.format(port=port, starttls="false")), HELD, "r1") == []
    letter = "\n".join(said)
    assert "Subject: Relance, Here: publication is held" in said
    assert [line for line in said if line.startswith("rcpt")] == ["rcpt TO:<a@example.org>", "rcpt TO:<b@example.org>"]
    assert "What happened" in said
    assert HELD.message in said
    assert "AUTH" not in letter.upper()
    assert results(con) == [("mail", "sent")]


@pytest.mark.parametrize("offers", ["", "250-STARTTLS\r\n"])
def test_a_letter_never_leaves_in_the_clear_where_tls_is_asked_for(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch, offers: str
) -> None:
    """A server without TLS, and one whose TLS is broken."""
    monkeypatch.setenv("RELANCE_SMTP_USER", "relance")
    monkeypatch.setenv("RELANCE_SMTP_PASSWORD", "s3cret")
    with postman(offers) as (port, said):
        (told,) = alert(con, workspace(tmp_path, MAIL.format(port=port, starttls="true")), HELD, "r1")
    assert told.startswith("the alert by mail was not sent: ")
    assert ("STARTTLS" in said) == bool(offers)
    assert not [line for line in said if line.lower().startswith(("auth", "mail", "data"))]


def test_a_title_over_two_lines_cannot_add_a_header(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    with postman() as (port, said):
        space = make_district(tmp_path / "district", MAIL.format(port=port, starttls="false"))
        path = space / "relance.toml"
        text = path.read_text(encoding="utf-8").replace('en = "Here"', 'en = "Here\\r\\nBcc: c@example.org"', 1)
        path.write_text(text, encoding="utf-8")
        assert alert(con, Workspace(space), HELD, "r1") == []
    assert not [line for line in said if line.startswith("Bcc")]
    assert "Subject: Relance, Here Bcc: c@example.org: publication is held" in said


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('[alerts]\nfiel = "x"\n', "unknown key `alerts.fiel`; did you mean `file`?"),
        ('[alerts]\non = ["failure"]\n', "`alerts.on"),
        ('[alerts]\nurl_env = "https://example.org/s3cret"\n', "`alerts.url_env`"),
        ('[alerts.mail]\nhost = "x"\nfrom = "a"\n', "`alerts.mail.to` is missing"),
        (
            '[alerts.mail]\nhost = "x"\nfrom = "a"\nto = ["b"]\npassword = "s3cret"\n',
            "unknown key `alerts.mail.password`",
        ),
        ("[judge]\nstep = 3\n", "unknown key `judge.step`; did you mean `steps`?"),
    ],
)
def test_wrong_settings_are_told_by_key(tmp_path: Path, settings: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        workspace(tmp_path, settings)
    assert told in str(caught.value)
    assert "relance.toml, line" in str(caught.value)


def _observed(con: duckdb.DuckDBPyConnection, source: str, day: date) -> None:
    row = [source, "a" * 64, 2, "population", "24", "2021", day, day, "total", 1.0, "normal"]
    con.execute(f"INSERT INTO observations VALUES ({', '.join('?' * 11)})", row).fetchall()


def stale_workspace(tmp_path: Path) -> Workspace:
    folder = make_district(tmp_path / "district", '[alerts]\nfile = "alerts.jsonl"\n')
    path = folder / "relance.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('id = "work"', 'id = "work"\ncadence_days = 30'), encoding="utf-8"
    )
    return Workspace(folder)


def test_a_stale_source_is_told_with_every_end_of_a_run(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    space, today = stale_workspace(tmp_path), now().date()
    _observed(con, "people", date(2000, 1, 1))
    _observed(con, "work", today - timedelta(days=30))
    assert stale_sources(con, space) == []
    con.execute("UPDATE observations SET period_end = period_end - 1 WHERE source_id = 'work'").fetchall()
    assert [one.id for one in stale_sources(con, space)] == ["stale:work"]
    alert(con, space, UNCHANGED, "r1")
    assert [line["event"] for line in lines(space)] == ["stale"]
    assert f"source work ends on {today - timedelta(days=31)}" in lines(space)[0]["what"]
    alert(con, space, PUBLISHED, "r2")
    assert [line["event"] for line in lines(space)] == ["stale", "published"]


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = copied(tmp_path_factory.getbasetemp(), tmp_path)
    compute_two(monkeypatch)
    write_plainly(monkeypatch)
    settings = '[alerts]\nfile = "alerts.jsonl"\nseconds = 2\n\n[reporting]'
    path = folder / "relance.toml"
    text = path.read_text(encoding="utf-8").replace("[reporting]", settings)
    path.write_text(text.replace('id = "work"', 'id = "work"\ncadence_days = 30'), encoding="utf-8")
    return folder


def test_a_run_with_nothing_to_do_tells_of_a_stale_source_once_a_day(folder: Path) -> None:
    for _ in range(2):
        assert run_once(folder).kind == "unchanged"
    assert [line["event"] for line in lines(Workspace(folder))] == ["stale"]
    edition = lines(Workspace(folder))[0]["stands"]
    assert edition.startswith(f"edition {(folder / 'published' / 'current').readlink()}, published on {now():%Y-%m-}")


def test_a_workspace_in_use_is_not_watched(folder: Path) -> None:
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb")):
        pass
    from warehouse.lock import writer  # noqa: PLC0415 - here alone

    with writer(folder / "warehouse"):
        assert watch(Workspace(folder)) == ["alerts could not be sent: LockedError"]
    assert lines(Workspace(folder)) == []


def test_a_run_tells_how_it_ended_and_ends_so_when_nobody_hears(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELANCE_WEBHOOK_URL", "http://127.0.0.1:9/")
    write_facts(folder, "work", work(unemployed=600))
    outcome = run_once(folder)
    assert outcome.kind == "held"
    (folder / "landing" / "people.csv").unlink()
    missing = run_once(folder)
    assert missing.exit_status != 0
    told = [(line["event"], line["what"]) for line in lines(Workspace(folder))]
    assert told == [("held", outcome.message), ("stale", told[1][1]), ("failed", missing.message)]
    write_facts(folder, "people", people())
    with duckdb.connect(str(folder / "warehouse" / "relance.duckdb"), read_only=True) as con:
        rows = con.execute("SELECT outcome FROM ledger.runs ORDER BY rowid DESC LIMIT 2").fetchall()
        refused = con.execute("SELECT DISTINCT result FROM ledger.alerts WHERE channel = 'webhook'").fetchall()
    assert rows == [("misconfigured",), ("held",)]
    assert refused == [("ConnectError",)]


def _killed(space: Workspace, run_id: str, moment: str) -> None:
    """A run that began and was never heard of again."""
    with duckdb.connect(str(space.database)) as con:
        begin_run(con, run_id, datetime.fromisoformat(moment))


def _told_of_killed(space: Workspace) -> list[tuple[str, str, str]]:
    return [(line["what"], line["since"], line["do"]) for line in lines(space) if line["event"] == "failed"]


@pytest.mark.parametrize("new", [True, False])
def test_a_run_that_never_ended_is_told_once_by_the_next_whether_or_not_there_is_news(folder: Path, new: bool) -> None:
    space = Workspace(folder)
    edition = current(folder / "published")
    for run_id, day in (("r1", "01"), ("r2", "02")):
        _killed(space, run_id, f"2024-03-{day} 04:15")
    for turn in range(2):
        if new:
            write_facts(folder, "people", people(2101 + turn))
        assert run_once(folder).kind == ("published" if new else "unchanged")
    told = "run r2 never ended: it was killed, or the machine stopped"
    assert _told_of_killed(space) == [(told, "2024-03-01 04:15 UTC", module._DO["killed"])]
    assert lines(space)[0]["stands"].startswith(f"edition {edition}, published on ")
    with duckdb.connect(str(space.database), read_only=True) as con:
        assert (
            con.execute("SELECT outcome FROM ledger.runs WHERE run_id IN ('r1', 'r2')").fetchall() == [("killed",)] * 2
        )


def test_a_killed_run_is_told_to_nobody_who_did_not_ask(folder: Path) -> None:
    path = folder / "relance.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[alerts]", '[alerts]\non = ["held"]'), encoding="utf-8")
    space = Workspace(folder)
    _killed(space, "r1", "2024-03-01 04:15")
    assert run_once(folder).kind == "unchanged"
    assert lines(space) == []


def test_a_clock_set_back_silences_no_alert_and_leaves_the_order_of_runs(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = Workspace(folder)
    (folder / "landing" / "people.csv").unlink()
    for year in ("2031", "2024"):
        for name in ("alerts", "context", "running"):
            monkeypatch.setattr(f"flows.{name}.now", lambda year=year: datetime.fromisoformat(f"{year}-03-01 04:15"))
        assert run_once(folder).exit_status != 0
    assert [line["since"] for line in lines(space) if line["event"] == "failed"] == ["2031-03-01 04:15 UTC"] * 2
    newest = last_outcome(space)
    assert newest is not None
    assert newest[0].startswith("20240301")
