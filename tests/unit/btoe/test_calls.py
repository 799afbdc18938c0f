"""The client's calls at the phone: what is shown and offered by whose account, and when sound flows."""

from __future__ import annotations

import pytest

from emulator.audio.model import Audio
from emulator.btoe.model import client_calls
from emulator.btoe.orders import StreamPc
from emulator.btoe.wire import (
    CallAction,
    CallPause,
    CallState,
    ClientCall,
    ClientCalls,
    Device,
    Heartbeat,
    PhoneCall,
    PhoneCalls,
    Route,
)
from emulator.calls.model import Call, Calls, CallsChanged, EndCall, HoldCall, OpenDialer, RejectCall, ResumeCall
from emulator.display.model import CallCard, HookMoved
from emulator.kernel.state import Event
from tests.unit.btoe.bench import Bench

LINE = 'reg.1.address="ann" reg.1.server.1.address="pbx.example"'
SAME, OTHER = "ann@lab.example", "ben@lab.example"


def bench_with(client: str, model: str = "VVX_450") -> Bench:
    """Ann's phone, paired with a computer of that account."""
    bench = Bench(model, LINE)
    bench.sign_in()
    bench.pair(client)
    bench.wait(4)
    return bench


def own_calls(bench: Bench, *calls: Call) -> None:
    """Give the phone calls of its own."""
    core = bench.device.core
    core.state = core.state.replaced(Calls(calls=calls, selected=calls[-1].id if calls else 0))
    bench.feed(CallsChanged())


def labels(bench: Bench) -> list[str]:
    """The soft keys of the screen."""
    return [key.label for key in bench.screen.actions]


def card(bench: Bench) -> CallCard:
    """The call on the screen."""
    return next(block for block in bench.screen.body if isinstance(block, CallCard))


@pytest.mark.parametrize(
    ("client", "state", "media", "parties", "keys"),
    [
        (OTHER, "ringing", "audio", 2, []),
        (OTHER, "connected", "audio", 2, ["Pause"]),
        (OTHER, "connected", "video", 2, ["Pause"]),
        (OTHER, "held", "audio", 2, []),
        (SAME, "ringing", "audio", 2, ["Answer", "Reject"]),
        (SAME, "connected", "audio", 2, ["Hold", "End Call"]),
        (SAME, "connected", "video", 2, ["Pause", "End Call"]),
        (SAME, "connected", "video", 3, ["Hold", "End Call"]),
        (SAME, "held", "audio", 2, ["Resume", "End Call"]),
        (SAME, "dialing", "audio", 2, ["End Call"]),
    ],
)
def test_what_is_offered_hangs_on_the_accounts(
    client: str, state: str, media: str, parties: int, keys: list[str]
) -> None:
    """Pause for any call with different accounts, for video with the same; calls of three are audio only."""
    bench = bench_with(client)
    bench.call(state, media, parties)
    assert keys == labels(bench)
    assert ("Bob Brown", "bob@lab.example", "pc-audio") == (card(bench).name, card(bench).number, card(bench).icon)
    assert "▣" in bench.text


@pytest.mark.parametrize(
    ("state", "media", "key", "action"),
    [
        ("ringing", "audio", "Answer", "answer"),
        ("ringing", "audio", "Reject", "end"),
        ("connected", "audio", "Hold", "hold"),
        ("held", "audio", "Resume", "resume"),
        ("connected", "video", "End Call", "end"),
    ],
)
def test_with_the_same_account_keys_act_in_the_client(state: str, media: str, key: str, action: str) -> None:
    """One call, at either end."""
    bench = bench_with(SAME)
    bench.call(state, media)
    bench.press(key)
    assert [CallAction(1, action)] == bench.said(CallAction)  # type: ignore[arg-type]


def test_lifting_the_handset_answers_for_the_same_user() -> None:
    """There is no dial tone then; with different accounts there is, for the call is answered in the client."""
    for client, expected in ((SAME, [CallAction(1, "answer")]), (OTHER, [])):
        bench = bench_with(client)
        bench.call("ringing")
        bench.feed(HookMoved(off=True))
        assert (expected, not expected) == (bench.said(CallAction), OpenDialer() in bench.facts)


def test_lifting_the_handset_goes_on_with_a_paused_call() -> None:
    """On the handset."""
    bench = bench_with(OTHER)
    bench.call("connected")
    bench.press("Pause")
    bench.feed(HookMoved(off=True))
    assert ("handset", StreamPc(True, True)) == (path(bench), bench.did(StreamPc)[-1])


