"""Calls: their states, what can be asked of them, and what others hear about them."""

from __future__ import annotations

import msgspec

from emulator.kernel.state import Event, Part, State

LIVE = ("connected", "held", "remote-held", "conference")
TALKING = ("connected", "remote-held", "conference")
PLACING = ("dialing", "proceeding", "ringing")
COMING = ("answer", "resume", "join")

BUSY_CODES = (486, 600)

URL_FORM, FORWARD_FORM = "url", "forward-call"
"""The forms for an address to call, and for where to send an incoming call."""
CANCELLED = 487


class Former(msgspec.Struct, frozen=True):
    """What a call was before a transfer began: its state and its party."""

    state: str
    number: str = ""
    name: str = ""


class Call(msgspec.Struct, frozen=True):
    """One call appearance.

    State: dialing (dial tone or digits, nothing sent), proceeding, ringing (ringback), offering (incoming), connected,
    held (by us), remote-held, conference, transferring (the far end is asked to call somebody else), ended. `pending`
    is what was asked for and is not done yet: answer, hold, resume, join, dial. Times are microseconds since power on.
    """

    id: int
    line: int
    direction: str  # "in" or "out"
    state: str
    number: str = ""
    name: str = ""
    began: int = 0
    connected_at: int | None = None
    ended_at: int | None = None
    code: int = 0
    reason: str = ""
    pending: str = ""  # "", "answer", "hold", "resume", "join", "dial"
    remote_hold: bool = False
    silenced: bool = False  # ignored by the user: no ringing, still answerable
    windowed: bool = False  # its Incoming Call window has been replaced by the Calls screen
    on_hook: bool = False  # dialed without dial tone: no audio path is open yet
    early_media: bool = False  # the far end sends the ringback, or an announcement
    missed: bool = False  # it rang here and nobody took it
    prompted: bool = False  # dial tone is back in the middle of a number (a comma in the digit map)
    ring_class: str = "default"  # se.rt.*: how it is announced
    ringer: str = ""  # the ring that the caller has of their own
    answer_due: bool = False  # to be taken by the phone itself as soon as no other call has audio
    mic_off: bool = False  # taken by the phone itself, with the microphone off
    diverted_by: str = ""  # who sent it on to us (Diversion)
    purpose: str = ""  # what it is made for: "transfer", "blind", "conference"; "focus": it is the server's conference
    about: int = 0  # the call that it is made for, or the one that it is being connected with
    former: Former | None = None  # what it goes back to if the transfer that is under way fails
    apart: bool = False  # in a conference that goes on without the phone
    far_muted: bool = False  # nobody in the conference hears this party
    keyed: str = ""  # the keys that were pressed to the far end
    reminding: str = ""  # the tone that reminds of a hold, or tells that the phone took the call, while it sounds
    target: str = ""  # what is called in the place of the number that is shown
    headers: tuple[tuple[str, str], ...] = ()  # that its INVITE has besides the usual ones
    codec: str = ""

    @property
    def live(self) -> bool:
        """Whether it has been answered and not ended."""
        return self.state in LIVE

    @property
    def talking(self) -> bool:
        """Whether it holds the audio path: connected, or held by the far end alone."""
        return self.state in TALKING

    @property
    def ended(self) -> bool:
        """Whether it is over, and only its screen and tone are left."""
        return self.state == "ended"

    @property
    def failure_tone(self) -> str:
        """What sounds after a call of ours that never came up: busy, reorder, or nothing."""
        refused = self.ended and self.direction == "out" and self.connected_at is None and self.code >= 400
        if not refused or self.code == CANCELLED:
            return ""
        return "busy" if self.code in BUSY_CODES else "reorder"

    @property
    def needs_path(self) -> bool:
        """Whether an audio path has to be open for it."""
        if self.state == "dialing":
            return not self.on_hook
        return self.talking or self.state in PLACING or self.pending in COMING or bool(self.failure_tone)


class Calls(Part, frozen=True):
    """All calls, oldest first; `selected` is the one that keys and the Calls screen are about.

    Only one call has audio, but for those in `conference`. `queued` is the call that is answered, resumed or placed
    once the active one is held.
    """

    calls: tuple[Call, ...] = ()
    selected: int = 0
    queued: int = 0
    next_id: int = 1
    digits: str = ""  # collected in the dialer
    starred: int | None = None  # when * (or 0) was pressed last, while a second one soon makes it a +
    dialed: str = ""  # last number, for Redial
    conference: tuple[int, ...] = ()  # the calls in it, held or not
    gathering: tuple[int, ...] = ()  # the calls that are still to come into the server's conference
    splitting: bool = False  # the conference ends as soon as all its calls are held

    def find(self, call: int) -> Call | None:
        """The call of that id."""
        return next((each for each in self.calls if each.id == call), None)

    def first(self, *states: str) -> Call | None:
        """The oldest call in one of `states`."""
        return next((each for each in self.calls if each.state in states), None)

    @property
    def open(self) -> tuple[Call, ...]:
        """The calls that are not over."""
        return tuple(each for each in self.calls if not each.ended)

    @property
    def active(self) -> Call | None:
        """The call with audio."""
        return self.first(*TALKING)

    @property
    def occupant(self) -> Call | None:
        """The call that has audio, or is about to because its answer or resume is on the way."""
        on_the_way = (each for each in self.calls if each.pending in COMING and each.id != self.queued)
        return self.active or next(on_the_way, None)


# What users want of calls


