"""From the phone's terms to those of its SIP side: lines, servers, codecs, tones, trusted CAs."""

from __future__ import annotations

import contextlib
import random
import re
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Literal
from urllib.parse import quote

import msgspec

from emulator.audio.tones import Tone
from emulator.boot.model import config
from emulator.boot.transfer.tls import Certificate, TlsContexts
from emulator.config.layers import Configuration
from emulator.config.tls import TlsProfile, sip_profile
from emulator.kernel.clock import SECOND
from emulator.kernel.state import State
from emulator.lines.model import LineSettings
from emulator.lines.model import Server as LineServer
from emulator.network.model import Network
from emulator.sip.codecs import codecs, media_ports, media_terms
from emulator.sip.edge.accounts import Line
from emulator.sip.edge.face import Face
from emulator.sip.protocol import Configure
from emulator.sip.sounds import Beep, Silence, Sink, Source, Tones, Unheard
from emulator.sip.stack.digest import Credentials
from emulator.sip.stack.headers import NameAddr, SipSyntaxError, Uri
from emulator.sip.stack.names import Lookup
from emulator.sip.stack.resolve import Server, resolve
from emulator.sip.stack.timers import Patience

SRTP: dict[str, Literal[0, 1, 2]] = {"off": 0, "accept": 0, "offer": 1, "require": 2}
"""What calls of ours say of encryption, by what their line does with it."""

TAKEN_SRTP: dict[str, Literal[0, 1, 2]] = {**SRTP, "accept": 1}
"""What is taken of calls that come in."""


class SipSetup(msgspec.Struct):
    """What of a phone's SIP side its user may choose; `port` None leaves it to configuration."""

    user_agent: str
    bind: str = ""
    port: int | None = 0
    trust: ssl.SSLContext | None = None
    certificate: Certificate = str
    microphone: Source = Silence()
    speaker: Sink = Unheard()
    hear: Callable[[bytes], None] = lambda pcm: None
    """Takes the microphone's sound while the paired computer listens."""
    name_servers: tuple[str, ...] = ()
    """To ask in place of those that the phone would ask: addresses, with `:port` if it is not 53."""


RETRIES = 3
"""How often a request is repeated to a silent server where configuration says 0 (UCS 4.1 administrator guide)."""

_USER = "-_.!~*'()&=+$,;?/"  # what a user part may hold unescaped (RFC 3261, section 25.1)


