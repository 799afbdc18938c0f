"""What the boot's links are asked to do, and their answers: transfers, log lines, flash, and comparing passwords."""

from __future__ import annotations

from typing import Literal

import msgspec

from emulator.config.tls import TlsProfile
from emulator.kernel.state import Effect, Event, Request, Response


class Login(msgspec.Struct, frozen=True):
    """A user and password for a boot server, given only when it asks."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"Login({self.user!r}, ***)"


class Fetch(Request, frozen=True, kw_only=True):
    """Transfer one file. The answer is a `Fetched`.

    `probe` ends the transfer after the header of the answer. `append_at` puts `body` behind that many bytes of the
    server's file. A file larger than `limit` bytes is given up; so is an answer that takes longer than `timeout`
    seconds. `nth` is which of the addresses of the server's name is asked, from 0; `tls` how its server is trusted.
    """

    method: Literal["GET", "HEAD", "PUT"]
    url: str
    agent: str
    login: Login | None = None
    body: bytes = b""
    append_at: int | None = None
    probe: bool = False
    limit: int = 4 << 20
    timeout: float = 30.0
    nth: int = 0
    tls: TlsProfile = TlsProfile()


class Fetched(Response, frozen=True):
    """What came of a `Fetch`.

    `status` is None if there was no answer; `fault` then says why. `size` counts the bytes of the body, or what
    Content-Length announced if the body was not read. `url` is where redirections led. An answer over FTP or TFTP has
    the HTTP status that says the same. `addresses` counts those that the server's name has.
    """

    method: str
    url: str
    status: int | None
    body: bytes = b""
    size: int = 0
    fault: str = ""
    detail: str = ""
    ms: int = 0
    addresses: int = 1


class Log(Effect, frozen=True):
    """One line of the device's log; `level` is 0 (debug) to 6 (fatal), or * for lines that are always written."""

    component: str
    level: str
    text: str


class Remember(Effect, frozen=True):
    """Write an item of flash: "device", "configuration" or "local", as JSON."""

    item: str
    data: bytes


class Compare(Request, frozen=True, kw_only=True):
    """Ask which of some kept passwords `password` is; they are hashes, or defaults in clear. The answer: `Compared`."""

    password: str
    candidates: tuple[str, ...]


class Compared(Response, frozen=True):
    """Which candidate it was, -1 for none."""

    hit: int


class Digest(Request, frozen=True, kw_only=True):
    """Ask for what may be kept of a password. The answer is a `Digested`."""

    password: str


class Digested(Response, frozen=True):
    """A slow, salted hash."""

    hashed_password: str


class RememberFailed(Event, frozen=True):
    """Flash could not be written; `error` is what the system says."""

    item: str
    error: str


class UploadFile(Event, frozen=True):
    """Put a file into the folder of the master file, once; a `FileUploaded` follows."""

    name: str
    body: bytes


class FileUploaded(Event, frozen=True):
    """Fact: the file is there, or (`fault`) is not."""

    name: str
    fault: str = ""
