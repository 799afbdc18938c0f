"""The two ends of a connection, without I/O: bytes in, happenings out, bytes to send in `take()`.

    channel = PcChannel("manual", "gNCYoV19")     # its first bytes are in channel.take() at once
    for happening in channel.receive(data): ...   # Established, Refuse, then messages
    channel.send(Hello("4.3.0"))

Any `WireError` means: close the connection.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from emulator.btoe.handshake import Exchange, Keys, Sealer, proof, transcript
from emulator.btoe.wire import (
    LARGEST,
    VERSIONS,
    Answer,
    Confirm,
    Cutter,
    Greeting,
    Message,
    Mode,
    Open,
    Reason,
    Refuse,
    WireError,
    decode_greeting,
    decode_message,
    encode,
    frame,
)


class Established(msgspec.Struct, frozen=True):
    """Both ends have proved that they know the code; messages may follow."""

    version: int


class WrongCode(msgspec.Struct, frozen=True):
    """At the phone: the PC's proof is not right. It has been refused; the connection ends."""


class Knock(msgspec.Struct, frozen=True):
    """At the phone: a PC wants to come in; `admit` or `refuse` it."""

    mode: Mode
    plug: bool


HappeningT = TypeVar("HappeningT")


class _Channel(Generic[HappeningT]):
    """What both ends have in common."""

    def __init__(self) -> None:
        self._cutter = Cutter()
        self._out = b""
        self._version = 0
        self._keys: Keys | None = None
        self._seen = b""
        self._sealing: Sealer | None = None
        self._opening: Sealer | None = None
        self._over = False

    @property
    def established(self) -> bool:
        """Whether messages may be sent."""
        return self._sealing is not None and not self._over

    def take(self) -> bytes:
        """What is to be sent now; it is not given twice."""
        out, self._out = self._out, b""
        return out

    def send(self, message: Message) -> None:
        """Put a message into what is to be sent. Raises WireError before the handshake is over."""
        if self._sealing is None or self._over:
            raise WireError("the handshake is not over")
        self._out += frame(self._sealing.seal(encode(message)))

    def receive(self, data: bytes) -> Iterator[HappeningT | Message]:
        """What the bytes of the other end amount to, one by one. Raises WireError, after which nothing is heard."""
        self._cutter.feed(data)
        while not self._over and (whole := self._cut()) is not None:
            try:
                if self._opening is not None:
                    yield decode_message(self._opening.unseal(whole))
                else:
                    yield from self._greeted(whole)
            except WireError:
                self._over = True
                raise

    def _cut(self) -> bytes | None:
        try:
            return self._cutter.cut()
        except WireError:
            self._over = True
            raise

    def _greeted(self, whole: bytes) -> Iterator[HappeningT]:
        raise NotImplementedError

    def _established(self, sealing: bytes, opening: bytes) -> Established:
        self._sealing, self._opening = Sealer(sealing), Sealer(opening)
        self._cutter.largest = LARGEST
        return Established(self._version)

    def _put(self, greeting: Greeting) -> bytes:
        data = encode(greeting)
        self._out += frame(data)
        return data


class PcChannel(_Channel[Established | Refuse]):
    """The connector's end. `secret` is the code that its user has typed, or the token of the cable."""

    def __init__(self, mode: Mode, secret: str, plug: bool = False, versions: tuple[int, ...] = VERSIONS) -> None:
        super().__init__()
        self._exchange = Exchange(secret, phone=False)
        self._versions = versions
        self._opened = self._put(Open(versions, mode, self._exchange.share, plug))

    def _greeted(self, whole: bytes) -> Iterator[Established | Refuse]:
        match decode_greeting(whole), self._keys:
            case Refuse() as refusal, _:
                self._over = True
                yield refusal
            case Answer(version, share), None if version in self._versions:
                self._version = version
                self._seen = transcript(self._opened, whole)
                self._keys = self._exchange.keys(share, self._seen)
                self._put(Confirm(proof(self._keys.pc_proof, self._seen)))
            case Confirm(shown), Keys() as keys:
                if not hmac.compare_digest(shown, proof(keys.phone_proof, self._seen)):
                    raise WireError("the phone does not know the code")
                yield self._established(keys.pc_seal, keys.phone_seal)
            case other, _:
                raise WireError(f"{type(other).__name__} has no place here")


class PhoneChannel(_Channel[Established | Knock | WrongCode]):
    """The phone's end. After a `Knock` it waits for `admit` or `refuse`."""

    def __init__(self, versions: tuple[int, ...] = VERSIONS) -> None:
        super().__init__()
        self._versions = versions
        self._opened = b""
        self._share = b""

    def admit(self, secret: str) -> None:
        """Go on with the handshake; the PC must know `secret`. Raises WireError if its share is not valid.

        The same if there is no secret: everybody would know it.
        """
        if not secret:
            raise WireError("the phone shows no code")
        exchange = Exchange(secret, phone=True)
        answer = self._put(Answer(self._version, exchange.share))
        self._seen = transcript(self._opened, answer)
        self._keys = exchange.keys(self._share, self._seen)

    def refuse(self, reason: Reason, seconds: int = 0) -> None:
        """Turn the PC away."""
        self._put(Refuse(reason, seconds))
        self._over = True

    def _greeted(self, whole: bytes) -> Iterator[Established | Knock | WrongCode]:
        match decode_greeting(whole), self._keys:
            case Open() as opening, None if not self._opened:
                yield from self._knocked(opening, whole)
            case Confirm(shown), Keys() as keys:
                yield self._proved(shown, keys)
            case other, _:
                raise WireError(f"{type(other).__name__} has no place here")

    def _knocked(self, opening: Open, whole: bytes) -> Iterator[Knock]:
        common = set(opening.versions) & set(self._versions)
        if common:
            self._version, self._opened, self._share = max(common), whole, opening.share
            yield Knock(opening.mode, opening.plug)
        else:
            self.refuse("version")

    def _proved(self, shown: bytes, keys: Keys) -> Established | WrongCode:
        if not hmac.compare_digest(shown, proof(keys.pc_proof, self._seen)):
            self.refuse("code")
            return WrongCode()
        self._put(Confirm(proof(keys.phone_proof, self._seen)))
        return self._established(keys.phone_seal, keys.pc_seal)
