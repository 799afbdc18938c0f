"""Macros on soft keys, line keys and favorites: what they ask, send, wait for, and refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.boot.orders import Log
from emulator.calls.model import CallAnswered, Calls, Dial, InviteReceived
from emulator.calls.orders import PlaceCall, SendDigits, SendHangup, SendHold
from emulator.calls.parties import SendRefer
from emulator.config.macros import Action, MacroError, parse_macro, scan
from emulator.efk.functions import FUNCTIONS
from emulator.efk.model import Macros, RunMacro
from emulator.kernel.state import Effect
from tests.unit.hands import Hands
from tests.unit.world import site

ON = 'feature.enhancedFeatureKeys.enabled="1" '
PROMPTS = """efk.efkprompt.1.status="1" efk.efkprompt.1.label="Extension" efk.efkprompt.1.type="numeric"
    efk.efkprompt.2.status="1" efk.efkprompt.2.label="Account" efk.efkprompt.2.type="numeric"
    efk.efkprompt.2.userfeedback="masked" efk.efkprompt.3.status="1" efk.efkprompt.3.label="Name"
    efk.efkprompt.3.type="text" """


def phone(more: str = "") -> Hands:
    """An idle phone on which macros run."""
    return Hands("VVX_450", {"site.cfg": site(more=ON + PROMPTS + more)})


def softkey(action: str, use: str = "idle", more: str = "") -> str:
    """A soft key of configuration's own."""
    return f'softkey.1.label="Own" softkey.1.enable="1" softkey.1.use.{use}="1" softkey.1.action="{action}" {more} '


def macro(index: int, name: str, action: str, more: str = "") -> str:
    """A macro that is switched on."""
    family = f"efk.efklist.{index}"
    return f'{family}.mname="{name}" {family}.status="1" {family}.action.string="{action}" {more} '


def sent(hands: Hands, kind: type[Effect]) -> list[Effect]:
    """What of a kind has gone out."""
    return [each for each in hands.effects if isinstance(each, kind)]


def called(hands: Hands) -> list[str]:
    """What was called, oldest first."""
    return [each.target for each in hands.effects if isinstance(each, PlaceCall)]


def digits(hands: Hands) -> str:
    """What was sent into calls."""
    return "".join(each.digits for each in hands.effects if isinstance(each, SendDigits))


def press(hands: Hands, label: str = "Own") -> None:
    """Press a soft key, on whatever page it is."""
    while label not in [key.label for key in hands.screen.soft_keys]:
        hands.press("More")
    hands.press(f"soft:{label}")


def failures(hands: Hands) -> list[str]:
    """What the log says went wrong."""
    return [each.text for each in hands.effects if isinstance(each, Log) and each.component == "efk"]


# The language


def test_the_manuals_example_is_understood() -> None:
    """Every kind of action in its order (UCS administrator guides, example macro)."""
    text = "$Changup$*444*$P1N4$$Tinvite$$Cwaitconnect$$P2N3$$Cpause2$$Tdtmf$$Changup$"
    words = "hangup digits prompt invite wait prompt pause dtmf hangup"
    assert words.split() == [each.does for each in parse_macro(text)]
    assert Action("prompt", "", 1, 4) == parse_macro(text)[2]


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("^97$Tinvite$", (Action("digits", "97"), Action("invite"))),
        ("!park!2", (Action("macro", "park"), Action("favorite", "2", 2))),
        ("$Mpark$$S12$", (Action("macro", "park"), Action("favorite", "12", 12))),
        ("$LHelp$$FMessages$", (Action("label", "Help"), Action("function", "Messages"))),
        ("$Chu$$Ch$$Cwc$$Cp99$", (Action("hangup"), Action("hold"), Action("wait"), Action("pause", "", 10))),
        ("https://a.example/x", (Action("url", "https://a.example/x"),)),
        ("", ()),
    ],
)
def test_macros_are_read(text: str, actions: tuple[Action, ...]) -> None:
    """Prefixes, references, short forms, and nothing."""
    assert actions == parse_macro(text)


@pytest.mark.parametrize("text", ["$", "9$Tinvite", "$$", "$Xa$", "$Tcall$", "$Pa$", "$Cjump$", "$Cpause$"])
def test_broken_macros_are_refused(text: str) -> None:
    """What no phone would run."""
    with pytest.raises(MacroError):
        parse_macro(text)


@given(st.text(alphabet="$!^LCTMPSF19invitehupa", max_size=30))
def test_any_text_is_actions_or_faults(text: str) -> None:
    """The reader never raises, and faults lie within the text."""
    for each in scan(text):
        assert isinstance(each, Action) or 0 <= each.at <= len(text)


# Running


def test_without_the_feature_nothing_of_it_is_there() -> None:
    """No soft keys, no macros; nor with another version of the language."""
    for more in ("", ON + 'efk.version="1" '):
        hands = Hands("VVX_450", {"site.cfg": site(more=more + softkey("97$Tinvite$"))})
        assert "Own" not in [key.label for key in hands.screen.actions]
        hands.feed(RunMacro("97$Tinvite$"))
        assert [] == called(hands)


