"""The tables of the Lync 2010 provisioning guide, parameter by parameter: another value, and the phone differs."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from emulator.calls.model import InviteReceived
from emulator.calls.orders import PlaceCall, RefuseInvite
from emulator.config.catalogue import find, why_not
from emulator.display.model import Display, Touched
from emulator.factory import Authority
from emulator.lab.authority import device_authority
from emulator.lab.lab import Lab
from emulator.lab.lync import PER_PHONE, SHARED, edit, template
from emulator.lines.model import LineSettings, SendRegister
from emulator.phone import Phone
from emulator.presence.model import SendPublish
from tests.guides.headings import LYNC_2010, procedure
from tests.guides.lync import MAC
from tests.guides.tables import ELSEWHERE, TABLES, WITHOUT_EFFECT, parameter, shown
from tests.integration.phone.configuring import configure
from tests.unit.hands import Hands

OTHER = "0004f2aabb02"
TESTS = Path(__file__).parents[1]
MINUTE = 60
TUESDAY = 1_700_568_000_000_000
"""Noon of a day on which people work."""


def pure(changes: dict[str, str] | None = None, kind: str = "credentials", model: str = "VVX_500") -> Hands:
    """A phone with the templates as they are shipped, but for some values; the first file counts most."""
    name = PER_PHONE[kind]  # type: ignore[index]
    written = "".join(f" {parameter}={value!r}".replace("'", '"') for parameter, value in (changes or {}).items())
    files = {
        "000000000000.cfg": edit(template("000000000000.cfg"), {"CONFIG_FILES": f"changes.cfg, {name}, {SHARED}"}),
        "changes.cfg": f"<changes{written}/>",
        name: template(name),
        SHARED: template(SHARED),
    }
    return Hands(model, {path: text.encode() for path, text in files.items()}, parts=(Display(powered_on=TUESDAY),))


def registered(phone: Hands) -> LineSettings:
    """The line as it was last registered."""
    return [each.line for each in phone.effects if isinstance(each, SendRegister)][-1]


def published(phone: Hands) -> list[str]:
    """What was told of the user's presence."""
    return [each.status for each in phone.effects if isinstance(each, SendPublish)]


@parameter("feature.presence.enabled")
@pytest.mark.parametrize(("value", "told"), [("1", ["Available"]), ("0", [])])
def test_presence(value: str, told: list[str]) -> None:
    """It is told, or not; with it there is a status of one's own to choose."""
    phone = pure({"feature.presence.enabled": value})
    assert told == published(phone)
    assert bool(told) == ("My Status" in [key.label for key in phone.screen.actions])


@parameter("voIpProt.server.1.specialInterop", "reg.1.server.1.specialInterop")
@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, [1]),
        ({"voIpProt.server.1.specialInterop": "standard"}, [1, 2]),
        ({"reg.1.server.1.address": "a.example", "reg.1.server.1.specialInterop": "standard"}, [1, 2]),
        ({"reg.1.server.1.address": "a.example", "reg.1.server.1.specialInterop": "lync2010"}, [1]),
    ],
)
def test_there_is_one_lync_line_a_device(changes: dict[str, str], lines: list[int]) -> None:
    """A second line that would register with a Lync server is left out; the line's own server counts first."""
    phone = pure({"reg.2.address": "second@example.com", **changes})
    assert lines == sorted({each.line.index for each in phone.effects if isinstance(each, SendRegister)})


@parameter("voIpProt.server.1.address", "voIpProt.server.1.transport", "reg.1.address")
def test_where_the_line_registers_and_as_whom() -> None:
    """By the templates' values, and by others."""
    found = [registered(pure()), registered(pure({
        "voIpProt.server.1.address": "pool.example.net",
        "voIpProt.server.1.transport": "TCPOnly",
        "reg.1.address": "sip:ann@example.net",
    }))]  # fmt: skip
    assert [
        ("jdoe", "example.com", "lync.example.com", "TLS"),
        ("ann", "example.net", "pool.example.net", "TCPOnly"),
    ] == [(line.user, line.domain, line.servers[0].address, line.servers[0].transport) for line in found]


