"""The peers themselves: each fixture serves, counts, fails on command, and ends."""

from __future__ import annotations

import os
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from tests.peers.harness.baresip import Baresip
from tests.peers.harness.certificates import Certificates
from tests.peers.harness.kamailio import Kamailio
from tests.peers.harness.nginx import Nginx
from tests.peers.harness.programs import listens, need, wait_for
from tests.peers.harness.sipp import Sipp
from tests.peers.harness.workbench import Workbench


def fetch(
    url: str, *, method: str = "GET", body: bytes | None = None, context: ssl.SSLContext | None = None
) -> tuple[int, bytes]:
    """Status and body of one HTTP request."""
    request = urllib.request.Request(url, body, {"User-Agent": "harness"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5, context=context) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_nginx_serves_files_and_notes_each_request(nginx: Nginx, certificates: Certificates) -> None:
    """Both addresses serve the same tree; the log tells method, path, status, agent and TLS."""
    nginx.add({"000000000000.cfg": "<APPLICATION/>", "deep/er.cfg": b"\xff"})
    assert (200, b"<APPLICATION/>") == fetch(nginx.url + "000000000000.cfg")
    assert (200, b"\xff") == fetch(nginx.https_url + "deep/er.cfg", context=certificates.trusting())
    assert 404 == fetch(nginx.url + "missing.cfg", method="HEAD")[0]
    wait_for(lambda: len(nginx.requests()) == 3, "three lines in the log")
    seen = [(each.method, each.path, each.status, each.agent, each.tls) for each in nginx.requests()]
    assert ("GET", "/000000000000.cfg", 200, "harness", "") == seen[0]
    assert ("GET", "/deep/er.cfg", 200, "harness", "TLSv1.3") == seen[1]
    assert ("HEAD", "/missing.cfg", 404, "harness", "") == seen[2]


def test_nginx_takes_uploads_unless_told_not_to(nginx: Nginx, start_nginx: Callable[..., Nginx]) -> None:
    """PUT writes the file below the root, or is answered 405."""
    assert 201 == fetch(nginx.url + "logs/a-boot.log", method="PUT", body=b"text")[0]
    assert b"text" == (nginx.root / "logs" / "a-boot.log").read_bytes()
    assert 405 == fetch(start_nginx(uploads=False).url + "a-boot.log", method="PUT", body=b"text")[0]


def test_nginx_with_login_wants_basic_authentication(start_nginx: Callable[..., Nginx]) -> None:
    """Without the right password 401, with it the file and the user's name in the log."""
    nginx = start_nginx(login=("boot", "secret"))
    nginx.add({"a.cfg": "a"})
    assert 401 == fetch(nginx.url + "a.cfg")[0]
    manager = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    manager.add_password(None, nginx.url, "boot", "secret")
    opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(manager))
    with opener.open(nginx.url + "a.cfg", timeout=5) as answer:
        assert b"a" == answer.read()
    wait_for(lambda: nginx.requests()[-1].user == "boot", "a line with the user")


def test_nginx_stops_and_comes_back_at_the_same_address(nginx: Nginx) -> None:
    """A stopped server refuses connections."""
    nginx.stop()
    assert not listens(nginx.port)
    nginx.start()
    assert 404 == fetch(nginx.url + "x")[0]


def ask(kamailio: Kamailio, method: str, user: str = "1001") -> str:
    """The first line of kamailio's answer to a bare request, empty if none comes."""
    with socket.socket(type=socket.SOCK_DGRAM) as channel:
        channel.settimeout(0.5)
        channel.connect((kamailio.address, kamailio.port))
        own = channel.getsockname()[1]
        place = f"{kamailio.address}:{kamailio.port}"
        channel.send(
            f"{method} sip:{place} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{own}\r\n"
            f"From: <sip:{user}@{place}>;tag=1\r\nTo: <sip:{user}@{place}>\r\nCall-ID: {own}\r\nCSeq: 1 {method}\r\n"
            f"Contact: <sip:{user}@127.0.0.1:{own}>\r\nMax-Forwards: 70\r\n"
            "Expires: 60\r\nContent-Length: 0\r\n\r\n".encode()
        )
        try:
            return channel.recv(4096).decode().splitlines()[0]
        except TimeoutError:
            return ""