def test_a_key_calls() -> None:
    """The digits before the way to send them; without a way they are dialed too."""
    for action in ("*97$Tinvite$", "*97"):
        hands = phone(softkey(action))
        press(hands)
        assert ["*97"] == called(hands)


def test_input_is_asked_before_anything_is_done() -> None:
    """Two prompts, each by its label, one of them masked; then everything at once, in order."""
    hands = phone(softkey("*444*$P1N4$$Tinvite$$Cwaitconnect$$P2N3$$Cpause2$$Tdtmf$$Changup$"))
    press(hands)
    assert "Extension" in hands.text
    hands.press("1", "2", "3", "4", "5", "Enter")
    assert [] == called(hands)
    assert "Account" in hands.text
    hands.press("5", "6", "7")
    assert "567" not in hands.text
    hands.press("Enter")
    assert (["*444*1234"], "") == (called(hands), digits(hands))
    hands.wait(1.9)
    assert "" == digits(hands)
    hands.wait(0.2)
    assert "567" == digits(hands)
    assert 1 == len(sent(hands, SendHangup))


def test_text_may_be_asked_for() -> None:
    """efk.efkprompt.x.type text: the dial pad writes letters."""
    hands = phone(softkey("$P3N8$$Tinvite$"))
    press(hands)
    hands.press("2", "2", "Enter")
    assert ["Aa"] == called(hands)


def test_a_cancelled_prompt_ends_the_macro() -> None:
    """Nothing is sent, and the next macro asks anew."""
    hands = phone(softkey("8$P1N4$$Tinvite$"))
    press(hands)
    hands.press("1", "Cancel")
    assert ("lines", []) == (hands.screen.name, called(hands))
    press(hands)
    hands.press("2", "Enter")
    assert ["82"] == called(hands)


def test_in_a_call_digits_are_sent_into_it() -> None:
    """Without a way to send, or with dtmf."""
    for action in ("*5$Tdtmf$", "*5"):
        hands = phone(softkey(action, "active"))
        hands.feed(Dial("1002"))
        press(hands)
        assert (["1002"], "*5") == (called(hands), digits(hands))


def test_a_call_is_transferred_without_asking() -> None:
    """refer: the far end of the active call is asked to call the digits."""
    hands = phone(softkey("*68$Trefer$", "active"))
    hands.feed(Dial("1002"))
    press(hands)
    (refer,) = sent(hands, SendRefer)
    assert isinstance(refer, SendRefer)
    assert "*68" == refer.target


def test_a_call_is_held_or_ended() -> None:
    """$Chold$ and $Changup$, before a new call."""
    for command, kind in (("hold", SendHold), ("hangup", SendHangup)):
        hands = phone(softkey(f"$C{command}$1003$Tinvite$", "active"))
        hands.feed(Dial("1002"))
        press(hands)
        assert 1 == len(sent(hands, kind))
        assert ["1002", "1003"] == called(hands)


def test_an_intercom_call_says_so() -> None:
    """By the Alert-Info of voIpProt.SIP.intercom.alertInfo."""
    for more, value in (("", "Intercom"), ('voIpProt.SIP.intercom.alertInfo="auto-answer"', "auto-answer")):
        hands = phone(softkey("1003$Tintercom$") + more)
        press(hands)
        (call,) = sent(hands, PlaceCall)
        assert isinstance(call, PlaceCall)
        assert (("Alert-Info", value),) == call.headers


def test_a_call_that_fails_ends_the_macro() -> None:
    """What was to come after its answer does not come."""
    hands = phone(softkey("1003$Tinvite$$Cwaitconnect$55$Tdtmf$"))
    hands.world.well = lambda number=0: None  # type: ignore[method-assign]
    press(hands)
    assert "waiting" == hands.device.core.state[Macros].state
    hands.press("End Call")
    assert "idle" == hands.device.core.state[Macros].state
    hands.feed(CallAnswered(1, "PCMU"))
    assert "" == digits(hands)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_are_keys_by_name(name: str) -> None:
    """Each does what its key does, and nothing breaks where it can do nothing."""
    hands = phone(softkey(f"$F{name}$"))
    press(hands)
    assert [] == failures(hands)


def test_functions_open_and_switch() -> None:
    """Messages, Do Not Disturb, the second line."""
    hands = phone(softkey("$FMessages$"))
    press(hands)
    assert "messages" == hands.screen.name
    hands = phone(softkey("$FDoNotDisturb$"))
    press(hands)
    assert "Do Not Disturb" in hands.text
    hands = phone(softkey("$FLine2$"))
    press(hands)
    assert 2 == hands.device.core.state[Calls].calls[0].line


# Macros that name macros


