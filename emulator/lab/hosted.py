"""A hosted telephone service: phones of any origin are pointed to it, prove who they are, and are activated by a code.

It keeps the device report that its administrator would download, hands each phone the files of its state, and answers
the calls of phones that are not activated: a prompt, the code and #, another try or the announcement of success. The
sequences of tones that stand for its announcements are told apart by their frequencies.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable

import msgspec

from emulator.kernel.data import read_data
from emulator.kernel.mac import parse_mac
from emulator.lab.accounts import Account
from emulator.lab.party import caller_of
from emulator.lab.studio import LabCall, Studio, User
from emulator.lab.tree import SipPlace, fill
from emulator.sip.sounds import Beep, Tones
from emulator.sip.stack.messages import Request

HOST = "pccfg.8x8.com"
"""The name of the service's configuration server in the guide; a phone's resolver must lead it here."""

DESK = "activate"
"""The user that phones without activation call."""

WAITING, ACTIVE = "Not activated", "Activated"
"""What the report says of a device."""

FOLDERS = ("polycomuc/", "polycom/")
"""Where phones with UC Software 4.0 or later look, and those with SIP 3.x (a hosted service's guide, page 7)."""

PROMPT = Tones((Beep((520,), 300), Beep((660,), 300), Beep((780,), 600, 200)), repeat=False)
"""Enter your activation code, followed by #."""

WRONG = Tones((Beep((360,), 400, 100), Beep((260,), 600, 200)), repeat=False)
"""This code is not the one."""

WELCOME = Tones((Beep((900,), 300), Beep((1040,), 300), Beep((1320,), 600)), repeat=False)
"""The phone is activated."""

_FILE = re.compile(r"(?:.*/)?([0-9a-f]{12})(-service)?\.cfg")


class Device(msgspec.Struct):
    """One row of the device report."""

    mac: str
    mac_password: str
    model: str
    extension: str
    code: str
    site: str
    status: str
    user: str

    @property
    def active(self) -> bool:
        """Whether it has been activated."""
        return self.status == ACTIVE

    @property
    def accounts(self) -> tuple[Account, Account]:
        """The SIP accounts that it has before and after activation."""
        waiting = Account(f"{DESK}-{self.mac}", self.mac_password, "Activation", "phone", self.mac)
        return waiting, Account(self.extension, self.mac_password, self.user, "phone", self.mac)


def read_report() -> list[Device]:
    """The devices that the service knows from the start."""
    return msgspec.convert(
        list(csv.DictReader(read_data("lab/hosted/devices.csv").decode().splitlines())), list[Device]
    )


class HostedService(User):
    """The service: its devices, the files it hands out, and the desk that answers phones which wait for activation.

    `activated` is called with a device that has just become active; whoever owns the SIP server then lets it know.
    """

    def __init__(self, studio: Studio, sip: SipPlace, activated: Callable[[Device], None]) -> None:
        self.devices = {device.mac: device for device in read_report()}
        self._studio = studio
        self._sip = sip
        self._activated = activated
        self._callers: dict[int, Device] = {}
        self._done: set[int] = set()

    def accounts(self) -> Iterable[Account]:
        """Everybody who may register, activated or not."""
        return (account for device in self.devices.values() for account in device.accounts)

    def device(self, mac: str) -> Device:
        """The device with that MAC in any spelling.

        Raises:
            MacError: It is no MAC address.
            LookupError: The service does not know it.
        """
        key = parse_mac(mac)
        if key not in self.devices:
            raise LookupError(f"the service has no device {key}")
        return self.devices[key]

    def activate(self, mac: str) -> Device:
        """Activate a device from the administrator's side. Raises as `device` does."""
        device = self.device(mac)
        if not device.active:
            device.status = ACTIVE
            self._activated(device)
        return device

    # Files

    def read(self, path: str) -> bytes | None:
        """The file of a device for its state; None for all other paths."""
        folder = next((each for each in FOLDERS if path.startswith(each)), "")
        found = _FILE.fullmatch(path.removeprefix(folder))
        device = self.devices.get(found[1]) if found and folder else None
        if device is None or found is None:
            return None
        account = device.accounts[device.active]
        values: dict[str, object] = {
            **msgspec.structs.asdict(self._sip),
            "mac": device.mac,
            "user": account.user,
            "password": account.password,
            "name": account.display_name,
            "desk": DESK,
        }
        name = ("extension" if device.active else "activation") if found[2] else "master"
        return fill(f"hosted/{name}.cfg", values)

    # The desk

    async def take(self, invite: Request, user: str) -> str | int:
        """Get ready for the call of a phone; the Request-URI to send its INVITE to, or the code to refuse it with."""
        mac = caller_of(invite).removeprefix(f"{DESK}-")
        if mac not in self.devices:
            return 403
        expected = await self._studio.expect(self, caller_of(invite))
        if expected is None:
            return 486
        call, uri = expected
        self._callers[call.leg] = self.devices[mac]
        return uri

    def connected(self, call: LabCall) -> None:
        """Ask for the code."""
        call.play(PROMPT)

    def dialled(self, call: LabCall, digit: str) -> None:
        """Collect the code; # ends it."""
        if digit != "#":
            return
        device, code = self._callers[call.leg], call.digits.removesuffix("#")
        call.digits = ""
        if code == device.code:
            self._done.add(call.leg)
            call.play(WELCOME)
        else:
            call.play(WRONG)

    def finished(self, call: LabCall) -> None:
        """After the welcome the call is over; nothing follows the prompts but the caller's digits."""
        if call.leg in self._done:
            call.hang_up()

    def ended(self, call: LabCall) -> None:
        """Activate the device once its call is over, so that it may restart."""
        device = self._callers.pop(call.leg, None)
        if device is not None and call.leg in self._done:
            self._done.discard(call.leg)
            self.activate(device.mac)
