"""What a phone and its call engines say to each other.

An engine is a child process that can hold four calls. Commands go down a socket pair to it and events come
back, each a MessagePack value behind its length. A *leg* is one call in one engine; the phone names it by a
number that it never uses twice. The life of a leg that was asked for ends with exactly one `Ended`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from emulator.sip.media import DEFAULT_CODECS, Codec, MediaTerms
from emulator.sip.sounds import Silence, Sink, Source, Tones, Unheard

MAX_CALLS = 4
"""Calls that one engine can hold: compiled into the SIP stack."""


class EngineMessage(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """Anything that crosses the socket pair."""


class Configure(EngineMessage, frozen=True):
    """The first command to every engine: what stays the same as long as it lives."""

    user_agent: str
    media_address: str = "127.0.0.1"
    """The phone's own address, where RTP is sent from and shown in SDP."""
    route: str = ""
    """Inner `host:port` of the edge, the next hop of every call; empty: straight to the target."""
    rtp_ports: tuple[int, int] = (2222, 2269)
    """First and last port for RTP and RTCP, the range of a desk phone."""
    codecs: tuple[Codec, ...] = DEFAULT_CODECS
    """Codecs offered, the most wanted first; all others are off."""
    media: MediaTerms = MediaTerms()
    session_timers: bool = False
    """Calls are refreshed now and then, so that both sides notice a dead one (RFC 4028)."""
    log_level: int = 0
    """What comes back as `Log`: 0 nothing, 1 errors, 2 warnings, 3 notes, 4 all SIP messages of the inside."""


class Invite(EngineMessage, frozen=True):
    """Place a call. `Ready` follows once the INVITE has left."""

    leg: int
    identity: str
    """Who calls: `"Name" <sip:user@host>`."""
    target: str
    user: str = ""
    password: str = ""
    realm: str = "*"
    headers: tuple[tuple[str, str], ...] = ()
    srtp: Literal[0, 1, 2] = 0
    """0 never, 1 offered, 2 demanded."""
    call_id: str = ""
    """Call-ID to use; empty: the engine makes one."""
    direct: bool = False
    """Straight to the target on loopback, past the edge: how two engines share a conference."""


class Expect(EngineMessage, frozen=True):
    """Get ready for one incoming call; `Ready` says that the INVITE may be sent on to the engine."""

    leg: int
    user: str
    """User part of the Request-URI by which the INVITE will be known; no other leg may have it."""
    srtp: Literal[0, 1, 2] = 0
    direct: bool = False
    login: str = ""
    """Whom a challenge within the call is answered as, with `password`; empty: not at all."""
    password: str = ""


class Answer(EngineMessage, frozen=True):
    """Send a response to an incoming call: 180 rings, 200 takes it, 302 (with Contact) and 4xx to 6xx do not."""

    leg: int
    code: int
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Hold(EngineMessage, frozen=True):
    """Put the far side on hold, as soon as the offer before it is settled."""

    leg: int
    headers: tuple[tuple[str, str], ...] = ()


class Resume(EngineMessage, frozen=True):
    """Take the far side back from hold."""

    leg: int
    headers: tuple[tuple[str, str], ...] = ()


class HangUp(EngineMessage, frozen=True):
    """End a leg, whatever its state: BYE, CANCEL, or a refusal with `code`."""

    leg: int
    code: int = 0
    reason: str = ""


class SendDigits(EngineMessage, frozen=True):
    """Send DTMF digits: as RFC 4733 events, in INFO requests, or as tones in the sound itself.

    A far side that knows nothing of events gets tones.
    """

    leg: int
    digits: str
    method: Literal["rfc2833", "info", "tones"] = "rfc2833"
    on: int = 160
    """Milliseconds that a key sounds; events and requests say so, too."""
    off: int = 60
    """Milliseconds of silence between two tones."""
    level: float = -15.0
    """Of the tones, in dB below full scale."""
    spelled: bool = False
    """Requests name the keys * and # by their characters, not as 10 and 11."""


class Talk(EngineMessage, frozen=True):
    """Who is in the conversation: these legs hear the microphone, the speaker and one another; the others nobody."""

    legs: tuple[int, ...]
    muted: bool = False
    """The microphone is cut off; the legs still hear one another."""
    apart: tuple[int, ...] = ()
    """Legs that hear one another without microphone and speaker."""
    silent: tuple[int, ...] = ()
    """Legs that are heard by nobody."""
    announced: tuple[int, ...] = ()
    """Legs that hear the microphone and are heard in the speaker, but take no part in any conversation."""


class Ask(EngineMessage, frozen=True):
    """Send a request within a call, such as REFER or NOTIFY; `Asked` tells how it was answered."""

    leg: int
    method: str
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = ""
    body: str = ""


class Microphone(EngineMessage, frozen=True):
    """What the phone's microphone picks up."""

    source: Source = Silence()


class Speaker(EngineMessage, frozen=True):
    """Where the phone's sound goes."""

    sink: Sink = Unheard()


class Levels(EngineMessage, frozen=True):
    """Loudness as factors: 0 silent, 1 unchanged."""

    speaker: float = 1.0
    microphone: float = 1.0
    side_tone: float = 0.0
    """How loud the microphone is heard in the speaker."""


class Signal(EngineMessage, frozen=True):
    """What the phone itself plays to its speaker: dial tone, ringback, a ringer; `Silence` stops it."""

    source: Source = Silence()


class Stream(EngineMessage, frozen=True):
    """Open a way for sound of the paired computer: `Pour` to the speaker, `Poured` from the microphone; or close it."""

    playing: bool = False
    listening: bool = False


