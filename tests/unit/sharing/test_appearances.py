"""Shared call appearances: the line is taken before a call goes out, and calls say which appearance they are."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from emulator.audio.model import Audio
from emulator.calls.model import CallAnswered, Calls, Dial, EndCall, InviteReceived, MediaChanged, OpenDialer
from emulator.calls.orders import PlaceCall, SendAnswer, SendHold, SendResume
from emulator.display.model import Led
from emulator.kernel.state import Effect, Event, PartT
from emulator.sharing.model import (
    Appearance,
    AppearancesReported,
    SeizeAnswered,
    SeizeNotified,
    SendSeize,
    Sharing,
)
from emulator.sip.events.callinfo import read_appearances
from emulator.watching.model import SendWatch, WatchAnswered
from tests.unit.hands import Hands
from tests.unit.world import site

SHARED = 'reg.1.type="shared" '


class Desk(Hands):
    """An idle phone whose first line is shared; the server has told of its appearances."""

    def __init__(self, more: str = "", *appearances: Appearance, files: Mapping[str, bytes] = {}) -> None:
        super().__init__("VVX_450", {"site.cfg": site(more=SHARED + more), **files})
        self.report(*appearances)
        self.effects.clear()

    def __getitem__(self, part: type[PartT]) -> PartT:
        return self.device.core.state[part]

    def report(self, *appearances: Appearance) -> None:
        """The server tells of all appearances."""
        self.feed(AppearancesReported("sharing/1", appearances))

    def let(self, *events: Event) -> None:
        """Let things happen, one after the other."""
        for event in events:
            self.feed(event)

    def sent(self, kind: type[Effect]) -> list[Effect]:
        """The effects of a kind so far."""
        return [each for each in self.effects if isinstance(each, kind)]

    @property
    def seized(self) -> list[tuple[int, int]]:
        """Which appearances were taken, and for how long."""
        return [(each.index, each.expires) for each in self.effects if isinstance(each, SendSeize)]

    @property
    def told(self) -> list[str]:
        """What the INVITEs and answers that went out say of appearances."""
        sent = (each for each in self.effects if isinstance(each, PlaceCall | SendAnswer))
        return [value for each in sent for name, value in each.headers if name == "Call-Info"]

    @property
    def key(self) -> tuple[str, Led]:
        """What the key of the line says, and its lamp."""
        return self.screen.line_keys[0].state, self.device.leds()["line1"]


def test_a_call_waits_until_the_line_is_taken() -> None:
    """Off hook the lowest free appearance is asked for; the INVITE goes out with it, once it is granted."""
    desk = Desk("", Appearance(1, "active"))
    desk.let(OpenDialer(1), Dial("1003"))
    assert ([(2, 30)], []) == (desk.seized, desk.sent(PlaceCall))
    desk.feed(SeizeAnswered(1, 2, 200))
    assert ["<sip:2001@pbx.example>;appearance-index=2"] == desk.told


def test_a_private_hold_says_so() -> None:
    """PvtHold, where reg.x.enablePvtHoldSoftKey allows it: the hold tells the state, the resume takes it back."""
    desk = Desk('reg.1.enablePvtHoldSoftKey="1" ')
    desk.let(OpenDialer(1), Dial("1003"), SeizeAnswered(1, 1, 200))
    private = next(each.intent for each in desk.screen.actions if each.label == "PvtHold")
    assert private is not None
    desk.feed(private)
    own = "<sip:2001@pbx.example>;appearance-index=1"
    assert [SendHold(1, (("Call-Info", f"{own};appearance-state=held-private"),))] == desk.sent(SendHold)
    desk.press("Resume")
    assert [SendResume(1, (("Call-Info", own),))] == desk.sent(SendResume)
    desk.press("Hold")
    assert SendHold(1) == desk.sent(SendHold)[-1]


@pytest.mark.parametrize(("more", "line"), [("", 1), ('reg.2.enablePvtHoldSoftKey="1" ', 2)], ids=["off", "not shared"])
def test_a_hold_is_private_only_where_that_means_something(more: str, line: int) -> None:
    """Without the switch, and on a line that is not shared, there is no PvtHold."""
    desk = Desk(more)
    desk.let(OpenDialer(line), Dial("1003"), SeizeAnswered(1, 1, 200))
    assert "connected" == desk[Calls].calls[0].state
    assert "PvtHold" not in [each.label for each in desk.screen.actions]


PLAIN = '<site reg.1.address="2001" voIpProt.server.1.address="pbx.example" {} reg.1.type="shared"/>'


@pytest.mark.parametrize(
    ("more", "plain", "seconds"),
    [
        ('reg.1.server.1.expires.lineSeize="12"', "", 12),
        ("", 'voIpProt.server.1.expires.lineSeize="17"', 17),
    ],
)
def test_how_long_a_line_is_taken_for(more: str, plain: str, seconds: int) -> None:
    """As configured; and anew shortly before that, for who still dials; then it is let go of."""
    desk = Desk(more, files={"site.cfg": PLAIN.format(plain).encode()} if plain else {})
    desk.let(OpenDialer(1), SeizeAnswered(1, 1, 200))
    desk.wait(seconds - 2)
    assert [(1, seconds)] * 2 == desk.seized
    desk.feed(EndCall())
    assert (1, 0) == desk.seized[-1]


@pytest.mark.parametrize(("more", "tries"), [("", 10), ('voIpProt.SIP.lineSeize.retries="4"', 4)])
def test_others_may_be_quicker(more: str, tries: int) -> None:
    """Appearance by appearance, as often as configured; then reorder tone."""
    desk = Desk(more)
    desk.feed(OpenDialer(1))
    for index in range(1, tries + 1):
        desk.feed(SeizeAnswered(1, index, 480))
    assert list(range(1, tries + 1)) == [index for index, seconds in desk.seized if seconds]
    assert ("ended", "reorder") == (desk[Calls].calls[0].state, desk[Audio].tone)


def test_no_reorder_tone_where_it_is_not_wanted() -> None:
    """call.shared.seizeFailReorder."""
    desk = Desk('voIpProt.SIP.lineSeize.retries="3" call.shared.seizeFailReorder="0"')
    desk.feed(OpenDialer(1))
    for index in (1, 2, 3):
        desk.feed(SeizeAnswered(1, index, 480))
    assert ("ended", "") == (desk[Calls].calls[0].state, desk[Audio].tone)


def test_the_notification_may_be_waited_for() -> None:
    """voIpProt.SIP.specialEvent.lineSeize.nonStandard off: the answer alone is not enough."""
    desk = Desk('voIpProt.SIP.specialEvent.lineSeize.nonStandard="0"')
    desk.let(OpenDialer(1), Dial("1003"), SeizeAnswered(1, 1, 200))
    assert [] == desk.sent(PlaceCall)
    desk.feed(SeizeNotified(1, 1, active=True))
    assert 1 == len(desk.sent(PlaceCall))


@pytest.mark.parametrize(
    ("more", "tone"),
    [("", "dial"), ('reg.1.strictLineSeize="1"', ""), ('voIpProt.SIP.strictLineSeize="1"', "")],
)
def test_dial_tone_may_wait_for_the_line(more: str, tone: str) -> None:
    """At once, or when the server has agreed."""
    desk = Desk(more)
    desk.feed(OpenDialer(1))
    assert tone == desk[Audio].tone
    desk.feed(SeizeAnswered(1, 1, 200))
    assert "dial" == desk[Audio].tone


def test_an_answer_says_which_appearance_it_takes() -> None:
    """The lowest that is free by then; it is the phone's own, and not shown as another phone's."""
    desk = Desk()
    desk.feed(InviteReceived("invite", 1, "1009"))
    desk.report(Appearance(1, "active", "1008"))
    desk.press("Answer")
    assert ["<sip:2001@pbx.example>;appearance-index=2"] == desk.told
    desk.let(CallAnswered(1), MediaChanged(1, "active"))
    desk.report(Appearance(2, "active", "1009"))
    assert "Active" == desk.key[0]


@pytest.mark.parametrize(
    ("state", "key"),
    [
        ("idle", ("Registered", Led())),
        ("alerting", ("Registered", Led())),
        ("seized", ("In use on another phone", Led("red"))),
        ("progressing", ("In use on another phone", Led("red"))),
        ("active", ("In use on another phone", Led("red"))),
        ("held", ("Held on another phone", Led("red", "flash"))),
        ("held-private", ("Held on another phone", Led("red", "flash"))),
        ("bridge-active", ("In use on another phone", Led("red"))),
    ],
)
def test_key_and_lamp_tell_what_others_do(state: str, key: tuple[str, Led]) -> None:
    """As with bridged lines."""
    assert key == Desk("", Appearance(3, state, "1009", "Ida")).key


def test_a_held_call_is_taken_by_calling_the_line() -> None:
    """Without taking the line first: it is this appearance that is called back."""
    desk = Desk("", Appearance(3, "held", "1009", "Ida"))
    desk.press("LineKey1", "Resume")
    (call,) = desk.sent(PlaceCall)
    assert isinstance(call, PlaceCall)
    assert ("sip:2001@pbx.example", [], ["<sip:2001@pbx.example>;appearance-index=3"]) == (
        call.target,
        desk.seized,
        desk.told,
    )
    assert "1009" == desk[Calls].calls[0].number


def test_what_is_held_privately_stays_so() -> None:
    """It is seen, and not to be taken."""
    desk = Desk("", Appearance(3, "held-private", "1009", "Ida"))
    desk.press("LineKey1")
    assert "Resume" not in [key.label for key in desk.screen.actions]


def test_a_held_call_may_be_taken_away() -> None:
    """When it is active again although this phone holds it, another phone has it."""
    desk = Desk()
    desk.let(Dial("1003", 1), SeizeAnswered(1, 1, 200), CallAnswered(1), MediaChanged(1, "active"))
    desk.report(Appearance(1, "active", "1003"))
    assert "Active" == desk.key[0]
    desk.press("Hold")
    desk.let(MediaChanged(1, "local-hold"))
    desk.report(Appearance(1, "held", "1003"))
    assert 1 == len(desk[Sharing].seats)
    desk.report(Appearance(1, "active", "1003"))
    assert (0, "1") == (len(desk[Sharing].seats), desk[Sharing].lines[0].dialogs[0].id)


@pytest.mark.parametrize(("code", "packages"), [(489, ["call-info", "dialog"]), (503, ["call-info"])])
def test_a_server_without_appearances(code: int, packages: list[str]) -> None:
    """May know of bridged lines; and calls do not wait for what it does not know."""
    hands = Hands("VVX_450", {"site.cfg": site(more=SHARED)})
    watch = next(each for each in hands.effects if isinstance(each, SendWatch))
    hands.feed(WatchAnswered(watch.number, code, "Bad Event"))
    assert packages == [each.wish.package for each in hands.effects if isinstance(each, SendWatch)]
    hands.feed(Dial("1003", 1))
    assert 1 == len([each for each in hands.effects if isinstance(each, PlaceCall)])


def test_the_server_s_words() -> None:
    """Call-Info as kamailio writes it, and what is no such thing."""
    values = [
        '<sip:pbx>;appearance-index=1;appearance-state=active;appearance-uri="\\"Ida B\\" <sip:1009@pbx.example>"',
        '<sip:pbx>;appearance-index=2;appearance-state=held;appearance-uri="<sip:1008@pbx.example>"',
        "<sip:pbx>;appearance-index=3;appearance-state=seized",
        "<sip:pbx>;appearance-index=*;appearance-state=idle",
        "<sip:pbx>;appearance-index=9",
        "nonsense <",
    ]
    known = (Appearance(1, "active", "1009", "Ida B"), Appearance(2, "held", "1008"), Appearance(3, "seized"))
    assert AppearancesReported("sharing/1", known, full=True) == read_appearances("sharing/1", values)
    assert AppearancesReported("x", (Appearance(1, "idle"),), full=False) == read_appearances(
        "x", ["<sip:pbx>;appearance-index=1;appearance-state=idle"]
    )
