"""Whole phones at boot servers that want a login, or several addresses: the server's own list of what was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from emulator.boot.flash import Flash
from emulator.boot.model import Provisioning
from emulator.kernel.clock import FastClock
from emulator.lab.accounts import ACCOUNTS
from emulator.lab.boot_server import BootServer
from emulator.lab.gate import Gate, Scheme
from emulator.lab.tree import FolderTree
from emulator.phone import Phone

MAC = "0004f2aa1001"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[BootServer]:
    """A boot server with a small tree."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "000000000000.cfg").write_text('<APPLICATION CONFIG_FILES="site.cfg"/>')
    (tmp_path / "tree" / "site.cfg").write_text('<site reg.1.address="1001" reg.1.label="Lobby"/>')
    made = BootServer(FolderTree(tmp_path / "tree"), ACCOUNTS)
    await made.start()
    yield made
    await made.stop()


async def source(**setup: Any) -> str:
    """What a phone runs on after its boot."""
    async with Phone("VVX_450", mac=MAC, clock=FastClock(), **setup) as phone:
        await phone.until("ready")
        return phone.state[Provisioning].source


@pytest.mark.parametrize("scheme", ["basic", "digest"])
@pytest.mark.parametrize("place", ["flash", "address", "default", "given", "nowhere"])
async def test_where_a_login_comes_from(server: BootServer, tmp_path: Path, scheme: Scheme, place: str) -> None:
    """From flash, from the URL, the maker's default, or for this run alone; each file is asked for twice then."""
    login = ("PlcmSpIp", "PlcmSpIp") if place == "default" else ("me", "s3cret:/@")
    server.gate = Gate(*login, scheme)
    setup: dict[str, Any] = {"server": server.url, "state": tmp_path / "flash"}
    if place == "flash":
        with Flash(tmp_path / "flash") as flash:
            flash.save_device({"device.prov.user": login[0], "device.prov.password": login[1]})
    elif place == "address":
        setup["server"] = server.url.replace("//", "//me:s3cret%3A%2F%40@")
    elif place == "given":
        setup |= {"server_user": login[0], "server_password": login[1]}
    found = await source(**setup)
    assert ("none" if place == "nowhere" else "server") == found
    statuses = [each.status for each in server.requests if each.path == "/site.cfg"]
    assert ([] if place == "nowhere" else [401, 200]) == statuses


async def test_one_name_for_several_servers(server: BootServer, tmp_path: Path) -> None:
    """With device.prov.maxRedunServers=2 the second address is asked when the first refuses; with 1 it is not."""
    port = server.url.rstrip("/").rpartition(":")[2]

    async def resolve(_: str) -> Sequence[str]:
        return "127.0.0.9", "127.0.0.1"

    found = []
    for count in ("1", "2"):
        settings = {"maxRedunServers": count, "serverName": f"http://boot.example:{port}"}
        with Flash(tmp_path / count) as flash:
            flash.save_device({f"device.prov.{name}": value for name, value in settings.items()})
        found.append(await source(state=tmp_path / count, resolve=resolve))
    assert ["none", "server"] == found
