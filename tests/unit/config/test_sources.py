"""Trees on servers: read over HTTP as a phone would, with clear errors."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from emulator.config.check import Checker
from emulator.config.sources import Server, SourceError
from emulator.config.tree import open_tree
from emulator.kernel.profile import load_profile
from tests.unit.config.trees import TODAY, told


class Handler(BaseHTTPRequestHandler):
    """Serves a few files below /poly/, to those who know the password; counts requests."""

    files: ClassVar[dict[str, bytes]] = {
        "/poly/000000000000.cfg": b'<a CONFIG_FILES="a.cfg, b.cfg"/>',
        "/poly/a.cfg": b'<a reg.1.adress="1"/>',
    }
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        if self.headers.get("Authorization") != "Basic dTpwOg==":
            self.send_error(401)
        elif self.path in self.files:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.files[self.path])
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a server that runs for one test."""
    Handler.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_server_is_read_like_a_folder(port: int) -> None:
    """Files are fetched once each, the missing ones are found, and no finding shows the login."""
    tree = open_tree([f"http://u:p%3A@127.0.0.1:{port}/poly"])
    checked = Checker(tree, load_profile("VVX_450"), TODAY).check("0004f2aabb01")
    rules = {rule for rule, *_ in told(checked)}
    assert {"file-missing", "parameter-unknown"} == rules
    assert len(Handler.asked) == len(set(Handler.asked))
    assert f"http://127.0.0.1:{port}/poly/a.cfg" == checked.files[1].path
    assert "u:p" not in str(checked)


def test_a_server_that_refuses_is_an_error(port: int) -> None:
    """Without the password, and without a server, there is one sentence that says so."""
    with pytest.raises(SourceError, match="HTTP 401"):
        Server(f"http://127.0.0.1:{port}/poly/").read("a.cfg")
    with pytest.raises(SourceError, match="refused"):
        Server("http://127.0.0.1:1/").read("a.cfg")


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://boot.example.com", "http"),
        ("https://boot.example.com", ""),
        ("http://127.0.0.1", ""),
        ("ftp://a", "ftp"),
    ],
)
def test_plain_transports_are_known(url: str, plain: str) -> None:
    """Files come in clear over HTTP and FTP, but not within this machine."""
    assert plain == Server(url).plain