@parameter("reg.1.server.1.address", "reg.1.server.1.transport")
def test_a_server_of_the_lines_own() -> None:
    """All of its parameters count in the place of those for all lines; if it is empty, none does."""
    own = {"reg.1.server.1.address": "own.example", "reg.1.server.1.transport": "UDPOnly"}
    assert [("own.example", "UDPOnly")] == [(s.address, s.transport) for s in registered(pure(own)).servers]
    transport = {"reg.1.server.1.transport": "UDPOnly"}
    assert [("lync.example.com", "TLS")] == [(s.address, s.transport) for s in registered(pure(transport)).servers]


@parameter("reg.1.auth.userId", "reg.1.auth.password", "reg.1.auth.domain")
def test_the_login_in_the_file() -> None:
    """The user of a domain, unless there is none or the name has it already."""
    changes = {"reg.1.auth.userId": "ann", "reg.1.auth.password": "other", "reg.1.auth.domain": "NET"}
    line = registered(pure(changes))
    assert ("NET\\ann", "other") == (line.login, line.auth_password)
    assert "ann@net.example" == registered(pure({**changes, "reg.1.auth.userId": "ann@net.example"})).login


@parameter("reg.1.auth.useLoginCredentials")
def test_the_login_at_the_phone() -> None:
    """With it the line waits, and the menu has the form; without, it registers without a password."""
    phone = pure(kind="login")
    assert not [each for each in phone.effects if isinstance(each, SendRegister)]
    without = pure({"reg.1.auth.useLoginCredentials": "0"}, kind="login")
    assert "" == registered(without).auth_password
    assert [True, False] == ["Login Credentials" in basic(each) for each in (phone, without)]


def basic(phone: Hands) -> str:
    """What Settings > Basic offers."""
    phone.press("Home")
    seen = ""
    for label in ("Settings", "Basic"):
        hit = next(hit for hit in phone.device.frame(phone.screen).hits if hit.label.lstrip("0123456789 ") == label)
        phone.feed(Touched(*hit.center))
        seen += phone.text
    return seen


@parameter("msg.mwi.1.callBackMode", "msg.mwi.1.callBack")
@pytest.mark.parametrize(
    ("changes", "called"),
    [
        ({}, ["jdoe@example.com;opaque=app:voicemail"]),
        ({"msg.mwi.1.callBack": "5000"}, ["5000"]),
        ({"msg.mwi.1.callBackMode": "registration"}, ["jdoe"]),
        ({"msg.mwi.1.callBackMode": "disabled"}, []),
    ],
)
def test_whom_the_messages_key_calls(changes: dict[str, str], called: list[str]) -> None:
    """The user's address as an application for voicemail; what else is configured; the line itself; nobody."""
    phone = pure({"up.oneTouchVoiceMail": "1", **changes}, model="SPIP_650")
    phone.press("Messages")
    assert called == [each.target for each in phone.effects if isinstance(each, PlaceCall)]


@parameter("reg.1.telephony")
@pytest.mark.parametrize(("value", "placed", "refused"), [("1", 1, []), ("0", 0, [480])])
def test_a_line_without_telephony(value: str, placed: int, refused: list[int]) -> None:
    """It registers and neither makes nor takes calls."""
    phone = pure({"reg.1.telephony": value})
    phone.press("New Call", *"1002")
    if "Dial" in [key.label for key in phone.screen.soft_keys]:
        phone.press("Dial")
    assert placed == len([each for each in phone.effects if isinstance(each, PlaceCall)])
    phone = pure({"reg.1.telephony": value})
    phone.feed(InviteReceived("x", 1, "1009"))
    assert refused == [each.code for each in phone.effects if isinstance(each, RefuseInvite)]


