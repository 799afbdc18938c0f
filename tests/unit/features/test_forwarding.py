"""Forwarding by the phone itself: when, where to, and how it is set."""

from __future__ import annotations

import pytest

from emulator.boot.model import ChangeSettings, Provisioning, SettingsChanged
from emulator.calls.model import ForwardCall, InviteReceived
from emulator.calls.orders import Redirect, RefuseInvite, SendReject, TakeCall
from emulator.display.model import GoBack, Noticed, OpenView
from emulator.features.model import SetForward, forwarding
from tests.unit.calls.rig import Rig, configuration
from tests.unit.features.bench import icons, missed, start


def sent_on(phone: Rig) -> list[tuple[str, str]]:
    """Where calls were sent, and why."""
    refusals: list[RefuseInvite | SendReject] = [*phone.sent(RefuseInvite), *phone.sent(SendReject)]
    redirects = [each.redirect for each in refusals if each.code == 302]
    return [(each.contact, each.reason) for each in redirects if each]


@pytest.mark.parametrize(
    ("values", "line", "expected"),
    [
        ({"divert.1.contact": "2000"}, 1, [("2000", "unconditional")]),
        ({"divert.1.contact": "2000"}, 2, []),
        ({"divert.1.contact": "2000", "divert.fwd.1.enabled": "0"}, 1, []),
        ({"reg.1.fwdStatus": "1", "reg.1.fwdContact": "2001"}, 1, [("2001", "unconditional")]),
        ({"reg.1.fwdStatus": "0", "reg.1.fwdContact": "2001", "divert.1.contact": "2000"}, 1, []),
        ({"divert.1.contact": "2000", "reg.1.type": "shared", "call.shared.disableDivert": "0"}, 1, []),
        ({"divert.1.contact": "2000", "reg.1.type": "shared", "divert.1.sharedDisabled": "0"}, 1, []),
        (
            {
                "divert.1.contact": "2000",
                "reg.1.type": "shared",
                "divert.1.sharedDisabled": "0",
                "call.shared.disableDivert": "0",
            },
            1,
            [("2000", "unconditional")],
        ),
        ({"divert.1.contact": "92000", "dialplan.digitmap": "R9RR2xxx"}, 1, [("92000", "unconditional")]),
        (
            {"divert.1.contact": "92000", "dialplan.digitmap": "R9RR2xxx", "dialplan.applyToForward": "1"},
            1,
            [("2000", "unconditional")],
        ),
        (
            {"divert.1.contact": "92000", "dialplan.1.digitmap": "R9RR2xxx", "dialplan.1.applyToForward": "1"},
            1,
            [("2000", "unconditional")],
        ),
    ],
)
def test_all_calls_of_a_line_are_sent_on(values: dict[str, str], line: int, expected: list[tuple[str, str]]) -> None:
    """By what the administrator or the user has set, the user's word first; not for shared lines."""
    phone = start(values)
    phone.ring(line)
    assert expected == sent_on(phone)
    assert (not expected) == bool(phone.sent(TakeCall))
    assert [] == missed(phone)


@pytest.mark.parametrize(
    ("values", "calls", "expected"),
    [
        ({"divert.busy.1.contact": "2000", "call.callWaiting.enable": "0"}, 1, [("2000", "user-busy")]),
        ({"divert.busy.1.contact": "2000"}, 1, []),
        ({"divert.busy.1.contact": "2000", "divert.busy.1.oneCallBusy": "1"}, 1, [("2000", "user-busy")]),
        ({"divert.busy.1.contact": "2000", "divert.busy.1.oneCallBusy": "1"}, 0, []),
        (
            {"divert.1.contact": "2001", "divert.fwd.1.enabled": "0", "divert.busy.1.oneCallBusy": "1"},
            1,
            [("2001", "user-busy")],
        ),
        (
            {"divert.busy.1.contact": "2000", "divert.busy.1.oneCallBusy": "1", "divert.busy.1.enabled": "0"},
            1,
            [],
        ),
        (
            {"reg.1.fwd.busy.status": "1", "reg.1.fwd.busy.contact": "2002", "divert.busy.1.oneCallBusy": "1"},
            1,
            [("2002", "user-busy")],
        ),
    ],
)
def test_calls_are_sent_on_while_the_line_is_busy(
    values: dict[str, str], calls: int, expected: list[tuple[str, str]]
) -> None:
    """When it can take no more, or with the first call already where divert.busy.x.oneCallBusy says so."""
    phone = start(values)
    for _ in range(calls):
        phone.dial_up()
    phone.feed(InviteReceived("second", 1, "1009"))
    assert expected == sent_on(phone)


@pytest.mark.parametrize(
    ("values", "seconds", "expected"),
    [
        ({"divert.noanswer.1.contact": "2000"}, 55, [("2000", "no-answer")]),
        ({"divert.noanswer.1.contact": "2000", "divert.noanswer.1.timeout": "20"}, 20, [("2000", "no-answer")]),
        ({"divert.noanswer.1.contact": "2000", "divert.noanswer.1.enabled": "0"}, 60, []),
        ({"divert.noanswer.1.contact": "2000", "call.offeringTimeOut": "30"}, 30, []),
        (
            {"reg.1.fwd.noanswer.status": "1", "reg.1.fwd.noanswer.contact": "2003"},
            54,
            [("2003", "no-answer")],
        ),
        (
            {
                "reg.1.fwd.noanswer.status": "1",
                "reg.1.fwd.noanswer.contact": "2003",
                "reg.1.fwd.noanswer.ringCount": "2",
            },
            12,
            [("2003", "no-answer")],
        ),
    ],
)
def test_calls_that_nobody_answers_are_sent_on(
    values: dict[str, str], seconds: int, expected: list[tuple[str, str]]
) -> None:
    """After their time or so many rings of 6 s; the user missed them all the same."""
    phone = start(values)
    phone.ring()
    phone.wait(seconds - 0.1)
    assert {1: "offering"} == phone.states
    phone.wait(0.1)
    assert {1: "ended"} == phone.states
    assert expected == sent_on(phone)
    assert [1] == missed(phone)


