"""Whole phones and the lab's boot server, which can refuse what they send."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from emulator.boot.model import ChangeSettings, Provisioning, Publish, RestartRequested
from emulator.kernel.clock import FastClock
from emulator.lab.accounts import ACCOUNTS
from emulator.lab.boot_server import BootServer
from emulator.lab.tree import LabTree, SipPlace
from emulator.phone import Phone

MAC = "0004f2aa1001"
CALLS, OVERRIDES = f"calls/{MAC}-calls.xml", f"overrides/{MAC}-phone.cfg"
SECRETS = ("s3cret-of-flash", "s3cret-of-line", "s3cret-of-server")


@pytest.fixture
async def server() -> AsyncIterator[BootServer]:
    """A boot server with the lab's own tree."""
    made = BootServer(LabTree(SipPlace("127.0.0.1", 9)), ACCOUNTS)
    await made.start()
    yield made
    await made.stop()


def a_phone(server: BootServer) -> Phone:
    """A phone whose time jumps from one thing that is due to the next."""
    return Phone("VVX_450", server=server.url, mac=MAC, clock=FastClock())


def waiting(phone: Phone) -> list[str]:
    """The files that are still to be uploaded."""
    return [file.role for file in phone.state[Provisioning].local if file.waiting]


@pytest.mark.parametrize("fault", [403, 404, 405, 500, 503])
async def test_a_server_that_refuses_and_is_mended(server: BootServer, fault: int) -> None:
    """Call list and overrides wait as long as it takes, and arrive byte for byte without a reboot."""
    server.faults = {CALLS: fault, OVERRIDES: fault}
    async with a_phone(server) as phone:
        await phone.until("ready")
        phone.post(Publish("calls", b"<callList/>\r\n"))
        phone.post(ChangeSettings({"up.backlight.timeout": "7"}))
        await phone.until(lambda phone: sum("will be sent again" in line.text for line in phone.journal) > 6)
        assert (["calls", "phone"], False) == (sorted(waiting(phone)), CALLS in server.uploads)
        server.faults = {}
        await phone.until(lambda phone: not waiting(phone))
        overrides = phone.state[Provisioning].local_file("phone")
    assert overrides is not None
    assert (b"<callList/>\r\n", overrides.body) == (server.uploads[CALLS], server.uploads[OVERRIDES])
    assert 1 == sum("boot.log" in request.path for request in server.requests)


async def test_a_refused_file_outlives_a_reboot(server: BootServer) -> None:
    """It is in force and uploaded after the reboot; what the server has then counts at the next one."""
    server.faults = {OVERRIDES: 503}
    async with a_phone(server) as phone:
        await phone.until("ready")
        phone.post(ChangeSettings({"up.backlight.timeout": "7"}))
        await phone.until(lambda phone: any("is kept and will be sent again" in line.text for line in phone.journal))
        phone.post(RestartRequested("Reboot initiated"))
        server.faults = {}
        await phone.until(lambda phone: not waiting(phone))
        assert "7" == phone.state[Provisioning].configuration.text("up.backlight.timeout")
        server.uploads[OVERRIDES] = server.uploads[OVERRIDES].replace(b'"7"', b'"8"')
        phone.post(RestartRequested("Reboot initiated"))
        await phone.until(lambda phone: phone.state[Provisioning].configuration.text("up.backlight.timeout") == "8")


async def test_no_secret_is_in_a_log(server: BootServer) -> None:
    """Neither in those that are uploaded nor on the screen's journal, at the highest level of detail."""
    password = "s3cret-of-line"
    values = {"reg.1.auth.password": password, "device.auth.localUserPassword": "s3cret-of-flash"}
    levels = {f"log.level.change.{component}": "0" for component in ("so", "cfg", "copy", "curl", "sip", "log", "app1")}
    async with Phone(
        "VVX_450", server=server.url, mac=MAC, clock=FastClock(), server_user="user", server_password="s3cret-of-server"
    ) as phone:
        await phone.until("ready")
        phone.post(ChangeSettings({**levels, "log.render.level": "0"}))
        phone.post(ChangeSettings({**values, "log.render.file.upload.period": "60"}))
        await phone.until(lambda _: password.encode() in server.uploads[OVERRIDES])
        await phone.until(lambda _: "New values of" in server.uploads[f"logs/{MAC}-app.log"].decode())
        journal = "\n".join(line.text for line in phone.journal if line.kind == "log")
    logs = b"\n".join(body for name, body in server.uploads.items() if name.endswith(".log")).decode() + journal
    assert "reg.1.auth.password" in logs
    assert [] == [secret for secret in SECRETS if secret in logs]
