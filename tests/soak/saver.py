"""A phone that boots and then saves one setting after another, until somebody kills it.

Takes the state folder, the boot server and the first number to save; prints each number once flash must have it.
"""

from __future__ import annotations

import asyncio
import itertools
import sys

from emulator.boot.model import ChangeSettings
from emulator.phone import Phone

LABEL, ADDRESS = "homeScreen.customLabel", "device.sntp.serverName"
"""One parameter of the override file, one of the device settings."""


async def main(folder: str, server: str, first: int) -> None:
    """Save for ever."""
    async with Phone("VVX_450", mac="0004f2aabb01", state=folder, server=server, sip_port=0) as phone:
        await phone.until("ready")
        for number in itertools.count(first):
            phone.post(ChangeSettings({LABEL: f"label {number}"}))
            phone.post(ChangeSettings({ADDRESS: f"time{number}.example"}))
            print(number, flush=True)
            await asyncio.sleep(0)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
