"""Registration: kept, lost, refused, moved, given up."""

from __future__ import annotations

import pytest

from emulator.boot.model import Provisioning, Ready, SettingsChanged, ShuttingDown
from emulator.boot.orders import Log
from emulator.display.model import Plugged
from emulator.lines.model import (
    Line,
    LineRegistered,
    Lines,
    LineUnregistered,
    RegisterAnswered,
    RegistrationVoided,
    SendRegister,
)
from emulator.network.model import Network, Offer, Option
from tests.unit.calls.rig import Rig, configuration

ONE = {"reg.1.address": "1001", "reg.1.server.1.address": "a.example"}
TWO = {**ONE, "reg.1.server.2.address": "b.example"}
OK = RegisterAnswered(1, 200, "OK", 3600)


def boot(values: dict[str, str]) -> Rig:
    """A phone whose application has just come up."""
    phone = Rig(values, Lines())
    phone.feed(Ready())
    return phone


def reconfigure(phone: Rig, values: dict[str, str]) -> None:
    """Let another configuration come into force."""
    phone.core.state = phone.core.state.replaced(Provisioning(configuration=configuration(values)))
    phone.feed(Ready())


def first(phone: Rig) -> Line:
    """The first line."""
    return phone[Lines].lines[0]


def sent(phone: Rig) -> list[tuple[str, int]]:
    """Server and expiry of each REGISTER so far."""
    return [(effect.line.servers[effect.server].address, effect.expires) for effect in phone.sent(SendRegister)]


def test_all_lines_register_when_the_phone_is_ready() -> None:
    """Each at its own first server that wants it."""
    phone = boot(
        {
            **ONE,
            "reg.2.address": "1002",
            "reg.2.server.1.address": "x.example",
            "reg.2.server.1.register": "0",
            "reg.2.server.2.address": "y.example",
            "reg.2.server.2.expires": "600",
        }
    )
    assert [("a.example", 3600), ("y.example", 600)] == sent(phone)
    phone.feed(OK)
    assert ["registered", "registering"] == [line.state for line in phone[Lines].lines]
    assert [LineRegistered(1)] == phone.told(LineRegistered)


def test_a_line_that_never_registers() -> None:
    """It stays as it is, for good."""
    phone = boot({**ONE, "reg.1.server.1.register": "0"})
    phone.wait(10_000)
    assert ("unregistered", []) == (first(phone).state, sent(phone))


@pytest.mark.parametrize(
    "name",
    ["voIpProt.SIP.enable", "reg.1.protocol.SIP", "reg.1.server.1.protocol.SIP", "voIpProt.server.1.protocol.SIP"],
)
def test_a_line_that_does_not_speak_sip(name: str) -> None:
    """Nobody is asked to register it, however that is said."""
    family = "voIpProt.server.1" if name.startswith("voIpProt.server") else "reg.1.server.1"
    values = {"reg.1.address": "1001", f"{family}.address": "a.example"}
    assert [("a.example", 3600)] == sent(boot({**values, name: "1"}))
    assert [] == sent(boot({**values, name: "0"}))


@pytest.mark.parametrize(("granted", "after"), [(3600, 3540), (61, 1), (60, 30), (30, 15), (1, 0.5)])
def test_a_registration_is_refreshed_in_time(granted: int, after: float) -> None:
    """The overlap before its end, or at half time; the line is registered all the while."""
    phone = boot(ONE)
    phone.feed(RegisterAnswered(1, 200, "OK", granted))
    phone.wait(after - 0.01)
    assert 1 == len(sent(phone))
    phone.wait(0.01)
    assert 2 == len(sent(phone))
    phone.feed(RegisterAnswered(1, 200, "OK", granted))
    assert [LineRegistered(1)] == phone.told(LineRegistered)
    assert [] == phone.told(LineUnregistered)