def test_the_forward_soft_key_sends_a_call_on() -> None:
    """Its form asks where to."""
    phone = start()
    phone.ring()
    phone.press("Forward")
    assert "forward-call" == phone.screen.name
    phone.press("2", "0", "0", "0", "Forward")
    assert [("2000", "deflection")] == sent_on(phone)
    assert ({1: "ended"}, "lines", []) == (phone.states, phone.screen.name, missed(phone))


def test_forwarding_nowhere_does_nothing() -> None:
    """An empty number is no answer."""
    phone = start()
    phone.ring()
    phone.feed(ForwardCall(1, " "))
    assert ({1: "offering"}, [Noticed("Contact value required.")]) == (phone.states, phone.told(Noticed))


def test_whether_the_diversion_is_told() -> None:
    """voIpProt.SIP.header.diversion.enable."""
    for switch, told in (("0", False), ("1", True)):
        phone = start({"divert.1.contact": "2000", "voIpProt.SIP.header.diversion.enable": switch})
        phone.ring()
        (refusal,) = phone.sent(RefuseInvite)
        assert isinstance(refusal.redirect, Redirect)
        assert told == refusal.redirect.told


# Setting it


@pytest.mark.parametrize(
    ("intent", "values"),
    [
        (SetForward(1, "always", "2000"), {"reg.1.fwdStatus": "1", "reg.1.fwdContact": "2000"}),
        (SetForward(2, "busy", "2000"), {"reg.2.fwd.busy.status": "1", "reg.2.fwd.busy.contact": "2000"}),
        (
            SetForward(1, "no answer", "2000", 4),
            {
                "reg.1.fwd.noanswer.status": "1",
                "reg.1.fwd.noanswer.contact": "2000",
                "reg.1.fwd.noanswer.ringCount": "4",
            },
        ),
        (SetForward(1, "always", "", enabled=False), {"reg.1.fwdStatus": "0", "reg.1.fwdContact": ""}),
    ],
)
def test_what_the_user_sets_is_kept(intent: SetForward, values: dict[str, str]) -> None:
    """In the phone's override file; it counts at once, and after a restart that reads the file."""
    phone = start()
    phone.feed(intent)
    assert [ChangeSettings(dict(values))] == phone.told(ChangeSettings)
    again = start({name: value for name, value in values.items() if value})
    assert forwarding(phone.core.state, intent.line, intent.kind).on is intent.enabled
    assert forwarding(again.core.state, intent.line, intent.kind).on is intent.enabled


def test_forwarding_needs_a_contact() -> None:
    """Enabled without one, nothing changes."""
    phone = start()
    phone.feed(SetForward(1, "always", " "))
    assert [Noticed("Contact value required.")] == phone.told(Noticed)
    assert [] == phone.told(ChangeSettings)


def test_the_forward_menu_sets_it() -> None:
    """Line, kind, number, Enable; then the icon and the text of an idle phone say so, and Disable ends it."""
    phone = start()
    phone.press("Forward")
    assert ("forward", "Line Select") == (phone.screen.name, phone.screen.title)
    phone.feed(OpenView("forward/1"))
    assert "Forwarding Type Select" == phone.screen.title
    phone.press("Select")
    assert "Call Forward Always 1001" == phone.screen.title
    phone.press("2", "0", "0", "0", "Enable")
    assert ("Forwarding Type Select", "Enabled: 2000") == (phone.screen.title, phone.screen.body[0].rows[0].detail)  # type: ignore[union-attr]
    phone.press("Select")
    assert "Disable" in phone.labels
    phone.feed(GoBack(), GoBack(), GoBack())
    assert "forward" in icons(phone)
    assert "Call Forward Always" in str(phone.screen.body)


def test_no_answer_asks_for_rings_too() -> None:
    """In the field below."""
    phone = start()
    phone.feed(OpenView("forward/1/no answer"))
    phone.press("2", "Down", "<<", "3", "Enable")
    assert 3 == forwarding(phone.core.state, 1, "no answer").rings


@pytest.mark.parametrize("parameter", ["feature.forward.enable", "softkey.feature.forward"])
def test_forwarding_can_be_taken_away(parameter: str) -> None:
    """From the idle phone alone, or altogether."""
    phone = start({parameter: "0"})
    assert "Forward" not in phone.labels
    phone.ring()
    assert (parameter == "softkey.feature.forward") == ("Forward" in phone.labels)


def test_a_change_of_settings_is_taken_over() -> None:
    """Such as one made on the web page; do not disturb stays as it was."""
    phone = start()
    changed = configuration({"reg.1.address": "1001", "divert.1.contact": "2000"})
    phone.core.state = phone.core.state.replaced(Provisioning(configuration=changed))
    phone.feed(SettingsChanged(("divert.1.contact",)))
    assert forwarding(phone.core.state, 1, "always").on