@parameter(
    "pres.idleTimeout.offHours.enabled",
    "pres.idleTimeout.offHours.period",
    "pres.idleTimeout.officeHours.enabled",
    "pres.idleTimeout.officeHours.period",
)
@pytest.mark.parametrize(
    ("changes", "minutes", "last"),
    [
        ({}, 14, "Available"),
        ({}, 16, "Away"),
        ({"period": "30"}, 29, "Available"),
        ({"period": "30"}, 31, "Away"),
        ({"enabled": "0"}, 600, "Available"),
    ],
)
@pytest.mark.parametrize("hours", ["officeHours", "offHours"])
def test_who_does_not_touch_the_phone_is_away(hours: str, changes: dict[str, str], minutes: int, last: str) -> None:
    """After the minutes of the hours that it is, until a key is pressed."""
    week = {"startHour": "6", "duration": "12" if hours == "officeHours" else "0"}
    days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    office = {f"powerSaving.officeHours.{name}.{day}": value for name, value in week.items() for day in days}
    both = {f"pres.idleTimeout.{hours}.{name}": value for name, value in changes.items()}
    phone = pure({**office, **both})
    phone.wait(minutes * MINUTE)
    assert last == published(phone)[-1]
    phone.press("1")
    assert "Available" == published(phone)[-1]


# On the wire


async def offer(lab: Lab, **changes: str) -> str:
    """What the phone's first call offers."""
    lab.boot_server.add_phone(MAC)
    configure(lab, **{name.replace(".", "__"): value for name, value in changes.items()})
    async with Phone("VVX_500", mac=MAC, server=lab.boot_server.url) as phone:
        await phone.until("registered")
        phone.dial("1002")
        await phone.until(lambda p: p.calls[0].state == "connected" or p.calls[0].ended or None)
        sent = [text for _, way, _, text in phone.sip_trace if way == "out" and text.startswith("INVITE ")]
        return sent[-1].partition("\r\n\r\n")[2]


@parameter("sec.srtp.require", "sec.srtp.offer", "sec.srtp.enabled", "sec.srtp.key.lifetime")
@parameter("reg.1.srtp.require", "reg.1.srtp.offer", "reg.1.srtp.enable")
@pytest.mark.parametrize(
    ("changes", "profile", "key"),
    [
        ({}, "RTP/SAVP", "|2^31"),
        ({"sec.srtp.key.lifetime": "2^20"}, "RTP/SAVP", "|2^20"),
        ({"sec.srtp.require": "0"}, "RTP/AVP", ""),
        ({"sec.srtp.require": "0", "sec.srtp.offer": "1"}, "RTP/AVP", "|2^31"),
        ({"sec.srtp.enabled": "0"}, "RTP/AVP", ""),
        ({"reg.1.srtp.require": "0"}, "RTP/AVP", ""),
        ({"reg.1.srtp.require": "0", "reg.1.srtp.offer": "1"}, "RTP/AVP", "|2^31"),
        ({"sec.srtp.require": "0", "reg.1.srtp.require": "1"}, "RTP/SAVP", "|2^31"),
        ({"reg.1.srtp.enable": "0"}, "RTP/AVP", ""),
    ],
)
async def test_what_is_offered(changes: dict[str, str], profile: str, key: str) -> None:
    """A secure stream alone, one beside a plain one, or none; the line's word counts before that for all."""
    async with Lab(lync="credentials") as lab:
        lines = (await offer(lab, **changes)).splitlines()
    assert [profile] == [line.split()[2] for line in lines if line.startswith("m=")]
    keys = [line for line in lines if line.startswith("a=crypto:")]
    assert bool(key) == bool(keys)
    assert all(line.endswith(key) for line in keys)


@parameter("sec.srtp.holdWithNewKey", "sec.srtp.resumeWithNewKey")
@pytest.mark.parametrize(
    ("hold", "resume", "same"), [("0", "0", [0, 0, 0]), ("1", "0", [0, 1, 1]), ("0", "1", [0, 0, 2])]
)
async def test_new_keys(hold: str, resume: str, same: list[int]) -> None:
    """A held call, or one that is resumed, goes on with the key that it has, or with a new one."""
    async with Lab(lync="credentials") as lab:
        for mac in (MAC, OTHER):
            lab.boot_server.add_phone(mac)
        configure(lab, sec__srtp__holdWithNewKey=hold, sec__srtp__resumeWithNewKey=resume)
        url = lab.boot_server.url
        async with Phone("VVX_500", mac=MAC, server=url) as here, Phone("SPIP_650", mac=OTHER, server=url) as there:
            await asyncio.gather(here.until("registered"), there.until("registered"))
            here.dial(there.lines[0].settings.user)
            await there.until("call:offering")
            there.press("Answer")
            await here.until("call:connected")
            here.press("Hold")
            await here.until("call:held")
            here.press("Resume")
            await here.until("call:connected")
            keys = [
                line.partition("inline:")[2]
                for _, way, _, text in here.sip_trace
                if way == "out" and text.startswith("INVITE ")
                for line in text.splitlines()
                if line.startswith("a=crypto:1 ")
            ]
    _, *authorized = keys
    assert same == [authorized.index(key) for key in authorized]