def test_a_binding_that_runs_out_is_shown() -> None:
    """The refresh got no answer yet: the line is not registered, and the answer makes it so again."""
    phone = boot(ONE)
    phone.feed(OK)
    phone.wait(3600)
    assert ("registering", 408) == (first(phone).state, first(phone).code)
    phone.feed(OK)
    assert "registered" == first(phone).state
    assert 2 == len(sent(phone))


def test_too_brief_an_interval_is_asked_for_again_at_once() -> None:
    """423 with Min-Expires; the longer time is kept for the refresh."""
    phone = boot(ONE)
    phone.feed(RegisterAnswered(1, 423, "Interval Too Brief", 0, 7200), RegisterAnswered(1, 200, "OK", 7200))
    phone.wait(7140)
    assert [3600, 7200, 7200] == [expires for _, expires in sent(phone)]


@pytest.mark.parametrize("minimum", [0, 3600])
def test_a_423_that_makes_no_sense_is_a_refusal(minimum: int) -> None:
    """Asking for the same again would never end."""
    phone = boot(ONE)
    phone.feed(RegisterAnswered(1, 423, "Interval Too Brief", 0, minimum))
    assert ("failed", 1) == (first(phone).state, len(sent(phone)))


@pytest.mark.parametrize(("code", "notices"), [(401, 1), (403, 1), (407, 1), (404, 0), (603, 0)])
def test_a_refusal_is_shown_and_tried_again(code: int, notices: int) -> None:
    """Failed; bad credentials are told once, not with every attempt."""
    phone = boot(ONE)
    for _ in range(3):
        phone.feed(RegisterAnswered(1, code, "No"))
        assert ("failed", code, "No") == (first(phone).state, first(phone).code, first(phone).reason)
        phone.wait(60)
    assert 4 == len(sent(phone))
    assert notices == sum("Login credentials" in str(fact) for fact in phone.facts)
    assert Log("sip", "4", f"Registration failed User: 1001, Error Code:{code} No") in phone.effects
    phone.feed(OK)
    assert ("registered", 0) == (first(phone).state, first(phone).bindings[0].attempts)


@pytest.mark.parametrize("code", [408, 500, 503])
def test_a_server_that_is_away_is_retried(code: int) -> None:
    """Unregistered is shown at once, and the line is back within the configured retry."""
    phone = boot({**ONE, "reg.1.server.1.registerRetry.baseTimeOut": "10"})
    phone.feed(OK)
    phone.wait(3540)
    phone.feed(RegisterAnswered(1, code, "Away"))
    assert ("unregistered", [LineUnregistered(1, code, "Away")]) == (first(phone).state, phone.told(LineUnregistered))
    phone.wait(10)
    assert "registering" == first(phone).state


def test_retries_back_off_to_the_maximum() -> None:
    """10, 20, 40, then 60 s; a success starts over."""
    phone = boot({**ONE, "reg.1.server.1.registerRetry.baseTimeOut": "10"})
    for seconds in (10, 20, 40, 60, 60):
        phone.feed(RegisterAnswered(1, 408, "Request Timeout"))
        count = len(sent(phone))
        phone.wait(seconds - 1)
        assert count == len(sent(phone))
        phone.wait(1)
        assert count + 1 == len(sent(phone))


def test_all_servers_of_a_line_are_registered_with() -> None:
    """At once, each for its own time; the line is registered as soon as one of them agrees."""
    phone = boot({**TWO, "reg.1.server.2.expires": "600"})
    assert [("a.example", 3600), ("b.example", 600)] == sent(phone)
    phone.feed(RegisterAnswered(1, 200, "OK", 600, server=1))
    assert ("registered", 1, 600) == (first(phone).state, first(phone).server, first(phone).expires)
    phone.wait(540)
    assert ("b.example", 600) == sent(phone)[-1]
    assert 3 == len(sent(phone))


