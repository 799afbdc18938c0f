"""The Lync 2010 provisioning guide: its templates on the phones that it names, and what is typed there."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from emulator.lab.accounts import PHONES
from emulator.lab.lab import Lab
from emulator.lab.lync import DOMAIN, NETWORK, Kind
from emulator.phone import Phone
from emulator.sip.stack.messages import Request, parse
from tests.guides.hands import Walker
from tests.guides.headings import LYNC_2010, procedure
from tests.guides.lync import MAC, MODELS, deployment, menu, on_the_desk
from tests.integration.phone.configuring import configure

USER = PHONES[0]
OTHER = "0004f2aabb02"


def requests(walker: Walker, method: str) -> list[Request]:
    """What the phone has sent with that method."""
    sent = [parse(text.encode()) for _, way, _, text in walker.phone.sip_trace if way == "out"]
    return [each for each in sent if isinstance(each, Request) and each.method == method]


async def log_in(walker: Walker, **entries: str) -> None:
    """Menu > Settings > Basic > Login Credentials, and each field in turn."""
    await menu(walker, "Settings", "Basic", "Login Credentials")
    await walker.reads("Domain", "User", "Password")
    for label, text in entries.items():
        await walker.select(label)
        await walker.reads(label)
        await walker.enter(text)
        await walker.press("OK")
        await walker.reads("Login Credentials", text if label != "Password" else "*")


@procedure(LYNC_2010, "To enter login credentials at the phone:")
@procedure(LYNC_2010, "To verify your registration with the Lync server:")
@pytest.mark.parametrize("model", MODELS)
async def test_a_user_logs_in_at_the_phone(model: str) -> None:
    """The line waits for its user; with domain, user and password it registers over TLS, and Status > Lines says so."""
    async with deployment("login") as lab, await on_the_desk(lab, model) as walker:
        assert [] == requests(walker, "REGISTER")
        await menu(walker, "Status", "Lines")
        await walker.reads("Not-Registered")
        await log_in(walker, Domain=NETWORK.lower(), User=USER.user, Password=USER.password)
        await walker.phone.until("registered")
        await menu(walker, "Status", "Lines")
        await walker.reads(USER.user, "Registered")
        assert f"sip:{DOMAIN}" == requests(walker, "REGISTER")[-1].uri
        assert ["TLS"] == [binding.flow.transport for binding in lab.sip.bindings.of(USER.user)]
        assert USER.password not in walker.text


@procedure(LYNC_2010, "Enabling User Entry of Login Credentials at the Phone")
async def test_wrong_credentials_are_told_and_put_right() -> None:
    """The phone says that they failed; entered anew they are tried at once."""
    async with deployment("login") as lab, await on_the_desk(lab) as walker:
        await log_in(walker, Domain=NETWORK.lower(), User=USER.user, Password="wrong")
        await walker.reads("Login credentials have failed")
        await walker.phone.advance(11)
        await log_in(walker, Password=USER.password)
        await walker.phone.until("registered")


@procedure(LYNC_2010, "Enabling User Entry of Login Credentials at the Phone")
async def test_a_login_outlives_power_cuts(tmp_path: Path) -> None:
    """What was entered once stays in flash, and is on no server; nobody who looks at the configuration sees it."""
    async with deployment("login") as lab:
        async with await on_the_desk(lab, state=tmp_path) as walker:
            await log_in(walker, Domain=NETWORK.lower(), User=USER.user, Password=USER.password)
            await walker.phone.until("registered")
        assert [] == [path for path, body in lab.boot_server.uploads.items() if USER.password.encode() in body]
        async with await on_the_desk(lab, state=tmp_path) as walker:
            await walker.phone.until("registered")


@procedure(LYNC_2010, "Configuring Per-Phone Parameters")
@procedure(LYNC_2010, "Entering Login Credentials in the Configuration Files")
@procedure(LYNC_2010, "Using Centralized Provisioning")
@procedure(LYNC_2010, "Verify Your Connection to Lync")
@pytest.mark.parametrize("model", MODELS)
async def test_credentials_from_files(model: str) -> None:
    """A phone that finds its login in its file registers by itself, as the user of the domain that the file names."""
    async with deployment("credentials") as lab, await on_the_desk(lab, model) as walker:
        await walker.phone.until("registered")
        login = f"{NETWORK}\\{USER.user}"
        assert f'username="{login}"' in (requests(walker, "REGISTER")[-1].get("authorization") or "")
        await menu(walker, "Status", "Lines")
        await walker.reads(USER.user, "Registered")


@procedure(LYNC_2010, "Provisioning with the Web Configuration Utility")
async def test_everything_in_one_file() -> None:
    """What would be imported by the web page works as a phone's only file, too."""
    async with deployment("all-in-one") as lab, await on_the_desk(lab) as walker:
        await log_in(walker, Domain=NETWORK.lower(), User=USER.user, Password=USER.password)
        await walker.phone.until("registered")
        files = {request.path for request in lab.boot_server.requests if request.path.endswith(".cfg")}
        assert f"/phone-{MAC}.cfg" in files
        assert "/lyncSharedExample.cfg" not in files


