"""One file at a time from or to the boot server, with the tries and pauses that the fault table asks for."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, NamedTuple

import msgspec

from emulator.boot.address import BootServer, split_login, split_url
from emulator.boot.model import FileReport, Role
from emulator.boot.orders import Fetch, Fetched, Log
from emulator.boot.provisioning.software import BOOT_ROM, is_legacy
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
        if is_legacy(self.identity):
            return f"FileTransport {self.profile.agent}/{BOOT_ROM if self.stage == 'Updater' else version}{serial}"
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
            tls=self.server.tls,
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
        return self.rule is not None and self.rule.then != "next"

    @property
    def reboots(self) -> bool:
        """Whether the phone goes down to try it all again."""
        return self.rule is not None and self.rule.then == "reboot"

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
    """Send a request until it succeeds or the fault table says that it is enough.

    An attempt asks the addresses of the server's name one after the other. The pause counts from the start of an
    attempt, so that none follows one that took longer (UCS 4.0 administrator guide, Retry Wait).
    """
    attempt = 0
    while True:
        attempt += 1
        outcome, took = yield from _attempt(session, role, name, request, attempt)
        rule = outcome.rule
        if rule is None or attempt >= (session.server.attempts if rule.attempts == "limit" else int(rule.attempts)):
            return outcome
        pause = session.server.delay if rule.delay == "delay" else float(rule.delay)
        yield Pause(seconds=max(0.0, pause - took))


def _attempt(
    session: Session, role: Role, name: str, request: Fetch, attempt: int
) -> Generator[Effect | Event, Any, tuple[Outcome, float]]:
    """Ask one address after the other until one answers for good; how it ended, and how many seconds it took."""
    took, nth = 0.0, 0
    while True:
        answer = yield msgspec.structs.replace(request, nth=nth)
        took += answer.ms / 1000
        nth, count = nth + 1, min(answer.addresses, session.server.redundant)
        place = {"name": name, "attempt": attempt, "nth": nth, "count": count}
        fault = fault_of(answer)
        if not fault:
            yield line("stored" if request.method == "PUT" else "fetched", **place)
            return Outcome(role, name, answer, "", None), took
        rule = rule_for(fault, "upload" if request.method == "PUT" else role)
        yield from _log(rule, answer, place)
        if rule.attempts != "limit" or nth >= count:
            return Outcome(role, name, answer, fault, rule), took


def _log(rule: FaultRule, answer: Fetched, place: Mapping[str, object]) -> Generator[Log, None, None]:
    url = split_url(answer.url)
    for key in rule.log.split():
        yield line(key, **place, host=url.hostname, path=url.path.lstrip("/"), status=answer.status)


def get(session: Session, role: Role, name: str, url: str) -> Transfer:
    """Download a file."""
    return transfer(session, role, name, session.ask(role, "GET", url))


def is_page(body: bytes) -> bool:
    """Whether a body is a web page, such as a login form that stands in the way of the file."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower()
    return start.startswith((b"<html", b"<!doctype html"))


def spoiled(outcome: Outcome, fault: str = "") -> Transfer:
    """A file that came, but is not what it should be: the outcome with that fault."""
    fault = fault or ("html" if is_page(outcome.answer.body) else "broken-xml")
    rule = rule_for(fault, outcome.role)
    yield from _log(rule, outcome.answer, {"name": outcome.name, "attempt": 1, "nth": 1, "count": 1})
    return outcome._replace(fault=fault, rule=rule)