class Pour(EngineMessage, frozen=True):
    """Sound of the paired computer for the speaker: 16-bit samples, 16,000 a second."""

    pcm: bytes


class Chirp(EngineMessage, frozen=True):
    """A short sound of the phone itself beside all others, such as that of a key."""

    tones: Tones


class Tape(EngineMessage, frozen=True):
    """Where the whole conversation is recorded, both sides of it; `Unheard` ends the recording."""

    sink: Sink = Unheard()


class StopTape(EngineMessage, frozen=True):
    """Let the recording stand still, or go on."""

    paused: bool = False


class Play(EngineMessage, frozen=True):
    """What one leg hears besides the conversation: an announcement, music while held; `Silence` stops it."""

    leg: int
    source: Source = Silence()


class Record(EngineMessage, frozen=True):
    """Where the voice of one leg alone is recorded; `Unheard` stops it."""

    leg: int
    sink: Sink = Unheard()


class Echo(EngineMessage, frozen=True):
    """Send a leg its own voice back, or stop doing so."""

    leg: int
    on: bool = True


class Measure(EngineMessage, frozen=True):
    """Ask for the `Statistics` of a leg."""

    leg: int


class Mark(EngineMessage, frozen=True):
    """Ask for `Reached` once all commands before it have been obeyed."""

    serial: int


class Shutdown(EngineMessage, frozen=True):
    """End the engine at once, without telling the far sides."""


class Started(EngineMessage, frozen=True):
    """The engine is up; `port` is its inner SIP port on loopback."""

    port: int
    pid: int


class Ready(EngineMessage, frozen=True):
    """The engine has taken a leg: its INVITE has left, or may now come."""

    leg: int
    call_id: str = ""


class Incoming(EngineMessage, frozen=True):
    """The INVITE of an expected leg has come; `invite` is its whole text as the engine got it."""

    leg: int
    call_id: str
    invite: str


class Progress(EngineMessage, frozen=True):
    """A provisional response: the far side rings (180), or plays something already (`early_media`)."""

    leg: int
    code: int
    reason: str
    early_media: bool = False


class Media(EngineMessage, frozen=True):
    """The sound of a leg has changed."""

    leg: int
    state: Literal["none", "active", "local-hold", "remote-hold"]
    codec: str = ""
    secure: bool = False
    """Whether it goes over SRTP."""


class Confirmed(EngineMessage, frozen=True):
    """The call was answered and acknowledged: the two sides are connected."""

    leg: int


class Ended(EngineMessage, frozen=True):
    """A leg is over; `code` is the SIP code it ended with (200 after BYE, 487 after CANCEL, 503 if it never began)."""

    leg: int
    code: int
    reason: str


class Asked(EngineMessage, frozen=True):
    """The final answer to a request that was asked for; 408 if none came."""

    leg: int
    method: str
    code: int
    reason: str


class Full(EngineMessage, frozen=True):
    """The engine has no room for a leg; it never lived here, and may be tried elsewhere."""

    leg: int


class Digit(EngineMessage, frozen=True):
    """The far side pressed a key."""

    leg: int
    digit: str
    method: Literal["rfc2833", "info"] = "rfc2833"


class Flow(msgspec.Struct, frozen=True, array_like=True):
    """RTP of one direction of a leg, counted since its sound began."""

    packets: int
    bytes: int
    lost: int
    discarded: int
    jitter: int
    """Mean, in microseconds."""
    worst_jitter: int
    """Microseconds."""


class Statistics(EngineMessage, frozen=True):
    """Answer to `Measure`, and told once more when a stream ends."""

    leg: int
    codec: str
    remote: str
    """Address and port that RTP is sent to."""
    received: Flow
    sent: Flow
    round_trip: int
    """Microseconds; 0 until RTCP has been exchanged."""
    payload: int = 0
    """The payload type that is sent."""
    delay: int = 0
    """Milliseconds that packets wait in the jitter buffer, on average."""
    buffer: tuple[int, int] = (0, 0)
    """How many milliseconds packets may wait there at first and at most."""
    local: str = ""
    """Address and port that RTP comes to."""
    source: int = 0
    """The synchronization source of what is sent."""


class Reached(EngineMessage, frozen=True):
    """Answer to `Mark`."""

    serial: int


class Finished(EngineMessage, frozen=True):
    """A sound that was not to be repeated has been played to its end; leg 0 is the phone itself."""

    leg: int


class Poured(EngineMessage, frozen=True):
    """Sound of the microphone for the paired computer, as in `Pour`."""

    pcm: bytes


class Failed(EngineMessage, frozen=True):
    """A command could not be obeyed; what it was about stays as it was. Leg 0: the engine itself."""

    leg: int
    what: str
    reason: str


class Log(EngineMessage, frozen=True):
    """A line of the engine's own log; 1 error, 2 warning, 3 note, 4 trace."""

    level: int
    text: str


Command: TypeAlias = (
    Configure | Invite | Expect | Answer | Hold | Resume | HangUp | SendDigits | Talk | Microphone | Speaker
    | Levels | Signal | Stream | Pour | Chirp | Tape | StopTape | Play | Record | Echo | Measure | Mark | Shutdown | Ask
)  # fmt: skip
Event: TypeAlias = (
    Started | Ready | Incoming | Progress | Media | Confirmed | Ended | Full | Digit | Statistics | Reached
    | Finished | Poured | Failed | Log | Asked
)  # fmt: skip
