"""What a network has to give, as values: answers of DHCP servers, VLANs that switches tell, a redirect service."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit, urlunsplit

import msgspec

from emulator.network.radio import AccessPoint
from emulator.network.supplicant import Guard


class Option(msgspec.Struct, frozen=True):
    """The value of one DHCP option.

    `packed` tells that it travels in binary, as addresses and numbers do, instead of as text. The user and password
    of a URL stand apart from it, so that they are starred wherever the value is shown.
    """

    values: tuple[str, ...] = ()
    packed: bool = False
    user: str = ""
    password: str = ""

    @property
    def text(self) -> str:
        """The value, of several the first."""
        return self.values[0] if self.values else ""


class Offer(msgspec.Struct, frozen=True):
    """What one DHCP server answers, `after` so many seconds; without a VLAN it does so on every one.

    `options` are keyed by the option's number, `vendor` are the sub-options of option 43 (RFC 2132, section 8.4).
    """

    server: str = ""
    address: str = ""
    after: float = 0.0
    lease: int = 86400
    vlan: int | None = None
    options: dict[str, Option] = {}
    vendor: dict[str, Option] = {}

    def option(self, number: int) -> Option:
        """An option as the phone reads it, without values if the server did not send it.

        What the maker's own sub-options of option 43 say counts before the option of the same number (from memory);
        those for Microsoft's clients are none of them.
        """
        own = {} if self.for_lync else self.vendor
        return own.get(str(number)) or self.options.get(str(number)) or Option()

    @property
    def for_lync(self) -> bool:
        """Whether option 43 is for Microsoft's clients: it leads to certificates, not to a boot server."""
        classes = (self.options.get("60", Option()).text, self.vendor.get("1", Option()).text)
        return "MS-UC-Client" in classes


class Surroundings(msgspec.Struct, frozen=True):
    """The network that the phone is plugged into; by default one that gives an address and nothing else.

    `offers` answer to DISCOVER, `informs` to INFORM; `lldp` and `cdp` are the VLANs that the switch tells; `ztp` is the
    URL of a redirect service. A port of the switch that has a `guard` opens for those alone who say who they are.
    `air` are the wireless networks in range; None for whichever a phone looks for.
    """

    offers: tuple[Offer, ...] = (Offer(),)
    informs: tuple[Offer, ...] = ()
    lldp: int | None = None
    cdp: int | None = None
    ztp: Option = Option()
    guard: Guard | None = None
    air: tuple[AccessPoint, ...] | None = None


def text_option(text: str) -> Option:
    """An option that holds text; a URL's user and password are taken out of it."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return Option((text,))
    if not parts.scheme or "@" not in parts.netloc:
        return Option((text,))
    login, _, host = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    return Option((urlunsplit(parts._replace(netloc=host)),), user=unquote(user), password=unquote(password))
