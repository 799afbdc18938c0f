"""What of a PC outlasts its process: a small file in the folder of its user."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import msgspec

from emulator.kernel.state import Part
from emulator.lab.pc.computer import Computer
from emulator.lab.pc.model import PC_AUDIO, Client, Connector, Network, Sound, Windows

FILE = "pc.json"


class MemoryFileError(ValueError):
    """What a PC has kept cannot be read."""


class Kept(msgspec.Struct, frozen=True):
    """What is installed and chosen; never a code or a password."""

    name: str = "DESKTOP-1"
    system: str = "Windows 10"
    connector: str = ""
    damaged: bool = False
    auto_start: bool | None = None
    network: Network = "Domain"
    allowed: tuple[Network, ...] = ()
    cable: str = ""
    account: str = ""
    usb: tuple[str, ...] = ()
    primary: str = PC_AUDIO
    communication: str = PC_AUDIO
    stream: str = ""


def kept(pc: Computer) -> Kept:
    """What a PC keeps."""
    whole = msgspec.to_builtins(pc.windows) | msgspec.to_builtins(pc.client) | msgspec.to_builtins(pc.sound)
    return msgspec.convert({name: whole[name] for name in Kept.__struct_fields__}, Kept)


def parts(memory: Kept) -> tuple[Part, ...]:
    """The parts of a PC that is switched on with this memory; whoever was signed in to the client is so again."""
    plain = msgspec.to_builtins(memory)
    client = Client(state="signed-in", account=memory.account) if memory.account else Client()
    return msgspec.convert(plain, Windows), Connector(), client, msgspec.convert(plain, Sound)


def load(folder: Path) -> Kept:
    """What a PC of that folder has kept. Raises OSError, MemoryFileError."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Kept)
    except FileNotFoundError:
        return Kept()
    except msgspec.MsgspecError as error:
        raise MemoryFileError(f"{folder / FILE} is not what a PC has kept: {error}") from None


def save(folder: Path, memory: Kept) -> None:
    """Keep it: the file is the old or the new one, whatever happens. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(memory)))
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(folder / FILE)
