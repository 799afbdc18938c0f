"""Power and provisioning: what stage the phone is in, and the configuration it runs on."""

from __future__ import annotations

from typing import Literal

import msgspec

from emulator.config.findings import Finding
from emulator.config.layers import Configuration
from emulator.kernel.state import Event, Part, State

Role = Literal[
    "master", "parameters", "image", "version", "phone", "web", "license", "calls", "directory", "user", "misc",
    "dictionary", "background", "boot log", "app log",
]  # fmt: skip
"""What a file on the boot server is to the phone; phone and web are the override files, user is a user's profile."""

Cause = Literal["", "check-sync", "update", "polling"]
"""Why the phone looks at its files again: the SIP server or the user asked for it, or it is time to."""

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
    air: bool = False  # the phone uses its radio, not the cable
    boots: int = 0
    file: str = ""  # being transferred
    percent: int = 0
    message: str = ""
    reason: str = ""
    reboot: bool = True  # go down to the updater, not only to the application
    offer: SoftwareOffered | None = None  # to be installed by the updater

    @property
    def linked(self) -> bool:
        """Whether there is a way into the network: the cable in use carries a signal, or none is needed."""
        return self.link or self.air


class StoredFile(msgspec.Struct, frozen=True):
    """A file as the boot server sent it; `name` is as the phone asked for it."""

    role: Role
    name: str
    body: bytes


class LocalFile(StoredFile, frozen=True):
    """A file that the phone writes itself: its overrides, its web page's, its call lists, its directory.

    `waiting`: its contents have changed since they were last uploaded or fetched.
    """

    waiting: bool = False


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
    `given` those that hold for this run only; `kept` the server's last good files, `local` the phone's own ones:
    overrides, call lists, directory.
    `extras` are other files that lie in flash. `cause` is why files are compared, `draw` a number that is another one
    after each boot. While a user is signed in, `user` is who, `profile` that user's file, and `host` what the phone has
    of its own in place of the user's files in `local`. `account` are the settings of who has signed in at a server of
    theirs, `policy` those that this server sends; neither is kept anywhere else, nor uploaded. While the phone is
    `lent` to a guest, `host` is what it has of its own, and nothing of the guest's is uploaded.
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
    local: tuple[LocalFile, ...] = ()
    sending: tuple[Role, ...] = ()  # those of `local` that are being uploaded
    reason: str = ""  # of the restart that is pending
    reboot: bool = True  # whether that one goes down to the updater
    cause: Cause = ""
    draw: int = 0
    extras: tuple[StoredFile, ...] = ()
    user: str = ""
    profile: StoredFile | None = None
    host: tuple[LocalFile, ...] = ()
    account: dict[str, str] = {}
    policy: dict[str, str] = {}
    lent: bool = False

    def owner(self, role: Role) -> str:
        """In whose name a file of `local` is kept: the signed-in user's, else the phone's MAC address."""
        return self.user if self.user and role != "web" else self.configuration.identity.mac

    def local_file(self, role: Role) -> LocalFile | None:
        """The phone's own file in that role, if it has one."""
        return next((file for file in self.local if file.role == role), None)


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


class ResetRequested(Event, frozen=True):
    """Forget something: "local" or "web" changes, "device" settings, the "files" in flash, or all ("factory")."""

    what: Literal["local", "web", "device", "files", "factory"]


class EnterSetup(Event, frozen=True):
    """Setup, or the keys for a factory reset, in the countdown: the boot stops for `wanted`."""

    wanted: Literal["setup", "factory-reset"] = "setup"


class LeaveSetup(Event, frozen=True):
    """Back from Setup to the countdown."""


class UploadLogs(Event, frozen=True):
    """Upload the logs now: from the menu, or by the keys for it."""


class UploadConfiguration(Event, frozen=True):
    """Upload what the phone runs on: "all" of it, or what comes from one source."""

    source: Literal["all", "config", "phone", "web", "sip"] = "all"


class RestartRequested(Event, frozen=True):
    """Go down for `reason` (one of the device's words) and come back: from the updater, or only the application."""

    reason: str
    reboot: bool = True