def test_the_next_server_works_while_the_first_is_lost() -> None:
    """The line stays registered, and the first works again as soon as it has been registered with."""
    phone = boot(TWO)
    phone.feed(OK, RegisterAnswered(1, 200, "OK", 7200, server=1))
    phone.wait(3540)
    phone.feed(RegisterAnswered(1, 408, "Request Timeout"))
    assert ("registered", 1, 7200) == (first(phone).state, first(phone).server, first(phone).expires)
    assert ["unregistered", "registered"] == [each.state for each in first(phone).bindings]
    phone.wait(60)
    assert ("a.example", 3600) == sent(phone)[-1]
    phone.feed(OK)
    assert ("registered", 0) == (first(phone).state, first(phone).server)
    assert [] == phone.told(LineUnregistered)
    assert [LineRegistered(1)] == phone.told(LineRegistered)


def test_a_line_without_any_server_is_not_registered() -> None:
    """It is told once, with what the server said that worked last."""
    phone = boot(TWO)
    phone.feed(OK, RegisterAnswered(1, 403, "Forbidden", server=1))
    assert "registered" == first(phone).state
    phone.feed(RegisterAnswered(1, 408, "Request Timeout"))
    assert ("failed", [LineUnregistered(1, 408, "Request Timeout")]) == (
        first(phone).state,
        phone.told(LineUnregistered),
    )


def test_a_server_that_is_not_registered_with_stands_by() -> None:
    """It is one of the line's servers all the same."""
    phone = boot({**TWO, "reg.1.server.2.register": "0"})
    assert [("a.example", 3600)] == sent(phone)
    assert ["a.example", "b.example"] == [each.address for each in first(phone).settings.servers]


@pytest.mark.parametrize(("said", "wait"), [(0, 60), (7, 7), (300, 300)])
def test_a_server_may_say_when_to_try_again(said: int, wait: int) -> None:
    """Retry-After counts before the configured retry."""
    phone = boot(ONE)
    phone.feed(RegisterAnswered(1, 503, "Service Unavailable", retry_after=said))
    phone.wait(wait - 1)
    assert 1 == len(sent(phone))
    phone.wait(1)
    assert 2 == len(sent(phone))


def test_a_registration_that_was_given_up_for_another_address() -> None:
    """The line is not registered until the other address has agreed."""
    phone = boot(ONE)
    phone.feed(OK, RegistrationVoided(1))
    assert ("registering", 1) == (first(phone).state, len(sent(phone)))
    phone.feed(RegisterAnswered(1, 200, "OK", 3600, place="udp:10.0.0.2:5060"))
    assert ("registered", "udp:10.0.0.2:5060") == (first(phone).state, first(phone).bindings[0].place)


def test_the_network_cable_brings_lines_back() -> None:
    """Without waiting for the retry; those that are registered tell the servers so again."""
    phone = boot({**ONE, "reg.2.address": "1002", "reg.2.server.1.address": "b.example"})
    phone.feed(RegisterAnswered(1, 503, ""), RegisterAnswered(2, 200, "OK", 3600))
    phone.feed(Plugged("lan", False), Plugged("lan", True))
    assert ["registering", "registered"] == [line.state for line in phone[Lines].lines]
    assert ["a.example", "b.example"] == [address for address, _ in sent(phone)[2:]]


def test_going_down_unregisters_and_coming_back_registers() -> None:
    """The new registration waits for the answer to the unregistration."""
    phone = boot(ONE)
    phone.feed(OK, ShuttingDown("Restart Phone"))
    assert ("unregistering", ("a.example", 0)) == (first(phone).state, sent(phone)[-1])
    phone.feed(Ready())
    assert 2 == len(sent(phone))
    phone.feed(RegisterAnswered(1, 200, "OK", 0))
    assert ("registering", ("a.example", 3600)) == (first(phone).state, sent(phone)[-1])


def test_an_unregistration_without_answer_ends_by_itself() -> None:
    """After 4 s; nothing is sent any more."""
    phone = boot(ONE)
    phone.feed(OK, ShuttingDown("Restart Phone"))
    phone.wait(4)
    assert "unregistered" == first(phone).state
    phone.wait(10_000)
    assert 2 == len(sent(phone))