def test_macros_and_favorites_are_put_in_their_places() -> None:
    """By $M$, by !, by the index of a favorite; the way to send may come from the macro's type."""
    park = macro(3, "park", "*68$P1N3$", 'efk.efklist.3.type="dtmf"')
    for action, use, result in (
        ("$Mpark$", "active", (["1002"], "*6812")),
        ("!park", "active", (["1002"], "*6812")),
        ("!2", "idle", (["1003"], "")),
        ("9$S2$$Tinvite$", "idle", (["91003"], "")),
    ):
        files = {
            "000000000000-directory.xml": DIRECTORY,
            "site.cfg": site(more=ON + PROMPTS + park + softkey(action, use)),
        }
        hands = Hands("VVX_450", files)
        if use == "active":
            hands.feed(Dial("1002"))
        press(hands)
        if use == "active":
            hands.press("1", "2", "Enter")
        assert result == (called(hands), digits(hands))


DIRECTORY = b"""<directory><item_list><item><fn>Carol</fn><ct>1003</ct><sd>2</sd></item>
    <item><fn>Voicemail</fn><ct>^*97$Tinvite$</ct><sd>1</sd></item></item_list></directory>"""


def test_a_favorite_may_be_a_macro() -> None:
    """Its line key runs it."""
    hands = Hands("VVX_450", {"000000000000-directory.xml": DIRECTORY, "site.cfg": site(more=ON)})
    hands.press("line:Voicemail")
    assert ["*97"] == called(hands)


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("$Mnone$", ""),
        ("$Moff$", 'efk.efklist.1.mname="off" efk.efklist.1.action.string="1" '),
        ("!7", ""),
        ("$P9N4$", ""),
        ("$P4N4$", 'efk.efkprompt.4.status="1" efk.efkprompt.4.type="mixed" '),
        ("$P4N4$", 'efk.efkprompt.4.status="1" efk.efkprompt.4.userfeedback="hidden" '),
        ("$Mloop$", macro(1, "loop", "$Mloop$")),
        ("$Tfly$", ""),
        ("$FFly$", ""),
    ],
)
def test_a_macro_that_cannot_run_is_logged(action: str, more: str) -> None:
    """At the level of minor failures; nothing is sent."""
    hands = phone(softkey(action) + more)
    press(hands)
    assert [] == called(hands)
    assert 1 == len(failures(hands))


def test_of_macros_of_one_name_the_first_counts() -> None:
    """Those that follow are ignored."""
    hands = phone(softkey("!a") + macro(1, "a", "1003$Tinvite$") + macro(2, "a", "1004$Tinvite$"))
    press(hands)
    assert ["1003"] == called(hands)


# Soft keys


@pytest.mark.parametrize(
    ("more", "place"),
    [("", -1), ('softkey.1.precede="1"', 0), ('softkey.1.insert="2"', 1), ('softkey.1.insert="10"', -1)],
)
def test_a_soft_key_has_its_place(more: str, place: int) -> None:
    """Behind the phone's own, before them, or at the place that is named."""
    labels = [key.label for key in phone(softkey("1", more=more)).screen.actions]
    assert "Own" == labels[place]


def test_each_state_has_soft_keys_of_its_own() -> None:
    """Dial tone, a number being dialed, a call going out, active, held, and coming in."""
    uses = ("idle", "dialtone", "setup", "proceeding", "active", "hold", "alerting")
    keys = "".join(
        f'softkey.{n}.label="{use}" softkey.{n}.enable="1" softkey.{n}.action="1" softkey.{n}.use.{use}="1" '
        for n, use in enumerate(uses, 1)
    )
    hands = phone(keys)

    def shown() -> set[str]:
        return {key.label for key in hands.screen.actions} & set(uses)

    assert {"idle"} == shown()
    hands.press("New Call")
    assert {"dialtone"} == shown()
    hands.press("2", "0")
    assert {"setup"} == shown()
    well, hands.world.well = hands.world.well, lambda number=0: None  # type: ignore[method-assign]
    hands.press("Dial")
    assert {"proceeding"} == shown()
    hands.world.well = well  # type: ignore[method-assign]
    hands.world.owed.clear()
    hands.feed(CallAnswered(1, "PCMU"))
    assert {"active"} == shown()
    hands.press("Hold")
    assert {"hold"} == shown()
    hands.feed(InviteReceived("x", 1, "1003"))
    assert {"alerting"} == shown()


def test_a_soft_key_without_a_label_has_its_macros() -> None:
    """The macro's label, or the one that its text begins with."""
    for action, label in (("$Mpark$", "Park it"), ("$LHelp$112$Tinvite$", "Help"), ("112$Tinvite$", "")):
        more = f'softkey.1.enable="1" softkey.1.use.idle="1" softkey.1.action="{action}" softkey.1.precede="1" '
        hands = phone(more + macro(1, "park", "*68", 'efk.efklist.1.label="Park it"'))
        assert label == hands.screen.actions[0].label