async def registers(lab: Lab, **changes: str) -> bool:
    """Whether a phone with these changes gets registered."""
    lab.boot_server.add_phone(MAC)
    configure(lab, **{name.replace(".", "__"): value for name, value in changes.items()})
    async with Phone("VVX_500", mac=MAC, server=lab.boot_server.url) as phone:
        await phone.until(lambda p: p.lines[0].registered or p.lines[0].code > 0)
        return phone.lines[0].registered


@parameter("voIpProt.SIP.mtls.enable")
@pytest.mark.parametrize("value", ["0", "1"])
async def test_mutual_tls(value: str) -> None:
    """A server that wants to see a certificate of the factory's gets it only with mutual TLS."""
    async with Lab(lync="credentials") as lab:
        assert lab._tls is not None
        lab._tls.load_verify_locations(cadata=device_authority())
        lab._tls.verify_mode = ssl.CERT_REQUIRED
        assert (value == "1") == await registers(lab, **{"voIpProt.SIP.mtls.enable": value})


@parameter("sec.TLS.profileSelection.SIP", "sec.TLS.customCaCert.1")
@pytest.mark.parametrize(
    ("changes", "trusted"),
    [
        ({}, True),
        ({"sec.TLS.customCaCert.1": Authority.new("Somebody else").pem.replace("\n", "&#10;")}, False),
        ({"sec.TLS.profile.2.caCert.application1": "0"}, True),
        (
            {"sec.TLS.profileSelection.SIP": "ApplicationProfile2", "sec.TLS.profile.2.caCert.application1": "0"},
            False,
        ),
    ],
)
async def test_whom_the_phone_trusts(changes: dict[str, str], trusted: bool) -> None:
    """The authority in the shared file, by the profile that is selected, and nobody else."""
    async with Lab(lync="credentials") as lab:
        assert trusted == await registers(lab, **changes)


# All of them


@procedure(LYNC_2010, "Table 2: Shared Lync Parameters")
@procedure(LYNC_2010, "Table 3: Per-Phone Settings with Phone Lync Login Credentials")
@procedure(LYNC_2010, "Table 4: Per-Phone Settings for Secure Provisioning Systems")
@procedure(LYNC_2010, "Table 5: Additional Lync Parameters")
def test_every_parameter_has_a_test_or_a_reason() -> None:
    """None of the tables' parameters is without effect, but for those whose row in the catalogue says why."""
    named = set().union(*TABLES.values())
    assert named == shown | set(ELSEWHERE) | WITHOUT_EFFECT
    for name in named:
        known = find(name)
        assert known is not None, name
        assert (name not in WITHOUT_EFFECT) == known.emulated, name
        assert known.emulated or why_not(name) != "not emulated yet", name


@pytest.mark.parametrize(("name", "place"), ELSEWHERE.items())
def test_tests_elsewhere_are_there(name: str, place: tuple[str, str]) -> None:
    """The test of a parameter that is not of this guide alone names it."""
    file, function = place
    text = (TESTS / file).read_text()
    assert f"def {function}(" in text
    assert ".".join(name.split(".")[-3:]).removeprefix("tcp.") in text


def test_the_templates_have_what_the_tables_say() -> None:
    """Neither more nor less: the shared file that of table 2, the others those of tables 3 and 4."""
    two, three, four, _ = TABLES.values()
    assert [set(two), set(three), set(four), {*two, *three}] == [
        {name for name in set().union(*TABLES.values()) if f'{name}="' in template(file)}
        for file in (SHARED, PER_PHONE["login"], PER_PHONE["credentials"], PER_PHONE["all-in-one"])
    ]
