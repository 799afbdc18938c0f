"""kamailio as the lab's SIP server: its configuration file, its process, its remote control.

The embedded server is the default; this is the real component behind `--sip kamailio`.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import shutil
import socket
from collections.abc import Iterable
from pathlib import Path
from string import Template

import msgspec

from emulator.kernel.data import read_data
from emulator.lab.accounts import ACCOUNTS, REALM, Account
from emulator.sip.stack.messages import Request

SILENT = 1
"""A fault that is no answer at all."""


class KamailioError(Exception):
    """Kamailio is not installed, did not start, or refused a command; the text says which and what to do."""


class Settings(msgspec.Struct, frozen=True):
    """What goes into one configuration file.

    `tls_port` 0 means no TLS, else certificate and key are PEM files. Users whose role is not phone, and those that
    begin with `*`, are reached at `applications_at`, a host:port.
    Addresses of `domain` are its own, too.
    """

    port: int
    tls_port: int = 0
    address: str = "127.0.0.1"
    realm: str = REALM
    accounts: tuple[Account, ...] = ACCOUNTS
    certificate: Path | None = None
    key: Path | None = None
    applications_at: str = ""
    domain: str = ""


PUBLICATIONS = {
    "version": "id(int,auto) table_name(string) table_version(int)\n1:pua:7\n2:sca_subscriptions:2\n",
    "sca_subscriptions": "id(int,auto) subscriber(string) aor(string) event(int) expires(int) state(int) app_idx(int)"
    " call_id(string) from_tag(string) to_tag(string) record_route(string,null) notify_cseq(int) subscribe_cseq(int)"
    " server_id(int)\n",
    "pua": "id(int,auto) pres_uri(string) pres_id(string) event(int) expires(int) desired_expires(int) flag(int)"
    " etag(string) tuple_id(string,null) watcher_uri(string) call_id(string) to_tag(string) from_tag(string) cseq(int)"
    " record_route(string,null) contact(string) remote_contact(string) version(int) extra_headers(string)\n",
}
"""The tables of text that kamailio wants before it publishes calls; empty, as it keeps them in memory."""

QUIET_PORTS = range(10_000, 24_000)
"""Below the ports that systems give to outgoing connections, which come and go while a server restarts."""


def free_port(address: str = "127.0.0.1") -> int:
    """A port that neither UDP nor TCP uses just now: kamailio cannot be asked which one it took."""
    while True:
        port = random.SystemRandom().choice(QUIET_PORTS)
        tcp, udp = socket.socket(type=socket.SOCK_STREAM), socket.socket(type=socket.SOCK_DGRAM)
        with tcp, udp, contextlib.suppress(OSError):
            tcp.bind((address, port))
            udp.bind((address, port))
            return port


def write_configuration(folder: Path, settings: Settings) -> Path:
    """Write `kamailio.cfg` for these settings into the folder, which also gets the control socket."""
    tls_core = tls_module = ""
    if settings.tls_port:
        tls_core = f"enable_tls=yes\nlisten=tls:{settings.address}:{settings.tls_port}"
        tls_module = "\n".join(
            ['loadmodule "tls.so"', 'modparam("tls", "tls_method", "TLSv1.2+")']
            + [f'modparam("tls", "{name}", "{path}")' for name, path in _key_pair(settings)]
        )
    text = Template(read_data("lab/kamailio.cfg").decode()).substitute(
        address=settings.address, port=settings.port, folder=folder, realm=settings.realm,
        accounts=_tables(settings.accounts), applications_at=settings.applications_at,
        domain=settings.domain or settings.address,
        tls_core=tls_core, tls_module=tls_module,
    )  # fmt: skip
    for table, header in PUBLICATIONS.items():
        (folder / table).write_text(header)
    path = folder / "kamailio.cfg"
    path.touch(mode=0o600)
    path.write_text(text)
    return path


def _key_pair(settings: Settings) -> list[tuple[str, Path | None]]:
    return [("certificate", settings.certificate), ("private_key", settings.key)]


def _tables(accounts: Iterable[Account]) -> str:
    rows = [f'\t$sht(users=>{each.user}) = "{each.password}";' for each in accounts]
    rows += [f'\t$sht(applications=>{each.user}) = "1";' for each in accounts if each.role != "phone"]
    return "\n".join(rows)


def command(configuration: Path) -> list[str]:
    """How to start kamailio in the foreground with that configuration.

    Raises:
        KamailioError: It is not installed.
    """
    program = shutil.which("kamailio", path=None) or shutil.which("kamailio", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise KamailioError(
            "kamailio is not installed; on Debian: "
            "apt-get install kamailio kamailio-presence-modules kamailio-tls-modules"
        )
    return [program, "-DD", "-E", "-m", "16", "-M", "4", "-f", str(configuration), "-Y", str(configuration.parent)]


class Control:
    """Kamailio's own remote procedure calls, over its datagram socket."""

    def __init__(self, folder: Path) -> None:
        self._server = folder / "rpc"
        self._own = folder / "rpc-client"

    def call(self, method: str, *arguments: str | int) -> object:
        """The result of one call.

        Raises:
            KamailioError: No answer within a second, or the answer is an error.
        """
        question = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(arguments)}
        try:
            answer = msgspec.json.decode(self._exchange(msgspec.json.encode(question)))
        except OSError as error:
            raise KamailioError(f"kamailio does not answer {method}: {error}") from error
        if "error" in answer:
            raise KamailioError(f"kamailio refused {method}: {answer['error']['message']}")
        return answer["result"]

    def _exchange(self, question: bytes) -> bytes:
        self._own.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.settimeout(1)
            channel.bind(str(self._own))
            channel.sendto(question, str(self._server))
            return channel.recv(65_536)

    def alive(self) -> bool:
        """Whether it answers."""
        try:
            return bool(self.call("core.version"))
        except KamailioError:
            return False

    def fault(self, method: str, code: int) -> None:
        """Refuse requests of that method with the code from now on; `SILENT` for no answer, 0 to end the fault."""
        self.call("htable.seti", "faults", method, code)

    def contacts(self, user: str) -> list[str]:
        """Where that user is registered."""
        try:
            record = self.call("ul.lookup", "location", user)
        except KamailioError:
            return []
        return [each["Contact"]["Address"] for each in msgspec.convert(record, dict)["Contacts"]]

    def notify(self, contact: str, sender: str, event: str, body: str = "", content_type: str = "") -> None:
        """Let kamailio send a NOTIFY outside any dialog to a registered contact, without waiting for the answer."""
        headers = f"From: <{sender}>\r\nTo: <{contact}>\r\nEvent: {event}\r\nContact: <{sender}>\r\n"
        if content_type:
            headers += f"Content-Type: {content_type}\r\n"
        self.call("tm.t_uac_start", "NOTIFY", contact, ".", ".", headers, *([body] if body else []))