def sip_server(server: LineServer) -> Server:
    """A call server, with the patience that the phone has with it."""
    patience = Patience(server.retry_count or RETRIES, server.retry_timeout * SECOND // 1000, server.fast)
    return Server(server.address, server.port, server.transport, patience, server.fail_over)


def line_server(settings: LineSettings, number: int) -> Server:
    """Where requests go that are for one of a line's servers: to it, or to the outbound proxy."""
    server, proxy = settings.servers[number], settings.outbound_proxy
    domain = "" if settings.hosted or server.address == settings.domain else server.address
    if proxy is None or not server.via_proxy:
        return msgspec.structs.replace(sip_server(server), domain=domain)
    return msgspec.structs.replace(
        sip_server(proxy), patience=sip_server(server).patience, domain=domain, route=_route(settings, proxy)
    )


def _route(settings: LineSettings, proxy: LineServer) -> str:
    """The Route that tells the outbound proxy of a line that it is meant; empty if it is not to be told."""
    kind = {"TCPOnly": "tcp", "TCPpreferred": "tcp", "TLS": "tls"}.get(proxy.transport)
    params = ((("transport", kind),) if kind else ()) + (("lr", None),)
    return f"<{Uri('sip', '', proxy.address, proxy.port, params)}>" if settings.route else ""


def sip_line(settings: LineSettings, first: int = 0) -> Line:
    """A line, its calls going to server number `first` before the others."""
    numbers = sorted(range(len(settings.servers)), key=lambda number: (number != first, number))
    servers = [line_server(settings, number) for number in numbers]
    if not servers and settings.outbound_proxy:
        servers = [sip_server(settings.outbound_proxy)]
    return Line(
        settings.index,
        Uri("sip", settings.user, settings.domain),
        Credentials(settings.login, settings.auth_password),
        settings.display_name,
        servers=tuple(servers),
        srtp=TAKEN_SRTP[settings.srtp],
        proxy_require=settings.proxy_require,
        challenger_first=settings.challenger_first,
        interop=settings.interop,
    )


def music_on_hold(configuration: Configuration, settings: LineSettings) -> str:
    """The address that plays music for those whom a line holds: the line's own, else that of all; "" without any."""
    own, all_lines = f"reg.{settings.index}.musicOnHold.uri", "voIpProt.SIP.musicOnHold.uri"
    written = (configuration.text(own).strip() or configuration.text(all_lines).strip()).strip("<> ")
    return target_uri(written, settings.domain) if written else ""


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


def engine_settings(configuration: Configuration, user_agent: str, address: str, route: str) -> Configure:
    """What engines are started with."""
    ports, terms = media_ports(configuration), media_terms(configuration)
    refreshed = configuration.flag("voIpProt.SIP.keepalive.sessionTimers")
    return Configure(user_agent, address, route, ports, codecs(configuration), terms, refreshed)


def signal(tone: Tone | None) -> Source:
    """A tone of the phone as the engine plays it."""
    if tone is None or not tone.beeps:
        return Silence()
    beeps = (Beep(each.hz, each.on, each.off, each.level) for each in tone.beeps for _ in range(each.times))
    return Tones(tuple(beeps), tone.repeat)


def trust(given: ssl.SSLContext | None, configuration: Configuration, own: Certificate = str) -> ssl.SSLContext:
    """How SIP servers are checked: by the given context, unless configuration has profiles or authorities of its own.

    What the given one trusts counts in any case, and stays as it is, for it is for others too. With mutual TLS the
    phone shows its certificate to servers that ask: that of the profile, else its `own`.
    """
    profile = sip_profile(configuration)
    if not configuration.flag("voIpProt.SIP.mtls.enable"):
        profile, own = msgspec.structs.replace(profile, certificate="", key=""), str
    if profile == TlsProfile() and own is str:
        return given or ssl.create_default_context()
    return TlsContexts(given, own).context(profile)


async def own_address(servers: Iterable[Server], lookup: Lookup, rng: random.Random) -> str:
    """The address of this machine from which the first server that is known by DNS is reached; loopback without any."""
    for server in servers:
        for hop in (await resolve(server, lookup, rng)).hops:
            family = socket.AF_INET6 if ":" in hop.host else socket.AF_INET
            with contextlib.suppress(OSError, UnicodeError), socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((hop.host, hop.port))
                return str(probe.getsockname()[0])
    return "127.0.0.1"


def name_servers(phone: State) -> tuple[str, ...]:
    """The name servers that the phone asks: those of DHCP, unless it has its own or is told to prefer these."""
    settings = config(phone)
    own = tuple(filter(None, (settings.text(f"tcpIpApp.dns.{each}").strip() for each in ("server", "altServer"))))
    if own and settings.flag("tcpIpApp.dns.address.overrideDHCP"):
        return own
    return phone[Network].lease.option(6).values or own


def shape(face: Face, configuration: Configuration) -> None:
    """Show the phone as configuration wants it shown: behind a NAT, with short header names, with marks in Via."""
    flag, number = configuration.flag, configuration.number
    face.rport = flag("voIpProt.SIP.rport")
    face.alias = flag("voIpProt.SIP.connectionReuse.useAlias")
    face.compact = flag("voIpProt.SIP.sendCompactHdrs")
    face.mac = configuration.identity.mac
    face.address = configuration.text("nat.ip").strip() or face.address
    if number("nat.signalPort"):
        face.ports = dict.fromkeys(face.ports, number("nat.signalPort"))
