"""Power and provisioning: what stage the phone is in, and the configuration it runs on."""

from __future__ import annotations

from typing import Literal

import msgspec

from emulator.config.findings import Finding
from emulator.config.layers import Configuration
from emulator.kernel.state import Effect, Event, Part, Request, Response, State

Role = Literal["master", "parameters", "image", "phone", "web", "license", "calls", "directory", "boot log", "app log"]
"""What a file on the boot server is to the phone; phone and web are the override files."""

STAGES = ("splash", "network", "updater", "starting", "countdown", "about", "application", "rebooting")
"""The stages in which the phone shows nothing but its boot."""


class Power(Part, frozen=True):
    """The stage the phone is in: off, one of `STAGES`, or running.

    `pace` is "device" for the pauses of the hardware, "quick" for none. `message` is what went wrong in this boot, as
    the screen says it; `reason` why the phone goes, or last went, down.
    """

    state: str = "off"
    since: int = 0  # when this stage began
    pace: str = "device"
    link: bool = True  # the LAN cable carries a signal
    boots: int = 0
    file: str = ""  # being transferred
    percent: int = 0
    message: str = ""
    reason: str = ""
    reboot: bool = True  # go down to the updater, not only to the application


class StoredFile(msgspec.Struct, frozen=True):
    """A file as the boot server sent it; `name` is as the phone asked for it."""

    role: Role
    name: str
    body: bytes


class FileReport(msgspec.Struct, frozen=True):
    """What became of one file in the last boot: `fault` is empty, or a fault of `profiles/boot/faults.csv`."""

    role: Role
    name: str
    url: str
    status: int | None
    size: int
    fault: str = ""
    parameters: int = 0
    errors: int = 0


class Provisioning(Part, frozen=True):
    """What the phone runs on: the effective configuration and where it came from.

    State: idle, checking (whether files on the server have changed), or pending (a restart waits for calls to end).
    `source` is server, last good (what an earlier boot kept), or none. `device` are the device settings in flash,
    `given` those that hold for this run only; `kept` the last good files, `overrides` the phone's and web page's own.
    """

    configuration: Configuration = Configuration()
    state: str = "idle"
    source: str = "none"
    server: str = ""
    master: str = ""
    files: tuple[FileReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    device: dict[str, str] = {}
    given: dict[str, str] = {}
    kept: tuple[StoredFile, ...] = ()
    overrides: tuple[StoredFile, ...] = ()
    reason: str = ""  # of the restart that is pending


# What users and others want


class PowerOn(Event, frozen=True):
    """The plug goes in."""


class CancelBoot(Event, frozen=True):
    """Cancel, while the application is about to start."""


class StartNow(Event, frozen=True):
    """Start, in the countdown."""


class ShowAbout(Event, frozen=True):
    """About, in the countdown."""


class LeaveAbout(Event, frozen=True):
    """Back from About to the countdown."""


class ChangeSettings(Event, frozen=True):
    """Somebody sets parameters: on the phone ("phone"), or on its web page ("web").

    They go into that layer's override file; device settings go into flash. A value of None takes the parameter out of
    the override file again.
    """

    values: dict[str, str | None]
    layer: Literal["phone", "web"] = "phone"


class Publish(Event, frozen=True):
    """A file of the phone's own ("phone", "web", "calls", "directory") has new contents: keep and upload it."""

    role: Role
    body: bytes


class RestartRequested(Event, frozen=True):
    """Go down for `reason` (one of the device's words) and come back: from the updater, or only the application."""

    reason: str
    reboot: bool = True


class CheckSync(Event, frozen=True):
    """The SIP server asked for a look at the configuration (NOTIFY with Event: check-sync)."""


# Time


class StageOver(Event, frozen=True):
    """The pause of a boot stage has passed."""

    stage: str


# Facts


class StageEntered(Event, frozen=True):
    """Fact: the phone is in another stage, or begins one again (the network came back)."""

    stage: str


class Progressed(Event, frozen=True):
    """Fact: the transfer of a file begins; `percent` of the stage is done."""

    file: str
    percent: int


class ConfigurationRead(Event, frozen=True):
    """Fact: provisioning is over, and this is what the phone runs on.

    `device` are the device settings in flash from now on, `restart` why the phone must reboot for them, if it must;
    `kept` are the last good files from now on. `fault` and `message` say what went wrong, if anything that matters did.
    """

    configuration: Configuration
    source: str
    server: str
    master: str
    files: tuple[FileReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    device: dict[str, str] = {}
    kept: tuple[StoredFile, ...] = ()
    overrides: tuple[StoredFile, ...] = ()
    restart: str = ""
    fault: str = ""
    message: str = ""


class ConfigurationCompared(Event, frozen=True):
    """Fact: the server's files were compared with the last good ones; `reason` is empty if nothing has changed."""

    reason: str


class SettingsChanged(Event, frozen=True):
    """Fact: these parameters have other values now, and the phone runs on."""

    names: tuple[str, ...]


class ProvisioningFailed(Event, frozen=True):
    """Fact: the phone runs on something else than the server's files, or not on all of them."""

    fault: str
    message: str


class Ready(Event, frozen=True):
    """Fact: the application runs on a configuration; lines may register."""


class ShuttingDown(Event, frozen=True):
    """Fact: the phone goes down for `reason`; lines unregister and calls end."""

    reason: str


# What links are asked to do


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
    seconds.
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


class Fetched(Response, frozen=True):
    """What came of a `Fetch`.

    `status` is None if there was no answer; `fault` then says why. `size` counts the bytes of the body, or what
    Content-Length announced if the body was not read. `url` is where redirections led.
    """

    method: str
    url: str
    status: int | None
    body: bytes = b""
    size: int = 0
    fault: str = ""
    detail: str = ""
    ms: int = 0


class Log(Effect, frozen=True):
    """One line of the device's log; `level` is 0 (debug) to 6 (fatal), or * for lines that are always written."""

    component: str
    level: str
    text: str


class OpenLog(Effect, frozen=True):
    """Write to the log `name` ("boot" or "app") from now on; `fresh` empties it and restarts its time."""

    name: str
    fresh: bool = False


class ReadLog(Request, frozen=True, kw_only=True):
    """Ask for what the log `name` holds. The answer is a `LogRead`."""

    name: str


class LogRead(Response, frozen=True):
    """What a log holds."""

    text: bytes


class DropLog(Effect, frozen=True):
    """Forget the first `size` bytes of the log `name`: they have been uploaded."""

    name: str
    size: int


class Remember(Effect, frozen=True):
    """Write an item of flash: "device", "configuration" or "overrides", as JSON."""

    item: str
    data: bytes


class RememberFailed(Event, frozen=True):
    """Flash could not be written; `error` is what the system says."""

    item: str
    error: str


def config(phone: State) -> Configuration:
    """The configuration in force."""
    return phone[Provisioning].configuration


def running(phone: State) -> bool:
    """Whether the application is up."""
    return phone[Power].state == "running"


def link_up(phone: State) -> bool:
    """Whether the LAN cable carries a signal."""
    return phone[Power].link