@pytest.mark.parametrize(("client", "media"), [(OTHER, "audio"), (OTHER, "video"), (SAME, "video")])
def test_pause_leaves_the_call_to_the_client(client: str, media: str) -> None:
    """Its sound stops at the phone, the call goes on; Resume brings it back."""
    bench = bench_with(client)
    bench.call("connected", media)
    assert ("speaker", [StreamPc(True, True)]) == (path(bench), bench.did(StreamPc))
    bench.press("Pause")
    assert ("on-hook", "Paused") == (path(bench), card(bench).state)
    assert "Resume" in labels(bench)
    bench.press("Resume")
    assert ("speaker", "Active") == (path(bench), card(bench).state)
    assert [StreamPc(True, True), StreamPc(False, False), StreamPc(True, True)] == bench.did(StreamPc)
    assert [CallPause(1, True), CallPause(1, False)] == bench.said(CallPause)
    assert [] == bench.said(CallAction)


@pytest.mark.parametrize(("client", "media", "paused"), [(OTHER, "audio", 1), (SAME, "audio", 0), (SAME, "video", 1)])
def test_the_computer_may_ask_for_a_pause(client: str, media: str, paused: int) -> None:
    """By the same rules; the phone says when it is so."""
    bench = bench_with(client)
    bench.call("connected", media)
    bench.say(CallPause(1, paused=True))
    assert (paused * [CallPause(1, paused=True)], paused * (1,)) == (bench.said(CallPause), bench.btoe.paused)
    bench.say(CallPause(1, paused=False))
    assert () == bench.btoe.paused


def path(bench: Bench) -> str:
    """The audio path that is open."""
    return bench.device.core.state[Audio].state


def test_the_call_counts_from_when_it_was_answered() -> None:
    """However often the client tells of it."""
    bench = bench_with(OTHER)
    bench.call("connected")
    began = card(bench).since
    bench.wait(5)
    bench.call("connected")
    assert (began, True) == (card(bench).since, "00:05" in bench.text)


def test_sound_can_be_moved_to_the_computer_and_back() -> None:
    """Handset, or PC Mic and Speakers."""
    bench = bench_with(OTHER)
    bench.call("connected")
    for route, expected in (("pc", "on-hook"), ("handset", "speaker")):
        bench.say(Route(route))  # type: ignore[arg-type]
        assert expected == path(bench)


@pytest.mark.parametrize("listening", [True, False])
def test_music_of_the_computer_sounds_at_the_phone(listening: bool) -> None:
    """Without any call; the speaker key silences it until the computer stops playing."""
    bench = bench_with(OTHER)
    bench.say(Device(playing=True, listening=listening))
    assert ("speaker", [StreamPc(True, listening)]) == (path(bench), bench.did(StreamPc))
    bench.press("Speaker")
    assert ("on-hook", StreamPc(False, False)) == (path(bench), bench.did(StreamPc)[-1])
    bench.say(Device())
    bench.say(Device(playing=True, listening=listening))
    assert "speaker" == path(bench)


@pytest.mark.parametrize(("client", "said"), [(SAME, [CallAction(1, "end")]), (OTHER, [])])
def test_hanging_up_ends_the_call_of_the_same_user(client: str, said: list[CallAction]) -> None:
    """And pauses another's."""
    bench = bench_with(client)
    bench.call("connected")
    bench.press("Speaker")
    assert ("on-hook", said) == (path(bench), bench.said(CallAction))
    assert [CallPause(1, True)] == bench.said(CallPause)


def test_the_phones_own_call_goes_first() -> None:
    """The computer is silent while it is up, and is heard again afterwards."""
    bench = bench_with(OTHER)
    bench.call("connected")
    own_calls(bench, Call(1, 1, "out", "connected", "1002"))
    assert StreamPc(False, False) == bench.did(StreamPc)[-1]
    own_calls(bench)
    assert (StreamPc(True, True), "speaker") == (bench.did(StreamPc)[-1], path(bench))


@pytest.mark.parametrize("end", ["leave", "plug"])
def test_no_sound_without_a_pairing(end: str) -> None:
    """The computer is gone in the middle of a call."""
    bench = bench_with(OTHER)
    bench.call("connected")
    bench.leave() if end == "leave" else bench.plug(present=False)
    assert (StreamPc(False, False), "on-hook") == (bench.did(StreamPc)[-1], path(bench))
    assert () == bench.btoe.calls


def test_muting_is_the_phones_matter() -> None:
    """Mute works as in any call, for it is the path that is muted."""
    bench = bench_with(OTHER)
    bench.call("connected")
    bench.press("Mute")
    assert bench.device.core.state[Audio].muted
    assert "red" == bench.device.leds()["mute"].color
    assert "muted" in (bench.screen.status.icons if bench.screen.status else ())