class OpenDialer(Event, frozen=True):
    """New Call: dial tone on `line` (0: the first that can call); `digits` have been pressed already."""

    line: int = 0
    digits: str = ""


class DigitPressed(Event, frozen=True):
    """A dial-pad key: into the dialer, or to the far end as DTMF."""

    digit: str


class DigitErased(Event, frozen=True):
    """The << soft key in the dialer."""


class Dial(Event, frozen=True):
    """Call `number` (default: the digits in the dialer) from `line` (0: the dialer's, else the first that can).

    `way` is one of `config.dialplan.WAYS` if the dial plan has a say in a number from there; "" for one to be called
    as it is. Digits in the dialer are UserSend. With a `target` that is called, and `number` is but shown; `headers`
    are added to the INVITE.
    """

    number: str = ""
    line: int = 0
    way: str = ""
    target: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class DialUrl(Event, frozen=True):
    """Call what was typed as a SIP address: sip:user@host, user@host, or a user of the line's own domain."""

    text: str
    line: int = 0


class CancelDialer(Event, frozen=True):
    """Leave the dialer."""


class AnswerCall(Event, frozen=True):
    """Answer `call` (0: the one that rings); an active call is held first."""

    call: int = 0


class RejectCall(Event, frozen=True):
    """Reject an incoming call: 603, or 486 with voIpProt.SIP.use486forReject."""

    call: int = 0


class IgnoreCall(Event, frozen=True):
    """Silence an incoming call; it stays answerable."""

    call: int = 0


class ForwardCall(Event, frozen=True):
    """Send an incoming call on to `number` (302)."""

    call: int
    number: str


class TransferTo(Event, frozen=True):
    """Connect the far end of the active call with `number`, without asking anybody there."""

    number: str


class HoldCall(Event, frozen=True):
    """Hold the active call; a `private` hold of a shared line is nobody else's to take back."""

    call: int = 0
    private: bool = False


class ResumeCall(Event, frozen=True):
    """Resume a held call; an active one is held first."""

    call: int = 0


class EndCall(Event, frozen=True):
    """End a call, or give up placing it."""

    call: int = 0


class SelectCall(Event, frozen=True):
    """Move the selection on the Calls screen by `by` rows, or to `call`."""

    call: int = 0
    by: int = 0


# What the far end and the link report


class InviteReceived(Event, frozen=True):
    """An INVITE for `line` was let in; `handle` names it towards the link until `TakeCall` gives it a call id."""

    handle: str
    line: int
    number: str
    name: str = ""
    alert_info: str = ""
    diverted_by: str = ""


class PartyChanged(Event, frozen=True):
    """The far end says within a call who it is; an empty name or number is no news."""

    call: int
    number: str
    name: str


class CallProgressed(Event, frozen=True):
    """A provisional answer to our INVITE."""

    call: int
    code: int
    reason: str
    early_media: bool = False


class CallAnswered(Event, frozen=True):
    """The call is up, whoever answered it."""

    call: int
    codec: str = ""


class MediaChanged(Event, frozen=True):
    """The media's direction settled: active, local-hold, remote-hold; also after a hold or resume of ours failed."""

    call: int
    media: str
    codec: str = ""


class CallTerminated(Event, frozen=True):
    """The call is over on the wire: refused, cancelled, hung up by the far end, or lost with its engine."""

    call: int
    code: int
    reason: str


class TalkWanted(Event, frozen=True):
    """The server has the phone take a call that rings, or take a held one back (NOTIFY with Event: talk)."""

    call: int


class RemoteDigit(Event, frozen=True):
    """The far end sent a DTMF digit."""

    call: int
    digit: str


# Facts


class CallStarted(Event, frozen=True):
    """Fact: a call appearance opened (dialing, or an incoming call began to ring)."""

    call: int
    direction: str


class CallConnected(Event, frozen=True):
    """Fact: a call was answered."""

    call: int


class CallEnded(Event, frozen=True):
    """Fact: a call ended; missed says that it rang here and nobody took it."""

    call: int
    code: int
    reason: str
    missed: bool = False


class CallsChanged(Event, frozen=True):
    """Fact: something about the calls, or the digits in the dialer, is no more as it was."""


class TurnCame(Event, frozen=True):
    """Fact: no other call has audio now, so `call` may be answered, resumed or placed, as was asked."""

    call: int


class TurnLost(Event, frozen=True):
    """Fact: what was asked of `call` will not be done."""

    call: int


# Time


class CallTimedOut(Event, frozen=True):
    """Timer: `call` has been in its state, or waited for an answer, for as long as it may."""

    call: int


class AutoAnswerDue(Event, frozen=True):
    """Timer: `call` has rung long enough for the phone to take it by itself."""

    call: int


class WindowPassed(Event, frozen=True):
    """Timer: the Incoming Call window of `call` gives way to the Calls screen."""

    call: int


def find(phone: State, call: int) -> Call | None:
    """The call of that id."""
    return phone[Calls].find(call)


def active(phone: State) -> Call | None:
    """The call with audio: connected, or held by the far end alone."""
    return phone[Calls].active


def offering(phone: State) -> Call | None:
    """The oldest incoming call that still rings or is silenced."""
    return phone[Calls].first("offering")


def selected(phone: State) -> Call | None:
    """The call that keys are about."""
    return phone[Calls].find(phone[Calls].selected)


def open_call(phone: State) -> Call | None:
    """The outgoing call in dialing, proceeding or ringing, if there is one."""
    return phone[Calls].first(*PLACING)