def test_an_answer_that_crossed_the_unregistration_is_not_its_answer() -> None:
    """The first REGISTER was still under way."""
    phone = boot(ONE)
    phone.feed(ShuttingDown("Restart Phone"), OK)
    assert "unregistering" == first(phone).state
    phone.feed(RegisterAnswered(1, 200, "OK", 0))
    assert "unregistered" == first(phone).state


def test_a_label_changes_without_a_new_registration() -> None:
    """The registrar does not learn of it."""
    phone = boot(ONE)
    phone.feed(OK)
    reconfigure(phone, {**ONE, "reg.1.label": "Desk"})
    assert ("registered", "Desk", 1) == (first(phone).state, first(phone).settings.label, len(sent(phone)))


def test_a_changed_line_gives_its_binding_up_first() -> None:
    """Unregister with the old settings, then register with the new ones."""
    phone = boot(ONE)
    phone.feed(OK)
    reconfigure(phone, {**ONE, "reg.1.server.1.address": "new.example"})
    assert [("a.example", 3600), ("a.example", 0)] == sent(phone)
    phone.feed(RegisterAnswered(1, 200, "OK", 0))
    assert ("new.example", 3600) == sent(phone)[-1]


def test_a_line_that_is_gone_unregisters() -> None:
    """Its timers go with it; others are left alone."""
    phone = boot({**ONE, "reg.2.address": "1002", "reg.2.server.1.address": "b.example"})
    phone.feed(OK, RegisterAnswered(2, 200, "OK", 3600))
    reconfigure(phone, ONE)
    assert [1] == [line.index for line in phone[Lines].lines]
    assert ("b.example", 0) == sent(phone)[-1]
    phone.feed(RegisterAnswered(2, 200, "OK", 0))
    phone.wait(3540)
    assert ("a.example", 3600) == sent(phone)[-1]


def test_settings_that_change_while_the_phone_runs() -> None:
    """A line that is new registers at once; one that others know by other settings first gives its binding up."""
    phone = boot(TWO)
    phone.feed(OK, RegisterAnswered(1, 200, "OK", 3600, server=1))
    values = {
        **ONE,
        "reg.1.server.1.address": "c.example",
        "reg.2.address": "1002",
        "reg.2.server.1.address": "d.example",
    }
    phone.core.state = phone.core.state.replaced(Provisioning(configuration=configuration(values)))
    phone.feed(SettingsChanged(("lcl.ml.lang",)))
    assert 2 == len(sent(phone))
    phone.feed(SettingsChanged(("reg.1.server.1.address",)))
    assert [("a.example", 0), ("b.example", 0), ("d.example", 3600)] == sent(phone)[2:]
    phone.feed(RegisterAnswered(1, 200, "OK", 0), RegisterAnswered(1, 200, "OK", 0, server=1))
    assert ("c.example", 3600) == sent(phone)[-1]
    assert ["registering", "registering"] == [line.state for line in phone[Lines].lines]


@pytest.mark.parametrize(
    ("values", "servers"),
    [
        ({"voIpProt.server.dhcp.available": "1"}, ["10.0.0.7"]),
        ({"voIpProt.server.dhcp.available": "1", "voIpProt.server.dhcp.option": "150"}, ["sip.example"]),
        ({"voIpProt.server.dhcp.available": "1", "voIpProt.server.1.address": "own.example"}, ["own.example"]),
        ({}, []),
    ],
)
def test_a_server_that_the_network_names(values: dict[str, str], servers: list[str]) -> None:
    """By the DHCP option of voIpProt.server.dhcp.option, if the phone is told to look and knows no other."""
    lease = Offer(options={"128": Option(("10.0.0.7",), packed=True), "150": Option(("sip.example",))})
    phone = Rig({"reg.1.address": "1001", **values}, Lines(), Network(lease=lease))
    phone.feed(Ready())
    assert servers == [address for address, _ in sent(phone)]