@procedure(LYNC_2010, "Configuring Shared Parameters")
async def test_calls_are_encrypted_and_nothing_else() -> None:
    """Between two phones of the deployment, only a secure stream is offered; voicemail is a call to one's address."""
    async with Lab(lync="credentials") as lab:
        url = lab.boot_server.url
        async with Phone("VVX_500", mac=MAC, server=url) as here, Phone("SPIP_650", mac=OTHER, server=url) as there:
            await asyncio.gather(here.until("registered"), there.until("registered"))
            here.dial(there.lines[0].settings.user)
            await there.until("call:offering")
            there.press("Answer")
            for phone in (here, there):
                await phone.until(lambda p: "encrypted" in p.screen.text or None)
            offer = next(text for _, way, _, text in here.sip_trace if way == "out" and text.startswith("INVITE "))
            assert ["RTP/SAVP"] == [line.split()[2] for line in offer.splitlines() if line.startswith("m=")]
            assert "|2^31" in offer


@procedure(LYNC_2010, "To get login credentials from the ADUC:")
@procedure(LYNC_2010, "To get a user's Lync SIP/Sign-in address")
async def test_the_administrator_looks_users_up() -> None:
    """The lab lists every user's login, with the domain before the name, and sign-in address."""
    async with deployment("login") as lab:
        listed = {each["user"]: each for each in lab.describe()["accounts"]}
        assert (f"{NETWORK}\\{USER.user}", f"{USER.user}@{DOMAIN}") == (
            listed[USER.user]["login"],
            listed[USER.user]["address"],
        )


@procedure(LYNC_2010, "Using Centralized Provisioning")
@pytest.mark.parametrize("kind", ["login", "credentials"])
async def test_the_templates_in_the_lync_profile(kind: Kind) -> None:
    """What works on a phone for open SIP works on one in the base profile Lync, too, without discovering anything."""
    async with deployment(kind) as lab:
        lab.boot_server.add_phone(MAC)
        configure(lab, device__set="1", device__baseProfile__set="1", device__baseProfile="Lync")
        async with await on_the_desk(lab) as walker:
            await walker.boots_to("running")
            if kind == "login":
                await log_in(walker, Domain=NETWORK.lower(), User=USER.user, Password=USER.password)
            await walker.phone.until("registered")
            await menu(walker, "Status", "Lines")
            await walker.reads(USER.user, "Registered")


@procedure(LYNC_2010, "Configuring Per-Phone Parameters")
async def test_messages_are_heard_at_the_users_own_address() -> None:
    """The Messages key calls the sign-in address as an application: the user's voicemail box answers."""
    async with Lab(lync="credentials") as lab:
        lab.boot_server.add_phone(MAC)
        configure(lab, up__oneTouchVoiceMail="1")
        async with Phone("SPIP_650", mac=MAC, server=lab.boot_server.url) as phone:
            await phone.until("registered")
            phone.press("Messages")
            await phone.until("call:connected")
            sent = [text for _, way, _, text in phone.sip_trace if way == "out" and text.startswith("INVITE ")]
            assert sent[0].startswith(f"INVITE sip:{USER.user}@{DOMAIN};opaque=app:voicemail ")
