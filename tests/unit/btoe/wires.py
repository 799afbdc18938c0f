"""Both ends of the wire, and what lies between them."""

from __future__ import annotations

from collections.abc import Callable

from emulator.btoe.channel import Established, Knock, PcChannel, PhoneChannel, WrongCode
from emulator.btoe.wire import FRAME_BYTES, VERSIONS, Audio, Heartbeat, Hello, Message, Refuse

CODE = "gNCYoV19"

TALK: tuple[Message, ...] = (
    Hello("4.3.0", computer="DESKTOP-1", account="ann@lab.example"),
    Heartbeat(),
    Audio(bytes(FRAME_BYTES)),
)
"""Something that a computer may say."""

Happening = Established | Knock | WrongCode | Refuse | Message
Meddler = Callable[[bytes], bytes]


def honest(data: bytes) -> bytes:
    """What nobody meddles with."""
    return data


class Pair:
    """A computer and a phone. `up` and `down` change what goes to the phone, and to the computer."""

    def __init__(
        self,
        typed: str = CODE,
        shown: str = CODE,
        up: Meddler = honest,
        down: Meddler = honest,
        versions: tuple[int, ...] = VERSIONS,
    ) -> None:
        self.pc = PcChannel("manual", typed, versions=versions)
        self.phone = PhoneChannel()
        self.shown = shown
        self.up, self.down = up, down
        self.at_phone: list[Happening] = []
        self.at_pc: list[Happening] = []

    def settle(self) -> None:
        """Carry bytes to and fro until nobody has anything to say. Raises WireError of either end."""
        while (up := self.up(self.pc.take())) or (down := self.down(self.phone.take())):
            if up:
                for happening in self.phone.receive(up):
                    self.at_phone.append(happening)
                    if isinstance(happening, Knock):
                        self.phone.admit(self.shown)
            else:
                self.at_pc.extend(self.pc.receive(down))


def paired() -> Pair:
    """A pair after its handshake."""
    pair = Pair()
    pair.settle()
    pair.at_phone.clear()
    pair.at_pc.clear()
    return pair


def frames(data: bytes) -> list[bytes]:
    """A stream cut into its frames, each with its length."""
    found = []
    while data:
        end = 4 + int.from_bytes(data[:4], "big")
        found.append(data[:end])
        data = data[end:]
    return found
