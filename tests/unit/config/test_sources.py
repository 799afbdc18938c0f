"""Trees on servers: read over HTTP as a phone would, with clear errors."""

from __future__ import annotations

import socket
import struct
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


def serve_tftp(line: socket.socket, files: dict[str, bytes]) -> None:
    """Answer read requests until one for "end"; before each block comes a packet that is none."""
    while True:
        request, address = line.recvfrom(600)
        name = request[2:].partition(b"\0")[0].decode()
        if name == "end":
            return
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
            own.bind(("127.0.0.1", 0))
            if name not in files:
                own.sendto(struct.pack("!HH", 5, 1) + b"not found\0", address)
                continue
            blocks = [files[name][at : at + 512] for at in range(0, len(files[name]) + 1, 512)]
            for number, block in enumerate(blocks, 1):
                own.sendto(b"?", address)
                own.sendto(struct.pack("!HH", 3, number) + block, address)
                own.recvfrom(600)


def test_a_tftp_server_is_read() -> None:
    """Files come block by block, a full last one too; what is not there is not there."""
    files = {"poly/a.cfg": b"a" * 1024, "poly/b.cfg": b"b"}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=serve_tftp, args=(line, files))
        thread.start()
        host, port = line.getsockname()
        server = Server(f"tftp://{host}:{port}/poly")
        assert [b"a" * 1024, b"b", None] == [server.read(name) for name in ("a.cfg", "b.cfg", "c.cfg")]
        line.sendto(struct.pack("!H", 1) + b"end\0", (host, port))
        thread.join()
