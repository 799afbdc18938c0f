"""What the phone is, and where its user is in the menus."""

from __future__ import annotations

import msgspec

from emulator.display.model import MIDDLE
from emulator.kernel.state import Event, Part, State

CERTIFICATES: dict[str, tuple[str, ...]] = {
    **{f"ca-{number}": (f"device.sec.TLS.customCaCert{number}",) for number in (1, 2)},
    **{
        f"device-{number}": tuple(
            f"device.sec.TLS.customDeviceCert{number}.{part}" for part in ("publicCert", "privateKey")
        )
        for number in (1, 2)
    },
}
"""Where flash keeps certificates that can be installed: those of authorities, and the phone's own with their keys."""

DRAFTED = ("page/setup", "page/network-configuration", "page/quick-setup", "page/wifi")
"""Pages from which on changes wait to be saved."""

GRAPH, STATISTICS = "graph", "page/statistics"
"""The views of what the phone is busy with."""


class Hop(msgspec.Struct, frozen=True):
    """One answer to a test of the network: which try or hop it was, who answered, and after how many milliseconds."""

    number: int
    address: str = ""
    ms: float | None = None
    fault: str = ""


class Nameplate(Part, frozen=True):
    """Who this phone is, set when it is assembled.

    `mac` is twelve hexadecimal digits in lower case; `firmware` and `updater` are software versions. `certificate` is
    what Status says of the device certificate; empty where the phone has no such line.
    """

    mac: str = ""
    firmware: str = ""
    updater: str = ""
    part_number: str = ""
    serial: str = ""
    certificate: str = "Not Installed"


class Sample(msgspec.Struct, frozen=True):
    """How busy the phone was: its process, in percent of one processor and KiB of memory, and its network.

    `dsp` are percent of one processor for the processes that carry sound; `net` are KiB a second since the sample
    before; `received` and `sent` count packets.
    """

    cpu: int
    memory: int
    dsp: int = 0
    net: int = 0
    received: int = 0
    sent: int = 0


class Menus(Part, frozen=True):
    """How far the user may go, and what is not saved yet.

    `unlocked` is "", "user" or "admin"; `wanted` what waits for a password: a page, or "factory-reset". `draft` are
    network settings that were changed and not saved.
    """

    unlocked: str = ""
    wanted: str = ""
    draft: dict[str, str] = {}
    tested: str = ""  # the key that Keypad Diagnostics saw last
    lamps: bool = False  # LED Diagnostics has all lamps on
    brightness: int = 0  # of the display in Brightness Diagnostics; 0 while it is not tested
    contrast: int = MIDDLE  # of a display without colours
    tested_host: str = ""  # whom the test of the network asks
    hops: tuple[Hop, ...] = ()
    samples: tuple[Sample, ...] = ()  # for the graphs, the newest last
    certificate: str = ""  # that waits for the user to accept it, as PEM, with its key if it is the phone's own
    key: str = ""  # that is kept once the request for its certificate has been uploaded, as PEM
    cleared: tuple[str, ...] = ()  # the warnings for which the user wants no icon any more


class OpenPage(Event, frozen=True):
    """Open a page of the menus; one that is locked asks for the password first."""

    page: str
    lock: str = ""


class AskReset(Event, frozen=True):
    """The keys for something behind a password, held on an idle phone: `wanted` is "factory-reset" or a page."""

    wanted: str = "factory-reset"


class SubmitPassword(Event, frozen=True):
    """The password that was asked for."""

    password: str


class PasswordChecked(Event, frozen=True):
    """Fact: whose password it was: "admin", "user", "mac", or nobody's."""

    whose: str


class SetParameter(Event, frozen=True):
    """A value was chosen or typed for a parameter; `also` are others that go with it."""

    parameter: str
    value: str
    also: dict[str, str] = {}


class SaveDraft(Event, frozen=True):
    """Write the changed network settings into flash; the phone reboots with them."""


class DropDraft(Event, frozen=True):
    """Leave the network settings as they were."""


class ChangePassword(Event, frozen=True):
    """A new password for "admin", "user", or the "login" of the user who is signed in; the old one is checked first."""

    whose: str
    old: str
    new: str
    again: str


class PasswordChanged(Event, frozen=True):
    """Fact: the old password was right, and `hashed_password` is what is kept of the new one."""

    whose: str
    hashed_password: str


class GenerateCsr(Event, frozen=True):
    """Make a key, and a request to certify it; `names` say whose it is, by the prompts of the form."""

    names: dict[str, str]


class CsrReady(Event, frozen=True):
    """Fact: they are made; empty if they could not be."""

    request_pem: str = ""
    key_pem: str = ""

    def __repr__(self) -> str:
        return "CsrReady(...)"


class ClearIcon(Event, frozen=True):
    """The user knows of the warnings: their icon goes until there is another one."""


class KeyTested(Event, frozen=True):
    """A key was pressed in Keypad Diagnostics."""

    key: str


class LampsTested(Event, frozen=True):
    """The key in LED Diagnostics that switches the lamps."""


class PlayRinger(Event, frozen=True):
    """Let the user hear a ringer: ringer1 to ringer24."""

    ringer: str


class RingerPlayed(Event, frozen=True):
    """Timer: the ringer has been heard for long enough."""


class AdjustContrast(Event, frozen=True):
    """Make the ink of a display without colours deeper (+1) or fainter (-1)."""

    by: int


class BrightnessTested(Event, frozen=True):
    """The key in Brightness Diagnostics that makes the display darker."""


class ProbeNetwork(Event, frozen=True):
    """Ping a host, or trace the route to it: `test` is "ping" or "trace-route"."""

    test: str
    host: str


class HopAnswered(Event, frozen=True):
    """Fact: the test of the network has got on by one answer."""

    hop: Hop


class Sampled(Event, frozen=True):
    """Fact: how busy the phone is has been measured once more."""

    sample: Sample


class FetchCertificate(Event, frozen=True):
    """Fetch a certificate from a server, for one of `CERTIFICATES`."""

    place: str
    url: str


class CertificateFetched(Event, frozen=True):
    """Fact: what was asked for has come as PEM; `pem` is empty if it has not, or is not what it should be."""

    place: str
    pem: str

    def __repr__(self) -> str:
        return f"CertificateFetched({self.place!r}, ...)"


class AcceptCertificate(Event, frozen=True):
    """The fingerprint is the right one: use the certificate."""

    place: str


class DeleteCertificate(Event, frozen=True):
    """Use the certificate no more."""

    place: str


class Confirmed(Event, frozen=True):
    """Yes, to the question that the action `action` asks."""

    action: str


ADMIN, USER = "device.auth.localAdminPassword", "device.auth.localUserPassword"
"""Where the two passwords of the phone are kept."""

LOGIN = "prov.login.localPassword"
"""Where the password of the user is kept whose profile the phone runs on."""


def unlocked(phone: State, lock: str) -> bool:
    """Whether what that lock guards may be opened now; who knows the administrator's password may do all."""
    return not lock or phone[Menus].unlocked in (lock, "admin")