class CheckSync(Event, frozen=True):
    """The SIP server asked for a look at the configuration (NOTIFY with Event: check-sync)."""


class EnterProfile(Event, frozen=True):
    """Sign a user in: `ProfileEntered` or `ProfileRefused` follows."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"EnterProfile({self.user!r}, ***)"


class LeaveProfile(Event, frozen=True):
    """Sign the user out: the phone runs on its own settings again."""


class UpdateConfiguration(Event, frozen=True):
    """The user, or a push, asks to read the configuration again (Settings > Basic > Update Configuration)."""


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
    `kept` are the server's last good files from now on, `local` the phone's own. `fault` and
    `message` say what went wrong, if anything that matters did.
    """

    configuration: Configuration
    source: str
    server: str
    master: str
    files: tuple[FileReport, ...] = ()
    findings: tuple[Finding, ...] = ()
    device: dict[str, str] = {}
    kept: tuple[StoredFile, ...] = ()
    local: tuple[LocalFile, ...] = ()
    profile: StoredFile | None = None
    extras: tuple[StoredFile, ...] = ()
    restart: str = ""
    fault: str = ""
    message: str = ""


class ConfigurationCompared(Event, frozen=True):
    """Fact: the server's files were compared with the last good ones.

    `reason` is empty if nothing has changed; else `kept` are the last good files from now on, and `files` what became
    of each; `local` are the phone's own, as far as they were asked for. `message` says why the files could not be had,
    if so.
    """

    reason: str
    kept: tuple[StoredFile, ...] = ()
    files: tuple[FileReport, ...] = ()
    local: tuple[LocalFile, ...] = ()
    message: str = ""


class LocalFilesRead(Event, frozen=True):
    """Fact: while the phone runs other copies of these files of its own have come: the server's, or another user's."""

    roles: tuple[Role, ...]


class Uploaded(Event, frozen=True):
    """Fact: `body` was uploaded as a file of the phone's own; or was not, if there is a fault, once more."""

    role: Role
    body: bytes
    fault: str = ""
    failures: int = 0  # before this one


class ProfileFetched(Event, frozen=True):
    """Fact: a user has signed in rightly; these are the user's file and the files in place of the phone's own."""

    user: str
    profile: StoredFile
    local: tuple[LocalFile, ...] = ()


class ProfileEntered(Event, frozen=True):
    """Fact: the phone runs on the profile of that user."""

    user: str


class ProfileRefused(Event, frozen=True):
    """Fact: that user cannot sign in: there is no such user, the password is wrong, or the server is away."""

    user: str


class ExtrasRead(Event, frozen=True):
    """Fact: files other than configuration have been fetched; these lie in flash from now on."""

    files: tuple[StoredFile, ...]


class SoftwareOffered(Event, frozen=True):
    """Fact: the server has software of another version than the phone runs; `image` is its URL."""

    version: str
    image: str


class SoftwareInstalled(Event, frozen=True):
    """Fact: the phone runs another version of its software from now on."""

    version: str


class SettingsChanged(Event, frozen=True):
    """Fact: these parameters have other values now, and the phone runs on."""

    names: tuple[str, ...]


class RestartNeeded(Event, frozen=True):
    """Fact: what was changed counts after a restart, or a reboot; it comes as soon as no call is up."""

    reason: str
    reboot: bool = True


class ProvisioningFailed(Event, frozen=True):
    """Fact: the phone runs on something else than the server's files, or not on all of them."""

    fault: str
    message: str


class Ready(Event, frozen=True):
    """Fact: the application runs on a configuration; lines may register."""


class ShuttingDown(Event, frozen=True):
    """Fact: the phone goes down for `reason`; lines unregister and calls end."""

    reason: str


def config(phone: State) -> Configuration:
    """The configuration in force."""
    return phone[Provisioning].configuration


def running(phone: State) -> bool:
    """Whether the application is up."""
    return phone[Power].state == "running"


def link_up(phone: State) -> bool:
    """Whether there is a way into the network."""
    return phone[Power].linked


def on_wire(phone: State) -> bool:
    """Whether anything can come in or go out: there are power and a link."""
    return phone[Power].linked and phone[Power].state != "off"