def test_a_call_of_the_client_lights_the_display_up() -> None:
    """And keeps it lit; some time after it is over the display is dark again."""
    bench = bench_with(OTHER)
    for _ in range(40 * 60 // 10):
        bench.wait(10)
        bench.say(Heartbeat())
    assert "asleep" == bench.screen.name
    bench.call("connected")
    for _ in range(40 * 60 // 10):
        assert "client-call" == bench.screen.name
        bench.wait(10)
        bench.say(Heartbeat())
    bench.say(ClientCalls())
    for _ in range(40 * 60 // 10):
        bench.wait(10)
        bench.say(Heartbeat())
    assert "asleep" == bench.screen.name


def test_both_kinds_of_calls_share_the_calls_screen() -> None:
    """The client's stand below, each with its icon; one that is chosen is shown alone, Back leads back."""
    bench = bench_with(OTHER)
    bench.call("connected")
    own_calls(bench, Call(1, 1, "out", "connected", "1002"))
    assert "calls" == bench.screen.name
    (row,) = (line for line in bench.text.splitlines() if "Bob Brown" in line)
    assert "▣" in row
    bench.press("Down")
    assert ("client-call", ["Pause", "Back"]) == (bench.screen.name, labels(bench))
    bench.press("Back")
    assert "calls" == bench.screen.name


def test_several_calls_of_the_client_are_a_list() -> None:
    """One of them can be looked at."""
    bench = bench_with(OTHER)
    calls = [ClientCall(each, f"{each}@lab.example", f"Caller {each}", "in", "held") for each in (1, 2)]
    bench.say(ClientCalls(tuple(calls)))
    assert ("client-calls", True) == (bench.screen.name, "Caller 1" in bench.text and "Caller 2" in bench.text)
    bench.press("Down", "Select")
    assert ("client-call", "Caller 2") == (bench.screen.name, card(bench).name)
    bench.say(ClientCalls(tuple(calls[:1])))
    assert "Caller 1" == card(bench).name


@pytest.mark.parametrize(("client", "shown"), [(SAME, 0), (OTHER, 1)])
def test_a_call_that_rings_at_both_is_one_call(client: str, shown: int) -> None:
    """With the same account the server rings phone and client alike; with different ones it is another call."""
    bench = bench_with(client)
    bench.call("ringing")
    own_calls(bench, Call(1, 1, "in", "offering", "bob"))
    assert shown == len(client_calls(bench.device.core.state))


STATES: list[tuple[str, CallState]] = [
    ("dialing", "dialing"),
    ("ringing", "dialing"),
    ("offering", "ringing"),
    ("connected", "connected"),
    ("remote-held", "connected"),
    ("held", "held"),
]


@pytest.mark.parametrize(("state", "expected"), STATES)
def test_the_client_of_the_same_user_shows_the_phones_calls(state: str, expected: CallState) -> None:
    """And nobody else's."""
    bench = bench_with(SAME)
    own_calls(bench, Call(3, 1, "in", state, "1002", "Carol"))
    assert [PhoneCalls((PhoneCall(3, "1002", "Carol", "in", expected),))] == bench.said(PhoneCalls)
    own_calls(bench)
    assert PhoneCalls() == bench.said(PhoneCalls)[-1]
    stranger = bench_with(OTHER)
    own_calls(stranger, Call(3, 1, "in", state, "1002", "Carol"))
    assert [] == stranger.said(PhoneCalls)


@pytest.mark.parametrize(
    ("state", "action", "wanted"),
    [
        ("offering", "end", RejectCall(3)),
        ("connected", "end", EndCall(3)),
        ("connected", "hold", HoldCall(3)),
        ("held", "resume", ResumeCall(3)),
    ],
)
def test_the_client_of_the_same_user_works_the_phones_calls(state: str, action: str, wanted: Event) -> None:
    """As the phone's own keys do."""
    for client, expected in ((SAME, 1), (OTHER, 0)):
        bench = bench_with(client)
        own_calls(bench, Call(3, 1, "in", state, "1002"))
        bench.say(CallAction(3, action))  # type: ignore[arg-type]
        bench.say(CallAction(99, action))  # type: ignore[arg-type]
        assert expected == sum(each == wanted for each in bench.facts)


def test_a_ccx_shows_a_client_call_as_well() -> None:
    """The guide's phone (CCX with BToE user guide, "Answer BToE Calls")."""
    bench = bench_with(OTHER, "CCX_500")
    bench.call("connected")
    assert ("client-call", ["Pause"]) == (bench.screen.name, labels(bench))
