"""A whole phone that gets the time from chrony."""

from __future__ import annotations

import time
from pathlib import Path

from emulator.display.model import Display
from emulator.kernel.clock import SECOND
from emulator.network.model import Timekeeping
from emulator.phone import Phone
from tests.peers.harness.chrony import Chrony


def off(phone: Phone) -> float:
    """By how many seconds the phone's clock differs from the host's. Raises LookupError while it is not set."""
    powered_on = phone.state[Display].powered_on
    if powered_on is None:
        raise LookupError
    return abs((powered_on + phone.now) / SECOND - time.time())


def network(folder: Path, server: str) -> Path:
    """A network whose DHCP server names that time server."""
    file = folder / "network.toml"
    file.write_text(f'[[offer]]\naddress = "192.0.2.50"\noptions = {{ 2 = 3600, 42 = "{server}" }}\n')
    return file


async def test_the_phone_has_the_server_s_time(chrony: Chrony, tmp_path: Path) -> None:
    """To within a tenth of a second, whatever the host's own clock would have told."""
    async with Phone("VVX_450", dhcp=network(tmp_path, chrony.place), wall=lambda: 0.0) as phone:
        await phone.until(lambda p: off(p) < 0.1)
        assert ("told", (chrony.place,)) == (phone.state[Timekeeping].state, phone.state[Timekeeping].source.servers)


async def test_a_server_that_is_gone_is_missed(chrony: Chrony, tmp_path: Path) -> None:
    """The log says so in the device's words, and the clock is not set from anything else."""
    chrony.stop()
    async with Phone("VVX_450", dhcp=network(tmp_path, chrony.place)) as phone:
        await phone.until(lambda p: p.state[Timekeeping].state == "silent")
        said = f"Could not load time from {chrony.place}(127.0.0.1)."
        assert said in "\n".join(line.text for line in phone.journal if line.kind == "log")
        assert phone.state[Display].powered_on is None
