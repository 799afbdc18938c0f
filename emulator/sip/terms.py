"""From the phone's terms to those of its SIP side: lines, servers, codecs, tones, trusted CAs."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import Iterable
from typing import Literal
from urllib.parse import quote

import msgspec

from emulator.audio.tones import Tone
from emulator.config.layers import Configuration
from emulator.kernel.clock import SECOND
from emulator.lines.model import LineSettings
from emulator.lines.model import Server as LineServer
from emulator.sip.accounts import Line
from emulator.sip.digest import Credentials
from emulator.sip.headers import NameAddr, SipSyntaxError, Uri
from emulator.sip.protocol import Configure
from emulator.sip.resolve import Server
from emulator.sip.sounds import Beep, Silence, Sink, Source, Tones, Unheard
from emulator.sip.timers import Patience

SRTP: dict[str, Literal[0, 1, 2]] = {"off": 0, "offer": 1, "require": 2}

CODECS = {
    "G711_Mu": "PCMU/8000/1",
    "G711_A": "PCMA/8000/1",
    "G722": "G722/16000/1",
    "iLBC.13_33kbps": "iLBC/8000/1",
    "iLBC.15_2kbps": "iLBC/8000/1",
}
"""The codecs that phone and engine have in common, by their parameter voice.codecPref.*."""

RTP_PORTS = 48
"""How many ports a phone uses for media, from tcpIpApp.port.rtp.mediaPortRangeStart on."""


class SipSetup(msgspec.Struct):
    """What of a phone's SIP side its user may choose; `port` None leaves it to configuration."""

    user_agent: str
    bind: str = ""
    port: int | None = 0
    trust: ssl.SSLContext | None = None
    microphone: Source = Silence()
    speaker: Sink = Unheard()


_USER = "-_.!~*'()&=+$,;?/"  # what a user part may hold unescaped (RFC 3261, section 25.1)


def sip_server(server: LineServer) -> Server:
    """A call server, with the patience that the phone has with it."""
    patience = Patience(server.retry_count or None, server.retry_timeout * SECOND // 1000)
    return Server(server.address, server.port, server.transport, patience)


def sip_line(settings: LineSettings, first: int = 0) -> Line:
    """A line, its calls going to server number `first` before the others; or to the outbound proxy alone."""
    proxy = settings.outbound_proxy
    servers = (proxy,) if proxy else (*settings.servers[first:], *settings.servers[:first])
    return Line(
        settings.index,
        Uri("sip", settings.user, settings.domain),
        Credentials(settings.auth_user, settings.auth_password),
        settings.display_name,
        servers=tuple(sip_server(each) for each in servers),
        srtp=SRTP[settings.srtp],
    )


def target_uri(target: str, domain: str) -> str:
    """The address to call for a number, a user@host, or a SIP URI."""
    if target.lower().startswith(("sip:", "sips:")):
        return target
    user, at, host = target.rpartition("@")
    return f"sip:{quote(user if at else target, safe=_USER)}@{host if at else domain}"


def caller(value: str) -> tuple[str, str]:
    """The number and the name in a From or P-Asserted-Identity; both may be empty."""
    try:
        address = NameAddr.parse(value)
        uri = Uri.parse(address.uri)
    except SipSyntaxError:
        return "", ""
    return readable(uri.user or uri.host), readable(_plain(address.display))


def readable(text: str) -> str:
    """Text off the wire for people to read: what is not UTF-8 is taken for Latin-1, as old servers send names."""
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _plain(display: str) -> str:
    """A display name without the quotes and escapes that it has on the wire."""
    if len(display) > 1 and display[0] == display[-1] == '"':
        return re.sub(r"\\(.)", r"\1", display[1:-1])
    return display


def codecs(configuration: Configuration) -> tuple[str, ...]:
    """What calls offer, the most wanted first; G.711 if the configuration leaves nothing that the engine has."""
    ranked = [(configuration.number(f"voice.codecPref.{name}"), engine) for name, engine in CODECS.items()]
    wanted = [engine for rank, engine in sorted(ranked) if rank]
    return tuple(dict.fromkeys(wanted)) or ("PCMU/8000/1", "PCMA/8000/1")


def engine_settings(configuration: Configuration, user_agent: str, address: str, route: str) -> Configure:
    """What engines are started with."""
    start = configuration.number("tcpIpApp.port.rtp.mediaPortRangeStart", null=2222) or 2222
    return Configure(user_agent, address, route, (start, start + RTP_PORTS - 1), codecs(configuration))


def signal(tone: Tone | None) -> Source:
    """A tone of the phone as the engine plays it."""
    if tone is None or not tone.beeps:
        return Silence()
    beeps = (Beep(each.hz, each.on, each.off, each.level) for each in tone.beeps for _ in range(each.times))
    return Tones(tuple(beeps), tone.repeat)


def trust(given: ssl.SSLContext | None, configuration: Configuration) -> ssl.SSLContext:
    """The CAs that SIP servers are checked against: the given ones and those in sec.TLS.customCaCert.*."""
    indices = configuration.indices("sec.TLS.customCaCert.x")
    if given is not None and not indices:
        return given
    context = ssl.create_default_context()
    # The given ones are for others too, and for the next boot: what this configuration adds must not stay in them.
    if given is not None and (known := given.get_ca_certs(binary_form=True)):
        context.load_verify_locations(cadata=b"".join(known))
    for index in indices:
        with contextlib.suppress(ssl.SSLError, ValueError):
            context.load_verify_locations(cadata=_pem(configuration.text(f"sec.TLS.customCaCert.{index}")))
    return context


def _pem(text: str) -> str:
    """A certificate as it stands in an attribute, where line ends have become blanks, as PEM again."""
    body = text.replace("-----BEGIN CERTIFICATE-----", "").replace("-----END CERTIFICATE-----", "")
    lines = "\n".join(body.split())
    return f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"


async def own_address(servers: Iterable[Server]) -> str:
    """The address of this machine from which the first server that is known by DNS is reached; loopback without any."""
    loop = asyncio.get_running_loop()
    for server in servers:
        with contextlib.suppress(OSError, UnicodeError):
            found = await loop.getaddrinfo(server.host, server.port or 5060, type=socket.SOCK_DGRAM)
            family, kind, _, _, address = found[0]
            with socket.socket(family, kind) as probe:
                probe.connect(address)
                return str(probe.getsockname()[0])
    return "127.0.0.1"
