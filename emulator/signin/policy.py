"""The server's policy as it writes it in-band (MS-SIPREGE): read into a `Policy`, settings, and what Status tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec.structs import replace

from emulator.signin.model import Account, Policy
from emulator.sip.stack.xmlbody import Node, XmlBodyError, read_xml

GROUPS = ("ServerConfiguration", "ucPolicy", "endpointConfiguration", "ipPhonePolicy", "userSetting")
"""What the phone asks for; of those that a server does not have it says nothing."""

LEAST_DESKING = 30
"""Seconds of HotdeskingTimeout at least (Set-CsClientPolicy)."""

_SHOWN = {
    "Media bypass": "enablebypassdetection",
    "ABS Internal URL": "absinternalserverurl",
    "ABS External URL": "absexternalserverurl",
    "Voice Mail URI": "voicemailuri",
    "EWS Information": "ewsinternalurl",
    "Address Book Query": "dlxinternalurl",
    "Focus Factory": "focusfactoryurl",
    "MRAS Server": "mrasuri",
    "Line;tel:": "lineuri",
    "Location Profile": "uclocationprofile",
    "Call Park Server URI": "callparkserveruri",
    "PC to PC AV Encryption": "ucpc2pcavencryption",
    "CAC Status": "enablebwpolicycheck",
}
"""The rows of the status page that policy fills, by the device's own labels (its page lyncstatus.htm)."""


class Told(NamedTuple):
    """What the server has told: names in lower case, as some servers write them so, and their values."""

    values: Mapping[str, str]

    @property
    def policy(self) -> Policy:
        """What it wants of the phone; what it does not say, or says so that nobody understands it, is as by default."""
        plain, text = Policy(), self.values.get
        mode: Literal["", "Auto", "Manual"] = {"auto": "Auto", "manual": "Manual"}.get(
            text("bettertogetheroverethernetpairingmode", "").lower(), ""
        )  # type: ignore[assignment]
        return Policy(
            lock=self._flag("ucenforcepinlock", otherwise=plain.lock),
            lock_minutes=self._number("ucphonetimeout", plain.lock_minutes, 1, 59),
            code_length=self._number("ucminpinlength", plain.code_length, 4, 15),
            btoe=self._flag("enablebettertogetheroverethernet", otherwise=plain.btoe),
            btoe_mode=mode,
            hot_desking=self._flag("enablehotdesking", otherwise=plain.hot_desking),
            hot_desking_seconds=max(LEAST_DESKING, seconds(text("hotdeskingtimeout", ""), plain.hot_desking_seconds)),
            voicemail=text("voicemailuri", ""),
            calendar=self._flag("enableexchangecalendaring", otherwise=plain.calendar),
            poll_minutes=self._number("ucexchangemwipoll", plain.poll_minutes, 0, 60),
        )

    def account(self, before: Account) -> Account:
        """The account with its name and number."""
        number = self.values.get("lineuri", "").removeprefix("tel:").partition(";")[0]
        return replace(before, name=self.values.get("displayname", "") or before.name, number=number or before.number)

    @property
    def status(self) -> dict[str, str]:
        """What Status shows of it."""
        return {label: self.values[name] for label, name in _SHOWN.items() if self.values.get(name)}

    @property
    def srtp(self) -> str:
        """What calls have to do with encryption: require, unless the server says that they need not."""
        word = self.values.get("ucpc2pcavencryption", "").lower()
        return {"supportencryption": "offer", "donotsupportencryption": "off"}.get(word, "require")

    def _flag(self, name: str, *, otherwise: bool) -> bool:
        return {"true": True, "1": True, "false": False, "0": False}.get(self.values.get(name, "").lower(), otherwise)

    def _number(self, name: str, otherwise: int, least: int, most: int) -> int:
        text = self.values.get(name, "")
        known = text.isascii() and text.isdecimal() and len(text) < 10
        return max(least, min(int(text), most)) if known else otherwise


def seconds(text: str, otherwise: int) -> int:
    """A time written as hh:mm:ss."""
    found = re.fullmatch(r"(\d{1,3}):(\d{2}):(\d{2})", text)
    if found is None:
        return otherwise
    return sum(int(part) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True))


def read_policy(body: str) -> Told:
    """What stands in the body of a notification; nothing, if it cannot be read."""
    try:
        root = read_xml(body)
    except XmlBodyError:
        return Told({})
    return Told({name: text for group in root.all("provisionGroup") for name, text in _entries(group)})


def _entries(group: Node) -> list[tuple[str, str]]:
    plain = [(each.name.lower(), each.text) for each in group.children if not each.children]
    return plain + [(each.attributes.get("name", "").lower(), each.text) for each in group.all("property")]
