"""Whatever users and far ends do, in whatever order: the phone keeps its rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from emulator.audio.model import Audio, HeadsetKey, MuteKey, SpeakerKey, VolumeKey
from emulator.audio.tones import local_tone
from emulator.boot.model import Ready, ShuttingDown
from emulator.calls.model import (
    AnswerCall,
    Call,
    CallAnswered,
    CallProgressed,
    Calls,
    CallTerminated,
    CancelDialer,
    Dial,
    DialUrl,
    DigitErased,
    DigitPressed,
    EndCall,
    ForwardCall,
    HoldCall,
    IgnoreCall,
    InviteReceived,
    MediaChanged,
    OpenDialer,
    PartyChanged,
    RejectCall,
    ResumeCall,
    SelectCall,
)
from emulator.calls.orders import SendAnswer, SendDigits, SendHangup, SendHold, SendReject, SendResume
from emulator.calls.parties import (
    CallReferred,
    CallReplaced,
    CancelConsultation,
    CompleteTransfer,
    FormerEnded,
    HoldParty,
    JoinCalls,
    LeaveConference,
    MuteParty,
    ReferAccepted,
    RemoveParty,
    SendRefer,
    SplitConference,
    SplitConsultation,
    StartConference,
    StartTransfer,
    SwitchTransferType,
    TransferNews,
)
from emulator.display.model import HookMoved, Noticed, Plugged
from emulator.features.model import (
    KINDS,
    FeatureSet,
    FeatureSubscribeAnswered,
    FeatureSubscriptionEnded,
    SetForward,
    ToggleDnd,
)
from emulator.kernel.core import Core
from emulator.kernel.state import Effect, Event
from emulator.lines.model import Lines, RegisterAnswered
from emulator.voicemail.model import MessageSummary, SubscribeAnswered, SubscriptionEnded
from tests.unit.calls.rig import Rig

LIMIT = 5
VALUES = {
    "reg.1.address": "1001",
    "reg.2.address": "1002",
    "reg.2.callsPerLineKey": "2",
    "voIpProt.server.1.address": "a.example",
    "voIpProt.server.2.address": "b.example",
    "msg.mwi.1.subscribe": "1001",
    "dialplan.userDial.timeOut": "6",
    "dialplan.digitmap": "1,xT|5xx|**x",
    "reg.1.serverFeatureControl.dnd": "1",
    "call.donotdisturb.perReg": "1",
    "voIpProt.SIP.alertInfo.1.value": "Ring Answer",
    "voIpProt.SIP.alertInfo.1.class": "ringAutoAnswer",
    "voIpProt.SIP.alertInfo.2.value": "Auto",
    "voIpProt.SIP.alertInfo.2.class": "answerMute",
}
ON_THE_WIRE = (SendAnswer, SendDigits, SendHangup, SendHold, SendRefer, SendReject, SendResume)

ids = st.integers(0, 7)
lines = st.integers(1, 3)
codes = st.sampled_from([180, 183, 200, 302, 403, 408, 423, 480, 486, 487, 503, 603])
seconds = st.sampled_from([0.05, 1, 3, 10, 41, 61, 3601])

user_events: st.SearchStrategy[Event] = st.one_of(
    st.builds(OpenDialer, st.integers(0, 3), st.sampled_from(["", "1"])),
    st.builds(DigitPressed, st.sampled_from("0159*#")),
    st.just(DigitErased()),
    st.builds(Dial, st.sampled_from(["", "1002", "bob@b.example"]), st.integers(0, 3)),
    st.just(CancelDialer()),
    st.builds(DialUrl, st.sampled_from(["", "bob"]), st.integers(0, 3)),
    st.builds(ForwardCall, ids, st.sampled_from(["", "2000"])),
    *(st.builds(intent, ids) for intent in (AnswerCall, RejectCall, IgnoreCall, HoldCall, ResumeCall, EndCall)),
    st.builds(SelectCall, ids, st.integers(-2, 2)),
    st.builds(StartTransfer, ids, st.booleans()),
    *(st.builds(intent, ids, ids) for intent in (CompleteTransfer, JoinCalls)),
    *(st.builds(intent, ids) for intent in (StartConference, SplitConsultation, CancelConsultation)),
    *(st.builds(intent, ids) for intent in (MuteParty, HoldParty, RemoveParty)),
    st.sampled_from([SplitConference(), LeaveConference(), SwitchTransferType()]),
)
hands: st.SearchStrategy[Event] = st.one_of(
    st.builds(HookMoved, st.booleans()),
    st.builds(Plugged, st.sampled_from(["headset", "lan"]), st.booleans()),
    st.sampled_from([SpeakerKey(), HeadsetKey(), MuteKey(), VolumeKey(1), VolumeKey(-1)]),
)
wire_events: st.SearchStrategy[Event] = st.one_of(
    st.builds(CallProgressed, ids, codes, st.just(""), st.booleans()),
    st.builds(CallAnswered, ids),
    st.builds(PartyChanged, ids, st.sampled_from(["", "1009"]), st.just("Dave")),
    st.builds(MediaChanged, ids, st.sampled_from(["active", "local-hold", "remote-hold", "none"])),
    st.builds(CallTerminated, ids, st.one_of(st.just(0), codes), st.just("")),
    st.builds(CallReferred, ids, st.just("sip:1004@b.example"), st.just("1004")),
    st.builds(CallReplaced, ids, st.just("handle"), st.just("1005")),
    st.builds(FormerEnded, ids),
    st.builds(ReferAccepted, ids),
    st.builds(TransferNews, ids, st.sampled_from([100, 180, 200, 486, 603])),
)
feature_events: st.SearchStrategy[Event] = st.one_of(
    st.builds(ToggleDnd, st.integers(0, 3)),
    st.builds(
        SetForward, lines, st.sampled_from(KINDS), st.sampled_from(["", "2000"]), st.integers(0, 3), st.booleans()
    ),
    st.builds(FeatureSubscribeAnswered, lines, codes, st.just(""), st.sampled_from([0, 60, 3600])),
    st.builds(FeatureSubscriptionEnded, lines),
    st.builds(FeatureSet, lines, st.booleans()),
)
server_events: st.SearchStrategy[Event] = st.one_of(
    st.builds(RegisterAnswered, lines, codes, st.just(""), st.sampled_from([0, 60, 3600]), st.sampled_from([0, 7200])),
    st.builds(SubscribeAnswered, lines, codes, st.just(""), st.sampled_from([0, 60, 3600])),
    st.builds(SubscriptionEnded, lines),
    st.builds(MessageSummary, lines, st.booleans(), st.integers(0, 3), st.integers(0, 3), st.integers(0, 1)),
)


def turned(core: Core) -> Core:
    """The same phone with its slices in the opposite order."""
    core._routes = {kind: list(reversed(slices)) for kind, slices in core._routes.items()}
    return core


def bare(effects: list[Effect]) -> Counter[bytes]:
    """Effects without their order."""
    return Counter(msgspec.json.encode(effect) for effect in effects)


OWING = ("proceeding", "ringing", "transferring")
PARTY_SCREENS = ("conference", "transferring", "manage", "party", "end-conference")


FOR_ALL_LINES = (ToggleDnd(on=True), ToggleDnd(on=False))
"""Set All and Clear All of the DND screen, which stand there even if nothing is left for them to do."""


class AnyOrder(RuleBasedStateMachine):
    """A phone and its twin, whose slices run in the opposite order."""

    def __init__(self) -> None:
        super().__init__()
        self.phone = Rig(VALUES, Lines())
        self.twin = Rig(VALUES, Lines())
        for rig in (self.phone, self.twin):
            rig.core.profile = msgspec.structs.replace(rig.core.profile, calls=LIMIT)
        turned(self.twin.core)
        self.over: set[int] = set()

    def feed(self, event: Event) -> None:
        """Let both phones meet the event, and compare what they do."""
        call = self.phone[Calls].find(event.call) if isinstance(event, CallTerminated) else None
        self.check(self.phone.feed(event), self.twin.feed(event))
        if call and call.state != "dialing" and not (call.former and call.state != "transferring"):
            self.over.add(call.id)

    def check(self, effects: list[Effect], others: list[Effect]) -> None:
        """Nothing is sent for a call that is over."""
        assert bare(effects) == bare(others)
        for effect in effects:
            if isinstance(effect, ON_THE_WIRE):
                assert effect.call not in self.over, effect
            if isinstance(effect, SendHangup | SendReject):
                self.over.add(effect.call)

    @initialize(registered=st.booleans())
    def boot(self, registered: bool) -> None:
        """The application comes up, its lines perhaps with it."""
        self.feed(Ready())
        if registered:
            self.feed(RegisterAnswered(1, 200, "OK", 3600))
            self.feed(RegisterAnswered(2, 200, "OK", 3600))

    @rule(event=user_events)
    def want(self, event: Event) -> None:
        """The user wants something, be it possible or not."""
        self.feed(event)

    @rule(event=hands)
    def touch(self, event: Event) -> None:
        """The user lifts, plugs, presses."""
        self.feed(event)

    @rule(line=lines)
    def invite(self, line: int) -> None:
        """A call comes in."""
        self.feed(InviteReceived("handle", line, "1003", "Carol"))

    @rule(line=lines, alert_info=st.sampled_from(["Ring Answer", "Auto"]))
    def announce(self, line: int, alert_info: str) -> None:
        """A call comes in that the phone takes by itself."""
        self.feed(InviteReceived("handle", line, "1003", "Carol", alert_info))

    @rule(event=feature_events)
    def set_feature(self, event: Event) -> None:
        """The user, or the server, sets do not disturb or a forwarding."""
        self.feed(event)

    @rule(event=wire_events)
    def happen(self, event: Event) -> None:
        """The far end does something, be it due or not."""
        self.feed(event)

    @rule(data=st.data(), good=st.booleans())
    def agree(self, data: st.DataObject, good: bool) -> None:
        """The far end answers what it was asked."""
        waiting = self.waiting()
        if waiting:
            self.answer(data.draw(st.sampled_from(waiting)), good)

    @rule()
    def agree_to_all(self) -> None:
        """The far ends do all that they were asked."""
        for _ in range(10):
            for call in self.waiting()[:1]:
                self.answer(call, good=True)

    @rule(number=st.sampled_from(["1002", "1004"]))
    def meet(self, number: str) -> None:
        """Somebody is called, and answers."""
        self.agree_to_all()
        self.feed(Dial(number))
        self.agree_to_all()

    @rule(data=st.data(), intent=st.sampled_from([JoinCalls, CompleteTransfer]))
    def bring_together(self, data: st.DataObject, intent: Callable[[int, int], Event]) -> None:
        """The user wants two of the calls to be one."""
        calls = [call.id for call in self.phone[Calls].open]
        if len(calls) > 1:
            first, second = data.draw(st.permutations(calls))[:2]
            self.feed(intent(first, second))

    def waiting(self) -> list[Call]:
        """The calls whose far ends owe an answer."""
        return [call for call in self.phone[Calls].calls if call.pending or call.state in OWING]

    def answer(self, call: Call, good: bool) -> None:
        """The far end of a call does what it was asked, or refuses."""
        if call.pending in ("hold", "resume", "join"):
            held = (call.pending == "hold") == good
            self.feed(MediaChanged(call.id, "local-hold" if held else "active"))
        elif call.state == "transferring":
            self.feed(TransferNews(call.id, 200 if good else 486))
        else:
            self.feed(CallAnswered(call.id, "PCMU") if good else CallTerminated(call.id, 486, "Busy Here"))

    @rule(event=server_events)
    def serve(self, event: Event) -> None:
        """A server answers or tells something."""
        self.feed(event)

    @rule(seconds=seconds)
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.check(self.phone.wait(seconds), self.twin.wait(seconds))

    @rule()
    def restart(self) -> None:
        """The phone goes down and comes back."""
        self.feed(ShuttingDown("Restart Phone"))
        assert () == self.phone[Calls].calls
        self.feed(Ready())

    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        """A soft key on the screen does something, or the phone says why not; all lines may be as they are to be."""
        keys = [key for key in self.phone.screen.soft_keys if key.intent is not None]
        if keys:
            key = data.draw(st.sampled_from(keys), label="soft key")
            before, said = self.phone.core.state, len(self.phone.told(Noticed))
            assert key.intent is not None
            self.feed(key.intent)
            done = before != self.phone.core.state or said < len(self.phone.told(Noticed))
            assert done or key.intent in FOR_ALL_LINES, key

    @invariant()
    def order_does_not_matter(self) -> None:
        """Both phones are the same."""
        assert self.phone.core.state == self.twin.core.state

    @invariant()
    def one_call_has_audio(self) -> None:
        """All others are held, ringing or over, but for one conference; the audio path is open exactly as needed."""
        calls = self.phone[Calls]
        talking = {call.id for call in calls.calls if call.talking}
        assert len(talking) <= 1 or talking <= set(calls.conference)
        assert {call.id for call in calls.calls if call.state == "conference"} <= set(calls.conference)
        assert len(calls.conference) in (0, 2)
        path = self.phone[Audio].off_hook
        assert path or not any(call.needs_path for call in calls.calls)
        assert not path or any(call.needs_path or call.live for call in calls.calls)

    @invariant()
    def the_tone_fits(self) -> None:
        """It is the one that the state asks for; a dial tone that sounds already is left as it is."""
        dial_tones = {"dial", "stutter"}
        wanted, heard = local_tone(self.phone.core.state, self.phone[Audio]), self.phone[Audio].tone
        assert wanted == heard or {wanted, heard} == dial_tones

    @invariant()
    def limits_hold(self) -> None:
        """No more calls than the model and its lines have room for."""
        calls = self.phone[Calls]
        assert len(calls.open) <= LIMIT
        assert sum(call.line == 2 for call in calls.open) <= 2
        assert sum(call.state in ("dialing", "proceeding", "ringing") for call in calls.calls) <= 1

    @invariant()
    def references_hold(self) -> None:
        """Selection and queue name calls that exist."""
        calls = self.phone[Calls]
        assert bool(calls.calls) == (calls.find(calls.selected) is not None)
        queued = calls.find(calls.queued)
        assert (queued is None) == (calls.queued == 0)
        if queued:
            assert queued.pending
            assert calls.occupant is not None

    @invariant()
    def something_is_shown(self) -> None:
        """An open call has a screen of its own, unless it is dialed away."""
        shown = self.phone.screen.name
        calls = self.phone[Calls]
        if calls.open:
            assert shown in (
                "dialer",
                "url",
                "incoming",
                "forward-call",
                "proceeding",
                "active",
                "held",
                "calls",
                *PARTY_SCREENS,
            )

    def teardown(self) -> None:
        """Left alone, nothing stays pending, nothing rings, and what is over has gone."""
        self.phone.wait(1_000)
        resting = {"connected", "held", "remote-held", "conference", "proceeding", "dialing"}
        assert {call.state for call in self.phone[Calls].calls} <= resting
        assert {""} >= {call.pending for call in self.phone[Calls].calls}


def case(examples: int, steps: int) -> Any:
    """The test case of the machine above, as long as asked for."""
    made = type("AnyOrderCase", (AnyOrder.TestCase,), {})
    made.settings = settings(max_examples=examples, stateful_step_count=steps, deadline=None)  # type: ignore[attr-defined]
    return made


TestAnyOrder = case(25, 40)
TestAnyOrderAtLength = pytest.mark.soak(case(5_000, 80))
