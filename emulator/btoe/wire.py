"""What a phone and the connector on a PC say to each other: the messages of version 1, and how frames are cut.

The device's own protocol is not public; this one is the emulator's (docs/btoe.md). Nothing here does I/O: both ends,
and any other client, feed bytes in and take bytes out of a channel (`emulator.btoe.channel`).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

VERSIONS = (1,)
"""The versions of the protocol that this end speaks, the best last."""

HEARTBEAT = 5.0
"""Seconds between two heartbeats of each end."""

SILENCE = 15.0
"""Seconds without a word after which the other end is gone."""

RATE = 16_000
"""Samples a second of the sound: 16 bits, little endian, one channel."""

FRAME_BYTES = RATE // 50 * 2
"""Bytes of one `Audio`: 20 ms."""

LARGEST, LARGEST_GREETING = 65_536, 512
"""Bytes of the largest frame, and of the largest before the code is proved."""

MANUAL_SINCE = (3, 8, 0)
"""The first connector that can pair with a code (VVX user guide, "Manually Pair Your Phone with Your Computer")."""

CCX_SINCE = (4, 3, 0)
"""The first connector that knows CCX phones (CCX with BToE user guide, "Download and Install")."""

Mode = Literal["auto", "manual"]
"""How a PC comes to a phone: by the cable in its PC port, or over the network with the code that it shows."""

Text = Annotated[str, msgspec.Meta(max_length=256)]
Secret = Annotated[str, msgspec.Meta(max_length=1024)]
Share = Annotated[bytes, msgspec.Meta(min_length=33, max_length=33)]
Proof = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class WireError(ValueError):
    """The other end does not keep to the protocol, or somebody meddles: the connection must be closed."""


# The handshake, in the clear


class Open(msgspec.Struct, frozen=True, tag="open"):
    """PC to phone: the versions it speaks, how it comes, its half of the key exchange.

    `plug` puts the cable into the PC port; without it a cable that was pulled at the phone stays out.
    """

    versions: Annotated[tuple[int, ...], msgspec.Meta(max_length=16)]
    mode: Mode
    share: Share
    plug: bool = False


class Answer(msgspec.Struct, frozen=True, tag="answer"):
    """Phone to PC: the version it has chosen, and its half of the key exchange."""

    version: int
    share: Share


class Confirm(msgspec.Struct, frozen=True, tag="confirm"):
    """First PC to phone, then back: the proof that this end knows the code and saw the same handshake."""

    proof: Proof


Reason = Literal["disabled", "busy", "wait", "mode", "cable", "code", "version", "time"]
"""Why a phone turns a PC away.

BToE is off; another computer is paired; too many wrong codes of late; the phone is in the other mode; no cable; the
code is wrong; no common version; the handshake took too long.
"""


class Refuse(msgspec.Struct, frozen=True, tag="refuse"):
    """Phone to PC: no. It may try again after `seconds`."""

    reason: Reason
    seconds: int = 0


Greeting = Open | Answer | Confirm | Refuse


# PC to phone, sealed


CallState = Literal["ringing", "dialing", "connected", "held"]


class ClientCall(msgspec.Struct, frozen=True):
    """A call of the Skype for Business client on the PC; `remote` is an address, `parties` counts its user too."""

    id: int
    remote: Text
    name: Text = ""
    direction: Literal["in", "out"] = "in"
    state: CallState = "ringing"
    media: Literal["audio", "video"] = "audio"
    parties: int = 2


class Hello(msgspec.Struct, frozen=True, tag="hello"):
    """First word of a PC: what it is, who is signed in to its client (nobody: empty), whether it is locked."""

    connector: Text
    product: Text = "Polycom BToE Connector"
    computer: Text = ""
    account: Text = ""
    locked: bool = False


class Client(msgspec.Struct, frozen=True, tag="client"):
    """Somebody else is signed in to the client now; empty: nobody."""

    account: Text = ""


class PcLock(msgspec.Struct, frozen=True, tag="pc-lock"):
    """The computer has been locked or unlocked."""

    locked: bool


class Credentials(msgspec.Struct, frozen=True, tag="credentials"):
    """What the user has typed into the sign-in dialog; without an address: the dialog was dismissed."""

    address: Text = ""
    user: Text = ""
    domain: Text = ""
    password: Secret = ""

    def __repr__(self) -> str:
        return f"Credentials({self.address!r}, {self.user!r}, {self.domain!r}, ***)"


class ClientCalls(msgspec.Struct, frozen=True, tag="client-calls"):
    """All calls of the client, each time that anything about them changes; those that ended are gone."""

    calls: Annotated[tuple[ClientCall, ...], msgspec.Meta(max_length=32)] = ()


class Route(msgspec.Struct, frozen=True, tag="route"):
    """Where the client has the sound of its calls: the phone ("Handset") or "PC Mic and Speakers"."""

    route: Literal["handset", "pc"]


class Device(msgspec.Struct, frozen=True, tag="device"):
    """Programs on the PC have the phone open as an audio device: to play through it, to listen to its microphone."""

    playing: bool = False
    listening: bool = False


# Phone to PC, sealed


class Welcome(msgspec.Struct, frozen=True, tag="welcome"):
    """Answer to `Hello`: which phone this is, the name of its audio device, the address of its web pages."""

    model: Text
    name: Text
    mac: Text
    firmware: Text
    device: Text
    web: Text = ""
    account: Text = ""
    locked: bool = False


class TooOld(msgspec.Struct, frozen=True, tag="too-old"):
    """Answer to `Hello`, in place of `Welcome`: the connector must have this version at least; the phone hangs up."""

    needs: Text


class PhoneStatus(msgspec.Struct, frozen=True, tag="phone"):
    """Who is signed in to the phone, whether that is the client's user, whether the phone is locked."""

    account: Text = ""
    activated: bool = False
    locked: bool = False