class Kamailio:
    """One kamailio process of the lab."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.settings = settings
        self.control = Control(folder)
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, timeout: float = 10) -> None:
        """Start it and wait until it answers.

        Raises:
            KamailioError: It is not installed, ended at once (a port in use, say), or stays mute for `timeout` s.
        """
        argv = command(write_configuration(self._folder, self.settings))
        with (self._folder / "kamailio.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(*argv, stdout=log, stderr=log, start_new_session=True)
        try:
            async with asyncio.timeout(timeout):
                await self._until_alive(self._process)
        except TimeoutError:
            await self.stop()
            raise KamailioError(f"kamailio did not answer within {timeout:g} s: {self._last_words()}") from None

    async def _until_alive(self, process: asyncio.subprocess.Process) -> None:
        while not self.control.alive():
            if process.returncode is not None:
                raise KamailioError(f"kamailio ended with exit code {process.returncode}: {self._last_words()}")
            await asyncio.sleep(0.02)

    def _last_words(self) -> str:
        lines = (self._folder / "kamailio.log").read_text(errors="replace").splitlines()
        return next((line for line in reversed(lines) if "ERROR" in line or "CRITICAL" in line), "it says nothing")

    async def stop(self) -> None:
        """End it, if it runs."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
            await process.wait()


def publication(user: str, place: str, summary: str, call_id: str) -> Request:
    """The PUBLISH (without its Via) that tells the presence server at `place` of a user's waiting messages."""
    request = Request("PUBLISH", f"sip:{user}@{place}")
    request.add("From", f"<sip:{user}@{place}>;tag={call_id}")
    request.add("To", f"<sip:{user}@{place}>")
    request.add("Call-ID", call_id)
    request.add("CSeq", "1 PUBLISH")
    request.add("Max-Forwards", 70)
    request.add("Event", "message-summary")
    request.add("Expires", 3600)
    request.add("Content-Type", "application/simple-message-summary")
    request.body = summary.encode()
    return request