def test_kamailio_challenges_and_fails_on_command(kamailio: Kamailio) -> None:
    """Scripted faults start and end while it runs; after a stop there is silence."""
    assert "SIP/2.0 401 Unauthorized" == ask(kamailio, "REGISTER")
    for code in (403, 503):
        kamailio.fault("REGISTER", code)
        assert f"SIP/2.0 {code} Scripted Fault" == ask(kamailio, "REGISTER")
    kamailio.fault("REGISTER", 423)
    assert "SIP/2.0 423 Interval Too Brief" == ask(kamailio, "REGISTER")
    kamailio.silence("REGISTER")
    assert "" == ask(kamailio, "REGISTER")
    assert "SIP/2.0 200 OK" == ask(kamailio, "OPTIONS")
    kamailio.fault("REGISTER", 0)
    assert "SIP/2.0 401 Unauthorized" == ask(kamailio, "REGISTER")
    kamailio.stop()
    with pytest.raises(ConnectionRefusedError):
        ask(kamailio, "OPTIONS")
    kamailio.start()
    assert "SIP/2.0 200 OK" == ask(kamailio, "OPTIONS")


def test_kamailio_speaks_tls_and_takes_message_summaries(kamailio: Kamailio, certificates: Certificates) -> None:
    """The TLS port presents the tests' certificate; a summary is accepted for a user."""
    raw = socket.create_connection((kamailio.address, kamailio.tls_port), timeout=5)
    with certificates.trusting().wrap_socket(raw, server_hostname="127.0.0.1") as secured:
        assert "TLSv1.3" == secured.version()
    kamailio.publish_messages("1001", 2)


def test_baresip_registers_and_hears_the_caller(kamailio: Kamailio, start_baresip: Callable[..., Baresip]) -> None:
    """Two softphones talk through kamailio and each records what it hears."""
    place = f"{kamailio.address}:{kamailio.port}"
    caller = start_baresip(place, "1005", kamailio.password("1005"))
    callee = start_baresip(place, "1006", kamailio.password("1006"), transport="tcp")
    assert 1 == len(kamailio.contacts("1006"))
    caller.command("dial", "1006")
    wait_for(lambda: callee.seen("CALL_INCOMING"), "the call at 1006")
    callee.command("accept")
    wait_for(lambda: caller.seen("CALL_ESTABLISHED") and callee.seen("CALL_ESTABLISHED"), "the call established")
    wait_for(lambda: callee.recordings() and callee.recordings()[0].stat().st_size > 8000, "audio at 1006")
    caller.command("hangup")
    wait_for(lambda: callee.seen("CALL_CLOSED"), "the call closed")


@pytest.mark.parametrize("transport", ["u1", "t1"])
def test_sipp_calls_sipp(sipp: Sipp, transport: str) -> None:
    """The scenarios of the harness fit each other, and outcomes are counted."""
    callee = sipp.start("answer", calls=3, transport=transport)
    caller = sipp.run("call", f"127.0.0.1:{callee.port}", calls=3, transport=transport)
    assert (3, 0) == (caller.successful, caller.failed)
    assert (3, 0) == (callee.finish().successful, callee.counts().failed)


def test_sipp_counts_failures(sipp: Sipp, kamailio: Kamailio) -> None:
    """A call that is refused against the scenario counts as failed."""
    kamailio.fault("INVITE", 503)
    counts = sipp.run("call", f"{kamailio.address}:{kamailio.port}", calls=2)
    assert (0, 2) == (counts.successful, counts.failed)


def test_missing_program_skips_or_fails_where_ci_wants_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that is not installed is a skip with its name, and a failure with CI=true."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-peer is not installed"):
        need("no-such-peer")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-peer is not installed"):
        need("no-such-peer")


def test_programs_end_with_their_test(workbench: Workbench) -> None:
    """Closing the workbench leaves no process behind."""
    program = workbench.program("sleep", "60", folder=workbench.place("sleep"))
    program.start()
    pid = program.pid
    assert pid is not None
    workbench.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
