"""From a phone's settings to its parts and links: what is told at the start, and what touches the outside."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self

import msgspec

from emulator.boot.address import address_settings, check_url, split_url
from emulator.boot.devicecert import DeviceCertificate, device_certificate, read_certificate_file
from emulator.boot.flash import Flash, FlashLink
from emulator.boot.link import TransferLink
from emulator.boot.logs.store import LogLink
from emulator.boot.logs.syslog import SyslogLink
from emulator.boot.model import Power, config
from emulator.boot.secrets import SecretsLink
from emulator.boot.transfer.exchange import ExchangeLink
from emulator.boot.transfer.tls import TlsContexts
from emulator.boot.transfer.transport import Resolve, addresses
from emulator.btoe.link import BtoeLink
from emulator.config.identity import identify
from emulator.kernel.links import Host, Link
from emulator.kernel.mac import parse_mac
from emulator.kernel.profile import DeviceProfile
from emulator.kernel.state import Part
from emulator.network.link import SntpLink
from emulator.network.model import Network
from emulator.network.offers import Surroundings
from emulator.network.plug import plug_in
from emulator.settings.certify import CertifyLink
from emulator.settings.gauge import GaugeLink
from emulator.settings.model import Nameplate
from emulator.settings.probe import ProbeLink
from emulator.sip.link import SipLink
from emulator.sip.sounds import Device, Recording, Silence, Sink, Source, Unheard, Wav
from emulator.sip.stack.names import Names, read_table
from emulator.sip.terms import SipSetup, name_servers
from emulator.usb.link import UsbLink

OUI = "0004f2"
"""The first half of a made-up MAC: Polycom's oldest block of addresses."""

FALLBACK_MAC = OUI + "000001"
"""The MAC of a phone without memory that is given none."""


class CaFileError(ValueError):
    """A file of CAs holds none, or cannot be read."""


class Setup(msgspec.Struct):
    """Everything about a phone that its user may choose. Made by `of`, which also takes hold of its flash."""

    profile: DeviceProfile
    flash: Flash
    mac: str
    server: str = ""
    server_user: str = ""
    server_password: str = ""
    save: bool = False
    trust: ssl.SSLContext | None = None
    certificate: DeviceCertificate = DeviceCertificate("Not Installed")
    bind: str = ""
    sip_port: int | None = 0
    boot: str = "quick"
    microphone: Source = Silence()
    speaker: Sink = Unheard()
    usb: Path | None = None
    run: Path | None = None
    """Where connectors of this user find the phone (BToE); None: a folder of the user's own."""
    record: BinaryIO | None = None
    network: Surroundings = Surroundings()
    wall: Callable[[], float] | None = time.time
    seed: int | None = None
    resolve: Resolve = addresses
    lyncdiscover: str = ""
    """Where the names lead by which Skype for Business servers are discovered: host:port; empty: as DNS says, 443."""
    name_servers: tuple[str, ...] = ()
    """Whom the phone asks for SIP servers, in place of those of its network: addresses, with `:port` if not 53."""

    @classmethod
    def of(
        cls,
        profile: DeviceProfile,
        *,
        mac: str | None = None,
        state: str | Path = "none",
        server: str = "",
        bind: str = "",
        dhcp: Path | str | None = None,
        ztp: str = "",
        ca: Path | str | None = None,
        certificate: Path | str = "factory",
        firmware: str = "",
        part_number: str = "",
        record: Path | None = None,
        audio: str = "none",
        audio_in: Path | None = None,
        audio_out: Path | None = None,
        **fields: Any,
    ) -> Self:
        """Check the user's choices and open the flash.

        `dhcp` is a file that tells what the network gives (see `emulator.network.dhcp_file`), `ztp` the URL of a
        redirect service, and `wall` the time that stands in where no time server is named, None for none.
        `state` is a folder, "default" for one of the user's own, or "none"; `certificate` "factory", "none", "invalid",
        "absent" or a file; `usb` a folder that stands for a memory stick; `audio` a sound device, "default" or "none",
        in whose place `audio_in` and `audio_out` put WAV files. Raises MacError, AddressError, CaFileError,
        CertificateFileError, DhcpFileError, StateFolderError, OSError (for `record`).
        """
        for url in filter(None, (server, ztp)):
            check_url(url)
        network = plug_in(Path(dhcp) if dhcp else None, ztp, bind, split_url(server).hostname or "")
        wanted = parse_mac(mac) if mac else ""
        trust = trust_also(Path(ca)) if ca else None
        own = read_certificate_file(str(certificate))
        flash = Flash(_folder(state, wanted))
        changes = {
            "firmware": firmware or flash.software() or profile.firmware,
            "part_number": part_number or profile.part_number,
        }
        mac = wanted or _remembered_mac(flash)
        return cls(
            profile=msgspec.structs.replace(profile, **changes),
            flash=flash,
            mac=mac,
            server=server,
            bind=bind,
            network=network,
            trust=trust,
            certificate=device_certificate(str(certificate), own, mac, flash),
            record=record.open("wb") if record else None,
            microphone=_source(audio, audio_in),
            speaker=_sink(audio, audio_out),
            **fields,
        )

    @property
    def stick(self) -> Path | None:
        """The folder that stands for a memory stick: the given one, else one beside the flash, if that has a place."""
        return self.usb or (self.flash.folder / "usb" if self.flash.folder else None)

    def close(self) -> None:
        """Let go of flash and recording."""
        self.flash.close()
        if self.record is not None:
            self.record.close()