class AskCredentials(msgspec.Struct, frozen=True, tag="ask-credentials"):
    """Show the sign-in dialog: nobody is signed in on the phone. `guest`: somebody wants to, beside its host."""

    guest: bool = False


class SignInOutcome(msgspec.Struct, frozen=True, tag="sign-in"):
    """What came of the credentials: signed in, or why not, in the words of the phone's screen."""

    success: bool
    message: Text = ""


class PhoneCall(msgspec.Struct, frozen=True):
    """A call of the phone's own, as the client of the same user shows it."""

    id: int
    remote: Text
    name: Text = ""
    direction: Literal["in", "out"] = "in"
    state: CallState = "ringing"


class PhoneCalls(msgspec.Struct, frozen=True, tag="phone-calls"):
    """All calls of the phone's own; none while another user, or nobody, is signed in to the client."""

    calls: Annotated[tuple[PhoneCall, ...], msgspec.Meta(max_length=64)] = ()


# Both ways, sealed


class CallAction(msgspec.Struct, frozen=True, tag="call"):
    """Do something with a call: the phone names one of the client's, the PC one of the phone's."""

    call: int
    action: Literal["answer", "end", "hold", "resume"]


class CallPause(msgspec.Struct, frozen=True, tag="call-pause"):
    """The phone neither plays nor sends the sound of a client's call (or does again); the call itself goes on.

    From the PC it is a wish; the phone says when it is so.
    """

    call: int
    paused: bool


class Audio(msgspec.Struct, frozen=True, tag="audio"):
    """20 ms of sound."""

    pcm: Annotated[bytes, msgspec.Meta(min_length=FRAME_BYTES, max_length=FRAME_BYTES)]

    def __repr__(self) -> str:
        return f"Audio({len(self.pcm)} bytes)"


class Heartbeat(msgspec.Struct, frozen=True, tag="heartbeat"):
    """Still there."""


class Goodbye(msgspec.Struct, frozen=True, tag="goodbye"):
    """Last word: this end closes the connection."""

    reason: Text = ""


Message = (
    Hello
    | Client
    | PcLock
    | Credentials
    | ClientCalls
    | Route
    | Device
    | Welcome
    | TooOld
    | PhoneStatus
    | AskCredentials
    | SignInOutcome
    | PhoneCalls
    | CallPause
    | CallAction
    | Audio
    | Heartbeat
    | Goodbye
)

_encoder = msgspec.msgpack.Encoder()
_greetings: msgspec.msgpack.Decoder[Greeting] = msgspec.msgpack.Decoder(Greeting)
_messages: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def encode(value: Greeting | Message) -> bytes:
    """A message as MessagePack: a map with its tag under "type"."""
    return _encoder.encode(value)


def decode_greeting(data: bytes) -> Greeting:
    """A message of the handshake. Raises WireError."""
    try:
        return _greetings.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"not a message of the handshake: {error}") from None


def decode_message(data: bytes) -> Message:
    """A message of a paired end. Raises WireError."""
    try:
        return _messages.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"not a message of version 1: {error}") from None


def frame(data: bytes) -> bytes:
    """A frame: four bytes of length (big endian), then that many. Raises WireError if it is too large."""
    if len(data) > LARGEST:
        raise WireError(f"a frame of {len(data)} bytes is too large")
    return len(data).to_bytes(4, "big") + data


class Cutter:
    """Cuts a stream of bytes into frames."""

    def __init__(self) -> None:
        self._rest = b""
        self.largest = LARGEST_GREETING

    def feed(self, data: bytes) -> None:
        """More of the stream."""
        self._rest += data

    def cut(self) -> bytes | None:
        """The next whole frame, None if it is not all there yet. Raises WireError for one that is too large."""
        length = int.from_bytes(self._rest[:4], "big")
        if len(self._rest) < 4:
            return None
        if length > self.largest:
            raise WireError(f"a frame of {length} bytes is too large")
        if len(self._rest) < 4 + length:
            return None
        whole, self._rest = self._rest[4 : 4 + length], self._rest[4 + length :]
        return whole


def version_of(connector: str) -> tuple[int, ...]:
    """A version as numbers, to compare: "4.3.0" gives (4, 3, 0); what is no number counts as 0."""
    return tuple(int(part) if part.isdecimal() else 0 for part in connector.split("."))


def needed(connector: str, family: str, mode: str) -> str:
    """Which version a connector must have at least for this family of phones in this mode; empty: it will do."""
    wanted = CCX_SINCE if family == "CCX" else MANUAL_SINCE if mode.lower() == "manual" else ()
    return ".".join(map(str, wanted)) if version_of(connector) < wanted else ""


def device_name(family: str) -> str:
    """What the PC calls the phone among its audio devices (CCX and VVX user guides)."""
    return "Poly CCX Phone" if family == "CCX" else "Polycom VVX Phone"
