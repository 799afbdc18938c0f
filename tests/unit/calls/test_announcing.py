"""How calls are announced: ring classes, rings, calls that the phone takes by itself."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio, MuteKey
from emulator.audio.tones import tones
from emulator.calls.model import (
    AnswerCall,
    CallAnswered,
    Calls,
    CallTerminated,
    EndCall,
    HoldCall,
    IgnoreCall,
    InviteReceived,
    MediaChanged,
    PartyChanged,
)
from emulator.calls.orders import SendAnswer
from emulator.config.catalogue import catalogue
from emulator.display.model import Text
from tests.unit.calls.rig import Rig

CLASSES = {
    "voIpProt.SIP.alertInfo.1.value": "Ring Answer",
    "voIpProt.SIP.alertInfo.1.class": "ringAutoAnswer",
    "voIpProt.SIP.alertInfo.2.value": "info=alert-autoanswer",
    "voIpProt.SIP.alertInfo.2.class": "autoAnswer",
    "voIpProt.SIP.alertInfo.3.value": "Quiet",
    "voIpProt.SIP.alertInfo.3.class": "visual",
    "voIpProt.SIP.alertInfo.4.value": "Muted",
    "voIpProt.SIP.alertInfo.4.class": "answerMute",
    "voIpProt.SIP.alertInfo.5.value": "Inside",
    "voIpProt.SIP.alertInfo.5.class": "custom1",
}


def rung(values: dict[str, str], alert_info: str = "", line: int = 1) -> Rig:
    """A phone with a call that has just come in."""
    phone = Rig({**CLASSES, **values})
    phone.feed(InviteReceived("invite-1", line, "1003", "Carol", alert_info))
    return phone


def answers(phone: Rig) -> list[int]:
    """The calls that were answered."""
    return [effect.call for effect in phone.sent(SendAnswer)]


@pytest.mark.parametrize(
    ("values", "alert_info", "tone"),
    [
        ({}, "", "ringer:ringer2"),
        ({}, "Inside", "ringer:ringer5"),
        ({"se.rt.custom1.ringer": "ringer9"}, "Inside", "ringer:ringer9"),
        ({"voIpProt.SIP.alertInfo.5.class": "9"}, "Inside", "ringer:ringer7"),
        ({"reg.1.ringType": "ringer7"}, "Inside", "ringer:ringer5"),
        ({"reg.1.ringType": "ringer7"}, "<http://a.example>;unknown", "ringer:ringer7"),
        ({}, "Quiet", ""),
        ({"se.rt.custom1.type": "visual"}, "Inside", ""),
        ({"se.rt.enabled": "0"}, "", ""),
        ({}, "<http://www.notused.com>;info=alert-autoanswer", ""),
        ({}, "Ring Answer", "ringer:ringer2"),
    ],
)
def test_the_servers_word_chooses_the_ring(values: dict[str, str], alert_info: str, tone: str) -> None:
    """By the first voIpProt.SIP.alertInfo.x.value that Alert-Info holds; before the ring of the line."""
    assert tone == rung(values, alert_info)[Audio].tone


@pytest.mark.parametrize(
    ("values", "tone"),
    [
        ({}, "intercom"),
        ({"call.autoAnswer.ringTone": "ringer4"}, "ringer:ringer4"),
        ({"call.autoAnswer.ringTone": "default", "se.rt.default.ringer": "ringer9"}, "ringer:ringer9"),
        ({"call.autoAnswer.playTone.enable": "0"}, ""),
    ],
)
def test_a_tone_tells_that_the_phone_has_taken_a_call(values: dict[str, str], tone: str) -> None:
    """For a second, once; not again when the call is taken back from hold, nor for calls that the user takes."""
    phone = rung(values, "info=alert-autoanswer")
    phone.wait(0)
    phone.obey(phone.sent(SendAnswer))
    assert ({1: "connected"}, tone) == (phone.states, phone[Audio].tone)
    phone.wait(1)
    assert "" == phone[Audio].tone
    phone.do("Hold", "Resume")
    assert ({1: "connected"}, "") == (phone.states, phone[Audio].tone)
    phone.feed(EndCall())
    phone.ring()
    phone.do("Answer")
    assert "" == phone[Audio].tone


def test_a_call_held_at_once_is_quiet() -> None:
    """The tone ends with the state that it tells of."""
    phone = rung({}, "info=alert-autoanswer")
    phone.wait(0)
    phone.obey(phone.sent(SendAnswer))
    phone.do("Hold")
    assert ({1: "held"}, "") == (phone.states, phone[Audio].tone)


NAMES = [name.split(".")[2] for name in catalogue() if name.startswith("se.rt.") and name.endswith(".type")]


@pytest.mark.parametrize("name", NAMES)
def test_every_class_can_be_made_another(name: str) -> None:
    """Its type, ring, time until it is answered, microphone and the tone of a second call: se.rt.*."""
    own = f"se.rt.{name}"
    chosen = {"voIpProt.SIP.alertInfo.1.value": "Ring Answer", "voIpProt.SIP.alertInfo.1.class": name}
    ringing = rung({**chosen, f"{own}.type": "ring", f"{own}.ringer": "ringer12"}, "Ring Answer")
    assert "ringer:ringer12" == ringing[Audio].tone
    values = {f"{own}.type": "ring-answer", f"{own}.timeout": "4000", f"{own}.micMute": "1", f"{own}.ringer": "ringer3"}
    taken = rung({**chosen, **values}, "Ring Answer")
    assert "ringer:ringer3" == taken[Audio].tone
    taken.wait(3.99)
    assert [] == answers(taken)
    taken.wait(0.01)
    assert ([1], True) == (answers(taken), taken[Audio].muted)
    second = Rig({**CLASSES, **chosen, f"{own}.type": "ring", f"{own}.callWait": "precedenceCallWaiting"})
    second.dial_up()
    second.feed(InviteReceived("second", 1, "1009", "", "Ring Answer"))
    assert "precedencecallwaiting" == second[Audio].tone


@pytest.mark.parametrize(("alert_info", "tone"), [("", "callwaiting"), ("Inside", "callwaitinglong")])
def test_a_second_call_sounds_as_its_class_says(alert_info: str, tone: str) -> None:
    """se.rt.*.callWait."""
    phone = Rig({**CLASSES, "se.rt.custom1.callWait": "callWaitingLong"})
    phone.dial_up()
    phone.feed(InviteReceived("second", 1, "1009", "", alert_info))
    assert tone == phone[Audio].tone


@pytest.mark.parametrize(
    ("values", "alert_info", "seconds", "muted"),
    [
        ({}, "<http://www.notused.com>;info=alert-autoanswer", 0, False),
        ({}, "Muted", 0, True),
        ({"se.rt.answerMute.micMute": "0"}, "Muted", 0, False),
        ({}, "Ring Answer", 2, False),
        ({"se.rt.ringAutoAnswer.timeout": "5000"}, "Ring Answer", 5, False),
        ({"call.autoAnswer.SIP": "1"}, "", 2, True),
        ({"call.autoAnswer.SIP": "1", "call.autoAnswer.micMute": "0"}, "", 2, False),
        ({"call.autoAnswer.SIP": "1", "call.autoAnswer.ringClass": "autoAnswer"}, "", 0, True),
        ({"reg.1.autoAnswer": "1"}, "", 2, True),
        ({"reg.2.autoAnswer": "1"}, "", None, False),
        ({}, "Inside", None, False),
    ],
)
def test_calls_that_the_phone_takes_by_itself(
    values: dict[str, str], alert_info: str, seconds: int | None, muted: bool
) -> None:
    """At once, or after ringing for a while; by class, or all of them; with the microphone on or off."""
    phone = rung(values, alert_info)
    if seconds is None:
        phone.wait(10)
        assert [] == answers(phone)
        return
    if seconds:
        phone.wait(seconds - 0.01)
        assert [] == answers(phone)
    phone.wait(0.01)
    assert [1] == answers(phone)
    phone.feed(CallAnswered(1))
    assert ("speaker", muted, {1: "connected"}) == (phone[Audio].state, phone[Audio].muted, phone.states)


def test_the_user_may_speak_in_a_call_taken_muted() -> None:
    """The Mute key turns the microphone on, and it stays on."""
    phone = rung({}, "Muted")
    phone.wait(0)
    phone.feed(CallAnswered(1), MuteKey(), MediaChanged(1, "active"))
    assert not phone[Audio].muted


@pytest.mark.parametrize(
    "ending",
    [
        [EndCall(1)],
        [CallTerminated(1, 200, "")],
        [HoldCall(1), MediaChanged(1, "local-hold")],
    ],
    ids=["ended", "hung up", "held"],
)
def test_during_another_call_it_waits(ending: list[EndCall | CallTerminated | HoldCall | MediaChanged]) -> None:
    """It is taken once the other call has ended or is held (VVX 201 guide)."""
    phone = Rig(CLASSES)
    phone.dial_up()
    phone.feed(InviteReceived("second", 1, "1009", "", "Ring Answer"))
    phone.wait(30)
    assert [] == answers(phone)
    phone.feed(*ending)
    assert [2] == answers(phone)


@pytest.mark.parametrize("intent", [IgnoreCall(1), AnswerCall(1)])
def test_the_user_may_be_faster(intent: IgnoreCall | AnswerCall) -> None:
    """Ignored, the call is not taken; answered, it is taken once."""
    phone = rung({}, "Ring Answer")
    phone.feed(intent)
    phone.wait(10)
    assert ([1] if isinstance(intent, AnswerCall) else []) == answers(phone)


def test_every_ringer_sounds_different() -> None:
    """All 24 of them, as far as they sound at all."""
    rings = [tones()[f"ringer:ringer{number}"] for number in range(1, 25)]
    assert 24 == len({ring.beeps for ring in rings})


# Who calls


def test_who_sent_a_call_on_is_shown() -> None:
    """Below the caller, in the window."""
    phone = Rig()
    phone.feed(InviteReceived("invite-1", 1, "1003", "Carol", diverted_by="Bob"))
    assert Text(("Diverted by: Bob",)) in phone.screen.body


@pytest.mark.parametrize(
    ("number", "name", "shown"),
    [("1009", "Dave", ("1009", "Dave")), ("", "Dave", ("1002", "Dave")), ("1009", "", ("1009", ""))],
)
def test_the_far_end_may_turn_out_to_be_somebody_else(number: str, name: str, shown: tuple[str, str]) -> None:
    """As after a transfer at the server; what it does not say stays."""
    phone = Rig()
    phone.dial_up()
    phone.feed(PartyChanged(1, number, name))
    call = phone[Calls].calls[0]
    assert shown == (call.number, call.name)
