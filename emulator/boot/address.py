"""Where the boot server is: the device's forms of a server address, and the URLs of files below it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

import msgspec

from emulator.boot.orders import Login
from emulator.config.layers import Configuration
from emulator.config.tls import TlsProfile, platform_profile
from emulator.network.model import Found

ATTEMPTS = 3
"""Tries for one file unless device.prov.redunAttemptLimit says otherwise (from memory)."""
DELAY = 1
"""Seconds between tries unless device.prov.redunInterAttemptDelay says otherwise (from memory)."""
REDUNDANT = 1
"""How many addresses of the server's name are asked unless device.prov.maxRedunServers says otherwise (UCS 5.0)."""

_KEPT = "/%:@?=&"


SCHEMES = ("http", "https", "ftp", "ftps", "tftp")
"""The kinds of server that there is a transport for."""


class AddressError(ValueError):
    """What was given as a server's address is none; the message says why."""


class BootServer(msgspec.Struct, frozen=True):
    """A boot server: `base` is the URL of its folder, ending in "/"; `master` the file named in the address."""

    base: str
    login: Login
    master: str = ""
    attempts: int = ATTEMPTS
    delay: int = DELAY
    tag_serial: bool = False
    redundant: int = REDUNDANT
    tls: TlsProfile = TlsProfile()

    @property
    def host(self) -> str:
        """The server's name, as log lines give it."""
        return split_url(self.base).hostname or ""


def boot_server(configuration: Configuration, found: Found | None) -> BootServer | None:
    """The server that was found, as the device settings say how to talk to it; None without an address.

    The address may be an IP address, a host name or a URL, with user, password, path, and the name of the master file
    if it ends in ".cfg"; its scheme wins over the server type, its user and password over those of the settings
    (SIP 3.1 administrator guide, server menu). Several hosts with commas between them are asked in that order, like
    the addresses of one name; that form is from memory.
    """
    if found is None:
        return None
    address = found.address
    if "://" not in address:
        kind = configuration.choice("device.prov.serverType") or "FTP"
        address = f"{kind.lower()}://{address}"
    url, login = split_login(address)
    login = Login(found.user, found.password) if found.user else login
    folder, _, file = url.rpartition("/") if split_url(url).path else (url, "", "")
    if len(file) < len("x.cfg") or not file.endswith(".cfg"):
        folder, file = url.rstrip("/"), ""
    return BootServer(
        f"{folder}/",
        login or Login(configuration.text("device.prov.user"), configuration.text("device.prov.password")),
        unquote(file),
        configuration.number("device.prov.redunAttemptLimit", null=ATTEMPTS),
        configuration.number("device.prov.redunInterAttemptDelay", null=DELAY),
        configuration.flag("device.prov.tagSerialNo"),
        max(configuration.number("device.prov.maxRedunServers", null=REDUNDANT), len(hosts(url))),
        platform_profile(configuration),
    )


def check_url(url: str) -> None:
    """Raises AddressError unless it is the URL of a server that the phone can talk to."""
    parts = split_url(url)
    if not parts.scheme or not parts.hostname or any(character.isspace() for character in url):
        raise AddressError(f"{url!r} is no URL of a server; write it like http://boot.example.com/phones/")
    if parts.scheme not in SCHEMES:
        raise AddressError(f"{parts.scheme} servers cannot be used; {', '.join(SCHEMES)} ones can")
    try:
        _ = parts.port
    except ValueError:
        raise AddressError(f"{url!r} has a port that is none") from None


def split_url(url: str) -> SplitResult:
    """The parts of a URL; what is none has a path alone."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")


def hosts(url: str) -> tuple[str, ...]:
    """The hosts of a URL: one, or a list with commas between."""
    return tuple(filter(None, (split_url(url).hostname or "").split(",")))


def at_host(url: str, host: str) -> str:
    """The URL with that one of its hosts alone, at the same port."""
    parts = split_url(url)
    port = f":{parts.port}" if parts.port is not None else ""
    name = f"[{host}]" if ":" in host else host
    return urlunsplit(parts._replace(netloc=f"{name}{port}"))


def split_login(url: str) -> tuple[str, Login | None]:
    """A URL without its user and password, and these, if it has them."""
    parts = split_url(url)
    if "@" not in parts.netloc:
        return url, None
    login, _, host = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    return urlunsplit(parts._replace(netloc=host)), Login(unquote(user), unquote(password))


def place(base: str, directory: str, name: str) -> str:
    """The URL of the file `name` in a directory of the master file.

    Both may be URLs of their own. A path counts from the server's folder, with or without a slash in front.
    """
    if "://" in name:
        return name
    folder = directory if "://" in directory else base + quote(directory.lstrip("/"), safe=_KEPT)
    if not folder.endswith("/"):
        folder += "/"
    return folder + quote(name.lstrip("/"), safe=_KEPT)


def address_settings(url: str, user: str = "", password: str = "") -> Mapping[str, str]:
    """Device settings that point a phone at a server; user and password within the URL count less than those given."""
    bare, login = split_login(url)
    user = user or (login.user if login else "")
    password = password or (login.password if login else "")
    settings = {
        "device.prov.serverName": bare,
        "device.prov.user": user,
        "device.prov.password": password,
    }
    return {name: value for name, value in settings.items() if value}
