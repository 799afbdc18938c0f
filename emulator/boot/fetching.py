"""One file at a time from or to the boot server, with the tries and pauses that the fault table asks for."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NamedTuple

from emulator.boot.address import BootServer, split_login, split_url
from emulator.boot.model import Fetch, Fetched, FileReport, Log, Role
from emulator.boot.tables import FaultRule, InForce, line, rule_for
from emulator.config.identity import Identity
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.slices import Pause
from emulator.kernel.state import Effect, Event

_ANSWERS = {401: "401", 403: "403", 404: "404", 405: "405", 501: "405"}


class Session(NamedTuple):
    """Which phone asks which server, in which stage: Updater or Application."""

    identity: Identity
    profile: DeviceProfile
    server: BootServer
    stage: str

    @property
    def agent(self) -> str:
        """The User-Agent, with the serial number if the phone is told to tag it (device.prov.tagSerialNo)."""
        version = self.profile.updater if self.stage == "Updater" else self.identity.version
        serial = f" (SN:{self.identity.mac})" if self.server.tag_serial else ""
        return f"FileTransport {self.profile.agent}/{version}{serial} Type/{self.stage}"

    def ask(self, role: Role, method: Any, url: str, body: bytes = b"", append_at: int | None = None) -> Fetch:
        """The request for a file. Images are probed: the transfer ends after the header of the answer."""
        bare, login = split_login(url)
        login = login or self.server.login
        return Fetch(
            method=method,
            url=bare,
            agent=self.agent,
            login=login,
            body=body,
            append_at=append_at,
            probe=role == "image",
        )


class Outcome(NamedTuple):
    """How a transfer ended: the last answer, and the rule for its fault if there was one."""

    role: Role
    name: str
    answer: Fetched
    fault: str
    rule: FaultRule | None

    @property
    def stop(self) -> bool:
        """Whether it is no use to ask for further files."""
        return self.rule is not None and self.rule.then == "stop"

    @property
    def leaves(self) -> InForce:
        """Which configuration it leaves in force."""
        return self.rule.configuration if self.rule else "new"

    @property
    def screen(self) -> str:
        """What the user is told."""
        return self.rule.screen if self.rule else ""

    def report(self, parameters: int = 0, errors: int = 0) -> FileReport:
        """The outcome as the phone remembers it."""
        answer = self.answer
        return FileReport(self.role, self.name, answer.url, answer.status, answer.size, self.fault, parameters, errors)


Transfer = Generator[Effect | Event, Any, Outcome]


def fault_of(answer: Fetched) -> str:
    """What is wrong with an answer, in the words of the fault table; empty if nothing is."""
    if answer.fault or answer.status is None:
        return answer.fault or "reset"
    if answer.status < 400:
        return "" if 200 <= answer.status < 300 else "redirects"
    return _ANSWERS.get(answer.status, "5xx" if answer.status >= 500 else "4xx")


def transfer(session: Session, role: Role, name: str, request: Fetch) -> Transfer:
    """Send a request until it succeeds or the fault table says that it is enough."""
    attempt = 0
    while True:
        attempt += 1
        answer = yield request
        fault = fault_of(answer)
        if not fault:
            yield line("stored" if request.method == "PUT" else "fetched", name=name, attempt=attempt)
            return Outcome(role, name, answer, "", None)
        rule = rule_for(fault, role)
        yield from _log(rule, name, attempt, answer)
        if attempt >= (session.server.attempts if rule.attempts == "limit" else int(rule.attempts)):
            return Outcome(role, name, answer, fault, rule)
        yield Pause(seconds=session.server.delay if rule.delay == "delay" else float(rule.delay))


def _log(rule: FaultRule, name: str, attempt: int, answer: Fetched) -> Generator[Log, None, None]:
    url = split_url(answer.url)
    for key in rule.log.split():
        yield line(key, name=name, attempt=attempt, host=url.hostname, path=url.path.lstrip("/"), status=answer.status)


def get(session: Session, role: Role, name: str, url: str) -> Transfer:
    """Download a file."""
    return transfer(session, role, name, session.ask(role, "GET", url))


def is_page(body: bytes) -> bool:
    """Whether a body is a web page, such as a login form that stands in the way of the file."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower()
    return start.startswith((b"<html", b"<!doctype html"))


def spoiled(outcome: Outcome) -> Transfer:
    """A file that came, but is not what it should be: the outcome with that fault."""
    fault = "html" if is_page(outcome.answer.body) else "broken-xml"
    rule = rule_for(fault, outcome.role)
    yield from _log(rule, outcome.name, 1, outcome.answer)
    return outcome._replace(fault=fault, rule=rule)
