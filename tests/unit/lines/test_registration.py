"""Registration: kept, lost, refused, moved, given up."""

from __future__ import annotations

import pytest

from emulator.boot.model import Log, Provisioning, Ready, ShuttingDown
from emulator.display.model import Plugged
from emulator.lines.model import (
    Line,
    LineRegistered,
    Lines,
    LineUnregistered,
    RegisterAnswered,
    SendRegister,
)
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
    assert ("registered", 0) == (first(phone).state, first(phone).attempts)


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


def test_the_next_server_takes_over() -> None:
    """Silence at the first: the second is tried at once; when both fail, the first begins anew."""
    phone = boot(TWO)
    phone.feed(RegisterAnswered(1, 408, ""))
    assert ("registering", [("a.example", 3600), ("b.example", 3600)]) == (first(phone).state, sent(phone))
    phone.feed(RegisterAnswered(1, 503, ""))
    assert "unregistered" == first(phone).state
    phone.wait(60)
    assert ("a.example", 3600) == sent(phone)[-1]


def test_a_refusal_is_not_taken_elsewhere() -> None:
    """Another server would say the same."""
    phone = boot(TWO)
    phone.feed(RegisterAnswered(1, 403, ""))
    assert ("failed", 1) == (first(phone).state, len(sent(phone)))


def test_fail_over_on_503_can_be_turned_off() -> None:
    """voIpProt.SIP.failoverOn503Response."""
    phone = boot({**TWO, "voIpProt.SIP.failoverOn503Response": "0"})
    phone.feed(RegisterAnswered(1, 503, ""))
    assert ("unregistered", 1) == (first(phone).state, len(sent(phone)))


def test_a_lost_refresh_moves_to_the_next_server() -> None:
    """The line was registered, is not while the second server is asked, and is again with its answer."""
    phone = boot(TWO)
    phone.feed(OK)
    phone.wait(3540)
    phone.feed(RegisterAnswered(1, 408, ""))
    assert ("registering", [LineUnregistered(1, 408, "")]) == (first(phone).state, phone.told(LineUnregistered))
    phone.feed(OK)
    assert ("registered", 1) == (first(phone).state, first(phone).server)


def test_the_network_cable_brings_lines_back() -> None:
    """Without waiting for the retry."""
    phone = boot(ONE)
    phone.feed(RegisterAnswered(1, 503, ""), Plugged("lan", False), Plugged("lan", True))
    assert ("registering", 2) == (first(phone).state, len(sent(phone)))


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