def _source(audio: str, wav: Path | None) -> Source:
    """What the microphone picks up."""
    if wav:
        return Wav(str(wav.absolute()), repeat=True)
    return Silence() if audio == "none" else Device("" if audio == "default" else audio)


def _sink(audio: str, wav: Path | None) -> Sink:
    """Where sound goes."""
    if wav:
        return Recording(str(wav.absolute()))
    return Unheard() if audio == "none" else Device("" if audio == "default" else audio)


def trust_also(path: Path) -> ssl.SSLContext:
    """The system's CAs and those in a PEM file. Raises CaFileError."""
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(cafile=path)
    except ssl.SSLError:
        raise CaFileError(f"{path} holds no CA certificate in PEM form") from None
    except OSError as error:
        raise CaFileError(f"{path} cannot be read: {error.strerror}") from None
    return context


def data_folder() -> Path:
    """Where the user's phones keep their state."""
    from platformdirs import user_data_path

    return user_data_path("vphone") / "phones"


def _folder(state: str | Path, mac: str) -> Path | None:
    if state == "none":
        return None
    return data_folder() / (mac or "default") if state == "default" else Path(state)


def _remembered_mac(flash: Flash) -> str:
    """The MAC that this flash has had from the start."""
    if flash.folder is None:
        return FALLBACK_MAC
    written = (flash.read("mac") or b"").decode("ascii", "replace").strip()
    if not written:
        written = OUI + f"{random.SystemRandom().randrange(1 << 24):06x}"
        flash.write("mac", written.encode())
    return written


class Wires(NamedTuple):
    """What a phone starts with: the parts of its state that it remembers, and its links."""

    parts: list[Part]
    links: list[Link]
    sip: SipLink


def connect(setup: Setup, phone: Host) -> Wires:
    """Make the links, and the parts that the phone wakes up with."""
    rng = random.Random(setup.seed)  # noqa: S311 - branches and tags, not secrets
    heard = _sip_setup(setup)
    sip = SipLink(phone, heard, rng)
    btoe = BtoeLink(phone, setup.bind, setup.run, sip.play)
    heard.hear = btoe.hear
    links: list[Link] = [
        *_keepers(setup, phone),
        *_carriers(setup, phone),
        SntpLink(phone.post, phone.clock, rng, setup.wall),
        ProbeLink(phone.post, phone.clock),
        GaugeLink(phone.post),
        CertifyLink(phone.post, phone.clock),
        UsbLink(phone.post, setup.stick),
        btoe,
        sip,
    ]
    return Wires(_parts(setup), links, sip)


def _parts(setup: Setup) -> list[Part]:
    """What the phone wakes up with: what its flash holds, and what is printed under it."""
    given = dict(address_settings(setup.server, setup.server_user, setup.server_password)) if setup.server else {}
    if setup.save:
        setup.flash.save_device(given)
    profile, shown = setup.profile, setup.certificate.shown
    identity = msgspec.structs.replace(identify(profile, setup.mac), part_number=profile.part_number)
    return [
        *setup.flash.parts(identity, given),
        Power(pace=setup.boot),
        Network(surroundings=setup.network),
        Nameplate(setup.mac, profile.firmware, profile.updater, profile.part_number, setup.mac, shown),
    ]


def _sip_setup(setup: Setup) -> SipSetup:
    agent = f"{setup.profile.agent}/{setup.profile.firmware}"
    sip = SipSetup(agent, setup.bind, setup.sip_port, setup.trust)
    sip.microphone, sip.speaker = setup.microphone, setup.speaker
    sip.name_servers = setup.name_servers
    sip.certificate = setup.certificate.pem
    return sip


def _keepers(setup: Setup, phone: Host) -> list[Link]:
    """The links that keep things: settings, secrets, logs."""
    syslog = SyslogLink(phone, TlsContexts(setup.trust, setup.certificate.pem))
    return [
        FlashLink(phone.post, setup.flash),
        SecretsLink(phone.post, phone.clock),
        syslog,
        LogLink(phone, setup.flash, syslog.relay),
    ]


def _carriers(setup: Setup, phone: Host) -> list[Link]:
    """The links that carry files and web pages."""

    def names() -> Names:
        return Names(setup.name_servers or name_servers(phone.state), read_table(config(phone.state)))

    shown: Any = {"certificate": setup.certificate.pem, "resolve": setup.resolve}
    return [
        TransferLink(phone.post, phone.clock, setup.trust, **shown),
        ExchangeLink(phone.post, phone.clock, setup.trust, lyncdiscover=setup.lyncdiscover, names=names, **shown),
    ]
